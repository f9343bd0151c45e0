"""Lists of an account as files: every column filled, individuals never rated, nobody else's cases."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest

from chalicelib.cases.case import PARIS
from chalicelib.cases.fold import fold
from chalicelib.law.register import load
from chalicelib.services import lists
from chalicelib.services.lists import ListName, everything, list_file
from chalicelib.services.ports import Account, Debtor
from chalicelib.services.space import Space
from tests import builders as a
from tests import fakes
from tests.store.conftest import at

ACCOUNT = "account-1"
PAST = ("2026-07-31", "2026-08-31", "2026-09-30")


@pytest.fixture
def space() -> Space:
    """A company that pays late, a sole trader and a consumer who owe the same, a case of another account."""
    world = fakes.World()
    account = Account(ACCOUNT, "a@example.fr", date(2026, 1, 1), version=1)
    now = datetime(2026, 11, 20, 9, tzinfo=PARIS)
    space = Space(account, fakes.Cases(world), fakes.Debtors(world), load(), now)
    for n, (name, more) in enumerate(
        {
            "=Vasseur": {},
            "Petit EI": {"person": "sole_trader"},
            "Mme Grand": {"regime": "b2c", "person": "natural_person"},
        }.items()
    ):
        facts = a.a_debtor(**({"debtor": {"name": name, "address": {"city": "Lille"}}} | more))
        debtor = space.debtors.put(ACCOUNT, Debtor(f"debtor-000{n}", facts))
        keep(space, ACCOUNT, f"case-000{n}", debtor.id)
    space.debtors.put("account-2", Debtor("debtor-0009", a.a_debtor()))
    keep(space, "account-2", "case-0009", "debtor-0009")
    return space


def keep(space: Space, account: str, id: str, debtor: str, *more: Any) -> None:
    invoices = [a.an_invoice(f"F-{n}", "1000.00", due) for n, due in enumerate(PAST)]
    told = a.history(
        ("2026-10-01", a.opened(*invoices, debtor=debtor)),
        ("2026-11-02", a.paid("400.00", invoice="F-0")),
        *more,
    )
    case = fold(id, told)
    space.cases.append(account, case, told, at(case))


def rows(space: Space, name: ListName) -> list[dict[str, str]]:
    content = list_file(space, name).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(content), delimiter=";", strict=True))
    assert all(None not in row and None not in row.values() for row in found), "as many cells as headings"
    return found


def test_the_list_of_cases_says_what_the_page_says(space: Space) -> None:
    first = rows(space, ListName.CASES)[0]
    position = everything(space).positions[0]
    assert len(rows(space, ListName.CASES)) == 3
    assert first["Client"] == "'=Vasseur"
    assert first["Factures"] == "F-0, F-1, F-2"
    assert first["Reste dû"] == f"{position.followed.owed:.2f}".replace(".", ",")
    assert first["Situation"]
    assert first["Pourquoi"]


def test_the_list_of_clients_has_their_address_and_what_they_owe(space: Space) -> None:
    consumer = rows(space, ListName.DEBTORS)[1]
    assert [consumer[name] for name in ("Client", "Nature", "Ville", "Dossiers ouverts", "Reste dû")] == [
        "Mme Grand",
        "Particulier",
        "Lille",
        "1",
        "2600,00",
    ]


def test_the_ageing_of_each_client_adds_up(space: Space) -> None:
    for row in rows(space, ListName.AGEING):
        client, *bars, total = row.values()
        amounts = [int(amount.replace(",", "")) for amount in bars]
        assert client
        assert sum(amounts) == int(total.replace(",", "")) > 0


def test_money_received_is_listed_month_by_month(space: Space) -> None:
    found = {row["Mois"]: row["Reçu"] for row in rows(space, ListName.RECEIVED)}
    assert len(found) == 12
    assert found["11/2026"] == "1200,00"


def test_only_a_legal_person_has_a_record(space: Space) -> None:
    """E07."""
    (company,) = rows(space, ListName.RECORDS)
    assert company["Client"] == "'=Vasseur"
    assert company["Appréciation"] == "Paie souvent en retard"
    assert company["Factures échues"] == "3"
    assert company["Calcul"].startswith("0\u00a0% du montant facturé")


def test_a_record_that_is_too_thin_says_so(space: Space) -> None:
    facts = a.a_debtor(debtor={"name": "Neuf SARL"})
    space.debtors.put(ACCOUNT, Debtor("debtor-0005", facts))
    told = a.history(("2026-10-01", a.opened(debtor="debtor-0005")))
    case = fold("case-0005", told)
    space.cases.append(ACCOUNT, case, told, at(case))
    thin = rows(space, ListName.RECORDS)[1]
    assert thin["Client"] == "Neuf SARL"
    assert thin["Appréciation"] == ""
    assert thin["Calcul"].startswith("Trop peu de factures")


@pytest.mark.parametrize("name", ListName)
def test_an_empty_account_has_empty_lists(name: ListName) -> None:
    world = fakes.World()
    account = Account(ACCOUNT, "a@example.fr", date(2026, 1, 1), version=1)
    now = datetime(2026, 11, 20, 9, tzinfo=PARIS)
    empty = Space(account, fakes.Cases(world), fakes.Debtors(world), load(), now)
    assert len(rows(empty, name)) == (12 if name is ListName.RECEIVED else 0)


def test_everything_is_read_in_as_many_calls_whatever_the_other_accounts_hold(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def counted(kind: type, name: str) -> None:
        real = getattr(kind, name)
        monkeypatch.setattr(kind, name, lambda *given: (calls.append(name), real(*given))[1])

    for kind, name in ((fakes.Cases, "open_cases"), (fakes.Cases, "closed_cases"), (fakes.Debtors, "all")):
        counted(kind, name)
    everything(space)
    assert sorted(calls) == ["all", "all", "closed_cases", "open_cases"]


def test_every_case_is_read_page_after_page(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ALL", 2)
    assert [case.id for case in lists.every_case(space)] == ["case-0000", "case-0001", "case-0002"]
