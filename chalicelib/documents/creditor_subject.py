"""The subject of the mail to a creditor: the most urgent thing it tells, with its number."""

from collections.abc import Mapping, Sequence
from datetime import date

from chalicelib.core import french
from chalicelib.core.days import ONE_DAY
from chalicelib.documents.emails import number
from chalicelib.documents.phrases import phrase
from chalicelib.documents.told import Leaving, News, Ready, Task, ToCreditor, Waiting
from chalicelib.law.notice import Document

LONGEST_NAME = 60  # characters of a debtor's name

_Groups = Mapping[str, Sequence[Leaving | Ready | Task | News | Waiting]]


def subject_of(told: ToCreditor, today: date) -> str:
    """The most urgent, then how many other things there are to look at; ValueError when there is nothing to tell."""
    answered = [each for each in told.news if each.kind.startswith(("debtor_answered", "dispute_raised"))]
    sent = [each for each in told.news if each.kind.startswith("letter_mailed")]
    alarms = [each for each in told.news if each not in (*answered, *sent)]
    to_see: _Groups = {
        "leaving": told.leaving,
        "answered": answered,
        "alarm": alarms,
        "ready": told.ready,
        "tasks": told.tasks,
    }
    groups: _Groups = {**to_see, "sent": sent, "waiting": told.waiting}
    first = next((name for name, items in groups.items() if items), None)
    if first is None:
        raise ValueError("nothing to tell")
    items = groups[first]
    values = _of_leaving(told.leaving, today) if first == "leaving" else {}
    subject = phrase(
        "emails",
        f"subject_{first}_{number(items)}",
        count=len(items),
        debtor=_short(items[0].debtor),
        **values,
    )
    others = [each for name, items in to_see.items() if name != first for each in items]
    if not others:
        return subject
    return phrase("emails", f"subject_more_{number(others)}", subject=subject, count=len(others))


def _of_leaving(leaving: tuple[Leaving, ...], today: date) -> dict[str, str]:
    days = sorted({each.leaves_on for each in leaving})
    when = {today: "today", today + ONE_DAY: "tomorrow"}.get(days[0], "later")
    if len(days) == 1:
        said = phrase(
            "emails", f"when_{when}", weekday=weekday(days[0]).capitalize(), day=day_and_month(days[0])
        )
    else:
        said = phrase("emails", f"when_first_{when}", weekday=weekday(days[0]), day=day_and_month(days[0]))
    courtesy = {each.document is Document.COURTESY for each in leaving}
    kind = "mixed" if len(courtesy) > 1 else "courtesy" if courtesy == {True} else "reminder"
    return {"when": said, "what": phrase("emails", f"what_{kind}_{number(leaving)}")}


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def weekday(day: date) -> str:
    """lundi."""
    return phrase("emails", f"weekday_{day.weekday()}")


def day_and_month(day: date) -> str:
    """30 novembre."""
    return french.day(day).rpartition(french.NBSP)[0]
