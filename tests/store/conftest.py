"""The parts that keep things, twice: the twins in memory, and the real ones before moto."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

from chalicelib import wiring
from chalicelib.services import ports
from chalicelib.store import accounts, cases, debtors, files, sign_in
from chalicelib.store.tables import Row
from tests import fakes

BUCKET = "acquit-files"


@dataclass
class Parts:
    accounts: ports.Accounts
    sessions: ports.Sessions
    sign_ins: ports.SignIns
    limits: ports.Limits
    cases: ports.Cases
    debtors: ports.Debtors
    files: ports.Files


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
    )


def real_parts(table: type[Row]) -> Parts:
    client = files.s3_client(wiring.REGION)
    return Parts(
        accounts.Accounts(table),
        sign_in.Sessions(table),
        sign_in.SignIns(table),
        sign_in.Limits(table),
        cases.Cases(table),
        debtors.Debtors(table),
        files.Files(client, BUCKET),
    )


@pytest.fixture(scope="module")
def table() -> Iterator[type[Row]]:
    """The table and the bucket, before a moto that answers one call at a time, as it must."""
    lock, answer = threading.Lock(), BotocoreStubber.process_request

    def one_at_a_time(self: BotocoreStubber, request: Any) -> Any:
        with lock:
            return answer(self, request)

    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(BotocoreStubber, "process_request", one_at_a_time)
        patch.setattr(sign_in, "CODE_COST", 2)
        wiring.table().create_table()
        client = files.s3_client(wiring.REGION)
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": wiring.REGION})
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield wiring.table()


@pytest.fixture
def real(table: type[Row]) -> Parts:
    return real_parts(table)


@pytest.fixture(params=["twins", "real"])
def parts(request: pytest.FixtureRequest) -> Parts:
    """A test that takes this runs on both: what it says is the contract."""
    return twins() if request.param == "twins" else request.getfixturevalue("real")
