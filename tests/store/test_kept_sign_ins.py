"""One-time proofs, sessions and counters: once, in time, and not too often."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from chalicelib.cases.case import PARIS
from tests.store.conftest import Parts

NOW = datetime(2026, 11, 22, 9, tzinfo=PARIS)
QUARTER = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


@pytest.fixture
def email() -> str:
    return f"Lea.{uuid4().hex}@Example.fr"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_link_gives_its_address_once_and_takes_its_code_with_it(parts: Parts, email: str) -> None:
    proof = parts.sign_ins.create(email, NOW + QUARTER)
    assert parts.sign_ins.redeem_link(proof.link, NOW) == email
    assert parts.sign_ins.redeem_link(proof.link, NOW) is None
    assert parts.sign_ins.redeem_code(email, proof.code, NOW) is None


def test_a_code_gives_its_address_once_and_takes_its_link_with_it(parts: Parts, email: str) -> None:
    proof = parts.sign_ins.create(email, NOW + QUARTER)
    assert len(proof.code) == 6
    assert proof.code.isdigit()
    assert parts.sign_ins.redeem_code(email.upper(), proof.code, NOW) == email
    assert parts.sign_ins.redeem_code(email, proof.code, NOW) is None
    assert parts.sign_ins.redeem_link(proof.link, NOW) is None


def test_both_end_with_their_quarter_of_an_hour(parts: Parts, email: str) -> None:
    proof = parts.sign_ins.create(email, NOW + QUARTER)
    assert parts.sign_ins.redeem_link(proof.link, NOW + QUARTER) is None
    assert parts.sign_ins.redeem_code(email, proof.code, NOW + QUARTER) is None
    assert parts.sign_ins.redeem_link(proof.link, NOW + QUARTER - SECOND) == email


def test_a_code_is_tried_five_times_at_most(parts: Parts, email: str) -> None:
    proof = parts.sign_ins.create(email, NOW + QUARTER)
    for _ in range(5):
        assert parts.sign_ins.redeem_code(email, wrong(proof.code), NOW) is None
    assert parts.sign_ins.redeem_code(email, proof.code, NOW) is None
    assert parts.sign_ins.redeem_link(proof.link, NOW) == email


def test_the_fifth_try_may_be_right(parts: Parts, email: str) -> None:
    proof = parts.sign_ins.create(email, NOW + QUARTER)
    for _ in range(4):
        parts.sign_ins.redeem_code(email, wrong(proof.code), NOW)
    assert parts.sign_ins.redeem_code(email, proof.code, NOW) == email


def test_a_second_mail_replaces_the_code_and_leaves_the_first_link(parts: Parts, email: str) -> None:
    first = parts.sign_ins.create(email, NOW + QUARTER)
    second = parts.sign_ins.create(email, NOW + 2 * QUARTER)
    if first.code != second.code:
        assert parts.sign_ins.redeem_code(email, first.code, NOW) is None
    assert parts.sign_ins.redeem_link(first.link, NOW) == email
    assert parts.sign_ins.redeem_code(email, second.code, NOW) == email


def test_a_code_is_worth_nothing_with_another_address(parts: Parts, email: str) -> None:
    proof = parts.sign_ins.create(email, NOW + QUARTER)
    assert parts.sign_ins.redeem_code(f"x{email}", proof.code, NOW) is None


@pytest.mark.parametrize("link", ["", ".", "x" * 43, f"{'x' * 43}.{'y' * 43}", "é.é", "a#b.c" * 400])
def test_what_is_no_link_gives_nothing(parts: Parts, link: str) -> None:
    assert parts.sign_ins.redeem_link(link, NOW) is None


def test_a_session_lasts_until_it_expires(parts: Parts) -> None:
    token = parts.sessions.open("account-1", NOW + QUARTER)
    assert parts.sessions.account_of(token, NOW) == "account-1"
    assert parts.sessions.account_of(token, NOW + QUARTER - SECOND) == "account-1"
    assert parts.sessions.account_of(token, NOW + QUARTER) is None


def test_a_closed_session_is_closed_and_the_others_stay_open(parts: Parts) -> None:
    one, other = (parts.sessions.open("account-2", NOW + QUARTER) for _ in range(2))
    parts.sessions.close(one)
    parts.sessions.close(one)
    assert parts.sessions.account_of(one, NOW) is None
    assert parts.sessions.account_of(other, NOW) == "account-2"


def test_every_session_of_an_account_closes_at_once_and_of_no_other(parts: Parts) -> None:
    tokens = [parts.sessions.open("account-3", NOW + QUARTER) for _ in range(3)]
    stranger = parts.sessions.open("account-33", NOW + QUARTER)
    parts.sessions.close_all("account-3")
    assert [parts.sessions.account_of(token, NOW) for token in tokens] == [None] * 3
    assert parts.sessions.account_of(stranger, NOW) == "account-33"


def test_a_secret_opens_no_other_account(parts: Parts) -> None:
    token = parts.sessions.open("account-4", NOW + QUARTER)
    assert parts.sessions.account_of(token.replace("account-4", "account-5"), NOW) is None


@pytest.mark.parametrize("token", ["", ".", "account-4", "account-4.", "é.é", f"a#b.{'x' * 43}", "x" * 5000])
def test_what_is_no_token_opens_nothing_and_closes_nothing(parts: Parts, token: str) -> None:
    assert parts.sessions.account_of(token, NOW) is None
    parts.sessions.close(token)


def test_a_limit_counts_within_its_window(parts: Parts) -> None:
    who = uuid4().hex
    assert [parts.limits.count("sign-in", who, NOW, 900) for _ in range(3)] == [1, 2, 3]
    assert parts.limits.count("sign-in", f"{who}x", NOW, 900) == 1
    assert parts.limits.count("code", who, NOW, 900) == 1
    assert parts.limits.count("sign-in", who, NOW + QUARTER, 900) == 1
