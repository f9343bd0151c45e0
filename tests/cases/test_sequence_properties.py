"""Whatever happened to a case, what is next keeps the rules: told here again, another way, from the facts alone."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import get_args

import holidays
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.cases import events as e
from chalicelib.cases.admissible import allowed_kinds, faults_of
from chalicelib.cases.case import PARIS
from chalicelib.cases.due import moment_of, to_tell
from chalicelib.cases.facts import Channel
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author, record
from chalicelib.cases.life import ActionKind, Group, SituationKind, situation_of
from chalicelib.cases.scenario import STEPS
from chalicelib.cases.sequence import forecast, next_action, next_actions
from chalicelib.documents.phrases import phrase
from chalicelib.law.notice import NOTICES, Document
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from tests.builders import issued
from tests.cases import histories
from tests.cases.histories import ACCOUNTS, debtors, followed, lives, told

REGISTER = load()
NOT_WORKED = holidays.France(years=range(2026, 2029))
thorough = settings(derandomize=True, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@st.composite
def days(draw):
    """A debtor, its history, the account's scenario, a day not before the last event, that case followed that day."""
    debtor = draw(debtors())
    history = draw(lives(debtor))
    account = draw(ACCOUNTS)
    last = fold("case-0001", history).last_event_on
    day = last + timedelta(draw(st.sampled_from((0, 1, 3, 8, 20, 60, 200)) | st.integers(0, 700)))
    return debtor, history, followed("case-0001", history, debtor, account, day)


@thorough
@given(days())
def test_there_is_always_one_next_thing_with_its_reason(drawn):
    _, _, case = drawn
    action = next_action(case, (), REGISTER)
    situation = situation_of(case)
    assert phrase("why", action.why.code, **action.why.details)
    assert phrase("situations", situation.kind, days=situation.days, day=situation.day)
    assert (action.group is Group.CLOSED) == (case.case.closed is not None)
    assert (situation.kind is SituationKind.CLOSED) == (case.case.closed is not None)
    if action.group is Group.UPCOMING:
        assert action.day > case.today
    if action.group is Group.TODAY and action.kind is not ActionKind.DECLARE_CLAIM:
        assert action.day is None or action.day <= case.today
    if action.automatic:
        assert action.kind is ActionKind.REVIEW_AND_SEND
        assert action.document not in NOTICES
    moment = moment_of(case, action)
    if moment and action.group in (Group.UPCOMING, Group.WAITING) and not action.automatic:
        assert moment.date() > case.today
    if action.group is Group.UPCOMING or action.automatic:
        assert moment


@thorough
@given(days())
def test_a_letter_comes_only_when_every_rule_lets_it(drawn):
    _, _, followed_case = drawn
    action = next_action(followed_case, (), REGISTER)
    case, today = followed_case.case, followed_case.today
    if action.kind is not ActionKind.REVIEW_AND_SEND:
        return
    principal = {b.invoice: b.principal_remaining for b in followed_case.statement.balances}
    disputed = {d.invoice for d in case.disputes}
    starts = {
        i.ref: max(i.due_date, case.renegotiated.get(i.ref, i.due_date))
        for i in case.invoices
        if principal[i.ref] and i.ref not in disputed
    }
    oldest = min(starts.values())
    # Nothing that stops or suspends
    assert (case.closed, case.insolvency, case.obstacles) == (None, None, frozenset())
    assert not followed_case.debtor.opted_out
    assert not any(letter.waits and letter.document in STEPS for letter in case.letters)
    for until in (case.promise and case.promise.until, case.pause and case.pause.until):
        assert not until or until < today or action.group is Group.UPCOMING
        assert not until or until < action.day
    if case.plan:
        money = sum(p.amount for p in case.payments if case.plan.agreed_on <= p.date <= today)
        owed = Decimal(0)
        for instalment in case.plan.instalments:
            owed += instalment.amount
            if money < owed:
                assert (today - instalment.date).days > case.plan.cure_days
                break
        else:
            assert case.plan.penalties.value == "keep_running"
    # Once, in order, on its day, on a working day, not too often
    steps = {message.document for message in case.messages} & set(STEPS)
    assert action.document not in steps | case.skipped
    assert all(STEPS.index(step) < STEPS.index(action.document) for step in steps)
    days = followed_case.scenario.days(action.document)
    leaves = today if action.group is Group.TODAY else action.day
    assert days is not None
    assert leaves.weekday() < 5
    assert leaves not in NOT_WORKED
    if action.document is Document.COURTESY:
        assert oldest + timedelta(days) <= action.day <= leaves <= oldest
    elif action.document is Document.LAST_NOTICE:
        deadline = case.notice.presented_on + timedelta(case.notice.deadline_days)
        after = [deadline + timedelta(n) for n in range(1, (action.day - deadline).days + 1)]
        assert sum(day.weekday() < 5 and day not in NOT_WORKED for day in after) >= days  # K05
    else:
        assert action.day >= oldest + timedelta(days)
    gap = max(followed_case.scenario.gap_days, 5 if followed_case.debtor.regime in BUSINESSES else 7)
    for message in case.messages:
        assert message.document is Document.RECEIPT or (leaves - message.date).days >= gap


BUSINESSES = (Regime.BUSINESS, Regime.PUBLIC)


@thorough
@given(days())
def test_a_case_fully_paid_in_principal_is_never_chased(drawn):
    debtor, history, case = drawn
    if case.case.closed or case.unknown_semester:
        return
    money = e.PaymentReceived(date=case.today, amount=case.statement.totals.principal_remaining + 100_000)
    after = told(history, 99, money, case.today)
    paid = followed("case-0001", after, debtor, histories.ScenarioChanges(), case.today)
    action = next_action(paid, (), REGISTER)
    assert action.kind not in (ActionKind.REVIEW_AND_SEND, ActionKind.CHOOSE_PROCEDURE)
    assert paid.settled
    assert action.kind is ActionKind.CLOSE


@thorough
@given(days())
def test_what_may_be_recorded_is_never_refused_for_its_kind_alone(drawn):
    """A kind that the page does not offer is refused whatever its facts, but for a correction."""
    debtor, history, case = drawn
    allowed = set(allowed_kinds(case))
    plain = {
        "resumed": e.Resumed(),
        "plan_ended": e.PlanEnded(reason="Un fait"),
        "reopened": e.Reopened(reason="Un fait"),
        "noted": e.Noted(text="Un fait"),
        "closed": e.Closed(reason="other"),
        "paused": e.Paused(until=case.today, reason="Un fait"),
        "sending_chosen": e.SendingChosen(sending="tell_me"),
    }
    for kind, event in plain.items():
        assert (kind in allowed) == (not faults_of(case.case, event, history, debtor, case.today)), kind


# --- several cases, day after day ----------------------------------------------------------------------------------


@st.composite
def portfolios(draw):
    """Up to three cases of one debtor and one of another, and a day after all that happened to them."""
    account, mine, other = draw(ACCOUNTS), draw(debtors()), draw(debtors())
    told_of = {}
    for number in range(1, draw(st.integers(1, 3)) + 1):
        told_of[f"case-000{number}"] = (mine, draw(lives(mine, f"case-000{number}", most=5)))
    if draw(st.booleans()):
        history = draw(lives(other, "case-0009", most=5))
        opening = history[0].model_copy(
            update={"event": history[0].event.model_copy(update={"debtor": "debtor-0009"})}
        )
        told_of["case-0009"] = (other, (opening, *history[1:]))
    last = max(fold(id, history).last_event_on for id, (_, history) in told_of.items())
    return account, told_of, last + timedelta(draw(st.sampled_from((0, 1, 4, 15, 170))))


def open_cases(account, told_of, day):
    cases = [followed(id, history, debtor, account, day) for id, (debtor, history) in told_of.items()]
    return [case for case in cases if not case.case.closed]


def supposed_sent(history, document, day):
    """A reminder drawn and sent that day, as the clock would record it."""
    number = len(fold("x", history).letters) + 1
    history = told(history, 900 + 2 * number, issued(number, document)(day), day)
    sent = e.LetterSent(letter=number, date=day, channel=Channel.EMAIL)
    return told(history, 901 + 2 * number, sent, day)


def announce(account, told_of, day):
    """The mail of that day to the creditor, as the clock would record it."""
    at = datetime.combine(day, time(18), PARIS)
    cases = open_cases(account, told_of, day)
    actions = next_actions(cases, REGISTER)
    for case in cases:
        id = case.case.id
        if event := to_tell(case, actions[id], at):
            debtor, history = told_of[id]
            link = record(history, [(f"told-{len(history):04}", event)], at, Author.CLOCK)
            told_of[id] = (debtor, history + link)


@settings(thorough, max_examples=20)
@given(portfolios())
def test_the_forecast_of_each_day_is_the_next_action_of_that_day(drawn):
    account, told_of, first = drawn
    planned = forecast(tuple(open_cases(account, told_of, first)), first, 30, REGISTER)
    shown = set()
    for offset in range(30):
        day = first + timedelta(offset)
        expected = set()
        for id, action in next_actions(open_cases(account, told_of, day), REGISTER).items():
            comes = action.kind is ActionKind.REVIEW_AND_SEND and action.group is Group.TODAY
            if not comes or (id, action.document) in shown:
                continue
            shown.add((id, action.document))
            expected.add((id, action.document, action.automatic, action.why.code))
            if action.document not in NOTICES:
                debtor, history = told_of[id]
                told_of[id] = (debtor, supposed_sent(history, action.document, day))
        announce(account, told_of, day)
        found = {(p.case, p.document, p.automatic, p.why.code) for p in planned if p.day == day}
        assert found == expected, day


@settings(thorough, max_examples=20)
@given(portfolios())
def test_a_debtor_hears_of_us_once_per_gap_whatever_its_cases(drawn):
    account, told_of, first = drawn
    for offset in range(0, 60, 2):
        day = first + timedelta(offset)
        cases = {case.case.id: case for case in open_cases(account, told_of, day)}
        coming = [
            (cases[id], action)
            for id, action in next_actions(cases.values(), REGISTER).items()
            if action.kind is ActionKind.REVIEW_AND_SEND and action.group is Group.TODAY
        ]
        assert len({case.case.debtor for case, _ in coming}) == len(coming)
        for case, action in coming:
            for other in cases.values():
                if other.case.debtor != case.case.debtor:
                    continue
                for message in other.case.messages:
                    gap = (day - message.date).days
                    assert gap >= case.scenario.gap_days or message.document is Document.RECEIPT
            debtor, history = told_of[case.case.id]
            told_of[case.case.id] = (debtor, supposed_sent(history, action.document, day))
        announce(account, told_of, day)


def test_the_lives_drawn_tell_every_kind_of_fact():
    """A kind of event that comes to exist must be part of these lives."""
    kinds = {each.model_fields["kind"].default for each in get_args(get_args(e.TypedEvent)[0])}
    assert set(histories.KINDS) == kinds | {"letter_issued"}
