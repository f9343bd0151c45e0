"""When an invoice falls due: terms between professionals (A01–A03) and terms of public buyers (A07).

Between professionals: 30 days after receipt of the goods or performance, unless the parties agreed otherwise
within ceilings (C. com. L441-10 I). An agreed term above its ceiling is flagged, never changed (A02). Due
dates are plain calendar dates, whatever the weekday (K04).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.core.days import ONE_DAY, end_of_month
from chalicelib.core.errors import Refusal
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Register

TERM_EXCEEDS_LEGAL_MAXIMUM = "term_exceeds_legal_maximum"


@dataclass(frozen=True, slots=True)
class PaymentTerm:
    """The due date of a debt between professionals; `legal_maximum` is None where no term was agreed."""

    due_date: date
    legal_maximum: date | None = None
    flag: str | None = None

    @property
    def first_day_late(self) -> date:
        return self.due_date + ONE_DAY


class PublicBuyer(StrEnum):
    """Who buys; the class decides the number of days (CCP R2192-10, R2192-11)."""

    STATE = "state"
    LOCAL_AUTHORITY = "local_authority"
    PUBLIC_ESTABLISHMENT = "public_establishment"
    PUBLIC_HEALTH_ESTABLISHMENT = "public_health_establishment"
    ARMY_HEALTH_SERVICE = "army_health_service"
    PUBLIC_UNDERTAKING = "public_undertaking"


@dataclass(frozen=True, slots=True)
class Suspension:
    """The buyer's reasoned suspension: its first and last days, both inclusive; `end` None while it lasts."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class PublicTerm:
    """The payment term of a public buyer, suspension included."""

    term_days: int
    payment_term_last_day: date

    @property
    def first_day_of_interest(self) -> date:
        return self.payment_term_last_day + ONE_DAY


_PUBLIC_DAYS = {
    PublicBuyer.STATE: "delai-acheteurs-publics",
    PublicBuyer.LOCAL_AUTHORITY: "delai-acheteurs-publics",
    PublicBuyer.PUBLIC_ESTABLISHMENT: "delai-acheteurs-publics",
    PublicBuyer.PUBLIC_HEALTH_ESTABLISHMENT: "delai-sante-publique",
    PublicBuyer.ARMY_HEALTH_SERVICE: "delai-sante-publique",
    PublicBuyer.PUBLIC_UNDERTAKING: "delai-entreprises-publiques",
}


def payment_term(
    register: Register,
    regime: Regime,
    *,
    agreed_term: str | None = None,
    invoice_date: date | None = None,
    receipt_or_performance_date: date | None = None,
    periodic_invoice: bool = False,
) -> PaymentTerm:
    """The due date between professionals.

    `agreed_term` is `60_days_invoice`, `45_days_then_end_of_month`, `end_of_month_plus_45_days` (any number
    of days) or None: the statute then gives 30 days after receipt or performance (A01).
    Refuses NO_STATUTORY_TERM for a debtor whose due date only the contract fixes (A06), DATE_MISSING when
    the date the term counts from is absent, TERM_UNKNOWN for another writing of the term.
    """
    if regime is not Regime.BUSINESS:
        raise Refusal("NO_STATUTORY_TERM", "due_date", regime=regime.value)
    if agreed_term is None:
        start = _known(receipt_or_performance_date, "receipt_or_performance_date")
        return PaymentTerm(start + _days(register, "delai-supletif-professionnels", start))
    invoiced = _known(invoice_date, "invoice_date")
    due_date = _agreed_day(agreed_term, invoiced)
    maximum = _legal_maximum(register, agreed_term, invoiced, periodic_invoice)
    return PaymentTerm(due_date, maximum, TERM_EXCEEDS_LEGAL_MAXIMUM if due_date > maximum else None)


def public_term(
    register: Register,
    buyer: PublicBuyer,
    *,
    service_done_date: date | None,
    chorus_notification_date: date | None,
    suspensions: tuple[Suspension, ...] = (),
) -> PublicTerm:
    """A public buyer's term (A07), from the later of performance and the Chorus Pro notification.

    Without a certain notification date the term runs from performance. A suspension that starts within the
    term pushes its last day by as many days. Refuses DATE_MISSING, and SUSPENSION_OPEN while one lasts.
    """
    done = _known(service_done_date, "service_done_date")
    start = max(done, chorus_notification_date or done)
    days = term_days(buyer, register, start)
    last_day = start + timedelta(days=days)
    for suspension in sorted(suspensions, key=lambda each: each.start):
        if suspension.start > last_day:
            continue
        if suspension.end is None:
            raise Refusal("SUSPENSION_OPEN", "suspensions", start=suspension.start)
        first = max(suspension.start, start)
        last_day += max(suspension.end - first + ONE_DAY, timedelta(0))
    return PublicTerm(days, last_day)


def term_days(buyer: PublicBuyer, register: Register, day: date) -> int:
    """The number of days of that buyer's payment term (A07)."""
    return int(register.parameter(_PUBLIC_DAYS[buyer]).at(day).value)


def _agreed_day(term: str, invoiced: date) -> date:
    if found := re.fullmatch(r"(\d{1,3})_days_invoice", term):
        return invoiced + timedelta(days=int(found[1]))
    if found := re.fullmatch(r"(\d{1,3})_days_then_end_of_month", term):
        return end_of_month(invoiced + timedelta(days=int(found[1])))
    if found := re.fullmatch(r"end_of_month_plus_(\d{1,3})_days", term):
        return end_of_month(invoiced) + timedelta(days=int(found[1]))
    raise Refusal("TERM_UNKNOWN", "agreed_term", agreed_term=term)


def _legal_maximum(register: Register, term: str, invoiced: date, periodic: bool) -> date:
    """A03 for a periodic invoice; else A02: 60 days, or 45 days end of month as the parties count."""
    if periodic:
        return invoiced + _days(register, "plafond-facture-periodique", invoiced)
    sixty_days = invoiced + _days(register, "plafond-date-de-facture", invoiced)
    if "end_of_month" not in term:
        return sixty_days
    days = _days(register, "plafond-fin-de-mois", invoiced).days
    ceiling = re.sub(r"\d+", str(days), term)
    return max(sixty_days, _agreed_day(ceiling, invoiced))


def _days(register: Register, key: str, day: date) -> timedelta:
    return timedelta(days=int(register.parameter(key).at(day).value))


def _known(day: date | None, field: str) -> date:
    if day is None:
        raise Refusal("DATE_MISSING", field)
    return day
