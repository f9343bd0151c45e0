"""What the mail provider reports of a message: once, whatever it is about, and never about somebody else."""

import json
import logging
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS, Case
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author
from chalicelib.services import cases, debtors
from chalicelib.services.mail_events import hear
from chalicelib.services.ports import Account, Conflict, Debtor, Gone
from chalicelib.services.space import Space, kin_of
from tests import builders as a
from tests import fakes
from tests.services.a_space import ACCOUNT, a_space, an_opening

EMAIL = "compta@client.example"
CASE = "case-0001"
MESSAGE = "0107018f2b-abc-000000"
TIME = "2026-11-20T08:31:02.123Z"
FACTS = {
    "Bounce": {"bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": []}},
    "Complaint": {"complaint": {"complaintFeedbackType": "abuse", "complainedRecipients": []}},
    "Delivery": {"delivery": {"timestamp": TIME, "smtpResponse": "250 ok"}},
    "Reject": {"reject": {"reason": "Bad content"}},
}
OF_LETTER = {"account": [ACCOUNT], "case": [CASE], "letter": ["1"], "ses:configuration-set": ["acquit"]}
OF_TELLING = {"account": [ACCOUNT], "telling": ["2026-11-20-1"]}


def a_report(kind: str = "Bounce", tags: dict[str, Any] | None = None, to: str = EMAIL, **more: Any) -> str:
    """As SES publishes it."""
    mail = {
        "timestamp": TIME,
        "source": "bonjour@acquit.example",
        "messageId": MESSAGE,
        "destination": [to],
        "commonHeaders": {"subject": "Facture F-1"},
        "tags": OF_LETTER if tags is None else tags,
    }
    return json.dumps({"eventType": kind, "mail": mail, **FACTS.get(kind, {}), **more})


@dataclass
class Told:
    """An account with one case, whose first reminder the clock handed over; `mailed` is whether it recorded so."""

    mailed: bool = True
    world: fakes.World = field(default_factory=fakes.World)

    def __post_init__(self) -> None:
        self.space = a_space(self.world)
        facts = a.a_debtor(email=EMAIL)
        opening = an_opening(CASE, sending="send_reminders")
        opening = opening.model_copy(
            update={"debtor": opening.debtor.model_copy(update={"facts": facts, "id": None})}
        )
        cases.open_case(self.space, opening)
        issued = a.issued(1, "first_reminder")(self.space.today).model_copy(update={"being_sent": True})
        self.record("letter-1", issued)
        if self.mailed:
            self.record("mailed-1", e.LetterMailed(letter=1, date=self.space.today, message_id=MESSAGE))

    def record(self, id: str, event: e.Event) -> None:
        history = self.space.cases.history(ACCOUNT, CASE)
        kin = kin_of(self.space, self.debtor.id)
        cases.write(self.space, kin, CASE, history, [(id, event)], Author.CLOCK)

    def hear(self, report: str) -> str:
        return hear(report, self.space_of, fakes.Accounts(self.world))

    def space_of(self, account: str) -> Space:
        return replace(self.space, account=fakes.Accounts(self.world).get(account))

    @property
    def events(self) -> list[str]:
        return [each.event.kind for each in self.world.histories[ACCOUNT, CASE]]

    @property
    def case(self) -> Case:
        return fold(CASE, self.world.histories[ACCOUNT, CASE])

    @property
    def debtor(self) -> Debtor:
        (debtor,) = fakes.Debtors(self.world).all(ACCOUNT)
        return debtor

    @property
    def account(self) -> Account:
        return self.world.accounts[ACCOUNT]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What the service logs."""
    log, text = logging.getLogger("acquit"), StringIO()
    monkeypatch.setattr(log, "handlers", [logging.StreamHandler(text)])
    monkeypatch.setattr(log, "propagate", False)
    log.setLevel(logging.DEBUG)
    return text


@pytest.mark.parametrize(("kind", "failure"), [("Bounce", "bounced"), ("Complaint", "complained")])
def test_a_message_that_came_back_or_was_unwanted_is_recorded_and_its_address_is_dead(
    kind: str, failure: str
) -> None:
    told = Told()
    assert told.hear(a_report(kind)) == "address_failed"
    last = told.world.histories[ACCOUNT, CASE][-1]
    assert (last.by, last.event) == (
        Author.CLOCK,
        e.AddressFailed(letter=1, failure=e.AddressFailure(failure)),
    )
    dead = told.debtor.dead
    assert dead is not None
    assert (dead.email, dead.failure, dead.since) == (EMAIL, failure, date(2026, 11, 20))


def test_the_creditor_is_told_the_same_day_and_the_sequence_waits() -> None:
    told = Told()
    told.hear(a_report())
    shown = told.world.shown[ACCOUNT, CASE]
    assert shown.due is not None
    assert shown.due <= told.space.now
    assert cases.case_of(told.space, CASE).position.action.why.code == "ADDRESS_DEAD"


def test_a_report_told_twice_records_once() -> None:
    told = Told()
    told.hear(a_report())
    once, version = told.events, told.debtor.version
    assert told.hear(a_report()) == "nothing"
    assert (told.events, told.debtor.version) == (once, version)


def test_a_bounce_then_a_complaint_are_two_facts_about_one_dead_address() -> None:
    told = Told()
    told.hear(a_report("Bounce"))
    told.hear(a_report("Complaint"))
    assert told.events[-2:] == ["address_failed", "address_failed"]
    assert told.debtor.dead is not None
    assert told.debtor.dead.failure is e.AddressFailure.BOUNCED


def test_an_address_that_was_changed_meanwhile_is_not_dead() -> None:
    told = Told()
    new = told.debtor.facts.model_copy(update={"email": "autre@client.example"})
    debtors.put_debtor(told.space, told.debtor.id, told.debtor.version, new)
    assert told.hear(a_report()) == "address_failed"
    assert told.debtor.dead is None


def test_addresses_are_compared_without_case() -> None:
    told = Told()
    told.hear(a_report(to=EMAIL.upper()))
    assert told.debtor.dead is not None
    assert told.debtor.dead.email == EMAIL


def test_a_delivery_proves_that_what_nobody_recorded_was_accepted() -> None:
    told = Told(mailed=False)
    assert told.case.letters[0].uncertain
    assert told.hear(a_report("Delivery")) == "letter_mailed"
    (letter,) = told.case.letters
    assert not letter.uncertain
    assert letter.sent is not None
    assert letter.sent.date == date(2026, 11, 20)
    assert told.hear(a_report("Delivery")) == "nothing"
    assert told.events.count("letter_mailed") == 1


def test_the_day_it_was_accepted_is_that_of_paris() -> None:
    told = Told(mailed=False)
    told.hear(a_report("Delivery").replace(TIME, "2026-11-19T23:30:00Z"))
    assert told.case.letters[0].sent.date == date(2026, 11, 20)


def test_a_message_that_came_back_had_been_accepted() -> None:
    told = Told(mailed=False)
    assert told.hear(a_report("Bounce")) == "address_failed"
    assert told.events[-2:] == ["letter_mailed", "address_failed"]


def test_a_mail_that_was_recorded_and_delivered_changes_nothing() -> None:
    told = Told()
    before = told.events
    assert told.hear(a_report("Delivery")) == "nothing"
    assert told.events == before


@pytest.mark.parametrize(
    "more",
    [
        {"bounce": {"bounceType": "Transient", "bounceSubType": "MailboxFull"}},
        {"bounce": {"bounceType": "Undetermined", "bounceSubType": "Undetermined"}},
    ],
)
def test_what_may_pass_changes_nothing(more: dict[str, Any]) -> None:
    told = Told()
    before = told.events
    assert told.hear(a_report("Bounce", **more)) == "nothing"
    assert (told.events, told.debtor.dead) == (before, None)


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
def test_a_complaint_that_complains_of_nothing_changes_nothing(kind: str) -> None:
    told = Told()
    assert told.hear(a_report("Complaint", complaint={"complaintFeedbackType": kind})) == "nothing"
    assert told.debtor.dead is None


def test_a_message_the_provider_took_back_did_not_leave_and_waits_for_a_person() -> None:
    told = Told(mailed=False)
    assert told.hear(a_report("Reject")) == "step_held"
    assert told.events[-2:] == ["letter_refused", "step_held"]
    assert not told.case.letters[0].waits
    assert told.debtor.dead is None
    assert told.hear(a_report("Reject")) == "nothing"


def test_the_creditor_whose_mailbox_refuses_us_is_not_protected_any_more() -> None:
    told = Told()
    assert told.hear(a_report("Bounce", OF_TELLING, "a@example.fr")) == "unheard"
    assert told.account.unheard_since == date(2026, 11, 20)
    version = told.account.version
    assert told.hear(a_report("Complaint", OF_TELLING, "a@example.fr")) == "nothing"
    assert told.account.version == version


def test_a_mail_to_the_creditor_that_arrived_changes_nothing() -> None:
    told = Told()
    assert told.hear(a_report("Delivery", OF_TELLING)) == "nothing"
    assert told.account.unheard_since is None


@pytest.mark.parametrize(
    ("tags", "outcome"),
    [
        ({**OF_LETTER, "account": ["somebody-else"]}, "gone"),
        ({**OF_LETTER, "case": ["case-9999"]}, "gone"),
        ({**OF_LETTER, "letter": ["9"]}, "unknown"),
        ({**OF_TELLING, "account": ["somebody-else"]}, "gone"),
        ({"account": [ACCOUNT]}, "nothing"),
        ({**OF_LETTER, "letter": ["first"]}, "unreadable"),
        ({**OF_LETTER, "letter": ["0"]}, "unreadable"),
        ({**OF_LETTER, "account": ["a", "b"]}, "unreadable"),
        ({**OF_LETTER, "account": ["../a#b"]}, "unreadable"),
        ({"ses:configuration-set": ["acquit"]}, "unreadable"),
    ],
)
def test_a_report_about_nothing_of_ours_is_ignored(tags: dict[str, Any], outcome: str) -> None:
    told = Told()
    before = told.events
    assert told.hear(a_report("Bounce", tags)) == outcome
    assert (told.events, told.debtor.dead, told.account.unheard_since) == (before, None, None)


def test_a_letter_that_the_creditor_sent_himself_has_no_reports() -> None:
    told = Told()
    told.record("letter-2", a.issued(2, "second_reminder")(told.space.today))
    assert told.hear(a_report("Delivery", {**OF_LETTER, "letter": ["2"]})) == "unknown"


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "null",
        "[]",
        "{}",
        "\x00",
        '{"eventType": "Bounce"}',
        a_report("Open"),
        a_report().replace(TIME, "hier"),
        a_report().replace('"Bounce"', '["Bounce"]'),
        "[" * 100_000,
    ],
)
def test_garbage_is_ignored_without_a_word_of_what_it_says(garbage: str, said: StringIO) -> None:
    assert Told().hear(garbage) == "unreadable"
    assert said.getvalue() == "a report on a mail: unreadable\n"


def test_the_log_names_nobody(said: StringIO) -> None:
    Told().hear(a_report())
    assert "address_failed" in said.getvalue()
    assert EMAIL not in said.getvalue()


def test_a_case_that_is_closed_still_says_what_became_of_its_letter() -> None:
    told = Told()
    told.record("closed-01", e.Closed(reason=e.ClosingReason.WAIVED))
    assert told.hear(a_report()) == "address_failed"
    assert told.world.shown[ACCOUNT, CASE].due is None


def test_what_somebody_else_wrote_meanwhile_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    append, put, before = fakes.Cases.append, fakes.Debtors.put, told.events

    def append_after_somebody(*arguments: Any) -> None:
        monkeypatch.setattr(fakes.Cases, "append", append)
        told.record("noted-01", e.Noted(text="Appelé."))
        append(*arguments)

    def put_after_somebody(*arguments: Any) -> Debtor:
        monkeypatch.setattr(fakes.Debtors, "put", put)
        put(fakes.Debtors(told.world), ACCOUNT, told.debtor)
        return put(*arguments)

    monkeypatch.setattr(fakes.Cases, "append", append_after_somebody)
    monkeypatch.setattr(fakes.Debtors, "put", put_after_somebody)
    assert told.hear(a_report()) == "address_failed"
    assert told.events == [*before, "noted", "address_failed"]
    assert told.debtor.dead is not None


def test_a_store_that_never_gives_way_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()

    def refuse(*_: Any, **__: Any) -> None:
        raise Conflict

    monkeypatch.setattr(fakes.Cases, "append", refuse)
    with pytest.raises(Conflict):
        told.hear(a_report())


# --- the address of a client that is edited ------------------------------------------------------------------------


def test_an_address_stays_dead_when_the_client_is_edited_and_not_when_it_has_another() -> None:
    told = Told()
    told.hear(a_report())
    client = told.debtor
    opted_out = client.facts.model_copy(update={"opted_out": True})
    debtors.put_debtor(told.space, client.id, client.version, opted_out)
    assert told.debtor.dead == client.dead
    moved = client.facts.model_copy(update={"email": "nouveau@client.example"})
    debtors.put_debtor(told.space, client.id, told.debtor.version, moved)
    assert told.debtor.dead is None


def test_an_erased_account_is_gone() -> None:
    told = Told()
    told.world.addresses[told.account.email] = ACCOUNT
    fakes.Accounts(told.world).erase(told.account, date(2026, 11, 20))
    assert told.hear(a_report()) == "gone"
    with pytest.raises(Gone):
        told.space_of(ACCOUNT)


def test_a_report_comes_at_any_hour() -> None:
    told = Told()
    told.space = replace(told.space, now=datetime(2026, 11, 22, 3, 0, tzinfo=PARIS))
    assert told.hear(a_report()) == "address_failed"
