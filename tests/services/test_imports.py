"""A CSV becomes cases: all of it or nothing, once, in the right client's case."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.cases.case import PARIS, Case
from chalicelib.cases.events import Closed, ClosingReason
from chalicelib.cases.facts import Debtor as DebtorFacts
from chalicelib.cases.fold import fold
from chalicelib.cases.parties import FollowedDebtor, Person
from chalicelib.core.errors import Refusal
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from chalicelib.services.cases import record_fact
from chalicelib.services.imports import Imported, Status, confirm, judge
from chalicelib.services.ports import Account, Debtor
from chalicelib.services.space import Space
from tests import builders as a
from tests import fakes

ACCOUNT = "account-1"
HEADINGS = "Client;SIREN;E-mail;Ville;Numéro;Échéance;Montant TTC;Déjà payé\n"
TEN = HEADINGS + (
    "Vasseur;404833048;compta@vasseur.example;Dunkerque;F-1;15/10/2026;1 000,00;\n"
    "VASSEUR;;;;F-2;15/12/2026;500,00;100\n"
    "Bâti Œuvre;;;Lyon;F-1;30/09/2026;250,00;\n"
    "BATI OEUVRE;;;;F-3;31/10/2026;80,00;80,00\n"
)
BUSINESS = FollowedDebtor(regime=Regime.BUSINESS, person=Person.LEGAL)


@pytest.fixture
def world() -> fakes.World:
    return fakes.World()


@pytest.fixture
def space(world: fakes.World) -> Space:
    account = Account(ACCOUNT, "a@example.fr", date(2026, 1, 1), version=1)
    world.accounts[ACCOUNT] = account
    now = datetime(2026, 11, 20, 9, tzinfo=PARIS)
    return Space(account, fakes.Cases(world), fakes.Debtors(world), load(), now)


def imported(space: Space, text: str = TEN, id: str = "import-0001") -> Imported:
    return confirm(space, id, text, judge(space, text).mapping, BUSINESS)


def cases(world: fakes.World) -> list[Case]:
    return sorted(
        (shown.case for shown in world.shown.values()), key=lambda case: case.invoices[0].amount_ttc
    )


def told(space: Space, text: str = TEN) -> list[tuple[int, str]]:
    return [(line.read.line, line.status.value) for line in judge(space, text).lines]


def test_a_file_is_judged_without_writing_anything(world: fakes.World, space: Space) -> None:
    assert told(space) == [(2, "new"), (3, "new"), (4, "new"), (5, "paid")]
    assert judge(space, TEN).count(Status.NEW) == 3
    assert (world.shown, world.debtors) == ({}, {})


def test_the_lines_of_one_client_make_one_case_with_what_was_already_paid(
    world: fakes.World, space: Space
) -> None:
    done = imported(space)
    bati, vasseur = cases(world)
    assert set(done.opened) == {bati.id, vasseur.id}
    assert (done.joined, done.ignored) == ((), 1)
    assert [invoice.ref for invoice in vasseur.invoices] == ["F-1", "F-2"]
    (payment,) = vasseur.payments
    assert (payment.amount, payment.invoice, payment.date) == (Decimal("100.00"), "F-2", date(2026, 11, 20))
    facts = {each.facts.debtor.name: each.facts for each in world.debtors.values()}
    assert facts["Vasseur"].debtor.siren == "404833048"
    assert facts["Vasseur"].email == "compta@vasseur.example"
    assert facts["Bâti Œuvre"].debtor.address.city == "Lyon"


def test_the_same_file_twice_adds_nothing(world: fakes.World, space: Space) -> None:
    imported(space)
    before = dict(world.histories)
    assert told(space) == [(2, "known"), (3, "known"), (4, "known"), (5, "paid")]
    assert imported(space, id="import-0002") == Imported((), (), 4)
    assert world.histories == before


def test_the_same_import_twice_has_the_same_answer_and_adds_nothing(world: fakes.World, space: Space) -> None:
    first = imported(space)
    before = dict(world.histories)
    assert imported(space) == first
    assert world.histories == before


@pytest.mark.parametrize("writes", range(5))
def test_an_import_cut_anywhere_goes_on_where_it_was(
    world: fakes.World, space: Space, writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After that many writes the connection is lost; the browser sends the import again."""
    left = [writes]

    def cut(real: Any) -> Any:
        def write(*arguments: Any) -> Any:
            if left[0] == 0:
                raise ConnectionError
            left[0] -= 1
            return real(*arguments)

        return write

    with monkeypatch.context() as patch:
        patch.setattr(fakes.Debtors, "put", cut(fakes.Debtors.put))
        patch.setattr(fakes.Cases, "append", cut(fakes.Cases.append))
        if writes < 4:
            with pytest.raises(ConnectionError):
                imported(space)
        else:
            imported(space)
    done = imported(space)
    twin = fakes.World()
    twin.accounts[ACCOUNT] = space.account
    whole = replace(space, cases=fakes.Cases(twin), debtors=fakes.Debtors(twin))
    assert done == imported(whole)
    assert world.histories == twin.histories
    assert world.debtors == twin.debtors


def test_new_invoices_of_a_known_client_join_its_open_case(world: fakes.World, space: Space) -> None:
    (first, *_) = imported(space).opened
    more = HEADINGS + "Vasseur SARL;404833048;;;F-9;1/11/2026;42;\n"
    done = imported(space, more, "import-0002")
    assert (done.opened, done.joined, done.ignored) == ((), (first,), 0)
    assert imported(space, more, "import-0002") == done
    assert len(fold(first, world.histories[ACCOUNT, first]).invoices) == 3


def test_a_client_is_known_by_its_name_when_no_siren_tells(world: fakes.World, space: Space) -> None:
    imported(space)
    more = HEADINGS + "bati-oeuvre;;;;F-9;1/11/2026;42;\n"
    assert len(imported(space, more, "import-0002").joined) == 1
    assert len(world.debtors) == 2


def known(space: Space, id: str, name: str, siren: str | None = None) -> None:
    facts = BUSINESS.model_copy(update={"debtor": DebtorFacts(name=name, siren=siren)})
    space.debtors.put(ACCOUNT, Debtor(id, facts))


def clients(space: Space, *lines: str) -> list[str | None]:
    """The client each line (name;SIREN) is taken for; a fault's code in its place."""
    text = HEADINGS + "".join(f"{line};;;F-{n};15/10/2026;10;\n" for n, line in enumerate(lines))
    return [
        line.read.faults[0].code if line.read.faults else line.debtor and line.debtor.id
        for line in judge(space, text).lines
    ]


def test_a_client_is_found_by_siren_then_by_name(space: Space) -> None:
    known(space, "debtor-0001", "Vasseur", "404833048")
    known(space, "debtor-0002", "Bâti")
    lines = ("Autre nom;404833048", "vasseur;", "Vasseur frères;", "BATI;552100554", "Bâti;")
    assert clients(space, *lines) == ["debtor-0001", "debtor-0001", None, "debtor-0002", "debtor-0002"]


def test_of_two_clients_of_one_siren_the_one_of_that_name_is_meant(space: Space) -> None:
    known(space, "debtor-0001", "Ville de Lille", "404833048")
    known(space, "debtor-0002", "Lille, école Jean-Macé", "404833048")
    assert clients(space, "Lille école Jean-Macé;404833048", "Lille;404833048") == [
        "debtor-0002",
        "debtor-0001",
    ]


def test_a_name_that_two_clients_bear_is_a_fault_of_its_line(space: Space) -> None:
    known(space, "debtor-0001", "Vasseur", "404833048")
    known(space, "debtor-0002", "VASSEUR", "552100554")
    assert clients(space, "vasseur;") == ["DEBTOR_TWO_COMPANIES"]
    assert clients(space, "Vasseur;552100554") == ["debtor-0002"]


def test_two_companies_of_one_name_are_never_taken_for_one(world: fakes.World, space: Space) -> None:
    known(space, "debtor-0001", "Vasseur", "404833048")
    assert clients(space, "Vasseur;552100554", "Vasseur;") == [None, None]  # the file says which one it means
    known(space, "debtor-0002", "Bâti")
    assert clients(space, "Bâti;552100554", "Bâti;732829320") == ["debtor-0002", None]
    text = HEADINGS + "Bâti;552100554;;;F-1;15/10/2026;10;\nBâti;732829320;;;F-1;15/10/2026;10;\n"
    assert len(imported(space, text).opened) == 2
    assert len(world.debtors) == 3


def test_one_invoice_under_two_names_of_a_client_is_a_fault_of_its_second_line(space: Space) -> None:
    known(space, "debtor-0001", "Vasseur", "404833048")
    text = HEADINGS + "Vasseur;;;;F-1;15/10/2026;10;\nVasseur SARL;404833048;;;F-1;15/10/2026;10;\n"
    first, second = judge(space, text).lines
    assert first.status is Status.NEW
    assert [(fault.code, fault.details) for fault in second.read.faults] == [("SAME_INVOICE", {"line": 2})]


def test_one_faulty_line_and_nothing_is_imported(world: fakes.World, space: Space) -> None:
    wrong = TEN + "Vasseur;;;;F-5;31/02/2026;-3;\n;;;;F-6;1/9/2026;3;\n"
    with pytest.raises(Refusal) as refused:
        imported(space, wrong)
    assert refused.value.code == "IMPORT_FAULTY"
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [
        ("rows[6].due_date", "NO_SUCH_DAY"),
        ("rows[6].amount", "AMOUNT_NEGATIVE"),
        ("rows[7].debtor", "MISSING"),
    ]
    assert (world.shown, world.debtors) == ({}, {})


def test_a_case_closed_as_a_mistake_holds_nothing(world: fakes.World, space: Space) -> None:
    (id, *_) = imported(space).opened
    case = fold(id, world.histories[ACCOUNT, id])
    record_fact(space, id, case.version, "event-9999", Closed(reason=ClosingReason.MISTAKE))
    assert told(space)[:2] == [(2, "new"), (3, "new")]
    assert len(imported(space, id="import-0002").opened) == 1


def test_a_client_of_a_hundred_invoices_has_cases_a_letter_can_hold(world: fakes.World, space: Space) -> None:
    many = HEADINGS + "".join(f"Vasseur;;;;F-{n};15/10/2026;10;1\n" for n in range(100))
    done = imported(space, many)
    held = [case.invoices for case in cases(world)]
    assert sorted(invoice.ref for invoices in held for invoice in invoices) == sorted(
        f"F-{n}" for n in range(100)
    )
    assert max(map(len, held)) <= 60
    assert len(world.debtors) == 1
    assert done.ignored == 0
    assert imported(space, many) == done


def test_another_account_never_counts(world: fakes.World, space: Space) -> None:
    imported(space)
    other = replace(space, account=Account("account-2", "b@example.fr", date(2026, 1, 1), version=1))
    assert [status for _, status in told(other)] == ["new", "new", "new", "paid"]
    assert not set(imported(other).joined)
    assert len([key for key in world.debtors if key[0] == "account-2"]) == 2


def test_what_all_new_clients_have_in_common_is_theirs_and_no_known_one_changes(
    world: fakes.World, space: Space
) -> None:
    space.debtors.put(ACCOUNT, Debtor(a.DEBTOR_ID, a.a_debtor(debtor={"name": "Bâti Œuvre"})))
    consumers = FollowedDebtor(regime=Regime.CONSUMER, person=Person.NATURAL)
    text = HEADINGS + "Bâti Œuvre;;;;F-1;15/10/2026;10;\nMme Petit;;;;F-2;15/10/2026;10;\n"
    confirm(space, "import-0001", text, judge(space, text).mapping, consumers)
    assert {each.facts.debtor.name: each.facts.regime for each in world.debtors.values()} == {
        "Bâti Œuvre": Regime.BUSINESS,
        "Mme Petit": Regime.CONSUMER,
    }
