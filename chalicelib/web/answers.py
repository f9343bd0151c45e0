"""`/quick-answers`, `/debtor-answers`: what the links of our mails show and answer, without a session.

A link's secret comes in the body, never in an address: no log on the way holds it.
"""

import datetime
from typing import Annotated, Any

from chalice.app import Request, Response
from pydantic import Field, StringConstraints

from chalicelib.cases.events import DisputeRaised, Paused, PaymentReceived, StepReleased
from chalicelib.cases.facts import Facts
from chalicelib.cases.fields import Words
from chalicelib.documents import timeline
from chalicelib.documents.case_json import sentence
from chalicelib.law.notice import Document
from chalicelib.services import answers, ports
from chalicelib.services.answers import Doors, Said
from chalicelib.web import auth
from chalicelib.web.answer import as_json
from chalicelib.web.cases import event_of
from chalicelib.web.cases_schema import Sentence
from chalicelib.web.read import facts_of
from chalicelib.web.schema import Answer, Cents

Token = Annotated[str, StringConstraints(max_length=200)]


class LinkFollowed(Facts):
    """Body of `POST …/read`: the secret of the link."""

    token: Token


class QuickAnswer(Facts):
    """Body of `POST /quick-answers`: what happened, as the creditor says."""

    token: Token
    event: Annotated[PaymentReceived | DisputeRaised | Paused | StepReleased, Field(discriminator="kind")]


class DebtorReply(Facts):
    """Body of `POST /debtor-answers`: what the reader of a message says; a dispute says why."""

    token: Token
    answer: Said
    words: Words | None = None


class Answered(Answer):
    """What this link answered already: the kind of fact, and what the case says of it."""

    kind: str
    title: str
    detail: str | None


class QuickView(Answer):
    """What the creditor is asked: `amount` is the principal of these invoices, `day` the one the letter leaves on by
    itself, null when it does not; `why` says where the case stands, `possible` what may be answered."""

    case: str
    debtor: str
    document: Document
    label: str
    invoices: list[str]
    amount: Cents
    day: datetime.date | None
    why: Sentence
    possible: list[str]
    answered: Answered | None


class Replied(Answer):
    answer: Said
    words: str | None


class MessageView(Answer):
    """What the reader of a message is shown of it: who wrote, and that letter alone."""

    creditor: str
    email: str
    document: Document
    label: str
    date: datetime.date
    invoices: list[str]
    amount: Cents
    replied: Replied | None


def read_quick(request: Request, doors: Doors, limits: ports.Limits) -> Response:
    """Changes nothing."""
    _admit(request, doors, limits)
    return as_json(_quick(answers.read_quick(doors, facts_of(request, LinkFollowed).token)))


def answer_quick(request: Request, doors: Doors, limits: ports.Limits) -> Response:
    """As `read_quick`, once the answer is recorded."""
    _admit(request, doors, limits)
    told = event_of(request, QuickAnswer)
    return as_json(_quick(answers.answer_quick(doors, told.token, told.event)))


def read_debtor(request: Request, doors: Doors, limits: ports.Limits) -> Response:
    """Changes nothing."""
    _admit(request, doors, limits)
    return as_json(_message(answers.read_debtor(doors, facts_of(request, LinkFollowed).token)))


def answer_debtor(request: Request, doors: Doors, limits: ports.Limits) -> Response:
    """As `read_debtor`, once what is said is recorded."""
    _admit(request, doors, limits)
    told = facts_of(request, DebtorReply)
    return as_json(_message(answers.answer_debtor(doors, told.token, told.answer, told.words)))


def _admit(request: Request, doors: Doors, limits: ports.Limits) -> None:
    auth.refuse_other_sites(request)
    answers.admit(auth.network_of(request), doors.now, limits)


def _quick(quick: answers.Quick) -> dict[str, Any]:
    view = QuickView(
        case=quick.case,
        debtor=quick.debtor,
        document=quick.document,
        label=timeline.label(quick.document),
        invoices=list(quick.invoices),
        amount=str(quick.amount),
        day=quick.day,
        why=Sentence(**sentence(quick.why)),
        possible=list(quick.possible),
        answered=_answered(quick),
    )
    return view.model_dump(mode="json")


def _answered(quick: answers.Quick) -> Answered | None:
    """In the words of the case's own story."""
    if quick.answered is None:
        return None
    (entry,) = (each for each in timeline.past(quick.history) if each.event == quick.answered.id)
    return Answered(kind=entry.kind, title=entry.title, detail=entry.detail)


def _message(message: answers.Message) -> dict[str, Any]:
    view = MessageView(
        creditor=message.creditor,
        email=message.email,
        document=message.document,
        label=timeline.label(message.document),
        date=message.date,
        invoices=list(message.invoices),
        amount=str(message.amount),
        replied=Replied(answer=message.said, words=message.words) if message.said else None,
    )
    return view.model_dump(mode="json")
