"""What the OpenAPI document says of `/cases`, `/debtors`, `/forecast` and the effects of a scenario."""

import base64
import json
from typing import Any

from pydantic import BaseModel

from chalicelib.cases.opening import Opening
from chalicelib.web import case_letters, cases, cases_schema, debtors, invoice_files, scenarios
from chalicelib.web.described import json_of, operation
from chalicelib.web.figures import FileLink
from chalicelib.web.read import FORM, FORM_FIELD

READ: tuple[type[BaseModel], ...] = (
    Opening,
    cases.EventTold,
    cases.ScenarioTried,
    case_letters.LetterPreviewed,
    case_letters.LetterAsked,
    invoice_files.InvoiceFileTold,
    debtors.DebtorTold,
    scenarios.ScenariosTried,
)
TOLD: tuple[type[BaseModel], ...] = (
    cases_schema.CaseList,
    cases_schema.CaseView,
    cases_schema.LetterDrawn,
    cases_schema.Effects,
    cases_schema.Forecast,
    cases_schema.DebtorList,
    cases_schema.DebtorView,
    FileLink,
)

_VIEW = json_of(cases_schema.CaseView)
_EFFECTS = json_of(cases_schema.Effects)
_DEBTOR = json_of(cases_schema.DebtorView)
_CLIENT = {
    "regime": "b2b",
    "person": "legal_person",
    "debtor": {
        "name": "Imprimerie Vasseur",
        "address": {"street": "4 rue du Port", "postcode": "59140", "city": "Dunkerque"},
    },
    "email": "compta@vasseur.example",
}
_OPENING = {
    "id": "0d9c2f6e-7a44-4c1b-9f0e-5b1f6a2c3d4e",
    "debtor": {"facts": _CLIENT},
    "invoices": [
        {"ref": "F-1", "amount_ttc": "1000.00", "issue_date": "2026-09-15", "due_date": "2026-10-15"}
    ],
    "payments": [{"date": "2026-11-02", "amount": "200.00"}],
}
_LETTER = {"document": "first_reminder", "choices": {"claim_accessories": False}}
_FORM = {
    "schema": {"type": "object", "properties": {FORM_FIELD: {"type": "string"}}, "required": [FORM_FIELD]},
    "example": {FORM_FIELD: json.dumps(_LETTER)},
}


def _query(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string"}}


def _preview() -> dict[str, Any]:
    described = operation(
        "previewCaseLetter",
        "Preview a letter of a case",
        {"200": {"text/html": {"schema": {"type": "string"}}}},
        "404",
        body=case_letters.LetterPreviewed,
        example=_LETTER,
        description="What it lacks is a marked gap. The JSON may come in a form, posted into a sandboxed frame.",
        parameters=("case",),
    )
    described["requestBody"]["content"][FORM] = _FORM
    return described


PATHS: dict[str, Any] = {
    "/cases": {
        "get": operation(
            "readCases",
            "The cases, by day to act",
            {"200": json_of(cases_schema.CaseList)},
            "404",
            "422",
            writes=False,
        )
        | {
            "parameters": [
                _query("after", "`next` of the page before."),
                _query("closed", "1: the closed ones, the last closed first."),
            ]
        },
        "post": operation(
            "openCase",
            "Follow invoices of a client",
            {"201": _VIEW, "200": _VIEW},
            "404",
            "409",
            body=Opening,
            example=_OPENING,
            description="Where that client has an open case that is not beyond the reminders, the invoices join it: "
            "200, with `joined`. The same `id` again gets the same case.",
        ),
    },
    "/cases/{case}": {
        "get": operation(
            "readCase", "A case, whole", {"200": _VIEW}, "404", parameters=("case",), writes=False
        )
    },
    "/cases/{case}/events": {
        "post": operation(
            "recordEvent",
            "Record what happened",
            {"200": _VIEW},
            "404",
            "409",
            body=cases.EventTold,
            example={
                "version": 2,
                "id": "5f0f4b8e-3c5d-4f7e-8a9b-1c2d3e4f5a6b",
                "event": {"kind": "payment_received", "date": "2026-11-10", "amount": "150.00"},
            },
            description="`version` is the one the fact was told on; the same `id` again changes nothing.",
            parameters=("case",),
        )
    },
    "/cases/{case}/effects": {
        "post": operation(
            "tryCaseScenario",
            "What another scenario of this case would move",
            {"200": _EFFECTS},
            "404",
            body=cases.ScenarioTried,
            example={"scenario": {"first_reminder": 60}},
            parameters=("case",),
        )
    },
    "/cases/{case}/letters": {
        "post": operation(
            "drawCaseLetter",
            "Draw a letter of a case: approve this very document",
            {"201": json_of(cases_schema.LetterDrawn)},
            "404",
            "409",
            "503",
            body=case_letters.LetterAsked,
            example=_LETTER | {"version": 2, "id": "9b8a7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d"},
            description="Its PDF is kept. Nothing is sent. The same `id` again gets the same letter.",
            parameters=("case",),
        )
    },
    "/cases/{case}/letters/preview": {"post": _preview()},
    "/cases/{case}/letters/{number}": {
        "get": operation(
            "readCaseLetter",
            "The file of a letter: leads to it, for a minute",
            {"303": json_of(FileLink)},
            "404",
            parameters=("case", "number"),
            writes=False,
        )
    },
    "/cases/{case}/invoice-files": {
        "post": operation(
            "fileInvoice",
            "Keep the PDF of an invoice",
            {"201": _VIEW},
            "404",
            "409",
            body=invoice_files.InvoiceFileTold,
            example={
                "version": 2,
                "id": "3c2d1e0f-9a8b-4c7d-8e5f-4a3b2c1d0e9f",
                "invoice": "F-1",
                "name": "facture F-1.pdf",
                "content_base64": base64.b64encode(b"%PDF-1.7").decode(),
            },
            description="2 MB at most, 4 MB for all those of a case. It goes with the letters about that invoice, "
            "instead of the one kept before. The same `id` again changes nothing. To take it away, record a "
            "`corrected` event that names this `id`.",
            parameters=("case",),
        )
    },
    "/cases/{case}/invoice-files/{file}": {
        "get": operation(
            "readInvoiceFile",
            "The PDF of an invoice, by the id it was kept under: leads to it, for a minute",
            {"303": json_of(FileLink)},
            "404",
            parameters=("case", "file"),
            writes=False,
        )
    },
    "/debtors": {
        "get": operation(
            "readDebtors",
            "The clients, what they owe, how they pay",
            {"200": json_of(cases_schema.DebtorList)},
            "404",
            writes=False,
        )
    },
    "/debtors/{debtor}": {
        "get": operation(
            "readDebtor", "A client", {"200": _DEBTOR}, "404", parameters=("debtor",), writes=False
        ),
        "put": operation(
            "putDebtor",
            "Add a client, or change what is known of it",
            {"200": _DEBTOR},
            "404",
            "409",
            body=debtors.DebtorTold,
            example={"version": 0, "facts": _CLIENT},
            description="Version 0 adds one under an id of one's own. Its cases stand at their new days.",
            parameters=("debtor",),
        ),
    },
    "/debtors/{debtor}/effects": {
        "post": operation(
            "tryDebtorScenario",
            "What another scenario of this client would move",
            {"200": _EFFECTS},
            "404",
            body=cases.ScenarioTried,
            example={"scenario": {"formal_notice": {"off": True}}},
            parameters=("debtor",),
        )
    },
    "/account/scenarios/effects": {
        "post": operation(
            "tryScenarios",
            "What other scenarios of the account would move",
            {"200": _EFFECTS},
            "404",
            body=scenarios.ScenariosTried,
            example={"scenarios": {"b2b": {"first_reminder": 8}}},
        )
    },
    "/forecast": {
        "get": operation(
            "readForecast",
            "What will leave within thirty days",
            {"200": json_of(cases_schema.Forecast)},
            "404",
            writes=False,
        )
    },
}
