"""Whether a document may be issued at all, on these facts (Z04, A07, K05, M02, M05): every reason at once.

An empty answer means yes. These are not missing facts (`law.notice`) nor contradictions (`cases.checks`): the
facts are complete and coherent, and they say that this letter should not leave.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from chalicelib.cases.demand import Demand, demand_of
from chalicelib.cases.facts import Channel, LetterFacts, NextStep, Obstacle
from chalicelib.cases.ledger import Situation
from chalicelib.cases.statement import Statement
from chalicelib.core.days import add_months, add_working_days
from chalicelib.core.errors import Fault
from chalicelib.core.money import ZERO
from chalicelib.law.limitation import LimitationFacts, limitation
from chalicelib.law.notice import DEMANDS, NOTICES, PLANS, Document
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Register
from chalicelib.law.terms import Suspension, public_term

DEADLINES_OFFERED = (8, 10, 15, 30)  # M05
LAST_DEADLINES = (5, 6, 7, 8)  # LT7: a short final date
SHORT_PLAN_MONTHS = 3  # LT8: beyond, a consumer's plan may fall under consumer-credit rules
# A plan may be offered while a promise runs, in a pause, or after another plan.
_NOT_AGAINST_A_PLAN = frozenset({Obstacle.PROMISE_RUNNING, Obstacle.PLAN_RESPECTED, Obstacle.PAUSED})

_DEFAULT_DEADLINE = {
    Regime.BUSINESS: "delai-mise-en-demeure-professionnels",
    Regime.CONSUMER: "delai-mise-en-demeure-consommateurs",
    Regime.NON_PROFESSIONAL: "delai-mise-en-demeure-consommateurs",
    Regime.PUBLIC: "delai-mise-en-demeure-public",
}
# The closed list of consequences (E04), by regime; the small-claims procedure is not open between merchants (N03).
STEPS_OFFERED: dict[Regime, frozenset[NextStep]] = {
    Regime.BUSINESS: frozenset(NextStep),
    Regime.CONSUMER: frozenset(
        {
            NextStep.ORDER_FOR_PAYMENT,
            NextStep.ACTION_ON_MERITS,
            NextStep.MEDIATION,
            NextStep.SMALL_CLAIMS,
            NextStep.COMMISSAIRE_DE_JUSTICE,
        }
    ),
    Regime.PUBLIC: frozenset(
        {NextStep.INTERIM_PAYMENT, NextStep.ACTION_ON_MERITS, NextStep.LAWYER, NextStep.MEDIATION}
    ),
}
STEPS_OFFERED[Regime.NON_PROFESSIONAL] = STEPS_OFFERED[Regime.CONSUMER]


def deadline_days(facts: LetterFacts, register: Register) -> int:
    """The days the debtor is given, the product's default for the regime when the creditor chose none (M05)."""
    if facts.deadline_days is not None:
        return facts.deadline_days
    if facts.document is Document.LAST_NOTICE:
        return LAST_DEADLINES[-1]
    return int(register.parameter(_DEFAULT_DEADLINE[facts.regime]).at(letter_day(facts)).value)


def letter_day(facts: LetterFacts) -> date:
    """The day printed on the letter: its own date, else the day the statement is drawn."""
    day = facts.letter_date or facts.computation_date
    assert day is not None
    return day


def refusals(facts: LetterFacts, statement: Statement, register: Register) -> tuple[Fault, ...]:
    """Every reason not to issue `facts.document`, in the order a person would check them."""
    checks: list[Iterator[Fault]] = [_dates(facts), _public_terms(facts, register)]
    if facts.document is Document.COURTESY:
        checks += [_stopped(facts, statement), _money_since(facts, statement), _nothing_late(statement)]
    elif facts.document in DEMANDS:
        checks += [
            _stopped(facts, statement),
            _money_since(facts, statement),
            _something_due(facts, statement, demand_of(facts, statement)),
            _limitation(facts, statement, register),
        ]
    elif facts.document in PLANS:
        checks += [
            _stopped(facts, statement),
            _money_since(facts, statement),
            _something_due(facts, statement, demand_of(facts, statement)),
            _limitation(facts, statement, register),
            _plan(facts, demand_of(facts, statement)),
        ]
    elif facts.document is Document.RECEIPT:
        checks += [_payment_received(facts, statement)]
    if facts.document in NOTICES:
        checks += [_notice_choices(facts, register)]
    return tuple(fault for check in checks for fault in check)


def _dates(facts: LetterFacts) -> Iterator[Fault]:
    day, computed = letter_day(facts), facts.computation_date
    assert computed is not None
    if day < computed:
        yield Fault("LETTER_BEFORE_COMPUTATION", "letter_date")
    for position, reminder in enumerate(facts.reminders):
        if reminder.date > day:
            yield Fault("REMINDER_IN_FUTURE", f"reminders[{position}].date")
    if facts.answer_by is not None and facts.answer_by <= day:
        yield Fault("ANSWER_BY_NOT_AFTER_LETTER", "answer_by")


def _stopped(facts: LetterFacts, statement: Statement) -> Iterator[Fault]:
    """Z04-3, Z04-4, H-01: an insolvency, a dispute, a promise… stop every letter."""
    if statement.claim.insolvency_judgment_date is not None:
        yield Fault("INSOLVENCY_STOPS_LETTERS", "insolvency_judgment_date")
    ignored = _NOT_AGAINST_A_PLAN if facts.document in PLANS else frozenset()
    for obstacle in sorted(facts.obstacles - ignored):
        yield Fault(f"STOPPED_{obstacle.name}", "obstacles")


def _money_since(facts: LetterFacts, statement: Statement) -> Iterator[Fault]:
    """E06: money known on the day of the letter, but received after the statement, would be asked again.

    It happens when the letter is dated after its statement, above all when that one had to stop (B22).
    """
    drawn, day = statement.claim.computation_date, letter_day(facts)
    for group in ("payments", "credit_notes"):
        for position, movement in enumerate(getattr(facts, group)):
            if drawn < movement.date <= day:
                yield Fault("MONEY_AFTER_STATEMENT", f"{group}[{position}].date", {"drawn": drawn})


def _plan(facts: LetterFacts, demand: Demand) -> Iterator[Fault]:
    """LT8, LT9: the instalments make the sum due, follow each other, and stay within what the rule book allows."""
    plan, day = facts.plan, letter_day(facts)
    if (
        facts.regime is Regime.PUBLIC
    ):  # its payment terms are fixed by law, and no interest may be given up (B13)
        yield Fault("PLAN_NOT_FOR_PUBLIC", "regime")
        return
    days = [instalment.date for instalment in plan.instalments]
    for position, (earlier, later) in enumerate(zip([day, *days], days, strict=False)):
        if later < earlier or (position and later == earlier):
            yield Fault("INSTALMENTS_NOT_IN_ORDER", f"plan.instalments[{position}].date")
    planned = sum((instalment.amount for instalment in plan.instalments), ZERO)
    if planned != demand.total:
        yield Fault("PLAN_TOTAL_MISMATCH", "plan.instalments", {"planned": planned, "due": demand.total})
    if facts.document is Document.PLAN_OFFER and plan.valid_until is not None and plan.valid_until <= day:
        yield Fault("PLAN_OFFER_EXPIRED", "plan.valid_until")
    too_long = max(days) > add_months(day, SHORT_PLAN_MONTHS)
    if facts.regime is Regime.CONSUMER and too_long and not plan.checked_beyond_three_months:
        yield Fault("PLAN_BEYOND_THREE_MONTHS", "plan.checked_beyond_three_months")


def _nothing_late(statement: Statement) -> Iterator[Fault]:
    for position, balance in enumerate(statement.balances):
        if balance.situation in (Situation.OVERDUE, Situation.ACCESSORIES_DUE):
            yield Fault("COURTESY_AFTER_DUE_DATE", f"invoices[{position}].due_date")
    if not any(balance.situation is Situation.NOT_OVERDUE for balance in statement.balances):
        yield Fault("NOTHING_TO_PAY", "invoices")


def _something_due(facts: LetterFacts, statement: Statement, demand: Demand) -> Iterator[Fault]:
    """Z04-1, Z04-2, E06."""
    if demand.total > ZERO:
        if demand.total < facts.residue_threshold:
            yield Fault(
                "BELOW_RESIDUE_THRESHOLD", "residue_threshold", {"threshold": facts.residue_threshold}
            )
        return
    if statement.totals.overpayment:
        yield Fault("OVERPAID", "payments")
    elif any(balance.situation is Situation.NOT_OVERDUE for balance in statement.balances):
        yield Fault("NOT_YET_DUE", "invoices")
    else:
        yield Fault("NOTHING_TO_PAY", "invoices")


def _limitation(facts: LetterFacts, statement: Statement, register: Register) -> Iterator[Fault]:
    """Z04-6: past the prudent day no threat leaves, and an amicable letter only if the creditor says so."""
    if facts.amicable_after_limitation and facts.document not in NOTICES:
        return
    for position, (invoice, balance) in enumerate(zip(facts.invoices, statement.balances, strict=True)):
        if balance.due and prudent_day(facts, position, register) < letter_day(facts):
            yield Fault("LIMITATION_PASSED", f"invoices[{position}].due_date", {"invoice": invoice.ref})


def prudent_day(facts: LetterFacts, position: int, register: Register) -> date:
    """The prudent last day to act on one invoice (L01–L03, L05); a written claim moves it for a public body."""
    invoice = facts.invoices[position]
    sent = [reminder.date for reminder in facts.reminders]
    if facts.earlier_notice.date:
        sent.append(facts.earlier_notice.date)
    return limitation(
        LimitationFacts(
            regime=facts.regime,
            performance_date=invoice.performance_date or facts.origin.performance_date,
            invoice_date=invoice.issue_date,
            due_date=invoice.due_date,
            acknowledgements=facts.acknowledgements,
            written_claims=tuple(sent) if facts.regime is Regime.PUBLIC else (),
        ),
        register,
    ).warning_date


def _payment_received(facts: LetterFacts, statement: Statement) -> Iterator[Fault]:
    received = {allocation.payment for allocation in statement.allocations}
    if facts.receipt_payment not in received:
        yield Fault("RECEIPT_PAYMENT_UNKNOWN", "receipt_payment")


def _notice_choices(facts: LetterFacts, register: Register) -> Iterator[Fault]:
    offered = LAST_DEADLINES if facts.document is Document.LAST_NOTICE else DEADLINES_OFFERED
    if deadline_days(facts, register) not in offered:
        yield Fault("DEADLINE_NOT_OFFERED", "deadline_days", {"offered": offered})
    needs_consent = facts.regime is not Regime.BUSINESS
    if facts.channel is Channel.ELECTRONIC_REGISTERED and needs_consent and not facts.electronic_consent_date:
        yield Fault("ELECTRONIC_CONSENT_MISSING", "electronic_consent_date")  # M02
    if facts.next_step is not None and facts.next_step not in STEPS_OFFERED[facts.regime]:
        yield Fault("STEP_NOT_OFFERED", "next_step")
    if facts.next_step is NextStep.SMALL_CLAIMS and facts.between_merchants:
        yield Fault("STEP_NOT_OFFERED", "next_step")  # N03
    if facts.next_step is NextStep.UNCONTESTED_COMMERCIAL_DEBT and not facts.between_merchants:
        yield Fault("STEP_BETWEEN_MERCHANTS_ONLY", "next_step")  # N02
    if facts.document is Document.LAST_NOTICE:
        yield from _too_early(facts, register)


def notice_deadline(facts: LetterFacts) -> date:
    """The last day the earlier notice gave: calendar days from its first presentation (K05)."""
    notice = facts.earlier_notice
    assert notice.presented_on is not None
    assert notice.deadline_days is not None
    return notice.presented_on + timedelta(days=notice.deadline_days)


def _too_early(facts: LetterFacts, register: Register) -> Iterator[Fault]:
    """LT7, K05: the deadline of the notice, plus two working days of grace."""
    day = letter_day(facts)
    notice = facts.earlier_notice
    assert notice.date is not None
    assert notice.presented_on is not None
    if notice.presented_on < notice.date:
        yield Fault("PRESENTED_BEFORE_NOTICE", "earlier_notice.presented_on")
    grace = int(register.parameter("grace-apres-mise-en-demeure").at(day).value)
    earliest = add_working_days(notice_deadline(facts), grace)
    if day < earliest:
        yield Fault("LAST_NOTICE_TOO_EARLY", "letter_date", {"earliest": earliest})


def _public_terms(facts: LetterFacts, register: Register) -> Iterator[Fault]:
    """A07: a due date given for a public buyer is the last day of the term its own dates lead to."""
    if facts.regime is not Regime.PUBLIC or facts.public.buyer is None:
        return
    suspensions = tuple(Suspension(each.start, each.end) for each in facts.public.suspensions)
    for position, invoice in enumerate(facts.invoices):
        if invoice.performance_date is None or invoice.chorus_notification_date is None:
            continue
        last_day = public_term(
            register,
            facts.public.buyer,
            service_done_date=invoice.performance_date,
            chorus_notification_date=invoice.chorus_notification_date,
            suspensions=suspensions,
        ).payment_term_last_day
        if invoice.due_date != last_day:
            yield Fault(
                "DUE_DATE_IS_NOT_END_OF_TERM", f"invoices[{position}].due_date", {"last_day": last_day}
            )
