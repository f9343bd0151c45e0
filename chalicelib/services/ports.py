"""What the services need from the outside, named here and fitted by `store` and `mail` (and by twins in the tests).

Every method is one call to the outside, or says how many. `account` comes from the session and from nowhere else: it
is part of every key, so no id of another account can ever be read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from chalicelib.cases.case import Case
from chalicelib.cases.events import AddressFailure, CreditorTold
from chalicelib.cases.history import Recorded
from chalicelib.cases.parties import AccountScenarios, FollowedDebtor, Profile
from chalicelib.law.notice import Document
from chalicelib.reading.bodacc import Finding as Finding


class Conflict(Exception):
    """Somebody else wrote first: nothing was written; read again."""


class Gone(Exception):
    """There is no such thing in this account."""


@dataclass(frozen=True)
class Account:
    """A subscriber. `version` counts the writes: a stale one is refused with Conflict.

    `unheard_since`: its own mailbox refuses our mails, so no pre-flight protects it. `suspended`: the operator
    stopped its sendings. Under either nothing leaves by itself.
    """

    id: str
    email: str
    created_on: date
    profile: Profile = field(default_factory=Profile)
    scenarios: AccountScenarios = field(default_factory=AccountScenarios)
    version: int = 0
    unheard_since: date | None = None
    suspended: bool = False


@dataclass(frozen=True)
class DeadAddress:
    """An e-mail address that no message is sent to any more."""

    email: str
    failure: AddressFailure
    since: date


@dataclass(frozen=True)
class Debtor:
    """A client of the account, with its version. `dead` holds while the client's address is still that one."""

    id: str
    facts: FollowedDebtor
    version: int = 0
    dead: DeadAddress | None = None


@dataclass(frozen=True)
class Page:
    """Some cases, in the order of their next day, and where the next page starts (None: there is none)."""

    cases: tuple[Case, ...]
    next: str | None


@dataclass(frozen=True)
class Place:
    """Where a case of this `version` stands: its `day` in the list, the instant the clock looks at it (`due`), and
    the instant BODACC is to be asked about its debtor (`check`)."""

    case: str
    debtor: str
    version: int
    day: date | None
    due: datetime | None
    check: datetime | None = None


@dataclass(frozen=True)
class Due:
    """A case the clock must look at, since that instant (UTC)."""

    account: str
    debtor: str
    case: str
    at: datetime


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
        self,
        account: str,
        case: Case,
        events: tuple[Recorded, ...],
        place: Place,
        turn: int | None = None,
        stops_all: bool = False,
    ) -> None:
        """Adds events to a history and replaces the case that lists show, all or nothing; one transaction.

        `case` is the fold of the whole history, `place` where it stands then; a closed case stands at the day it was
        closed. `turn`, given with a letter, is the debtor's as it was read: it moves on, so that no letter of another
        of its cases can be drawn at the same time (E03). With `stops_all` it moves on too: these events hold every
        case of the debtor, and whoever read another one before them may not draw its letter any more. Raises Conflict
        when these events do not follow the last one kept or the turn has moved on, Refusal CASE_TOO_LARGE when the
        case or an event no longer fits in an item.
        """

    def turn(self, account: str, debtor: str) -> int:
        """How many times a letter of this debtor was drawn, or something learnt that may hold one. One call."""

    def place(self, account: str, places: Iterable[Place]) -> tuple[str, ...]:
        """Moves open cases to other days without a new event, when a scenario changed. One call each.

        A case that is no longer of that version is left alone and its id is returned: whoever wrote meanwhile may
        have placed it under the older scenario, so it is to be read and placed again.
        """

    def due(self, now: datetime) -> Iterator[Due]:
        """Every case the clock must look at by now, of every account, the longest due of each bucket first.

        As many queries as there are buckets, and one more for each further megabyte of keys: nothing that is not due
        is read. Eventually consistent: a case just looked at may still be named.
        """

    def to_check(self, now: datetime) -> Iterator[Due]:
        """The same, of the cases whose debtor must be looked for in BODACC."""

    def postpone(self, due: Due, until: datetime) -> None:
        """Looks at this case again at `until`, if it is still due at that instant. It is not read: it may be broken."""

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
        """Version 0 creates; a change moves the debtor's turn on (`Cases.append`). Raises Conflict."""


class Files(Protocol):
    """Issued letters and filed invoices; in another bucket, for a day, exports: the archives that people take away.

    A key starts with the account; what is there is never overwritten.
    """

    def put(self, key: str, content: bytes, mime: str) -> None:
        """The same bytes under the same key twice are one file; raises Conflict for other bytes."""

    def get(self, key: str) -> bytes:
        """Raises Gone."""

    def link(self, key: str, filename: str, seconds: int = 60) -> str:
        """An address anyone may read the file at, for a short time."""

    def erase(self, prefix: str) -> None: ...


@dataclass(frozen=True)
class Attachment:
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """One message to one person, from us or, when `sender` names a creditor, in its name (integrations.md §7).

    `tags` come back with what the provider reports of it: letters, digits, `_` and `-` only.
    """

    to: str
    subject: str
    text: str
    html: str
    sender: str | None = None
    reply_to: str | None = None
    attachments: tuple[Attachment, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


class NotAccepted(Exception):
    """The provider refused a message, for sure. `lasting`: this very message would be refused again."""

    def __init__(self, code: str, *, lasting: bool) -> None:
        super().__init__(code)
        self.code, self.lasting = code, lasting


class Mailer(Protocol):
    def send(self, mail: Mail) -> str:
        """Hands it over to the provider, once; the id it gave.

        Raises NotAccepted, ValueError when a header would not be one line; after any other exception nobody knows
        whether it was accepted.
        """


# --- the clock ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Work:
    """One case to look at, as the sweep begun at `run` found it due."""

    run: datetime
    due: Due


class Queue(Protocol):
    def put(self, work: Iterable[Work]) -> int:
        """One message each, ten a call; how many were taken. Those that were not are still due at the next sweep."""

    def depths(self) -> tuple[int, int]:
        """About how many messages wait, and how many a worker holds. One call."""


@dataclass(frozen=True)
class DeadLetter:
    """A message that no worker could deal with, and how often it was received: by workers, and to be looked at."""

    id: str
    body: str
    received: int


class DeadLetters(Protocol):
    """Where the queue lays what failed too often."""

    def some(self, limit: int = 20) -> tuple[DeadLetter, ...]: ...

    def replay(self, id: str) -> bool:
        """Sends it back to the queue, as it was; False when it is no longer there."""


@dataclass(frozen=True)
class Run:
    """One run of the clock, and what came of it: how often each outcome."""

    at: datetime
    counts: Mapping[str, int]


class Runs(Protocol):
    """What each run did, for thirty days."""

    def count(self, run: datetime, outcome: str, times: int = 1) -> None:
        """One call."""

    def last(self, limit: int = 20) -> tuple[Run, ...]:
        """The latest first."""


@dataclass(frozen=True)
class Told:
    """What one mail tells of one case."""

    case: str
    event: CreditorTold


@dataclass(frozen=True)
class Telling:
    """One mail to the creditor, the `rank`-th of its day. `message_id` is None until the provider accepted it."""

    day: date
    rank: int
    at: datetime
    told: tuple[Told, ...]
    message_id: str | None = None


class Tellings(Protocol):
    """The mails to the creditors: claimed before they are sent, marked when they were; kept thirty days."""

    def since(self, account: str, day: date) -> tuple[Telling, ...]:
        """In order. One query."""

    def claim(self, account: str, telling: Telling) -> None:
        """Raises Conflict when this day has such a rank already."""

    def sent(self, account: str, telling: Telling, message_id: str) -> None: ...

    def release(self, account: str, telling: Telling) -> None:
        """Forgets a claim: the provider refused the mail, for sure."""


@dataclass(frozen=True)
class Link:
    """What a link of a mail leads to: a case, for its creditor (`letter` None) or for the reader of that letter."""

    account: str
    case: str
    document: Document
    letter: int | None
    expires: datetime


class Links(Protocol):
    """Random tokens, of which only the SHA-256 is kept, under their account: erased with it."""

    def create(self, link: Link) -> str: ...

    def read(self, token: str, now: datetime) -> Link | None:
        """None when it is unknown or expired."""


class Unavailable(Exception):
    """An outside service did not answer, or not in the way it says it does."""


class Bodacc(Protocol):
    def of(self, siren: str) -> Finding:
        """One call. Raises Unavailable."""
