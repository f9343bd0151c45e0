"""What an account's cases say together: ageing, money received, average delay, payment record of a legal person.

Two ways of counting, each for its own question. What is *unpaid today* is the principal of the statement, so that the
five bars add up to what the list of cases shows. *When a debtor paid* is counted on the price of the invoice alone:
the rule that sets a late payment against penalties first (C. civ. 1343-1) would leave a paid invoice open by a few
euros, and call late a debtor that settled what was invoiced.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from chalicelib.cases.case import Case
from chalicelib.cases.events import ClosingReason
from chalicelib.cases.life import Followed, Why
from chalicelib.cases.parties import Person
from chalicelib.core.days import add_months
from chalicelib.core.money import ZERO
from chalicelib.law.imputation import rank

MONTHS = 12
LEAST_INVOICES = 3  # a record drawn from fewer says nothing

_TENTH = Decimal("0.1")


class Bar(StrEnum):
    """The five bars of the ageing (*balance âgée*), by days after the due date."""

    NOT_DUE = "not_due"
    D1_30 = "d1_30"
    D31_60 = "d31_60"
    D61_90 = "d61_90"
    D90_PLUS = "d90_plus"


@dataclass(frozen=True)
class Aged:
    """One bar: the unpaid principal, and of how many invoices (or instalments, see `ageing`)."""

    bar: Bar
    amount: Decimal
    invoices: int


@dataclass(frozen=True)
class Month:
    """Money credited in the month that begins on `first`."""

    first: date
    amount: Decimal


@dataclass(frozen=True)
class AverageDelay:
    """From issue to full payment, each invoice counting once: `total_days` ÷ `invoices`, rounded half up.

    `days` is None when no invoice was paid in the period; `without_issue_date`: paid, but nobody said when issued.
    """

    days: int | None
    total_days: int
    invoices: int
    without_issue_date: int


class Rating(StrEnum):
    """How a legal person pays: the first of these whose two conditions hold (`RATINGS`)."""

    ON_TIME = "on_time"
    SOMETIMES_LATE = "sometimes_late"
    OFTEN_LATE = "often_late"


# A choice of ours: the least share of the invoiced amount paid on time (%), the most days late on average.
RATINGS = (
    (Rating.ON_TIME, Decimal(80), Decimal(5)),
    (Rating.SOMETIMES_LATE, Decimal(50), Decimal(30)),
)


@dataclass(frozen=True)
class PaymentRecord:
    """How a legal person paid the invoices whose due date is past, those still unpaid counted late until today.

    `share` = `on_time` ÷ `invoiced`, in percent; `mean_days_late` = `days_late` ÷ `invoices`; both to one decimal.
    """

    rating: Rating
    invoices: int
    invoiced: Decimal
    on_time: Decimal
    share: Decimal
    days_late: int
    mean_days_late: Decimal
    unpaid: int
    unpaid_amount: Decimal


@dataclass(frozen=True)
class _Paying:
    """An invoice and the money that met its price; `due` is the day granted, `until` the last day it may count late."""

    issue_date: date | None
    due: date
    price: Decimal
    received: tuple[tuple[date, Decimal], ...]
    disputed: bool
    until: date

    @property
    def left(self) -> Decimal:
        return self.price - sum((amount for _, amount in self.received), ZERO)

    @property
    def paid_on(self) -> date | None:
        return self.received[-1][0] if self.received and not self.left else None

    @property
    def on_time(self) -> Decimal:
        return sum((amount for day, amount in self.received if day <= self.due), ZERO)

    @property
    def days_late(self) -> int:
        return max(0, ((self.paid_on or self.until) - self.due).days)


def ageing(followed: Iterable[Followed]) -> tuple[Aged, ...]:
    """The five bars, in order: together what these open cases are owed, all but the first what is overdue in them.

    Under a plan that settles everything (LT8, clause A) the instalments stand there in the place of the invoices.
    """
    amounts = dict.fromkeys(Bar, ZERO)
    counts = dict.fromkeys(Bar, 0)
    for each in followed:
        for day, amount in _owed(each):
            bar = _bar((each.today - day).days)
            amounts[bar] += amount
            counts[bar] += 1
    return tuple(Aged(bar, amounts[bar], counts[bar]) for bar in Bar)


def received_by_month(cases: Iterable[Case], today: date) -> tuple[Month, ...]:
    """What was credited in each of the last twelve months, the current one last; a mistaken case counts for nothing."""
    first = _first_month(today)
    amounts = dict.fromkeys((add_months(first, n) for n in range(MONTHS)), ZERO)
    for case in cases:
        if not _mistaken(case):
            for payment in case.payments:
                if first <= payment.date <= today:
                    amounts[payment.date.replace(day=1)] += payment.amount
    return tuple(Month(*each) for each in amounts.items())


def average_delay(cases: Iterable[Case], today: date) -> AverageDelay:
    """«Délai moyen de paiement des factures suivies»: of the invoices fully paid in the same twelve months."""
    since = _first_month(today)
    paid = [
        each
        for case in cases
        for each in _paying(case, today)
        if each.paid_on is not None and each.paid_on >= since
    ]
    delays = [
        max(0, (each.paid_on - each.issue_date).days) for each in paid if each.paid_on and each.issue_date
    ]
    return AverageDelay(
        days=int(_mean(sum(delays), len(delays), Decimal(1))) if delays else None,
        total_days=sum(delays),
        invoices=len(delays),
        without_issue_date=len(paid) - len(delays),
    )


def payment_record(person: Person, cases: Iterable[Case], today: date) -> PaymentRecord | Why:
    """The record of one debtor, from all its cases; a Why when there may be none.

    E07: no scoring of individuals, so neither a consumer nor a sole trader ever has one. Disputed invoices, those of
    a case closed as a mistake, and what the creditor waived or closed as paid without a day, are left out.
    """
    if person is not Person.LEGAL:
        return Why("RECORD_OF_AN_INDIVIDUAL")
    counted = [
        each for case in cases for each in _paying(case, today) if each.due < today and not each.disputed
    ]
    if len(counted) < LEAST_INVOICES:
        return Why("RECORD_TOO_THIN", {"invoices": len(counted), "least": LEAST_INVOICES})
    invoiced = sum((each.price for each in counted), ZERO)
    on_time = sum((each.on_time for each in counted), ZERO)
    days_late = sum(each.days_late for each in counted)
    left = [each.left for each in counted if each.left]
    return PaymentRecord(
        rating=_rating(on_time * 100, invoiced, days_late, len(counted)),
        invoices=len(counted),
        invoiced=invoiced,
        on_time=on_time,
        share=_mean(on_time * 100, invoiced, _TENTH),
        days_late=days_late,
        mean_days_late=_mean(days_late, len(counted), _TENTH),
        unpaid=len(left),
        unpaid_amount=sum(left, ZERO),
    )


def _owed(followed: Followed) -> Iterator[tuple[date, Decimal]]:
    """Each unpaid sum and its day."""
    if followed.plan_settles and followed.progress:
        yield from ((each.date, each.left) for each in followed.progress.instalments if each.left)
    else:
        yield from ((each.due_date, each.principal_remaining) for each in followed.unpaid)


def _bar(days: int) -> Bar:
    if days <= 0:
        return Bar.NOT_DUE
    return (Bar.D1_30, Bar.D31_60, Bar.D61_90, Bar.D90_PLUS)[min((days - 1) // 30, 3)]


def _first_month(today: date) -> date:
    return add_months(today.replace(day=1), 1 - MONTHS)


def _mistaken(case: Case) -> bool:
    return case.closed is not None and case.closed.reason is ClosingReason.MISTAKE


def _paying(case: Case, today: date) -> Iterator[_Paying]:
    """Its invoices that tell how the debtor pays."""
    if _mistaken(case):
        return
    prices = _prices(case, today)
    received = _received(case, prices, today)
    disputed = {dispute.invoice for dispute in case.disputes}
    forgiven = case.closed is not None and case.closed.reason in (ClosingReason.PAID, ClosingReason.WAIVED)
    for invoice in case.invoices:
        paying = _Paying(
            issue_date=invoice.issue_date,
            due=max(invoice.due_date, case.renegotiated.get(invoice.ref, invoice.due_date)),
            price=prices[invoice.ref],
            received=tuple(received[invoice.ref]),
            disputed=invoice.ref in disputed,
            until=case.closed_on or today,
        )
        if paying.price > 0 and not (forgiven and paying.left):
            yield paying


def _prices(case: Case, today: date) -> dict[str, Decimal]:
    """What each invoice comes to once its credit notes are deducted (C7)."""
    prices = {invoice.ref: invoice.amount_ttc for invoice in case.invoices}
    for note in case.credit_notes:
        if note.date <= today:
            prices[note.invoice] -= note.amount
    return prices


def _received(case: Case, prices: dict[str, Decimal], today: date) -> dict[str, list[tuple[date, Decimal]]]:
    """The payments set against the prices alone: on the invoice they name, else on the oldest first (C6)."""
    left = dict(prices)
    received: dict[str, list[tuple[date, Decimal]]] = {ref: [] for ref in prices}
    oldest_first = [i.ref for i in sorted(case.invoices, key=lambda i: rank(i.due_date, i.ref))]
    for payment in sorted(case.payments, key=lambda payment: payment.date):
        money = payment.amount if payment.date <= today else ZERO
        for ref in (payment.invoice,) if payment.invoice else oldest_first:
            part = min(money, left[ref])
            if part > 0:
                received[ref].append((payment.date, part))
                left[ref] -= part
                money -= part
    return received


def _rating(on_time_percent: Decimal, invoiced: Decimal, days_late: int, invoices: int) -> Rating:
    for rating, least_share, most_days in RATINGS:
        if on_time_percent >= least_share * invoiced and days_late <= most_days * invoices:
            return rating
    return Rating.OFTEN_LATE


def _mean(total: Decimal | int, count: Decimal | int, unit: Decimal) -> Decimal:
    return (Decimal(total) / count).quantize(unit, rounding=ROUND_HALF_UP)
