"""`/cases`: the list, a case to open, a case whole, and what happens to it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from chalice.app import Request, Response
from pydantic import Field

from chalicelib.cases.events import Id, TypedEvent
from chalicelib.cases.facts import Facts
from chalicelib.cases.opening import Opening
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.core.errors import Refusal
from chalicelib.documents.case_json import case_row, case_view
from chalicelib.services import cases, scenarios
from chalicelib.services.space import Space
from chalicelib.web.answer import as_json, refused
from chalicelib.web.read import Model, facts_of

Version = Annotated[int, Field(strict=True, ge=0)]

ID = re.compile(r"[A-Za-z0-9_-]{8,40}")
_KIND = re.compile(r"^event\.[a-z_]+(?=\.|$)")  # pydantic names the kind of event in the path of its fields


class EventTold(Facts):
    """Body of `POST /cases/{id}/events`: what happened, told of the case as it was at `version`."""

    version: Version
    id: Id
    event: TypedEvent


class ScenarioTried(Facts):
    """Body of `POST …/effects`: the scenario that would be."""

    scenario: ScenarioChanges


def read_list(request: Request, space: Space) -> Response:
    """A page of a hundred; `closed=1` for those that are."""
    asked: Mapping[str, str] = request.query_params or {}
    listed = cases.page(space, asked.get("after"), closed=asked.get("closed") == "1")
    return as_json(
        {
            "today": space.today.isoformat(),
            "cases": [case_row(position) for position in listed.positions],
            "next": listed.next,
        }
    )


def create(request: Request, space: Space) -> Response:
    """201, or 200 when the invoices joined a case that was open."""
    opening = facts_of(request, Opening)

    def open_it() -> Response:
        seen, joined = cases.open_case(space, opening)
        response = as_json(case_view(seen, space.register) | ({"joined": True} if joined else {}))
        response.status_code = (HTTPStatus.OK if joined else HTTPStatus.CREATED).value
        return response

    return or_current(space, open_it)


def read(space: Space, case: str) -> Response:
    """The whole of it."""
    return as_json(case_view(cases.case_of(space, known(case)), space.register))


def record(request: Request, space: Space, case: str) -> Response:
    """The case once the fact is recorded."""
    told = event_of(request, EventTold)

    def record_it() -> Response:
        seen = cases.record_fact(space, known(case), told.version, told.id, told.event)
        return as_json(case_view(seen, space.register))

    return or_current(space, record_it)


def effects(request: Request, space: Space, case: str) -> Response:
    """The cases whose next step this scenario of one case would move."""
    tried = facts_of(request, ScenarioTried)
    return as_json(effects_document(scenarios.of_case(space, known(case), tried.scenario)))


def effects_document(changes: tuple[scenarios.Effect, ...]) -> dict[str, Any]:
    return {"cases": [change.document() for change in changes]}


def event_of(request: Request, model: type[Model]) -> Model:
    """The facts of a body that holds an `event`; a fault is named by the field alone, whatever the kind."""
    try:
        return facts_of(request, model)
    except Refusal as refusal:
        faults = tuple(replace(each, field=_KIND.sub("event", each.field)) for each in refusal.faults)
        raise Refusal(refusal.code, refusal.field, faults, **refusal.details) from None


def known(case: str) -> str:
    """An id as ours are; anything else is no case of anybody."""
    if not ID.fullmatch(case):
        raise Refusal("CASE_UNKNOWN")
    return case


def or_current(space: Space, write: Callable[[], Response]) -> Response:
    """The answer to a write; on a conflict, the case as it is now."""
    try:
        return write()
    except cases.Stale as stale:
        return refused(Refusal("CONFLICT"), current=case_view(stale.current, space.register))
