"""Where a case stands and what comes next, derived from its facts: nobody types a state.

A `Followed` case is one case on one day, with what decides about it. `situation_of` says where it stands,
`next_action` (sequence.py) what to do next and why, each with a code whose French sentence is in
`templates/phrases.toml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from chalicelib.cases.case import Case
from chalicelib.cases.facts import PenaltyClause, WaiverFacts
from chalicelib.cases.ledger import InvoiceBalance
from chalicelib.cases.ledger import Situation as InvoiceSituation
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.cases.plan import PlanState, Progress, progress
from chalicelib.cases.scenario import Scenario, ScenarioChanges, scenario_of
from chalicelib.cases.statement import Statement, UnknownRateInStatement, draw_up
from chalicelib.core.money import ZERO
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Register


@dataclass(frozen=True)
class Followed:
    """A case on a day: `statement` is drawn that day, or on the last computable one (`unknown_semester`, B22).

    `evening`: no message leaves any more today. `quiet`: nothing of this account leaves by itself. `dead_address`: the
    e-mail address of the debtor that messages came back from.
    """

    case: Case
    debtor: FollowedDebtor
    scenario: Scenario
    statement: Statement
    today: date
    unknown_semester: str | None = None
    evening: bool = False
    quiet: bool = False
    dead_address: str | None = None

    @property
    def unreachable(self) -> bool:
        """Whether the debtor's address, as it is now, takes no message."""
        return self.dead_address is not None and self.debtor.email == self.dead_address

    @cached_property
    def progress(self) -> Progress | None:
        """How the payment plan goes, if there is one."""
        return progress(self.case.plan, self.case.payments, self.today) if self.case.plan else None

    @cached_property
    def plan_settles(self) -> bool:
        """Clause A, not in default: what is due is the rest of the plan, and nothing once it is kept."""
        plan = self.case.plan
        in_force = self.progress is not None and self.progress.state is not PlanState.DEFAULT
        return in_force and plan is not None and plan.penalties is PenaltyClause.STOP_IF_KEPT

    @cached_property
    def unpaid(self) -> tuple[InvoiceBalance, ...]:
        """The invoices whose principal is not paid, due or not."""
        return tuple(each for each in self.statement.balances if each.principal_remaining > 0)

    @cached_property
    def undisputed(self) -> tuple[InvoiceBalance, ...]:
        disputed = {dispute.invoice for dispute in self.case.disputes}
        return tuple(each for each in self.unpaid if each.invoice not in disputed)

    @cached_property
    def residues(self) -> frozenset[str]:
        """The invoices whose price came in whole, but late: penalties took their part of it first (P01, G19)."""
        return frozenset(
            each.invoice
            for each in self.unpaid
            if each.principal_remaining <= each.interest_paid + each.indemnity_paid
        )

    @cached_property
    def prices_came_in(self) -> bool:
        """Whether as much came in as the invoices say: what is left then is such a residue, or penalties, or was paid
        on another invoice. No reminder is for that (P01, G19)."""
        accessories = sum((b.interest_paid + b.indemnity_paid for b in self.statement.balances), ZERO)
        left = sum((each.principal_remaining for each in self.unpaid), ZERO)
        return left <= accessories + self.statement.totals.overpayment

    def waits_until(self, balance: InvoiceBalance) -> date:
        """The day reminders count from: the due date, or the later day the creditor granted."""
        return max(balance.due_date, self.case.renegotiated.get(balance.invoice, balance.due_date))

    def chased(self, day: date | None = None) -> tuple[InvoiceBalance, ...]:
        """What a demand of that day (today) is about: unpaid, undisputed, and past the day reminders count from.

        An invoice not due when an insolvency was opened is never chased (H-01).
        """
        return tuple(
            each
            for each in self.undisputed
            if self.waits_until(each) < (day or self.today)
            and each.situation is not InvoiceSituation.NOT_DUE_AT_JUDGMENT
        )

    @cached_property
    def owed(self) -> Decimal:
        """The principal not paid, due or not; the rest of a plan that settles everything."""
        if self.plan_settles and self.progress:
            return self.progress.rest
        return sum((each.principal_remaining for each in self.unpaid), ZERO)

    @cached_property
    def overdue(self) -> Decimal:
        """The principal past its legal due date; under a plan that settles everything, the instalments not paid."""
        if self.plan_settles and self.progress:
            return self.progress.late
        return sum((each.principal_remaining for each in self.unpaid if each.due_date < self.today), ZERO)

    def accessories_of(self, balances: Iterable[InvoiceBalance]) -> Decimal:
        """Penalties or interest, and EUR 40, neither paid nor given up (B13: between professionals only)."""
        waiver = self.case.waiver if self.debtor.regime is Regime.BUSINESS else WaiverFacts()
        return sum(
            (
                (ZERO if waiver.penalties else each.interest_remaining)
                + (ZERO if waiver.indemnity else each.indemnity_remaining)
                for each in balances
            ),
            ZERO,
        )

    @cached_property
    def accessories(self) -> Decimal:
        return ZERO if self.plan_settles else self.accessories_of(self.statement.balances)

    @cached_property
    def due(self) -> Decimal:
        """Everything that may be asked for today: principal due and accessories, or the rest of the plan."""
        if self.plan_settles:
            return self.owed
        return self.statement.totals.principal_remaining + self.accessories

    @property
    def settled(self) -> bool:
        return self.owed == ZERO and self.accessories == ZERO


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
    ANSWERED = "answered"  # A répondu: the debtor says that it paid, or that it is not concerned
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
    ANSWER_DEBTOR = "answer_debtor"  # it says that it has paid, or that it is not concerned
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
    UNREACHABLE = "unreachable"  # Injoignables: messages come back
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

    `document` is the step it is about, `letter` the drawn one. `automatic`: the clock sends it without asking, once
    the creditor was told of it (`announced`).
    `look_on`: a day before which nobody need act, yet on which something changes by itself (`due.moment_of`).
    """

    kind: ActionKind
    group: Group
    why: Why
    day: date | None = None
    document: Document | None = None
    letter: int | None = None
    automatic: bool = False
    announced: bool = False
    look_on: date | None = None


def follow(
    case: Case, debtor: FollowedDebtor, account: ScenarioChanges, today: date, register: Register
) -> Followed:
    """The case on that day, under the scenario in force: the case's own over the debtor's over the account's."""
    scenario = scenario_of(debtor.regime, account, debtor.scenario, case.scenario)
    return drawn(case, debtor, scenario, today, register)


def redrawn(followed: Followed, day: date, register: Register) -> Followed:
    """The same case on another day, from its first hour on."""
    then = drawn(followed.case, followed.debtor, followed.scenario, day, register)
    return replace(then, quiet=followed.quiet, dead_address=followed.dead_address)


def drawn(
    case: Case, debtor: FollowedDebtor, scenario: Scenario, today: date, register: Register
) -> Followed:
    """The same, under a scenario already settled. Past the last published rate, the statement stops there (B22)."""
    try:
        return Followed(case, debtor, scenario, draw_up(case.claim_on(debtor.regime, today), register), today)
    except UnknownRateInStatement as unknown:
        return Followed(case, debtor, scenario, unknown.until_known, today, unknown.semester)


def situation_of(followed: Followed) -> Situation:
    """Where the case stands: what ends it, what stops it, what suspends it, else how late it is."""
    return _ended(followed) or _suspended(followed) or _running(followed)


def _ended(followed: Followed) -> Situation | None:
    case = followed.case
    if case.closed:
        return Situation(SituationKind.CLOSED, day=case.closed_on)
    if followed.settled:
        return Situation(SituationKind.SETTLED)
    if case.insolvency:
        return Situation(SituationKind.STOPPED, day=case.insolvency.judgment_date)
    if case.obstacles:
        return Situation(SituationKind.STOPPED)
    return None


def _suspended(followed: Followed) -> Situation | None:
    case, today = followed.case, followed.today
    if case.answer:
        return Situation(SituationKind.ANSWERED, day=case.answered_on)
    if followed.progress and followed.progress.state is PlanState.RUNNING:
        return Situation(SituationKind.PLAN, day=followed.progress.awaited.date)
    if case.pause and case.pause.until >= today:
        return Situation(SituationKind.PAUSED, day=case.pause.until)
    if case.promise and case.promise.until >= today:
        return Situation(SituationKind.PROMISED, day=case.promise.until)
    if followed.owed == ZERO or followed.prices_came_in:
        return Situation(SituationKind.ACCESSORIES_DUE)
    if len(followed.undisputed) < len(followed.unpaid):
        unpaid = {each.invoice for each in followed.unpaid}
        return Situation(
            SituationKind.DISPUTED, day=min(each.since for each in case.disputes if each.invoice in unpaid)
        )
    return None


def _running(followed: Followed) -> Situation:
    first_due = min(followed.waits_until(each) for each in followed.unpaid)
    late = (followed.today - first_due).days
    if late <= 0:
        return Situation(SituationKind.NOT_DUE, day=first_due)
    reached = {message.document: message.date for message in followed.case.messages}
    for kind, steps in (
        (SituationKind.NOTICE_GIVEN, (Document.LAST_NOTICE, Document.FORMAL_NOTICE)),
        (SituationKind.REMINDED, (Document.SECOND_REMINDER, Document.FIRST_REMINDER)),
    ):
        for step in steps:
            if step in reached:
                return Situation(kind, days=late, day=reached[step])
    return Situation(SituationKind.LATE, days=late)
