"""Cases: a history that only grows, and lists in their order."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case import fold
from chalicelib.cases.history import intact
from chalicelib.core.errors import Refusal
from chalicelib.services.ports import Conflict, Place
from chalicelib.store.tables import packed, unpacked
from tests.builders import an_invoice, credited, history, opened, paid
from tests.store.conftest import Parts, at, tell

TODAY = date(2026, 11, 22)
CLOSED = e.Closed(reason=e.ClosingReason.PAID)
OTHER = "debtor-0002"


@pytest.fixture
def account() -> str:
    return uuid4().hex


def kept(parts: Parts, account, id, day=TODAY, *told, due=None, debtor="debtor-0001"):
    """A case that was opened and to which this was then told, event by event."""
    links = history(("2026-10-01", opened(debtor=debtor)), *told)
    for number in range(1, len(links) + 1):
        case = tell(parts, account, id, links[:number], 1, day=day, due=due)
    return case


def ids(page):
    return [case.id for case in page.cases]


def test_a_history_comes_back_as_it_was_told_and_its_chain_holds(parts: Parts, account: str) -> None:
    links = history(
        ("2026-10-01", opened(an_invoice(), an_invoice("F-2", "0.10", issue_date="2026-09-01"))),
        ("2026-10-12", paid("200.00")),
        ("2026-10-13", credited("F-2", "0.10")),
        ("2026-10-14", e.InvoiceCorrected(invoice="F-2", becomes=None, reason="Émise deux fois")),
        ("2026-10-15 17:30", e.Corrected(event="event-0004", reason="Erreur")),
    )
    tell(parts, account, "case-0001", links[:2], day=TODAY)
    tell(parts, account, "case-0001", links, 3, day=TODAY)
    assert parts.cases.history(account, "case-0001") == links
    assert intact(parts.cases.history(account, "case-0001"))
    assert parts.cases.open_cases(account).cases == (fold("case-0001", links),)


def test_there_is_no_history_of_what_does_not_exist(parts: Parts, account: str) -> None:
    kept(parts, account, "case-0001")
    assert parts.cases.history(account, "case-000") == ()
    assert parts.cases.history(account, "case-0002") == ()


def test_what_does_not_follow_the_last_event_is_a_conflict_and_changes_nothing(parts, account) -> None:
    links = history(("2026-10-01", opened()), ("2026-10-12", paid("200.00")))
    tell(parts, account, "case-0001", links, day=TODAY)
    rival = history(("2026-10-12", paid("9.00")), ("2026-10-13", paid("1.00")), so_far=links[:1])
    beyond = history(("2026-10-13", paid("1.00")), ("2026-10-14", paid("1.00")), so_far=links)
    for told, new in [(rival[:1], 1), (rival[:2], 1), (rival, 2), (beyond, 1)]:
        with pytest.raises(Conflict):
            tell(parts, account, "case-0001", told, new)
    assert parts.cases.history(account, "case-0001") == links
    assert parts.cases.open_cases(account).cases == (fold("case-0001", links),)


def test_open_cases_come_by_day_those_without_any_last(parts: Parts, account: str) -> None:
    for id, day in {"case-000a": "2026-12-24", "case-000b": None, "case-000c": "2026-11-23"}.items():
        kept(parts, account, id, date.fromisoformat(day) if day else None)
    assert ids(parts.cases.open_cases(account)) == ["case-000c", "case-000a", "case-000b"]


def test_a_case_moves_in_the_list_as_it_is_written(parts: Parts, account: str) -> None:
    kept(parts, account, "case-000a", date(2026, 11, 23))
    kept(parts, account, "case-000b", date(2026, 11, 24))
    links = parts.cases.history(account, "case-000a")
    links = history(("2026-10-12", paid("200.00")), so_far=links)
    case = tell(parts, account, "case-000a", links, 1, day=date(2026, 11, 30))
    page = parts.cases.open_cases(account)
    assert ids(page) == ["case-000b", "case-000a"]
    assert page.cases[1] == case


def test_closed_cases_leave_the_list_and_the_last_closed_comes_first(parts: Parts, account: str) -> None:
    kept(parts, account, "case-000a", TODAY, ("2026-10-20", CLOSED))
    kept(parts, account, "case-000b", TODAY, ("2026-10-30", CLOSED))
    kept(parts, account, "case-000c", TODAY)
    kept(
        parts,
        account,
        "case-000d",
        TODAY,
        ("2026-10-30", CLOSED),
        ("2026-11-02", e.Reopened(reason="Erreur")),
    )
    assert ids(parts.cases.closed_cases(account)) == ["case-000b", "case-000a"]
    assert ids(parts.cases.open_cases(account)) == ["case-000c", "case-000d"]


@pytest.mark.parametrize("number", [0, 1, 4, 5, 6])
def test_pages_follow_each_other_without_gap_nor_end_that_is_empty(parts, account, number) -> None:
    for n in range(number):
        kept(parts, account, f"case-{n:04}", None if n == 3 else date(2026, 12, 1 + n % 2))
        kept(parts, account, f"done-{n:04}", None, (f"2026-10-{10 + n % 2}", CLOSED))
    for list_of in (parts.cases.open_cases, parts.cases.closed_cases):
        whole = list_of(account)
        assert len(whole.cases) == number
        assert whole.next is None
        told, after = [], None
        while True:
            page = list_of(account, after, limit=2)
            assert page.cases or number == 0
            told += page.cases
            if (after := page.next) is None:
                break
        assert tuple(told) == whole.cases


def test_a_page_starts_where_the_last_ended_even_if_that_case_has_moved(parts: Parts, account: str) -> None:
    for n in range(4):
        kept(parts, account, f"case-{n:04}", date(2026, 12, 1 + n))
    page = parts.cases.open_cases(account, limit=2)
    case = page.cases[-1]
    parts.cases.place(account, [Place(case.id, case.debtor, case.version, date(2026, 11, 30), None)])
    assert ids(parts.cases.open_cases(account, page.next, limit=2)) == ["case-0002", "case-0003"]


@pytest.mark.parametrize("after", ["", "x", "2026-12-01", "2026-12-01.", "2026-12-01#case-0001", "~" * 3000])
def test_what_is_no_page_is_refused(parts: Parts, account: str, after: str) -> None:
    with pytest.raises(Refusal, match="PAGE_UNKNOWN"):
        parts.cases.open_cases(account, after)


def test_a_case_is_placed_elsewhere_without_an_event(parts: Parts, account: str) -> None:
    first = kept(parts, account, "case-000a", date(2026, 12, 1))
    second = kept(parts, account, "case-000b", date(2026, 12, 2))
    places = [Place(second.id, second.debtor, second.version, date(2026, 11, 25), None)]
    assert parts.cases.place(account, places) == ()
    page = parts.cases.open_cases(account)
    assert page.cases == (second, first)
    links = history(("2026-10-12", paid("1.00")), so_far=parts.cases.history(account, second.id))
    tell(parts, account, second.id, links, 1)


def test_a_case_written_meanwhile_closed_or_unknown_is_not_placed(parts: Parts, account: str) -> None:
    stale = kept(parts, account, "case-000a", TODAY, ("2026-10-12", paid("1.00")))
    closed = kept(parts, account, "case-000b", TODAY, ("2026-10-12", CLOSED))
    unknown = Place("case-000c", stale.debtor, 1, None, None)
    places = [
        Place(stale.id, stale.debtor, 1, None, None),
        Place(closed.id, closed.debtor, 2, None, None),
        unknown,
    ]
    assert parts.cases.place(account, places) == ("case-000a", "case-000b", "case-000c")
    assert ids(parts.cases.open_cases(account)) == ["case-000a"]
    assert ids(parts.cases.closed_cases(account)) == ["case-000b"]


def test_the_cases_of_a_debtor_are_all_of_its_own(parts: Parts, account: str) -> None:
    kept(parts, account, "case-000a", debtor=OTHER)
    kept(parts, account, "case-000b", TODAY, ("2026-10-12", CLOSED), debtor=OTHER)
    kept(parts, account, "case-000c")
    kept(parts, account, "case-000d", debtor=f"{OTHER}2")
    assert [case.id for case in parts.cases.of_debtor(account, OTHER)] == ["case-000a", "case-000b"]


def test_what_is_due_stands_in_the_clocks_index_until_it_no_longer_is(real, table, account) -> None:
    def due():
        rows = [row for n in range(8) for row in table.due.query(f"due#{n}")]
        return {row.sk: row.due_at for row in rows if row.pk == f"account#{account}"}

    nine = datetime(2026, 11, 23, 9, tzinfo=UTC)
    case = kept(real, account, "case-000a", TODAY, due=nine)
    assert due() == {"case#debtor-0001#case-000a": "2026-11-23T09:00:00+00:00"}
    place = Place(case.id, case.debtor, case.version, TODAY, nine.replace(day=24))
    real.cases.place(account, [place])
    assert due() == {"case#debtor-0001#case-000a": "2026-11-24T09:00:00+00:00"}
    real.cases.place(account, [replace(place, due=None)])
    assert due() == {}


def test_a_case_too_large_to_be_kept_is_refused_and_nothing_is_written(real, account) -> None:
    links = history(("2026-10-01", opened()), ("2026-10-12", paid("1.00")))
    tell(real, account, "case-0001", links[:1], day=TODAY)
    renegotiated = {str(uuid4()): TODAY for _ in range(12_000)}
    huge = fold("case-0001", links).model_copy(update={"renegotiated": renegotiated})
    with pytest.raises(Refusal, match="CASE_TOO_LARGE"):
        real.cases.append(account, huge, links[1:], at(huge, TODAY))
    assert real.cases.history(account, "case-0001") == links[:1]


def test_an_item_of_an_older_release_is_still_read(real, table, account) -> None:
    case = kept(real, account, "case-000a", TODAY)
    row = table.get(f"account#{account}", f"case#{case.debtor}#{case.id}")
    document = json.loads(unpacked(row))
    for younger in ("obstacles", "renegotiated", "scenario", "insolvency_checked_on", "waiver"):
        del document[younger]
    row.update([table.body.set(packed(json.dumps(document)))])
    assert real.cases.open_cases(account).cases == (case,)
