"""A statement as JSON, in the shape of the worked cases: what the API answers and what a letter embeds.

Amounts are decimal strings with two decimals, rates have at least two, days are ISO, periods are inclusive.
"""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from chalicelib.cases.statement import Statement
from chalicelib.core.money import to_micros
from chalicelib.documents.explain import explain
from chalicelib.documents.phrases import phrase
from chalicelib.law.interest import InterestLine
from chalicelib.law.register import Register


def explained_document(
    statement: Statement, register: Register, asked: date, unknown_semester: str | None = None
) -> dict[str, Any]:
    """The statement with its reasons, in words; `stopped_at` when it could not reach the day `asked` (B22)."""
    document = statement_document(statement) | {
        "computation_date": statement.claim.computation_date.isoformat(),
        "remarks": [_remark("flags", flag) for flag in statement.flags],
        "warnings": [_remark("warnings", warning) for warning in statement.warnings],
        "explanations": asdict(explain(statement, register)),
    }
    if unknown_semester:
        document["stopped_at"] = {"unknown_semester": unknown_semester, "asked": asked.isoformat()}
    return document


def waiver_document(statement: Statement, interest: Decimal, indemnity: Decimal) -> dict[str, str]:
    """B13: what is given up, and the sum then claimed; the statement itself does not change."""
    claimed = statement.totals.total_due - interest - indemnity
    return {"interest": str(interest), "indemnity": str(indemnity), "amount_claimed": str(claimed)}


def statement_document(statement: Statement) -> dict[str, Any]:
    """`lines, allocations, per_invoice, totals, flags, status`."""
    return {
        "lines": [line_document(line) for line in statement.lines],
        "allocations": [
            {
                "payment": each.payment,
                "date": each.day.isoformat(),
                "invoice": each.invoice,
                "to_interest": str(each.share.to_interest),
                "to_principal": str(each.share.to_principal),
                "to_indemnity": str(each.share.to_indemnity),
            }
            for each in statement.allocations
        ],
        "per_invoice": [
            {
                "invoice": balance.invoice,
                "status": balance.situation.value,
                "principal_remaining": str(balance.principal_remaining),
                "interest_accrued": str(balance.interest_accrued),
                "interest_paid": str(balance.interest_paid),
                "interest_remaining": str(balance.interest_remaining),
                "indemnity": str(balance.indemnity),
                "indemnity_paid": str(balance.indemnity_paid),
                "indemnity_remaining": str(balance.indemnity_remaining),
            }
            for balance in statement.balances
        ],
        "totals": {name: str(getattr(statement.totals, name)) for name in statement.totals.__slots__},
        "flags": list(statement.flags),
        "status": "ok",
    }


def line_document(line: InterestLine) -> dict[str, Any]:
    """One line of interest."""
    return {
        "invoice": line.invoice,
        "from": line.first.isoformat(),
        "to": line.last.isoformat(),
        "days": line.days,
        "base": str(line.base),
        "rate_pct": rate_text(line.rate.percent),
        "rate_basis": line.rate.basis,
        "amount_unrounded": str(to_micros(line.exact)),
        "amount": str(line.amount),
    }


def rate_text(percent: Decimal) -> str:
    """At least two decimals, more only if the contract's rate has them."""
    shortest = percent.normalize()
    exponent = shortest.as_tuple().exponent
    decimals = max(2, -exponent) if isinstance(exponent, int) else 2
    return f"{percent:.{decimals}f}"


def _remark(section: str, text: str) -> dict[str, str]:
    code, _, subject = text.partition(":")
    return {"code": code, "subject": subject, "message": phrase(section, code, subject=subject)}
