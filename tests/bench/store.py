"""What each thing a subscriber does asks of the store, in an account of 10, 1,000 and 100,000 cases.

The first two are counted on the real store before moto, at the calls of the AWS client; the largest on the twin in
memory, at the calls of the port, with the capacity its items would take. One account holds all the cases: other
accounts have keys of their own and change nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from moto import mock_aws

from chalicelib import wiring
from chalicelib.cases.case import PARIS, Case
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author, Recorded, record
from chalicelib.law.register import load
from chalicelib.local import pace
from chalicelib.services import cases, ports
from chalicelib.services.lists import every_case
from chalicelib.services.space import Space
from chalicelib.store.tables import packed
from tests import builders
from tests.bench.table import show
from tests.services.a_space import a_payment, an_invoice, an_opening
from tests.store import calls
from tests.store.conftest import Parts, at, real_parts, twins

NOW = datetime(2026, 11, 23, 9, tzinfo=PARIS)
KEYS = 150  # bytes of an item beside its body: keys, place, version
PER_DEBTOR = 4
DEARER_AT = (
    1_000  # beyond, what reads a whole account is left out: it grows with it, and would take minutes here
)

Weigh = Callable[[Callable[[], object]], list[calls.Call]]


def report() -> None:
    pace.quicken()  # moto as it comes takes a second for the thousandth case
    with mock_aws():
        wiring.table().create_table()
        real = real_parts(wiring.table())
        columns = {n: costs(real, n, recorded) for n in (10, 1_000)}
    weighed = Weighed()
    columns[100_000] = costs(weighed.parts(twins()), 100_000, weighed.during)
    rows = [
        [name, *(_told(column[name]) if name in column else "–" for column in columns.values())]
        for name in columns[10]
    ]
    show(
        "What the store is asked: calls, read units, write units (one account that holds all the cases)",
        ["operation", *(f"{n:,} cases" for n in columns)],
        rows,
    )


def costs(parts: Parts, count: int, weigh: Weigh) -> dict[str, list[calls.Call]]:
    space = _filled(parts, count)
    last = f"case-{count - 1:06}"
    found = {
        "sign-in check and account": weigh(
            lambda: (parts.sessions.account_of(_session(parts, space), NOW), parts.accounts.get(space.id))
        ),
        "list, a page of 100": weigh(lambda: cases.page(space)),
        "list, next page": weigh(lambda: cases.page(space, cases.page(space).next)),
        "a case, whole": weigh(lambda: cases.case_of(space, last)),
        "record a payment": weigh(lambda: cases.record_fact(space, last, 1, "payment-0001", a_payment())),
        "open a case": weigh(lambda: cases.open_case(space, an_opening("opening-0001", an_invoice("N-1")))),
    }
    if count <= DEARER_AT:
        found["figures of all cases"] = weigh(lambda: list(every_case(space)))
    return found


def _filled(parts: Parts, count: int) -> Space:
    """An account with so many open cases, a quarter as many clients."""
    account = parts.accounts.of_email(f"bench-{count}@example.fr", date(2026, 1, 1))
    for number in range(ceil(count / PER_DEBTOR)):
        parts.debtors.put(account.id, ports.Debtor(f"debtor-{number:06}", builders.a_debtor()))
    for number in range(count):
        id = f"case-{number:06}"
        event = builders.opened(
            builders.an_invoice(f"F-{number}", issue_date="2026-09-15"),
            debtor=f"debtor-{number // PER_DEBTOR:06}",
        )
        history = record((), [(f"event-{number:06}", event)], NOW - timedelta(days=20), Author.CREDITOR)
        day = NOW.date() + timedelta(days=number % 30)
        case, due = fold(id, history), NOW + timedelta(days=number % 30)
        parts.cases.append(account.id, case, history, at(case, day, due))
    return Space(account, parts.cases, parts.debtors, load(), NOW)


def _session(parts: Parts, space: Space) -> str:
    return parts.sessions.open(space.id, NOW + timedelta(days=30))


def recorded(work: Callable[[], object]) -> list[calls.Call]:
    with calls.recorded() as made:
        work()
    return made


def _told(made: list[calls.Call]) -> str:
    reads, writes = sum(call.reads for call in made), sum(call.writes for call in made)
    return f"{len(made)} / {reads:g} / {writes:g}"


class Weighed:
    """Twins whose calls are noted with the capacity that their items would take."""

    def __init__(self) -> None:
        self.made: list[calls.Call] = []

    def parts(self, parts: Parts) -> Parts:
        return replace(
            parts,
            accounts=_Watched(parts.accounts, self.made),
            sessions=_Watched(parts.sessions, self.made),
            cases=_Watched(parts.cases, self.made),
            debtors=_Watched(parts.debtors, self.made),
        )

    def during(self, work: Callable[[], object]) -> list[calls.Call]:
        self.made.clear()
        work()
        return list(self.made)


class _Watched:
    """Any port: what it gives is read, what `append` and `open` are given is written."""

    def __init__(self, part: Any, made: list[calls.Call]) -> None:
        self._part, self._made = part, made

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*given: Any, **more: Any) -> Any:
            answer = getattr(self._part, name)(*given, **more)
            self._made.append(
                calls.Call("twin", name, "", reads=_reads(name, answer), writes=_writes(name, given))
            )
            return answer

        return call


def _reads(name: str, answer: Any) -> float:
    if name in ("append", "open", "put"):
        return 0
    items = list(_items(answer))
    if name in ("some", "get", "account_of"):  # item by item
        return sum(max(1, ceil(_size(each) / 4096)) for each in items or [None])
    return max(1, ceil(sum(map(_size, items)) / 4096))


def _writes(name: str, given: tuple[Any, ...]) -> float:
    if name != "append":
        return 1 if name == "open" else 2 if name == "put" else 0
    _, case, events, place, *_ = given
    shown, index = ceil(_size(case) / 1024), 1 if case.version == 1 else 2
    keys = bool(place.due) + bool(place.check)
    return 2 * (shown * (1 + index) + keys + sum(ceil(_size(each) / 1024) for each in events))


def _items(answer: Any) -> Iterable[Any]:
    if isinstance(answer, ports.Page):
        return answer.cases
    if isinstance(answer, dict):
        return answer.values()
    return answer if isinstance(answer, tuple) else [answer]


def _size(item: Any) -> int:
    document = item.facts if isinstance(item, ports.Debtor) else item
    if isinstance(document, Case | Recorded) or hasattr(document, "model_dump_json"):
        return KEYS + len(packed(document.model_dump_json()))
    return KEYS
