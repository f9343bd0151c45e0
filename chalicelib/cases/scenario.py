"""When each step comes: a scenario per regime, as data, changed per account, per debtor or per case.

The product's own choices (letters.md, «Default scenario») stand in `scenario.toml`. A change states only what it
changes; the narrower one wins: case, then debtor, then account, then ours.
"""

import tomllib
from datetime import time
from decimal import Decimal
from functools import cache, reduce
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.cases.facts import Facts
from chalicelib.cases.fields import AmountOrZero
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime

DEFAULTS = Path(__file__).with_name("scenario.toml")
# The steps of every sequence, in their order; each happens once per case.
STEPS = (
    Document.COURTESY,
    Document.FIRST_REMINDER,
    Document.SECOND_REMINDER,
    Document.FORMAL_NOTICE,
    Document.LAST_NOTICE,
)

BeforeDue = Annotated[int, Field(strict=True, ge=-30, le=-1)]
AfterDue = Annotated[int, Field(strict=True, ge=1, le=365)]
WorkingDays = Annotated[int, Field(strict=True, ge=2, le=60)]


class Off(Facts):
    """This step is not part of the sequence."""

    off: Literal[True]


class ScenarioChanges(Facts):
    """What is changed; a field left out keeps what the wider scenario says. `{"off": true}` removes a step.

    Days count from D, the due date the sequence starts from; `last_notice` counts working days after the deadline
    of the formal notice (K05). `hour` is Paris time. `gap_days` may only widen the cap of E03.
    """

    courtesy_reminder: BeforeDue | Off | None = None
    first_reminder: AfterDue | Off | None = None
    second_reminder: AfterDue | Off | None = None
    formal_notice: AfterDue | Off | None = None
    last_notice: WorkingDays | Off | None = None
    hour: Annotated[int, Field(strict=True, ge=8, le=18)] | None = None
    gap_days: Annotated[int, Field(strict=True, ge=1, le=60)] | None = None
    minimum_amount: AmountOrZero | None = None
    validate_above: AmountOrZero | None = None


class Scenario(Facts):
    """A scenario in force: `None` means that the step, or the limit, does not exist."""

    courtesy_reminder: int | None
    first_reminder: int | None
    second_reminder: int | None
    formal_notice: int | None
    last_notice: int | None
    hour: int
    gap_days: int
    minimum_amount: Decimal
    validate_above: Decimal | None = None

    def days(self, step: Document) -> int | None:
        """The days of a step, as `ScenarioChanges` counts them; None when it is off."""
        days: int | None = getattr(self, step.value)
        return days

    @property
    def at(self) -> time:
        return time(self.hour)


def scenario_of(regime: Regime, *changes: ScenarioChanges) -> Scenario:
    """Our scenario for the regime with `changes` laid over it, the widest first (account, debtor, case)."""
    return reduce(_changed, changes, defaults()[regime])


def _changed(scenario: Scenario, changes: ScenarioChanges) -> Scenario:
    told = {name: getattr(changes, name) for name in type(changes).model_fields}
    told = {
        name: None if isinstance(value, Off) else value for name, value in told.items() if value is not None
    }
    if "gap_days" in told:
        told["gap_days"] = max(told["gap_days"], scenario.gap_days)
    return scenario.model_copy(update=told)


@cache
def defaults() -> dict[Regime, Scenario]:
    """The product's choices, read from `scenario.toml`."""
    entries = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"), parse_float=Decimal)
    return {
        regime: Scenario.model_validate({**dict.fromkeys(STEPS), **entries[regime.value]})
        for regime in Regime
    }
