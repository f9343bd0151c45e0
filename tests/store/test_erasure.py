"""An account that leaves: nothing of it stays in the table or in a bucket, but its id and the day (E08)."""

import json
from datetime import date, datetime, timedelta

import pytest

from chalicelib import wiring
from chalicelib.cases.case import PARIS
from chalicelib.law.register import load
from chalicelib.services import accounts
from chalicelib.services.ports import Account
from chalicelib.store import accounts as store
from chalicelib.store.files import s3_client
from chalicelib.store.tables import Row, unpacked
from tests import fakes
from tests.store.conftest import BUCKET, EXPORTS, Parts
from tests.store.test_isolation_of_accounts import subscriber

NOW = datetime(2026, 11, 22, 9, tzinfo=PARIS)


def erase(real: Parts, account: Account) -> None:
    mailer = fakes.Mailer()
    accounts.erase(
        account.id,
        account.email,
        "https://acquit.example",
        load(),
        NOW,
        real.accounts,
        real.files,
        real.exports,
        mailer,
    )


def left(table: type[Row]) -> tuple[set[tuple[str, str]], list[str]]:
    """Every key of the table, and every version of every object."""
    objects = []
    for bucket in (BUCKET, EXPORTS):
        versions = s3_client(wiring.REGION).list_object_versions(Bucket=bucket)
        objects += [
            each["Key"] for each in [*versions.get("Versions", ()), *versions.get("DeleteMarkers", ())]
        ]
    return {(row.pk, row.sk) for row in table.scan()}, objects


@pytest.fixture
def empty(real: Parts, table: type[Row]) -> type[Row]:
    for row in table.scan():
        row.delete()
    real.files.erase("")
    real.exports.erase("")
    return table


def test_nothing_of_an_erased_account_stays_but_its_id_and_the_day(real: Parts, empty: type[Row]) -> None:
    mine, *_ = subscriber(real, "1.00")
    s3 = s3_client(wiring.REGION)
    s3.put_object(Bucket=BUCKET, Key=f"{mine.id}/case-0001/1.pdf", Body=b"a second version")
    real.files.put(f"{mine.id}/exports/2026-11-20.zip", b"PK", "application/zip")  # as an earlier version did
    s3.delete_object(Bucket=BUCKET, Key=f"{mine.id}/exports/2026-11-20.zip")  # hidden, not gone
    real.exports.put(f"{mine.id}/1.zip", b"PK", "application/zip")
    erase(real, mine)
    assert left(empty) == ({(f"erased#{mine.id}", "erased")}, [])
    (tombstone,) = empty.scan()
    assert json.loads(unpacked(tombstone)) == "2026-11-22"
    assert tombstone.expires - NOW > timedelta(days=5 * 365)


def test_the_erasure_of_one_account_takes_nothing_of_another(real: Parts, empty: type[Row]) -> None:
    yours, *_ = subscriber(real, "2.00")
    real.exports.put(f"{yours.id}/1.zip", b"PK", "application/zip")
    before = left(empty)
    mine, *_ = subscriber(real, "1.00")
    real.exports.put(f"{mine.id}/1.zip", b"PK", "application/zip")
    erase(real, mine)
    items, objects = left(empty)
    assert (items - {(f"erased#{mine.id}", "erased")}, objects) == before
    assert objects == [f"{yours.id}/case-0001/1.pdf", f"{yours.id}/1.zip"]


def test_what_is_made_while_the_account_is_erased_does_not_stay(
    real: Parts, empty: type[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, *_ = subscriber(real, "1.00")
    erase_items = store.Accounts.erase

    def late(self: store.Accounts, account: Account, today: date) -> None:
        real.files.put(f"{mine.id}/case-0001/2.pdf", b"%PDF", "application/pdf")
        real.exports.put(f"{mine.id}/2.zip", b"PK", "application/zip")
        erase_items(self, account, today)

    monkeypatch.setattr(store.Accounts, "erase", late)
    erase(real, mine)
    assert left(empty) == ({(f"erased#{mine.id}", "erased")}, [])
