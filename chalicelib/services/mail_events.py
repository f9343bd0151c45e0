"""What the mail provider reports of a message that left: it was delivered, came back, or its reader complained.

The report names what it is about by the tags that the message bore. It is told by an outside service, perhaps twice,
perhaps about what no longer exists: whatever cannot be made sense of is ignored, without a word of whom it was about.
An exception means that the store did not answer, and that the report is to be told again.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS, Letter
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author, Recorded
from chalicelib.services import ports, scenarios
from chalicelib.services.cases import derived_id, write
from chalicelib.services.space import Space, kin_of

TRIES = 5  # of a record that others write before

log = logging.getLogger("acquit")


def hear(report: str, space_of: Callable[[str], Space], accounts: ports.Accounts) -> str:
    """Does what one report (SES event publishing, JSON) asks for; what it did, in a word.

    `space_of` gives the space of an account at this instant, or raises Gone. Told twice, it changes nothing more.
    """
    try:
        told = _Report.model_validate_json(report)
    except ValidationError:
        outcome = "unreadable"
    else:
        try:
            outcome = _heard(told, space_of, accounts)
        except ports.Gone:
            outcome = "gone"
    log.info("a report on a mail: %s", outcome)
    return outcome


def _heard(told: "_Report", space_of: Callable[[str], Space], accounts: ports.Accounts) -> str:
    tags = told.mail.tags
    if tags.case and tags.letter:
        return _of_letter(space_of(tags.account[0]), told, tags.case[0], tags.letter[0])
    if tags.telling and told.failure:
        return _unheard(tags.account[0], told, accounts)
    return "nothing"


# --- a letter to a debtor -----------------------------------------------------------------------------------------


def _of_letter(space: Space, told: "_Report", case: str, number: int) -> str:
    """Whatever is reported of a message proves that it had been accepted, but that it was rejected."""
    for left in reversed(range(TRIES)):
        history = space.cases.history(space.id, case)
        if not history:
            raise ports.Gone
        known = fold(case, history)
        letter = next((each for each in known.letters if each.number == number), None)
        if letter is None or not letter.issued.being_sent:
            return "unknown"
        events = [each for each in _events(told, letter) if not _recorded(history, each[0])]
        if not events:
            return "nothing"
        if told.failure:
            _bury(space, known.debtor, told, told.failure)
        try:
            write(space, kin_of(space, known.debtor), case, history, events, Author.CLOCK)
            break
        except ports.Conflict:
            if not left:
                raise
    return events[-1][1].kind


def _events(told: "_Report", letter: Letter) -> list[tuple[str, e.Event]]:
    """What the report says of this letter; the ids come from the message, so that what is told twice is known."""
    events: list[e.Event] = []
    if told.event_type is _Kind.REJECT:
        events.append(e.LetterRefused(letter=letter.number, code="REJECTED"))
        events.append(e.StepHeld(document=letter.document, code="REJECTED"))
    elif letter.uncertain:
        day, message = told.mail.timestamp.astimezone(PARIS).date(), told.mail.message_id
        events.append(e.LetterMailed(letter=letter.number, date=day, message_id=message))
    if told.failure:
        events.append(e.AddressFailed(letter=letter.number, failure=told.failure))
    report = f"{told.mail.message_id}/{told.event_type}"
    return [(derived_id(f"{report}/{each.kind}", 0), each) for each in events]


def _recorded(history: tuple[Recorded, ...], id: str) -> bool:
    return any(each.id == id for each in history)


def _bury(space: Space, debtor: str, told: "_Report", failure: e.AddressFailure) -> None:
    """No message leaves to this address any more, unless the debtor has another one by now."""
    for left in reversed(range(TRIES)):
        kept = space.debtors.get(space.id, debtor)
        address = kept.facts.email
        if address is None or address.lower() != told.mail.destination[0].lower():
            return
        if kept.dead and kept.dead.email == address:
            return
        dead = ports.DeadAddress(address, failure, space.today)
        try:
            scenarios.change_debtor(space, replace(kept, dead=dead))
            return
        except ports.Conflict:
            if not left:
                raise


# --- a mail to the creditor ---------------------------------------------------------------------------------------


def _unheard(account: str, told: "_Report", accounts: ports.Accounts) -> str:
    """The creditor would not read what is about to leave: nothing leaves by itself until it signs in by a mail."""
    for left in reversed(range(TRIES)):
        kept = accounts.get(account)
        if kept.unheard_since is not None:
            return "nothing"
        since = told.mail.timestamp.astimezone(PARIS).date()
        try:
            accounts.put(replace(kept, unheard_since=since))
            break
        except ports.Conflict:
            if not left:
                raise
    return "unheard"


# --- the report itself --------------------------------------------------------------------------------------------

_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
# Reports that travel as complaints and complain of nothing: a reader who says it is no spam, a check of signatures.
_NO_COMPLAINTS = ("not-spam", "auth-failure")


class _Told(BaseModel):
    """A part of a report; what it holds beyond is not read."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", frozen=True)


class _Kind(StrEnum):
    BOUNCE = "Bounce"
    COMPLAINT = "Complaint"
    DELIVERY = "Delivery"
    REJECT = "Reject"


class _Bounce(_Told):
    bounce_type: str


class _Complaint(_Told):
    complaint_feedback_type: str | None = None


class _Tags(BaseModel):
    """Whom the message was from, and which it was; each tag is a list of one."""

    account: tuple[_Id]
    case: tuple[_Id] | None = None
    letter: tuple[Annotated[int, Field(ge=1)]] | None = None
    telling: tuple[_Id] | None = None


class _Message(_Told):
    message_id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    timestamp: AwareDatetime
    destination: tuple[str]
    tags: _Tags


class _Report(_Told):
    event_type: _Kind
    mail: _Message
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None

    @property
    def failure(self) -> e.AddressFailure | None:
        """What the address did to the message for good."""
        if self.bounce and self.bounce.bounce_type == "Permanent":
            return e.AddressFailure.BOUNCED
        if self.complaint and self.complaint.complaint_feedback_type not in _NO_COMPLAINTS:
            return e.AddressFailure.COMPLAINED
        return None
