"""The twins and the real store, side by side, told the same things in any order: they always answer the same."""

import itertools
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib import wiring
from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS, Case
from chalicelib.cases.fold import fold
from chalicelib.cases.history import intact
from chalicelib.cases.parties import Profile
from chalicelib.core.errors import Refusal
from chalicelib.law.notice import Document
from chalicelib.services.ports import (
    Account,
    Conflict,
    Debtor,
    Due,
    Gone,
    Link,
    Place,
    SignInProof,
    Telling,
    Told,
)
from chalicelib.store.tables import Row
from tests.builders import a_debtor, history, opened, paid
from tests.store.conftest import Parts, at, real_parts, twins

START = datetime(2026, 11, 22, 9, tzinfo=PARIS)
EMAILS = st.sampled_from(["lea@example.fr", "LEA@example.fr"])
CASES = st.sampled_from(["case-000a", "case-000b", "case-000c", "case-000"])
DEBTORS = st.sampled_from(["debtor-01", "debtor-02", "debtor-0"])
DAYS = st.none() | st.sampled_from([date(2026, 11, 23), date(2026, 12, 24), date(2027, 1, 4)])
SOON = START + timedelta(minutes=1, microseconds=7)
DUE = st.none() | st.sampled_from([START, SOON])
TURNS = st.none() | st.integers(0, 2)
CLOSED = e.Closed(reason=e.ClosingReason.PAID)
ENDED = st.sampled_from([None, "2026-10-02", "2026-10-30"])
TOLD = st.sampled_from([paid("10.00"), CLOSED, e.Reopened(reason="Erreur")])
LIMITS = st.integers(1, 3)


@contextmanager
def drawn(seed: int) -> Iterator[None]:
    """Both sides draw the same secrets."""
    chance = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
        patch.setattr(
            "secrets.token_urlsafe", lambda n: "".join(chance.choices(alphabet, k=16 if n < 32 else 43))
        )
        patch.setattr("secrets.randbelow", chance.randrange)
        yield


class SideBySide(RuleBasedStateMachine):
    accounts: Bundle[Account] = Bundle("accounts")
    links: Bundle[str] = Bundle("links")
    sessions: Bundle[str] = Bundle("sessions")
    proofs: Bundle[tuple[str, SignInProof, SignInProof]] = Bundle("proofs")

    real: Parts  # before moto, given by the test
    clear: Callable[[], None]

    @initialize()
    def anew(self) -> None:
        self.clear()
        self.twin, self.now, self.seeds = twins(), START, itertools.count()
        self.known: dict[str, Account] = {}

    def both(self, work: Callable[[Parts], Any]) -> tuple[Any, Any]:
        """What each side answers; a refusal is an answer."""
        seed, answers = next(self.seeds), []
        for parts in (self.twin, self.real):
            with drawn(seed):
                try:
                    answers.append(work(parts))
                except (Conflict, Gone) as error:
                    answers.append(type(error))
                except Refusal as refusal:
                    answers.append(refusal.code)
        return answers[0], answers[1]

    def same(self, work: Callable[[Parts], Any]) -> Any:
        twin, real = self.both(work)
        assert twin == real
        return twin

    # --- people ------------------------------------------------------------------------------------------------------

    @rule(target=accounts, email=EMAILS)
    def come(self, email: str) -> Account:
        account: Account = self.same(lambda parts: parts.accounts.of_email(email, self.now.date()))
        self.known[account.id] = account
        return account

    @rule(target=accounts, account=accounts, place=st.sampled_from(["Brest", "Lyon"]))
    def change(self, account: Account, place: str) -> Any:
        changed = replace(account, profile=Profile(place=place))
        written = self.same(lambda parts: parts.accounts.put(changed))
        return written if isinstance(written, Account) else multiple()

    @rule(account=accounts)
    def leave(self, account: Account) -> None:
        self.same(lambda parts: parts.accounts.erase(account, self.now.date()))

    @rule(target=sessions, account=accounts, minutes=st.sampled_from([1, 60]))
    def open_session(self, account: Account, minutes: int) -> str:
        expires = self.now + timedelta(minutes=minutes)
        token: str = self.same(lambda parts: parts.sessions.open(account.id, expires))
        return token

    @rule(token=sessions)
    def check_session(self, token: str) -> None:
        self.same(lambda parts: parts.sessions.account_of(token, self.now))

    @rule(token=consumes(sessions))
    def close_session(self, token: str) -> None:
        self.same(lambda parts: parts.sessions.close(token))
        assert self.real.sessions.account_of(token, self.now) is None

    @rule(account=accounts)
    def close_sessions(self, account: Account) -> None:
        self.same(lambda parts: parts.sessions.close_all(account.id))

    @rule(target=proofs, email=EMAILS)
    def ask_for_a_link(self, email: str) -> tuple[str, SignInProof, SignInProof]:
        expires = self.now + timedelta(minutes=15)
        twin, real = self.both(lambda parts: parts.sign_ins.create(email, expires))
        assert twin.code == real.code
        return email, twin, real

    @rule(proof=proofs)
    def use_a_link(self, proof: tuple[str, SignInProof, SignInProof]) -> None:
        _, twin, real = proof
        told = self.twin.sign_ins.redeem_link(twin.link, self.now)
        assert self.real.sign_ins.redeem_link(real.link, self.now) == told

    @rule(proof=proofs, wrong=st.sampled_from([0, 1, 4, 5, 6]))
    def type_a_code(self, proof: tuple[str, SignInProof, SignInProof], wrong: int) -> None:
        email, twin, _ = proof
        for code in [*["x"] * wrong, twin.code]:
            self.same(lambda parts: parts.sign_ins.redeem_code(email, code, self.now))  # noqa: B023

    @rule(who=EMAILS)
    def count(self, who: str) -> None:
        self.same(lambda parts: parts.limits.count("link", who, self.now, 900))

    @rule(minutes=st.sampled_from([1, 14, 15]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    # --- what they follow --------------------------------------------------------------------------------------------

    @rule(account=accounts, id=DEBTORS, stale=st.integers(0, 2), opted_out=st.booleans())
    def keep_a_debtor(self, account: Account, id: str, stale: int, opted_out: bool) -> None:
        def put(parts: Parts) -> Debtor:
            kept = parts.debtors.some(account.id, [id]).get(id)
            version = max(0, (kept.version if kept else 0) - stale)
            return parts.debtors.put(account.id, Debtor(id, a_debtor(opted_out=opted_out), version))

        self.same(put)
        self.same(lambda parts: parts.cases.turn(account.id, id))
        self.same(lambda parts: parts.debtors.get(account.id, id))

    @rule(
        account=accounts,
        cases=st.lists(st.tuples(CASES, DEBTORS, DAYS, DUE, DUE, TURNS, ENDED), min_size=2, max_size=4),
    )
    def open_cases(self, account: Account, cases: list[tuple[str, str, Any, Any, Any, Any, Any]]) -> None:
        for id, debtor, day, due, check, turn, ended in cases:
            links = history(("2026-10-01", opened(debtor=debtor)), *([(ended, CLOSED)] if ended else []))
            case = fold(id, links)
            self.append(account, case, links, at(case, day, due, check), turn)

    @rule(
        account=accounts,
        id=CASES,
        day=DAYS,
        due=DUE,
        turn=TURNS,
        told=st.lists(TOLD, min_size=1, max_size=3),
        behind=st.booleans(),
        stops_all=st.booleans(),
    )
    def tell_a_case(
        self, account: Account, id: str, day: Any, due: Any, turn: Any, told: list[Any], behind: bool, stops_all: bool
    ) -> None:
        known = self.twin.cases.history(account.id, id)
        known = known[:-1] if behind and len(known) > 1 else known
        if known:
            links = history(*[("2026-10-03", each) for each in told], so_far=known)
            case = fold(id, links)
            self.append(account, case, links[len(known) :], at(case, day, due), turn, stops_all)

    def append(
        self, account: Account, case: Case, events: Any, place: Place, turn: int | None, stops_all: bool = False
    ) -> None:
        self.same(lambda parts: parts.cases.append(account.id, case, events, place, turn, stops_all))
        self.same(lambda parts: parts.cases.turn(account.id, case.debtor))

    @rule(account=accounts, id=CASES, debtor=DEBTORS, version=st.integers(1, 4), day=DAYS, due=DUE, check=DUE)
    def place_a_case(
        self, account: Account, id: str, debtor: str, version: int, day: Any, due: Any, check: Any
    ) -> None:
        known = self.twin.cases.history(account.id, id)
        debtor = fold(id, known).debtor if known else debtor
        place = Place(id, debtor, version, day, due, check)
        self.same(lambda parts: parts.cases.place(account.id, [place]))

    @rule(minutes=st.sampled_from([-1, 0, 1]))
    def read_what_is_due(self, minutes: int) -> None:
        now = START + timedelta(minutes=minutes, seconds=1)
        self.same(lambda parts: sorted(parts.cases.due(now), key=str))
        self.same(lambda parts: sorted(parts.cases.to_check(now), key=str))

    @rule(
        account=accounts,
        id=CASES,
        debtor=DEBTORS,
        due=st.sampled_from([START, SOON]),
        hours=st.integers(0, 1),
    )
    def postpone_a_case(self, account: Account, id: str, debtor: str, due: datetime, hours: int) -> None:
        known = self.twin.cases.history(account.id, id)
        debtor = fold(id, known).debtor if known and hours else debtor
        until = due + timedelta(hours=hours)
        self.same(
            lambda parts: parts.cases.postpone(Due(account.id, debtor, id, due.replace(microsecond=0)), until)
        )

    # --- what the clock keeps ----------------------------------------------------------------------------------------

    @rule(minutes=st.integers(0, 2), outcome=st.sampled_from(["sent", "skipped"]), limit=LIMITS)
    def count_a_run(self, minutes: int, outcome: str, limit: int) -> None:
        self.same(lambda parts: parts.runs.count(SOON + timedelta(minutes=minutes), outcome, 2))
        self.same(lambda parts: parts.runs.last(limit))

    @rule(
        account=accounts,
        day=st.sampled_from([START.date(), date(2026, 12, 24)]),
        rank=st.integers(1, 2),
        at=st.sampled_from([START, SOON]),
        what=st.sampled_from(["claim", "claim", "sent", "release"]),
    )
    def tell_the_creditor(self, account: Account, day: date, rank: int, at: datetime, what: str) -> None:
        telling = Telling(day, rank, at, (Told("case-000a", e.CreditorTold(action="wait")),))
        more = ("ses-1",) if what == "sent" else ()
        self.same(lambda parts: getattr(parts.tellings, what)(account.id, telling, *more))
        self.same(lambda parts: parts.tellings.since(account.id, START.date()))

    @rule(target=links, account=accounts, minutes=st.sampled_from([1, 60]), letter=st.none() | st.just(2))
    def send_a_link(self, account: Account, minutes: int, letter: int | None) -> str:
        expires = self.now + timedelta(minutes=minutes)
        link = Link(account.id, "case-000a", Document.FIRST_REMINDER, letter, expires)
        token: str = self.same(lambda parts: parts.links.create(link))
        return token

    @rule(token=links)
    def follow_a_link(self, token: str) -> None:
        self.same(lambda parts: parts.links.read(token, self.now))

    # --- lists and files ---------------------------------------------------------------------------------------------

    @rule(account=accounts, limit=LIMITS)
    def read_lists(self, account: Account, limit: int) -> None:
        for kind in ("open_cases", "closed_cases"):
            after: str | None = None
            for _ in range(5):
                start = after
                page = self.same(lambda parts: getattr(parts.cases, kind)(account.id, start, limit))  # noqa: B023
                if (after := page.next) is None:
                    break

    @rule(account=accounts, debtor=DEBTORS)
    def read_a_debtor(self, account: Account, debtor: str) -> None:
        self.same(lambda parts: parts.cases.of_debtor(account.id, debtor))
        self.same(lambda parts: parts.debtors.all(account.id))

    @rule(
        account=accounts,
        name=st.sampled_from(["1.pdf", "12.pdf", "a/1.pdf"]),
        content=st.sampled_from([b"a", b"b"]),
    )
    def keep_a_file(self, account: Account, name: str, content: bytes) -> None:
        key = f"{account.id}/{name}"
        self.same(lambda parts: parts.files.put(key, content, "application/pdf"))
        self.same(lambda parts: parts.files.get(key))

    @rule(account=accounts, prefix=st.sampled_from(["", "1", "a/"]))
    def erase_files(self, account: Account, prefix: str) -> None:
        self.same(lambda parts: parts.files.erase(f"{account.id}/{prefix}"))
        self.same(lambda parts: parts.files.keys(f"{account.id}/"))

    def teardown(self) -> None:
        """In the end both keep the same."""
        for id in getattr(self, "known", {}):
            self.same(lambda parts: parts.accounts.get(id))  # noqa: B023
            self.same(lambda parts: parts.cases.open_cases(id))  # noqa: B023
            for case in ("case-000a", "case-000"):
                history = self.same(lambda parts: parts.cases.history(id, case))  # noqa: B023
                assert intact(history)


def side_by_side(table: type[Row], **more: Any) -> None:
    parts = real_parts(table)

    def clear_all() -> None:
        dynamodb_backends[DEFAULT_ACCOUNT_ID][wiring.REGION].tables[table.Meta.table_name].items.clear()
        parts.files.erase("")

    class Machine(SideBySide):
        real, clear = parts, staticmethod(clear_all)

    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(Machine, settings=settings(deadline=None, suppress_health_check=quiet, **more))


def test_the_twins_and_the_store_answer_the_same(table: type[Row]) -> None:
    side_by_side(table, max_examples=6, stateful_step_count=30)


@pytest.mark.slow
def test_the_twins_and_the_store_answer_the_same_for_long(table: type[Row]) -> None:
    side_by_side(table, max_examples=40, stateful_step_count=60)
