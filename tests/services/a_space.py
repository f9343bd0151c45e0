"""A subscriber's space on the twins, what is opened in it, and whether every case is in its place."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from chalicelib.cases.case import PARIS
from chalicelib.cases.events import PaymentReceived
from chalicelib.cases.opening import Opening
from chalicelib.cases.parties import Profile
from chalicelib.law.register import load
from chalicelib.services.ports import Account
from chalicelib.services.space import Space, every_open_case, place_of
from tests import builders as a
from tests import fakes

ACCOUNT = "account-1"
SAMPLE = Path(__file__).parents[1] / "samples" / "formal_notice.b2b.json"
FRIDAY = "2026-11-20 09:00"


def profile() -> Profile:
    """A creditor that lacks nothing."""
    sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return Profile.model_validate(
        {name: sample[name] for name in ("creditor", "payment", "signatory", "place")}
    )


def a_space(world: fakes.World | None = None, now: str = FRIDAY) -> Space:
    """An account that may write letters; without a world, an empty one."""
    world = world or fakes.World()
    account = world.accounts.setdefault(
        ACCOUNT, Account(ACCOUNT, "a@example.fr", date(2026, 1, 1), profile=profile(), version=1)
    )
    at = datetime.fromisoformat(now).replace(tzinfo=PARIS)
    return Space(account, fakes.Cases(world), fakes.Debtors(world), load(), at)


def later(space: Space, days: int) -> Space:
    return replace(space, now=space.now + timedelta(days))


def an_opening(id: str = "case-0001", *invoices: Any, client: str | None = None, **more: Any) -> Opening:
    """Of `an_invoice` late since 15 October 2026, of a new client unless one is named."""
    debtor = {"id": client} if client else {"facts": a.a_debtor().model_dump()}
    facts = {"id": id, "debtor": debtor, "invoices": [i.model_dump() for i in invoices or (an_invoice(),)]}
    return Opening.model_validate(facts | more)


def an_invoice(ref: str = "F-1", **more: Any) -> Any:
    """One whose letters lack nothing."""
    return a.an_invoice(ref, issue_date="2026-09-15", **more)


def a_payment(amount: str = "100.00", on: str = "2026-11-10", invoice: str | None = None) -> PaymentReceived:
    return PaymentReceived(date=date.fromisoformat(on), amount=Decimal(amount), invoice=invoice)


def everything_in_its_place(space: Space, world: fakes.World) -> bool:
    """Whether the list and the clock have every open case at the day and the instant its facts lead to."""
    right = {id: place_of(each) for id, each in every_open_case(space).items()}
    kept = {id: shown for (_, id), shown in world.shown.items() if not shown.case.closed}
    return right.keys() == kept.keys() and all(
        ((place.day or fakes.NO_DAY), place.due) == (kept[id].day, kept[id].due)
        for id, place in right.items()
    )
