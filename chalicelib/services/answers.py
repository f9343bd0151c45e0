"""What the links of our mails read and answer: without a session, one thing about one case, once.

A pre-flight leads its creditor here, a reminder whoever reads it. Reading writes nothing: mail programs open links
too. What is answered is recorded under an id that follows from the token, so that a second answer by the same link
changes nothing and is told what was answered the first time. A link that is unknown, over, or of an account that is
gone gets one and the same refusal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from chalicelib.cases import events as e
from chalicelib.cases.admissible import allowed_kinds
from chalicelib.cases.case import Case, Letter
from chalicelib.cases.case_letter import claimed_invoices
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author, Recorded
from chalicelib.cases.leaving import asked_for
from chalicelib.cases.life import ActionKind, Why
from chalicelib.core.errors import Fault, Refusal
from chalicelib.core.money import ZERO
from chalicelib.law.notice import Document
from chalicelib.services import ports
from chalicelib.services.cases import Stale, derived_id, look, record_fact
from chalicelib.services.space import Space, kin_of

HOUR = 3600  # seconds
MOST_PER_NETWORK = 60  # links read or answered an hour
TRIES = 5  # of an answer that others write before

QuickEvent = e.PaymentReceived | e.DisputeRaised | e.Paused | e.StepReleased
_QUICK = ("payment_received", "dispute_raised", "paused", "step_released")


class Said(StrEnum):
    """What the reader of a message answers."""

    PAID = "paid"
    DISPUTED = "disputed"
    NOT_CONCERNED = "not_concerned"


@dataclass(frozen=True)
class Doors:
    """Where links are kept, and how the space of an account is come by (which raises Gone)."""

    links: ports.Links
    space_of: Callable[[str], Space]
    now: datetime


@dataclass(frozen=True)
class Quick:
    """What a pre-flight's link is about: `amount` is the principal the reminder asks for, `day` the one it leaves on
    by itself, None when it does not, or no more. `possible` are the kinds of answers there are."""

    case: str
    debtor: str
    document: Document
    invoices: tuple[str, ...]
    amount: Decimal
    day: date | None
    why: Why
    possible: tuple[str, ...]
    history: tuple[Recorded, ...]
    answered: Recorded | None


@dataclass(frozen=True)
class Message:
    """What the reader of a reminder is shown of it: that letter, and nothing else of the case."""

    creditor: str
    email: str
    document: Document
    date: date
    invoices: tuple[str, ...]
    amount: Decimal
    said: Said | None = None
    words: str | None = None


def admit(network: str, now: datetime, limits: ports.Limits) -> None:
    """Refuses TOO_MANY_ANSWERS to a network that tries links by the dozen."""
    if limits.count("answers-of-network", network, now, HOUR) > MOST_PER_NETWORK:
        raise Refusal("TOO_MANY_ANSWERS")


def read_quick(doors: Doors, token: str) -> Quick:
    """Refuses LINK_EXPIRED."""
    return _quick(_opened(doors, token, letter=False))


def answer_quick(doors: Doors, token: str, event: QuickEvent) -> Quick:
    """Records the creditor's answer, unless this link answered already.

    Refuses LINK_EXPIRED, and what cannot have happened under paths of `event`; raises Stale.
    """
    opened = _opened(doors, token, letter=False)
    planned = opened.link.document
    if isinstance(event, e.StepReleased) and event.document is not planned:
        fault = Fault("NOT_A_CHOICE", "event.document", {"choices": [planned.value]})
        raise Refusal("INVALID_FACTS", faults=(fault,))
    return _quick(_recorded(opened, event, Author.CREDITOR))


def read_debtor(doors: Doors, token: str) -> Message:
    """Refuses LINK_EXPIRED, and LINK_CLOSED once the case is."""
    return _message(_opened(doors, token, letter=True))


def answer_debtor(doors: Doors, token: str, said: Said, words: str | None) -> Message:
    """Records what the reader of a message says, unless this link said something already.

    Refuses as `read_debtor`, and a dispute without `words` (MISSING); raises Stale.
    """
    opened = _opened(doors, token, letter=True)
    shown = _message(opened)
    if shown.said:
        return shown
    if said is Said.DISPUTED and not words:
        raise Refusal("INVALID_FACTS", faults=(Fault("MISSING", "words"),))
    return _message(_recorded(opened, _event_of(opened, said, words), Author.DEBTOR))


# --- the link -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Opened:
    """A link that holds, its case as it is now, and the id its answer bears."""

    link: ports.Link
    space: Space
    history: tuple[Recorded, ...]
    id: str

    @property
    def case(self) -> Case:
        return fold(self.link.case, self.history)

    @property
    def answer(self) -> Recorded | None:
        return next((each for each in self.history if each.id == self.id), None)


def _opened(doors: Doors, token: str, *, letter: bool) -> _Opened:
    link = doors.links.read(token, doors.now)
    if link is None or (link.letter is not None) is not letter:
        raise Refusal("LINK_EXPIRED")
    try:
        space = doors.space_of(link.account)
    except ports.Gone:
        raise Refusal("LINK_EXPIRED") from None
    history = space.cases.history(space.id, link.case)
    if not history:
        raise Refusal("LINK_EXPIRED")
    return _Opened(link, space, history, derived_id(token, 0))


def _recorded(opened: _Opened, event: e.Event, author: Author) -> _Opened:
    """The same, once its answer is in the history, whatever others write meanwhile."""
    history = opened.history
    for left in reversed(range(TRIES)):
        try:
            seen = record_fact(opened.space, opened.link.case, len(history), opened.id, event, author)
            break
        except Stale as stale:
            if not left:
                raise
            history = stale.current.history
    return _Opened(opened.link, opened.space, seen.history, opened.id)


# --- the creditor's -------------------------------------------------------------------------------------------------


def _quick(opened: _Opened) -> Quick:
    space, document, history = opened.space, opened.link.document, opened.history
    seen = look(space, kin_of(space, opened.case.debtor), opened.link.case, history)
    followed, action = seen.position.followed, seen.position.action
    leaves = action.kind is ActionKind.REVIEW_AND_SEND and action.automatic and action.document is document
    day = max(action.day, space.today) if leaves and action.day else None
    told = asked_for(followed, document, day or space.today) or followed.unpaid
    allowed = allowed_kinds(followed)
    return Quick(
        case=opened.link.case,
        debtor=followed.debtor.debtor.name or "",
        document=document,
        invoices=tuple(each.invoice for each in told),
        amount=sum((each.principal_remaining for each in told), ZERO),
        day=day,
        why=action.why,
        possible=tuple(kind for kind in _QUICK if kind in allowed and (leaves or kind != "step_released")),
        history=history,
        answered=opened.answer,
    )


# --- the debtor's ---------------------------------------------------------------------------------------------------


def _message(opened: _Opened) -> Message:
    letter, answer = _letter(opened), opened.answer
    if answer is None and opened.case.closed:
        raise Refusal("LINK_CLOSED")
    account = opened.space.account
    said, words = _said(answer.event) if answer else (None, None)
    return Message(
        creditor=account.profile.creditor.name or "",
        email=account.profile.creditor.email or account.email,
        document=letter.document,
        date=letter.sent.date if letter.sent else letter.issued_on,
        invoices=_invoices(opened),
        amount=letter.issued.amount,
        said=said,
        words=words,
    )


def _event_of(opened: _Opened, said: Said, words: str | None) -> e.Event:
    if said is not Said.DISPUTED:
        answer = e.DebtorAnswer(said.value)
        return e.DebtorAnswered(letter=_letter(opened).number, answer=answer, words=words)
    assert words is not None
    disputed = {each.invoice for each in opened.case.disputes}
    held = [invoice.ref for invoice in opened.case.invoices]
    meant = [
        ref for ref in _invoices(opened) if ref in held
    ] or held  # all of them, once they bear other numbers
    fresh = tuple(ref for ref in meant if ref not in disputed)
    # Disputed already: what is said now is kept beside it.
    return e.DisputeRaised(reason=words, invoices=fresh) if fresh else e.Noted(text=words)


def _said(event: e.Event) -> tuple[Said | None, str | None]:
    match event:
        case e.DebtorAnswered(answer=answer, words=words):
            return Said(answer.value), words
        case e.DisputeRaised(reason=words) | e.Noted(text=words):
            return Said.DISPUTED, words
        case _:
            return None, None


def _letter(opened: _Opened) -> Letter:
    for each in opened.case.letters:
        if each.number == opened.link.letter:
            return each
    raise Refusal("LINK_EXPIRED")


def _invoices(opened: _Opened) -> tuple[str, ...]:
    """The invoices of the letter: those of the case as it was when the letter was drawn."""
    number = opened.link.letter
    for rank, each in enumerate(opened.history):
        if isinstance(each.event, e.LetterIssued) and each.event.letter == number:
            before = fold(opened.link.case, opened.history[:rank])
            return claimed_invoices(before, each.event.document, _letter(opened).issued_on)
    raise Refusal("LINK_EXPIRED")
