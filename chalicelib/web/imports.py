"""`/imports`: a CSV of invoices shown line by line, then followed. Between the two, nothing is kept."""

from typing import Annotated, Any

from chalice.app import Request, Response
from pydantic import Field, StringConstraints

from chalicelib.cases.events import Id
from chalicelib.cases.facts import Facts
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.core.errors import Fault
from chalicelib.documents.phrases import phrase
from chalicelib.reading.csv_invoices import FIELDS, ReadLine
from chalicelib.services import imports
from chalicelib.services.imports import Judged, JudgedLine, Status
from chalicelib.services.space import Space
from chalicelib.web.answer import as_json
from chalicelib.web.read import facts_of
from chalicelib.web.schema import Answer

Text = Annotated[str, StringConstraints(max_length=3_000_000)]  # the reader counts bytes, and says so better
Mapping = Annotated[dict[str, str], Field(max_length=len(FIELDS))]


class TableTold(Facts):
    """Body of `POST /imports`: the text of the file and, once corrected, which column gives what (field → column)."""

    csv: Text
    mapping: Mapping | None = None


class ImportConfirmed(Facts):
    """Body of `POST /imports/confirmed`; `defaults`: what the clients not followed yet have in common."""

    id: Id
    csv: Text
    mapping: Mapping
    defaults: FollowedDebtor


class ImportField(Answer):
    """Something a column may give."""

    name: str
    label: str
    required: bool


class ImportFault(Answer):
    """What is wrong with a line; `column` as the file names it, null when no column was chosen for `field`."""

    field: str
    column: str | None
    code: str
    message: str


class ImportRow(Answer):
    """A line: `amount` and `due_date` as "1234.56" and "2026-11-20" once read, else as the file has them."""

    line: int
    debtor: str
    invoice: str
    amount: str
    due_date: str
    status: Status
    faults: tuple[ImportFault, ...]


class ImportPreview(Answer):
    """What would be imported: nothing while a line is faulty."""

    columns: tuple[str, ...]
    mapping: dict[str, str]
    fields: tuple[ImportField, ...]
    rows: tuple[ImportRow, ...]
    new: int
    known: int
    paid: int
    faulty: int


class ImportDone(Answer):
    """The cases opened, those that took new invoices, and how many lines were left alone."""

    opened: tuple[str, ...]
    joined: tuple[str, ...]
    ignored: int


def preview(request: Request, space: Space) -> Response:
    """The file as it would be imported; nothing is written."""
    told = facts_of(request, TableTold)
    return as_json(_preview(imports.judge(space, told.csv, told.mapping)).model_dump(mode="json"))


def confirm(request: Request, space: Space) -> Response:
    """Follows the new invoices."""
    told = facts_of(request, ImportConfirmed)
    done = imports.confirm(space, told.id, told.csv, told.mapping, told.defaults)
    return as_json(ImportDone(opened=done.opened, joined=done.joined, ignored=done.ignored).model_dump())


def _preview(judged: Judged) -> ImportPreview:
    return ImportPreview(
        columns=judged.columns,
        mapping=judged.mapping,
        fields=tuple(
            ImportField(name=field.name, label=phrase("import_fields", field.name), required=field.required)
            for field in FIELDS
        ),
        rows=tuple(_row(line, judged.mapping) for line in judged.lines),
        **{status.value: judged.count(status) for status in Status},
    )


def _row(line: JudgedLine, mapping: dict[str, str]) -> ImportRow:
    return ImportRow(
        line=line.read.line,
        status=line.status,
        faults=tuple(_fault(fault, mapping) for fault in line.read.faults),
        **_told(line.read),
    )


def _told(line: ReadLine) -> dict[str, Any]:
    if line.invoice is None:
        return {name: line.told.get(name, "") for name in ("debtor", "invoice", "amount", "due_date")}
    return {
        "debtor": line.invoice.debtor.name,
        "invoice": line.invoice.invoice.ref,
        "amount": str(line.invoice.invoice.amount_ttc),
        "due_date": line.invoice.invoice.due_date.isoformat(),
    }


def _fault(fault: Fault, mapping: dict[str, str]) -> ImportFault:
    """A fault names its column, or the field for which none was chosen; a fault of the whole line names nothing."""
    sentence = phrase("refusals", fault.code, **fault.details)
    column = mapping.get(fault.field)
    if fault.field:
        named = column or phrase("import_fields", fault.field)
        sentence = phrase("imports", "fault_of_column", column=named, fault=sentence)
    return ImportFault(field=fault.field, column=column, code=fault.code, message=sentence)
