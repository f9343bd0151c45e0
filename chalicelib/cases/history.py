"""A history: events one after the other, each sealed with the hash of the one before.

So a history that was changed, cut or added to shows (evidence file, LT12).
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from chalicelib.cases.events import Event, Id
from chalicelib.cases.facts import Facts

FIRST_HASH = "0" * 64


class Author(StrEnum):
    """Who recorded a fact."""

    CREDITOR = "creditor"
    CLOCK = "clock"
    DEBTOR = "debtor"


class Recorded(Facts):
    """One event of a history: the `number`-th, recorded `at` that instant (UTC). `id` comes from whoever records it:
    the same id twice is the same fact, told twice."""

    number: Annotated[int, Field(ge=1)]
    id: Id
    at: AwareDatetime
    by: Author
    event: Event
    hash: str


def record(
    history: tuple[Recorded, ...], events: Iterable[tuple[str, Event]], at: datetime, by: Author
) -> tuple[Recorded, ...]:
    """The new links of the chain: `events` are (id, event) pairs, numbered after `history`."""
    last = history[-1].hash if history else FIRST_HASH
    links: list[Recorded] = []
    for number, (id, event) in enumerate(events, start=len(history) + 1):
        unsealed = Recorded(number=number, id=id, at=at.astimezone(UTC), by=by, event=event, hash="")
        last = seal(last, unsealed)
        links.append(unsealed.model_copy(update={"hash": last}))
    return tuple(links)


def seal(previous: str, recorded: Recorded) -> str:
    """SHA-256 over the previous hash and the canonical JSON of what the event says."""
    content = json.dumps(sealed(recorded), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{content}".encode()).hexdigest()


def sealed(recorded: Recorded) -> dict[str, Any]:
    """What the hash covers: its kind, and all that was not left at its default.

    So a field added to an event later, with a default, breaks the seal of none recorded before.
    """
    content = recorded.model_dump(mode="json", exclude={"hash"}, exclude_defaults=True)
    content["event"]["kind"] = recorded.event.kind
    return content


def intact(history: tuple[Recorded, ...]) -> bool:
    """Whether no event was changed, removed or put in since it was recorded."""
    previous = FIRST_HASH
    for number, recorded in enumerate(history, start=1):
        if recorded.number != number or seal(previous, recorded) != recorded.hash:
            return False
        previous = recorded.hash
    return True
