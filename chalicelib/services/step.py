"""One step of one case: what fits now is done once, or it is said why not.

The case is read again: what the sweep saw may be over. A reminder is drawn, claimed, handed over, recorded, in that
order. The claim is the fact `LetterIssued(being_sent=True)`, written only if nobody wrote since the case was read
and no letter of the debtor was drawn meanwhile; whoever wrote it alone sends. Cut off after it, the letter shows as
«à vérifier» and is never sent again blindly.
"""

import logging
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.cases.case import PARIS, Case
from chalicelib.cases.case_letter import Choices, claimed_invoices
from chalicelib.cases.due import leaves_now, moment_of, to_tell
from chalicelib.cases.events import Event, LetterIssued, LetterMailed, LetterRefused, StepHeld
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author
from chalicelib.cases.statement import UnknownRateInStatement
from chalicelib.core.errors import Refusal
from chalicelib.documents.case_json import CaseSeen, Position
from chalicelib.documents.reminder_email import invoice_name, letter_name, reminder
from chalicelib.law.notice import Document
from chalicelib.law.register import NotYetPublished
from chalicelib.services import case_letters, invoice_files, ports
from chalicelib.services.cases import Stale, look, write
from chalicelib.services.clock import Clock
from chalicelib.services.letters import PDF
from chalicelib.services.space import Kin, Space, kin_of, place, place_of, together
from chalicelib.services.telling import tell

MOST_A_DAY = 100  # messages an account sends to its debtors: several share our name with the mail providers
DAY = 86_400  # seconds
LINK_LASTS = timedelta(days=60)
RETRY = timedelta(hours=1)
TRIES = 5  # of a record that others write before
UNCERTAIN, STILL_HELD = "uncertain", "skipped:STILL_HELD"

log = logging.getLogger("acquit")


@dataclass(frozen=True)
class _Found:
    """A case as it was found, with what claiming one of its letters relies upon."""

    space: Space
    seen: CaseSeen
    kin: Kin
    turn: int

    @property
    def position(self) -> Position:
        return self.seen.position

    @property
    def id(self) -> str:
        return self.position.case.id


def run_step(clock: Clock, work: ports.Work, now: datetime) -> str:
    """Does what fits now; the outcome to count: sent, uncertain, refused, held, told, gone, or `skipped:` and why.

    An exception leaves the case due: it is looked at again.
    """
    try:
        found = _find(clock, work.due.account, work.due.case, now)
    except ports.Gone:
        return "gone"
    if found is None:
        return "gone"
    try:
        return _done(clock, found, now)
    except (Stale, ports.Conflict):  # somebody wrote meanwhile: what he wrote may change everything
        return "skipped:CONFLICT"


def _find(clock: Clock, account: str, case: str, now: datetime) -> _Found | None:
    space = clock.space(account, now)
    history = space.cases.history(account, case)
    if not history:
        return None
    debtor = fold(case, history).debtor
    # Before the cases: a letter they do not show yet moves it on after it was read.
    turn = space.cases.turn(account, debtor)
    kin = kin_of(space, debtor)
    return _Found(space, look(space, kin, case, history), kin, turn)


def _done(clock: Clock, found: _Found, now: datetime) -> str:
    """What is done and, when nothing was, where the case stands from now on."""
    action, followed = found.position.action, found.position.followed
    moment = moment_of(followed, action)
    outcome = "skipped:NOT_NOW" if moment and moment > now else f"skipped:{action.why.code}"
    trying = _without_hold(found)
    if leaves_now(trying.followed, trying.action, now):
        assert trying.action.document is not None
        outcome = _send(clock, found, trying.action.document, now)
        if outcome != STILL_HELD:
            return outcome
    if not followed.case.closed and to_tell(followed, action, now):
        told = tell(clock, found.space, found.seen, now)
        if told != "skipped:TOLD":
            return UNCERTAIN if told == "told" and action.why.code == "SENDING_UNCERTAIN" else told
    place(found.space, [place_of(found.position)])
    return outcome


def _without_hold(found: _Found) -> Position:
    """The case as if nothing had kept its letter from leaving: what it lacked may be there now."""
    case = found.position.case
    if case.held is None or found.position.followed.today == case.held_on:
        return found.position
    free = case.model_copy(update={"held": None, "held_on": None})
    return together(found.space, found.kin, free)[case.id]


# --- a reminder that leaves ---------------------------------------------------------------------------------------


def _send(clock: Clock, found: _Found, document: Document, now: datetime) -> str:
    space, case = found.space, found.position.case
    if clock.limits.count("sendings", space.id, now, DAY) > MOST_A_DAY:
        _look_again(found, now, timedelta(days=1))
        return "skipped:MOST_A_DAY"
    try:
        drawing = case_letters.draw(space, found.seen, found.kin, document, _choices(case, document, space))
    except Refusal as refusal:
        return _hold(found, document, refusal.faults[0].code if refusal.faults else refusal.code)
    except (UnknownRateInStatement, NotYetPublished):
        return _hold(found, document, "UNKNOWN_RATE")
    issued, pdf = case_letters.keep(space, found.seen, drawing, clock.print_pdf, clock.files)
    link = clock.links.create(ports.Link(space.id, case.id, document, issued.letter, now + LINK_LASTS))
    mail = _mail(clock, found, drawing, issued, pdf, f"{clock.site}/message/#{link}")
    claimed = issued.model_copy(update={"being_sent": True})
    write(space, found.kin, case.id, found.seen.history, [_new(claimed)], Author.CLOCK, found.turn)
    try:
        message_id = clock.mailer.send(mail)
    except ports.NotAccepted as refused:
        return _refused(clock, found, issued, refused, now)
    except Exception as error:
        log.error("nobody knows whether a message left: %s", type(error).__qualname__)
        return UNCERTAIN
    day = now.astimezone(PARIS).date()
    _record(clock, found, now, LetterMailed(letter=issued.letter, date=day, message_id=message_id))
    return "sent"


def _choices(case: Case, document: Document, space: Space) -> Choices:
    """Ours, and the list of what goes with it."""
    refs = claimed_invoices(case, document, space.today)
    return Choices(enclosures=invoice_files.enclosure_lines(case, refs))


def _mail(
    clock: Clock,
    found: _Found,
    drawing: case_letters.Drawing,
    issued: LetterIssued,
    pdf: bytes,
    answer_link: str,
) -> ports.Mail:
    """In the creditor's name, with our address (Z02); answers go to the creditor.

    The PDFs of the invoices go beside the letter: inside it too, they would weigh twice.
    """
    account, facts = found.space.account, drawing.facts
    to = found.position.followed.debtor.email
    assert to is not None
    said = reminder(facts, drawing.drawn.statement, answer_link, clock.register, found.space.today)
    name = letter_name(facts, case_letters.filename(found.seen, issued.document))
    refs = [each.ref or "" for each in facts.invoices]
    beside = invoice_files.enclosures(found.position.case, refs, clock.files)
    return ports.Mail(
        to,
        said.subject,
        said.text,
        said.html,
        sender=facts.creditor.name,
        reply_to=facts.creditor.email or account.email,
        attachments=(
            ports.Attachment(name, PDF, pdf),
            *(
                ports.Attachment(invoice_name(facts, each.name, rank), PDF, each.content)
                for rank, each in enumerate(beside, 1)
            ),
        ),
        tags={"account": account.id, "case": found.id, "letter": str(issued.letter)},
    )


def _refused(
    clock: Clock, found: _Found, issued: LetterIssued, refused: ports.NotAccepted, now: datetime
) -> str:
    """It did not leave, for sure. What would be refused again waits for a person; the rest is tried in an hour."""
    events: list[Event] = [LetterRefused(letter=issued.letter, code=refused.code)]
    if refused.lasting:
        events.append(StepHeld(document=issued.document, code=refused.code))
    _record(clock, found, now, *events)
    if not refused.lasting:
        again = _find(clock, found.space.id, found.id, now)
        assert again is not None
        _look_again(again, now, RETRY)
    return "refused"


def _hold(found: _Found, document: Document, code: str) -> str:
    """It cannot leave as it is: recorded once for each reason, and tried again each working day."""
    held, case = StepHeld(document=document, code=code), found.position.case
    if case.held == held:
        return STILL_HELD
    write(found.space, found.kin, case.id, found.seen.history, [_new(held)], Author.CLOCK)
    return "held"


def _look_again(found: _Found, now: datetime, after: timedelta) -> None:
    place(found.space, [replace(place_of(found.position), due=now + after)])


def _record(clock: Clock, found: _Found, now: datetime, *events: Event) -> None:
    """What has happened is recorded, whatever others wrote meanwhile."""
    told = [_new(each) for each in events]
    for left in reversed(range(TRIES)):
        now_found = _find(clock, found.space.id, found.id, now)
        if now_found is None or not any(each.uncertain for each in now_found.position.case.letters):
            return  # erased, or the provider's own report was quicker
        try:
            write(now_found.space, now_found.kin, found.id, now_found.seen.history, told, Author.CLOCK)
            return
        except (Stale, ports.Conflict):
            if not left:
                raise


def _new(event: Event) -> tuple[str, Event]:
    """With an id nobody else has: of two who claim the same letter, one learns that he lost."""
    return secrets.token_hex(16), event
