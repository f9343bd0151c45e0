"""A case lived in the bare machine: announced, printed and mailed by functions started there, one after the other.

Each is started as the template says, by its handler, with its memory and its variables, and reaches nothing but a
MiniStack in which that template was created. This test does what AWS would: it gives the schedule's events, takes the
messages from the queue to the worker, reports what became of a mail. It is about ten o'clock of a day of our choosing.
"""

import base64
import email
import email.policy
import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
import yaml

from tests import builders as a
from tests.package.bridge import Bridge, bridge
from tests.package.emulator import VARIABLES, Emulator, known, running
from tests.package.sandbox import Function, Machine
from tests.package.test_emulator import SCHEDULED
from tests.package.test_stepped_case import (
    CASE,
    CREDITOR,
    DEBTOR,
    MONDAY,
    TUESDAY,
    Browser,
    zone_where_it_is_ten,
)
from tests.services.a_space import an_opening, profile
from tests.services.test_mail_events import a_report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("bwrap"), reason="the bare machine is made with bubblewrap"),
]

NEXT_WEEK = "2026-12-01"
NOBODY = "http://127.0.0.1:9"
SIREN = "404833048"


@dataclass(frozen=True)
class Aws:
    """The stack, and functions of its template, each in a machine of its own."""

    stack: Emulator
    machine: Machine
    bridge: Bridge
    zones: Path

    @contextmanager
    def started(self, name: str, day: str, **environment: str) -> Iterator[Function]:
        told = self.stack.client("lambda").get_function_configuration(FunctionName=self.stack.physical(name))
        variables = {**told["Environment"]["Variables"], "ACQUIT_TODAY": day, **environment}
        with self.machine.function(
            told["Handler"], memory=told["MemorySize"], aws=self.bridge, beside=(self.zones,),
            PYTHONTZPATH=f"/var/test/{self.zones.name}", **variables,
        ) as function:  # fmt: skip
            assert "init" in function.started, function.log()
            yield function

    def run(self, name: str, day: str, event: dict[str, Any], **environment: str) -> tuple[Any, str]:
        """Its answer to one event, and its log."""
        with self.started(name, day, **environment) as function:
            told = function.invoke(event)
            assert "answer" in told, function.log()
            return told["answer"], function.log()

    @contextmanager
    def asked_by(self, creditor: Browser, day: str) -> Iterator[None]:
        """What the browser asks meanwhile is answered by the API, on that day."""
        with self.started("APIHandler", day) as function:
            creditor.stack = Api(self.stack, function)  # type: ignore[assignment]
            yield

    def in_the_queue(self) -> list[dict[str, Any]]:
        """What a function that is fed by the queue is given, one event a message."""
        sqs, url = self.stack.client("sqs"), self.stack.physical("Steps")
        asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "AttributeNames": ["All"]}
        got = sqs.receive_message(**asked).get("Messages", [])
        for each in got:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return [
            {"Records": [{
                "messageId": each["MessageId"], "receiptHandle": each["ReceiptHandle"], "body": each["Body"],
                "attributes": {**each["Attributes"], "ApproximateReceiveCount": "1"}, "messageAttributes": {},
                "md5OfBody": each["MD5OfBody"], "eventSource": "aws:sqs", "awsRegion": "eu-west-3",
                "eventSourceARN": "arn:aws:sqs:eu-west-3:000000000000:acquit-steps",
            }]}
            for each in got
        ]  # fmt: skip

    def handed_to_ses(self) -> list[EmailMessage]:
        """The messages as they went over the bridge: MiniStack keeps no attachment."""
        return [message for said in self.bridge.said for message in messages(bytes(said))]

    def objects(self) -> dict[str, bytes]:
        s3, bucket = self.stack.client("s3"), self.stack.physical("Files")
        kept = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
        return {each["Key"]: s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read() for each in kept}


@dataclass(frozen=True)
class Api:
    """What a Browser needs: an API that answers, and the mails."""

    stack: Emulator
    function: Function

    def call(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        return self.function.call(method, path, body, **headers)

    def mails(self) -> list[dict[str, Any]]:
        return self.stack.mails()


def messages(said: bytes) -> Iterator[EmailMessage]:
    """In the requests of one connection to SES; none in those to others."""
    while said.startswith(b"POST /v2/email/outbound-emails "):
        head, _, rest = said.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)[1])  # type: ignore[index]
        body, said = rest[:length], rest[length:]
        raw = base64.b64decode(json.loads(body)["Content"]["Raw"]["Data"])
        found = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        yield found


@pytest.fixture(scope="module")
def aws(
    builds: Path, artefact: Path, machine: Machine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Aws]:
    folder = tmp_path_factory.mktemp("bare")
    for name in ("emulator", "zones/Europe"):
        (folder / name).mkdir(parents=True)
    (folder / "zones" / "Europe" / "Paris").write_bytes(zone_where_it_is_ten())
    package = known(artefact, folder / "package")
    start_nothing(package / "sam.yaml")
    with running(builds / "emulator", folder / "emulator") as stack, bridge(stack.url) as way:
        stack.deploy(package, **VARIABLES)
        yield Aws(stack, machine, way, folder / "zones")


def start_nothing(template: Path) -> None:
    """Without what would start the functions in MiniStack."""
    told = yaml.safe_load(template.read_text())
    for each in told["Resources"].values():
        if each["Type"] == "AWS::Serverless::Function":
            each["Properties"].pop("Events", None)
    template.write_text(yaml.safe_dump(told))


def test_a_case_is_announced_printed_and_mailed_by_functions_that_reach_nothing_else(aws: Aws) -> None:
    creditor = Browser(aws.stack)
    with aws.asked_by(creditor, MONDAY):
        open_a_case(creditor)

    assert aws.run("Sweep", MONDAY, SCHEDULED)[0] is None
    (announcing,) = aws.in_the_queue()
    assert aws.run("RunStep", MONDAY, announcing)[0] == {"batchItemFailures": []}

    assert aws.run("Sweep", TUESDAY, SCHEDULED)[0] is None
    (leaving,) = aws.in_the_queue()
    with aws.started("RunStep", TUESDAY) as worker:
        assert worker.invoke(leaving)["answer"] == {"batchItemFailures": []}
        sent = [mail["To"] for mail in aws.stack.mails()]
        assert sent == [[CREDITOR], [CREDITOR], [DEBTOR]]
        with aws.asked_by(creditor, TUESDAY):
            told = creditor.history()
        assert [kind for kind in told if kind.startswith("letter_")] == ["letter_issued", "letter_mailed"]
        assert "creditor_told" in told

        assert worker.invoke(leaving)["answer"] == {"batchItemFailures": []}  # a queue gives messages twice
        assert [mail["To"] for mail in aws.stack.mails()] == sent

    ((key, kept),) = aws.objects().items()
    (letter,) = aws.handed_to_ses()[-1].iter_attachments()
    assert (letter.get_content_type(), letter.get_content()) == ("application/pdf", kept)
    assert_is_a_letter_in_our_faces(kept)

    report = a_report("Bounce", {"account": [key.partition("/")[0]], "case": [CASE], "letter": ["1"]}, DEBTOR)
    told_by_sns = {"Message": report, "Subject": None, "MessageAttributes": {}}
    aws.run("HearMail", TUESDAY, {"Records": [{"EventSource": "aws:sns", "Sns": told_by_sns}]})
    _, log = aws.run("CheckBusinesses", NEXT_WEEK, SCHEDULED, ACQUIT_BODACC=NOBODY)
    assert "BODACC does not answer" in log
    assert '"Outcome": "check", "Outcomes": 1, "why": "unavailable"' in log
    with aws.asked_by(creditor, TUESDAY):
        assert creditor.history() == [*told, "address_failed"]


def open_a_case(creditor: Browser) -> None:
    """By somebody who signs in; its reminder is announced today and leaves on the morrow."""
    creditor.sign_in()
    account = creditor.ask("GET", "/account")
    told = {"version": account["version"], "profile": profile().model_dump(mode="json")}
    creditor.ask("PUT", "/account/profile", told)
    opening = an_opening(CASE, sending="send_reminders").model_dump(mode="json", exclude_none=True)
    client = a.a_debtor(email=DEBTOR).model_dump(mode="json", exclude_none=True)
    opening["debtor"]["facts"] = {**client, "debtor": {**client["debtor"], "siren": SIREN}}
    creditor.ask("POST", "/cases", opening)


def assert_is_a_letter_in_our_faces(content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fonts = [thing for thing in pdf.objects if getattr(thing, "Type", None) == "/FontDescriptor"]
        assert {str(font.FontName).partition("+")[2] for font in fonts} == {"Noto-Sans", "Noto-Sans-Bold"}
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Imprimerie Vasseur" in text
    assert "€" in text
