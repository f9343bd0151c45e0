"""The prudent last day to act on a case, what moves it and what never does (L01-L05, P07)."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache

from chalicelib.cases.case import Case
from chalicelib.cases.facts import InvoiceFacts
from chalicelib.core.days import ONE_DAY
from chalicelib.law.limitation import Limitation, LimitationFacts, limitation
from chalicelib.law.notice import DEMANDS
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Register


def limitation_day(
    case: Case, regime: Regime, register: Register, invoices: Collection[str] | None = None
) -> date:
    """The prudent day of the invoice that is barred first, among these (all of them when None)."""
    return min(each.warning_date for each in _limitations(case, regime, register, invoices))


def next_alert(
    case: Case, regime: Regime, register: Register, invoices: Collection[str], today: date
) -> date | None:
    """The next day to warn on before the prudent day of one of these invoices (L05), or the day it has passed."""
    days = (
        day
        for each in _limitations(case, regime, register, invoices)
        for day in (*each.alerts, each.warning_date + ONE_DAY)
    )
    return min((day for day in days if day > today), default=None)


def _limitations(
    case: Case, regime: Regime, register: Register, invoices: Collection[str] | None
) -> list[Limitation]:
    return [
        _limitation(_facts(case, invoice, regime), register)
        for invoice in case.invoices
        if invoices is None or invoice.ref in invoices
    ]


@lru_cache(maxsize=4096)
def _limitation(facts: LimitationFacts, register: Register) -> Limitation:
    """As the law has it; a forecast asks for the same invoices day after day."""
    return limitation(facts, register)


def _facts(case: Case, invoice: InvoiceFacts, regime: Regime) -> LimitationFacts:
    """A signed acknowledgement moves the day, a part payment never; a written claim does for a public body (L03)."""
    return LimitationFacts(
        regime=regime,
        performance_date=invoice.performance_date or case.terms.origin.performance_date,
        invoice_date=invoice.issue_date,
        due_date=invoice.due_date,
        acknowledgements=case.acknowledgements,
        written_claims=tuple(each.date for each in case.messages if each.document in DEMANDS),
    )
