"""Cases opened and told what happens: told twice is done once, tabs never overwrite each other, a cut loses nothing."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.facts import Channel
from chalicelib.cases.fold import fold
from chalicelib.cases.history import intact
from chalicelib.core.errors import Refusal
from chalicelib.services import ports
from chalicelib.services.cases import Stale, case_of, open_case, page, record_fact
from chalicelib.services.space import Space
from tests import builders as a
from tests import fakes
from tests.services.a_space import (
    ACCOUNT,
    a_payment,
    a_space,
    an_invoice,
    an_opening,
    everything_in_its_place,
    later,
)
from tests.services.unreliable import Broken, Line, Meanwhile, over
from tests.store.conftest import at


@pytest.fixture
def world() -> fakes.World:
    return fakes.World()


@pytest.fixture
def space(world: fakes.World) -> Space:
    return a_space(world)


def faults(refusal: pytest.ExceptionInfo[Refusal]) -> dict[str, str]:
    return {fault.field: fault.code for fault in refusal.value.faults}


def kept(world: fakes.World) -> dict[str, Any]:
    """Everything that is kept, to compare two worlds."""
    histories = {id: [each.event for each in history] for (_, id), history in world.histories.items()}
    return {"histories": histories, "shown": world.shown, "debtors": world.debtors}


def two_cases(space: Space) -> None:
    """Of one client, both late, of two contracts: the second waits for the first."""
    automatic: dict[str, Any] = {"sending": "send_reminders"}
    open_case(space, an_opening("case-0001", an_invoice("F-1", due="2026-10-01"), **automatic))
    automatic["terms"] = {"imputation": "principal_first"}
    open_case(space, an_opening("case-0002", an_invoice("F-2"), **automatic))


def notice_sent(space: Space, case: str, version: int) -> None:
    """A formal notice drawn and posted that day."""
    day = space.today
    history = space.cases.history(ACCOUNT, case)
    links = a.history(
        (f"{day} 10:00", a.issued(1, "formal_notice")),
        (f"{day} 10:01", a.sent(1, Channel.REGISTERED)),
        so_far=history,
    )
    told = fold(case, links)
    space.cases.append(ACCOUNT, told, links[len(history) :], at(told))
    assert len(links) == version + 2


# --- opening ------------------------------------------------------------------------------------------------------


def test_a_case_opens_with_what_was_already_received(space: Space, world: fakes.World) -> None:
    seen, joined = open_case(
        space,
        an_opening(
            payments=[{"date": "2026-11-02", "amount": "200.00"}],
            credit_notes=[{"id": "AV-1", "date": "2026-10-20", "amount": "50.00", "invoice": "F-1"}],
        ),
    )
    assert not joined
    assert [each.event.kind for each in seen.history] == ["opened", "payment_received", "credit_note_issued"]
    assert seen.position.case.version == 3
    assert intact(seen.history)
    assert everything_in_its_place(space, world)


def test_the_same_opening_twice_is_one_case_and_one_client(space: Space, world: fakes.World) -> None:
    opening = an_opening()
    first, again = open_case(space, opening), open_case(later(space, 1), opening)
    assert first[0].history == again[0].history
    assert (first[1], again[1]) == (False, False)
    assert (len(world.histories), len(world.debtors)) == (1, 1)


def test_a_client_described_in_the_same_words_or_by_the_same_siren_is_the_same(
    space: Space, world: fakes.World
) -> None:
    open_case(space, an_opening())
    open_case(space, an_opening("case-0002", an_invoice("F-2")))
    siren = {"name": "Vasseur", "siren": "404833048"}
    for number, name in enumerate(("VASSEUR SAS", "Imprimerie Vasseur SAS")):
        client = {"facts": a.a_debtor(debtor=siren | {"name": name}).model_dump()}
        open_case(space, an_opening(f"case-001{number}", an_invoice(f"F-1{number}"), debtor=client))
    assert len(world.debtors) == 2


def test_a_new_invoice_joins_the_open_case_of_its_client(space: Space, world: fakes.World) -> None:
    open_case(space, an_opening())
    opening = an_opening("case-0002", an_invoice("F-2", due="2026-12-15"), payments=[])
    seen, joined = open_case(space, opening)
    assert joined
    assert seen.position.case.id == "case-0001"
    assert [invoice.ref for invoice in seen.position.case.invoices] == ["F-1", "F-2"]
    again, joined = open_case(later(space, 3), opening)
    assert joined
    assert again.history == seen.history
    assert everything_in_its_place(space, world)


def test_what_the_new_invoice_was_for_is_added_to_what_the_case_says(space: Space) -> None:
    open_case(space, an_opening(terms={"origin": {"description": "Impression d’affiches"}}))
    told = {"origin": {"description": "Impression de menus", "order_reference": "C-12"}}
    seen, joined = open_case(space, an_opening("case-0002", an_invoice("F-2"), terms=told))
    assert joined
    origin = seen.position.case.terms.origin
    assert origin.description == "Impression d’affiches\u202f; Impression de menus"
    assert origin.order_reference == "C-12"


@pytest.mark.parametrize(
    "more",
    [
        {"reminders": [{"date": "2026-11-02", "channel": "email"}]},
        {"notice": {"date": "2026-11-02"}},
        {"terms": {"rate": {"mode": "contract_fixed", "contract_rate_pct": "12.00"}}},
        {"terms": {"imputation": "principal_first"}},
    ],
    ids=["reminded", "noticed", "another rate", "another rule"],
)
def test_an_invoice_with_a_life_of_its_own_has_a_case_of_its_own(space: Space, more: dict[str, Any]) -> None:
    open_case(space, an_opening())
    seen, joined = open_case(space, an_opening("case-0002", an_invoice("F-2"), **more))
    assert (joined, seen.position.case.id) == (False, "case-0002")


def test_no_invoice_joins_after_a_formal_notice_nor_a_case_that_is_settled_or_full(space: Space) -> None:
    open_case(space, an_opening())
    notice_sent(space, "case-0001", 1)
    _, joined = open_case(space, an_opening("case-0002", an_invoice("F-2")))
    assert not joined
    record_fact(space, "case-0002", 1, "all-paid-1", a_payment("1100.00"))
    many = [an_invoice(f"G-{number}") for number in range(60)]
    _, joined = open_case(space, an_opening("case-0003", *many))
    assert not joined
    _, joined = open_case(space, an_opening("case-0004", an_invoice("F-4")))
    assert not joined


def test_the_same_invoice_of_a_client_is_followed_once(space: Space) -> None:
    open_case(space, an_opening())
    with pytest.raises(Refusal) as refused:
        open_case(space, an_opening("case-0002", an_invoice("F-2"), an_invoice("F-1")))
    assert faults(refused) == {"invoices[1].ref": "INVOICE_ALREADY_FOLLOWED"}
    other = {"facts": a.a_debtor(debtor={"name": "Une autre"}).model_dump()}
    assert open_case(space, an_opening("case-0003", debtor=other))[0].position.case.id == "case-0003"
    record_fact(space, "case-0001", 1, "closed-001", e.Closed(reason=e.ClosingReason.MISTAKE))
    assert open_case(space, an_opening("case-0004"))[0].position.case.id == "case-0004"


def test_an_opening_that_contradicts_itself_is_refused_before_anything_is_written(
    space: Space, world: fakes.World
) -> None:
    for opening, field, code in (
        (an_opening("case-0002", an_invoice("F-2"), an_invoice("F-2")), "invoices[1].ref", "DUPLICATE"),
        (
            an_opening(payments=[{"date": "2026-12-24", "amount": "1.00"}]),
            "payments[0].date",
            "DATE_IN_FUTURE",
        ),
        (an_opening(notice={"presented_on": "2027-01-01"}), "notice.presented_on", "DATE_IN_FUTURE"),
        (an_opening(client="debtor-9999"), "debtor.id", "DEBTOR_UNKNOWN"),
    ):
        with pytest.raises(Refusal) as refused:
            open_case(space, opening)
        assert faults(refused) == {field: code}
    assert not world.histories


# --- what happens --------------------------------------------------------------------------------------------------


def test_a_fact_told_twice_is_recorded_once(space: Space) -> None:
    open_case(space, an_opening())
    first = record_fact(space, "case-0001", 1, "payment-1", a_payment())
    again = record_fact(later(space, 1), "case-0001", 1, "payment-1", a_payment())
    assert first.history == again.history
    assert again.position.case.version == 2


def test_a_tab_that_is_late_writes_nothing_and_gets_the_case_as_it_is(space: Space) -> None:
    open_case(space, an_opening())
    record_fact(space, "case-0001", 1, "payment-1", a_payment())
    with pytest.raises(Stale) as stale:
        record_fact(space, "case-0001", 1, "payment-2", a_payment("50.00"))
    assert [each.id for each in stale.value.current.history] == ["case-0001", "payment-1"]
    assert case_of(space, "case-0001").position.case.version == 2


@pytest.mark.parametrize("same", [True, False])
def test_two_tabs_at_once_write_one_after_the_other(space: Space, same: bool) -> None:
    open_case(space, an_opening())
    other = "payment-1" if same else "payment-2"
    meanwhile = Meanwhile(space.cases, lambda: record_fact(space, "case-0001", 1, other, a_payment("50.00")))
    late = replace(space, cases=meanwhile)
    if same:
        seen = record_fact(late, "case-0001", 1, "payment-1", a_payment("50.00"))
    else:
        with pytest.raises(Stale) as stale:
            record_fact(late, "case-0001", 1, "payment-1", a_payment("50.00"))
        seen = stale.value.current
    assert [each.id for each in seen.history] == ["case-0001", other]


def test_what_cannot_have_happened_is_refused_under_the_name_of_its_field(space: Space) -> None:
    open_case(space, an_opening())
    with pytest.raises(Refusal) as refused:
        record_fact(space, "case-0001", 1, "payment-1", a_payment(on="2026-12-24"))
    assert faults(refused) == {"event.date": "DATE_IN_FUTURE"}
    with pytest.raises(Refusal, match="CASE_UNKNOWN"):
        record_fact(space, "case-9999", 1, "payment-1", a_payment())
    assert case_of(space, "case-0001").position.case.version == 1


def test_a_case_closed_and_reopened_leaves_its_place_and_finds_it_again(
    space: Space, world: fakes.World
) -> None:
    open_case(space, an_opening())
    record_fact(space, "case-0001", 1, "closed-001", e.Closed(reason=e.ClosingReason.OTHER))
    assert not page(space).positions
    assert [each.case.id for each in page(space, closed=True).positions] == ["case-0001"]
    record_fact(space, "case-0001", 2, "reopened-1", e.Reopened(reason="Erreur"))
    assert [each.case.id for each in page(space).positions] == ["case-0001"]
    assert everything_in_its_place(space, world)


def test_a_case_that_waits_for_another_of_its_client_moves_when_that_one_does(
    space: Space, world: fakes.World
) -> None:
    """E03: both come to their first reminder; once the first one is closed, nothing makes the second one wait."""
    two_cases(space)
    first, second = (case_of(space, id).position.action for id in ("case-0001", "case-0002"))
    assert first.day < second.day
    assert everything_in_its_place(space, world)
    record_fact(space, "case-0001", 1, "closed-001", e.Closed(reason=e.ClosingReason.OTHER))
    assert case_of(space, "case-0002").position.action.day == first.day
    assert everything_in_its_place(space, world)


# --- what breaks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [True, False], ids=["answer lost", "not written"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_opening_cut_anywhere_and_asked_again_is_as_if_nothing_had_happened(at: int, after: bool) -> None:
    calm, shaken = fakes.World(), fakes.World()
    for world in (calm, shaken):
        open_case(a_space(world), an_opening("case-0000", an_invoice("F-0", due="2026-10-01")))
    opening = an_opening(
        "case-0001",
        terms={"imputation": "principal_first"},
        payments=[{"date": "2026-11-02", "amount": "200.00"}],
        debtor={"facts": a.a_debtor(debtor={"name": "Nouvelle"}).model_dump()},
    )
    open_case(a_space(calm), opening)
    line = Line(at, after=after)
    try:
        open_case(over(line, a_space(shaken)), opening)
    except Broken:
        assert everything_in_its_place(a_space(shaken), shaken)
    open_case(a_space(shaken), opening)
    assert kept(shaken) == kept(calm)


@pytest.mark.parametrize("after", [True, False], ids=["answer lost", "not written"])
@pytest.mark.parametrize("at", [1, 2])
def test_a_fact_cut_anywhere_and_told_again_is_recorded_once(at: int, after: bool) -> None:
    calm, shaken = fakes.World(), fakes.World()
    told = ("case-0001", 1, "closed-001", e.Closed(reason=e.ClosingReason.OTHER))
    for world in (calm, shaken):
        two_cases(a_space(world))
    record_fact(a_space(calm), *told)
    with pytest.raises(Broken):
        record_fact(over(Line(at, after=after), a_space(shaken)), *told)
    assert shaken.shown[ACCOUNT, "case-0002"].due  # the clock still looks at it, some days late at worst
    record_fact(a_space(shaken), *told)
    assert kept(shaken) == kept(calm)


# --- the list ------------------------------------------------------------------------------------------------------


def test_five_thousand_cases_are_answered_a_hundred_at_a_time(world: fakes.World) -> None:
    space = a_space(world)
    for number in range(50):
        space.debtors.put(ACCOUNT, ports.Debtor(f"debtor-{number:04}", a.a_debtor()))
    for number in range(5000):
        case = a.a_case(("2026-10-01", a.opened(debtor=f"debtor-{number % 50:04}")), id=f"case-{number:05}")
        world.shown[ACCOUNT, case.id] = fakes.Shown(case, space.today, None)
    line = Line(None, after=False)
    counted = over(line, space)
    first = page(counted)
    second = page(counted, first.next)
    last = page(counted, f"{space.today}.case-04899")
    shown = [each.case.id for listed in (first, second, last) for each in listed.positions]
    assert shown == [f"case-{number:05}" for number in (*range(200), *range(4900, 5000))]
    assert last.next is None
    assert line.calls == 2 * 3
