"""The weekly look at the BODACC (Z04-9): what is published about the debtors of open cases is recorded in each of them.

A procedure found stops the case and freezes its statement (H-01), a company struck off stops it too (H-06), a notice
that only a person can read waits for one. When nothing new is published, that is recorded as well: it is what lets a
formal notice leave.

A run may be cut anywhere and made again: what it records bears ids that follow from what was found. What it did not get
to is still due at the next run.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from chalicelib.cases.case import Case
from chalicelib.cases.events import (
    Event,
    InsolvencyChecked,
    InsolvencyRecorded,
    ObstacleRecorded,
    PublicationFound,
)
from chalicelib.cases.facts import Obstacle
from chalicelib.cases.history import Author
from chalicelib.core.errors import Refusal
from chalicelib.services import ports
from chalicelib.services.cases import Stale, derived_id, record_fact
from chalicelib.services.space import Space, kin_of

MOST = 400  # debtors a run: at two seconds each, with what is recorded, thirteen minutes
BETWEEN = 1.0  # seconds from one answer to the next question
DOWN_AFTER = 3  # questions in a row without an answer
TRIES = 2  # of a case that others write to meanwhile

log = logging.getLogger("acquit")


def run(
    cases: ports.Cases,
    space_of: Callable[[str], Space],
    bodacc: ports.Bodacc,
    now: datetime,
    pause: Callable[[float], object],
    *,
    most: int = MOST,
) -> Mapping[str, int]:
    """How often each came out: per case `checked` (nothing new), `found`, `struck_off`, `unclear`, `skipped` (nothing
    to record, or somebody else is writing) and `failed`; per debtor `unavailable`; `stopped` when BODACC is down.

    `space_of` gives the space of an account or raises Gone. One question per SIREN, `pause` (in seconds) between two.
    """
    questions = _Questions(bodacc, pause)
    outcomes: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    for due in cases.to_check(now):
        if (due.account, due.debtor) in seen:
            continue
        if len(seen) == most:
            break
        seen.add((due.account, due.debtor))
        outcomes.update(_safely(partial(_of_debtor, space_of, due, questions)))
        if questions.in_vain == DOWN_AFTER:
            outcomes["stopped"] += 1
            break
    return outcomes


@dataclass
class _Questions:
    """What was answered in this run, by SIREN; None where nothing was. `in_vain` counts those in a row."""

    bodacc: ports.Bodacc
    pause: Callable[[float], object]
    answers: dict[str, ports.Finding | None] = field(default_factory=dict)
    in_vain: int = 0

    def answer(self, siren: str) -> ports.Finding | None:
        if siren not in self.answers:
            if self.answers:
                self.pause(BETWEEN)
            self.answers[siren] = self._asked(siren)
        return self.answers[siren]

    def _asked(self, siren: str) -> ports.Finding | None:
        try:
            found = self.bodacc.of(siren)
        except ports.Unavailable as failure:
            log.warning("BODACC does not answer: %s", failure)
            self.in_vain += 1
            return None
        self.in_vain = 0
        if found.nature is not None:
            log.info("BODACC publishes what a person must read: %s", found.nature)
        return found


def _safely(attempt: Callable[[], list[str]]) -> list[str]:
    """What came out, whatever happens: what fails holds up nothing else. Its kind alone is logged: it may quote."""
    try:
        return attempt()
    except ports.Gone:
        return ["skipped"]
    except Exception as failure:
        if isinstance(failure, Refusal) and failure.code == "CASE_UNKNOWN":
            return ["skipped"]
        log.error("a debtor could not be checked: %s", type(failure).__qualname__)
        return ["failed"]


def _of_debtor(space_of: Callable[[str], Space], due: ports.Due, questions: _Questions) -> list[str]:
    """What came out for each open case of this debtor."""
    space = space_of(due.account)
    kin = kin_of(space, due.debtor)
    siren = kin.debtor.facts.debtor.siren
    cases = [case for case in kin.cases if not case.closed]
    if siren is None or not cases:
        return ["skipped"]
    finding = questions.answer(siren)
    if finding is None:
        return ["unavailable"]
    return [each for case in cases for each in _safely(partial(_of_case, space, case, siren, finding))]


def _of_case(space: Space, case: Case, siren: str, finding: ports.Finding) -> list[str]:
    for _ in range(TRIES):
        try:
            return [_recorded(space, case, siren, finding)]
        except Stale as stale:
            case = stale.current.position.case
    return ["skipped"]


def _recorded(space: Space, case: Case, siren: str, finding: ports.Finding) -> str:
    """Tells the case what it does not know of this finding. Raises Stale."""

    def tell(event: Event, what: object) -> Case:
        id = derived_id(f"{case.id}/bodacc/{siren}/{event.kind}/{what}", 0)
        told = record_fact(space, case.id, case.version, id, event, Author.CLOCK)
        return told.position.case

    if case.closed or _is_known(case, finding):
        return "skipped"
    outcome, event, what = _meaning(finding, space.today)
    if tell(event, what).version > case.version:
        return outcome
    # It was told already, and a person decided since that it does not matter, unless it is yet to be read.
    if outcome != "checked" and case.publication is None:
        tell(InsolvencyChecked(date=space.today), space.today)
        return "checked"
    return outcome


def _is_known(case: Case, finding: ports.Finding) -> bool:
    """Whether the case is stopped already by this, or by something else that nothing found here would change.

    What a person recorded of a later judgment stands: publication follows by days or weeks.
    """
    known = case.insolvency
    if finding.procedure and finding.judgment_date:
        if known is None:
            return False
        same = (known.procedure, known.judgment_date) == (finding.procedure, finding.judgment_date)
        return same or (known.notice is None and finding.judgment_date < known.judgment_date)
    return known is not None or Obstacle.STRUCK_OFF in case.obstacles


def _meaning(finding: ports.Finding, today: date) -> tuple[str, Event, object]:
    """The outcome, the fact to record, and what tells it from any other of its kind."""
    if finding.procedure and finding.judgment_date:
        insolvency = InsolvencyRecorded(
            procedure=finding.procedure,
            judgment_date=finding.judgment_date,
            published_on=finding.published_on,
            notice=finding.notice,
        )
        return "found", insolvency, f"{finding.procedure}/{finding.judgment_date}"
    published = finding.notice or finding.published_on
    if finding.struck_off:
        return "struck_off", ObstacleRecorded(obstacle=Obstacle.STRUCK_OFF), published
    if finding.nature is not None:
        unclear = PublicationFound(
            published_on=finding.published_on or today, nature=finding.nature, notice=finding.notice
        )
        return "unclear", unclear, published or finding.nature
    return "checked", InsolvencyChecked(date=today), today
