"""The clients of a subscriber."""

import json
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from chalicelib.cases.events import AddressFailure
from chalicelib.services.ports import Conflict, DeadAddress, Debtor, Gone
from chalicelib.store.tables import Row, packed, unpacked
from tests.builders import a_debtor
from tests.store.conftest import Parts


@pytest.fixture
def account() -> str:
    return uuid4().hex


def test_a_debtor_is_created_changed_and_read_again(parts: Parts, account: str) -> None:
    created = parts.debtors.put(account, Debtor("debtor-01", a_debtor()))
    assert created == Debtor("debtor-01", a_debtor(), 1)
    changed = parts.debtors.put(account, replace(created, facts=a_debtor(opted_out=True)))
    assert changed.version == 2
    assert parts.debtors.get(account, "debtor-01") == changed


def test_an_address_that_no_message_reaches_is_kept_with_its_client(parts: Parts, account: str) -> None:
    dead = DeadAddress("compta@example.fr", AddressFailure.BOUNCED, date(2026, 11, 22))
    kept = parts.debtors.put(account, Debtor("debtor-01", a_debtor(), dead=dead))
    assert parts.debtors.get(account, "debtor-01") == kept
    assert parts.debtors.some(account, ["debtor-01"])["debtor-01"].dead == dead
    assert parts.debtors.put(account, replace(kept, dead=None)).dead is None


def test_a_client_of_an_older_release_is_still_read(real: Parts, table: type[Row], account: str) -> None:
    kept = real.debtors.put(account, Debtor("debtor-01", a_debtor()))
    row = table.get(f"account#{account}", "debtor#debtor-01")
    document = json.loads(unpacked(row))
    del document["dead"]
    row.update([table.body.set(packed(json.dumps(document)))])
    assert real.debtors.get(account, "debtor-01") == kept


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_stale_write_is_a_conflict(parts: Parts, account: str, version: int) -> None:
    parts.debtors.put(account, Debtor("debtor-01", a_debtor()))
    kept = parts.debtors.put(account, Debtor("debtor-01", a_debtor(), 1))
    with pytest.raises(Conflict):
        parts.debtors.put(account, Debtor("debtor-01", a_debtor(email=None), version))
    assert parts.debtors.get(account, "debtor-01") == kept


def test_a_debtor_that_never_was_cannot_be_changed(parts: Parts, account: str) -> None:
    with pytest.raises(Conflict):
        parts.debtors.put(account, Debtor("debtor-01", a_debtor(), 1))
    with pytest.raises(Gone):
        parts.debtors.get(account, "debtor-01")


def test_some_or_all_are_found(parts: Parts, account: str) -> None:
    assert parts.debtors.all(account) == ()
    kept = {
        id: parts.debtors.put(account, Debtor(id, a_debtor()))
        for id in ("debtor-02", "debtor-01", "debtor-03")
    }
    assert parts.debtors.all(account) == tuple(kept[id] for id in sorted(kept))
    asked = ["debtor-03", "debtor-01", "debtor-03", "debtor-99"]
    assert parts.debtors.some(account, asked) == {id: kept[id] for id in ("debtor-01", "debtor-03")}
    assert parts.debtors.some(account, []) == {}
