"""A client of the subscriber as JSON: what is known of it, what it owes, and how it pays where that may be said."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from chalicelib.cases.figures import PaymentRecord
from chalicelib.cases.life import Followed, Why
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.core.money import ZERO
from chalicelib.documents.figures_json import record_document


def debtor_view(
    id: str,
    version: int,
    facts: FollowedDebtor,
    followed: Iterable[Followed],
    record: PaymentRecord | Why,
    unreachable_since: date | None = None,
) -> dict[str, Any]:
    """`followed` are its open cases; `unreachable_since` the day its e-mail address refused a message."""
    open_cases = [each for each in followed if not each.case.closed]
    return {
        "id": id,
        "version": version,
        "facts": facts.model_dump(mode="json"),
        "open_cases": len(open_cases),
        "owed": str(sum((each.owed for each in open_cases), ZERO)),
        "overdue": str(sum((each.overdue for each in open_cases), ZERO)),
        "record": record_document(record),
        "unreachable_since": unreachable_since and unreachable_since.isoformat(),
    }
