"""Mails, through SES: text and HTML, to one person at a time, with nothing that reports whether they are read.

A message is handed over once and never tried again here: after a time-out nobody knows whether it was accepted, and
a second try could be a second message. A reminder bears the creditor's name, alone (Z02), on our own address; its
answers go to the creditor (integrations.md §7).
"""

import re
from collections.abc import Callable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from chalicelib.services.ports import Mail, NotAccepted

if TYPE_CHECKING:
    from types_boto3_sesv2 import SESV2Client
    from types_boto3_sesv2.type_defs import SendEmailRequestTypeDef

MOST_ATTACHED = 5_000_000  # bytes, all together

# What SES refuses for what the message or its sender is: it would be refused again.
_LASTING = {
    "AccountSuspendedException",
    "BadRequestException",
    "MailFromDomainNotVerifiedException",
    "MessageRejected",
    "NotFoundException",
}
_REQUEST_TIMEOUT = 408
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LIKE_AN_ADDRESS = re.compile(r'(?:[<>"@＠﹫\\\s]|=\?)+')


class Sender:
    """Sends as `sender` («Acquit <bonjour@…>»), dated by `now`.

    SES reports what becomes of the messages as `configuration_set` says, if there is one.
    """

    def __init__(
        self,
        client: "SESV2Client",
        sender: str,
        now: Callable[[], datetime],
        configuration_set: str | None = None,
    ) -> None:
        self.client, self.sender, self.now = client, sender, now
        self.configuration_set = configuration_set

    def send(self, mail: Mail) -> str:
        """Raises NotAccepted; ValueError when a header would not be one line, an address not one address, or the
        attachments too heavy. After any other exception nobody knows whether SES accepted it."""
        request: SendEmailRequestTypeDef = {
            "FromEmailAddress": self._address,
            "Destination": {"ToAddresses": [mail.to]},
            "Content": {"Raw": {"Data": self._message(mail).as_bytes()}},
        }
        if mail.tags:
            request["EmailTags"] = [{"Name": name, "Value": value} for name, value in mail.tags.items()]
        if self.configuration_set:
            request["ConfigurationSetName"] = self.configuration_set
        try:
            return self.client.send_email(**request)["MessageId"]
        except (ConnectTimeoutError, EndpointConnectionError) as unreached:
            raise NotAccepted(type(unreached).__name__, lasting=False) from unreached
        except ClientError as answer:
            if not _refused(answer):
                raise
            code = answer.response["Error"]["Code"]
            raise NotAccepted(code, lasting=code in _LASTING) from answer

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender if mail.sender is None else _named(mail.sender, self._address)
        message["To"] = Address(addr_spec=mail.to)
        if mail.reply_to is not None:
            message["Reply-To"] = Address(addr_spec=mail.reply_to)
        message["Subject"] = mail.subject
        message["Date"] = self.now()
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text, cte="quoted-printable")
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        if sum(len(each.content) for each in mail.attachments) > MOST_ATTACHED:
            raise ValueError("the attachments are too heavy")
        for each in mail.attachments:
            maintype, _, subtype = each.mime.partition("/")
            message.add_attachment(
                each.content, maintype=maintype, subtype=subtype, filename=_one_line(each.name)
            )
        return message

    @property
    def _address(self) -> str:
        """Ours, without its name: what leaves in a creditor's name leaves from it too."""
        return parseaddr(self.sender)[1]


def ses_client(region: str) -> "SESV2Client":
    """Never tries again by itself: a second try after a time-out could be a second message."""
    config = Config(region_name=region, connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})
    return boto3.client("sesv2", config=config)


def _named(name: str, address: str) -> Address:
    """The creditor's name on our address; what would make readers take the name for another address is left out."""
    plain = _LIKE_AN_ADDRESS.sub(" ", _one_line(name)).strip()
    return Address(display_name=plain, addr_spec=address)


def _one_line(text: str) -> str:
    if _CONTROLS.search(text):
        raise ValueError("a header is one line")
    return text


def _refused(answer: ClientError) -> bool:
    """Whether SES said no for sure: it faults the request. It may have accepted what it then failed to answer."""
    status = answer.response["ResponseMetadata"]["HTTPStatusCode"]
    return 400 <= status < 500 and status != _REQUEST_TIMEOUT
