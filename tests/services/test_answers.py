"""Answers by the links of our mails: one thing, once, by whom it was sent to; reading changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case import Case
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author
from chalicelib.core.errors import Refusal
from chalicelib.law.notice import Document
from chalicelib.services import ports
from chalicelib.services.answers import (
    MOST_PER_NETWORK,
    Doors,
    Said,
    admit,
    answer_debtor,
    answer_quick,
    read_debtor,
    read_quick,
)
from chalicelib.services.cases import Stale, open_case, record_fact
from chalicelib.services.space import Space
from tests import builders as a
from tests import fakes
from tests.services.a_space import ACCOUNT, a_space, an_invoice, an_opening, everything_in_its_place

FIRST = Document.FIRST_REMINDER
PAID = e.PaymentReceived(date=date(2026, 11, 19), amount=Decimal("400.00"))
WAIT = e.Paused(until=date(2026, 12, 4), reason="Réponse par courriel")
RELEASED = e.StepReleased(document=FIRST)
DISPUTED = e.DisputeRaised(reason="Il manque un carton")


@dataclass
class Links:
    """The links of one case, late since 15 October 2026, whose reminders leave by themselves; on Friday 20 November."""

    world: fakes.World
    space: Space

    @property
    def doors(self) -> Doors:
        return Doors(fakes.Links(self.world), self._space_of, self.space.now)

    @property
    def case(self) -> Case:
        return fold("case-0001", self.history)

    @property
    def history(self) -> tuple[Any, ...]:
        return fakes.Cases(self.world).history(ACCOUNT, "case-0001")

    def to_creditor(self, document: Document = FIRST) -> str:
        return self._link(document, None)

    def to_debtor(self) -> str:
        return self._link(FIRST, 1)

    def tell(self, event: e.Event, author: Author = Author.CREDITOR) -> None:
        count = len(self.history)
        record_fact(self.space, "case-0001", count, f"told-{count:04}", event, author)

    def _space_of(self, account: str) -> Space:
        if account not in self.world.accounts:
            raise ports.Gone
        return self.space

    def _link(self, document: Document, letter: int | None) -> str:
        expires = self.space.now + timedelta(days=7)
        link = ports.Link(ACCOUNT, "case-0001", document, letter, expires)
        return fakes.Links(self.world).create(link)


@pytest.fixture
def links() -> Links:
    world = fakes.World()
    space = a_space(world)
    open_case(
        space,
        an_opening(
            "case-0001", an_invoice("F-1"), an_invoice("F-2", amount="500.00"), sending="send_reminders"
        ),
    )
    return Links(world, space)


@pytest.fixture
def sent(links: Links) -> Links:
    """Its first reminder left that day."""
    links.tell(a.issued(1, "first_reminder", amount="1500.00")(date(2026, 11, 20)), Author.CLOCK)
    links.tell(e.LetterMailed(letter=1, date=date(2026, 11, 20), message_id="m-1"), Author.CLOCK)
    return links


def code_of(refused: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as refusal:
        refused()
    return refusal.value.code


# --- the creditor ---------------------------------------------------------------------------------------------------


def test_a_link_of_a_pre_flight_shows_what_leaves_and_reading_it_changes_nothing(links: Links) -> None:
    token, before = links.to_creditor(), links.history
    for _ in range(3):  # a link scanner, then a person
        quick = read_quick(links.doors, token)
    assert (quick.debtor, quick.document, quick.invoices) == ("Imprimerie Vasseur", FIRST, ("F-1", "F-2"))
    assert quick.amount == Decimal("1500.00")
    assert quick.day == date(2026, 11, 23)  # told on Friday at the soonest, it leaves on Monday
    assert quick.possible == ("payment_received", "dispute_raised", "paused", "step_released")
    assert quick.answered is None
    assert links.history == before


@pytest.mark.parametrize("event", [PAID, WAIT, RELEASED, DISPUTED], ids=lambda event: event.kind)
def test_each_answer_records_that_very_fact_as_the_creditor_s_and_nothing_else(
    links: Links, event: Any
) -> None:
    count = len(links.history)
    quick = answer_quick(links.doors, links.to_creditor(), event)
    (recorded,) = links.history[count:]
    assert (recorded.event, recorded.by) == (event, Author.CREDITOR)
    assert quick.answered == recorded
    assert everything_in_its_place(links.space, links.world)


def test_a_link_answers_once_whatever_is_answered_next(links: Links) -> None:
    token = links.to_creditor()
    answer_quick(links.doors, token, WAIT)
    after = links.history
    for event in (PAID, RELEASED, WAIT):
        quick = answer_quick(links.doors, token, event)
        assert quick.answered is not None
        assert quick.answered.event == WAIT
    assert links.history == after
    assert read_quick(links.doors, token).answered == after[-1]


def test_another_link_of_the_same_case_still_answers(links: Links) -> None:
    answer_quick(links.doors, links.to_creditor(), WAIT)
    answer_quick(links.doors, links.to_creditor(), PAID)
    assert (links.case.pause, len(links.case.payments)) == (WAIT, 1)


def test_what_was_let_go_no_longer_waits_for_an_announcement(links: Links) -> None:
    quick = answer_quick(links.doors, links.to_creditor(), RELEASED)
    assert quick.day == date(2026, 11, 20)


def test_a_link_lets_go_of_its_own_step_only(links: Links) -> None:
    other = e.StepReleased(document=Document.SECOND_REMINDER)
    assert code_of(lambda: answer_quick(links.doors, links.to_creditor(), other)) == "INVALID_FACTS"
    assert links.case.released is None


def test_once_paid_nothing_leaves_and_the_link_says_so(links: Links) -> None:
    links.tell(e.PaymentReceived(date=date(2026, 11, 19), amount=Decimal("9000.00")))
    quick = read_quick(links.doors, links.to_creditor())
    assert (quick.day, quick.why.code) == (None, "OVERPAID")
    assert "step_released" not in quick.possible


def test_a_step_that_left_meanwhile_is_not_released(sent: Links) -> None:
    quick = read_quick(sent.doors, sent.to_creditor())
    assert (quick.day, "step_released" in quick.possible) == (None, False)
    assert code_of(lambda: answer_quick(sent.doors, sent.to_creditor(), RELEASED)) == "INVALID_FACTS"


def test_what_cannot_have_happened_is_refused_and_the_link_still_answers(links: Links) -> None:
    token = links.to_creditor()
    future = e.PaymentReceived(date=date(2026, 12, 1), amount=Decimal("400.00"))
    assert code_of(lambda: answer_quick(links.doors, token, future)) == "INVALID_FACTS"
    assert answer_quick(links.doors, token, PAID).answered is not None


def test_an_answer_is_recorded_whatever_is_written_meanwhile(links: Links) -> None:
    token = links.to_creditor()
    cases = _Interrupted(links, times=3)
    links.space = replace(links.space, cases=cases)
    quick = answer_quick(links.doors, token, PAID)
    assert quick.answered is not None
    assert [each.event.kind for each in links.history].count("noted") == 3
    assert len(links.case.payments) == 1


def test_a_case_written_to_without_end_gives_up_and_records_nothing(links: Links) -> None:
    token = links.to_creditor()
    links.space = replace(links.space, cases=_Interrupted(links, times=99))
    with pytest.raises(Stale):
        answer_quick(links.doors, token, PAID)
    assert links.case.payments == ()


# --- the debtor -----------------------------------------------------------------------------------------------------


def test_a_link_of_a_message_shows_that_letter_and_reading_it_changes_nothing(sent: Links) -> None:
    token, before = sent.to_debtor(), sent.history
    for _ in range(3):
        message = read_debtor(sent.doors, token)
    assert (message.document, message.date) == (FIRST, date(2026, 11, 20))
    assert (message.invoices, message.amount) == (("F-1", "F-2"), Decimal("1500.00"))
    assert message.creditor == sent.space.account.profile.creditor.name
    assert message.said is None
    assert sent.history == before


def test_it_stays_the_letter_as_it_was_whatever_the_case_becomes(sent: Links) -> None:
    token = sent.to_debtor()
    before = read_debtor(sent.doors, token)
    sent.tell(PAID)
    sent.tell(e.InvoicesAdded(invoices=(an_invoice("F-3"),)))
    sent.tell(e.DisputeRaised(reason="Casse", invoices=("F-2",)))
    assert read_debtor(sent.doors, token) == before


@pytest.mark.parametrize(("said", "answer"), [(Said.PAID, "paid"), (Said.NOT_CONCERNED, "not_concerned")])
def test_what_the_reader_says_stops_everything_until_the_creditor_sees_to_it(
    sent: Links, said: Said, answer: str
) -> None:
    message = answer_debtor(sent.doors, sent.to_debtor(), said, "Le 12 novembre, par virement.")
    assert (message.said, message.words) == (said, "Le 12 novembre, par virement.")
    recorded = sent.history[-1]
    assert recorded.by is Author.DEBTOR
    assert recorded.event == e.DebtorAnswered(
        letter=1, answer=e.DebtorAnswer(answer), words="Le 12 novembre, par virement."
    )
    assert [news.kind for news in sent.case.news] == ["letter_mailed", f"debtor_answered_{answer}"]
    assert everything_in_its_place(sent.space, sent.world)


def test_a_dispute_is_one_of_the_invoices_of_the_letter_that_the_case_still_holds(sent: Links) -> None:
    sent.tell(e.InvoicesAdded(invoices=(an_invoice("F-3"),)))
    sent.tell(e.InvoiceCorrected(invoice="F-2", becomes=None, reason="Doublon"))
    answer_debtor(sent.doors, sent.to_debtor(), Said.DISPUTED, "Il manque un carton.")
    assert sent.history[-1].by is Author.DEBTOR
    assert [each.invoice for each in sent.case.disputes] == ["F-1"]


def test_a_dispute_says_why(sent: Links) -> None:
    token = sent.to_debtor()
    assert code_of(lambda: answer_debtor(sent.doors, token, Said.DISPUTED, None)) == "INVALID_FACTS"
    assert answer_debtor(sent.doors, token, Said.DISPUTED, "Casse").words == "Casse"


def test_a_dispute_of_what_bears_another_number_now_is_not_lost(sent: Links) -> None:
    for ref in ("F-1", "F-2"):
        sent.tell(e.InvoiceCorrected(invoice=ref, becomes=an_invoice(f"{ref} bis"), reason="Saisie"))
    answer_debtor(sent.doors, sent.to_debtor(), Said.DISPUTED, "Casse")
    assert {each.invoice for each in sent.case.disputes} == {"F-1 bis", "F-2 bis"}


def test_what_is_said_of_a_dispute_already_open_is_kept_too(sent: Links) -> None:
    sent.tell(DISPUTED)
    message = answer_debtor(sent.doors, sent.to_debtor(), Said.DISPUTED, "Et un autre est abîmé.")
    assert (message.said, message.words) == (Said.DISPUTED, "Et un autre est abîmé.")
    assert sent.history[-1].event == e.Noted(text="Et un autre est abîmé.")


def test_a_message_is_answered_once_and_says_what_was_said(sent: Links) -> None:
    token = sent.to_debtor()
    answer_debtor(sent.doors, token, Said.PAID, None)
    after = sent.history
    for said in Said:
        assert answer_debtor(sent.doors, token, said, "Autre chose").said is Said.PAID
    assert read_debtor(sent.doors, token).words is None
    assert sent.history == after


def test_once_the_case_is_closed_nothing_is_asked_nor_recorded(sent: Links) -> None:
    before, after = sent.to_debtor(), sent.to_debtor()
    answer_debtor(sent.doors, before, Said.PAID, None)
    sent.tell(e.Closed(reason=e.ClosingReason.WAIVED))
    count = len(sent.history)
    assert read_debtor(sent.doors, before).said is Said.PAID
    assert code_of(lambda: read_debtor(sent.doors, after)) == "LINK_CLOSED"
    assert code_of(lambda: answer_debtor(sent.doors, after, Said.PAID, None)) == "LINK_CLOSED"
    assert len(sent.history) == count


# --- whose link it is -----------------------------------------------------------------------------------------------


def test_every_link_that_does_not_hold_gets_the_same_refusal(sent: Links) -> None:
    quick, message = sent.to_creditor(), sent.to_debtor()
    unknown = ["", "x", f"{ACCOUNT}.{'A' * 43}", f"nobody.{'A' * 43}"]
    for token in (*unknown, message):
        assert code_of(lambda token=token: read_quick(sent.doors, token)) == "LINK_EXPIRED"
        assert code_of(lambda token=token: answer_quick(sent.doors, token, PAID)) == "LINK_EXPIRED"
    for token in (*unknown, quick):
        assert code_of(lambda token=token: read_debtor(sent.doors, token)) == "LINK_EXPIRED"
        assert (
            code_of(lambda token=token: answer_debtor(sent.doors, token, Said.PAID, None)) == "LINK_EXPIRED"
        )
    late = replace(sent.doors, now=sent.space.now + timedelta(days=8))
    assert code_of(lambda: read_quick(late, quick)) == "LINK_EXPIRED"
    assert code_of(lambda: read_debtor(late, message)) == "LINK_EXPIRED"


def test_a_link_of_an_account_that_is_gone_tells_nothing(sent: Links) -> None:
    quick, message = sent.to_creditor(), sent.to_debtor()
    del sent.world.accounts[ACCOUNT]
    assert code_of(lambda: read_quick(sent.doors, quick)) == "LINK_EXPIRED"
    assert code_of(lambda: answer_debtor(sent.doors, message, Said.PAID, None)) == "LINK_EXPIRED"


def test_a_link_of_a_letter_that_was_never_drawn_leads_nowhere(links: Links) -> None:
    assert code_of(lambda: read_debtor(links.doors, links.to_debtor())) == "LINK_EXPIRED"


def test_a_network_that_tries_too_many_links_waits_an_hour() -> None:
    world, now = fakes.World(), datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    for _ in range(MOST_PER_NETWORK):
        admit("192.0.2.1", now, fakes.Limits(world))
    assert code_of(lambda: admit("192.0.2.1", now, fakes.Limits(world))) == "TOO_MANY_ANSWERS"
    admit("192.0.2.2", now, fakes.Limits(world))
    admit("192.0.2.1", now + timedelta(hours=1), fakes.Limits(world))


class _Interrupted(fakes.Cases):
    """A store to which somebody else writes a note just before each of the next `times` writes."""

    def __init__(self, links: Links, times: int) -> None:
        super().__init__(links.world)
        self.links, self.times, self.quiet = links, times, replace(links.space)

    def append(
        self,
        account: str,
        case: Case,
        events: Any,
        place: ports.Place,
        turn: int | None = None,
        stops_all: bool = False,
    ) -> None:
        if self.times:
            self.times -= 1
            count = len(self.links.history)
            record_fact(self.quiet, case.id, count, f"noted-{count:04}", e.Noted(text="Appel"))
        super().append(account, case, events, place, turn, stops_all)
