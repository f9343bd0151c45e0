"""`GET /openapi.json`: the API in OpenAPI 3.1, built from the models that validate; its examples run."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

from chalice.app import Request, Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.cases.facts import LetterFacts, StatementFacts
from chalicelib.web import (
    accounts_described,
    answers_described,
    cases_described,
    deadlines,
    figures_described,
    imports_described,
    invoices,
    schema,
)
from chalicelib.web.answer import as_json
from chalicelib.web.auth import COOKIE
from chalicelib.web.described import BODY_REFUSALS, REFUSALS, SESSION, ref, refusal, responses
from chalicelib.web.read import FORM, FORM_FIELD, JSON

EXAMPLES = Path(__file__).parent / "examples"

_QUESTIONS: tuple[type[BaseModel], ...] = (
    deadlines.TermFacts,
    deadlines.PublicTermFacts,
    *deadlines.KINDS.values(),
)
_ANSWERS = (
    deadlines.TermAnswer,
    deadlines.PublicTermAnswer,
    deadlines.ProceduralMonthsAnswer,
    deadlines.InsolvencyClaimAnswer,
    deadlines.InjonctionServiceAnswer,
    deadlines.LimitationAnswer,
)
# The modules that describe routes of the subscriber's space (`web.described`).
_SPACE = (accounts_described, cases_described, imports_described, figures_described, answers_described)


def read(request: Request) -> Response:
    """The document, the same for everyone."""
    return as_json(document())


@cache
def document() -> dict[str, Any]:
    """The whole description; paths are relative to the server `/api`."""
    letter = {JSON: {"schema": ref(LetterFacts), "example": _example("letter")}}
    form_schema = {"type": "object", "properties": {FORM_FIELD: {"type": "string"}}, "required": [FORM_FIELD]}
    form = {FORM: {"schema": form_schema, "example": {FORM_FIELD: json.dumps(_example("letter"))}}}
    pdf = {"application/pdf": {"schema": {"type": "string", "contentMediaType": "application/pdf"}}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Acquit",
            "version": "1",
            "description": "Statements and letters for creditors with unpaid invoices under French law. "
            "Amounts are decimal strings in euros, days are ISO dates. Without a session nothing sent is stored; "
            "nothing is ever logged. No lawyer has validated the texts, and Acquit gives no legal advice.",
        },
        "servers": [{"url": "/api"}],
        "paths": {
            "/statements": _post(
                "createStatement",
                "Compute what is owed on a day",
                "One line of interest per rate and per payment, allocations, balances, totals; beside them, "
                "an explanation of every figure. Past the last published semester the answer is 422 "
                "UNKNOWN_RATE, unless `on_unknown_rate` asks to stop at the last computable day.",
                {JSON: {"schema": ref(StatementFacts), "example": _example("statement")}},
                {JSON: {"schema": ref(schema.Statement)}},
            ),
            "/deadlines": _post(
                "createDeadlines",
                "Compute a due date, a procedural period or a limitation date",
                "`kind` says which; without it, the due date of an invoice.",
                {
                    JSON: {
                        "schema": {"anyOf": [ref(each) for each in _QUESTIONS]},
                        "examples": _example("deadlines"),
                    }
                },
                {JSON: {"schema": {"anyOf": [ref(each) for each in _ANSWERS]}}},
            ),
            "/letters": _post(
                "createLetter",
                "Issue a letter",
                "PDF/A-3a and PDF/UA-1, the statement embedded as JSON. Refused while a fact is missing.",
                letter,
                pdf,
                printed=True,
            ),
            "/letters/preview": _post(
                "previewLetter",
                "Preview a letter",
                "The same template as a page; missing facts are marked gaps. The JSON may come in a form, "
                "so that a page can post a draft into a sandboxed frame.",
                letter | form,
                {"text/html": {"schema": {"type": "string"}}},
            ),
            "/letters/sheet": _post(
                "createSheet",
                "Tell the creditor what to do with the letter",
                "«Marche à suivre»: what to print, sign, enclose and send; the dates. Not for the debtor.",
                letter,
                pdf,
                printed=True,
            ),
            "/letters/calendar": _post(
                "createCalendar",
                "The dates to note, as iCalendar",
                "An .ics file of the dates of the sheet.",
                letter,
                {"text/calendar": {"schema": {"type": "string"}}},
            ),
            "/invoices/read": _post(
                "readInvoice",
                "Read an invoice file",
                "The file itself as body: Factur-X or ZUGFeRD (PDF), CII or UBL (XML). What it says, what its "
                "checksums are worth, what a form may take over, and what to ask. A PDF without data is answered "
                "with what its text seems to say, damaged data with what to do; a file that is no invoice, "
                "is locked or would cost too much is refused.",
                _invoice_files(),
                {JSON: {"schema": ref(invoices.InvoiceRead)}},
            ),
            "/law": {
                "get": {
                    "operationId": "readLaw",
                    "summary": "The figures and texts relied on, with their sources",
                    "responses": responses({JSON: {"schema": ref(schema.Law)}}, "500"),
                }
            },
            "/health": {
                "get": {
                    "operationId": "readHealth",
                    "summary": "Whether the service answers and reaches its table",
                    "responses": {
                        status: {
                            "description": description,
                            "content": {JSON: {"schema": ref(schema.Health)}},
                        }
                        for status, description in (("200", "It does."), ("503", "The table is unreachable."))
                    },
                }
            },
            "/openapi.json": {
                "get": {
                    "operationId": "readOpenapi",
                    "summary": "This document",
                    "responses": responses({JSON: {"schema": {"type": "object"}}}, "500"),
                }
            },
            **{path: methods for module in _SPACE for path, methods in module.PATHS.items()},
        },
        "components": {
            "schemas": _schemas(),
            "responses": dict(refusal(status) for status in REFUSALS),
            "securitySchemes": {SESSION: {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
    }


def _post(
    operation: str,
    summary: str,
    description: str,
    request: dict[str, Any],
    answer: dict[str, Any],
    *,
    printed: bool = False,
) -> dict[str, Any]:
    refusals = (*BODY_REFUSALS, "500", *(("503",) if printed else ()))
    return {
        "post": {
            "operationId": operation,
            "summary": summary,
            "description": description,
            "requestBody": {"required": True, "content": request},
            "responses": responses(answer, *refusals),
        }
    }


def _invoice_files() -> dict[str, Any]:
    """The bodies of an invoice: one schema for all, a file; the example is an XML one."""
    files = {kind: {"schema": {"type": "string", "contentMediaType": kind}} for kind in invoices.TYPES}
    example = (EXAMPLES / "invoice.xml").read_text(encoding="utf-8")
    return files | {invoices.XML: {**files[invoices.XML], "example": example}}


def _schemas() -> dict[str, Any]:
    read_models: tuple[type[BaseModel], ...] = (
        StatementFacts,
        LetterFacts,
        *_QUESTIONS,
        *(model for module in _SPACE for model in module.READ),
    )
    told_models: tuple[type[BaseModel], ...] = (
        schema.Statement,
        schema.Problem,
        schema.Law,
        schema.Health,
        invoices.InvoiceRead,
        *_ANSWERS,
        *(model for module in _SPACE for model in module.TOLD),
    )
    modes: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = []
    modes += [(model, "validation") for model in read_models]
    modes += [(model, "serialization") for model in told_models]
    _, definitions = models_json_schema(modes, ref_template="#/components/schemas/{model}")
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
