"""The payment plan (*échéancier*): a private agreement, its instalments, and whether it is kept (P05)."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.cases.facts import Facts
from chalicelib.cases.fields import Amount, Day


class PenaltyClause(StrEnum):
    """The fate of penalties while the plan runs (LT8): one of two fixed clauses."""

    STOP_IF_KEPT = "stop_if_kept"  # clause A
    KEEP_RUNNING = "keep_running"  # clause B: on the balance


class Instalment(Facts):
    date: Day
    amount: Amount


class PaymentPlan(Facts):
    """What was agreed; reminders wait while instalments are paid within `cure_days` of their date."""

    agreed_on: Day
    instalments: Annotated[tuple[Instalment, ...], Field(min_length=1, max_length=36)]
    penalties: PenaltyClause = PenaltyClause.KEEP_RUNNING
    cure_days: Annotated[int, Field(strict=True, ge=8, le=15)] = 8
    signed: bool = False  # a signed acknowledgement of debt (LT9)

    @model_validator(mode="after")
    def _instalments_follow_each_other(self) -> Self:
        days = [instalment.date for instalment in self.instalments]
        if days != sorted(set(days)) or days[0] < self.agreed_on:
            raise PydanticCustomError("INSTALMENTS_NOT_IN_ORDER", "INSTALMENTS_NOT_IN_ORDER")
        return self

    @property
    def total(self) -> Decimal:
        return sum((each.amount for each in self.instalments), Decimal("0.00"))

    @property
    def last_day(self) -> date:
        return self.instalments[-1].date
