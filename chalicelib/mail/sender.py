"""Mails, through SES: text and HTML, to one person at a time, with nothing that reports whether they are read."""

from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from chalicelib.services.ports import Mail

if TYPE_CHECKING:
    from types_boto3_sesv2 import SESV2Client


class Sender:
    """Sends as `sender` («Acquit <bonjour@…>»), dated by `now`."""

    def __init__(self, client: "SESV2Client", sender: str, now: Callable[[], datetime]) -> None:
        self.client, self.sender, self.now = client, sender, now

    def send(self, mail: Mail) -> str:
        """Raises ValueError when a header would not be one line, or the address not one address."""
        accepted = self.client.send_email(
            FromEmailAddress=self.sender,
            Destination={"ToAddresses": [mail.to]},
            Content={"Raw": {"Data": self._message(mail).as_bytes()}},
        )
        return accepted["MessageId"]

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = mail.subject
        message["Date"] = self.now()
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text, cte="quoted-printable")
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        return message


def ses_client(region: str) -> "SESV2Client":
    config = Config(region_name=region, connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 2})
    return boto3.client("sesv2", config=config)
