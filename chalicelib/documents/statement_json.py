"""A statement as JSON, in the shape of the worked cases: what the API answers and what a letter embeds.

Amounts are decimal strings with two decimals, rates have at least two, days are ISO, periods are inclusive.
"""

from decimal import Decimal
from typing import Any

from chalicelib.cases.statement import Statement
from chalicelib.core.money import to_micros
from chalicelib.law.interest import InterestLine


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
