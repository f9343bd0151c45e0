"""A case on the days that matter: the eve of its first reminder, and the morning it leaves."""

from datetime import datetime, timedelta
from typing import Any

from chalicelib.cases.case import PARIS
from chalicelib.cases.events import Event
from chalicelib.services import ports
from chalicelib.services.cases import case_of, open_case
from tests import builders as a
from tests.clock.histories import in_peace
from tests.clock.people import People
from tests.clock.world import Accepted, World
from tests.services.a_space import an_opening, profile

ACCOUNT, CASE = "account-1", "case-0001"
OPENED = "2026-10-16 10:00"  # a Friday; late since the 15th
EVE = "2026-10-19 09:00"  # the creditor is told
DAY = "2026-10-20 09:00"  # the first reminder leaves


def at(instant: str) -> datetime:
    return datetime.fromisoformat(instant).replace(tzinfo=PARIS)


def a_world(*cases: str, together: bool = False) -> World:
    """A creditor that lets reminders leave, of a client for each case, or of one for all."""
    world = World(0, at(OPENED))
    world.calm = True
    world.kept.accounts[ACCOUNT] = ports.Account(
        ACCOUNT, "moi@example.fr", world.today, profile=profile(), version=1
    )
    for n, case in enumerate(cases or (CASE,)):
        client = {"facts": a_client(0 if together else n).model_dump()}
        opening = an_opening(case, a.an_invoice(f"F-{n}", issue_date="2026-09-15"), sending="send_reminders")
        told = opening.model_dump(exclude_defaults=True, mode="json") | {"debtor": client}
        told["terms"] = {"origin": {"description": f"Travaux {n}"}, "rate": {"mode": "legal_x3"} if n else {}}
        open_case(world.space(ACCOUNT), type(opening).model_validate(told))
    return world


def a_client(n: int) -> Any:
    debtor = dict(a.a_debtor().debtor.model_dump(exclude_defaults=True), name=f"Client {n}")
    return a.a_debtor(debtor=debtor, email=f"client-{n}@client.example")


def the_eve(*cases: str, together: bool = False) -> World:
    world = a_world(*cases, together=together)
    world.now = at(EVE)
    return world


def the_day(*cases: str, together: bool = False) -> World:
    """The creditor was told the day before."""
    world = the_eve(*cases, together=together)
    run(world)
    world.now = at(DAY)
    return world


def run(world: World, times: int = 1) -> None:
    """So many sweeps, each with a worker after it."""
    for _ in range(times):
        with world.watched():
            world.sweep()
            world.work()
        world.now += timedelta(minutes=15)


def later(world: World, days: int = 1) -> None:
    with world.watched():
        in_peace(world, days)


def tell(world: World, event: Event, case: str = CASE) -> None:
    """The creditor records it."""
    People(world).record(ACCOUNT, case, event)


def letters(world: World) -> list[tuple[str, str]]:
    """The letters that were accepted: the case and the number of each."""
    mails = (each.mail for each in world.diary if isinstance(each, Accepted))
    return [(mail.tags["case"], mail.tags["letter"]) for mail in mails if "letter" in mail.tags]


def why(world: World, case: str = CASE) -> str:
    """What the list says of this case now."""
    return case_of(world.space(ACCOUNT), case).position.action.why.code
