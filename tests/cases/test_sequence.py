"""What to do next, on tables of days written with their weekday: D is Thursday 15 October 2026 unless said otherwise.

A story is told up to a day; the answer is what a careful person would find in the list that morning.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.due import moment_of
from chalicelib.cases.facts import Channel, Obstacle
from chalicelib.cases.life import ActionKind, Group, NextAction, Why
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.cases.sequence import limitation_day, next_action, next_actions
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from tests.builders import (
    a_case,
    a_debtor,
    an_invoice,
    credited,
    issued,
    on,
    opened,
    paid,
    presented,
    sent,
)

REGISTER = load()


def when(text):
    """The day written in full, whose weekday must be the right one."""
    day = datetime.strptime(text, "%A %d %B %Y").date()  # noqa: DTZ007
    assert f"{day:%A} {day.day} {day:%B %Y}" == text
    return day


def told(action):
    """An action in one line: what, where in the list, about which document, which day, why."""
    day = f"{action.day:%A} {action.day.day} {action.day:%B}" if action.day else "-"
    document = action.document.value if action.document else "-"
    return f"{action.kind} / {action.group} / {document} / {day} / {action.why.code}"


def next_of(day, case=(), *others, **more):
    case = on(when(day), case, **more)
    return next_action(case, tuple(on(when(day), each, **more) for each in others), REGISTER)


def letter(number, document, day, channel=Channel.EMAIL):
    """A step drawn and sent the same day."""
    return (day, issued(number, document)), (day, sent(number, channel))


FIRST = letter(1, "first_reminder", "2026-10-20")
SECOND = letter(2, "second_reminder", "2026-10-30")
NOTICE = letter(3, "formal_notice", "2026-11-16", Channel.REGISTERED)
SEEN = (("2026-11-20", presented(3, date(2026, 11, 19))),)
LAST = letter(4, "last_notice", "2026-12-01", Channel.REGISTERED)
CHECKED = (("2026-11-13", e.InsolvencyChecked(date=date(2026, 11, 13))),)


@pytest.mark.parametrize(
    ("day", "story", "expected"),
    [
        # Before anything is late
        (
            "Thursday 1 October 2026",
            (),
            "review_and_send / upcoming / courtesy_reminder / Monday 12 October / NOT_DUE",
        ),
        (
            "Monday 12 October 2026",
            (),
            "review_and_send / today / courtesy_reminder / Monday 12 October / FALLS_DUE",
        ),
        (
            "Thursday 15 October 2026",
            (),
            "review_and_send / today / courtesy_reminder / Monday 12 October / FALLS_DUE",
        ),
        # It lapses with the due date
        (
            "Friday 16 October 2026",
            (),
            "review_and_send / upcoming / first_reminder / Tuesday 20 October / STEP_TO_COME",
        ),
        (
            "Tuesday 20 October 2026",
            (),
            "review_and_send / today / first_reminder / Tuesday 20 October / LATE_SINCE",
        ),
        # A late step waits for a working day, and its day is remembered
        (
            "Friday 23 October 2026",
            (),
            "review_and_send / today / first_reminder / Tuesday 20 October / LATE_SINCE",
        ),
        (
            "Saturday 24 October 2026",
            (),
            "review_and_send / upcoming / first_reminder / Monday 26 October / STEP_TO_COME",
        ),
        # The steps follow each other
        (
            "Wednesday 21 October 2026",
            FIRST,
            "review_and_send / upcoming / second_reminder / Friday 30 October / STEP_TO_COME",
        ),
        (
            "Friday 30 October 2026",
            FIRST,
            "review_and_send / today / second_reminder / Friday 30 October / LATE_SINCE",
        ),
        # D + 30 is Saturday 14 November
        (
            "Tuesday 3 November 2026",
            FIRST + SECOND,
            "review_and_send / upcoming / formal_notice / Monday 16 November / STEP_TO_COME",
        ),
        (
            "Monday 16 November 2026",
            FIRST + SECOND,
            "review_and_send / today / formal_notice / Monday 16 November / CHECK_INSOLVENCY",
        ),
        (
            "Monday 16 November 2026",
            FIRST + SECOND + CHECKED,
            "review_and_send / today / formal_notice / Monday 16 November / LATE_SINCE",
        ),
        # The notice left: when was it presented?
        (
            "Tuesday 17 November 2026",
            FIRST + NOTICE,
            "record_presentation / upcoming / formal_notice / Monday 23 November / NOTICE_SENT",
        ),
        (
            "Monday 23 November 2026",
            FIRST + NOTICE,
            "record_presentation / today / formal_notice / Monday 23 November / PRESENTATION_UNKNOWN",
        ),
        # Presented on Thursday 19, eight days: Friday 27 November; two working days: Tuesday 1 December
        (
            "Friday 20 November 2026",
            FIRST + NOTICE + SEEN,
            "review_and_send / upcoming / last_notice / Tuesday 1 December / NOTICE_RUNNING",
        ),
        (
            "Tuesday 1 December 2026",
            FIRST + NOTICE + SEEN,
            "review_and_send / today / last_notice / Tuesday 1 December / CHECK_INSOLVENCY",
        ),
        # The last notice, eight days after Tuesday 8 December when it is surely presented, then two working days
        (
            "Wednesday 2 December 2026",
            FIRST + NOTICE + SEEN + LAST,
            "choose_procedure / upcoming / - / Friday 18 December / ANSWER_AWAITED",
        ),
        (
            "Friday 18 December 2026",
            FIRST + NOTICE + SEEN + LAST,
            "choose_procedure / today / - / Friday 18 December / LAST_NOTICE_UNANSWERED",
        ),
    ],
)
def test_the_sequence_of_a_debt_between_professionals(day, story, expected):
    assert told(next_of(day, story)) == expected


@pytest.mark.parametrize(
    ("regime", "first", "second", "notice"),
    [
        ("b2b", "Tuesday 20 October 2026", "Friday 30 October 2026", "Monday 16 November 2026"),
        ("b2c", "Thursday 22 October 2026", "Wednesday 4 November 2026", "Thursday 19 November 2026"),
        ("non_professional", "Thursday 22 October 2026", "Wednesday 4 November 2026", "Thursday 19 November 2026"),
        # D + 25 is Monday 9 November; D + 40 Tuesday 24 November
        ("public", "Monday 26 October 2026", "Monday 9 November 2026", "Tuesday 24 November 2026"),
    ],
)  # fmt: skip
def test_each_regime_has_its_days(regime, first, second, notice):
    debtor = a_debtor(regime)
    assert next_of("Friday 16 October 2026", debtor=debtor).day == when(first)
    after = letter(1, "first_reminder", when(first).isoformat())
    assert next_of(first, after, debtor=debtor).day == when(second)
    both = after + letter(2, "second_reminder", when(second).isoformat())
    assert next_of(second, both, debtor=debtor).day == when(notice)


@pytest.mark.parametrize("regime", ["b2c", "non_professional"])
def test_a_consumer_gets_no_courtesy_message(regime):
    action = next_of("Thursday 8 October 2026", debtor=a_debtor(regime))
    assert (action.document, action.why.code) == (Document.FIRST_REMINDER, "NOT_DUE")


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("2026-11-06", "Thursday 12 November 2026"),  # D + 5 is Wednesday 11 November, a public holiday
        ("2026-12-20", "Monday 28 December 2026"),  # Christmas Day, a Friday
        ("2026-04-01", "Tuesday 7 April 2026"),  # Easter Monday
        ("2026-05-09", "Friday 15 May 2026"),  # Ascension Day, a Thursday
        ("2026-10-12", "Monday 19 October 2026"),  # a Saturday
    ],
)
def test_a_step_moves_to_the_next_working_day(due, day):
    case = a_case(("2026-03-02", opened(an_invoice(due=due))))
    late = date.fromisoformat(due) + timedelta(days=1)
    assert next_action(on(late, case), (), REGISTER).day == when(day)


# --- a case followed late ----------------------------------------------------------------------------------------


def test_a_case_followed_late_catches_up_one_step_at_a_time():
    case = (("2026-12-01", opened()),)
    assert told(next_of("Tuesday 1 December 2026", case)).startswith(
        "review_and_send / today / first_reminder"
    )
    after = (*case, *letter(1, "first_reminder", "2026-12-01"))
    assert told(next_of("Wednesday 2 December 2026", after)) == (
        "review_and_send / upcoming / second_reminder / Monday 7 December / STEP_TO_COME"
    )


def test_no_reminder_comes_after_a_notice():
    notice = {"date": "2026-11-02", "presented_on": "2026-11-04", "deadline_days": 8}
    case = (("2026-11-20", opened(notice=notice)),)
    # Thursday 12 November is the last day; two working days: Monday 16 November, past already
    assert told(next_of("Friday 20 November 2026", case)) == (
        "review_and_send / today / last_notice / Monday 16 November / CHECK_INSOLVENCY"
    )


def test_a_notice_nobody_knows_the_dates_of_is_to_do_again():
    case = (("2026-11-20", opened(notice={"date": "2026-11-02"})),)
    action = next_of("Friday 20 November 2026", case)
    assert told(action) == "correct / today / formal_notice / Monday 2 November / NOTICE_INCOMPLETE"


def test_a_notice_that_came_back_without_reaching_anyone_is_to_do_again():
    back = ("2026-11-25", e.LetterReturned(letter=3, date=date(2026, 11, 24), reason="unknown"))
    action = next_of("Wednesday 25 November 2026", (*FIRST, *NOTICE, back))
    assert told(action) == "correct / today / formal_notice / Tuesday 24 November / NOTICE_UNDELIVERED"
    unclaimed = ("2026-11-25", e.LetterReturned(letter=3, date=date(2026, 11, 24), reason="unclaimed"))
    assert next_of("Wednesday 25 November 2026", (*FIRST, *NOTICE, unclaimed)).kind is (
        ActionKind.RECORD_PRESENTATION
    )


def test_the_last_notice_gives_its_days_from_its_presentation_once_it_is_known():
    """Thursday 3 December, eight days: Friday 11; two working days: Tuesday 15."""
    seen = ("2026-12-04", presented(4, date(2026, 12, 3)))
    action = next_of("Friday 4 December 2026", (*FIRST, *NOTICE, *SEEN, *LAST, seen))
    assert told(action) == "choose_procedure / upcoming / - / Tuesday 15 December / ANSWER_AWAITED"


def test_a_residue_left_by_the_order_of_payments_does_not_make_the_next_invoice_late():
    """P01: 1,000 paid on Monday 26 October leaves 3.74 of F-1; F-2 falls due on Tuesday 15 December."""
    two = ("2026-10-01", opened(an_invoice(), an_invoice("F-2", "500.00", "2026-12-15")))
    story = (two, *FIRST, ("2026-10-26", paid("1000.00", invoice="F-1")))
    assert on("2026-12-01", story).unpaid[0].principal_remaining == Decimal("3.74")
    action = next_of("Tuesday 1 December 2026", story)
    assert told(action) == "review_and_send / upcoming / second_reminder / Wednesday 30 December / NOT_DUE"


def test_what_follows_a_notice_waits_for_something_to_be_late():
    """The first invoice is paid after the notice; the second falls due on Friday 15 January 2027."""
    two = ("2026-10-01", opened(an_invoice(), an_invoice("F-2", "500.00", "2027-01-15")))
    settled = ("2026-12-02", paid("1000.00", invoice="F-1"))
    consumer = a_debtor("b2c")
    action = next_of("Thursday 3 December 2026", (two, *FIRST, *NOTICE, *SEEN, settled), debtor=consumer)
    assert (action.document, action.day) == (Document.LAST_NOTICE, when("Monday 18 January 2027"))
    action = next_of(
        "Thursday 3 December 2026", (two, *FIRST, *NOTICE, *SEEN, *LAST, settled), debtor=consumer
    )
    assert (action.kind, action.day) == (ActionKind.CHOOSE_PROCEDURE, when("Saturday 16 January 2027"))


@pytest.mark.parametrize(
    ("checked", "code"), [("2026-11-09", "LATE_SINCE"), ("2026-11-08", "CHECK_INSOLVENCY")]
)
def test_an_insolvency_check_is_good_for_seven_days(checked, code):
    check = (checked, e.InsolvencyChecked(date=date.fromisoformat(checked)))
    assert next_of("Monday 16 November 2026", (*FIRST, *SECOND, check)).why.code == code


def test_a_receipt_is_no_message_that_holds_a_reminder_back():
    story = (("2026-10-02", e.StepSkipped(document=Document.COURTESY)), *letter(1, "receipt", "2026-10-19"))
    assert next_of("Tuesday 20 October 2026", story).group is Group.TODAY
    story = (*story, *letter(2, "account_statement", "2026-10-19"))
    assert next_of("Tuesday 20 October 2026", story).day == when("Monday 26 October 2026")


def test_a_step_skipped_or_off_gives_way_to_the_next():
    skipped = (*FIRST, ("2026-10-21", e.StepSkipped(document=Document.SECOND_REMINDER)))
    assert next_of("Wednesday 21 October 2026", skipped).document is Document.FORMAL_NOTICE
    off = ScenarioChanges.model_validate({"first_reminder": {"off": True}, "second_reminder": {"off": True}})
    assert next_of("Friday 16 October 2026", account=off).document is Document.FORMAL_NOTICE


def test_a_second_reminder_has_a_first_one_to_recall():
    """LT3 recalls LT2: when none was sent, the formal notice comes."""
    skipped = (("2026-10-16", e.StepSkipped(document=Document.FIRST_REMINDER)),)
    assert next_of("Friday 16 October 2026", skipped).document is Document.FORMAL_NOTICE
    off = ScenarioChanges.model_validate({"first_reminder": {"off": True}})
    assert next_of("Friday 16 October 2026", account=off).document is Document.FORMAL_NOTICE


def test_the_last_notice_off_leads_to_a_procedure_two_working_days_after_the_deadline():
    off = ScenarioChanges.model_validate({"last_notice": {"off": True}})
    action = next_of("Friday 20 November 2026", FIRST + NOTICE + SEEN, account=off)
    assert told(action) == "choose_procedure / upcoming / - / Tuesday 1 December / ANSWER_AWAITED"
    action = next_of("Tuesday 1 December 2026", FIRST + NOTICE + SEEN, account=off)
    assert action.why.code == "NOTICE_UNANSWERED"


def test_without_a_notice_the_end_of_the_steps_leads_to_a_procedure():
    off = ScenarioChanges.model_validate({"formal_notice": {"off": True}})
    assert told(next_of("Wednesday 4 November 2026", FIRST + SECOND, account=off)) == (
        "choose_procedure / today / - / Wednesday 4 November / STEPS_DONE"
    )
    later = next_of("Friday 6 November 2026", FIRST + SECOND, account=off)
    assert told(later) == "choose_procedure / today / - / Wednesday 4 November / STEPS_DONE"
    assert next_of("Tuesday 3 November 2026", FIRST + SECOND, account=off).group is Group.UPCOMING  # the gap


def test_a_sequence_without_steps_waits():
    off = {
        name: {"off": True} for name in ScenarioChanges.model_fields if name.endswith(("reminder", "notice"))
    }
    account = ScenarioChanges.model_validate(off)
    assert told(next_of("Friday 16 October 2026", account=account)) == "wait / waiting / - / - / NO_STEP"


def test_a_second_invoice_becomes_the_oldest_one_unpaid():
    case = (
        ("2026-10-01", opened(an_invoice(), an_invoice("F-2", "500.00", "2026-11-02"))),
        ("2026-10-15", paid("1000.00")),
    )
    action = next_of("Friday 16 October 2026", case)
    assert (action.document, action.day) == (Document.COURTESY, when("Wednesday 28 October 2026"))


# --- what stops, suspends, ends ----------------------------------------------------------------------------------


def promise(until, amount=None):
    return ("2026-10-19", e.PaymentPromised(until=date.fromisoformat(until), amount=amount))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("Monday 19 October 2026", "wait / waiting / - / Friday 30 October / PROMISED"),
        ("Thursday 29 October 2026", "wait / waiting / - / Friday 30 October / PROMISED"),
        ("Friday 30 October 2026", "check_payment / today / - / Friday 30 October / PROMISE_DUE"),
        ("Saturday 31 October 2026", "check_payment / today / - / Friday 30 October / PROMISE_BROKEN"),
        ("Monday 2 November 2026", "review_and_send / today / first_reminder / Monday 2 November / PROMISE_BROKEN"),
    ],
)  # fmt: skip
def test_a_promise_is_waited_for_then_checked_then_the_sequence_goes_on(day, expected):
    assert told(next_of(day, (promise("2026-10-30"),))) == expected


def test_a_promise_kept_is_not_asked_about():
    kept = (promise("2026-10-30", Decimal("300.00")), ("2026-10-28", paid("300.00")))
    assert (
        told(next_of("Friday 30 October 2026", kept)) == "wait / waiting / - / Saturday 31 October / PROMISED"
    )
    assert next_of("Monday 2 November 2026", kept).why.code == "LATE_SINCE"
    at_once = (promise("2026-10-30", Decimal("300.00")), ("2026-10-19", paid("300.00")))
    assert next_of("Friday 30 October 2026", at_once).why.code == "PROMISED"
    short = (promise("2026-10-30", Decimal("300.00")), ("2026-10-28", paid("299.99")))
    assert next_of("Friday 30 October 2026", short).why.code == "PROMISE_DUE"


def test_a_promise_broken_before_the_next_step_stays_a_task_and_the_clock_looks_on_the_day_of_the_step():
    story = (*FIRST, ("2026-10-21", e.PaymentPromised(until=date(2026, 10, 23))))
    action = next_of("Tuesday 27 October 2026", story)
    assert told(action) == "check_payment / today / - / Friday 23 October / PROMISE_BROKEN"
    assert action.look_on == when("Friday 30 October 2026")


def test_whoever_reminded_after_the_promised_day_is_not_asked_again_whether_it_was_kept():
    story = (promise("2026-10-30"), *letter(1, "first_reminder", "2026-11-02"))
    assert next_of("Tuesday 3 November 2026", story).why.code == "STEP_TO_COME"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("Friday 30 October 2026", "wait / waiting / - / Saturday 31 October / PAUSED"),
        ("Saturday 31 October 2026", "review_and_send / upcoming / first_reminder / Monday 2 November / STEP_TO_COME"),
        ("Monday 2 November 2026", "review_and_send / today / first_reminder / Monday 2 November / LATE_SINCE"),
    ],
)  # fmt: skip
def test_a_pause_lasts_to_its_last_day(day, expected):
    assert (
        told(next_of(day, (("2026-10-19", e.Paused(until=date(2026, 10, 30), reason="Congés")),))) == expected
    )


def test_resuming_gives_the_sequence_back_at_once():
    story = (promise("2026-10-30"), ("2026-10-21", e.Resumed()))
    assert next_of("Wednesday 21 October 2026", story).why.code == "LATE_SINCE"


PLAN = (
    "2026-10-19",
    e.PlanAgreed.model_validate(
        {
            "plan": {
                "agreed_on": "2026-10-19",
                "instalments": [
                    {"date": "2026-10-30", "amount": "500.00"},
                    {"date": "2026-11-30", "amount": "520.00"},
                ],
                "penalties": "stop_if_kept",
            }
        }
    ),
)


@pytest.mark.parametrize(
    ("day", "payments", "expected"),
    [
        ("Tuesday 20 October 2026", (), "wait / waiting / - / Friday 30 October / PLAN_RUNNING"),
        ("Friday 30 October 2026", (), "check_payment / today / - / Friday 30 October / INSTALMENT_DUE"),
        ("Saturday 7 November 2026", (), "check_payment / today / - / Friday 30 October / INSTALMENT_LATE"),
        # Eight days to cure: in default on Sunday 8 November; a task first, then the sequence goes on
        ("Sunday 8 November 2026", (), "check_payment / today / - / Sunday 8 November / PLAN_BROKEN"),
        (
            "Monday 9 November 2026",
            (),
            "review_and_send / today / first_reminder / Monday 9 November / PLAN_BROKEN",
        ),
        (
            "Monday 9 November 2026",
            (("2026-11-09", paid("500.00")),),
            "wait / waiting / - / Monday 30 November / PLAN_RUNNING",
        ),
        ("Monday 30 November 2026", (("2026-10-30", paid("1020.00")),), "close / today / - / - / PLAN_KEPT"),
        (
            "Monday 9 November 2026",
            (("2026-11-02", e.PlanEnded(reason="Rompu")),),
            "review_and_send / today / first_reminder / Tuesday 20 October / LATE_SINCE",
        ),
    ],
)
def test_a_plan_suspends_while_it_is_respected(day, payments, expected):
    assert told(next_of(day, (PLAN, *payments))) == expected


def test_a_plan_that_runs_is_told_before_a_pause():
    pause = ("2026-10-20", e.Paused(until=date(2026, 12, 1), reason="Congés"))
    assert next_of("Tuesday 20 October 2026", (PLAN, pause)).why.code == "PLAN_RUNNING"


def test_nothing_leaves_by_itself_while_a_plan_is_broken():
    sending = ("2026-10-18", e.SendingChosen(sending="send_reminders"))
    assert not next_of("Monday 9 November 2026", (sending, PLAN)).automatic
    ended = ("2026-11-09", e.PlanEnded(reason="Rompu"))
    assert next_of("Monday 9 November 2026", (sending, PLAN, ended)).automatic


def test_a_disputed_case_waits_for_an_answer():
    story = (("2026-10-19", e.DisputeRaised(reason="Colis abîmé")),)
    assert told(next_of("Tuesday 20 October 2026", story)) == (
        "answer_dispute / waiting / - / Monday 19 October / DISPUTED"
    )
    answered = (*story, ("2026-10-21", e.DisputeSettled(answer="Bon de livraison envoyé")))
    assert next_of("Wednesday 21 October 2026", answered).document is Document.FIRST_REMINDER


def test_the_rest_of_a_partly_disputed_case_goes_on():
    story = (
        ("2026-10-01", opened(an_invoice(), an_invoice("F-2", "500.00", "2026-10-22"))),
        ("2026-10-19", e.DisputeRaised(reason="Colis abîmé", invoices=("F-1",))),
    )
    action = next_of("Friday 23 October 2026", story)
    assert told(action) == "answer_dispute / waiting / - / Monday 19 October / DISPUTED"
    assert action.look_on == when("Tuesday 27 October 2026")  # D is now the 22nd
    assert next_of("Tuesday 27 October 2026", story).document is Document.FIRST_REMINDER


def insolvency(published):
    return e.InsolvencyRecorded(
        procedure="receivership",
        judgment_date=date(2026, 10, 19),
        published_on=published and date.fromisoformat(published),
    )


@pytest.mark.parametrize(
    ("day", "published", "expected"),
    [
        ("Monday 26 October 2026", None, "declare_claim / today / - / - / INSOLVENCY_NOT_PUBLISHED"),
        ("Monday 26 October 2026", "2026-10-25", "declare_claim / today / - / Friday 25 December / DECLARE_CLAIM"),
        # H-02, K06: the last day is never extended, Christmas Day or not
        ("Friday 25 December 2026", "2026-10-25", "declare_claim / today / - / Friday 25 December / DECLARE_CLAIM"),
        ("Saturday 26 December 2026", "2026-10-25", "wait / waiting / - / - / INSOLVENCY"),
    ],
)  # fmt: skip
def test_an_insolvency_stops_everything_and_shows_the_last_day_to_declare(day, published, expected):
    assert told(next_of(day, (("2026-10-25", insolvency(published)),))) == expected


@pytest.mark.parametrize(
    "obstacle", [Obstacle.OVER_INDEBTEDNESS, Obstacle.DECEASED, Obstacle.PROTECTED_ADULT, Obstacle.STRUCK_OFF]
)
def test_an_obstacle_stops_everything(obstacle):
    story = (("2026-10-19", e.ObstacleRecorded(obstacle=obstacle)),)
    assert (
        told(next_of("Tuesday 20 October 2026", story)) == f"wait / waiting / - / - / STOPPED_{obstacle.name}"
    )


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (insolvency(None), "INSOLVENCY_IN_OTHER_CASE"),
        (e.ObstacleRecorded(obstacle=Obstacle.DECEASED), "STOPPED_IN_OTHER_CASE"),
    ],
)
def test_what_stops_one_case_of_a_debtor_stops_the_others(event, code):
    other = a_case(("2026-10-01", opened(an_invoice("F-9"))), ("2026-10-19", event), id="case-0002")
    action = next_of("Tuesday 20 October 2026", (), other)
    assert (action.kind, action.group, action.why.code) == (ActionKind.CORRECT, Group.TODAY, code)


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ((("2026-10-15", paid("1000.00")),), "SETTLED"),
        ((("2026-10-15", paid("1010.00")),), "OVERPAID"),
        ((("2026-10-10", credited("F-1", "1000.00")),), "SETTLED"),
        ((("2026-10-20", paid("1000.00", invoice="F-1")), ("2026-10-20", paid("50.00"))), "OVERPAID"),
    ],
)
def test_a_case_with_nothing_left_is_to_be_closed(story, expected):
    action = next_of("Friday 23 October 2026", story)
    assert (action.kind, action.group, action.why.code) == (ActionKind.CLOSE, Group.TODAY, expected)


def test_money_received_after_the_judgment_is_flagged():
    story = (("2026-10-25", insolvency(None)), ("2026-10-26", paid("1100.00")))
    assert next_of("Monday 26 October 2026", story).why.code == "PAID_AFTER_JUDGMENT"


def test_penalties_left_are_settled_by_a_person_and_never_chased():
    favour = {"terms": {"imputation": "principal_first"}}
    story = (("2026-10-01", opened(**favour)), ("2026-10-25", paid("1000.00")))
    action = next_of("Friday 30 October 2026", story)
    assert told(action) == "settle_accessories / today / - / - / ACCESSORIES_LEFT"
    assert action.why.details["amount"] == Decimal("43.40")  # 10 days at 12.40 % on 1,000, and EUR 40
    waived = (*story, ("2026-10-28", e.AccessoriesWaived(penalties=True, indemnity=True, reason="Geste")))
    assert next_of("Friday 30 October 2026", waived).kind is ActionKind.CLOSE


@pytest.mark.parametrize("reason", e.ClosingReason)
def test_a_closed_case_asks_for_nothing(reason):
    action = next_of("Friday 30 October 2026", (("2026-10-20", e.Closed(reason=reason)),))
    assert (action.kind, action.group, action.day) == (ActionKind.WAIT, Group.CLOSED, None)
    assert action.why == Why(f"CLOSED_{reason.name}", {"day": date(2026, 10, 20)})


def test_a_letter_drawn_is_to_be_confirmed():
    story = (("2026-10-20", issued(1, "first_reminder")),)
    action = next_of("Wednesday 28 October 2026", story)
    assert told(action) == "confirm_sent / today / first_reminder / Tuesday 20 October / LETTER_DRAWN"
    assert action.letter == 1
    aside = (*story, ("2026-10-21", e.LetterDiscarded(letter=1)))
    assert next_of("Wednesday 28 October 2026", aside).kind is ActionKind.REVIEW_AND_SEND


@pytest.mark.parametrize(
    ("day", "code"), [("Monday 23 November 2026", "LETTER_DRAWN"), ("Tuesday 24 November 2026", "LETTER_TOO_OLD")]
)  # fmt: skip
def test_a_notice_drawn_holds_seven_days(day, code):
    story = (*FIRST, ("2026-11-16", issued(2, "formal_notice")))
    assert next_of(day, story).why.code == code


def test_a_receipt_or_an_account_asks_for_no_confirmation():
    story = (("2026-10-16", issued(1, "account_statement")),)
    assert next_of("Friday 16 October 2026", story).document is Document.FIRST_REMINDER


# --- what keeps a letter -----------------------------------------------------------------------------------------


def test_nothing_leaves_to_a_debtor_that_is_not_to_be_chased():
    action = next_of("Tuesday 20 October 2026", debtor=a_debtor(opted_out=True))
    assert (action.kind, action.group, action.why.code) == (ActionKind.WAIT, Group.WAITING, "OPTED_OUT")


@pytest.mark.parametrize(
    ("regime", "amount", "kept"),
    [("b2c", "14.99", True), ("b2c", "15.00", False), ("b2b", "10.00", False)],  # EUR 40 is asked for too
)
def test_a_small_sum_is_not_asked_for(regime, amount, kept):
    story = (("2026-10-01", opened(an_invoice(amount=amount))),)
    action = next_of("Thursday 22 October 2026", story, debtor=a_debtor(regime))
    assert (action.why.code == "BELOW_MINIMUM") is kept
    assert (action.kind is ActionKind.WAIT) is kept


def test_a_small_sum_is_looked_at_again_every_day_for_it_grows():
    story = (("2026-10-01", opened(an_invoice(amount="9.00"))),)
    action = next_of("Thursday 22 October 2026", story, debtor=a_debtor("b2c"))
    assert (action.why.code, action.look_on) == ("BELOW_MINIMUM", when("Friday 23 October 2026"))


def test_the_price_paid_whole_but_late_leaves_a_residue_that_no_reminder_is_for():
    """G19: penalties take their part first, here 15,63 €, above the minimum."""
    story = (
        ("2026-08-01", opened(an_invoice(amount="1000.00", due="2026-07-31"))),
        ("2026-09-15", paid("1000.00")),
    )
    action = next_of("Saturday 31 October 2026", story)
    assert (action.kind, action.why.code) == (ActionKind.SETTLE_ACCESSORIES, "RESIDUE_LEFT")
    another = (*story, ("2026-09-16", e.InvoicesAdded(invoices=(an_invoice("F-2", "500.00", "2026-10-30"),))))
    assert told(next_of("Saturday 31 October 2026", another)).endswith("Wednesday 4 November / STEP_TO_COME")


def test_nobody_is_chased_whose_money_was_noted_on_another_invoice():
    two = (("2026-10-01", opened(an_invoice(amount="100.00"), an_invoice("F-2", "900.00"))),)
    story = (*two, ("2026-10-16", paid("1000.00", invoice="F-1")))
    action = next_of("Tuesday 20 October 2026", story)
    assert (action.kind, action.why.code) == (ActionKind.CORRECT, "PAID_ON_ANOTHER_INVOICE")
    less = (*two, ("2026-10-16", paid("900.00", invoice="F-1")))
    assert next_of("Tuesday 20 October 2026", less).kind is ActionKind.REVIEW_AND_SEND


def test_reminders_count_from_the_first_sum_worth_asking_for():
    story = (("2026-10-01", opened(an_invoice(amount="9.00"), an_invoice("F-2", "900.00", "2026-11-02"))),)
    action = next_of("Thursday 22 October 2026", story, debtor=a_debtor("b2c"))
    assert told(action) == "review_and_send / upcoming / first_reminder / Monday 9 November / NOT_DUE"


def test_a_debt_past_its_prudent_day_is_not_chased():
    story = (("2026-10-01", opened(an_invoice(due="2024-10-21"))),)
    consumer = a_debtor("b2c")
    assert next_of("Wednesday 21 October 2026", story, debtor=consumer).kind is ActionKind.REVIEW_AND_SEND
    action = next_of("Thursday 22 October 2026", story, debtor=consumer)
    assert told(action) == "correct / today / first_reminder / Wednesday 21 October / LIMITATION_PASSED"
    signed = (*story, ("2026-10-05", e.AcknowledgementSigned(date=date(2026, 10, 5))))
    assert next_of("Thursday 22 October 2026", signed, debtor=consumer).kind is ActionKind.REVIEW_AND_SEND


@pytest.mark.parametrize(
    ("changes", "debtor", "automatic"),
    [
        ({}, {}, True),
        ({}, {"email": None}, False),
        ({"validate_above": "1000.00"}, {}, False),  # penalties and EUR 40 come on top
        ({"validate_above": "1041.69"}, {}, False),
        ({"validate_above": "1041.70"}, {}, True),  # 5 days at 12.40 % and EUR 40
    ],
)  # fmt: skip
def test_a_reminder_leaves_by_itself_where_the_creditor_chose_so(changes, debtor, automatic):
    story = (("2026-10-01", opened(sending="send_reminders")),)
    account = ScenarioChanges.model_validate(changes)
    action = next_of("Monday 19 October 2026", story, debtor=a_debtor(**debtor), account=account)
    assert action.automatic is automatic
    before = next_of("Friday 16 October 2026", story, debtor=a_debtor(**debtor), account=account)
    assert before.automatic is automatic  # told beforehand


def test_without_that_choice_nothing_leaves_by_itself_and_a_notice_never_does():
    assert not next_of("Tuesday 20 October 2026").automatic
    sending = (("2026-10-01", opened(sending="send_reminders")), *FIRST, *SECOND)
    assert not next_of("Monday 16 November 2026", sending).automatic


# --- an unknown rate ---------------------------------------------------------------------------------------------


def test_past_the_last_published_rate_a_reminder_does_not_leave_by_itself():
    story = (("2026-10-01", opened(an_invoice(due="2026-12-15"), sending="send_reminders")),)
    action = next_of("Monday 4 January 2027", story)
    assert told(action) == "review_and_send / today / first_reminder / Monday 21 December / UNKNOWN_RATE"
    assert action.why.details == {"day": date(2026, 12, 31)}
    assert not action.automatic


def test_an_invoice_that_fell_due_past_the_last_published_rate_is_late_all_the_same():
    story = (("2026-10-01", opened(an_invoice(due="2026-12-31"))),)
    assert next_of("Tuesday 5 January 2027", story).document is Document.FIRST_REMINDER


def test_money_received_past_the_last_published_rate_suspends():
    story = (("2026-10-01", opened(an_invoice(due="2026-12-15"))), ("2027-01-05", paid("1000.00")))
    action = next_of("Tuesday 5 January 2027", story)
    assert (action.kind, action.why.code) == (ActionKind.WAIT, "MONEY_PAST_KNOWN_RATES")


def test_a_consumer_s_reminder_needs_no_rate():
    story = (("2026-10-01", opened(an_invoice(due="2026-12-15"), sending="send_reminders")),)
    action = next_of("Monday 4 January 2027", story, debtor=a_debtor("b2c"))
    assert (action.automatic, action.why.code) == (True, "STEP_TO_COME")  # the creditor is told first


# --- two cases of one debtor -------------------------------------------------------------------------------------


def another(*story, due="2026-10-15", amount="500.00"):
    return a_case(("2026-10-01", opened(an_invoice("F-9", amount, due))), *story, id="case-0002")


def test_two_cases_of_a_debtor_do_not_write_on_one_day_the_higher_step_goes():
    other = another(*letter(1, "first_reminder", "2026-10-12"), due="2026-10-05")
    # Its second reminder is due on Tuesday 20 October too
    mine, theirs = (
        next_of("Tuesday 20 October 2026", (), other),
        next_action(on("2026-10-20", other), (on("2026-10-20"),), REGISTER),
    )
    assert told(theirs) == "review_and_send / today / second_reminder / Tuesday 20 October / LATE_SINCE"
    assert told(mine) == "review_and_send / upcoming / first_reminder / Monday 26 October / OTHER_CASE_FIRST"


def test_of_two_equal_steps_the_older_debt_goes():
    older = another(due="2026-10-14")
    assert next_of("Tuesday 20 October 2026", (), older).why.code == "OTHER_CASE_FIRST"
    same = another()
    assert (
        next_of("Tuesday 20 October 2026", (), same).group is Group.TODAY
    )  # then the first opened, by its id


def test_three_cases_are_served_one_after_the_other():
    cases = [
        on(
            "2026-10-20",
            a_case(("2026-10-01", opened(an_invoice(f"F-{n}", due=f"2026-10-{n}"))), id=f"case-000{n}"),
        )
        for n in (12, 13, 14)
    ]
    actions = next_actions(cases, REGISTER)
    assert [told(actions[each.case.id]) for each in cases] == [
        "review_and_send / today / first_reminder / Monday 19 October / LATE_SINCE",
        "review_and_send / upcoming / first_reminder / Monday 26 October / OTHER_CASE_FIRST",
        "review_and_send / upcoming / first_reminder / Monday 2 November / OTHER_CASE_FIRST",
    ]


def test_a_message_of_one_case_holds_the_others_back_for_the_gap():
    other = another(*letter(1, "first_reminder", "2026-10-19"), due="2026-10-14")
    assert told(next_of("Tuesday 20 October 2026", (), other)) == (
        "review_and_send / upcoming / first_reminder / Monday 26 October / STEP_TO_COME"
    )
    drawn = another(("2026-10-19", issued(1, "first_reminder")), due="2026-10-10")  # it may be on its way
    assert next_of("Tuesday 20 October 2026", (), drawn).day == when("Monday 26 October 2026")


def test_a_courtesy_message_that_would_come_too_late_lapses():
    other = another(*letter(1, "first_reminder", "2026-10-12"), due="2026-10-01")
    action = next_of("Tuesday 13 October 2026", (), other)  # Saturday 17: past the due date
    assert action.document is Document.FIRST_REMINDER
    ready = another(due="2026-10-06")
    assert next_of("Monday 12 October 2026", (), ready).document is Document.FIRST_REMINDER


def test_cases_of_two_debtors_do_not_wait_for_each_other():
    theirs = a_case(("2026-10-01", opened(debtor="debtor-0002")), id="case-0002")
    actions = next_actions([on("2026-10-20"), on("2026-10-20", theirs)], REGISTER)
    assert {action.group for action in actions.values()} == {Group.TODAY}


# --- a later day granted -----------------------------------------------------------------------------------------


def test_a_later_day_granted_moves_the_reminders_and_not_the_statement():
    story = (("2026-10-05", e.DueDateRenegotiated(invoice="F-1", due_date=date(2026, 11, 16))),)
    action = next_of("Friday 23 October 2026", story)
    assert (action.document, action.day) == (Document.FIRST_REMINDER, when("Monday 23 November 2026"))
    followed = on("2026-10-23", story)
    assert followed.statement.balances[0].due
    assert not followed.chased()


# --- the clock ---------------------------------------------------------------------------------------------------


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        ("2026-10-23", 9, "2026-10-23T07:00"),  # summer time
        ("2026-10-26", 9, "2026-10-26T08:00"),  # the Monday after the change of Sunday 25 October
        ("2027-03-26", 18, "2027-03-26T17:00"),
        ("2027-03-30", 8, "2027-03-30T06:00"),  # after Sunday 28 March
    ],
)
def test_the_clock_looks_at_the_hour_of_the_account_in_paris(day, hour, expected):
    action = NextAction(ActionKind.WAIT, Group.WAITING, Why("PAUSED"), day=date.fromisoformat(day))
    followed = on("2026-10-20", account=ScenarioChanges(hour=hour))
    assert moment_of(followed, action) == utc(expected)


@pytest.mark.parametrize(
    ("day", "story", "expected"),
    [
        ("Friday 16 October 2026", (), "2026-10-20"),
        ("Tuesday 20 October 2026", (), "2026-10-20"),  # the creditor is told that it is ready
        ("Tuesday 20 October 2026", (("2026-10-02", e.SendingChosen(sending="send_reminders")),), "2026-10-20"),
        ("Tuesday 20 October 2026", (promise("2026-10-30"),), "2026-10-30"),
        ("Friday 30 October 2026", (promise("2026-10-30"),), "2026-10-30"),  # did it come?
        ("Tuesday 20 October 2026", (PLAN,), "2026-10-30"),
        ("Friday 30 October 2026", (PLAN,), "2026-10-30"),
        ("Tuesday 17 November 2026", FIRST + NOTICE, "2026-11-23"),
        ("Monday 26 October 2026", (("2026-10-25", insolvency("2026-10-25")),), "2026-10-26"),
        ("Friday 23 October 2026", (("2026-10-15", paid("1000.00")),), None),
        # Disputed as a whole, or stopped: the first warning of limitation, a year before Wednesday 15 October 2031
        ("Tuesday 20 October 2026", (("2026-10-19", e.DisputeRaised(reason="Prix")),), "2030-10-15"),
        ("Tuesday 20 October 2026", (("2026-10-19", e.ObstacleRecorded(obstacle="deceased")),), "2030-10-15"),
        ("Friday 30 October 2026", (("2026-10-20", e.Closed(reason="other")),), None),
    ],
)  # fmt: skip
def test_the_clock_looks_on_the_day_something_changes_by_itself(day, story, expected):
    followed = on(when(day), story)
    moment = moment_of(followed, next_action(followed, (), REGISTER))
    assert (moment and moment.date().isoformat()) == expected


# --- limitation --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("regime", "events", "expected"),
    [
        (Regime.BUSINESS, (), "2031-10-15"),
        (Regime.CONSUMER, (), "2028-10-15"),
        (Regime.PUBLIC, (), "2030-12-31"),
        # P07: a signed acknowledgement moves it, a part payment or a letter never
        (Regime.CONSUMER, (("2027-03-01", e.AcknowledgementSigned(date=date(2027, 3, 1))),), "2029-03-01"),
        (
            Regime.CONSUMER,
            (
                ("2028-03-01", e.AcknowledgementSigned(date=date(2028, 3, 1))),
                ("2029-12-03", e.AcknowledgementSigned(date=date(2029, 12, 3))),
            ),
            "2031-12-03",
        ),
        (Regime.CONSUMER, (("2027-03-01", paid("100.00")), *letter(1, "formal_notice", "2027-03-02")), "2028-10-15"),
        # L03: a written claim moves it for a public body; a courtesy message claims nothing
        (Regime.PUBLIC, letter(1, "first_reminder", "2027-01-04"), "2031-12-31"),
        (Regime.PUBLIC, letter(1, "courtesy_reminder", "2027-01-04"), "2030-12-31"),
    ],
)  # fmt: skip
def test_the_prudent_day(regime, events, expected):
    assert limitation_day(a_case(*events), regime, REGISTER).isoformat() == expected


def test_the_prudent_day_is_that_of_the_invoice_barred_first_among_those_told():
    case = a_case(("2026-10-01", opened(an_invoice(due="2025-05-05"), an_invoice("F-2", due="2026-05-05"))))
    assert limitation_day(case, Regime.BUSINESS, REGISTER) == date(2030, 5, 5)
    assert limitation_day(case, Regime.BUSINESS, REGISTER, {"F-2"}) == date(2031, 5, 5)
    earlier = an_invoice(due="2025-05-05", issue_date="2025-04-01", performance_date="2025-03-15")
    assert limitation_day(a_case(("2026-10-01", opened(earlier))), Regime.BUSINESS, REGISTER) == date(
        2030, 3, 15
    )
