"""What a person does with a case: open it, look at it, record what happened. Nothing twice, nothing lost.

Whoever writes names the version it saw and an id of its own: a stale version is refused with the case as it is
(`Stale`), the same id told again changes nothing and gets the same answer.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.cases import admissible
from chalicelib.cases.case import Case
from chalicelib.cases.events import STOPS_ALL, ClosingReason, Event, TermsChanged
from chalicelib.cases.facts import MOST_INVOICES, Origin
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author, Recorded, record
from chalicelib.cases.opening import Opening
from chalicelib.core.days import is_working_day
from chalicelib.core.errors import Fault, Refusal
from chalicelib.documents.case_json import CaseSeen, Position
from chalicelib.services import ports
from chalicelib.services.debtors import debtor_of
from chalicelib.services.space import (
    Kin,
    Space,
    history_of,
    kin_of,
    moved,
    place,
    place_of,
    positions,
    together,
)


class Stale(ports.Conflict):
    """Somebody wrote first: nothing was written, and `current` is the case as it is now."""

    def __init__(self, current: CaseSeen) -> None:
        super().__init__()
        self.current = current


@dataclass(frozen=True)
class Listed:
    """One page of the list; `next` asks for the one after."""

    positions: tuple[Position, ...]
    next: str | None


def page(space: Space, after: str | None = None, *, closed: bool = False) -> Listed:
    """A hundred cases: two calls, however many the account has."""
    read = space.cases.closed_cases if closed else space.cases.open_cases
    found = read(space.id, after)
    debtors = space.debtors.some(space.id, {case.debtor for case in found.cases}) if found.cases else {}
    return Listed(tuple(positions(space, found.cases, debtors).values()), found.next)


def case_of(space: Space, case: str) -> CaseSeen:
    """The case, whole; refuses CASE_UNKNOWN."""
    return _look(space, case, history_of(space, case))


def open_case(space: Space, opening: Opening) -> tuple[CaseSeen, bool]:
    """Opens a case, or adds its invoices to the one of this debtor that may still take them; whether it joined one.

    Refuses DEBTOR_UNKNOWN, what contradicts itself, and an invoice of this debtor that is followed already.
    """
    if history := space.cases.history(space.id, opening.id):
        return told_again(space, opening.id, history), False
    debtor = debtor_of(space, opening.debtor, opening.id)
    if faults := opening.faults(debtor.facts.regime, space.today):
        raise Refusal("INVALID_FACTS", faults=faults)
    kin = Kin(debtor, space.cases.of_debtor(space.id, debtor.id))
    if known := _followed_already(opening, kin):
        return _joined_before(space, opening, known), True
    joined = _may_take(space, opening, kin)
    if joined is None:
        events = _numbered(opening, opening.opens(debtor.id))
        return write(space, kin, opening.id, (), events), False
    first: tuple[Event, ...] = (opening.joins(), *_origin_told(joined, opening))
    return write(space, kin, joined.id, history_of(space, joined.id), _numbered(opening, *first)), True


def record_fact(
    space: Space, case: str, version: int, id: str, event: Event, author: Author = Author.CREDITOR
) -> CaseSeen:
    """Adds a fact. Refuses CASE_UNKNOWN and what cannot have happened, under paths of `event`; raises Stale."""
    history = history_of(space, case)
    if any(each.id == id for each in history):
        return told_again(space, case, history)
    kin = kin_of(space, fold(case, history).debtor)
    seen = look(space, kin, case, history)
    if version != len(history):
        raise Stale(seen)
    faults = admissible.faults_of(seen.position.case, event, history, kin.debtor.facts, space.today)
    if faults:
        raise Refusal("INVALID_FACTS", faults=faults)
    return write(space, kin, case, history, [(id, event)], author)


def write(
    space: Space,
    kin: Kin,
    id: str,
    history: tuple[Recorded, ...],
    events: list[tuple[str, Event]],
    author: Author = Author.CREDITOR,
    turn: int | None = None,
) -> CaseSeen:
    """Appends events, all or none, then moves the debtor's other cases that wait for this one (E03).

    `turn` is the debtor's, read before its cases were: given when a letter is drawn.

    Cut off between the two, a sibling is looked at a few days late and placed then, or as soon as the same thing is
    told again: no step is lost. When another request wrote first, it told the same thing or Stale is raised.
    """
    links = record(history, events, space.now, author)
    case = fold(id, (*history, *links))
    after = together(space, kin, case)
    try:
        stops_all = any(isinstance(event, STOPS_ALL) for _, event in events)
        space.cases.append(space.id, case, links, place_of(after[id]), turn, stops_all)
    except ports.Conflict:
        now = history_of(space, id)
        if any(each.id == events[0][0] for each in now):
            return told_again(space, id, now)
        raise Stale(_look(space, id, now)) from None
    place(space, [each for each in _moved(space, kin, after) if each.case != id])
    return _seen(space, (*history, *links), after, id)


def _moved(space: Space, kin: Kin, after: dict[str, Position]) -> Iterable[ports.Place]:
    """On a day off every letter of today shows as to come: what two views of it have in common tells nothing."""
    if is_working_day(space.today):
        return moved(together(space, kin), after)
    return [place_of(each) for each in after.values() if not each.case.closed]


def told_again(space: Space, id: str, history: tuple[Recorded, ...]) -> CaseSeen:
    """The case, when what is told is recorded already; its siblings are placed, in case the first time was cut."""
    kin = kin_of(space, fold(id, history).debtor)
    positions = together(space, kin, fold(id, history))
    place(space, [place_of(each) for each in positions.values() if each.case.id != id])
    return _seen(space, history, positions, id)


def look(space: Space, kin: Kin, id: str, history: tuple[Recorded, ...]) -> CaseSeen:
    """The case its history tells, among its siblings."""
    return _seen(space, history, together(space, kin, fold(id, history)), id)


def derived_id(id: str, rank: int) -> str:
    """The id of what is recorded along with `id`: the same each time it is told."""
    return hashlib.sha256(f"{id}/{rank}".encode()).hexdigest()[:32]


def _look(space: Space, id: str, history: tuple[Recorded, ...]) -> CaseSeen:
    return look(space, kin_of(space, fold(id, history).debtor), id, history)


def _seen(space: Space, history: tuple[Recorded, ...], positions: dict[str, Position], id: str) -> CaseSeen:
    siblings = tuple(each.followed for each in positions.values() if not each.case.closed)
    return CaseSeen(positions[id], history, siblings)


# --- opening ----------------------------------------------------------------------------------------------------------


def _numbered(opening: Opening, *first: Event) -> list[tuple[str, Event]]:
    """The events of an opening: the first bears its id, the others ids that follow from it."""
    events: Iterable[Event] = (*first, *opening.movements())
    return [(derived_id(opening.id, rank) if rank else opening.id, e) for rank, e in enumerate(events)]


def _followed_already(opening: Opening, kin: Kin) -> dict[int, Case]:
    """The invoices of this opening, by position, that a case of the debtor holds."""
    held = {
        invoice.ref: case
        for case in kin.cases
        if case.closed is None or case.closed.reason is not ClosingReason.MISTAKE
        for invoice in case.invoices
    }
    return {n: held[each.ref] for n, each in enumerate(opening.invoices) if each.ref in held}


def _joined_before(space: Space, opening: Opening, known: dict[int, Case]) -> CaseSeen:
    """The case this very opening joined; refuses INVOICE_ALREADY_FOLLOWED when another one brought its invoice."""
    case = next(iter(known.values())).id
    history = history_of(space, case)
    if any(each.id == opening.id for each in history):
        return told_again(space, case, history)
    raise Refusal(
        "INVALID_FACTS",
        faults=tuple(Fault("INVOICE_ALREADY_FOLLOWED", f"invoices[{n}].ref") for n in known),
    )


def _may_take(space: Space, opening: Opening, kin: Kin) -> Case | None:
    """The open case that new invoices of this debtor join: not beyond the reminders, nor under another contract."""
    if opening.reminders or opening.notice:  # they have a life of their own already
        return None
    positions = together(space, kin)
    able = [
        each.case
        for each in positions.values()
        if admissible.joinable(each.case)
        and each.followed.owed
        and not (each.case.insolvency or each.case.obstacles)
        and len(each.case.invoices) + len(opening.invoices) <= MOST_INVOICES
        and _same_contract(each.case, opening)
    ]
    return max(able, key=lambda case: (case.opened_on, case.id), default=None)


def _same_contract(case: Case, opening: Opening) -> bool:
    """Its money rules are the case's; what was sold may differ."""
    told = opening.terms.model_copy(update={"origin": Origin()})
    return told in (type(told)(), case.terms.model_copy(update={"origin": Origin()}))


def _origin_told(case: Case, opening: Opening) -> tuple[TermsChanged, ...]:
    """What the new invoices were for, added to what the case says."""
    kept, told = case.terms.origin, opening.terms.origin
    if told == Origin() or told == kept:
        return ()
    changes = {name: getattr(kept, name) or getattr(told, name) for name in Origin.model_fields}
    both = f"{kept.description}\u202f; {told.description}"
    if kept.description and told.description and kept.description != told.description and len(both) <= 200:
        changes["description"] = both
    return (TermsChanged(terms=case.terms.model_copy(update={"origin": Origin(**changes)})),)
