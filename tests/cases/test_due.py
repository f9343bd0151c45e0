"""When the clock looks at a case, whom it tells what, and when a reminder may leave by itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS
from chalicelib.cases.due import check_of, is_evening, leaves_now, moment_of, to_tell
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author
from chalicelib.cases.life import ActionKind, Group
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.cases.sequence import next_action
from chalicelib.law.notice import Document
from chalicelib.law.register import load
from tests.builders import CASE_ID, a_case, a_debtor, an_invoice, history, issued, on, opened, paid

REGISTER = load()
ALONE = ("2026-10-01", opened(sending="send_reminders"))  # due Thursday 15 October: LT2 on Tuesday 20
READ_AGAIN = ("2026-10-01", opened())


def announced(leaves_on, document="first_reminder", **more):
    """The mail that tells the creditor of a reminder."""
    return e.CreditorTold(
        action="review_and_send",
        document=document,
        day=date.fromisoformat(leaves_on),
        leaves_on=date.fromisoformat(leaves_on),
        **more,
    )


def told_by(by, *story, then=()):
    """A case whose first facts are the creditor's, the others of `by`."""
    return continued((Author.CREDITOR, story), (by, then))


def continued(*stories):
    """A case told by one author after the other: (author, story) pairs."""
    links = ()
    for by, story in stories:
        links = history(*story, so_far=links, by=by)
    return fold(CASE_ID, links)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def looked_at(when, case, **more):
    """The case followed at that instant, and its next action."""
    moment = at(when)
    followed = replace(on(moment.date(), case, **more), evening=is_evening(moment))
    return followed, next_action(followed, (), REGISTER)


def clock_told(leaves_on, when, **more):
    return told_by(Author.CLOCK, ALONE, then=((when, announced(leaves_on, **more)),))


# --- announced first (Z04-8) -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("2026-10-16 09:00", "2026-10-20"),  # its own day is later than tomorrow
        ("2026-10-19 09:00", "2026-10-20"),  # told today, on the eve
        ("2026-10-20 09:00", "2026-10-21"),  # nobody was told in time
        ("2026-10-20 18:50", "2026-10-22"),  # too late to tell today
        ("2026-10-24 12:00", "2026-10-27"),  # a Saturday: told on Monday, leaves on Tuesday
    ],
)
def test_a_reminder_leaves_no_sooner_than_the_working_day_after_its_creditor_can_be_told(when, day):
    _, action = looked_at(when, a_case(ALONE))
    assert action.automatic
    assert (action.group, action.day) == (Group.UPCOMING, date.fromisoformat(day))


@pytest.mark.parametrize(
    ("when", "day", "group"),
    [
        ("2026-10-19 18:00", "2026-10-20", Group.UPCOMING),  # never before the day that was told
        ("2026-10-20 09:00", "2026-10-20", Group.TODAY),
        ("2026-10-20 18:55", "2026-10-21", Group.UPCOMING),  # it did not leave: the next working day
        ("2026-10-27 09:00", "2026-10-20", Group.TODAY),  # a week later it still holds
        ("2026-10-28 09:00", "2026-10-29", Group.UPCOMING),  # then it is told again
    ],
)
def test_once_told_it_leaves_on_the_day_that_was_told(when, day, group):
    followed, action = looked_at(when, clock_told("2026-10-20", "2026-10-19 09:00"))
    assert (action.automatic, action.day, action.group) == (True, date.fromisoformat(day), group)
    assert leaves_now(followed, action, at(when)) == (group is Group.TODAY)


def test_a_mail_that_may_not_have_left_announces_nothing():
    case = clock_told("2026-10-20", "2026-10-19 09:00", certain=False)
    assert looked_at("2026-10-20 09:00", case)[1].day == date(2026, 10, 21)


def test_what_moves_a_step_beyond_the_day_that_was_told_must_be_told_again():
    told = history(("2026-10-19 09:00", announced("2026-10-20")), so_far=history(ALONE), by=Author.CLOCK)
    paused = ("2026-10-19 10:00", e.Paused(until=date(2026, 10, 22), reason="Congés"))
    case = fold(CASE_ID, history(paused, so_far=told))
    assert looked_at("2026-10-23 09:00", case)[1].day == date(2026, 10, 26)


def test_a_step_let_go_by_hand_leaves_today_and_nothing_is_told_first():
    released = ("2026-10-16 10:00", e.StepReleased(document=Document.FIRST_REMINDER))
    case = a_case(ALONE, released)
    followed, action = looked_at("2026-10-16 10:05", case)
    assert (action.day, action.automatic) == (date(2026, 10, 16), True)
    assert leaves_now(followed, action, at("2026-10-16 10:05"))
    assert moment_of(followed, action) <= at("2026-10-16 10:05")
    assert to_tell(followed, action, at("2026-10-16 10:05")) is None
    assert not leaves_now(*looked_at("2026-10-17 10:05", case), at("2026-10-17 10:05"))  # a Saturday


@pytest.mark.parametrize(
    "story",
    [
        ("2026-10-16", e.PaymentPromised(until=date(2026, 10, 18))),  # and nothing came
        ("2026-10-16", e.DisputeRaised(reason="Le prix", invoices=("F-2",))),
    ],
)
def test_a_reminder_is_announced_although_something_else_waits_for_its_creditor(story):
    two = ("2026-10-01", opened(an_invoice(), an_invoice("F-2", "300.00"), sending="send_reminders"))
    case = a_case(two, story)
    assert tells("2026-10-19 09:00", case).leaves_on == date(2026, 10, 20)
    told = continued(
        (Author.CREDITOR, [two, story]), (Author.CLOCK, [("2026-10-19 09:00", announced("2026-10-20"))])
    )
    assert leaves_now(*looked_at("2026-10-20 09:00", told), at("2026-10-20 09:00"))


def test_more_than_may_leave_unread_is_to_be_read():
    limit = ScenarioChanges.model_validate({"validate_above": "1041.70"})  # what is asked for on the 20th
    assert looked_at("2026-10-19 09:00", a_case(ALONE), account=limit)[1].automatic
    assert not looked_at("2026-10-20 09:00", a_case(ALONE), account=limit)[1].automatic


@pytest.mark.parametrize("held", [{"quiet": True}, {"dead_address": "compta@vasseur.example"}])
def test_nothing_leaves_an_account_that_is_not_heard_nor_towards_a_dead_address(held):
    followed = replace(on("2026-10-20", a_case(ALONE)), **held)
    action = next_action(followed, (), REGISTER)
    assert not action.automatic
    other = replace(on("2026-10-20", a_case(ALONE)), dead_address="other@vasseur.example")
    assert next_action(other, (), REGISTER).automatic


def test_a_case_that_nobody_can_be_reached_in_stands_apart_until_the_address_changes():
    followed = replace(on("2026-10-20", a_case(ALONE)), dead_address="compta@vasseur.example")
    action = next_action(followed, (), REGISTER)
    assert (action.kind, action.group, action.why.code) == (
        ActionKind.CORRECT,
        Group.UNREACHABLE,
        "ADDRESS_DEAD",
    )


# --- hours (E03) -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "leaves"),
    [
        ("2026-10-20 08:59", False),  # the hour of the account is nine
        ("2026-10-20 09:00", True),
        ("2026-10-20 18:49", True),
        ("2026-10-20 18:50", False),
        ("2026-10-20 23:00", False),
    ],
)
def test_a_reminder_leaves_at_the_hour_of_the_account_and_never_in_the_evening(when, leaves):
    followed, action = looked_at(when, clock_told("2026-10-20", "2026-10-19 09:00"))
    assert leaves_now(followed, action, at(when)) is leaves


def test_a_reminder_whose_first_day_is_past_is_looked_at_again_at_its_hour_only():
    case = clock_told("2026-10-22", "2026-10-21 09:00")  # it might have left on the 20th
    followed, action = looked_at("2026-10-22 06:00", case)
    assert (action.day, action.group) == (date(2026, 10, 20), Group.TODAY)
    assert moment_of(followed, action) == at("2026-10-22 09:00")


@pytest.mark.parametrize("when", ["2026-10-24 10:00", "2026-10-25 10:00"])
def test_nothing_leaves_on_a_day_that_is_not_worked(when):
    case = clock_told("2026-10-20", "2026-10-19 09:00")  # the clock was down since
    followed, action = looked_at(when, case)
    assert not leaves_now(followed, action, at(when))
    assert moment_of(followed, action) == datetime(2026, 10, 26, 8, tzinfo=UTC)  # nine, in winter time


# --- telling the creditor --------------------------------------------------------------------------------------------


def tells(when, case, **more):
    followed, action = looked_at(when, case, **more)
    return to_tell(followed, action, at(when))


def test_the_creditor_is_told_on_the_eve_at_the_hour_of_the_account():
    assert tells("2026-10-19 08:59", a_case(ALONE)) is None
    assert tells("2026-10-19 09:00", a_case(ALONE)) == announced("2026-10-20", version=1)
    assert tells("2026-10-16 09:00", a_case(ALONE)) is None  # Friday: Monday is the eve
    assert tells("2026-10-19 10:00", clock_told("2026-10-20", "2026-10-19 09:00")) is None


def test_a_letter_to_read_again_is_told_once_on_its_day():
    told = tells("2026-10-20 09:00", a_case(READ_AGAIN))
    assert (told.action, told.document, told.leaves_on) == ("review_and_send", "first_reminder", None)
    assert tells("2026-10-19 09:00", a_case(READ_AGAIN)) is None
    assert tells("2026-10-20 08:59", a_case(READ_AGAIN)) is None
    case = told_by(Author.CLOCK, READ_AGAIN, then=(("2026-10-20 09:00", told),))
    assert tells("2026-10-21 09:00", case) is None
    followed, action = looked_at("2026-10-21 09:00", case)
    assert moment_of(followed, action) == at("2026-10-28 09:00")  # only a person can change something


def test_a_courtesy_message_that_nobody_sent_lapses_on_its_day():
    story = ("2026-10-01", opened(an_invoice(due="2026-10-22")))
    followed, action = looked_at("2026-10-19 09:00", a_case(story))
    assert (action.document, action.group) == (Document.COURTESY, Group.TODAY)
    told = told_by(
        Author.CLOCK, story, then=(("2026-10-19 09:00", tells("2026-10-19 09:00", a_case(story))),)
    )
    followed, action = looked_at("2026-10-19 09:15", told)
    assert moment_of(followed, action) == at("2026-10-23 09:00")


def test_nobody_is_told_on_the_day_he_was_there_himself():
    late = a_case(("2026-11-20 15:00", opened()))  # a Friday: he saw that it is ready
    assert tells("2026-11-20 18:00", late) is None
    assert tells("2026-11-23 09:00", late).document is Document.FIRST_REMINDER
    followed, action = looked_at("2026-11-20 15:00", late)
    assert moment_of(followed, action) == at("2026-11-23 09:00")


def test_what_the_debtor_says_is_told_at_once_and_what_was_sent_the_next_morning():
    answer = e.DebtorAnswered(letter=1, answer=e.DebtorAnswer.PAID, words="Le 12")
    mailed = (
        ("2026-10-20 09:00", issued(1, "first_reminder")),
        ("2026-10-20 09:01", e.LetterMailed(letter=1, date=date(2026, 10, 20), message_id="m-1")),
    )
    sent = told_by(Author.CLOCK, ALONE, then=mailed)
    assert tells("2026-10-20 18:00", sent) is None
    assert tells("2026-10-21 09:00", sent) == e.CreditorTold(action="wait", version=3)
    said = continued(
        (Author.CREDITOR, [ALONE]), (Author.CLOCK, mailed), (Author.DEBTOR, [("2026-10-20 22:00", answer)])
    )
    followed, action = looked_at("2026-10-20 22:00", said)
    assert (action.kind, action.why.code) == (ActionKind.ANSWER_DEBTOR, "DEBTOR_PAID")
    assert moment_of(followed, action) <= at("2026-10-20 22:00")
    assert to_tell(followed, action, at("2026-10-20 22:00")).action == "answer_debtor"


def test_what_happens_while_the_mail_is_being_sent_is_still_to_be_told():
    dispute = ("2026-10-19 09:00", e.DisputeRaised(reason="Le prix"))
    case = continued(
        (Author.CREDITOR, [ALONE]),
        (Author.DEBTOR, [dispute]),
        (Author.CLOCK, [("2026-10-19 09:01", announced("2026-10-20", version=1))]),
    )
    assert [news.kind for news in case.news] == ["dispute_raised"]
    assert tells("2026-10-19 09:15", case).version == 3


def test_a_mail_that_may_not_have_left_told_nothing_and_is_told_again_the_next_morning_only():
    dispute = ("2026-10-20 10:00", e.DisputeRaised(reason="Le prix"))
    doubtful = ("2026-10-20 10:30", e.CreditorTold(action="wait", version=2, certain=False))
    case = continued((Author.CREDITOR, [ALONE]), (Author.DEBTOR, [dispute]), (Author.CLOCK, [doubtful]))
    assert tells("2026-10-20 18:00", case) is None
    assert tells("2026-10-21 09:00", case) is not None
    sure = ("2026-10-21 09:01", e.CreditorTold(action="wait", version=3))
    told = continued((Author.CREDITOR, [ALONE]), (Author.DEBTOR, [dispute]), (Author.CLOCK, [doubtful, sure]))
    assert tells("2026-10-22 09:00", told) is None


def test_money_answers_who_says_that_he_paid_but_not_who_is_not_concerned():
    for answer, left in ((e.DebtorAnswer.PAID, False), (e.DebtorAnswer.NOT_CONCERNED, True)):
        said = history(("2026-10-19", issued(1, "first_reminder")), so_far=history(ALONE))
        said = history(
            ("2026-10-20", e.DebtorAnswered(letter=1, answer=answer)), so_far=said, by=Author.DEBTOR
        )
        case = fold(CASE_ID, history(("2026-10-21", paid("100.00")), so_far=said))
        assert (case.answer is not None) is left
        assert fold(CASE_ID, history(("2026-10-22", e.Resumed()), so_far=said)).answer is None


def test_a_message_that_may_have_left_is_to_be_checked_and_told_within_the_next_run():
    claimed = lambda day: issued(1, "first_reminder")(day).model_copy(update={"being_sent": True})  # noqa: E731
    case = told_by(Author.CLOCK, ALONE, then=(("2026-10-20 09:00", claimed),))
    followed, action = looked_at("2026-10-20 09:05", case)
    assert (action.kind, action.why.code) == (ActionKind.CONFIRM_SENT, "SENDING_UNCERTAIN")
    assert moment_of(followed, action) == at("2026-10-20 09:10")
    assert to_tell(followed, action, at("2026-10-20 09:05")) is None  # somebody may be sending it
    assert to_tell(followed, action, at("2026-10-20 09:15")).action == "confirm_sent"
    assert not leaves_now(followed, action, at("2026-10-20 09:15"))


def test_a_second_message_that_may_have_left_is_told_like_the_first():
    def claimed(number):
        return lambda day: issued(number, "first_reminder")(day).model_copy(update={"being_sent": True})

    told = e.CreditorTold(action="confirm_sent", document="first_reminder", day=date(2026, 10, 20), version=2)
    case = continued(
        (Author.CREDITOR, [ALONE]),
        (Author.CLOCK, [("2026-10-20 09:00", claimed(1)), ("2026-10-20 09:15", told)]),
        (Author.CREDITOR, [("2026-10-20 10:00", e.LetterDiscarded(letter=1))]),
        (Author.CLOCK, [("2026-10-20 10:15", claimed(2))]),
    )
    assert tells("2026-10-20 10:30", case).action == "confirm_sent"


def test_a_reminder_that_lacks_something_waits_for_a_person_and_is_tried_again():
    held = e.StepHeld(document=Document.FIRST_REMINDER, code="MISSING_FACTS")
    case = told_by(Author.CLOCK, ALONE, then=(("2026-10-20 09:00", held),))
    followed, action = looked_at("2026-10-20 09:01", case)
    assert (action.kind, action.why.code) == (ActionKind.CORRECT, "STEP_HELD")
    assert to_tell(followed, action, at("2026-10-20 09:01")) is not None
    assert action.look_on == date(2026, 10, 21)
    noted = ("2026-10-20 12:00", e.Noted(text="Complété"))
    tried = [("2026-10-20 09:00", held)]
    touched = continued((Author.CREDITOR, [ALONE]), (Author.CLOCK, tried), (Author.CREDITOR, [noted]))
    assert touched.held is None


def test_a_debt_that_becomes_barred_is_looked_at_on_that_day():
    """L01: a consumer's is barred two years after; what was ready to leave is then to be seen to."""
    story = ("2026-10-01", opened(an_invoice(due="2026-10-15")))
    consumer = a_debtor("b2c")
    told = tells("2028-10-13 09:00", a_case(story), debtor=consumer)
    case = told_by(Author.CLOCK, story, then=(("2028-10-13 09:00", told),))
    followed, action = looked_at("2028-10-15 09:15", case, debtor=consumer)
    assert action.kind is ActionKind.REVIEW_AND_SEND or action.group is Group.UPCOMING
    assert moment_of(followed, action) == at("2028-10-16 09:00")
    assert tells("2028-10-16 09:00", case, debtor=consumer).action == "correct"


# --- BODACC (Z04-9) --------------------------------------------------------------------------------------------------

SIREN = {"debtor": {"name": "Imprimerie Vasseur", "siren": "552100554"}}


def checked_at(case, debtor=None):
    return check_of(on("2026-10-20", case, debtor or a_debtor(**SIREN)))


def test_a_business_is_looked_for_on_the_morrow_then_every_week():
    assert checked_at(a_case(ALONE)) == at("2026-10-02 06:00")
    looked = a_case(ALONE, ("2026-10-05", e.InsolvencyChecked(date=date(2026, 10, 5))))
    assert checked_at(looked) == at("2026-10-12 06:00")


@pytest.mark.parametrize(
    "story",
    [
        ("2026-10-05", e.Closed(reason="other")),
        ("2026-10-05", e.InsolvencyRecorded(procedure="liquidation", judgment_date=date(2026, 10, 2))),
        ("2026-10-05", e.ObstacleRecorded(obstacle="struck_off")),
        ("2026-10-05", e.PublicationFound(published_on=date(2026, 10, 2), nature="Autre")),
        ("2026-10-05", paid("1000.00")),
    ],
)
def test_nobody_is_looked_for_once_there_is_nothing_to_ask(story):
    assert checked_at(a_case(ALONE, story)) is None


def test_only_a_business_with_its_number_is_looked_for():
    assert checked_at(a_case(ALONE), a_debtor("b2c")) is None
    assert checked_at(a_case(ALONE), a_debtor()) is None


def test_a_publication_that_nobody_read_holds_everything_until_somebody_says_what_it_is():
    found = e.PublicationFound(published_on=date(2026, 10, 12), nature="Autre jugement")
    case = told_by(Author.CLOCK, ALONE, then=(("2026-10-14", found),))
    _, action = looked_at("2026-10-20 09:00", case)
    assert (action.kind, action.why.code) == (ActionKind.CORRECT, "PUBLICATION_TO_READ")
    read = ("2026-10-19", e.InsolvencyChecked(date=date(2026, 10, 19)))
    case = continued(
        (Author.CREDITOR, [ALONE]), (Author.CLOCK, [("2026-10-14", found)]), (Author.CREDITOR, [read])
    )
    assert looked_at("2026-10-20 09:00", case)[1].kind is ActionKind.REVIEW_AND_SEND


@pytest.mark.parametrize("day", [date(2026, 10, 19) + timedelta(n) for n in range(14)])
def test_the_moment_is_the_same_hour_in_paris_on_both_sides_of_the_change_of_season(day):
    followed, action = looked_at(f"{day} 07:00", a_case(ALONE))
    moment = moment_of(followed, action).astimezone(PARIS)
    assert (moment.hour, moment.minute) == (9, 0)
    assert moment.date() >= day
