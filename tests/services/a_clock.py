"""A clock on the twins, whose mails are kept, and time that is told to it."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.cases.case import PARIS
from chalicelib.law.register import load
from chalicelib.services.clock import Clock
from chalicelib.services.ports import Mail, Work
from chalicelib.services.step import run_step
from tests import fakes

SITE = "https://acquit.example"


class Mailbox:
    """Keeps what is sent; `refuses`, when set, is asked first and raises what it likes."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refuses: Callable[[Mail], None] = lambda mail: None
        self.breaks: Callable[[Mail], None] = lambda mail: None

    def send(self, mail: Mail) -> str:
        self.refuses(mail)
        self.mails.append(mail)
        self.breaks(mail)
        return f"message-{len(self.mails)}"


def a_clock(world: fakes.World, mailbox: Mailbox) -> Clock:
    return Clock(
        accounts=fakes.Accounts(world),
        cases=fakes.Cases(world),
        debtors=fakes.Debtors(world),
        files=fakes.Files(world),
        mailer=mailbox,
        links=fakes.Links(world),
        limits=fakes.Limits(world),
        tellings=fakes.Tellings(world),
        runs=fakes.Runs(world),
        register=load(),
        site=SITE,
        print_pdf=lambda job: b"%PDF-1.7 a letter",
    )


def at(text: str) -> datetime:
    """«2026-11-20 09:00», in Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def tick(clock: Clock, when: str) -> list[tuple[str, str]]:
    """What a sweep of that instant finds due, and what comes of each."""
    now = at(when)
    return [(due.case, run_step(clock, Work(now, due), now)) for due in list(clock.cases.due(now))]
