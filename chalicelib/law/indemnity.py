"""The fixed recovery indemnity of EUR 40 (C. com. D441-5; CCP D2192-35; rule B11, convention C8)."""

from datetime import date, timedelta
from decimal import Decimal

from chalicelib.core.money import ZERO, to_cents
from chalicelib.law.regimes import Rules
from chalicelib.law.register import NotYetPublished, Register


def indemnity_of(
    rules: Rules, due_date: date, unpaid: Decimal, judgment: date | None, register: Register
) -> Decimal:
    """Owed once per invoice that still had unpaid principal on the day after its due date, even if part was paid.

    `unpaid` is that principal. Not owed where the regime or the nature of the claim excludes it (B12), nor for
    a due date on or after the insolvency judgment (H-03).
    """
    if not rules.indemnity or unpaid <= 0 or (judgment is not None and due_date >= judgment):
        return ZERO
    try:
        return to_cents(register.parameter("indemnite-forfaitaire").at(due_date + timedelta(days=1)).value)
    except NotYetPublished:  # the lateness began before the indemnity existed (1 January 2013)
        return ZERO
