"""What the creditor is told by mail: one mail for all its cases that have something to tell at this instant.

The mail is claimed before it is sent and marked once it was; then each case records that it was told. Cut off in
between, the case finds the mark at its next turn. A mail that was claimed and never marked may or may not have left:
its cases say so, it announced nothing, and what still waits is listed again in the next one.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.cases.due import SENDING_LASTS, to_tell
from chalicelib.cases.events import CreditorTold
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author
from chalicelib.documents.case_json import CaseSeen, Position
from chalicelib.services import ports
from chalicelib.services.cases import Stale, derived_id, write
from chalicelib.services.clock import Clock
from chalicelib.services.creditor_mail import mail_to_creditor
from chalicelib.services.space import Space, every_open_case, kin_of

REMEMBERED = timedelta(days=7)  # a mail older than that is in the history of its cases, or lost

log = logging.getLogger("acquit")


def tell(clock: Clock, space: Space, seen: CaseSeen, now: datetime) -> str:
    """Tells the creditor what there is to tell of this case, with all the others'; the outcome to count."""
    case = seen.position.case.id
    tellings = clock.tellings.since(space.id, space.today - REMEMBERED)
    for telling in reversed(tellings):
        if (event := _of(telling, case)) and not _recorded(seen, telling):
            return _settle(space, seen, telling, event, now)
    positions = every_open_case(space)
    told = _to_tell(positions, tellings, now)
    if all(each.case != case for each in told):  # it was told while this message waited
        return "skipped:TOLD"
    rank = 1 + max((each.rank for each in tellings if each.day == space.today), default=0)
    return _mail(clock, space, ports.Telling(space.today, rank, now, told), positions, now)


def _to_tell(
    positions: Mapping[str, Position], tellings: Iterable[ports.Telling], now: datetime
) -> tuple[ports.Told, ...]:
    """What to tell, but of the cases that an earlier mail tells of and that do not say so yet."""
    last = {told.case: each.at for each in tellings for told in each.told}
    return tuple(
        ports.Told(id, event)
        for id, each in positions.items()
        if not (id in last and (each.case.told_at is None or each.case.told_at < last[id]))
        and (event := to_tell(each.followed, each.action, now))
    )


def _mail(
    clock: Clock, space: Space, telling: ports.Telling, positions: Mapping[str, Position], now: datetime
) -> str:
    mail = mail_to_creditor(clock, space, telling, positions, now)
    try:
        clock.tellings.claim(space.id, telling)
    except ports.Conflict:
        return "skipped:BEING_TOLD"
    try:
        message_id = clock.mailer.send(mail)
    except ports.NotAccepted as refused:
        log.error("a mail to a creditor was refused: %s", refused.code)
        clock.tellings.release(space.id, telling)
        if refused.lasting:  # a mailbox that takes nothing: no pre-flight protects this account any more
            clock.accounts.put(replace(space.account, unheard_since=space.today))
        return "refused"
    except Exception as error:
        log.error("nobody knows whether a mail to a creditor left: %s", type(error).__qualname__)
        return "uncertain"
    clock.tellings.sent(space.id, telling, message_id)
    for each in telling.told:
        _record(space, each.case, telling, each.event)
    return "told"


def _settle(space: Space, seen: CaseSeen, telling: ports.Telling, event: CreditorTold, now: datetime) -> str:
    """An earlier mail told of this case, and the case does not say so yet."""
    case = seen.position.case.id
    if telling.message_id is not None:
        _record(space, case, telling, event)
        return "told"
    if now < telling.at + SENDING_LASTS:
        return "skipped:BEING_TOLD"
    _record(space, case, telling, event.model_copy(update={"certain": False}))
    return "uncertain"


def _record(space: Space, case: str, telling: ports.Telling, event: CreditorTold) -> None:
    """What others write at the same time goes first: the case is looked at again."""
    history = space.cases.history(space.id, case)
    if not history or any(each.id == _id(telling, case) for each in history):
        return
    try:
        kin = kin_of(space, fold(case, history).debtor)
        write(space, kin, case, history, [(_id(telling, case), event)], Author.CLOCK)
    except (Stale, ports.Conflict):
        log.info("a case will say at its next turn that its creditor was told")


def _of(telling: ports.Telling, case: str) -> CreditorTold | None:
    return next((told.event for told in telling.told if told.case == case), None)


def _recorded(seen: CaseSeen, telling: ports.Telling) -> bool:
    return any(each.id == _id(telling, seen.position.case.id) for each in seen.history)


def _id(telling: ports.Telling, case: str) -> str:
    return derived_id(f"telling/{telling.day}/{telling.rank}/{case}", 0)
