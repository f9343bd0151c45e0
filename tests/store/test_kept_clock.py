"""What the clock keeps: its runs, the mails to the creditors, the links they carry."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from chalicelib.cases.case import PARIS
from chalicelib.cases.events import CreditorTold
from chalicelib.law.notice import Document
from chalicelib.services.ports import Conflict, Link, Run, Telling, Told
from chalicelib.store.tables import Row
from tests.store.conftest import Parts

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, tzinfo=PARIS)
QUARTER = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


@pytest.fixture
def account() -> str:
    return uuid4().hex


def a_telling(day: date = DAY, rank: int = 1, at: datetime = NOW) -> Telling:
    event = CreditorTold(action="send", document=Document.FIRST_REMINDER, day=day, leaves_on=day)
    return Telling(day, rank, at, (Told("case-0001", event), Told("case-0002", CreditorTold(action="wait"))))


# --- runs ------------------------------------------------------------------------------------------------------------


def test_a_run_is_what_was_counted_of_it_the_latest_first(parts: Parts, table: type[Row]) -> None:
    for n in range(3):
        parts.runs.count(NOW + n * QUARTER, "due", 10 + n)
        parts.runs.count(NOW + n * QUARTER, "sent")
    parts.runs.count((NOW + QUARTER).astimezone(UTC) + timedelta(microseconds=5), "sent", 2)
    assert parts.runs.last(3) == (
        Run(NOW + 2 * QUARTER, {"due": 12, "sent": 1}),
        Run(NOW + QUARTER, {"due": 11, "sent": 3}),
        Run(NOW, {"due": 10, "sent": 1}),
    )
    assert parts.runs.last(1) == parts.runs.last(3)[:1]
    for row in table.query("runs"):
        assert row.expires == datetime.fromisoformat(row.sk.split("#")[1]) + timedelta(days=30)
        row.delete()


def test_a_run_may_come_to_more_outcomes_than_a_page_holds(parts: Parts, table: type[Row]) -> None:
    for n in range(40):
        parts.runs.count(NOW, f"skipped#{n}", n + 1)
    parts.runs.count(NOW - QUARTER, "due")
    assert parts.runs.last(1) == (Run(NOW, {f"skipped#{n}": n + 1 for n in range(40)}),)
    assert parts.runs.last(2)[1] == Run(NOW - QUARTER, {"due": 1})
    for row in table.query("runs"):
        row.delete()


# --- tellings --------------------------------------------------------------------------------------------------------


def test_what_was_told_comes_back_in_order_from_a_day_on(parts: Parts, account: str) -> None:
    next_day, later = DAY + timedelta(days=1), a_telling(rank=10, at=NOW + QUARTER)
    told = [a_telling(), replace(a_telling(rank=2), told=()), later, a_telling(next_day)]
    for telling in reversed(told):
        parts.tellings.claim(account, telling)
    assert parts.tellings.since(account, DAY) == tuple(told)
    assert parts.tellings.since(account, next_day) == tuple(told[3:])
    assert parts.tellings.since(account, next_day + timedelta(days=1)) == ()
    assert parts.tellings.since(f"{account}2", DAY) == ()


def test_a_rank_is_claimed_once(parts: Parts, account: str) -> None:
    telling = a_telling()
    parts.tellings.claim(account, telling)
    for rival in (telling, replace(telling, at=NOW + SECOND)):
        with pytest.raises(Conflict):
            parts.tellings.claim(account, rival)
    assert parts.tellings.since(account, DAY) == (telling,)


def test_a_telling_that_left_bears_its_mark_and_is_never_forgotten(parts: Parts, account: str) -> None:
    telling = a_telling()
    parts.tellings.claim(account, telling)
    parts.tellings.sent(account, telling, "ses-1")
    parts.tellings.sent(account, telling, "ses-2")
    (sent,) = parts.tellings.since(account, DAY)
    assert sent == replace(telling, message_id="ses-1")
    for told in (telling, sent):
        parts.tellings.release(account, told)
    with pytest.raises(Conflict):
        parts.tellings.claim(account, telling)
    assert parts.tellings.since(account, DAY) == (sent,)


def test_a_claim_read_again_is_marked_like_the_one_that_was_made(parts: Parts, account: str) -> None:
    parts.tellings.claim(account, a_telling())
    (read,) = parts.tellings.since(account, DAY)
    parts.tellings.sent(account, read, "ses-1")
    assert parts.tellings.since(account, DAY) == (replace(a_telling(), message_id="ses-1"),)


def test_a_refused_telling_leaves_its_rank_to_another(parts: Parts, account: str) -> None:
    telling, other = a_telling(), a_telling(at=NOW + QUARTER)
    parts.tellings.claim(account, telling)
    parts.tellings.release(account, telling)
    assert parts.tellings.since(account, DAY) == ()
    parts.tellings.claim(account, other)
    parts.tellings.release(account, telling)
    parts.tellings.sent(account, telling, "ses-1")
    assert parts.tellings.since(account, DAY) == (other,)


def test_a_telling_that_is_gone_is_not_brought_back_by_its_mark(parts: Parts, account: str) -> None:
    parts.tellings.sent(account, a_telling(), "ses-1")
    parts.tellings.release(account, a_telling())
    assert parts.tellings.since(account, DAY) == ()


def test_a_telling_is_kept_thirty_days(real: Parts, table: type[Row], account: str) -> None:
    real.tellings.claim(account, a_telling())
    real.tellings.sent(account, a_telling(), "ses-1")
    assert table.get(f"account#{account}", "telling#2026-11-23#01").expires == NOW + timedelta(days=30)


# --- links -----------------------------------------------------------------------------------------------------------


def a_link(account: str, letter: int | None = None) -> Link:
    return Link(account, "case-0001", Document.SECOND_REMINDER, letter, NOW + QUARTER)


@pytest.mark.parametrize("letter", [None, 3])
def test_a_link_leads_to_its_case_until_it_expires(parts: Parts, account: str, letter: int | None) -> None:
    link = a_link(account, letter)
    token = parts.links.create(link)
    assert token.partition(".")[0] == account
    assert parts.links.read(token, NOW) == link
    assert parts.links.read(token, NOW + QUARTER - SECOND) == link
    assert parts.links.read(token, NOW + QUARTER) is None


def test_each_link_has_a_secret_of_its_own_that_opens_no_other_account(parts: Parts, account: str) -> None:
    one, two = (parts.links.create(a_link(account)) for _ in range(2))
    assert one != two
    secret = one.partition(".")[2]
    assert parts.links.read(f"{uuid4().hex}.{secret}", NOW) is None
    assert parts.links.read(f"{account}.{'x' * 43}", NOW) is None


@pytest.mark.parametrize("token", ["", ".", "account-4", "account-4.", "é.é", f"a#b.{'x' * 43}", "x" * 5000])
def test_what_is_no_link_leads_nowhere(parts: Parts, token: str) -> None:
    assert parts.links.read(token, NOW) is None


def test_a_link_opens_no_session_and_a_session_is_no_link(parts: Parts, account: str) -> None:
    link, session = parts.links.create(a_link(account)), parts.sessions.open(account, NOW + QUARTER)
    assert parts.sessions.account_of(link, NOW) is None
    assert parts.links.read(session, NOW) is None


def test_only_the_hash_of_a_link_is_kept_until_it_expires(
    real: Parts, table: type[Row], account: str
) -> None:
    secret = real.links.create(a_link(account)).partition(".")[2]
    (row,) = table.query(f"account#{account}")
    assert secret not in str(row.attribute_values)
    assert row.expires == NOW + QUARTER
