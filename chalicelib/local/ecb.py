"""The rate of the European Central Bank as it publishes it: the days it changed, believed only if nothing is odd."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from http.client import HTTPException
from itertools import pairwise
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from chalicelib.law.register import Version

PUBLISHED_AT = "https://data-api.ecb.europa.eu/service/data"
FLOW, SERIES = "FM", "B.U2.EUR.4F.KR.MRR_FR.LEV"  # main refinancing operations at a fixed rate
SINCE = date(2008, 10, 15)  # before, and back to 2000, tenders had no fixed rate
HIGHEST = Decimal(20)  # % a year
MOST_BYTES = 1_000_000

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RATE = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,4})?")


class Down(Exception):
    """Nobody answered, or not now."""


class Refused(Exception):
    """What was answered or typed cannot be believed; says why."""


@dataclass(frozen=True)
class Answer:
    """What was received, as it was received."""

    url: str
    at: datetime
    content: bytes


@dataclass(frozen=True, order=True)
class Change:
    """The rate since that day, in % a year."""

    since: date
    rate: Decimal


def fetch(base: str, now: datetime, timeout: float) -> Answer:
    """The series from `base`; `timeout` in seconds. Raises Down, or Refused when the series is not there."""
    url = f"{base}/{FLOW}/{SERIES}?format=csvdata&detail=dataonly&startPeriod={SINCE}"
    request = Request(url, headers={"Accept": "text/csv", "User-Agent": "Acquit rates-watch"})
    try:
        with urlopen(request, timeout=timeout) as answer:
            content: bytes = answer.read(MOST_BYTES + 1)
    except HTTPError as error:
        with error:
            if error.code == 429 or error.code >= 500:
                raise Down(f"status {error.code}") from None
            raise Refused(f"the ECB answered with status {error.code}") from None
    except (OSError, HTTPException) as failure:
        raise Down(type(failure).__name__) from failure
    return Answer(url, now, content)


def changes_in(content: bytes) -> list[Change]:
    """The days the rate changed, in order. Raises Refused for anything but the series asked for."""
    if len(content) > MOST_BYTES:
        raise Refused("the answer is too long")
    try:
        rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error) as failure:
        raise Refused("the answer is no CSV") from failure
    changes = [_change(row) for row in rows]
    if not changes:
        raise Refused("the answer holds no rate")
    if any(earlier.since >= later.since for earlier, later in pairwise(changes)):
        raise Refused("the days are not in order, or one comes twice")
    return changes


def _change(row: dict[str, str]) -> Change:
    if None in row or None in row.values() or not {"KEY", "TIME_PERIOD", "OBS_VALUE"} <= row.keys():
        raise Refused("the columns are not those of the series")
    if row["KEY"] != f"{FLOW}.{SERIES}":
        raise Refused(f"another series was answered: {row['KEY']!r}")
    told, value = row["TIME_PERIOD"], row["OBS_VALUE"]
    try:
        since = date.fromisoformat(told) if _DAY.fullmatch(told) else None
    except ValueError:
        since = None
    if since is None:
        raise Refused(f"{told!r} is no day")
    if not _RATE.fullmatch(value) or (rate := Decimal(value)) > HIGHEST or rate != round(rate, 2):
        raise Refused(f"{value!r} is no rate")
    return Change(since, round(rate, 2))


def refuse_other_past(changes: Sequence[Change], versions: Sequence[Version]) -> None:
    """Raises Refused unless the series says of the first day of every semester what the register holds (B02)."""
    for version in versions:
        assert version.start is not None
        told = in_force(changes, version.start)
        if told is None:
            raise Refused(f"nothing is told of {version.start}, of which the register holds {version.value}")
        if told.rate != version.value:
            raise Refused(f"{told.rate} is told of {version.start}, and the register holds {version.value}")


def in_force(changes: Sequence[Change], on: date) -> Change | None:
    """The change that counts on that day; None before the first."""
    return max((each for each in changes if each.since <= on), default=None)
