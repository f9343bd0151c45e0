"""In-memory twins of everything that services ask of the outside: they keep what `services.ports` promises.

`tests/store` holds the twins and the real parts to the same tests. The twins of one test share a `World`:

    world = World()
    accounts, cases = Accounts(world), Cases(world)
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.cases.case import Case
from chalicelib.cases.history import Recorded
from chalicelib.core.errors import Refusal
from chalicelib.services.ports import (
    Account,
    Conflict,
    DeadLetter,
    Debtor,
    Due,
    Gone,
    Link,
    Mail,
    Page,
    Place,
    Run,
    SignInProof,
    Telling,
    Work,
)
from chalicelib.store.queue import work_of

NO_DAY = date(9999, 12, 31)
TRIES = 5


@dataclass
class Proof:
    """A proof that waits: for whom, until when, and how often its code was tried."""

    email: str
    code: str
    expires: datetime
    tries: int = 0


@dataclass
class Shown:
    """A case as lists show it, its place, and when the clock looks at it and has its debtor looked for."""

    case: Case
    day: date
    due: datetime | None
    check: datetime | None = None


@dataclass
class World:
    """All that is kept, by account first."""

    accounts: dict[str, Account] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    proofs: dict[str, Proof] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)  # address → the link that came with its last code
    counts: dict[tuple[str, str, int], int] = field(default_factory=dict)
    histories: dict[tuple[str, str], tuple[Recorded, ...]] = field(default_factory=dict)
    shown: dict[tuple[str, str], Shown] = field(default_factory=dict)
    turns: dict[tuple[str, str], int] = field(default_factory=dict)
    tellings: dict[tuple[str, date, int], Telling] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    debtors: dict[tuple[str, str], Debtor] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    erased: dict[str, date] = field(default_factory=dict)
    runs: dict[datetime, dict[str, int]] = field(default_factory=dict)
    queue: list[Work] = field(default_factory=list)
    dead: list[DeadLetter] = field(default_factory=list)


class Accounts:
    def __init__(self, world: World) -> None:
        self.world = world

    def get(self, account: str) -> Account:
        try:
            return self.world.accounts[account]
        except KeyError:
            raise Gone from None

    def of_email(self, email: str, today: date) -> Account:
        address = email.lower()
        if address not in self.world.addresses:
            new = Account(id=secrets.token_urlsafe(12), email=email, created_on=today, version=1)
            self.world.addresses[address] = new.id
            self.world.accounts[new.id] = new
        return self.world.accounts[self.world.addresses[address]]

    def put(self, account: Account) -> Account:
        if self.get(account.id).version != account.version:
            raise Conflict
        written = replace(account, version=account.version + 1)
        self.world.accounts[account.id] = written
        return written

    def erase(self, account: Account, today: date) -> None:
        world, address = self.world, account.email.lower()
        kept: list[dict[Any, Any]] = [
            world.histories,
            world.shown,
            world.turns,
            world.tellings,
            world.debtors,
        ]
        for of_account in kept:
            for key in [key for key in of_account if key[0] == account.id]:
                del of_account[key]
        world.links = {token: link for token, link in world.links.items() if link.account != account.id}
        world.sessions = {token: held for token, held in world.sessions.items() if held[0] != account.id}
        world.proofs = {link: proof for link, proof in world.proofs.items() if proof.email.lower() != address}
        world.codes.pop(address, None)
        if world.accounts.pop(account.id, None):
            world.addresses.pop(address)
            world.erased[account.id] = today


class Sessions:
    def __init__(self, world: World) -> None:
        self.world = world

    def open(self, account: str, expires: datetime) -> str:
        token = f"{account}.{secrets.token_urlsafe(32)}"
        self.world.sessions[token] = (account, expires)
        return token

    def account_of(self, token: str, now: datetime) -> str | None:
        account, expires = self.world.sessions.get(token, (None, now))
        return account if now < expires else None

    def close(self, token: str) -> None:
        self.world.sessions.pop(token, None)

    def close_all(self, account: str) -> None:
        self.world.sessions = {t: held for t, held in self.world.sessions.items() if held[0] != account}


class SignIns:
    def __init__(self, world: World) -> None:
        self.world = world

    def create(self, email: str, expires: datetime) -> SignInProof:
        proof = SignInProof(link=secrets.token_urlsafe(32), code=f"{secrets.randbelow(10**6):06}")
        self.world.proofs[proof.link] = Proof(email, proof.code, expires)
        self.world.codes[email.lower()] = proof.link
        return proof

    def redeem_link(self, link: str, now: datetime) -> str | None:
        proof = self.world.proofs.get(link)
        if proof is None or now >= proof.expires:
            return None
        del self.world.proofs[link]
        return proof.email

    def redeem_code(self, email: str, code: str, now: datetime) -> str | None:
        link = self.world.codes.get(email.lower(), "")
        proof = self.world.proofs.get(link)
        if proof is None or now >= proof.expires or proof.tries == TRIES:
            return None
        proof.tries += 1
        if proof.code != code:
            return None
        del self.world.proofs[link]
        return proof.email


class Limits:
    def __init__(self, world: World) -> None:
        self.world = world

    def count(self, what: str, who: str, now: datetime, seconds: int) -> int:
        window = (what, who, int(now.timestamp()) // seconds)
        self.world.counts[window] = self.world.counts.get(window, 0) + 1
        return self.world.counts[window]


class Cases:
    def __init__(self, world: World) -> None:
        self.world = world

    def history(self, account: str, case: str) -> tuple[Recorded, ...]:
        return self.world.histories.get((account, case), ())

    def append(
        self,
        account: str,
        case: Case,
        events: tuple[Recorded, ...],
        place: Place,
        turn: int | None = None,
        stops_all: bool = False,
    ) -> None:
        history = self.history(account, case.id)
        if events[0].number != len(history) + 1 or turn not in (None, self.turn(account, case.debtor)):
            raise Conflict
        self.world.histories[account, case.id] = (*history, *events)
        day = case.closed_on if case.closed else place.day
        self.world.shown[account, case.id] = Shown(
            case, day or NO_DAY, _second(place.due), _second(place.check)
        )
        if turn is not None or stops_all:
            self.world.turns[account, case.debtor] = self.turn(account, case.debtor) + 1

    def turn(self, account: str, debtor: str) -> int:
        return self.world.turns.get((account, debtor), 0)

    def place(self, account: str, places: Iterable[Place]) -> tuple[str, ...]:
        left = []
        for place in places:
            shown = self.world.shown.get((account, place.case))
            if shown and not shown.case.closed and shown.case.version == place.version:
                shown.day = place.day or NO_DAY
                shown.due, shown.check = _second(place.due), _second(place.check)
            else:
                left.append(place.case)
        return tuple(left)

    def due(self, now: datetime) -> Iterator[Due]:
        return self._by(now, "due")

    def to_check(self, now: datetime) -> Iterator[Due]:
        return self._by(now, "check")

    def postpone(self, due: Due, until: datetime) -> None:
        shown = self.world.shown.get((due.account, due.case))
        if shown and (shown.case.debtor, shown.due) == (due.debtor, due.at):
            shown.due = _second(until)

    def of_debtor(self, account: str, debtor: str) -> tuple[Case, ...]:
        kept = sorted(self.world.shown.items())
        return tuple(s.case for (owner, _), s in kept if (owner, s.case.debtor) == (account, debtor))

    def open_cases(self, account: str, after: str | None = None, limit: int = 100) -> Page:
        return self._page(account, False, after, limit)

    def closed_cases(self, account: str, after: str | None = None, limit: int = 100) -> Page:
        return self._page(account, True, after, limit)

    def _by(self, now: datetime, what: str) -> Iterator[Due]:
        """The longest due first; as they were when they were asked for."""
        dues = [
            Due(account, shown.case.debtor, case, at)
            for (account, case), shown in self.world.shown.items()
            if (at := getattr(shown, what)) and at <= now
        ]
        return iter(sorted(dues, key=lambda due: due.at))

    def _page(self, account: str, closed: bool, after: str | None, limit: int) -> Page:
        """Open cases by day; closed ones from the last closed. The cursor is the place of the last one shown."""
        if after is not None and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.[A-Za-z0-9_-]{8,40}", after):
            raise Refusal("PAGE_UNKNOWN", "after")
        places = sorted(
            (
                (f"{shown.day.isoformat()}.{id}", shown.case)
                for (owner, id), shown in self.world.shown.items()
                if owner == account and bool(shown.case.closed) == closed
            ),
            key=lambda each: each[0],
            reverse=closed,
        )
        beyond = [
            (place, case)
            for place, case in places
            if after is None or (place < after if closed else place > after)
        ]
        page = beyond[:limit]
        return Page(tuple(case for _, case in page), page[-1][0] if len(beyond) > limit else None)


class Debtors:
    def __init__(self, world: World) -> None:
        self.world = world

    def get(self, account: str, debtor: str) -> Debtor:
        try:
            return self.world.debtors[account, debtor]
        except KeyError:
            raise Gone from None

    def some(self, account: str, debtors: Iterable[str]) -> dict[str, Debtor]:
        asked = [(account, debtor) for debtor in debtors]
        return {key[1]: self.world.debtors[key] for key in asked if key in self.world.debtors}

    def all(self, account: str) -> tuple[Debtor, ...]:
        return tuple(each for (owner, _), each in sorted(self.world.debtors.items()) if owner == account)

    def put(self, account: str, debtor: Debtor) -> Debtor:
        kept = self.world.debtors.get((account, debtor.id))
        if (kept.version if kept else 0) != debtor.version:
            raise Conflict
        written = replace(debtor, version=debtor.version + 1)
        self.world.debtors[account, debtor.id] = written
        if debtor.version:
            self.world.turns[account, debtor.id] = self.world.turns.get((account, debtor.id), 0) + 1
        return written


class Files:
    def __init__(self, world: World) -> None:
        self.world = world

    def put(self, key: str, content: bytes, mime: str) -> None:
        if self.world.files.setdefault(key, content) != content:
            raise Conflict

    def get(self, key: str) -> bytes:
        try:
            return self.world.files[key]
        except KeyError:
            raise Gone from None

    def link(self, key: str, filename: str, seconds: int = 60) -> str:
        digest = hashlib.sha256(f"{key} {filename} {seconds}".encode()).hexdigest()
        return f"https://files.example/{key}?signature={digest}"

    def keys(self, prefix: str) -> tuple[str, ...]:
        return tuple(sorted(key for key in self.world.files if key.startswith(prefix)))

    def erase(self, prefix: str) -> None:
        for key in self.keys(prefix):
            del self.world.files[key]


class Mailer:
    def __init__(self) -> None:
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> str:
        if any(ord(character) < 32 for character in mail.to + mail.subject):
            raise ValueError("a header is one line")
        self.sent.append(mail)
        return f"mail-{len(self.sent)}"


class Runs:
    def __init__(self, world: World) -> None:
        self.world = world

    def count(self, run: datetime, outcome: str, times: int = 1) -> None:
        counts = self.world.runs.setdefault(run.astimezone(UTC).replace(microsecond=0), {})
        counts[outcome] = counts.get(outcome, 0) + times

    def last(self, limit: int = 20) -> tuple[Run, ...]:
        latest = sorted(self.world.runs.items(), reverse=True)
        return tuple(Run(at, dict(counts)) for at, counts in latest[:limit])


class Tellings:
    def __init__(self, world: World) -> None:
        self.world = world

    def since(self, account: str, day: date) -> tuple[Telling, ...]:
        kept = sorted(self.world.tellings.items())
        return tuple(each for (owner, on, _), each in kept if owner == account and on >= day)

    def claim(self, account: str, telling: Telling) -> None:
        rank = account, telling.day, telling.rank
        if rank in self.world.tellings:
            raise Conflict
        self.world.tellings[rank] = telling

    def sent(self, account: str, telling: Telling, message_id: str) -> None:
        if rank := self._claimed(account, telling):
            self.world.tellings[rank] = replace(telling, message_id=message_id)

    def release(self, account: str, telling: Telling) -> None:
        if rank := self._claimed(account, telling):
            del self.world.tellings[rank]

    def _claimed(self, account: str, telling: Telling) -> tuple[str, date, int] | None:
        """Where this very claim is, if it was not sent."""
        rank = account, telling.day, telling.rank
        claim = replace(telling, message_id=None)
        return rank if self.world.tellings.get(rank) == claim else None


class Links:
    def __init__(self, world: World) -> None:
        self.world = world

    def create(self, link: Link) -> str:
        token = f"{link.account}.{secrets.token_urlsafe(32)}"
        self.world.links[token] = link
        return token

    def read(self, token: str, now: datetime) -> Link | None:
        link = self.world.links.get(token)
        return link if link and now < link.expires else None


class Queue:
    """What waits is `world.queue`; nobody holds any."""

    def __init__(self, world: World) -> None:
        self.world = world

    def put(self, work: Iterable[Work]) -> int:
        before = len(self.world.queue)
        self.world.queue.extend(work)
        return len(self.world.queue) - before

    def depths(self) -> tuple[int, int]:
        return len(self.world.queue), 0


class DeadLetters:
    """What failed is `world.dead`; the first of it is looked at first."""

    def __init__(self, world: World) -> None:
        self.world = world

    def some(self, limit: int = 20) -> tuple[DeadLetter, ...]:
        looked_at = [replace(each, received=each.received + 1) for each in self.world.dead[:limit]]
        self.world.dead[:limit] = looked_at
        return tuple(looked_at)

    def replay(self, id: str) -> bool:
        for letter in self.world.dead:
            if letter.id == id:
                self.world.dead.remove(letter)
                self.world.queue.append(work_of(letter.body))
                return True
        return False


def _second(at: datetime | None) -> datetime | None:
    """Instants are kept to the second."""
    return at.astimezone(UTC).replace(microsecond=0) if at else None
