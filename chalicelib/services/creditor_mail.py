"""The mail to a creditor, from where its cases stand: what leaves unless it answers, what it must do, what happened."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from chalicelib.cases.case import News
from chalicelib.cases.case_letter import encloses
from chalicelib.cases.due import waits_for_creditor
from chalicelib.cases.events import CreditorTold
from chalicelib.cases.leaving import asked_for, demanded
from chalicelib.cases.life import ActionKind
from chalicelib.documents import told
from chalicelib.documents.case_json import Position, sentence
from chalicelib.documents.creditor_email import to_creditor
from chalicelib.documents.phrases import phrase
from chalicelib.law.notice import Document
from chalicelib.services import ports
from chalicelib.services.clock import Clock
from chalicelib.services.space import Space

ANSWERS_LAST = timedelta(days=7)
# The part of the page's address that says which answer a link gives.
CHOICES = {
    "paid": "paye",
    "paid_in_part": "paye-en-partie",
    "disputed": "conteste",
    "wait": "attendre",
    "send_now": "envoyer",
}
# A letter to read for these reasons is ready; for others something must be seen to first.
_READY = ("LATE_SINCE", "FALLS_DUE", "NOTICE_UNANSWERED")


def mail_to_creditor(
    clock: Clock,
    space: Space,
    telling: ports.Telling,
    positions: Mapping[str, Position],
    now: datetime,
) -> ports.Mail:
    """`positions` are those of all the open cases; the links of what leaves are made here."""
    events = {each.case: each.event for each in telling.told}
    content = told.ToCreditor(
        leaving=tuple(
            _leaving(clock, space, positions[id], event, now)
            for id, event in events.items()
            if event.leaves_on
        ),
        ready=tuple(_ready(space, positions[id]) for id in events if _is_ready(positions[id])),
        tasks=tuple(_task(positions[id]) for id in events if _is_task(positions[id])),
        news=tuple(each for id in events for each in _news(positions[id])),
        waiting=tuple(_waiting(each) for id, each in positions.items() if id not in events and _waits(each)),
        again=max((day for id in events if (day := positions[id].case.doubted_on)), default=None),
    )
    said = to_creditor(content, clock.site, clock.register, space.today)
    tags = {"account": space.id, "telling": f"{telling.day}-{telling.rank}"}
    return ports.Mail(space.account.email, said.subject, said.text, said.html, tags=tags)


def _leaving(
    clock: Clock, space: Space, position: Position, event: CreditorTold, now: datetime
) -> told.Leaving:
    followed = position.followed
    assert event.document is not None
    assert event.leaves_on is not None
    link = clock.links.create(
        ports.Link(space.id, position.case.id, event.document, None, now + ANSWERS_LAST)
    )
    return told.Leaving(
        case=position.case.id,
        debtor=_name(position),
        document=event.document,
        invoices=tuple(each.invoice for each in asked_for(followed, event.document, event.leaves_on)),
        amount=demanded(followed, event.document, event.leaves_on, space.register),
        recipient=followed.debtor.email or "",
        leaves_on=event.leaves_on,
        at=followed.scenario.at,
        answers={choice: f"{clock.site}/reponse/#{link}.{path}" for choice, path in CHOICES.items()},
        enclosed=encloses(position.case, event.document, event.leaves_on),
    )


def _is_ready(position: Position) -> bool:
    action = position.action
    to_read = action.kind is ActionKind.REVIEW_AND_SEND and action.why.code in _READY
    return to_read and waits_for_creditor(action)


def _ready(space: Space, position: Position) -> told.Ready:
    followed, document = position.followed, position.action.document
    assert document is not None
    return told.Ready(
        case=position.case.id,
        debtor=_name(position),
        document=document,
        invoices=tuple(each.invoice for each in asked_for(followed, document, space.today)),
        amount=demanded(followed, document, space.today, space.register),
    )


def _is_task(position: Position) -> bool:
    return waits_for_creditor(position.action) and not _is_ready(position)


def _task(position: Position) -> told.Task:
    action = position.action
    return told.Task(
        case=position.case.id,
        debtor=_name(position),
        title=phrase("actions", action.kind),
        why=sentence(action.why)["sentence"],
    )


def _news(position: Position) -> Iterator[told.News]:
    for each in position.case.news:
        letter = next((letter for letter in position.case.letters if letter.number == each.letter), None)
        yield told.News(
            case=position.case.id,
            debtor=_name(position),
            kind=_kind(each, letter.document if letter else None),
            document=letter.document if letter else None,
            amount=letter.issued.amount if letter else None,
            day=each.day,
            email=position.followed.dead_address or position.followed.debtor.email,
            words=each.words,
        )


def _kind(news: News, document: Document | None) -> str:
    return f"{news.kind}_{document}" if news.kind == "letter_mailed" else news.kind


def _waits(position: Position) -> bool:
    return waits_for_creditor(position.action)


def _waiting(position: Position) -> told.Waiting:
    action = position.action
    since = action.day if action.day and action.day <= position.followed.today else None
    return told.Waiting(position.case.id, _name(position), phrase("actions", action.kind), since)


def _name(position: Position) -> str:
    return position.followed.debtor.debtor.name or ""
