"""Many at once: one wins, nobody counts twice, nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from chalicelib.cases.case import PARIS
from chalicelib.services.ports import Conflict, Debtor, Run, Telling
from tests.builders import DEBTOR_ID, a_debtor, history, opened, paid
from tests.store.conftest import Parts, tell

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=PARIS)
SIXTEEN = 16


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """What sixteen threads got; Conflict is an answer like another."""

    def attempt(number: int) -> Any:
        try:
            return work(number)
        except Conflict:
            return Conflict

    with ThreadPoolExecutor(SIXTEEN) as threads:
        return list(threads.map(attempt, range(SIXTEEN)))


def test_sixteen_uses_of_a_link_are_one_sign_in(real: Parts) -> None:
    email = f"{uuid4().hex}@example.fr"
    proof = real.sign_ins.create(email, NOW + timedelta(minutes=15))
    assert sorted(at_once(lambda _: real.sign_ins.redeem_link(proof.link, NOW)), key=str).count(email) == 1


def test_a_link_and_its_code_used_together_are_one_sign_in(real: Parts) -> None:
    email = f"{uuid4().hex}@example.fr"
    proof = real.sign_ins.create(email, NOW + timedelta(minutes=15))

    def use(number: int) -> str | None:
        if number % 4 == 0:
            return real.sign_ins.redeem_code(email, proof.code, NOW)
        return real.sign_ins.redeem_link(proof.link, NOW)

    assert at_once(use).count(email) == 1


def test_sixteen_guesses_at_once_are_five_tries(real: Parts) -> None:
    """The right code among many wrong ones, all at once, may be tried at most five times in all."""
    email = f"{uuid4().hex}@example.fr"
    proof = real.sign_ins.create(email, NOW + timedelta(minutes=15))
    wrong = "000000" if proof.code != "000000" else "000001"
    at_once(lambda _: real.sign_ins.redeem_code(email, wrong, NOW))
    (row,) = real.sign_ins.table.query(
        f"email#{proof.link.partition('.')[0]}", real.sign_ins.table.sk.startswith("link")
    )
    assert row.times == 5
    assert real.sign_ins.redeem_code(email, proof.code, NOW) is None


def test_an_address_asked_for_sixteen_times_at_once_opens_one_account(real: Parts) -> None:
    email = f"{uuid4().hex}@example.fr"
    opened_accounts = at_once(lambda _: real.accounts.of_email(email, TODAY).id)
    assert len(set(opened_accounts)) == 1


def test_a_limit_counts_every_one(real: Parts) -> None:
    who = uuid4().hex
    assert sorted(at_once(lambda _: real.limits.count("link", who, NOW, 60))) == list(range(1, SIXTEEN + 1))


def test_of_two_writes_to_the_same_history_one_is_a_conflict(real: Parts) -> None:
    account = uuid4().hex
    start = history(("2026-10-01", opened()))
    tell(real, account, "case-0001", start, day=TODAY)

    def pay(number: int) -> int:
        links = history(("2026-10-12", paid(f"{number + 1}.00")), so_far=start)
        tell(real, account, "case-0001", links, 1, day=TODAY)
        return number

    told = at_once(pay)
    assert told.count(Conflict) == SIXTEEN - 1
    (winner,) = (number for number in told if number is not Conflict)
    (_, kept) = real.cases.history(account, "case-0001")
    assert kept.event.amount == winner + 1
    (case,) = real.cases.open_cases(account).cases
    assert case.payments[0].amount == winner + 1


def test_of_letters_to_one_debtor_drawn_at_once_from_all_its_cases_one_is_kept(real: Parts) -> None:
    account, links = uuid4().hex, history(("2026-10-01", opened()))
    told = at_once(lambda n: tell(real, account, f"case-{n:04}", links, turn=0).id)
    assert told.count(Conflict) == SIXTEEN - 1
    (winner,) = (id for id in told if id is not Conflict)
    assert [case.id for case in real.cases.open_cases(account).cases] == [winner]
    assert real.cases.turn(account, DEBTOR_ID) == 1


def test_of_sixteen_claims_of_a_telling_one_may_send_it(real: Parts) -> None:
    account = uuid4().hex
    told = at_once(lambda n: real.tellings.claim(account, Telling(TODAY, 1, NOW + timedelta(minutes=n), ())))
    assert sorted(map(str, told)).count("None") == 1
    assert len(real.tellings.since(account, TODAY)) == 1


def test_a_run_counts_what_every_worker_did(real: Parts) -> None:
    run = NOW + timedelta(days=9)
    at_once(lambda n: real.runs.count(run, "sent" if n % 2 else "skipped", n))
    assert real.runs.last(1) == (Run(run, {"sent": 64, "skipped": 56}),)


def test_of_sixteen_new_debtors_of_one_id_one_is_kept(real: Parts) -> None:
    account = uuid4().hex
    told = at_once(lambda _: real.debtors.put(account, Debtor("debtor-01", a_debtor())).version)
    assert told.count(Conflict) == SIXTEEN - 1
    assert real.debtors.get(account, "debtor-01").version == 1


def test_the_same_file_written_sixteen_times_at_once_is_one_and_another_is_refused(real: Parts) -> None:
    key = f"{uuid4().hex}/1.pdf"
    assert at_once(lambda _: real.files.put(key, b"%PDF", "application/pdf")) == [None] * SIXTEEN
    assert at_once(lambda _: real.files.put(key, b"other", "application/pdf")) == [Conflict] * SIXTEEN
