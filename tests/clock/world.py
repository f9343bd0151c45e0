"""The clock in a world of its own: the twins of the store, a queue and a mail provider that remember, time as told.

`diary` holds, in the order in which they came true, every fact recorded and every mail accepted, whatever the worker
came to know of it. A worker takes messages as SQS gives them: late, twice, again after five minutes when whoever held
them is gone, to the dead letters the sixth time.
"""

import hashlib
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from unittest.mock import patch

from chalicelib.cases import life
from chalicelib.cases.case import PARIS, Case
from chalicelib.cases.history import Recorded
from chalicelib.documents.pdf import PrintJob
from chalicelib.law.register import load
from chalicelib.services import letters, ports, telling
from chalicelib.services.clock import Clock
from chalicelib.services.space import Space
from chalicelib.services.sweep import sweep
from chalicelib.services.worker import MOST_TIMES, Message, work_through
from chalicelib.store.queue import message_of, work_of
from tests import fakes
from tests.clock.fate import Fate, Killed

HELD = timedelta(minutes=6)  # SQS gives again what was not done by then
LIVES = timedelta(seconds=60)  # a worker, at most
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Fact:
    """One event that a history now holds."""

    account: str
    case: str
    recorded: Recorded


@dataclass(frozen=True)
class Accepted:
    """One mail that the provider took. `told`: the version of each case that a mail to a creditor was written from."""

    at: datetime
    mail: ports.Mail
    id: str
    telling: ports.Telling | None = None
    told: dict[str, int] = field(default_factory=dict)


@dataclass
class Waiting:
    """A message of the queue."""

    id: str
    body: str
    visible: datetime
    times: int = 0


class World:
    def __init__(self, seed: int, now: datetime) -> None:
        self.random, self.now, self.kept = random.Random(seed), now, fakes.World()
        self.diary: list[Fact | Accepted] = []
        self.queue: list[Waiting] = []
        self.dead: list[Waiting] = []
        self.trace: list[str] = []
        self.fate, self.calm = Fate(), False
        self.ends: list[datetime] = []  # of the workers at work, one within the other
        self._written: dict[tuple[str, str], tuple[ports.Telling, dict[str, int]]] = {}
        self.cases, self.debtors = _Cases(self), fakes.Debtors(self.kept)
        self.accounts = fakes.Accounts(self.kept)
        reached = self.fate.over
        self.clock = Clock(
            accounts=reached("accounts", self.accounts),
            cases=reached("cases", self.cases),
            debtors=reached("debtors", self.debtors),
            files=reached("files", fakes.Files(self.kept)),
            mailer=reached("mailer", _Provider(self)),
            links=reached("links", fakes.Links(self.kept)),
            limits=reached("limits", fakes.Limits(self.kept)),
            tellings=reached("tellings", fakes.Tellings(self.kept)),
            runs=reached("runs", fakes.Runs(self.kept)),
            register=load(),
            site="https://acquit.example",
            print_pdf=_printed,
        )

    def space(self, account: str) -> Space:
        """The account's space now, where nothing goes wrong."""
        return Space(self.accounts.get(account), self.cases, self.debtors, load(), self.now)

    @property
    def today(self) -> date:
        return self.now.astimezone(PARIS).date()

    def note(self, words: str) -> None:
        self.trace.append(f"{self.now.astimezone(PARIS):%a %Y-%m-%d %H:%M:%S} {'  ' * len(self.ends)}{words}")

    # --- what AWS does -----------------------------------------------------------------------------------------------

    def sweep(self) -> None:
        queue = self.fate.over("queue", _Queue(self))
        try:
            due = sweep(self.clock.cases, queue, self.clock.runs, self.now)
            if due:
                self.note(f"sweep: {due} due")
        except (Killed, Exception) as failure:
            self.note(f"sweep: {failure!r}")

    def work(self, most: int = 10) -> bool:
        """One worker takes up to so many messages; whether there was one."""
        found = [each for each in self.queue if each.visible <= self.now]
        batch = self.random.sample(found, min(len(found), most))
        if not batch:
            return False
        for each in batch:
            each.times, each.visible = each.times + 1, self.now + HELD
        self.ends.append(self.now + LIVES)
        try:
            messages = [Message(each.id, each.body, each.times) for each in batch]
            failed = work_through(self.clock, messages, self._read, lambda: self.now)
            done = [each for each in batch if each.id not in failed and not self.forgets()]
            self.queue = [each for each in self.queue if each not in done]
        except Killed as killed:
            self.note(f"killed at {killed}")
        finally:
            self.ends.pop()
        for each in [each for each in batch if each in self.queue and each.times >= MOST_TIMES]:
            self.queue.remove(each)
            self.dead.append(each)
        return True

    def forgets(self) -> bool:
        """Whether the queue gives again what was done."""
        return not self.calm and self.random.random() < 0.02

    def next_instant(self) -> datetime | None:
        """The next one at which something may happen by itself."""
        waits = [each.visible for each in self.queue]
        waits += [shown.due for shown in self.kept.shown.values() if shown.due]
        return min((max(each, self.now) for each in waits), default=None)

    # --- what is remembered -------------------------------------------------------------------------------------------

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While it lasts, it is known from which version of each case a mail to a creditor is written; the letters
        are drawn up, not set in type; the same statement is not drawn up twice."""
        with (
            patch.object(telling, "mail_to_creditor", self._write_to_creditor),
            patch.object(
                letters, "_html", lambda facts, drawn, *_, **__: f"{facts.document} {facts.letter_date}"
            ),
            patch.object(life, "draw_up", _draw_up),
        ):
            yield

    def _write_to_creditor(
        self, clock: Clock, space: Space, mail: ports.Telling, positions: Any, now: datetime
    ) -> ports.Mail:
        versions = {each.case: positions[each.case].case.version for each in mail.told}
        written = _mail_to_creditor(clock, space, mail, positions, now)
        self._written[space.id, written.tags["telling"]] = (mail, versions)
        return written

    def accepted(self, mail: ports.Mail) -> str:
        told = self._written.get((mail.tags["account"], mail.tags.get("telling", "")))
        id = f"mail-{len(self.diary)}"
        self.diary.append(Accepted(self.now, mail, id, *(told or ())))
        self.note(f"ACCEPTED {dict(mail.tags)}")
        return id

    def _read(self, body: str) -> ports.Work:
        work = work_of(body)
        self.note(f"looks at {work.due.case}")
        return work


_mail_to_creditor = telling.mail_to_creditor
_draw_up = lru_cache(5000)(life.draw_up)


class _Cases(fakes.Cases):
    """Remembers the order of everything recorded."""

    def __init__(self, world: World) -> None:
        super().__init__(world.kept)
        self._of = world

    def append(
        self,
        account: str,
        case: Case,
        events: tuple[Recorded, ...],
        place: ports.Place,
        turn: int | None = None,
        stops_all: bool = False,
    ) -> None:
        super().append(account, case, events, place, turn, stops_all)
        for each in events:
            self._of.diary.append(Fact(account, case.id, each))
            said = each.event.model_dump(exclude_defaults=True, mode="json")
            said = {name: value for name, value in said.items() if len(str(value)) < 60}
            self._of.note(f"{case.id} #{each.number} {each.by} {each.event.kind} {said}")


class _Provider:
    """Accepts everything; `Fate` says what the worker hears of it."""

    def __init__(self, world: World) -> None:
        self._of = world

    def send(self, mail: ports.Mail) -> str:
        return self._of.accepted(mail)


class _Queue:
    """Takes what it likes to; gives some of it twice, and late."""

    def __init__(self, world: World) -> None:
        self._of = world

    def put(self, work: Iterable[ports.Work]) -> int:
        world, chance, taken = self._of, self._of.random, 0
        for each in work:
            if not world.calm and chance.random() < 0.02:
                continue
            taken += 1
            for _ in range(2 if not world.calm and chance.random() < 0.1 else 1):
                late = 0 if world.calm else chance.choice((0, 0, 0, 0, 3, 40, 600))
                id = f"message-{chance.getrandbits(40)}"
                world.queue.append(Waiting(id, message_of(each), world.now + timedelta(minutes=late)))
        return taken


def _printed(job: PrintJob) -> bytes:
    return b"%PDF-" + hashlib.sha256(job.html.encode()).hexdigest().encode()
