"""Subscribers, found again by id and by address; written by one at a time."""

import json
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.cases.parties import AccountScenarios, Profile
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.services.ports import Conflict, Gone
from chalicelib.store.tables import Row, packed, unpacked
from tests.store.conftest import Parts

TODAY = date(2026, 11, 22)


def test_an_address_opens_one_account_whatever_its_case(parts: Parts) -> None:
    opened = parts.accounts.of_email("Lea@Example.fr", TODAY)
    assert opened.email == "Lea@Example.fr"
    assert opened.created_on == TODAY
    assert parts.accounts.of_email("lea@example.FR", date(2027, 1, 1)) == opened
    assert parts.accounts.get(opened.id) == opened


def test_two_addresses_are_two_accounts(parts: Parts) -> None:
    first, second = (parts.accounts.of_email(f"{name}@deux.example", TODAY) for name in ("a", "b"))
    assert first.id != second.id


def test_what_is_written_is_read_again(parts: Parts) -> None:
    account = parts.accounts.of_email("profil@example.fr", TODAY)
    changed = replace(
        account,
        profile=Profile(place="Saint-Étienne"),
        scenarios=AccountScenarios(b2b=ScenarioChanges(first_reminder=9)),
        unheard_since=TODAY,
        suspended=True,
    )
    written = parts.accounts.put(changed)
    assert written == replace(changed, version=account.version + 1)
    assert parts.accounts.get(account.id) == written
    assert parts.accounts.put(written).version == written.version + 1


def test_a_stale_write_is_a_conflict_and_changes_nothing(parts: Parts) -> None:
    account = parts.accounts.of_email("onglets@example.fr", TODAY)
    written = parts.accounts.put(replace(account, profile=Profile(place="Brest")))
    with pytest.raises(Conflict):
        parts.accounts.put(replace(account, profile=Profile(place="Lyon")))
    assert parts.accounts.get(account.id) == written


def test_an_account_that_does_not_exist_is_gone(parts: Parts) -> None:
    account = parts.accounts.of_email("ailleurs@example.fr", TODAY)
    with pytest.raises(Gone):
        parts.accounts.get("nobody")
    with pytest.raises(Gone):
        parts.accounts.put(replace(account, id="nobody"))


def test_an_account_of_an_older_release_is_still_read(real: Parts, table: type[Row]) -> None:
    account = real.accounts.of_email("ancienne@example.fr", TODAY)
    row = table.get(f"account#{account.id}", "account")
    document = json.loads(unpacked(row))
    for younger in ("unheard_since", "suspended"):
        del document[younger]
    row.update([table.body.set(packed(json.dumps(document)))])
    assert real.accounts.get(account.id) == account
