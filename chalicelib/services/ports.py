"""What the services need from the outside, named here and fitted by `store` and `mail` (and by twins in the tests).

Every method is one call to the outside, or says how many. `account` comes from the session and from nowhere else: it
is part of every key, so no id of another account can ever be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from chalicelib.cases.case import Case
from chalicelib.cases.history import Recorded
from chalicelib.cases.parties import AccountScenarios, FollowedDebtor, Profile


class Conflict(Exception):
    """Somebody else wrote first: nothing was written; read again."""


class Gone(Exception):
    """There is no such thing in this account."""


@dataclass(frozen=True)
class Account:
    """A subscriber. `version` counts the writes: a stale one is refused with Conflict."""

    id: str
    email: str
    created_on: date
    profile: Profile = field(default_factory=Profile)
    scenarios: AccountScenarios = field(default_factory=AccountScenarios)
    version: int = 0


@dataclass(frozen=True)
class Debtor:
    """A client of the account, with its version."""

    id: str
    facts: FollowedDebtor
    version: int = 0


@dataclass(frozen=True)
class Page:
    """Some cases, in the order of their next day, and where the next page starts (None: there is none)."""

    cases: tuple[Case, ...]
    next: str | None


@dataclass(frozen=True)
class Place:
    """Where a case of this `version` stands: its `day` in the list, and the instant the clock looks at it (`due`)."""

    case: str
    debtor: str
    version: int
    day: date | None
    due: datetime | None


class Accounts(Protocol):
    def get(self, account: str) -> Account:
        """Raises Gone."""

    def of_email(self, email: str, today: date) -> Account:
        """The account of this address (compared without case), opened when there is none.

        Two calls; four when two requests open the same account at once.
        """

    def put(self, account: Account) -> Account:
        """Writes if nobody wrote since `account.version`; returns it with its new version. Raises Conflict, Gone."""

    def erase(self, account: Account, today: date) -> None:
        """Removes every item of the account and of its address: cases, debtors, sessions, sign-ins.

        What stays is its id and `today`, for five years, so that a restored backup can be erased again. Files
        are erased by `Files.erase`, before. A call that was interrupted is simply made again.
        """


class Sessions(Protocol):
    """Tokens are random and only their SHA-256 is kept."""

    def open(self, account: str, expires: datetime) -> str:
        """A new session's token."""

    def account_of(self, token: str, now: datetime) -> str | None:
        """The account of a session that is open and not expired."""

    def close(self, token: str) -> None: ...

    def close_all(self, account: str) -> None: ...


@dataclass(frozen=True)
class SignInProof:
    """What the mail carries: `link` for the button, `code` to type beside the address."""

    link: str
    code: str


class SignIns(Protocol):
    """One-time proofs that somebody reads a mailbox: hashed at rest, single use, at most five tries of a code."""

    def create(self, email: str, expires: datetime) -> SignInProof: ...

    def redeem_link(self, link: str, now: datetime) -> str | None:
        """The address, once; None when the link is unknown, used or expired."""

    def redeem_code(self, email: str, code: str, now: datetime) -> str | None:
        """The address, once; None when the code is wrong, used, expired, or was tried five times."""


class Limits(Protocol):
    def count(self, what: str, who: str, now: datetime, seconds: int) -> int:
        """Counts one more `what` of `who` in the current window and returns how many it holds."""


class Cases(Protocol):
    def history(self, account: str, case: str) -> tuple[Recorded, ...]:
        """Every event of a case, in order; empty when there is no such case. One query (more beyond 1 MB)."""

    def append(
        self, account: str, case: Case, events: tuple[Recorded, ...], day: date | None, due: datetime | None
    ) -> None:
        """Adds events to a history and replaces the case that lists show, all or nothing; one transaction.

        `case` is the fold of the whole history, `day` its place in the list, `due` the instant the clock must look
        at it (None: never); a closed case stands at the day it was closed. Raises Conflict when these events do
        not follow the last one kept, Refusal CASE_TOO_LARGE when the case or an event no longer fits in an item.
        """

    def place(self, account: str, places: Iterable[Place]) -> tuple[str, ...]:
        """Moves open cases to other days without a new event, when a scenario changed. One call each.

        A case that is no longer of that version is left alone and its id is returned: whoever wrote meanwhile may
        have placed it under the older scenario, so it is to be read and placed again.
        """

    def of_debtor(self, account: str, debtor: str) -> tuple[Case, ...]:
        """Every case of this debtor, open or closed. One query."""

    def open_cases(self, account: str, after: str | None = None, limit: int = 100) -> Page:
        """By next day to act, those without any last. One query. Refusal PAGE_UNKNOWN when `after` is no page's end."""

    def closed_cases(self, account: str, after: str | None = None, limit: int = 100) -> Page:
        """The last closed first; otherwise as `open_cases`."""


class Debtors(Protocol):
    def get(self, account: str, debtor: str) -> Debtor:
        """Raises Gone."""

    def some(self, account: str, debtors: Iterable[str]) -> dict[str, Debtor]:
        """Those of these ids (at most 100) that exist. One call."""

    def all(self, account: str) -> tuple[Debtor, ...]: ...

    def put(self, account: str, debtor: Debtor) -> Debtor:
        """Version 0 creates. Raises Conflict."""


class Files(Protocol):
    """Issued letters and exports. A key starts with the account; what is there is never overwritten."""

    def put(self, key: str, content: bytes, mime: str) -> None:
        """The same bytes under the same key twice are one file; raises Conflict for other bytes."""

    def get(self, key: str) -> bytes:
        """Raises Gone."""

    def link(self, key: str, filename: str, seconds: int = 60) -> str:
        """An address anyone may read the file at, for a short time."""

    def keys(self, prefix: str) -> tuple[str, ...]: ...

    def erase(self, prefix: str) -> None: ...


@dataclass(frozen=True)
class Mail:
    """One message to one person."""

    to: str
    subject: str
    text: str
    html: str


class Mailer(Protocol):
    def send(self, mail: Mail) -> str:
        """Hands it over to the provider; the id it gave."""
