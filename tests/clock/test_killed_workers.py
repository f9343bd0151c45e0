"""Real worker processes, killed again and again wherever they are, on one AWS of sorts that they share (MiniStack).

No seed replays this one: it shows that what holds of the twins holds of the real store, queue and sender too.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.cases.events import LetterIssued, PaymentReceived
from chalicelib.cases.fold import fold
from chalicelib.cases.history import intact
from chalicelib.mail.sender import ses_client
from chalicelib.services import ports
from chalicelib.services.cases import Stale, case_of, open_case, record_fact
from chalicelib.services.clock import Clock
from chalicelib.services.space import every_open_case
from chalicelib.services.sweep import sweep
from chalicelib.services.worker import Message, work_through
from chalicelib.store.files import s3_client
from chalicelib.store.queue import Queue, message_of, sqs_client, work_of
from tests import builders as a
from tests.clock import nursery
from tests.clock.scenes import DAY, EVE, OPENED, a_client, at
from tests.package.conftest import emulator_home
from tests.package.emulator import Emulator, running
from tests.services.a_space import an_opening, profile

pytestmark = pytest.mark.slow

ACCOUNTS = ("account-1", "account-2")
CASES = 12  # of each account, each of a client of its own
KILLING = 30.0  # seconds
AT_ONCE = 3  # workers
AGAIN = 5  # seconds after which the queue gives a message again


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with (
        running(emulator_home(tmp_path_factory), tmp_path_factory.mktemp("emulator")) as found,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("AWS_ENDPOINT_URL", found.url)
        patch.setattr(wiring.table(), "_connection", None)  # else other modules meet the emulator, or it meets theirs
        yield found


class Story:
    """What the test itself does: opens the cases, sweeps, records payments, breeds workers and kills them."""

    def __init__(self) -> None:
        wiring.table().create_table()
        region = wiring.REGION
        s3_client(region).create_bucket(
            Bucket=nursery.BUCKET, CreateBucketConfiguration={"LocationConstraint": region}
        )
        ses_client(region).create_email_identity(EmailIdentity="acquit.example")
        url = sqs_client(region).create_queue(
            QueueName=nursery.QUEUE, Attributes={"VisibilityTimeout": str(AGAIN)}
        )["QueueUrl"]
        self.queue, self.clock = Queue(sqs_client(region), url), nursery.a_clock(lambda: at(EVE))
        self.random = random.Random()
        self.paid: set[str] = set()
        for account in ACCOUNTS:
            self._settle(account)

    def _settle(self, account: str) -> None:
        """Its cases, and the mail that tells the creditor what leaves on the morrow."""
        kept = self.clock.accounts.of_email(f"{account}@example.fr", at(OPENED).date())
        self.clock.accounts.put(ports.Account(**{**vars(kept), "profile": profile()}))
        space = self.clock.space(kept.id, at(OPENED))
        for n in range(CASES):
            id = f"{account}-{n:04}"
            client = a_client(n).model_copy(update={"email": f"{id}@client.example"})
            invoice = a.an_invoice(f"F-{n}", issue_date="2026-09-15")
            opening = an_opening(id, invoice, sending="send_reminders").model_dump(
                mode="json", exclude_defaults=True
            )
            opening["debtor"] = {"facts": client.model_dump(mode="json")}
            open_case(space, type(an_opening()).model_validate(opening))
        due = next(each for each in self.clock.cases.due(at(EVE)) if each.account == kept.id)
        message = Message("eve", message_of(ports.Work(at(EVE), due)), 1)
        assert work_through(self.clock, [message], work_of, lambda: at(EVE)) == ()
        assert all(each.case.announced for each in every_open_case(space).values())

    def sweep(self, now: datetime) -> int:
        return sweep(self.clock.cases, self.queue, self.clock.runs, now)

    def pay(self, now: datetime) -> None:
        """Some creditor records that everything came in."""
        account, case = self.random.choice(list(self.cases()))
        space = self.clock.space(account, now)
        seen = case_of(space, case)
        paid = PaymentReceived(date=space.today, amount=Decimal("2000.00"))
        try:
            record_fact(space, case, len(seen.history), f"paid-{time.monotonic_ns()}", paid)
        except Stale:
            return
        self.paid.add(case)

    def cases(self) -> Iterator[tuple[str, str]]:
        for name in ACCOUNTS:
            account = self.clock.accounts.of_email(f"{name}@example.fr", at(OPENED).date()).id
            for n in range(CASES):
                yield account, f"{name}-{n:04}"


def breed(now: datetime) -> "subprocess.Popen[str]":
    found = subprocess.Popen(
        [sys.executable, "-m", "tests.clock.nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "STARTED": str(time.time()), "STORY": now.isoformat()},
        cwd=Path(__file__).parents[2],
    )
    assert _says(found) == "ready"
    return found


def _says(nursery: "subprocess.Popen[str]") -> str:
    assert nursery.stdout
    return nursery.stdout.readline().strip()


def _worker(nursery: "subprocess.Popen[str]") -> int:
    assert nursery.stdin
    nursery.stdin.write("one more\n")
    nursery.stdin.flush()
    return int(_says(nursery))


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def accepted(url: str) -> Counter[str]:
    """How many mails each address was sent."""
    with urllib.request.urlopen(f"{url}/_ministack/ses/messages") as answer:
        told: Any = json.load(answer)
    mails = [mail for each in told["messages"].values() for mail in each]
    return Counter(address for mail in mails for address in mail["To"])


def test_killed_anywhere_each_letter_is_accepted_at_most_once_and_what_is_uncertain_shows(
    emulator: Emulator,
) -> None:
    story, morning = Story(), at(DAY)
    before = accepted(emulator.url)
    story.sweep(morning)
    story.sweep(morning)  # every message twice
    breeding, kills = breed(morning), 0
    try:
        until, workers = time.monotonic() + KILLING, list[int]()
        while time.monotonic() < until:
            while len(workers) < AT_ONCE:
                workers.append(_worker(breeding))
            time.sleep(story.random.uniform(0.2, 1.5))
            kills += _kill(workers.pop(story.random.randrange(AT_ONCE)))
            if story.random.random() < 0.2:
                story.pay(morning + timedelta(minutes=1))
        for pid in workers:
            _kill(pid)
    finally:
        breeding.kill()
        breeding.communicate()
    mails = accepted(emulator.url)
    in_peace(story, morning + timedelta(minutes=30))
    end = accepted(emulator.url)
    judge(story, mails - before, end - before)
    assert kills > 10


def in_peace(story: Story, now: datetime) -> None:
    """The runs of the next hours, by a worker that nobody kills."""
    for quarter in range(4):
        at_last = now + timedelta(minutes=15 * quarter)
        for due in list(story.clock.cases.due(at_last)):
            message = Message("last", message_of(ports.Work(at_last, due)), 1)
            work_through(story.clock, [message], work_of, lambda at_last=at_last: at_last)


def judge(story: Story, killing: Counter[str], end: Counter[str]) -> None:
    clock: Clock = story.clock
    shown = 0
    for account, case in story.cases():
        history = clock.cases.history(account, case)
        assert intact(history)
        followed = fold(case, history)
        mails = end[f"{case}@client.example"]
        assert mails <= 1, case
        claims = [each for each in history if isinstance(each.event, LetterIssued)]
        payments = [each for each in history if isinstance(each.event, PaymentReceived)]
        assert len(claims) <= 1, case
        if payments and (not claims or payments[0].number < claims[0].number):
            assert mails == 0, case
        elif not payments:
            assert claims, f"{case} was forgotten"
        if claims and followed.letters[0].uncertain and not payments:
            shown += 1
            action = case_of(clock.space(account, at(DAY) + timedelta(hours=2)), case).position.action
            assert action.why.code == "SENDING_UNCERTAIN", case
            assert followed.told, case
            assert followed.told.action == "confirm_sent", case
        if claims and followed.letters[0].sent:
            assert mails == 1, case
    print(
        f"{sum(killing.values())} mails while killing, {sum(end.values())} in all, {shown} shown as uncertain"
    )
