"""What one mail tells a creditor: what leaves unless it answers, what waits for it, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from chalicelib.law.notice import Document

ANSWERS = ("paid", "paid_in_part", "disputed", "wait", "send_now")  # in the order they are proposed


@dataclass(frozen=True)
class Leaving:
    """A reminder that leaves that day at that hour, in Paris, unless the creditor answers.

    `answers` gives the link of each of `ANSWERS` that is possible; `enclosed` says whether its invoices go with it.
    """

    case: str
    debtor: str
    document: Document
    invoices: tuple[str, ...]
    amount: Decimal
    recipient: str
    leaves_on: date
    at: time
    answers: Mapping[str, str]
    enclosed: bool = True


@dataclass(frozen=True)
class Ready:
    """A letter that the creditor has to read before it leaves."""

    case: str
    debtor: str
    document: Document
    invoices: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True)
class Task:
    """Another thing to do, and the sentence that says why (`phrases.toml`: actions, why)."""

    case: str
    debtor: str
    title: str
    why: str


@dataclass(frozen=True)
class News:
    """What happened: `kind` is a key of the `news` of `phrases.toml`, and the other fields are what it needs.

    `words` are the debtor's own.
    """

    case: str
    debtor: str
    kind: str
    document: Document | None = None
    amount: Decimal | None = None
    day: date | None = None
    email: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Waiting:
    """What the creditor was told already, and has not done."""

    case: str
    debtor: str
    title: str
    since: date | None = None


@dataclass(frozen=True)
class ToCreditor:
    """All that one mail tells; each part may be empty, not all of them.

    `again`: the day of an earlier mail that may not have left, whose words are in this one.
    """

    leaving: tuple[Leaving, ...] = ()
    ready: tuple[Ready, ...] = ()
    tasks: tuple[Task, ...] = ()
    news: tuple[News, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    again: date | None = None
