"""What the bulletin of commercial notices (BODACC) publishes about a business, and what a creditor may conclude.

Careful both ways: a procedure is said only from an exact wording (`notices`), and whatever is not understood is shown
for a person to read. Nothing published does not mean that there is no procedure: publication follows the judgment by
days or weeks. The site's own reading (frontend/src/lookups/bodacc.ts) gives the same answers.

>>> conclude([{"familleavis": "radiation", "dateparution": "2026-07-10"}], date(2026, 11, 21)).struck_off
True
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from chalicelib.cases.events import Procedure
from chalicelib.reading.notices import Meaning, Notice, Number, read_notice

YEARS_THAT_COUNT = 10  # an older judgment is shown, not concluded from


@dataclass(frozen=True)
class Finding:
    """What BODACC publishes about a business: a procedure that stops every demand, that it was struck off, a notice
    that only a person can read (`nature`), or nothing of all this (everything None).

    A procedure always comes with the day of its judgment; the day of publication may be unknown. `notice` is where a
    person reads it.
    """

    procedure: Procedure | None = None
    judgment_date: date | None = None
    struck_off: bool = False
    nature: str | None = None
    published_on: date | None = None
    notice: str | None = None


def conclude(records: Sequence[object], today: date, *, complete: bool = True) -> Finding:
    """What these `results` of the data set mean on `today`; not `complete` when there are more of them.

    A record may be anything: what it does not say is left out, and nothing is raised.
    """
    published = [read_notice(each, today) for each in records]
    standing = _standing(published)
    judgments = sorted((each for each in standing if each.is_judgment), key=_judged_on, reverse=True)
    last = next((each for each in judgments if each.meaning is not Meaning.NOTHING), None)
    if last and last.judged and isinstance(last.meaning, Procedure) and not _is_old(last, today):
        return Finding(last.meaning, last.judged, published_on=last.published, notice=last.link)
    struck_off = next((each for each in standing if each.family == "radiation"), None)
    if struck_off and not _registered_since(struck_off, standing):
        return Finding(struck_off=True, published_on=struck_off.published, notice=struck_off.link)
    unclear = last or next(iter(judgments), struck_off)
    if unclear is None and not complete:
        unclear = next(iter(standing), published[0] if published else None)
    if unclear is None:
        return Finding()
    return Finding(nature=unclear.title, published_on=unclear.published, notice=unclear.link)


def _standing(published: Sequence[Notice]) -> list[Notice]:
    """Without what was cancelled or corrected since, the last published first."""
    cancelled = {each.cites for each in published if each.withdraws}
    left = [each for each in published if not each.withdraws and not _is_one(each, cancelled)]
    corrected = {each.cites for each in left if each.corrects}
    left = [each for each in left if not _is_one(each, corrected)]
    return sorted(left, key=lambda each: each.published or date.min, reverse=True)


def _is_one(notice: Notice, cited: set[Number | None]) -> bool:
    return notice.number is not None and notice.number in cited


def _judged_on(notice: Notice) -> date:
    """Of two judgments of one day, the last published stays first."""
    return notice.judged or notice.published or date.min


def _is_old(notice: Notice, today: date) -> bool:
    day = notice.published or notice.judged or date.min
    return (day.year + YEARS_THAT_COUNT, day.month, day.day) < (today.year, today.month, today.day)


def _registered_since(struck_off: Notice, standing: Iterable[Notice]) -> bool:
    again = (each.published for each in standing if each.family in ("immatriculation", "creation"))
    return any(day and day > (struck_off.published or date.min) for day in again)
