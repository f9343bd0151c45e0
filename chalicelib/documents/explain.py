"""Why each figure of a statement is what it is: the sum in figures, what the rate is made of, the articles.

Pure functions of (statement, register): the API's `explanations` and the letters' «d’où vient le taux» column
say the same thing because both ask here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chalicelib.cases.statement import Statement
from chalicelib.core import french
from chalicelib.core.days import Semester
from chalicelib.documents.phrases import phrase
from chalicelib.law.interest import DayCount, InterestLine
from chalicelib.law.regimes import Accrual, Regime, rules_of
from chalicelib.law.register import Register

TIMES, PLUS, MINUS = " × ", " + ", " \u2212 "

_TEXTS = {
    Accrual.PENALTIES: ("penalites-professionnels",),
    Accrual.FROZEN_PENALTIES: ("interets-public", "taux-public"),
    Accrual.LEGAL_INTEREST: ("interet-legal", "interets-apres-mise-en-demeure", "taux-interet-legal"),
}
# The name of each figure in the sentences of templates/phrases.toml, and how it is written there.
_FIGURES: dict[str, tuple[str, Callable[[Decimal], str]]] = {
    "taux-bce": ("bce", french.percent),
    "majoration-professionnels": ("points", french.points),
    "majoration-commande-publique": ("points", french.points),
    "multiple-plancher": ("multiple", french.points),
    "taux-legal-autres-cas": ("legal", french.percent),
}


@dataclass(frozen=True)
class RatePart:
    """One dated figure of the register that a rate is made of; `value` is in `unit`, `source` in French."""

    key: str
    label: str
    value: str
    unit: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Article:
    """A text the figure rests on; `rule_ids` are those of the rule book."""

    key: str
    article: str
    rule_ids: tuple[str, ...]
    source: str
    confidence: str


@dataclass(frozen=True)
class LineExplanation:
    """Why a line is what it is; `index` is its position in `lines`."""

    index: int
    formula: str
    rate_origin: str
    rate: tuple[RatePart, ...]
    articles: tuple[Article, ...]
    sentence: str


@dataclass(frozen=True)
class TotalExplanation:
    """Why a total is what it is."""

    formula: str
    articles: tuple[Article, ...]
    sentence: str


@dataclass(frozen=True)
class Explanations:
    """One explanation per line, in their order, and one per total, under the total's name."""

    lines: tuple[LineExplanation, ...]
    totals: dict[str, TotalExplanation]


def explain(statement: Statement, register: Register) -> Explanations:
    """Every figure of the statement, explained."""
    return Explanations(
        lines=tuple(_line(index, line, statement, register) for index, line in enumerate(statement.lines)),
        totals=_totals(statement, register),
    )


def rate_origin(line: InterestLine, register: Register) -> str:
    """Where the rate of a line comes from, briefly: «Taux BCE du 1er semestre 2026 (2,15 %) + 10 points»."""
    figures = {
        name: write(register.parameter(key).at(line.rate.anchor).value)
        for key, (name, write) in _FIGURES.items()
        if key in line.rate.parameters
    }
    return phrase("rates", _kind(line), semester=semester_fr(Semester.of(line.rate.anchor)), **figures)


def semester_fr(semester: Semester) -> str:
    """1er semestre 2026."""
    return phrase("rates", f"semester_{semester.half}", year=semester.year)


def formula(line: InterestLine, day_count: DayCount) -> str:
    """The line's arithmetic in figures: base × rate × days / year (C2, B07)."""
    years = _years(line.first, line.last, day_count)
    share = PLUS.join(f"{days} / {length}" for days, length in years)
    return TIMES.join(
        (
            french.amount(line.base),
            french.percent(line.rate.percent),
            f"({share})" if len(years) > 1 else share,
        )
    )


def _line(index: int, line: InterestLine, statement: Statement, register: Register) -> LineExplanation:
    accrual = rules_of(statement.claim.regime, statement.claim.nature).accrual
    keys = _TEXTS[accrual] + (("force-du-contrat",) if _kind(line).startswith("contract") else ())
    return LineExplanation(
        index=index,
        formula=formula(line, statement.claim.day_count),
        rate_origin=rate_origin(line, register),
        rate=tuple(_part(key, line.rate.anchor, register) for key in line.rate.parameters),
        articles=articles(keys, register),
        sentence=phrase(
            "explanations",
            f"line_{accrual.value}",
            first=line.first,
            last=line.last,
            count=phrase("explanations", "one_day" if line.days == 1 else "days", count=line.days),
            rate=french.percent(line.rate.percent),
            base=line.base,
            origin=rate_origin(line, register),
        ),
    )


def _totals(statement: Statement, register: Register) -> dict[str, TotalExplanation]:
    claim, totals = statement.claim, statement.totals
    rules = rules_of(claim.regime, claim.nature)
    due = {balance.invoice for balance in statement.balances if balance.due}
    not_due = {balance.invoice for balance in statement.balances if not balance.due}
    imputation = ("imputation-interets", "imputation-plusieurs-dettes") if statement.allocations else ()
    judgment = claim.insolvency_judgment_date
    stopped = ("arret-interets",) if judgment is not None and judgment <= claim.computation_date else ()
    indemnity = ("indemnite-public",) if claim.regime is Regime.PUBLIC else ("indemnite-forfaitaire",)
    indemnities = [balance.indemnity for balance in statement.balances if balance.indemnity]
    interest_sentence = accrual = rules.accrual.value
    if rules.accrual is Accrual.LEGAL_INTEREST and claim.notice_effect_date is None:
        interest_sentence = f"{accrual}_before_notice"
    plan: dict[str, tuple[str, tuple[str, ...], str]] = {
        "principal_remaining": (
            _principal(statement, due),
            ("force-du-contrat", *imputation),
            "principal_remaining",
        ),
        "interest_accrued": (
            _sum(line.amount for line in statement.lines),
            _TEXTS[rules.accrual] + stopped,
            f"interest_accrued_{interest_sentence}",
        ),
        "interest_paid": (
            _sum(a.share.to_interest for a in statement.allocations),
            imputation[:1],
            "interest_paid",
        ),
        "interest_remaining": (
            _less(totals.interest_accrued, totals.interest_paid),
            imputation[:1],
            "interest_remaining",
        ),
        "indemnity": (
            f"{len(indemnities)}{TIMES}{french.amount(indemnities[0])}" if indemnities else _sum(()),
            indemnity if rules.indemnity else (),
            "indemnity" if rules.indemnity else "indemnity_not_owed",
        ),
        "indemnity_remaining": (
            _less(totals.indemnity, totals.indemnity - totals.indemnity_remaining),
            indemnity if rules.indemnity else (),
            "indemnity_remaining" if rules.indemnity else "indemnity_not_owed",
        ),
        "overpayment": (_overpayment(statement), ("repetition-indu",), "overpayment"),
        "principal_not_yet_due": (_principal(statement, not_due), (), "principal_not_yet_due"),
        "total_due": (
            _sum(
                (totals.principal_remaining, totals.interest_remaining, totals.indemnity_remaining),
                keep_zero=True,
            ),
            (),
            "total_due",
        ),
    }
    return {
        name: TotalExplanation(
            figures, articles(keys, register), phrase("explanations", sentence, day=claim.computation_date)
        )
        for name, (figures, keys, sentence) in plan.items()
    }


def _principal(statement: Statement, refs: set[str]) -> str:
    """The invoices of the group, less their credit notes (C7), less what payments took off the principal."""
    claim = statement.claim
    plus = [invoice.amount for invoice in claim.invoices if invoice.ref in refs]
    minus = [
        note.amount
        for note in claim.credit_notes
        if note.invoice in refs and note.day <= claim.computation_date
    ]
    minus += [each.share.to_principal for each in statement.allocations if each.invoice in refs]
    return MINUS.join((_sum(plus), *(french.amount(amount) for amount in minus if amount)))


def _overpayment(statement: Statement) -> str:
    """What was received by the day of the statement, less what was set against a debt."""
    claim = statement.claim
    received = _sum(each.amount for each in claim.payments if each.day <= claim.computation_date)
    used = (each.share.total for each in statement.allocations)
    return MINUS.join((received, *(french.amount(amount) for amount in used if amount)))


def _part(key: str, anchor: date, register: Register) -> RatePart:
    parameter = register.parameter(key)
    version = parameter.at(anchor)
    return RatePart(
        key, parameter.name, str(version.value), parameter.unit, version.source, version.confidence
    )


def articles(keys: Iterable[str], register: Register) -> tuple[Article, ...]:
    found = [register.citation(key) for key in keys]
    return tuple(
        Article(each.key, each.article, each.rule_ids, each.source, each.confidence) for each in found
    )


def _kind(line: InterestLine) -> str:
    """The reason of the rate without its semester: `b2b_default_mro_plus_10`, `contract_fixed`…"""
    head, _, tail = line.rate.basis.rpartition("_")
    return head if "-S" in tail else line.rate.basis


def _years(first: date, last: date, day_count: DayCount) -> list[tuple[int, int]]:
    """Days and length of year, one pair per length: always 365 (C2), or the real one (B07)."""
    if day_count is DayCount.YEAR_OF_365:
        return [((last - first).days + 1, 365)]
    counted: dict[int, int] = {}
    for year in range(first.year, last.year + 1):
        opening, closing = date(year, 1, 1), date(year, 12, 31)
        length = (closing - opening).days + 1
        counted[length] = counted.get(length, 0) + (min(last, closing) - max(first, opening)).days + 1
    return [(days, length) for length, days in counted.items()]


def _sum(amounts: Iterable[Decimal], *, keep_zero: bool = False) -> str:
    kept = [french.amount(amount) for amount in amounts if amount or keep_zero]
    return PLUS.join(kept) or french.amount(Decimal("0.00"))


def _less(amount: Decimal, taken: Decimal) -> str:
    return MINUS.join((french.amount(amount), french.amount(taken))) if taken else french.amount(amount)
