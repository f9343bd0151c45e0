"""Mails as they leave: one person, two parts, true letters, and no header but ours."""

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from chalicelib import wiring
from chalicelib.cases.case import PARIS
from chalicelib.mail.sender import Sender, ses_client
from chalicelib.services.ports import Mail
from tests import fakes

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=PARIS)
FROM = "Acquit <bonjour@acquit.example>"
MAIL = Mail(
    to="lea@example.fr",
    subject="Votre lien pour vous connecter à Acquit : « été » – n° 1, et encore quelques mots",
    text=f"Bonjour,\n\n{'à' * 300}\nhttps://acquit.example/connexion/#{'x' * 120}\n",
    html="<p>Bonjour, <strong>Léa</strong></p>",
)


@pytest.fixture
def sender() -> Iterator[Sender]:
    with mock_aws():
        client = ses_client(wiring.REGION)
        client.create_email_identity(EmailIdentity="bonjour@acquit.example")
        yield Sender(client, FROM, lambda: NOW)


def sent() -> bytes:
    (message,) = ses_backends[DEFAULT_ACCOUNT_ID][wiring.REGION].sent_messages
    raw = message.raw_data
    return raw if isinstance(raw, bytes) else raw.encode()


def test_a_mail_says_who_to_whom_when_and_that_a_machine_wrote_it(sender: Sender) -> None:
    assert sender.send(MAIL)
    mail = message_from_bytes(sent(), policy=default)
    assert (mail["From"], mail["To"], mail["Subject"]) == (FROM, MAIL.to, MAIL.subject)
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] == "auto-generated"
    assert {"Cc", "Bcc", "Reply-To"} & set(mail.keys()) == set()


def test_text_and_html_are_two_ways_to_read_it(sender: Sender) -> None:
    sender.send(MAIL)
    mail = message_from_bytes(sent(), policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == MAIL.text.splitlines()
    assert html.get_content().strip() == MAIL.html


def test_every_line_passes_every_server(sender: Sender) -> None:
    sender.send(MAIL)
    raw = sent()
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 78


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": "Bonjour\r\nBcc: autre@example.fr"},
        {"subject": "Bonjour\nBcc: autre@example.fr"},
        {"to": "lea@example.fr\r\nBcc: autre@example.fr"},
        {"to": "lea@example.fr, autre@example.fr"},
        {"to": "Léa <lea@example.fr>"},
        {"to": "pas une adresse"},
    ],
)
def test_a_header_is_never_injected(sender: Sender, changed: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        sender.send(Mail(**{**vars(MAIL), **changed}))
    assert ses_backends[DEFAULT_ACCOUNT_ID][wiring.REGION].sent_messages == []


def test_the_twin_keeps_what_it_was_given() -> None:
    twin = fakes.Mailer()
    assert twin.send(MAIL)
    assert twin.sent == [MAIL]
    with pytest.raises(ValueError, match="one line"):
        twin.send(Mail("lea@example.fr", "a\nb", "", ""))
