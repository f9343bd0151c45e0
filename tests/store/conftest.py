"""The parts that keep things, twice: the twins in memory, and the real ones before moto."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.botocore_stubber import BotocoreStubber

from chalicelib import wiring
from chalicelib.cases.case import Case
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Recorded
from chalicelib.services import ports
from chalicelib.store import accounts, cases, clock, debtors, files, queue, sign_in
from chalicelib.store.tables import Row
from tests import fakes

BUCKET, EXPORTS = "acquit-files", "acquit-exports"
QUEUE = f"https://sqs.{wiring.REGION}.amazonaws.com/{DEFAULT_ACCOUNT_ID}/acquit-steps"
DEAD = f"{QUEUE}-dead"


@dataclass
class Parts:
    accounts: ports.Accounts
    sessions: ports.Sessions
    sign_ins: ports.SignIns
    limits: ports.Limits
    cases: ports.Cases
    debtors: ports.Debtors
    files: ports.Files
    exports: ports.Files
    runs: ports.Runs
    tellings: ports.Tellings
    links: ports.Links
    queue: ports.Queue
    dead_letters: ports.DeadLetters


def twins() -> Parts:
    world = fakes.World()
    return Parts(
        fakes.Accounts(world),
        fakes.Sessions(world),
        fakes.SignIns(world),
        fakes.Limits(world),
        fakes.Cases(world),
        fakes.Debtors(world),
        fakes.Files(world),
        fakes.Files(fakes.World()),
        fakes.Runs(world),
        fakes.Tellings(world),
        fakes.Links(world),
        fakes.Queue(world),
        fakes.DeadLetters(world),
    )


def real_parts(table: type[Row]) -> Parts:
    to_sqs = queue.sqs_client(wiring.REGION)
    steps = queue.Queue(to_sqs, QUEUE)
    return Parts(
        accounts.Accounts(table),
        sign_in.Sessions(table),
        sign_in.SignIns(table),
        sign_in.Limits(table),
        cases.Cases(table),
        debtors.Debtors(table),
        files.Files(files.s3_client(wiring.REGION), BUCKET),
        files.Files(files.s3_client(wiring.REGION), EXPORTS, locked=False),
        clock.Runs(table),
        clock.Tellings(table),
        clock.Links(table),
        steps,
        queue.DeadLetters(to_sqs, DEAD, steps),
    )


@pytest.fixture(scope="module")
def table() -> Iterator[type[Row]]:
    """The table, the buckets and the queues, before a moto that answers one call at a time, as it must."""
    lock, answer = threading.Lock(), BotocoreStubber.process_request

    def one_at_a_time(self: BotocoreStubber, request: Any) -> Any:
        with lock:
            return answer(self, request)

    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(BotocoreStubber, "process_request", one_at_a_time)
        patch.setattr(sign_in, "CODE_COST", 2)
        patch.setattr(queue, "WAIT", 0)
        wiring.table().create_table()
        client = files.s3_client(wiring.REGION)
        client.create_bucket(
            Bucket=BUCKET,
            CreateBucketConfiguration={"LocationConstraint": wiring.REGION},
            ObjectLockEnabledForBucket=True,  # and thereby versioned
        )
        client.create_bucket(Bucket=EXPORTS, CreateBucketConfiguration={"LocationConstraint": wiring.REGION})
        client.put_object_lock_configuration(
            Bucket=BUCKET,
            ObjectLockConfiguration={
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Years": 1}},
            },
        )
        for url in (QUEUE, DEAD):
            queue.sqs_client(wiring.REGION).create_queue(QueueName=url.rpartition("/")[2])
        yield wiring.table()


@pytest.fixture
def real(table: type[Row]) -> Parts:
    return real_parts(table)


@pytest.fixture(params=["twins", "real"])
def parts(request: pytest.FixtureRequest) -> Parts:
    """A test that takes this runs on both: what it says is the contract."""
    return twins() if request.param == "twins" else request.getfixturevalue("real")


def at(
    case: Case, day: date | None = None, due: datetime | None = None, check: datetime | None = None
) -> ports.Place:
    """Where this case is to stand."""
    return ports.Place(case.id, case.debtor, case.version, day, due, check)


def tell(
    parts: Parts,
    account: str,
    id: str,
    links: tuple[Recorded, ...],
    new: int | None = None,
    turn: int | None = None,
    **when: Any,
) -> Case:
    """Appends the `new` last of these links, or all, to a case that then stands `at` those days and instants."""
    case = fold(id, links)
    parts.cases.append(account, case, links[-new:] if new else links, at(case, **when), turn)
    return case
