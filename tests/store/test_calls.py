"""How many calls each thing takes, whatever the table holds; and that none of them is a Scan."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.cases.case import PARIS, fold
from chalicelib.services.ports import Debtor, Place
from chalicelib.store.tables import Row
from tests.builders import DEBTOR_ID, a_debtor, history, opened, paid
from tests.store.calls import Call, recorded, size
from tests.store.conftest import Parts, real_parts

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
        real.cases.append(account.id, fold(f"case-{n:04}", links), links, TODAY, NOW)
    real.debtors.put(account.id, Debtor(DEBTOR_ID, a_debtor()))
    real.debtors.put(account.id, Debtor("debtor-0002", a_debtor()))
    return account.id


def paid_one(parts: Parts, account: str) -> Any:
    links = history(("2026-10-12", paid("1.00")), so_far=parts.cases.history(account, "case-0001"))
    return lambda: parts.cases.append(account, fold("case-0001", links), links[-1:], TODAY, NOW)


Work = Callable[[Parts, str], Callable[[], Any]]
WORKS: dict[str, tuple[Work, list[str]]] = {
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
    # the case, its copy that may have moved, its key in the index of the clock, and the event: each twice
    assert (write.operation, write.writes) == ("TransactWriteItems", 2 * (1 + 2 + 1 + 1))


def test_a_case_takes_less_than_a_kilobyte(real: Parts, account: str) -> None:
    with recorded() as calls:
        real.cases.open_cases(account)
    assert calls[0].reads * 4096 / calls[0].items < 1200


def test_a_call_that_fails_is_recorded_too(real: Parts, account: str) -> None:
    with recorded() as calls, pytest.raises(Exception, match=r".*"):
        real.debtors.put(account, Debtor(DEBTOR_ID, a_debtor(), 9))
    assert [call.operation for call in calls] == ["PutItem"]


def test_sizes_are_those_of_dynamodb() -> None:
    assert size({"pk": {"S": "é"}, "n": {"N": "1234"}, "b": {"B": b"123"}}) == 2 + 2 + 1 + 3 + 1 + 3
    assert Call("s3", "PutObject", "bucket").writes == 0
