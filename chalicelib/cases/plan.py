"""The payment plan (*échéancier*): a private agreement, its instalments, and whether it is kept (P05)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.cases.facts import CureDays, Facts, Instalment, PaymentFacts, PenaltyClause
from chalicelib.cases.fields import Day
from chalicelib.core.days import ONE_DAY, add_months
from chalicelib.core.money import CENT, ZERO


class PaymentPlan(Facts):
    """What was agreed; reminders wait while instalments are paid within `cure_days` of their date."""

    agreed_on: Day
    instalments: Annotated[tuple[Instalment, ...], Field(min_length=1, max_length=36)]
    penalties: PenaltyClause = PenaltyClause.KEEP_RUNNING
    cure_days: CureDays = 8
    signed: StrictBool = False  # a signed acknowledgement of debt (LT9)

    @model_validator(mode="after")
    def _instalments_follow_each_other(self) -> Self:
        days = [instalment.date for instalment in self.instalments]
        if days != sorted(set(days)) or days[0] < self.agreed_on:
            raise PydanticCustomError("INSTALMENTS_NOT_IN_ORDER", "INSTALMENTS_NOT_IN_ORDER")
        return self

    @property
    def total(self) -> Decimal:
        return sum((each.amount for each in self.instalments), ZERO)

    @property
    def last_day(self) -> date:
        return self.instalments[-1].date


class InstalmentState(StrEnum):
    """Where one instalment stands on a day."""

    PAID = "paid"
    DUE = "due"  # its day has come
    LATE = "late"  # its day is past, its cure period perhaps not
    TO_COME = "to_come"


@dataclass(frozen=True)
class Expected:
    """One instalment and the part of it that was paid."""

    date: date
    amount: Decimal
    paid: Decimal
    state: InstalmentState

    @property
    def left(self) -> Decimal:
        return self.amount - self.paid


class PlanState(StrEnum):
    """Whether a plan is kept."""

    RUNNING = "running"  # respected so far: every instalment is paid, to come, or in its cure period
    DEFAULT = "default"  # an instalment is unpaid after its cure period
    KEPT = "kept"  # paid to the end


@dataclass(frozen=True)
class Progress:
    """A plan on a day. `default_on`: the first day after the cure period that broke it."""

    instalments: tuple[Expected, ...]
    state: PlanState
    default_on: date | None

    @property
    def rest(self) -> Decimal:
        return sum((each.left for each in self.instalments), ZERO)

    @property
    def late(self) -> Decimal:
        """What was to be paid before today, and was not."""
        return sum((e.left for e in self.instalments if e.state is InstalmentState.LATE), ZERO)

    @property
    def awaited(self) -> Expected:
        """The first instalment not paid in full; the last one of a plan that was kept."""
        return next((each for each in self.instalments if each.left), self.instalments[-1])


def progress(plan: PaymentPlan, payments: Iterable[PaymentFacts], today: date) -> Progress:
    """How the plan goes: money received since it was agreed pays the instalments in their order, whatever invoice it
    names.

    The fate of penalties (LT8). Clause A: while the plan is respected what is due is its rest, and nothing more is due
    once it is kept to the end. Clause B: the statement never stops saying what is due. In default the statement says it
    under both. A late payment that catches up puts the plan back on its rails: nothing ends it but the creditor (P05).
    """
    money = sum((p.amount for p in payments if plan.agreed_on <= p.date <= today), ZERO)
    expected = []
    for instalment in plan.instalments:
        paid = min(money, instalment.amount)
        money -= paid
        expected.append(_expected(instalment, paid, today))
    broken = (
        each.date + timedelta(days=plan.cure_days) + ONE_DAY
        for each in expected
        if each.state is InstalmentState.LATE
    )
    default_on = next((day for day in broken if day <= today), None)
    state = PlanState.DEFAULT if default_on else PlanState.RUNNING
    if not expected[-1].left:
        state = PlanState.KEPT
    return Progress(tuple(expected), state, default_on)


def proposed(total: Decimal, count: int, first_day: date) -> tuple[Instalment, ...]:
    """`total` in `count` monthly instalments from `first_day`, to the cent: the first ones carry what does not divide.

    ValueError when there is not a cent for each.
    """
    cents, more = divmod(int(total / CENT), count)
    if not cents:
        raise ValueError(total)
    return tuple(
        Instalment(date=add_months(first_day, rank), amount=(cents + (rank < more)) * CENT)
        for rank in range(count)
    )


def _expected(instalment: Instalment, paid: Decimal, today: date) -> Expected:
    if paid == instalment.amount:
        state = InstalmentState.PAID
    elif today < instalment.date:
        state = InstalmentState.TO_COME
    else:
        state = InstalmentState.DUE if today == instalment.date else InstalmentState.LATE
    return Expected(instalment.date, instalment.amount, paid, state)
