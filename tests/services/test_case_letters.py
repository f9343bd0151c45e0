"""Letters of a case: what they say comes from its facts, drawing one is done once, and what keeps one from leaving."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case_letter import Choices, letter_facts
from chalicelib.cases.facts import Channel, LetterFacts, Obstacle, OnUnknownRate
from chalicelib.cases.history import intact
from chalicelib.cases.statement import UnknownRateInStatement
from chalicelib.core.errors import Refusal
from chalicelib.documents.pdf import PrintJob
from chalicelib.law.notice import Document
from chalicelib.services import letters
from chalicelib.services.case_letters import issue, link, preview
from chalicelib.services.cases import Stale, case_of, open_case, record_fact
from chalicelib.services.space import Space
from tests import builders as a
from tests import fakes
from tests.services.a_space import (
    ACCOUNT,
    a_payment,
    a_space,
    an_invoice,
    an_opening,
    everything_in_its_place,
    later,
)
from tests.services.unreliable import Broken, Line, over

SOLD = {"origin": {"description": "Impression d’affiches"}}
NOTICE = Document.FORMAL_NOTICE


@dataclass
class Printer:
    """Prints the page itself, and counts."""

    printed: list[PrintJob] = field(default_factory=list)

    def __call__(self, job: PrintJob) -> bytes:
        self.printed.append(job)
        return b"%PDF " + job.html.encode()


@pytest.fixture
def world() -> fakes.World:
    return fakes.World()


@pytest.fixture
def space(world: fakes.World) -> Space:
    """One case, late since 15 October."""
    space = a_space(world)
    open_case(space, an_opening(terms=SOLD))
    return space


def drawn(
    space: Space,
    document: Document = Document.FIRST_REMINDER,
    id: str = "letter-001",
    version: int | None = None,
    choices: Choices | None = None,
    printer: Printer | None = None,
    files: Any = None,
) -> tuple[int, Any]:
    version = len(space.cases.history(ACCOUNT, "case-0001")) if version is None else version
    files = files or fakes.Files(space.cases.world)  # type: ignore[attr-defined]
    return issue(space, "case-0001", version, id, document, choices or Choices(), files, printer or Printer())


def told(space: Space, *events: e.Event) -> None:
    for event in events:
        version = len(space.cases.history(ACCOUNT, "case-0001"))
        record_fact(space, "case-0001", version, f"told-{version:05}", event)


def sent(space: Space, number: int, channel: Channel = Channel.EMAIL) -> None:
    told(space, e.LetterSent(letter=number, date=space.today, channel=channel))


def checked(space: Space) -> None:
    told(space, e.InsolvencyChecked(date=space.today))


def faults(refusal: pytest.ExceptionInfo[Refusal]) -> dict[str, str]:
    return {fault.field: fault.code for fault in refusal.value.faults}


def facts_of(
    space: Space, document: Document = Document.FIRST_REMINDER, choices: Choices | None = None
) -> LetterFacts:
    position = case_of(space, "case-0001").position
    profile = space.account.profile
    return letter_facts(position.followed, position.situation, profile, document, choices or Choices())


# --- drawing ------------------------------------------------------------------------------------------------------


def test_a_letter_is_kept_with_its_hash_before_it_is_recorded(space: Space, world: fakes.World) -> None:
    number, seen = drawn(space)
    letter = seen.position.case.letters[0]
    content = world.files[letter.issued.file]
    assert number == letter.number == 1
    assert letter.issued.file.startswith(f"{ACCOUNT}/case-0001/1-")
    assert letter.issued.sha256 == hashlib.sha256(content).hexdigest()
    assert letter.issued.amount == seen.position.followed.due
    assert letter.waits
    assert intact(seen.history)
    assert everything_in_its_place(space, world)


def test_the_same_request_twice_is_one_letter_printed_once(space: Space, world: fakes.World) -> None:
    printer = Printer()
    first = drawn(space, version=1, printer=printer)
    again = drawn(later(space, 2), version=1, printer=printer)
    assert (first[0], again[0]) == (1, 1)
    assert first[1].history == again[1].history
    assert (len(printer.printed), len(world.files)) == (1, 1)


def test_a_tab_that_is_late_draws_nothing(space: Space, world: fakes.World) -> None:
    told(space, a_payment())
    with pytest.raises(Stale) as stale:
        drawn(space, version=1)
    assert stale.value.current.position.case.version == 2
    assert not world.files


@pytest.mark.parametrize("after", [True, False], ids=["answer lost", "not written"])
@pytest.mark.parametrize("at", [1, 2])
def test_a_letter_cut_anywhere_and_asked_again_is_drawn_once(
    space: Space, world: fakes.World, at: int, after: bool
) -> None:
    line = Line(at, after=after)
    with pytest.raises(Broken):
        drawn(over(line, space), version=1, files=line.through(fakes.Files(world)))
    history = space.cases.history(ACCOUNT, "case-0001")
    issued = [each.event for each in history if isinstance(each.event, e.LetterIssued)]
    assert all(each.file in world.files for each in issued)
    tomorrow = later(space, 1)
    number, seen = drawn(tomorrow, version=1)
    assert number == 1
    assert [letter.number for letter in seen.position.case.letters] == [1]
    assert world.files[seen.position.case.letters[0].issued.file]


def test_a_letter_drawn_again_takes_the_place_of_the_one_that_waited(space: Space) -> None:
    drawn(space)
    number, seen = drawn(later(space, 3), id="letter-002")
    assert number == 2
    assert [(letter.number, letter.waits) for letter in seen.position.case.letters] == [(1, False), (2, True)]


def test_the_file_of_a_letter_has_a_name_a_person_knows(space: Space, world: fakes.World) -> None:
    drawn(space)
    assert "/1-" in link(space, "case-0001", 1, fakes.Files(world))
    for number in (0, 2):
        with pytest.raises(Refusal, match="LETTER_UNKNOWN"):
            link(space, "case-0001", number, fakes.Files(world))


# --- what a letter says --------------------------------------------------------------------------------------------


def test_a_letter_recalls_what_was_sent_before(space: Space) -> None:
    drawn(space)
    sent(space, 1)
    after = later(space, 10)
    facts = facts_of(after, Document.SECOND_REMINDER)
    assert [(each.date, each.channel) for each in facts.reminders] == [(space.today, Channel.EMAIL)]
    assert facts.answer_by is not None
    assert facts.answer_by > after.today
    assert drawn(after, Document.SECOND_REMINDER, "letter-002")[0] == 2


def test_the_answer_is_awaited_until_the_eve_of_the_notice_it_announces(space: Space) -> None:
    today = facts_of(space, Document.SECOND_REMINDER)
    assert today.answer_by == date(2026, 11, 24)  # D + 30 is past: the gap of five days after today
    early = a_space(space.cases.world, "2026-10-26 09:00")  # type: ignore[attr-defined]
    assert facts_of(early, Document.SECOND_REMINDER).answer_by == date(2026, 11, 13)


def test_a_last_notice_recalls_the_notice_its_debtor_was_given(space: Space) -> None:
    checked(space)
    drawn(space, NOTICE)
    sent(space, 1, Channel.REGISTERED)
    after = later(space, 14)
    told(after, e.LetterPresented(letter=1, date=space.today))
    notice = facts_of(after, Document.LAST_NOTICE).earlier_notice
    assert (notice.date, notice.presented_on, notice.deadline_days) == (space.today, space.today, 8)
    told(after, e.InsolvencyChecked(date=after.today))
    with pytest.raises(Refusal) as refused:
        drawn(after, Document.LAST_NOTICE, "letter-002")
    assert faults(refused) == {"choices.next_step": "MISSING"}
    choices = Choices.model_validate({"next_step": "order_for_payment"})
    assert drawn(after, Document.LAST_NOTICE, "letter-002", choices=choices)[0] == 2


def test_a_disputed_invoice_is_left_out_and_no_other_sum_moves() -> None:
    space = a_space()
    opening = an_opening(
        "case-0001",
        an_invoice("F-1"),
        an_invoice("F-2", amount="600.00"),
        payments=[{"date": "2026-11-02", "amount": "1200.00"}],
    )
    open_case(space, opening)
    told(space, e.DisputeRaised(reason="Défaut", invoices=("F-1",)))
    whole = case_of(space, "case-0001").position.followed.statement
    facts = facts_of(space)
    assert [invoice.ref for invoice in facts.invoices] == ["F-2"]
    assert [payment.invoice for payment in facts.payments] == ["F-2"]
    statement = letters.complete(facts, space.register).statement
    (told_balance,) = statement.balances
    kept = next(each for each in whole.balances if each.invoice == "F-2")
    assert told_balance == kept
    assert [line for line in whole.lines if line.invoice == "F-2"] == list(statement.lines)
    assert drawn(space)[1].position.case.letters[0].issued.amount == statement.totals.total_due
    assert [invoice.ref for invoice in facts_of(space, Document.ACCOUNT_STATEMENT).invoices] == ["F-1", "F-2"]


def test_an_invoice_for_which_a_later_day_was_granted_is_not_claimed_before_it() -> None:
    space = a_space()
    open_case(space, an_opening("case-0001", an_invoice("F-1"), an_invoice("F-2")))
    told(space, e.DueDateRenegotiated(invoice="F-1", due_date=date(2026, 12, 10)))
    assert [invoice.ref for invoice in facts_of(space).invoices] == ["F-2"]
    assert [invoice.ref for invoice in facts_of(later(space, 30)).invoices] == ["F-1", "F-2"]


# --- what keeps a letter from leaving -----------------------------------------------------------------------------


def test_a_notice_to_a_business_needs_a_look_at_its_insolvency_within_a_week(space: Space) -> None:
    with pytest.raises(Refusal, match="INSOLVENCY_CHECK_STALE") as refused:
        drawn(space, NOTICE)
    assert faults(refused) == {"insolvency_checked_on": "INSOLVENCY_CHECK_STALE"}
    checked(space)
    with pytest.raises(Refusal, match="INSOLVENCY_CHECK_STALE"):
        drawn(later(space, 8), NOTICE)
    assert drawn(later(space, 7), NOTICE)[0] == 1


def test_no_look_is_needed_for_a_consumer_nor_for_a_reminder() -> None:
    space = a_space()
    mediator = {"name": "Médiateur", "website": "https://mediateur.example.fr"}
    profile = space.account.profile.model_copy(
        update={"mediator": type(space.account.profile.mediator).model_validate(mediator)}
    )
    space = space.under(replace(space.account, profile=profile))
    client = {"facts": a.a_debtor("b2c").model_dump()}
    open_case(space, an_opening(terms=SOLD, debtor=client))
    assert drawn(space, NOTICE)[0] == 1


def test_every_reason_is_told_at_once_under_names_a_person_knows(space: Space) -> None:
    poor = space.under(
        replace(space.account, profile=space.account.profile.model_copy(update={"place": None}))
    )
    choices = Choices.model_validate({"deadline_days": 9})
    with pytest.raises(Refusal, match="MISSING_FACTS") as refused:
        drawn(poor, NOTICE, choices=choices)
    assert faults(refused) == {"place": "MISSING", "insolvency_checked_on": "INSOLVENCY_CHECK_STALE"}
    checked(space)
    with pytest.raises(Refusal, match="LETTER_REFUSED") as refused:
        drawn(space, NOTICE, choices=choices)
    assert faults(refused) == {"choices.deadline_days": "DEADLINE_NOT_OFFERED"}


def test_an_invoice_is_named_by_its_place_in_the_case() -> None:
    space = a_space()
    bare = a.an_invoice("F-2")
    open_case(space, an_opening("case-0001", an_invoice("F-1"), bare))
    told(space, e.DueDateRenegotiated(invoice="F-1", due_date=date(2026, 12, 10)))
    with pytest.raises(Refusal) as refused:
        drawn(space)
    assert faults(refused) == {"invoices[1].issue_date": "MISSING"}


def test_a_client_does_not_hear_of_us_twice_within_the_gap_whatever_the_case(space: Space) -> None:
    drawn(space)
    sent(space, 1)
    with pytest.raises(Refusal) as refused:
        drawn(later(space, 4), Document.SECOND_REMINDER, "letter-002")
    assert faults(refused) == {"choices.letter_date": "LETTER_TOO_SOON"}
    assert drawn(later(space, 5), Document.SECOND_REMINDER, "letter-002")[0] == 2
    open_case(space, an_opening("case-0002", an_invoice("F-2"), terms={"imputation": "principal_first"}))
    with pytest.raises(Refusal, match="LETTER_TOO_SOON"):
        issue(
            later(space, 4), "case-0002", 1, "letter-003", Document.FIRST_REMINDER, Choices(),
            fakes.Files(space.cases.world), Printer(),  # type: ignore[attr-defined]
        )  # fmt: skip


def test_a_step_is_done_once_but_a_notice_nobody_received_is_drawn_again(space: Space) -> None:
    drawn(space)
    sent(space, 1)
    with pytest.raises(Refusal, match="STEP_DONE"):
        drawn(later(space, 6), id="letter-002")
    after = later(space, 6)
    checked(after)
    drawn(after, NOTICE, "letter-003")
    sent(after, 2, Channel.REGISTERED)
    back = later(after, 7)
    told(back, e.LetterReturned(letter=2, date=back.today, reason=e.ReturnReason.ADDRESS))
    checked(back)
    assert drawn(back, NOTICE, "letter-004")[0] == 3


def test_a_signed_acknowledgement_moves_the_day_after_which_nothing_may_be_threatened() -> None:
    space = a_space()
    open_case(space, an_opening("case-0001", a.an_invoice("F-1", due="2021-10-15", issue_date="2021-09-15")))
    with pytest.raises(Refusal) as refused:
        drawn(space)
    assert faults(refused) == {"invoices[0].due_date": "LIMITATION_PASSED"}
    told(space, e.AcknowledgementSigned(date=date(2025, 1, 15)))
    assert drawn(space)[0] == 1


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (e.Paused(until=date(2026, 12, 1), reason="Accord"), "STOPPED_PAUSED"),
        (e.PaymentPromised(until=date(2026, 12, 1)), "STOPPED_PROMISE_RUNNING"),
        (e.DisputeRaised(reason="Défaut"), "STOPPED_DISPUTED"),
        (e.ObstacleRecorded(obstacle=Obstacle.STRUCK_OFF), "STOPPED_STRUCK_OFF"),
        (
            e.InsolvencyRecorded(procedure=e.Procedure.LIQUIDATION, judgment_date=date(2026, 11, 2)),
            "INSOLVENCY_STOPS_LETTERS",
        ),
        (e.Closed(reason=e.ClosingReason.OTHER), "CASE_CLOSED"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_stops_a_case_stops_its_letters_but_not_its_account_statement(
    space: Space, event: e.Event, code: str
) -> None:
    told(space, event)
    with pytest.raises(Refusal) as refused:
        drawn(space)
    assert code in faults(refused).values()
    assert drawn(space, Document.ACCOUNT_STATEMENT)[0] == 1


def test_past_the_last_published_rate_a_letter_stops_there_if_its_author_says_so(space: Space) -> None:
    january = later(space, 61)
    with pytest.raises(UnknownRateInStatement):
        drawn(january)
    choices = Choices(on_unknown_rate=OnUnknownRate.STOP_AT_LAST_KNOWN_DAY)
    letter = drawn(january, choices=choices)[1].position.case.letters[0]
    assert letter.issued.statement_day == date(2026, 12, 31)


def test_a_preview_shows_what_is_missing(space: Space) -> None:
    poor = space.under(
        replace(space.account, profile=space.account.profile.model_copy(update={"place": None}))
    )
    assert 'class="gap"' in preview(poor, "case-0001", NOTICE, Choices())
    assert 'class="gap"' not in preview(space, "case-0001", NOTICE, Choices())
