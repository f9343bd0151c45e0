"""Two accounts with the same ids never see each other, and the erasure of one leaves the other whole."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from unittest.mock import Mock
from uuid import uuid4

import pytest

from chalicelib.cases.case import PARIS
from chalicelib.cases.events import CreditorTold
from chalicelib.cases.parties import Profile
from chalicelib.law.notice import Document
from chalicelib.services.ports import Account, Conflict, Debtor, Gone, Link, Place, Telling, Told
from chalicelib.store.tables import Row
from tests.builders import DEBTOR_ID, a_debtor, history, opened, paid
from tests.store.conftest import Parts, tell

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=PARIS)
CASE = "case-0001"


def subscriber(parts: Parts, amount: str) -> tuple[Account, str, str]:
    """An account with one of everything, under ids that every other one has too; and its session and a link."""
    account = parts.accounts.of_email(f"{uuid4().hex}@example.fr", TODAY)
    account = parts.accounts.put(replace(account, profile=Profile(place=f"Ville {amount}")))
    parts.debtors.put(account.id, Debtor(DEBTOR_ID, a_debtor(email=f"a{amount}@example.fr")))
    links = history(("2026-10-01", opened()), ("2026-10-12", paid(amount)))
    tell(parts, account.id, CASE, links, turn=0, day=TODAY, due=NOW, check=NOW)
    parts.files.put(f"{account.id}/{CASE}/1.pdf", amount.encode(), "application/pdf")
    parts.sign_ins.create(account.email, NOW + timedelta(minutes=15))
    told = Told(CASE, CreditorTold(action=f"tell {amount}"))
    parts.tellings.claim(account.id, Telling(TODAY, 1, NOW, (told,)))
    link = parts.links.create(Link(account.id, CASE, Document.FIRST_REMINDER, None, NOW + timedelta(days=3)))
    return account, parts.sessions.open(account.id, NOW + timedelta(days=30)), link


def everything(parts: Parts, account: Account, token: str, link: str) -> list[object]:
    return [
        parts.accounts.get(account.id),
        parts.sessions.account_of(token, NOW),
        parts.debtors.all(account.id),
        parts.debtors.get(account.id, DEBTOR_ID),
        parts.debtors.some(account.id, [DEBTOR_ID]),
        parts.cases.history(account.id, CASE),
        parts.cases.of_debtor(account.id, DEBTOR_ID),
        parts.cases.open_cases(account.id),
        parts.cases.closed_cases(account.id),
        parts.cases.turn(account.id, DEBTOR_ID),
        [
            due
            for asked in (parts.cases.due, parts.cases.to_check)
            for due in asked(NOW)
            if due.account == account.id
        ],
        parts.tellings.since(account.id, TODAY),
        parts.links.read(link, NOW),
        parts.files.keys(f"{account.id}/"),
    ]


def test_the_same_ids_in_two_accounts_are_two_things(parts: Parts) -> None:
    me, you = subscriber(parts, "1.00"), subscriber(parts, "2.00")
    (mine, *_), before = me, everything(parts, *you)
    for_me, for_you = str(everything(parts, *me)), str(before)
    assert "1.00" in for_me
    assert "2.00" not in for_me
    assert "1.00" not in for_you
    links = history(("2026-10-13", paid("9.00")), so_far=parts.cases.history(mine.id, CASE))
    tell(parts, mine.id, CASE, links, 1, turn=1, day=TODAY)
    parts.cases.place(mine.id, [Place(CASE, DEBTOR_ID, 3, None, None)])
    parts.debtors.put(mine.id, Debtor(DEBTOR_ID, a_debtor(opted_out=True), 1))
    parts.sessions.close_all(mine.id)
    parts.tellings.sent(mine.id, parts.tellings.since(mine.id, TODAY)[0], "ses-1")
    for due in [due for due in parts.cases.due(NOW) if due.account == mine.id]:
        parts.cases.postpone(due, NOW + timedelta(days=1))
    assert everything(parts, *you) == before


def test_an_erased_account_leaves_nothing_and_the_other_everything(parts: Parts) -> None:
    (mine, my_token, my_link), you = subscriber(parts, "1.00"), subscriber(parts, "2.00")
    before = everything(parts, *you)
    proof = parts.sign_ins.create(mine.email, NOW + timedelta(minutes=15))
    parts.files.erase(f"{mine.id}/")
    parts.accounts.erase(mine, TODAY)
    with pytest.raises(Gone):
        parts.accounts.get(mine.id)
    with pytest.raises(Gone):
        parts.accounts.put(mine)
    assert parts.sessions.account_of(my_token, NOW) is None
    assert parts.sign_ins.redeem_link(proof.link, NOW) is None
    assert parts.sign_ins.redeem_code(mine.email, proof.code, NOW) is None
    assert parts.debtors.all(mine.id) == ()
    assert parts.cases.history(mine.id, CASE) == ()
    assert parts.cases.open_cases(mine.id).cases == ()
    assert parts.cases.turn(mine.id, DEBTOR_ID) == 0
    assert mine.id not in {
        due.account for asked in (parts.cases.due, parts.cases.to_check) for due in asked(NOW)
    }
    assert parts.tellings.since(mine.id, TODAY) == ()
    assert parts.links.read(my_link, NOW) is None
    assert everything(parts, *you) == before


def test_an_erasure_may_be_asked_for_again_and_the_address_opens_a_new_account(parts: Parts) -> None:
    mine, *_ = subscriber(parts, "1.00")
    parts.accounts.erase(mine, TODAY)
    new = parts.accounts.of_email(mine.email, TODAY)
    assert new.id != mine.id
    assert new.profile == Profile()
    parts.accounts.erase(mine, TODAY)
    assert parts.accounts.get(new.id) == new
    assert parts.accounts.of_email(mine.email, TODAY) == new


def test_nothing_but_an_id_and_a_day_stays_in_the_table_for_five_years(real: Parts, table: type[Row]) -> None:
    for row in table.scan():
        row.delete()
    mine, *_ = subscriber(real, "1.00")
    real.accounts.erase(mine, TODAY)
    (left,) = table.scan()
    assert (left.pk, left.sk) == (f"erased#{mine.id}", "erased")
    assert date(2031, 11, 22) <= left.expires.date() <= date(2031, 11, 30)
    assert left.attribute_values.keys() == {"pk", "sk", "expires", "body"}


def test_an_interrupted_erasure_is_finished_by_the_next(
    real: Parts, table: type[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, *_ = subscriber(real, "1.00")
    with monkeypatch.context() as broken:
        broken.setattr("chalicelib.store.accounts.transaction", Mock(side_effect=OSError("cut")))
        with pytest.raises(OSError, match="cut"):
            real.accounts.erase(mine, TODAY)
    assert real.accounts.of_email(mine.email, TODAY) == mine
    real.accounts.erase(mine, TODAY)
    with pytest.raises(Gone):
        real.accounts.get(mine.id)


def test_a_stale_debtor_of_another_account_is_no_conflict(parts: Parts) -> None:
    (mine, *_), (yours, *_) = subscriber(parts, "1.00"), subscriber(parts, "2.00")
    parts.debtors.put(mine.id, Debtor(DEBTOR_ID, a_debtor(), 1))
    parts.debtors.put(yours.id, Debtor(DEBTOR_ID, a_debtor(), 1))
    with pytest.raises(Conflict):
        parts.debtors.put(yours.id, Debtor(DEBTOR_ID, a_debtor(), 1))
