"""`POST /statements`: the statement of a claim, in the shape of the golden cases, and its explanation."""

from dataclasses import asdict
from typing import Any

from chalice.app import Request, Response

from chalicelib.cases.demand import waived_indemnity, waived_interest
from chalicelib.cases.facts import StatementFacts
from chalicelib.cases.statement import Statement
from chalicelib.documents.explain import explain
from chalicelib.documents.phrases import phrase
from chalicelib.documents.statement_json import statement_document
from chalicelib.law.register import load
from chalicelib.services.statements import draw
from chalicelib.web.answer import as_json
from chalicelib.web.read import facts_of


def create(request: Request) -> Response:
    """Draws the statement; UnknownRateInStatement past the last published rate, unless it may stop there."""
    facts = facts_of(request, StatementFacts)
    register = load()
    drawn = draw(facts.claim(), facts.on_unknown_rate, register)
    statement = drawn.statement
    document = statement_document(statement) | {
        "computation_date": statement.claim.computation_date.isoformat(),
        "remarks": [_remark("flags", flag) for flag in statement.flags],
        "warnings": [_remark("warnings", warning) for warning in statement.warnings],
        "explanations": asdict(explain(statement, register)),
    }
    if drawn.unknown_semester:
        document["stopped_at"] = {
            "unknown_semester": drawn.unknown_semester,
            "asked": facts.computation_date.isoformat(),
        }
    if facts.waiver.penalties or facts.waiver.indemnity:
        document["waiver"] = _waiver(facts, statement)
    return as_json(document)


def _waiver(facts: StatementFacts, statement: Statement) -> dict[str, str]:
    """B13: what is given up, and the sum then claimed; the statement itself does not change."""
    interest, indemnity = waived_interest(facts, statement), waived_indemnity(facts, statement)
    claimed = statement.totals.total_due - interest - indemnity
    return {"interest": str(interest), "indemnity": str(indemnity), "amount_claimed": str(claimed)}


def _remark(section: str, text: str) -> dict[str, Any]:
    code, _, subject = text.partition(":")
    return {"code": code, "subject": subject, "message": phrase(section, code, subject=subject)}
