"""Mails as they leave: one person, two parts, true letters, and no header but ours."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.stub import Stubber
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from chalicelib import wiring
from chalicelib.cases.case import PARIS
from chalicelib.mail.sender import MOST_ATTACHED, Sender, ses_client
from chalicelib.services.ports import Attachment, Mail, NotAccepted
from tests import fakes

if TYPE_CHECKING:
    from types_boto3_sesv2 import SESV2Client

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
        {"sender": "Boulangerie\r\nBcc: autre@example.fr"},
        {"sender": "Boulangerie\nBcc: autre@example.fr"},
        {"reply_to": "lea@example.fr\r\nBcc: autre@example.fr"},
        {"reply_to": "lea@example.fr, autre@example.fr"},
        {"attachments": (Attachment("a.pdf\r\nBcc: autre@example.fr", "application/pdf", b""),)},
    ],
)
def test_a_header_is_never_injected(sender: Sender, changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        sender.send(replace(MAIL, **changed))
    assert ses_backends[DEFAULT_ACCOUNT_ID][wiring.REGION].sent_messages == []


def test_a_reminder_bears_the_creditors_name_alone_and_its_answers_go_to_the_creditor(sender: Sender) -> None:
    sender.send(replace(MAIL, sender="Boulangerie Émile & Fils 🥖", reply_to="emile@example.fr"))
    mail = message_from_bytes(sent(), policy=default)
    assert str(mail["From"]) == "Boulangerie Émile & Fils 🥖 <bonjour@acquit.example>"
    assert mail["Reply-To"] == "emile@example.fr"
    assert "Acquit" not in mail["From"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Impôts <dgfip@impots.gouv.fr>", "Impôts dgfip impots.gouv.fr"),
        ('Dupont" <x@example.fr>, "', "Dupont x example.fr , "),
        ("Dupont, Jean; Marie: (SARL)", "Dupont, Jean; Marie: (SARL)"),
        ("=?utf-8?q?Banque_=3Cx=40example.fr=3E?=", "utf-8?q?Banque_=3Cx=40example.fr=3E?="),
        ("service＠example.fr", "service example.fr"),
        ("L’Atelier «\u00a0Ô\u00a0» n°\u00a01, " + "très " * 40 + "long", None),
        ("@", ""),
    ],
)
def test_no_name_passes_for_another_address(sender: Sender, name: str, shown: str | None) -> None:
    sender.send(replace(MAIL, sender=name))
    (author,) = message_from_bytes(sent(), policy=default)["From"].addresses
    assert author.addr_spec == "bonjour@acquit.example"
    assert shown is None or author.display_name == shown.strip()


PIECES = [*"abÉ,;:.()[]'`|&+=?_ 🍞-$#*~/<>@\\", '"', "\u200d", "=?utf-8?q?", "?=", "=40"]
NAMES = st.lists(st.sampled_from(PIECES), max_size=120).map("".join)


@given(name=NAMES)
@settings(deadline=None)
def test_whatever_the_name_the_address_is_ours(name: str) -> None:
    client = Kept()
    client.sender().send(replace(MAIL, sender=name))
    (author,) = message_from_bytes(client.raw, policy=default)["From"].addresses
    assert author.addr_spec == "bonjour@acquit.example"
    assert client.raw.isascii()


def test_a_letter_goes_along_with_its_name_and_its_bytes(sender: Sender) -> None:
    pdf = bytes(range(256)) * 300
    sender.send(
        replace(
            MAIL,
            attachments=(
                Attachment("Relance n° 1 – été.pdf", "application/pdf", pdf),
                Attachment("facture.xml", "application/xml", b"<x/>"),
            ),
        )
    )
    raw = sent()
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    assert mail.get_content_type() == "multipart/mixed"
    (body, letter, invoice) = mail.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    assert letter.get_filename() == "Relance n° 1 – été.pdf"
    assert (letter.get_content_type(), letter.get_content()) == ("application/pdf", pdf)
    assert letter.get_content_disposition() == "attachment"
    assert invoice.get_content() == b"<x/>"
    assert max(map(len, raw.splitlines())) <= 78


def test_what_is_attached_weighs_five_megabytes_at_most() -> None:
    client = Kept()
    most, one = (Attachment("a.pdf", "application/pdf", b"x" * size) for size in (MOST_ATTACHED - 1, 1))
    client.sender().send(replace(MAIL, attachments=(most, one)))
    client.asked = {}
    with pytest.raises(ValueError, match="heavy"):
        client.sender().send(replace(MAIL, attachments=(most, one, one)))
    assert client.asked == {}


def test_tags_and_the_configuration_set_are_told_to_ses() -> None:
    client = Kept()
    client.sender("acquit-prod").send(replace(MAIL, tags={"case": "case-0001", "letter": "3"}))
    assert client.asked["ConfigurationSetName"] == "acquit-prod"
    assert client.asked["EmailTags"] == [
        {"Name": "case", "Value": "case-0001"},
        {"Name": "letter", "Value": "3"},
    ]
    client.sender().send(MAIL)
    assert {"ConfigurationSetName", "EmailTags", "ReplyToAddresses"} & set(client.asked) == set()


def test_the_twin_keeps_what_it_was_given() -> None:
    twin = fakes.Mailer()
    assert twin.send(MAIL)
    assert twin.sent == [MAIL]
    with pytest.raises(ValueError, match="one line"):
        twin.send(Mail("lea@example.fr", "a\nb", "", ""))


# --- refused, or unknown ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "status", "lasting"),
    [
        ("MessageRejected", 400, True),
        ("BadRequestException", 400, True),
        ("AccountSuspendedException", 400, True),
        ("MailFromDomainNotVerifiedException", 400, True),
        ("NotFoundException", 404, True),
        ("SendingPausedException", 400, False),
        ("TooManyRequestsException", 429, False),
        ("LimitExceededException", 400, False),
        ("ThrottlingException", 400, False),
        ("ExpiredTokenException", 403, False),
    ],
)
def test_what_ses_refuses_was_not_accepted(code: str, status: int, lasting: bool) -> None:
    with stubbed(code, status) as sender, pytest.raises(NotAccepted) as refused:
        sender.send(MAIL)
    assert (refused.value.code, refused.value.lasting) == (code, lasting)


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_after_a_failure_of_ses_nobody_knows(status: int) -> None:
    with stubbed("ServiceUnavailable", status) as sender, pytest.raises(ClientError):
        sender.send(MAIL)


def test_every_error_ses_names_for_a_mail_is_one_of_those() -> None:
    client = ses_client(wiring.REGION)
    named = {shape.name for shape in client.meta.service_model.operation_model("SendEmail").error_shapes}
    known = {"SendingPausedException", "TooManyRequestsException", "LimitExceededException"}
    assert named == known | {
        "AccountSuspendedException",
        "BadRequestException",
        "MailFromDomainNotVerifiedException",
        "MessageRejected",
        "NotFoundException",
    }


@contextmanager
def stubbed(code: str, status: int) -> Iterator[Sender]:
    """A sender whose SES answers once, with this error: a second try would fail the test."""
    client = ses_client(wiring.REGION)
    with Stubber(client) as stubber:
        stubber.add_client_error("send_email", code, http_status_code=status)
        yield Sender(client, FROM, lambda: NOW)
        stubber.assert_no_pending_responses()


class Server(ThreadingHTTPServer):
    """Stands for SES: counts what it was asked, and answers as told."""

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.asked = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                server.asked += 1
                self.rfile.read(int(self.headers["Content-Length"]))
                answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[Server, Sender]]:
    with Server(answer) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server, sender_to(server.server_port)
        server.shutdown()


def sender_to(port: int) -> Sender:
    """As in service, on a port of this machine; time is short here."""
    usual = ses_client(wiring.REGION).meta.config
    config = usual.merge(Config(connect_timeout=0.5, read_timeout=0.2))
    client = boto3.client("sesv2", config=config, endpoint_url=f"http://127.0.0.1:{port}")
    return Sender(client, FROM, lambda: NOW)


def test_when_ses_is_not_there_nothing_was_sent() -> None:
    with socket() as nobody:  # bound, and not listening
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(NotAccepted) as unreached:
            sender_to(nobody.getsockname()[1]).send(MAIL)
    assert not unreached.value.lasting


def test_an_answer_that_does_not_come_leaves_it_unknown_and_is_not_asked_for_twice() -> None:
    silent = Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        silent.wait(5)

    with answering(answer) as (server, sender):
        with pytest.raises(ReadTimeoutError):
            sender.send(MAIL)
        silent.set()
        assert server.asked == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_no_error_makes_it_try_again(status: int) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Length", "2")
        request.end_headers()
        request.wfile.write(b"{}")

    with answering(answer) as (server, sender):
        with pytest.raises((ClientError, NotAccepted)):
            sender.send(MAIL)
        assert server.asked == 1


class Kept:
    """Stands for the client of SES: keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}

    def send_email(self, **asked: Any) -> dict[str, str]:
        self.asked = asked
        return {"MessageId": "id"}

    def sender(self, configuration_set: str | None = None) -> Sender:
        return Sender(cast("SESV2Client", self), FROM, lambda: NOW, configuration_set)

    @property
    def raw(self) -> bytes:
        raw: bytes = self.asked["Content"]["Raw"]["Data"]
        return raw
