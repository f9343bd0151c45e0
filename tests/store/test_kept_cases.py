"""Cases: a history that only grows, and lists in their order."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zlib import crc32

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS
from chalicelib.cases.fold import fold
from chalicelib.cases.history import intact
from chalicelib.core.errors import Refusal
from chalicelib.services.ports import Conflict, Due, Place
from chalicelib.store.tables import packed, unpacked
from tests.builders import an_invoice, credited, history, opened, paid
from tests.store.conftest import Parts, at, tell

TODAY = date(2026, 11, 22)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
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


def due_of(parts, account, now, asked="due"):
    return [each for each in getattr(parts.cases, asked)(now) if each.account == account]


def test_the_clock_finds_what_is_due_by_now_the_longest_due_first(parts: Parts, account: str) -> None:
    instants = {"case-000a": NINE + SECOND, "case-000b": NINE, "case-000c": NINE - SECOND, "case-000d": None}
    for id, due in instants.items():
        kept(parts, account, id, due=due)
    found = due_of(parts, account, NINE)
    assert set(found) == {
        Due(account, "debtor-0001", "case-000b", NINE),
        Due(account, "debtor-0001", "case-000c", NINE - SECOND),
    }
    assert due_of(parts, account, NINE - 2 * SECOND) == []
    assert len(due_of(parts, account, NINE + timedelta(days=400))) == 3
    assert due_of(parts, account, NINE + timedelta(days=400), "to_check") == []


def test_the_longest_due_of_a_bucket_comes_first(real: Parts, account: str) -> None:
    buckets = defaultdict(list)
    for n in range(24):
        id = f"case-{n:04}"
        kept(real, account, id, due=NINE - n * SECOND)
        buckets[crc32(id.encode()) % 8].insert(0, id)
    assert len(buckets) > 4
    found = [each.case for each in due_of(real, account, NINE)]
    assert found == [id for n in range(8) for id in buckets[n]]


def test_an_instant_is_the_same_in_every_zone_and_kept_to_the_second(parts: Parts, account: str) -> None:
    in_paris = NINE.astimezone(PARIS) + timedelta(microseconds=999_999)
    kept(parts, account, "case-000a", due=in_paris)
    assert due_of(parts, account, NINE.astimezone(PARIS)) == [Due(account, "debtor-0001", "case-000a", NINE)]


@pytest.mark.parametrize("asked", ["due", "to_check"])
def test_what_is_no_longer_due_is_not_found(parts: Parts, account: str, asked: str) -> None:
    name = "due" if asked == "due" else "check"
    links = history(("2026-10-01", opened()))
    case = tell(parts, account, "case-000a", links, **{name: NINE})
    assert [each.at for each in due_of(parts, account, NINE, asked)] == [NINE]
    parts.cases.place(account, [at(case, **{name: NINE + SECOND})])
    assert due_of(parts, account, NINE, asked) == []
    assert [each.at for each in due_of(parts, account, NINE + SECOND, asked)] == [NINE + SECOND]
    parts.cases.place(account, [at(case)])
    assert due_of(parts, account, NINE + SECOND, asked) == []
    parts.cases.place(account, [at(case, **{name: NINE})])
    tell(parts, account, "case-000a", history(("2026-10-12", paid("1.00")), so_far=links), 1)
    assert due_of(parts, account, NINE, asked) == []


def test_a_case_that_cannot_be_read_is_still_looked_at_later(real, table, account) -> None:
    case = kept(real, account, "case-000a", due=NINE)
    row = table.get(f"account#{account}", f"case#{case.debtor}#{case.id}")
    row.update([table.body.set(b"broken")])
    (due,) = due_of(real, account, NINE)
    real.cases.postpone(due, NINE + SECOND)
    assert due_of(real, account, NINE) == []
    assert due_of(real, account, NINE + SECOND) == [replace(due, at=NINE + SECOND)]


def test_only_a_case_still_due_at_that_instant_is_postponed(parts: Parts, account: str) -> None:
    case = kept(parts, account, "case-000a", due=NINE)
    (due,) = due_of(parts, account, NINE)
    parts.cases.place(account, [at(case, due=NINE - SECOND, check=NINE)])
    parts.cases.postpone(due, NINE + SECOND)
    moved = [replace(due, at=NINE - SECOND)]
    assert due_of(parts, account, NINE) == moved
    parts.cases.postpone(moved[0], NINE)
    assert due_of(parts, account, NINE) == [due]
    assert [each.at for each in due_of(parts, account, NINE, "to_check")] == [NINE]
    parts.cases.place(account, [at(case)])
    parts.cases.postpone(due, NINE)
    parts.cases.postpone(replace(due, case="case-000b"), NINE)
    assert due_of(parts, account, NINE) == []
    assert ids(parts.cases.open_cases(account)) == ["case-000a"]


def test_a_letter_takes_its_debtors_turn_and_whoever_read_the_turn_before_draws_none(parts, account) -> None:
    assert parts.cases.turn(account, OTHER) == 0
    first, second = (history(("2026-10-01", opened(debtor=OTHER))) for _ in range(2))
    tell(parts, account, "case-000a", first, turn=0)
    with pytest.raises(Conflict):
        tell(parts, account, "case-000b", second, turn=0)
    assert parts.cases.history(account, "case-000b") == ()
    assert parts.cases.turn(account, OTHER) == 1
    tell(parts, account, "case-000b", second, turn=1)
    for stale in (0, 1, 3):
        with pytest.raises(Conflict):
            tell(parts, account, "case-000c", first, turn=stale)
    assert parts.cases.turn(account, OTHER) == 2
    assert parts.cases.turn(account, f"{OTHER}2") == 0
    assert parts.cases.turn(f"{account}2", OTHER) == 0


def test_a_turn_stays_when_the_events_do_not_follow_or_there_is_no_letter(parts, account) -> None:
    links = history(("2026-10-01", opened(debtor=OTHER)))
    tell(parts, account, "case-000a", links)
    with pytest.raises(Conflict):
        tell(parts, account, "case-000a", links, turn=0)
    assert parts.cases.turn(account, OTHER) == 0


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
