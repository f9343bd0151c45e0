"""Limitation: the prudent last day to act, what moves it and what never does (L01–L05, P07).

The day shown is the EARLIEST of performance, invoice and due dates plus the period: prudent, to be
confirmed. A reminder, a registered letter, an e-mail or a part payment never moves it (L05); a signed
acknowledgement of debt confirmed by the user does (C. civ. 2240), and so does a written claim sent to a
public body (law 68-1250, art. 2).
"""

from dataclasses import dataclass
from datetime import date

from chalicelib.core.days import add_months
from chalicelib.core.errors import Refusal
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Register

TRANSPORT_OF_GOODS = "transport_of_goods"
ALERT_MONTHS = (12, 6, 3, 1)  # L05: our alerts, in months before the prudent day


@dataclass(frozen=True, slots=True)
class LimitationFacts:
    """What the day depends on; `regime` None while the debtor's type is unknown.

    `acknowledgements`: signed, and confirmed by the user. `possible_acknowledgements`: an e-mail asking for
    time, a part payment. `written_claims`: days they were sent; they count against a public debtor only.
    """

    regime: Regime | None
    performance_date: date | None = None
    invoice_date: date | None = None
    due_date: date | None = None
    sector: str | None = None
    acknowledgements: tuple[date, ...] = ()
    possible_acknowledgements: tuple[date, ...] = ()
    written_claims: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Limitation:
    """The prudent last day to act, the days to warn on, and the day it might be if a possible fact counts.

    `citations` are the texts relied on; `possible_date` is None where nothing could move the day (P07).
    """

    warning_date: date
    years: int
    citations: tuple[str, ...]
    alerts: tuple[date, ...]
    possible_date: date | None


def limitation(facts: LimitationFacts, register: Register) -> Limitation:
    """Draws the prudent day from the facts; refuses DATE_MISSING when no date at all is known."""
    known = [day for day in (facts.performance_date, facts.invoice_date, facts.due_date) if day is not None]
    if not known:
        raise Refusal("DATE_MISSING", "performance_date")
    period = _Period(facts, min(known), register)
    confirmed = facts.acknowledgements + (facts.written_claims if period.quadrennial else ())
    warning_date = period.end_after(confirmed)
    possible = period.end_after(confirmed + facts.possible_acknowledgements)
    return Limitation(
        warning_date=warning_date,
        years=period.years,
        citations=period.citations,
        alerts=tuple(add_months(warning_date, -months) for months in ALERT_MONTHS),
        possible_date=possible if possible != warning_date else None,
    )


def status(warning_date: date, day: date, register: Register) -> str:
    """`expired`, `expires_in_N_days` within the threshold the register keeps (D11), else `open`."""
    left = (warning_date - day).days
    if left < 0:
        return "expired"
    if left <= register.parameter("seuil-alerte-prescription").at(day).value:
        return f"expires_in_{left}_days"
    return "open"


class _Period:
    """The period one debt is subject to, and the day it ends after the facts that interrupt it."""

    def __init__(self, facts: LimitationFacts, birth: date, register: Register) -> None:
        key, self.citations = _rule(facts)
        self.birth = birth
        self.quadrennial = key == "prescription-personnes-publiques"
        self.years = int(register.parameter(key).at(birth).value)
        self.limit = add_months(birth, 12 * int(register.parameter("prescription-butoir").at(birth).value))

    def end_after(self, interruptions: tuple[date, ...]) -> date:
        """Each fact before the current end starts a new period (2231), within 20 years (2232)."""
        end = self._end_from(self.birth)
        for day in sorted(interruptions):
            if day <= end:
                end = min(max(end, self._end_from(day)), self.limit)
        return end

    def _end_from(self, day: date) -> date:
        """L03: 31 December of the 4th year after the day's year; else the same day, `years` later."""
        if self.quadrennial:
            return date(day.year + self.years, 12, 31)
        return add_months(day, 12 * self.years)


def _rule(facts: LimitationFacts) -> tuple[str, tuple[str, ...]]:
    """The parameter that holds the period, and the texts; unknown type: the shortest general one."""
    if facts.sector == TRANSPORT_OF_GOODS:
        return "prescription-transport", ("prescription-transport",)
    if facts.regime is Regime.PUBLIC:
        return "prescription-personnes-publiques", ("prescription-quadriennale", "interruption-quadriennale")
    if facts.regime in (Regime.BUSINESS, Regime.NON_PROFESSIONAL):
        return "prescription-professionnels", ("prescription-commerciale", "prescription-droit-commun")
    return "prescription-consommateurs", ("prescription-consommateur",)
