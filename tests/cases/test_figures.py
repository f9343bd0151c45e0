"""Figures of an account: each counted a second way, and the few that must never exist."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cases import events as e
from chalicelib.cases.case import Case
from chalicelib.cases.facts import CreditNoteFacts, Instalment, InvoiceFacts, PenaltyClause
from chalicelib.cases.figures import (
    Bar,
    PaymentRecord,
    Rating,
    ageing,
    average_delay,
    payment_record,
    received_by_month,
)
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author, record
from chalicelib.cases.life import Followed, Why
from chalicelib.cases.parties import FollowedDebtor, Person
from chalicelib.cases.plan import PaymentPlan
from chalicelib.cases.scenario import scenario_of
from chalicelib.cases.statement import draw_up
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load

TODAY = date(2026, 11, 20)
REGISTER = load()
DEBTOR = FollowedDebtor(regime=Regime.BUSINESS, person=Person.LEGAL)


def invoice(ref: str, due: date, amount: str = "1000.00", issued: date | None = None) -> InvoiceFacts:
    return InvoiceFacts(ref=ref, amount_ttc=Decimal(amount), due_date=due, issue_date=issued)


def paid(day: date, amount: str, ref: str | None = None) -> e.PaymentReceived:
    return e.PaymentReceived(date=day, amount=Decimal(amount), invoice=ref)


def case(
    invoices: Iterable[InvoiceFacts], *events: e.Event, recorded: date = TODAY, id: str = "case0001"
) -> Case:
    told = [e.CaseOpened(debtor="debtor01", invoices=tuple(invoices)), *events]
    at = datetime(recorded.year, recorded.month, recorded.day, 12, tzinfo=UTC)
    pairs = [(f"event{n:04}", event) for n, event in enumerate(told)]
    return fold(id, record((), pairs, at, Author.CREDITOR))


def followed(case: Case, today: date = TODAY) -> Followed:
    statement = draw_up(case.claim_on(Regime.BUSINESS, today), REGISTER)
    return Followed(case, DEBTOR, scenario_of(Regime.BUSINESS), statement, today)


def insolvent(judgment: date) -> e.InsolvencyRecorded:
    return e.InsolvencyRecorded(procedure=e.Procedure.RECEIVERSHIP, judgment_date=judgment)


def plan(penalties: PenaltyClause) -> e.PlanAgreed:
    """Two halves: one five days ago, still within its cure period, one in a month."""
    halves = [Instalment(date=TODAY + days(n), amount=Decimal("500.00")) for n in (-5, 30)]
    agreed = PaymentPlan(agreed_on=TODAY - days(20), instalments=tuple(halves), penalties=penalties)
    return e.PlanAgreed(plan=agreed)


def days(count: int) -> timedelta:
    return timedelta(days=count)


# --- ageing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("late", "bar"),
    [
        (-20, Bar.NOT_DUE),
        (0, Bar.NOT_DUE),
        (1, Bar.D1_30),
        (30, Bar.D1_30),
        (31, Bar.D31_60),
        (60, Bar.D31_60),
        (61, Bar.D61_90),
        (90, Bar.D61_90),
        (91, Bar.D90_PLUS),
        (2000, Bar.D90_PLUS),
    ],
)
def test_an_unpaid_invoice_stands_in_the_bar_of_its_days_late(late: int, bar: Bar) -> None:
    bars = ageing([followed(case([invoice("F-1", TODAY - days(late))]))])
    assert [(each.bar, each.amount, each.invoices) for each in bars] == [
        (each, Decimal("1000.00") if each is bar else Decimal("0.00"), int(each is bar)) for each in Bar
    ]


def test_the_bars_add_up_to_what_the_list_of_cases_shows() -> None:
    some = [
        followed(case([invoice("A", date(2026, 6, 30)), invoice("B", date(2026, 12, 31))])),
        followed(case([invoice("C", date(2026, 11, 1))], paid(date(2026, 11, 10), "400.00"))),
        followed(case([invoice("D", TODAY)], insolvent(date(2026, 10, 1)))),
        followed(case([invoice("E", date(2026, 6, 30))], plan(PenaltyClause.KEEP_RUNNING))),
        followed(case([invoice("F", date(2026, 6, 30))], plan(PenaltyClause.STOP_IF_KEPT))),
    ]
    bars = {each.bar: each.amount for each in ageing(some)}
    assert sum(bars.values()) == sum(each.owed for each in some)
    assert sum(bars.values()) - bars[Bar.NOT_DUE] == sum(each.overdue for each in some)


def test_the_instalments_of_a_plan_that_settles_everything_stand_for_its_invoices() -> None:
    settling = followed(case([invoice("F", date(2026, 6, 30))], plan(PenaltyClause.STOP_IF_KEPT)))
    assert [(each.bar, str(each.amount), each.invoices) for each in ageing([settling]) if each.invoices] == [
        (Bar.NOT_DUE, "500.00", 1),
        (Bar.D1_30, "500.00", 1),
    ]


def test_a_paid_invoice_leaves_every_bar_at_once() -> None:
    settled = case([invoice("F-1", date(2026, 12, 31))], paid(TODAY, "1000.00"))
    assert sum(each.invoices for each in ageing([followed(settled)])) == 0


def test_the_days_are_those_of_today_when_the_statement_had_to_stop_earlier() -> None:
    """B22: the last known semester ends, the invoice goes on growing old."""
    earlier = followed(case([invoice("F-1", date(2026, 10, 31))]), date(2026, 11, 20))
    later = replace(earlier, today=date(2027, 1, 20), unknown_semester="2027-S1")
    assert [each.bar for each in ageing([later]) if each.invoices] == [Bar.D61_90]


# --- money received ---------------------------------------------------------------------------------------------------


def test_money_received_is_told_for_twelve_months_the_current_one_last() -> None:
    some = case(
        [invoice("F-1", date(2026, 1, 31), "9000.00")],
        paid(date(2025, 11, 30), "100.00"),  # thirteen months ago
        paid(date(2025, 12, 1), "200.00"),
        paid(date(2026, 2, 28), "300.00"),
        paid(date(2026, 2, 1), "0.50"),
        paid(date(2026, 11, 20), "400.00"),
        paid(date(2026, 11, 21), "500.00"),  # to come
    )
    months = received_by_month([some], TODAY)
    assert [each.first for each in months] == [date(2025, 12, 1), *(date(2026, n, 1) for n in range(1, 12))]
    assert {each.first: str(each.amount) for each in months if each.amount} == {
        date(2025, 12, 1): "200.00",
        date(2026, 2, 1): "300.50",
        date(2026, 11, 1): "400.00",
    }


# --- average delay ----------------------------------------------------------------------------------------------------


def test_the_average_delay_runs_from_issue_to_the_last_payment_each_invoice_counting_once() -> None:
    some = [
        case(
            [invoice("A", date(2026, 6, 30), "10.00", issued=date(2026, 5, 31))],
            paid(date(2026, 6, 30), "10.00"),
        ),  # 30 days
        case(
            [invoice("B", date(2026, 6, 30), "9000.00", issued=date(2026, 6, 1))],
            paid(date(2026, 6, 15), "8000.00"),
            paid(date(2026, 7, 16), "1000.00"),
        ),  # 45 days
        case([invoice("C", date(2026, 6, 30), issued=date(2026, 5, 1))], paid(date(2026, 6, 30), "999.99")),
        case([invoice("D", date(2026, 6, 30))], paid(date(2026, 6, 30), "1000.00")),
    ]
    delay = average_delay(some, TODAY)
    assert (delay.total_days, delay.invoices, delay.without_issue_date) == (75, 2, 1)
    assert delay.days == 38  # 37.5, half up


def test_a_late_payment_of_the_price_settles_the_invoice_though_penalties_remain() -> None:
    late = case(
        [invoice("A", date(2026, 6, 30), issued=date(2026, 5, 31))], paid(date(2026, 10, 31), "1000.00")
    )
    assert followed(late).statement.totals.principal_remaining > 0
    assert average_delay([late], TODAY).days == (date(2026, 10, 31) - date(2026, 5, 31)).days


def test_an_invoice_paid_more_than_twelve_months_ago_is_no_longer_counted() -> None:
    old = case(
        [invoice("A", date(2025, 10, 31), issued=date(2025, 9, 30))], paid(date(2025, 11, 30), "1000.00")
    )
    assert average_delay([old], TODAY).days is None
    assert average_delay([old], date(2025, 12, 1)).days == 61


def test_a_credit_note_lowers_the_price_to_reach() -> None:
    credited = case(
        [invoice("A", date(2026, 6, 30), issued=date(2026, 6, 1))],
        e.CreditNoteIssued(
            credit_note=CreditNoteFacts(
                id="AV-1", date=date(2026, 6, 20), amount=Decimal("400.00"), invoice="A"
            )
        ),
        paid(date(2026, 6, 11), "600.00"),
    )
    assert average_delay([credited], TODAY).days == 10


# --- payment record ---------------------------------------------------------------------------------------------------

PAST = [date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)]


def three(*payments: e.PaymentReceived) -> Case:
    return case([invoice(f"F-{n}", due) for n, due in enumerate(PAST)], *payments)


def record_of(*cases: Case, today: date = TODAY) -> PaymentRecord:
    found = payment_record(Person.LEGAL, cases, today)
    assert isinstance(found, PaymentRecord)
    return found


@pytest.mark.parametrize("person", [Person.SOLE_TRADER, Person.NATURAL])
def test_an_individual_never_has_a_payment_record(person: Person) -> None:
    """E07: no scoring of individuals."""
    assert payment_record(person, [three()], TODAY) == Why("RECORD_OF_AN_INDIVIDUAL")


def test_a_record_of_two_invoices_is_refused_and_says_how_thin_it_is() -> None:
    thin = case([invoice("A", PAST[0]), invoice("B", PAST[1]), invoice("C", TODAY)])
    assert payment_record(Person.LEGAL, [thin], TODAY) == Why("RECORD_TOO_THIN", {"invoices": 2, "least": 3})
    assert record_of(thin, today=TODAY + days(1)).invoices == 3


def test_a_record_shows_its_arithmetic() -> None:
    found = record_of(
        three(
            paid(date(2026, 7, 31), "1000.00", "F-0"),
            paid(date(2026, 8, 31), "500.00", "F-1"),
            paid(date(2026, 9, 10), "500.00", "F-1"),
        )
    )
    assert (found.invoices, found.invoiced, found.on_time) == (3, Decimal("3000.00"), Decimal("1500.00"))
    assert found.share == Decimal("50.0")
    assert found.days_late == 10 + (TODAY - PAST[2]).days == 61
    assert found.mean_days_late == Decimal("20.3")
    assert (found.unpaid, found.unpaid_amount) == (1, Decimal("1000.00"))
    assert found.rating is Rating.SOMETIMES_LATE


def test_what_is_still_unpaid_counts_late_until_today() -> None:
    one_day_later = record_of(three(), today=TODAY + days(1)).days_late
    assert one_day_later == record_of(three()).days_late + 3


def test_a_debtor_that_pays_at_the_due_date_pays_on_time() -> None:
    found = record_of(three(*(paid(due, "1000.00", f"F-{n}") for n, due in enumerate(PAST))))
    assert (found.rating, found.share, found.days_late, found.unpaid) == (
        Rating.ON_TIME,
        Decimal("100.0"),
        0,
        0,
    )


def test_a_small_invoice_left_unpaid_for_long_is_not_hidden_by_large_ones_paid_on_time() -> None:
    old = invoice("F-9", date(2026, 1, 31), "10.00")
    found = record_of(
        case([*three().invoices, old], *(paid(due, "1000.00", f"F-{n}") for n, due in enumerate(PAST)))
    )
    assert found.share > 99
    assert found.rating is Rating.OFTEN_LATE


def test_a_day_granted_later_is_the_day_that_counts() -> None:
    granted = e.DueDateRenegotiated(invoice="F-2", due_date=date(2026, 10, 31))
    settled = [paid(due, "1000.00", f"F-{n}") for n, due in enumerate(PAST[:2])]
    later = paid(date(2026, 10, 31), "1000.00", "F-2")
    found = record_of(case([invoice(f"F-{n}", due) for n, due in enumerate(PAST)], granted, *settled, later))
    assert found.days_late == 0


def test_a_disputed_invoice_says_nothing_of_how_the_debtor_pays() -> None:
    disputed = case(three().invoices, e.DisputeRaised(reason="Livraison incomplète", invoices=("F-1",)))
    assert payment_record(Person.LEGAL, [disputed], TODAY) == Why(
        "RECORD_TOO_THIN", {"invoices": 2, "least": 3}
    )


@pytest.mark.parametrize(
    ("reason", "counted"),
    [
        (e.ClosingReason.MISTAKE, 0),
        (e.ClosingReason.PAID, 1),  # the two others were paid on a day nobody recorded
        (e.ClosingReason.WAIVED, 1),
        (e.ClosingReason.WRITTEN_OFF, 3),
        (e.ClosingReason.HANDED_OVER, 3),
    ],
)
def test_a_closed_case_counts_for_what_is_known_of_it(reason: e.ClosingReason, counted: int) -> None:
    closed = case(three().invoices, paid(PAST[0], "1000.00"), e.Closed(reason=reason), recorded=PAST[2])
    others = case([invoice(f"G-{n}", due) for n, due in enumerate(PAST)], id="case0002")
    found = record_of(closed, others)
    assert found.invoices == counted + 3
    # Written off on the last due date: F-1 was then 30 days late, and grows no older.
    assert found.days_late == record_of(others).days_late + (30 if counted == 3 else 0)


# --- the same, counted another way --------------------------------------------------------------------------------

DUE = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CENTS = st.integers(1, 200_000)
INVOICES = st.lists(st.tuples(DUE, CENTS), min_size=1, max_size=5)
PAYMENTS = st.lists(
    st.tuples(st.dates(date(2025, 10, 1), date(2026, 12, 31)), CENTS, st.none() | st.integers(0, 4)),
    max_size=6,
)


def euros(cents: int) -> str:
    return str(Decimal(cents) / 100)


@given(INVOICES, PAYMENTS)
def test_every_figure_is_what_a_day_by_day_count_in_cents_finds(
    invoices: list[tuple[date, int]], payments: list[tuple[date, int, int | None]]
) -> None:
    payments = [(day, cents, named) for day, cents, named in payments if (named or 0) < len(invoices)]
    some = case(
        [
            invoice(f"F-{n}", due, euros(cents), issued=due - days(30))
            for n, (due, cents) in enumerate(invoices)
        ],
        *(paid(day, euros(cents), None if n is None else f"F-{n}") for day, cents, n in payments),
    )
    left = [cents for _, cents in invoices]
    on_time = [0] * len(invoices)
    late, settled = [0] * len(invoices), dict[int, date]()
    received = dict[str, int]()
    day = date(2025, 10, 1)
    while day <= TODAY:
        for n, (due, _) in enumerate(
            invoices
        ):  # a day of which the evening still owes something is a day late
            late[n] += left[n] > 0 and day > due
        for when, money, named in payments:
            if when != day:
                continue
            received[f"{day:%Y-%m}"] = received.get(f"{day:%Y-%m}", 0) + money
            order = sorted(range(len(left)), key=lambda n: (invoices[n][0], n)) if named is None else [named]
            for n in order:
                while left[n] and money:
                    part = min(left[n], money)
                    left[n], money = left[n] - part, money - part
                    on_time[n] += part if day <= invoices[n][0] else 0
                    if not left[n]:
                        settled[n] = day
        day += days(1)

    months = received_by_month([some], TODAY)
    assert {f"{m.first:%Y-%m}": int(m.amount * 100) for m in months} == {
        f"{m.first:%Y-%m}": received.get(f"{m.first:%Y-%m}", 0) for m in months
    }
    recent = {n: when for n, when in settled.items() if when >= date(2025, 12, 1)}
    delays = [max(0, (when - invoices[n][0]).days + 30) for n, when in recent.items()]
    delay = average_delay([some], TODAY)
    assert (delay.total_days, delay.invoices) == (sum(delays), len(delays))
    past = [n for n, (due, _) in enumerate(invoices) if due < TODAY]
    found = payment_record(Person.LEGAL, [some], TODAY)
    if len(past) < 3:
        assert found == Why("RECORD_TOO_THIN", {"invoices": len(past), "least": 3})
        return
    assert isinstance(found, PaymentRecord)
    assert found.days_late == sum(late[n] for n in past)
    assert int(found.on_time * 100) == sum(on_time[n] for n in past)
    assert int(found.unpaid_amount * 100) == sum(left[n] for n in past)
    assert found.unpaid == sum(left[n] > 0 for n in past)
    share = Fraction(100 * sum(on_time[n] for n in past), sum(invoices[n][1] for n in past))
    assert abs(Fraction(found.share) - share) <= Fraction(1, 20)
    assert abs(Fraction(found.mean_days_late) - Fraction(found.days_late, len(past))) <= Fraction(1, 20)
