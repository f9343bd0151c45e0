"""`POST /statements`: the statement of a claim, in the shape of the golden cases, and its explanation."""

from chalice.app import Request, Response

from chalicelib.cases.demand import waived_indemnity, waived_interest
from chalicelib.cases.facts import StatementFacts
from chalicelib.documents.statement_json import explained_document, waiver_document
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
    document = explained_document(statement, register, facts.computation_date, drawn.unknown_semester)
    if facts.waiver.penalties or facts.waiver.indemnity:
        document["waiver"] = waiver_document(
            statement, waived_interest(facts, statement), waived_indemnity(facts, statement)
        )
    return as_json(document)
