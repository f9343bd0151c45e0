"""Procedural periods (K01) and the days they end on, once a court or an office holder is involved.

A period in months ends on the same number of the last month, else on its last day (CPC 641); one that would
end on a Saturday, a Sunday or a public holiday is extended to the next working day (CPC 642). Asymmetry
(K06): the extension is shown only where the creditor WAITS; a day not to be missed is shown without it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.core.days import add_months, next_working_day
from chalicelib.law.register import Register


@dataclass(frozen=True, slots=True)
class ProceduralPeriod:
    """The last day of a period: as counted (CPC 641), then as extended (CPC 642)."""

    raw_end: date
    end_after_cpc_642: date


def period_of_months(event: date, months: int, department: str = "") -> ProceduralPeriod:
    """A period in months from the act or event. `department` 57, 67 or 68 adds its holidays (K03)."""
    return _period(add_months(event, months), department)


def period_of_days(event: date, days: int, department: str = "") -> ProceduralPeriod:
    """A period in days: the day of the act or event does not count."""
    return _period(event + timedelta(days=days), department)


def opposition(register: Register, served_on: date, department: str = "") -> ProceduralPeriod:
    """The month in which the debtor may oppose an order for payment (CPC 1416): the creditor waits."""
    months = _months(register, "delai-opposition-injonction", served_on)
    return period_of_months(served_on, months, department)


def enforcement(register: Register, served_on: date, department: str = "") -> ProceduralPeriod:
    """Two months after service, when no notice of an opposition was received (N01): the creditor waits."""
    months = _months(register, "delai-execution-injonction", served_on)
    return period_of_months(served_on, months, department)


def last_day_to_serve(register: Register, order_date: date) -> date:
    """The last day to serve an order for payment, or it is void (CPC 1411, D10): never extended (K06)."""
    return add_months(order_date, _months(register, "delai-signification-injonction", order_date))


def last_day_to_declare(register: Register, published_on: date, abroad: bool = False) -> date:
    """The last posting day of a claim declaration, from the BODACC publication (H-02): never extended.

    `abroad`: the creditor is outside the territory of the procedure.
    """
    months = _months(register, "delai-declaration-creance", published_on)
    if abroad:
        months += _months(register, "allongement-declaration-etranger", published_on)
    return add_months(published_on, months)


def _period(raw_end: date, department: str) -> ProceduralPeriod:
    return ProceduralPeriod(raw_end, next_working_day(raw_end, department))


def _months(register: Register, key: str, day: date) -> int:
    return int(register.parameter(key).at(day).value)
