"""What will leave, and what other scenarios of the account would move."""

from itertools import groupby

from chalice.app import Request, Response

from chalicelib.cases.facts import Facts
from chalicelib.cases.parties import AccountScenarios
from chalicelib.cases.sequence import Planned
from chalicelib.documents.case_json import Position, sentence
from chalicelib.documents.timeline import label
from chalicelib.services import scenarios
from chalicelib.services.space import Space
from chalicelib.web.answer import as_json
from chalicelib.web.cases import effects_document
from chalicelib.web.read import facts_of


class ScenariosTried(Facts):
    """Body of `POST /account/scenarios/effects`."""

    scenarios: AccountScenarios


def effects(request: Request, space: Space) -> Response:
    """The cases whose next step these scenarios would move."""
    tried = facts_of(request, ScenariosTried)
    return as_json(effects_document(scenarios.of_account(space, tried.scenarios)))


def forecast(space: Space) -> Response:
    """Thirty days, those without a letter left out."""
    days = groupby(scenarios.ahead(space), key=lambda each: each[0].day)
    return as_json(
        {"days": [{"day": day.isoformat(), "steps": [_step(*each) for each in found]} for day, found in days]}
    )


def _step(planned: Planned, position: Position) -> dict[str, object]:
    return {
        "case": planned.case,
        "debtor": position.followed.debtor.debtor.name or "",
        "invoices": [invoice.ref for invoice in position.case.invoices],
        "document": planned.document.value,
        "label": label(planned.document),
        "automatic": planned.automatic,
        "why": sentence(planned.why),
    }
