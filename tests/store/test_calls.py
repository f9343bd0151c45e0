"""How many calls each thing takes, whatever the table holds; and that none of them is a Scan."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.cases.case import PARIS
from chalicelib.cases.events import CreditorTold
from chalicelib.law.notice import Document
from chalicelib.services.ports import Debtor, Due, Link, Place, Telling, Told, Work
from chalicelib.store.tables import Row
from tests.builders import DEBTOR_ID, a_debtor, history, opened, paid
from tests.store.calls import Call, recorded, size
from tests.store.conftest import Parts, real_parts, tell

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=PARIS)
SOON = NOW + timedelta(minutes=15)


@pytest.fixture(scope="module")
def account(table: type[Row]) -> str:
    return subscriber(real_parts(table))


def subscriber(real: Parts) -> str:
    """An account with seven cases of three debtors."""
    account = real.accounts.of_email(f"{uuid4().hex}@example.fr", TODAY)
    for n in range(7):
        links = history(("2026-10-01", opened(debtor=f"debtor-{n % 3:04}")))
        tell(real, account.id, f"case-{n:04}", links, day=TODAY, due=NOW, check=NOW)
    real.debtors.put(account.id, Debtor(DEBTOR_ID, a_debtor()))
    real.debtors.put(account.id, Debtor("debtor-0002", a_debtor()))
    return account.id


def paid_one(parts: Parts, account: str) -> Any:
    links = history(("2026-10-12", paid("1.00")), so_far=parts.cases.history(account, "case-0001"))
    return partial(tell, parts, account, "case-0001", links, 1, day=TODAY, due=NOW, check=NOW)


def a_telling(parts: Parts, account: str) -> Telling:
    """The next one of the day."""
    rank = len(parts.tellings.since(account, TODAY)) + 1
    return Telling(TODAY, rank, NOW, (Told("case-0001", CreditorTold(action="wait")),))


def claimed(parts: Parts, account: str) -> Telling:
    telling = a_telling(parts, account)
    parts.tellings.claim(account, telling)
    return telling


def a_link(account: str) -> Link:
    return Link(account, "case-0001", Document.FIRST_REMINDER, None, SOON)


def some_work(account: str, number: int) -> list[Work]:
    return [Work(NOW, Due(account, DEBTOR_ID, f"case-{n:04}", NOW)) for n in range(number)]


Prepare = Callable[[Parts, str], Callable[[], Any]]
WORKS: dict[str, tuple[Prepare, list[str]]] = {
    "an account": (lambda p, a: lambda: p.accounts.get(a), ["GetItem"]),
    "a new account": (
        lambda p, a: lambda: p.accounts.of_email(f"{uuid4().hex}@x.fr", TODAY),
        ["GetItem", "TransactWriteItems"],
    ),
    "a profile": (lambda p, a: partial(p.accounts.put, p.accounts.get(a)), ["UpdateItem"]),
    "a session": (lambda p, a: lambda: p.sessions.open(a, SOON), ["PutItem"]),
    "who asks": (lambda p, a: partial(p.sessions.account_of, p.sessions.open(a, SOON), NOW), ["GetItem"]),
    "a sign-in": (lambda p, a: lambda: p.sign_ins.create("lea@x.fr", SOON), ["BatchWriteItem"]),
    "a link": (
        lambda p, a: partial(p.sign_ins.redeem_link, p.sign_ins.create("lea@x.fr", SOON).link, NOW),
        ["GetItem", "DeleteItem"],
    ),
    "a code": (
        lambda p, a: partial(
            p.sign_ins.redeem_code, "lea@x.fr", p.sign_ins.create("lea@x.fr", SOON).code, NOW
        ),
        ["GetItem", "UpdateItem", "DeleteItem"],
    ),
    "a limit": (lambda p, a: lambda: p.limits.count("link", "x", NOW, 60), ["UpdateItem"]),
    "a history": (lambda p, a: lambda: p.cases.history(a, "case-0001"), ["Query"]),
    "an event": (paid_one, ["TransactWriteItems"]),
    "a letter": (
        lambda p, a: partial(paid_one(p, a), turn=p.cases.turn(a, "debtor-0001")),
        ["TransactWriteItems"],
    ),
    "whose turn it is": (lambda p, a: lambda: p.cases.turn(a, DEBTOR_ID), ["GetItem"]),
    "what is due": (lambda p, a: lambda: list(p.cases.due(NOW)), ["Query"] * 8),
    "whom to look for": (lambda p, a: lambda: list(p.cases.to_check(NOW)), ["Query"] * 8),
    "a later look": (
        lambda p, a: partial(p.cases.postpone, Due(a, "debtor-0000", "case-0003", NOW), SOON),
        ["UpdateItem"],
    ),
    "another place": (
        lambda p, a: lambda: p.cases.place(a, [Place("case-0002", "debtor-0002", 1, TODAY, None)]),
        ["UpdateItem"],
    ),
    "the open cases": (lambda p, a: lambda: p.cases.open_cases(a), ["Query"]),
    "a short page": (lambda p, a: lambda: p.cases.open_cases(a, limit=2), ["Query"]),
    "the closed cases": (lambda p, a: lambda: p.cases.closed_cases(a), ["Query"]),
    "a debtor's cases": (lambda p, a: lambda: p.cases.of_debtor(a, DEBTOR_ID), ["Query"]),
    "a debtor": (lambda p, a: lambda: p.debtors.get(a, DEBTOR_ID), ["GetItem"]),
    "some debtors": (lambda p, a: lambda: p.debtors.some(a, [DEBTOR_ID, "debtor-0002"]), ["BatchGetItem"]),
    "every debtor": (lambda p, a: lambda: p.debtors.all(a), ["Query"]),
    "a file": (lambda p, a: lambda: p.files.put(f"{a}/1.pdf", b"%PDF", "application/pdf"), ["PutObject"]),
    "a count of a run": (lambda p, a: lambda: p.runs.count(NOW, "sent"), ["UpdateItem"]),
    "the last runs": (lambda p, a: p.runs.last, ["Query"]),
    "what was told": (lambda p, a: lambda: p.tellings.since(a, TODAY), ["Query"]),
    "a telling": (lambda p, a: partial(p.tellings.claim, a, a_telling(p, a)), ["PutItem"]),
    "a telling that left": (lambda p, a: partial(p.tellings.sent, a, claimed(p, a), "ses-1"), ["UpdateItem"]),
    "a telling refused": (lambda p, a: partial(p.tellings.release, a, claimed(p, a)), ["DeleteItem"]),
    "an answer's link": (lambda p, a: lambda: p.links.create(a_link(a)), ["PutItem"]),
    "an answer": (lambda p, a: partial(p.links.read, p.links.create(a_link(a)), NOW), ["GetItem"]),
    "work": (lambda p, a: lambda: p.queue.put(some_work(a, 25)), ["SendMessageBatch"] * 3),
    "the depth of the queue": (lambda p, a: p.queue.depths, ["GetQueueAttributes"]),
    "a link to a file": (lambda p, a: lambda: p.files.link(f"{a}/1.pdf", "1.pdf"), []),
}


@pytest.mark.parametrize("what", WORKS)
def test_each_thing_takes_its_calls_and_no_more(real: Parts, account: str, what: str) -> None:
    prepare, expected = WORKS[what]
    work = prepare(real, account)
    with recorded() as calls:
        work()
    assert [call.operation for call in calls] == expected


def test_nothing_ever_scans_the_table(real: Parts) -> None:
    account = subscriber(real)
    with recorded() as calls:
        for prepare, _ in WORKS.values():
            prepare(real, account)()
        real.sessions.close_all(account)
        real.accounts.erase(real.accounts.get(account), TODAY)
    told = Counter(call.operation for call in calls)
    assert told["Query"] > 5
    assert told["Scan"] == 0


def test_capacity_is_counted_from_the_sizes_of_the_items(real: Parts, account: str) -> None:
    with recorded() as calls:
        real.accounts.get(account)
        real.cases.open_cases(account)
        paid_one(real, account)()
    get, page, _, write = calls
    assert (get.on, get.items, get.reads, get.writes) == ("acquit", 1, 1, 0)
    assert (page.on, page.items) == ("acquit/places", 7)
    assert 1 <= page.reads <= 2  # seven small cases are one or two pages of 4 KB, not seven
    # the case, its copy that may have moved, its keys in both indexes of the clock, and the event: each twice
    assert (write.operation, write.writes) == ("TransactWriteItems", 2 * (1 + 2 + 2 + 1))


def test_a_case_takes_less_than_a_kilobyte(real: Parts, account: str) -> None:
    with recorded() as calls:
        real.cases.open_cases(account)
    assert calls[0].reads * 4096 / calls[0].items < 1200


def test_a_call_that_fails_is_recorded_too(real: Parts, account: str) -> None:
    with recorded() as calls, pytest.raises(Exception, match=r".*"):
        real.debtors.put(account, Debtor(DEBTOR_ID, a_debtor(), 9))
    assert [call.operation for call in calls] == ["TransactWriteItems"]


def test_sizes_are_those_of_dynamodb() -> None:
    assert size({"pk": {"S": "é"}, "n": {"N": "1234"}, "b": {"B": b"123"}}) == 2 + 2 + 1 + 3 + 1 + 3
    assert Call("s3", "PutObject", "bucket").writes == 0


def test_what_is_due_alone_is_read_whatever_else_is_kept(real: Parts, table: type[Row]) -> None:
    """Among three hundred cases, long before any other of this table."""
    account, then = uuid4().hex, datetime(2020, 1, 6, 9, tzinfo=PARIS)
    ids = [f"case-{n:04}" for n in range(300)]
    with table.batch_write() as batch:
        for id in ids:
            batch.save(table(f"account#{account}", f"case#{DEBTOR_ID}#{id}", version=1, place="case#0#"))
    for n, id in enumerate(ids):
        later = then + timedelta(minutes=n - 19)  # twenty by now, then one every minute
        unpaid = n % 7 != 6
        real.cases.place(account, [Place(id, DEBTOR_ID, 1, TODAY, later if unpaid else None, later)])
    for what, asked, expected in [
        ("due", real.cases.due, {id for n, id in enumerate(ids[:20]) if n % 7 != 6}),
        ("check", real.cases.to_check, set(ids[:20])),
    ]:
        with recorded() as calls:
            assert {each.case for each in asked(then)} == expected
        assert [(call.operation, call.on) for call in calls] == [("Query", f"acquit/{what}")] * 8
        assert sum(call.items for call in calls) == len(expected)
        assert sum(call.reads for call in calls) == 8 * 0.5
