"""Civil days: semesters, French public holidays, working days, month arithmetic.

Days are `datetime.date` of Europe/Paris (K06); nothing here asks what day it is.

>>> Semester.of(date(2026, 9, 16)).code
'2026-S2'
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)
_ALSACE_MOSELLE = frozenset({"57", "67", "68"})


@dataclass(frozen=True, order=True, slots=True)
class Semester:
    """Half a calendar year: from 1 January or from 1 July. The unit of published rates (B02)."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> "Semester":
        return cls(day.year, 1 if day.month <= 6 else 2)

    @property
    def start(self) -> date:
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def end(self) -> date:
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def code(self) -> str:
        return f"{self.year}-S{self.half}"

    def next(self) -> "Semester":
        return Semester(self.year, 2) if self.half == 1 else Semester(self.year + 1, 1)


@cache
def public_holidays(year: int, department: str = "") -> frozenset[date]:
    """The *jours fériés* of a year (C. trav. L3133-1, rule K02).

    `department` «57», «67» or «68» adds Good Friday and 26 December (C. trav. L3134-13, rule K03).
    """
    easter = _easter_sunday(year)
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    moving = [1, 39, 50]  # days after Easter Sunday: Easter Monday, Ascension, Whit Monday
    if department in _ALSACE_MOSELLE:
        fixed.append((12, 26))
        moving.append(-2)
    return frozenset(
        [date(year, month, day) for month, day in fixed] + [easter + timedelta(days=n) for n in moving]
    )


def is_working_day(day: date, department: str = "") -> bool:
    """A *jour ouvré*: Monday to Friday, not a public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year, department)


def next_working_day(day: date, department: str = "") -> date:
    """`day` itself when it is worked, else the first working day after it."""
    while not is_working_day(day, department):
        day += ONE_DAY
    return day


def previous_working_day(day: date, department: str = "") -> date:
    """The last working day strictly before `day`."""
    day -= ONE_DAY
    while not is_working_day(day, department):
        day -= ONE_DAY
    return day


def add_working_days(day: date, count: int, department: str = "") -> date:
    """The `count`-th working day strictly after `day` (K05: the grace added to a notice's deadline)."""
    for _ in range(count):
        day = next_working_day(day + ONE_DAY, department)
    return day


def add_months(day: date, months: int) -> date:
    """Same number in the month reached, else its last day (CPC 641, rule K01). `months` may be negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _easter_sunday(year: int) -> date:
    """Gregorian Easter, by the anonymous (Meeus) computation."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
