"""A case lived through the stack: opened over HTTP, announced, printed and mailed by the clock, and come back.

MiniStack runs the package's own functions: the API, the sweep, SQS, the worker that prints, SES, SNS. They live on
days of our choosing, at about ten: their «Europe/Paris» is a zone made for the moment this runs.
"""

import json
import struct
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests import builders as a
from tests.package.emulator import VARIABLES, Emulator, known, running
from tests.package.test_emulator import SCHEDULED
from tests.services.a_space import an_opening, profile
from tests.services.test_mail_events import a_report
from tests.web.space import LINK, OWN_PAGE

pytestmark = pytest.mark.slow

MONDAY, TUESDAY = "2026-11-23", "2026-11-24"
CREDITOR, DEBTOR, CASE = "claire@kerbrat.example", "compta@client.example", "case-0001"


def zone_where_it_is_ten() -> bytes:
    """A TZif file (RFC 9636) without a transition, an hour before or after UTC that makes it ten o'clock now."""
    ahead = 10 - datetime.now(UTC).hour
    block = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4) + struct.pack(
        ">lbb4s", ahead * 3600, 0, 0, b"TEN\0"
    )
    return block + block + f"\n<TEN>{-ahead}\n".encode()


class Browser:
    """A creditor in front of the API of the stack."""

    def __init__(self, stack: Emulator) -> None:
        self.stack, self.cookie = stack, ""

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        content = b"" if body is None else json.dumps(body, default=str).encode()
        status, headers, told = self.stack.call(method, path, content, cookie=self.cookie, **OWN_PAGE)
        assert status < 300, told
        self.cookie = headers.get("set-cookie", self.cookie).partition(";")[0]
        return json.loads(told or b"null")

    def sign_in(self) -> None:
        self.ask("POST", "/sign-ins", {"email": CREDITOR})
        ((_, link),) = LINK.findall(self.stack.mails()[-1]["BodyText"])
        self.ask("POST", "/sessions", {"link": link})

    def history(self) -> list[str]:
        seen = self.ask("GET", f"/cases/{CASE}")["timeline"]
        return [each["kind"] for each in seen if not each["planned"]]

    def wait_for(self, kind: str) -> list[str]:
        """The kinds of the history, once this one is in it."""
        deadline = time.monotonic() + 90
        while kind not in (kinds := self.history()):
            assert time.monotonic() < deadline, kinds
            time.sleep(0.5)
        return kinds


@pytest.fixture(scope="module")
def stack(builds: Path, artefact: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    folder = tmp_path_factory.mktemp("stepped")
    for name in ("emulator", "zones/Europe"):
        (folder / name).mkdir(parents=True)
    (folder / "zones" / "Europe" / "Paris").write_bytes(zone_where_it_is_ten())
    package = known(artefact, folder / "package", ACQUIT_TODAY=MONDAY, PYTHONTZPATH=str(folder / "zones"))
    with running(builds / "emulator", folder / "emulator") as emulator:
        emulator.deploy(package, **VARIABLES)
        yield emulator


def test_a_case_goes_from_the_form_to_the_mailbox_and_back(stack: Emulator) -> None:
    creditor = Browser(stack)
    creditor.sign_in()
    account = creditor.ask("GET", "/account")
    told = {"version": account["version"], "profile": profile().model_dump(mode="json")}
    creditor.ask("PUT", "/account/profile", told)
    opening = an_opening(CASE, sending="send_reminders").model_dump(mode="json", exclude_none=True)
    opening["debtor"]["facts"] = a.a_debtor(email=DEBTOR).model_dump(mode="json", exclude_none=True)
    creditor.ask("POST", "/cases", opening)

    stack.start("Sweep", SCHEDULED)
    creditor.wait_for("creditor_told")

    stack.tell_functions(ACQUIT_TODAY=TUESDAY)
    stack.start("Sweep", SCHEDULED)
    creditor.wait_for("letter_mailed")
    assert [mail["To"] for mail in stack.mails()][1:] == [[CREDITOR], [DEBTOR]]
    s3, bucket = stack.client("s3"), stack.outputs()["FilesBucket"]
    (letter,) = s3.list_objects_v2(Bucket=bucket)["Contents"]
    assert s3.get_object(Bucket=bucket, Key=letter["Key"])["Body"].read(5) == b"%PDF-"

    owner = letter["Key"].partition("/")[0]
    tags = {"account": [owner], "case": [CASE], "letter": ["1"]}
    report = a_report("Bounce", tags, DEBTOR)
    stack.client("sns").publish(
        TopicArn=stack.physical("MailReports"),
        Subject="Amazon SES Email Event Notification",
        Message=report,
        # Lambda is always given attributes, and this stand-in gives those there are.
        MessageAttributes={"any": {"DataType": "String", "StringValue": "any"}},
    )
    creditor.wait_for("address_failed")

    creditor.ask("POST", "/account/export", {})
    assert [key.partition("/")[0] for key in keys(stack, "Exports")] == [owner]
    creditor.ask("POST", "/account/erasure", {"email": CREDITOR})
    assert keys(stack, "Exports") == keys(stack, "Files") == []


def keys(stack: Emulator, bucket: str) -> list[str]:
    found = stack.client("s3").list_object_versions(Bucket=stack.physical(bucket))
    return [each["Key"] for each in found.get("Versions", ())]
