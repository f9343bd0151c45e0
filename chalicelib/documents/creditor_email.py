"""The mail that tells a creditor about its cases: what leaves unless it answers, what waits for it, what happened.

A reminder that the creditor lets leave by itself is announced here, on the eve, and the mail says in so many words
that it leaves without an answer (Z04-8); a notice waits for an approval of its own (Z03). The words of debtors are
quoted as they are: text, never markup.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from chalicelib.core.days import ONE_DAY
from chalicelib.documents.creditor_subject import day_and_month, subject_of, weekday
from chalicelib.documents.emails import Message, number, refs_in_short, written
from chalicelib.documents.phrases import phrase
from chalicelib.documents.told import ANSWERS, Leaving, News, Ready, ToCreditor, Waiting
from chalicelib.law.notice import NOTICES
from chalicelib.law.register import Register

MOST_REFS = 5
MOST_LISTED = 20  # of each part, but of what leaves: the others are in the space


def to_creditor(told: ToCreditor, site: str, register: Register, today: date) -> Message:
    """The mail, as of `today`; ValueError when there is nothing to tell."""
    again = (
        phrase("emails", "again", weekday=weekday(told.again), day=day_and_month(told.again))
        if told.again
        else None
    )
    view = {
        "subject": subject_of(told, today),
        "again": again,
        "sections": list(_sections(told, site, today)),
        "site": site,
    }
    return written("nouvelles", view, register, today)


# --- the parts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Item:
    """One case in one part: who, what, the debtor's words line by line, and where links lead, each with its label."""

    debtor: str
    lines: tuple[str, ...]
    link: tuple[str, str]
    answers: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Section:
    heading: str
    items: tuple[_Item, ...]
    intro: str | None = None
    more: str | None = None


def _sections(told: ToCreditor, site: str, today: date) -> Iterator[_Section]:
    for day, at in sorted({(each.leaves_on, each.at) for each in told.leaving}):
        leaving = [each for each in told.leaving if (each.leaves_on, each.at) == (day, at)]
        heading = phrase("emails", f"leaving_{number(leaving)}", day=_day(day, today), hour=_hour(at))
        intro = phrase("emails", f"leaving_intro_{number(leaving)}")
        yield _Section(heading, tuple(_leaving(each, site) for each in leaving), intro)
    heading = phrase("emails", f"ready_{number(told.ready)}")
    yield from _listed(heading, tuple(_ready(each, site) for each in told.ready))
    tasks = (_Item(each.debtor, (each.title, each.why), _case(each.case, site)) for each in told.tasks)
    yield from _listed(phrase("emails", "tasks"), tuple(tasks))
    yield from _listed(phrase("emails", "news"), tuple(_news(each, site) for each in told.news))
    yield from _listed(phrase("emails", "waiting"), tuple(_waiting(each, site) for each in told.waiting))


def _listed(heading: str, items: tuple[_Item, ...]) -> Iterator[_Section]:
    """The part, if it has something, cut where the space is the better place to read it."""
    left = items[MOST_LISTED:]
    more = phrase("emails", f"more_{number(left)}", count=len(left)) if left else None
    if items:
        yield _Section(heading, items[:MOST_LISTED], more=more)


def _leaving(each: Leaving, site: str) -> _Item:
    lines = [_letter(each), phrase("emails", "recipient", recipient=each.recipient)]
    if not each.enclosed:
        lines.append(phrase("emails", f"not_enclosed_{number(each.invoices)}"))
    answers = [
        (phrase("emails", f"answer_{choice}"), each.answers[choice])
        for choice in ANSWERS
        if choice in each.answers
    ]
    return _Item(each.debtor, tuple(lines), _case(each.case, site), answers=tuple(answers))


def _ready(each: Ready, site: str) -> _Item:
    why = phrase("emails", "ready_notice" if each.document in NOTICES else "ready_reminder")
    link = f"{site}/espace/dossier/lettre/?d={each.case}&document={each.document.value}"
    return _Item(each.debtor, (_letter(each), why), (phrase("emails", "read_letter"), link))


def _news(each: News, site: str) -> _Item:
    sentence = phrase(
        "news",
        each.kind,
        document=phrase("documents", each.document.value) if each.document else "",
        amount=each.amount if each.amount is not None else "",
        day=each.day or "",
        email=each.email or "",
    )
    words = tuple((each.words or "").splitlines())
    return _Item(each.debtor, (sentence,), _case(each.case, site), words=words)


def _waiting(each: Waiting, site: str) -> _Item:
    line = phrase("emails", "since", title=each.title, day=each.since) if each.since else each.title
    return _Item(each.debtor, (line,), _case(each.case, site))


def _letter(each: Leaving | Ready) -> str:
    return phrase(
        "emails",
        f"letter_{number(each.invoices)}",
        document=phrase("documents", each.document.value),
        amount=each.amount,
        refs=refs_in_short(each.invoices, MOST_REFS),
    )


def _case(case: str, site: str) -> tuple[str, str]:
    return phrase("emails", "open_case"), f"{site}/espace/dossier/?d={case}"


def _day(day: date, today: date) -> str:
    key = {today: "today", today + ONE_DAY: "tomorrow"}.get(day, "later")
    return phrase("emails", key, weekday=weekday(day), day=day_and_month(day))


def _hour(at: time) -> str:
    if at.minute:
        return phrase("emails", "hour_and_minutes", hour=at.hour, minutes=f"{at.minute:02}")
    return phrase("emails", "hour", hour=at.hour)
