"""`/debtors`: the subscriber's clients, and what changing one would move."""

from chalice.app import Request, Response

from chalicelib.cases.facts import Facts
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.core.errors import Refusal
from chalicelib.documents.debtor_json import debtor_view
from chalicelib.services import debtors, scenarios
from chalicelib.services.debtors import DebtorSeen
from chalicelib.services.space import Space
from chalicelib.web.answer import as_json, refused
from chalicelib.web.cases import ID, ScenarioTried, Version, effects_document
from chalicelib.web.read import facts_of


class DebtorTold(Facts):
    """Body of `PUT /debtors/{id}`; version 0 adds a client under an id of one's own."""

    version: Version
    facts: FollowedDebtor


def read_list(space: Space) -> Response:
    """Every client."""
    return as_json({"debtors": [_view(seen) for seen in debtors.every_debtor(space)]})


def read(space: Space, debtor: str) -> Response:
    """One of them."""
    return as_json(_view(debtors.debtor_seen(space, known(debtor))))


def put(request: Request, space: Space, debtor: str) -> Response:
    """The client as it is once written."""
    told = facts_of(request, DebtorTold)
    try:
        return as_json(_view(debtors.put_debtor(space, known(debtor), told.version, told.facts)))
    except debtors.StaleDebtor as stale:
        return refused(Refusal("CONFLICT"), current=_view(stale.current))


def effects(request: Request, space: Space, debtor: str) -> Response:
    """The cases whose next step this scenario of one client would move."""
    tried = facts_of(request, ScenarioTried)
    return as_json(effects_document(scenarios.of_debtor(space, known(debtor), tried.scenario)))


def known(debtor: str) -> str:
    """An id as ours are; anything else is no client of anybody."""
    if not ID.fullmatch(debtor):
        raise Refusal("GONE")
    return debtor


def _view(seen: DebtorSeen) -> dict[str, object]:
    debtor = seen.debtor
    since = debtor.dead.since if debtor.dead and debtor.dead.email == debtor.facts.email else None
    return debtor_view(debtor.id, debtor.version, debtor.facts, seen.followed, seen.record, since)
