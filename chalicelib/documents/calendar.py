"""The dates of a letter as an .ics file: all-day events, no amount and no debtor's name (calendars are shared)."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.cases.dates import KeyDate
from chalicelib.documents.phrases import phrase


def ics(dates: Sequence[KeyDate], bills: str, stamp: date) -> bytes:
    """One event a date, with an alarm at 9 in the morning; the same dates give the same bytes.

    `stamp` is the day the events are declared to have been written on: no clock is read.
    """
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Acquit//FR")
    calendar.add("version", "2.0")
    for each in dates:
        summary = phrase("dates", "event", label=date_label(each), bills=bills)
        event = Event()
        event.add(
            "uid", f"{hashlib.sha256(f'{bills}/{each.kind}/{each.day}'.encode()).hexdigest()[:32]}@acquit"
        )
        event.add("dtstamp", datetime.combine(stamp, time(), UTC))
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", summary)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", timedelta(hours=9))
        event.add_component(alarm)
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def date_label(each: KeyDate) -> str:
    """What to do or to know that day."""
    label = phrase("dates", each.kind)
    return phrase("dates", "earliest", label=label) if each.earliest else label
