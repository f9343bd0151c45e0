"""Late-payment penalties and legal interest, one line per rate.

Penalties run by operation of law from the day after the due date (B01, C. com. L441-10 II); against a public
buyer the rate of the first day is frozen (B14, CCP R2192-31); against a consumer or a non-professional only
legal interest runs, from the formal notice (B15, C. civ. 1231-6). There is never more than one layer of
interest on a day (B10), and interest bears no interest (B19).
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from chalicelib.core.days import Semester
from chalicelib.core.money import to_cents
from chalicelib.law.regimes import Accrual
from chalicelib.law.register import NotYetPublished, Register

ONE_DAY = timedelta(days=1)


class RateMode(StrEnum):
    """What the contract or the terms of sale say about the rate of the penalties."""

    DEFAULT = "default"  # nothing: the statute supplies ECB + 10 points (B02)
    CONTRACT_FIXED = "contract_fixed"  # a percentage, never below the floor (B03, C9)
    LEGAL_X3 = "legal_x3"  # «trois fois le taux légal», which follows each semester (B03)


@dataclass(frozen=True, slots=True)
class AgreedRate:
    """The contract's rate; `percent` per year, with `CONTRACT_FIXED` only."""

    mode: RateMode = RateMode.DEFAULT
    percent: Decimal | None = None


DEFAULT_RATE = AgreedRate()


class DayCount(StrEnum):
    """The divisor of a year (B07): 365 always (C2), or the real days of each year."""

    YEAR_OF_365 = "365"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True)
class AppliedRate:
    """A yearly percentage, where it comes from, and the day whose published figures it was read on."""

    percent: Decimal
    basis: str
    anchor: date
    parameters: tuple[str, ...] = ()
    below_floor: bool = False


@dataclass(frozen=True, slots=True)
class InterestLine:
    """One printed line: `first` and `last` are inclusive; `exact` is the amount before rounding (C3)."""

    invoice: str
    first: date
    last: date
    days: int
    base: Decimal
    rate: AppliedRate
    exact: Decimal
    amount: Decimal


class UnknownRate(Exception):
    """No figure was published for this semester: nothing is computed in it, ever (B22, C12)."""

    def __init__(self, semester: Semester) -> None:
        super().__init__(semester.code)
        self.semester = semester


@dataclass(frozen=True, slots=True)
class InterestRule:
    """How interest runs in one claim: its kind, the agreed rate, the year basis and the published figures."""

    accrual: Accrual
    agreed: AgreedRate
    day_count: DayCount
    register: Register

    def lines(self, invoice: str, base: Decimal, start: date, first: date, last: date) -> list[InterestLine]:
        """Interest on `base` from `first` to `last` inclusive; `start` is the first day interest ever ran.

        A line per semester, cut even where the rate does not change (C4); one line only where the rate is
        frozen. Raises UnknownRate on the first semester without a figure.
        """
        lines = []
        for opening, closing in self._periods(first, last):
            anchor = start if self.accrual is Accrual.FROZEN_PENALTIES else opening
            rate = self.rate_on(anchor)
            exact = self._interest(base, rate.percent, opening, closing)
            days = (closing - opening).days + 1
            lines.append(InterestLine(invoice, opening, closing, days, base, rate, exact, to_cents(exact)))
        return lines

    def rate_on(self, day: date) -> AppliedRate:
        """The yearly rate of that day's semester, and its reason; UnknownRate when it was not published."""
        semester = Semester.of(day)
        try:
            return self._rate_of(semester)
        except NotYetPublished as missing:
            raise UnknownRate(semester) from missing

    def _periods(self, first: date, last: date) -> Iterator[tuple[date, date]]:
        if self.accrual is Accrual.FROZEN_PENALTIES:
            if first <= last:
                yield first, last
            return
        while first <= last:
            closing = min(last, Semester.of(first).end)
            yield first, closing
            first = closing + ONE_DAY

    def _rate_of(self, semester: Semester) -> AppliedRate:
        match self.accrual, self.agreed.mode:
            case Accrual.FROZEN_PENALTIES, _:
                return self._sum(semester, "majoration-commande-publique", "public_mro_plus_8_frozen")
            case Accrual.LEGAL_INTEREST, _:
                key = "taux-legal-autres-cas"
                return AppliedRate(
                    self._figure(key, semester), f"legal_other_{semester.code}", semester.start, (key,)
                )
            case _, RateMode.LEGAL_X3:
                return self._three_times_legal(semester, "contract_3x_legal")
            case _, RateMode.CONTRACT_FIXED:
                return self._contract_or_floor(semester)
            case _:
                return self._sum(semester, "majoration-professionnels", "b2b_default_mro_plus_10")

    def _sum(self, semester: Semester, margin: str, basis: str) -> AppliedRate:
        keys = ("taux-bce", margin)
        percent = sum((self._figure(key, semester) for key in keys), Decimal(0))
        return AppliedRate(percent, f"{basis}_{semester.code}", semester.start, keys)

    def _three_times_legal(self, semester: Semester, basis: str) -> AppliedRate:
        keys = ("multiple-plancher", "taux-legal-autres-cas")
        percent = self._figure(keys[0], semester) * self._figure(keys[1], semester)
        return AppliedRate(percent, f"{basis}_{semester.code}", semester.start, keys)

    def _contract_or_floor(self, semester: Semester) -> AppliedRate:
        """C9: the clause, or three times the legal rate where the clause is below it (the default rate never)."""
        assert self.agreed.percent is not None
        floor = self._three_times_legal(semester, "floor_3x_legal")
        if self.agreed.percent >= floor.percent:
            return AppliedRate(self.agreed.percent, "contract_fixed", semester.start)
        return AppliedRate(floor.percent, floor.basis, floor.anchor, floor.parameters, below_floor=True)

    def _figure(self, key: str, semester: Semester) -> Decimal:
        return self.register.parameter(key).at(semester.start).value

    def _interest(self, base: Decimal, percent: Decimal, first: date, last: date) -> Decimal:
        """base × rate × days / year, divided once and last so that an exact half cent stays one."""
        if self.day_count is DayCount.YEAR_OF_365:
            return base * percent * ((last - first).days + 1) / 36500
        leap = sum(
            _days_in_year(year, first, last)
            for year in range(first.year, last.year + 1)
            if calendar.isleap(year)
        )
        common = (last - first).days + 1 - leap
        return base * percent * (common * 366 + leap * 365) / (100 * 365 * 366)


def _days_in_year(year: int, first: date, last: date) -> int:
    return (min(last, date(year, 12, 31)) - max(first, date(year, 1, 1))).days + 1
