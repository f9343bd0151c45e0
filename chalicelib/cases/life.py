"""Where a case stands and what comes next, derived from its facts: nobody types a state.

A `Followed` case is one case on one day, with what decides about it. `situation_of` says where it stands,
`next_action` (sequence.py) what to do next and why, each with a code whose French sentence is in
`templates/phrases.toml`.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from chalicelib.cases.case import Case
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.cases.scenario import Scenario
from chalicelib.cases.statement import Statement
from chalicelib.law.notice import Document


@dataclass(frozen=True)
class Followed:
    """A case on a day: `statement` is drawn that day, or on the last computable one (`unknown_semester`, B22)."""

    case: Case
    debtor: FollowedDebtor
    scenario: Scenario
    statement: Statement
    today: date
    unknown_semester: str | None = None


class SituationKind(StrEnum):
    """The words of the first column of a list."""

    NOT_DUE = "not_due"  # À échoir
    LATE = "late"  # En retard de n jours
    REMINDED = "reminded"  # Relancé
    NOTICE_GIVEN = "notice_given"  # Mis en demeure
    PROMISED = "promised"  # Promesse au …
    PLAN = "plan"  # Échéancier
    DISPUTED = "disputed"  # Contesté
    PAUSED = "paused"  # En pause
    STOPPED = "stopped"  # insolvency, over-indebtedness, death, protected adult, struck off
    ACCESSORIES_DUE = "accessories_due"  # principal paid, penalties or EUR 40 left
    SETTLED = "settled"  # Soldé
    CLOSED = "closed"  # Clos


@dataclass(frozen=True)
class Situation:
    """`days` late, or the `day` it lasts until."""

    kind: SituationKind
    days: int | None = None
    day: date | None = None


class ActionKind(StrEnum):
    """The next right thing; one button each."""

    REVIEW_AND_SEND = "review_and_send"  # a step has come: read the letter again, send it
    CONFIRM_SENT = "confirm_sent"  # a letter was drawn and nobody said that it left
    RECORD_PRESENTATION = "record_presentation"  # the notice was posted: when was it first presented?
    CHECK_PAYMENT = "check_payment"  # a promise or an instalment has come to its day
    ANSWER_DISPUTE = "answer_dispute"
    DECLARE_CLAIM = "declare_claim"  # insolvency: last day to declare (H-02)
    SETTLE_ACCESSORIES = "settle_accessories"  # principal paid: claim, or waive with a reason
    CHOOSE_PROCEDURE = "choose_procedure"  # the last notice stayed without answer (N01-N08)
    CLOSE = "close"  # everything is settled
    CORRECT = "correct"  # something stops the next step that only a person can mend
    WAIT = "wait"  # nothing to do: a step to come, or something that suspends


class Group(StrEnum):
    """The part of the list a case stands in."""

    TODAY = "today"  # À faire aujourd'hui
    UPCOMING = "upcoming"  # À venir
    WAITING = "waiting"  # En attente: promise, dispute, pause, plan, stop
    CLOSED = "closed"


@dataclass(frozen=True)
class Why:
    """A reason: `code` names its sentence (phrases.toml, section «why»), `details` fill it."""

    code: str
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class NextAction:
    """What is next. `day`: the day to act (today or past: now; later: to come); None when no day is known.

    `document` is the step it is about, `letter` the drawn one. `automatic`: the clock sends it without asking.
    """

    kind: ActionKind
    group: Group
    why: Why
    day: date | None = None
    document: Document | None = None
    letter: int | None = None
    automatic: bool = False
