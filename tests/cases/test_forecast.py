"""«Ce qui partira dans les 30 jours», as a person reads it; that it agrees with each day is tried on random lives."""

from datetime import date, timedelta

import pytest

from chalicelib.cases import events as e
from chalicelib.cases import life
from chalicelib.cases.sequence import forecast
from chalicelib.law.register import load
from tests.builders import a_case, a_debtor, an_invoice, on, opened, paid

REGISTER = load()


def planned(*cases, first="2026-10-16", days=30, debtor=None):
    followed = tuple(on(first, case, debtor) for case in cases)
    return [
        f"{each.day:%A} {each.day.day} {each.day:%B}: {each.document.value}{' alone' * each.automatic} {each.case[-1]}"
        for each in forecast(followed, date.fromisoformat(first), days, REGISTER)
    ]


def case(number=1, due="2026-10-15", *story, **more):
    facts = {"sending": "send_reminders"} | more
    return a_case(("2026-10-01", opened(an_invoice(due=due), **facts)), *story, id=f"case-000{number}")


def test_a_month_of_one_case():
    assert planned(case()) == [
        "Tuesday 20 October: first_reminder alone 1",
        "Friday 30 October: second_reminder alone 1",
    ]


def test_a_notice_is_shown_on_its_day_once_and_nothing_follows_it():
    assert planned(case(), first="2026-11-12", days=60) == [
        "Friday 13 November: first_reminder alone 1",  # announced on the 12th
        "Wednesday 18 November: second_reminder alone 1",
        "Monday 23 November: formal_notice 1",
    ]


def test_the_reminders_that_a_person_reads_again_are_shown_too():
    assert planned(case(sending="tell_me"))[0] == "Tuesday 20 October: first_reminder 1"


def test_a_month_of_two_cases_of_one_debtor():
    assert planned(case(1), case(2, "2026-10-05")) == [
        "Monday 19 October: first_reminder alone 2",  # announced on the Friday
        "Monday 26 October: second_reminder alone 2",
        "Monday 2 November: first_reminder alone 1",
        "Monday 9 November: formal_notice 2",
    ]


def test_a_promise_holds_the_month_back():
    promise = ("2026-10-16", e.PaymentPromised(until=date(2026, 11, 2)))
    assert planned(case(1, "2026-10-15", promise)) == [
        "Wednesday 4 November: first_reminder alone 1",  # announced on the 3rd, once the promise is over
        "Monday 9 November: second_reminder alone 1",
    ]


@pytest.mark.parametrize(
    "story",
    [
        ("2026-10-16", e.DisputeRaised(reason="Prix")),
        ("2026-10-15", paid("1000.00")),
        ("2026-10-16", e.Paused(until=date(2026, 12, 1), reason="Congés")),
        ("2026-10-16", e.ObstacleRecorded(obstacle="deceased")),
    ],
)
def test_nothing_leaves_a_case_that_is_held(story):
    assert planned(case(1, "2026-10-15", story)) == []
    assert planned(case(), debtor=a_debtor(opted_out=True)) == []


def test_statements_are_drawn_again_only_on_the_days_something_leaves(monkeypatch):
    """Fifty cases over thirty days must answer at once: time alone moves no day."""
    days = []

    def counted(case, debtor, scenario, day, register):
        days.append(day)
        return drawn(case, debtor, scenario, day, register)

    drawn = life.drawn
    cases = tuple(
        on("2026-10-16", a_case(("2026-10-01", opened(debtor=f"debtor-{n:04}")))) for n in range(10)
    )
    monkeypatch.setattr(life, "drawn", counted)
    assert len(forecast(cases, date(2026, 10, 16), 30, REGISTER)) == 20
    assert len(days) == 20
    assert set(days) == {date(2026, 10, 20), date(2026, 10, 20) + timedelta(10)}
