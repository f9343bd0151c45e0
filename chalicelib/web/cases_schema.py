"""What `/cases` and `/debtors` answer: models the OpenAPI document is built from, and tests hold the answers to."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from chalicelib.cases.case import Case
from chalicelib.cases.events import ReturnReason, Sending
from chalicelib.cases.facts import Channel
from chalicelib.cases.figures import Rating
from chalicelib.cases.life import ActionKind, Group, SituationKind
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.cases.plan import InstalmentState, PlanState
from chalicelib.cases.scenario import Scenario
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime
from chalicelib.web.schema import Answer, Cents, Statement


class Sentence(Answer):
    """A reason: its code, and the French sentence to show."""

    code: str
    sentence: str


class DebtorNamed(Answer):
    id: str
    name: str
    regime: Regime


class SituationTold(Answer):
    """Where a case stands, in words; `days` late, or the `day` it lasts until."""

    kind: SituationKind
    label: str
    days: int | None
    day: date | None


class NextTold(Answer):
    """What is next and why; `button` is null when there is nothing to do."""

    kind: ActionKind
    group: Group
    day: date | None
    document: Document | None
    letter: int | None
    automatic: bool
    button: str | None
    why: Sentence


class CaseRow(Answer):
    """A case in a list: `owed` is the principal not paid, `overdue` its part past due, `due` all that may be asked."""

    id: str
    version: int
    debtor: DebtorNamed
    invoices: list[str]
    owed: Cents
    overdue: Cents
    due: Cents
    situation: SituationTold
    next: NextTold


class CaseList(Answer):
    """A page of cases, by day to act; `next` asks for the one after."""

    today: date
    cases: list[CaseRow]
    next: str | None


class TimelineEntry(Answer):
    """One line of the story; `event` is what a correction names, null for what cannot be corrected."""

    day: date
    at: datetime | None
    kind: str
    by: str | None
    title: str
    detail: str | None
    event: str | None
    letter: int | None
    corrected: bool
    planned: bool


class Sent(Answer):
    date: date
    channel: Channel
    registered_number: str | None


class Returned(Answer):
    date: date
    reason: ReturnReason


class LetterTold(Answer):
    """A document that was drawn, and what became of it; `uncertain`: it was leaving, and nothing says that it did."""

    number: int
    document: Document
    label: str
    issued_on: date
    amount: Cents
    sent: Sent | None
    presented_on: date | None
    returned: Returned | None
    discarded: bool
    uncertain: bool


class InstalmentTold(Answer):
    date: date
    amount: Cents
    paid: Cents
    state: InstalmentState


class PlanTold(Answer):
    """A payment plan and how it goes."""

    instalments: list[InstalmentTold]
    state: PlanState


class LimitationTold(Answer):
    """The prudent last day to act on what is unpaid, to be confirmed."""

    day: date
    note: str


class Proposals(Answer):
    documents: list[Document]


class CaseView(CaseRow):
    """A case, whole: facts, statement with its reasons, story past and planned, what may be recorded or drawn."""

    opened_on: date
    sending: Sending
    facts: Case
    statement: Statement
    timeline: list[TimelineEntry]
    letters: list[LetterTold]
    plan: PlanTold | None
    limitation: LimitationTold | None
    declare_by: date | None
    allowed: list[str]
    proposals: Proposals
    scenario: Scenario
    joined: Literal[True] | None = None


class LetterDrawn(Answer):
    """The number of the letter, and the case it is drawn in."""

    letter: int
    case: CaseView


class StepTold(Answer):
    document: Document
    day: date
    label: str


class EffectTold(Answer):
    """A case whose next step would move."""

    id: str
    debtor: str
    invoices: list[str]
    before: StepTold | None
    after: StepTold | None


class Effects(Answer):
    """The cases that a scenario would move; the others are left out."""

    cases: list[EffectTold]


class ForecastStep(Answer):
    case: str
    debtor: str
    invoices: list[str]
    document: Document
    label: str
    automatic: bool
    why: Sentence


class ForecastDay(Answer):
    day: date
    steps: Annotated[list[ForecastStep], Field(min_length=1)]


class Forecast(Answer):
    """What leaves within thirty days; days without a letter are left out."""

    days: list[ForecastDay]


class Record(Answer):
    """How a client pays; when that may not be said, `refused` tells why and the rest is null (E07)."""

    refused: Sentence | None
    rating: Rating | None
    label: str | None
    arithmetic: str | None
    scale: str | None
    invoices: int | None
    invoiced: Cents | None
    on_time: Cents | None
    share: str | None
    days_late: int | None
    mean_days_late: str | None
    unpaid: int | None
    unpaid_amount: Cents | None


class DebtorView(Answer):
    """A client: what is known of it, what it owes, how it pays; since when its e-mail address takes no message."""

    id: str
    version: int
    facts: FollowedDebtor
    open_cases: int
    owed: Cents
    overdue: Cents
    record: Record
    unreachable_since: date | None


class DebtorList(Answer):
    debtors: list[DebtorView]
