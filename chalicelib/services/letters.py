"""A letter, from the facts a creditor gives to the PDF it signs: previewed with its gaps, or issued without any.

Issuing refuses, with every reason at once: what is missing, what contradicts the law or the calendar, what cannot
be printed. Nothing is kept: the bytes are the answer.
"""

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from chalicelib.cases.claim import Claim, Invoice
from chalicelib.cases.dates import key_dates
from chalicelib.cases.facts import LetterFacts
from chalicelib.cases.gate import letter_day, refusals
from chalicelib.cases.statement import Statement
from chalicelib.core.errors import Fault, Refusal
from chalicelib.documents import statement_json
from chalicelib.documents.calendar import ics
from chalicelib.documents.envelope import window_faults
from chalicelib.documents.fonts import unprintable
from chalicelib.documents.letters import letter_view, template_of
from chalicelib.documents.pdf import Attachment, PrintJob
from chalicelib.documents.render import render
from chalicelib.documents.sheet import bills_of, sheet_view
from chalicelib.law import notice
from chalicelib.law.register import Register
from chalicelib.law.words import forbidden_words
from chalicelib.reading import logo
from chalicelib.services.statements import Drawn, draw

PDF = "application/pdf"
PrintPdf = Callable[[PrintJob], bytes]


@dataclass(frozen=True)
class Enclosure:
    """The PDF of an invoice, to go with a letter under this name."""

    name: str
    content: bytes


def preview_letter(facts: LetterFacts, register: Register, today: date) -> str:
    """The letter as HTML, on any draft: what is missing is a marked gap. Raises UnknownRateInStatement."""
    drawn = _drawn(facts, register)
    return _html(facts, drawn, register, today, preview=True)


def issue_letter(
    facts: LetterFacts,
    register: Register,
    today: date,
    print_pdf: PrintPdf,
    invoices: tuple[Enclosure, ...] = (),
) -> bytes:
    """The PDF, with the statement's JSON, the invoices given and those of its case embedded in it.

    Raises Refusal (MISSING_FACTS, LETTER_REFUSED), UnknownRateInStatement, NotYetPublished, PrintFailed.
    """
    drawn = complete(facts, register)
    html = _html(facts, drawn, register, today, preview=False)
    day = drawn.statement.claim.computation_date
    files = (_statement_file(drawn, register), *_invoice_files(facts, day), *_enclosed(invoices, day))
    return print_pdf(PrintJob(html, day, files))


def instruction_sheet(facts: LetterFacts, register: Register, today: date, print_pdf: PrintPdf) -> bytes:
    """«Marche à suivre»: a page for the creditor alone, never sent. Refuses as `issue_letter` does."""
    drawn = complete(facts, register)
    facts = _stopped(facts, drawn)
    day = letter_day(facts)
    view = sheet_view(facts, drawn.statement, register)
    html = render("letters/marche_a_suivre.html", view, register, day, preview=False)
    return print_pdf(PrintJob(html, day))


def calendar(facts: LetterFacts, register: Register, today: date) -> bytes:
    """The dates of the sheet as an .ics file; NO_DATES for a document that opens none."""
    drawn = complete(facts, register)
    facts = _stopped(facts, drawn)
    dates = key_dates(facts, register)
    if not dates:
        raise Refusal("NO_DATES", "document")
    return ics(dates, bills_of(facts), letter_day(facts))


def complete(facts: LetterFacts, register: Register) -> Drawn:
    """The statement behind a letter that may be issued; Refusal with every reason why not."""
    if missing := _missing(facts):
        raise Refusal("MISSING_FACTS", faults=missing)
    if facts.logo:
        logo.check(facts.logo, "logo.content_base64")
    drawn = _drawn(facts, register)
    assert drawn is not None
    on_that_day = _stopped(facts, drawn)
    faults = (
        *refusals(on_that_day, drawn.statement, register),
        *window_faults(facts),
        *_wording(facts),
        *_unprintable(facts),
    )
    if faults:
        raise Refusal("LETTER_REFUSED", faults=faults)
    return drawn


def filename(facts: LetterFacts, kind: str = "") -> str:
    """A file name a person recognises, in plain ASCII: mise-en-demeure_F-2026-042.pdf."""
    name = {
        notice.Document.COURTESY: "rappel-echeance",
        notice.Document.FIRST_REMINDER: "relance",
        notice.Document.SECOND_REMINDER: "seconde-relance",
        notice.Document.FORMAL_NOTICE: "mise-en-demeure",
        notice.Document.LAST_NOTICE: "dernier-avis",
        notice.Document.PLAN_OFFER: "proposition-echeancier",
        notice.Document.PLAN_AGREEMENT: "accord-echeancier",
        notice.Document.RECEIPT: "recu",
        notice.Document.ACCOUNT_STATEMENT: "releve-de-compte",
    }[facts.document]
    prefix = {"sheet": "marche-a-suivre_", "calendar": "dates_"}.get(kind, "")
    ref = plain(facts.invoices[0].ref or "")
    extension = "ics" if kind == "calendar" else "pdf"
    return f"{prefix}{name}{'_' if ref else ''}{ref}.{extension}"


def plain(reference: str) -> str:
    """A reference as part of a file name.

    >>> plain("F n° 2026/042")
    'F-n-2026-042'
    """
    text = unicodedata.normalize("NFKD", reference).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9-]+", "-", text).strip("-")


def pdf_content(content_base64: str, field: str) -> bytes:
    """The bytes of a PDF; refuses FILE_NOT_BASE64, FILE_NOT_PDF under `field`."""
    try:
        content = base64.b64decode(content_base64, validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("FILE_NOT_BASE64", field) from None
    if not content.startswith(b"%PDF-"):
        raise Refusal("FILE_NOT_PDF", field)
    return content


def _missing(facts: LetterFacts) -> tuple[Fault, ...]:
    needs = notice.needs(facts.document, facts.regime, facts.creditor.kind)
    paths = notice.missing(needs, lambda path: bool(_value(facts, path)), {"invoices": len(facts.invoices)})
    return tuple(Fault("MISSING", path) for path in paths)


def _value(facts: LetterFacts, path: str) -> Any:
    value: Any = facts
    for name, position in re.findall(r"([a-z_0-9]+)(?:\[(\d+)\])?", path):
        value = getattr(value, name)
        if position:
            value = value[int(position)]
    return value


def _drawn(facts: LetterFacts, register: Register) -> Drawn | None:
    """The statement, or None while a draft lacks the date, an amount or a due date."""
    claim = claim_of(facts)
    return draw(claim, facts.on_unknown_rate, register) if claim else None


def claim_of(facts: LetterFacts) -> Claim | None:
    """The claim of a letter, once each invoice has its number, amount and due date."""
    if facts.computation_date is None:
        return None
    invoices = tuple(
        Invoice(i.ref, i.amount_ttc, i.due_date)
        for i in facts.invoices
        if i.ref and i.amount_ttc and i.due_date
    )
    if len(invoices) != len(facts.invoices):
        return None
    return facts.claim_on(facts.computation_date, invoices)


def _stopped(facts: LetterFacts, drawn: Drawn) -> LetterFacts:
    """The facts as of the day the statement was really drawn; the letter keeps its own date (B22)."""
    if drawn.unknown_semester is None:
        return facts
    return facts.model_copy(
        update={
            "computation_date": drawn.statement.claim.computation_date,
            "letter_date": facts.letter_date or facts.computation_date,
        }
    )


def _html(facts: LetterFacts, drawn: Drawn | None, register: Register, today: date, *, preview: bool) -> str:
    if drawn:
        facts = _stopped(facts, drawn)
    statement: Statement | None = drawn.statement if drawn else None
    view = letter_view(facts, statement, register, drawn.unknown_semester if drawn else None)
    day = facts.letter_date or facts.computation_date or today
    return render(template_of(facts), view, register, day, preview=preview)


# --- files embedded in the PDF ----------------------------------------------------------------------------


def _statement_file(drawn: Drawn, register: Register) -> Attachment:
    content = statement_json.statement_document(drawn.statement) | {"register_digest": register.digest}
    return Attachment(
        name="decompte.json",
        mime="application/json",
        content=json.dumps(content, ensure_ascii=False, indent=1).encode(),
        description="Décompte",
        relationship="Data",
        day=drawn.statement.claim.computation_date,
    )


def _invoice_files(facts: LetterFacts, day: date) -> Iterator[Attachment]:
    for position, file in enumerate(facts.invoice_files):
        content = pdf_content(file.content_base64, f"invoice_files[{position}].content_base64")
        yield Attachment(file.name, PDF, content, "Facture", "Source", day)


def _enclosed(invoices: Iterable[Enclosure], day: date) -> Iterator[Attachment]:
    for each in invoices:
        yield Attachment(each.name, PDF, each.content, "Facture", "Source", day)


# --- words and characters -------------------------------------------------------------------------------------------


def _wording(facts: LetterFacts) -> Iterator[Fault]:
    """E02: what the creditor wrote in its own words; what it sold or how to pay may only not look official."""
    free = (
        ("message", facts.message, None),
        ("origin.description", facts.origin.description, "E02"),
        ("payment.other", facts.payment.other, "E02"),
    )
    for path, text, only in free:
        if text:
            for found in forbidden_words(text, facts.document, facts.regime, only):
                yield Fault("FORBIDDEN_WORDING", path, {"words": found.words, "rule": found.rule})


def _unprintable(facts: LetterFacts) -> Iterator[Fault]:
    """Characters the printed face lacks, named field by field before anything is rendered."""
    for path, text in _texts(facts, ""):
        if lacking := unprintable(text):
            yield Fault("CHARACTER_NOT_PRINTABLE", path, {"characters": " ".join(lacking[:10])})


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _texts(item, f"{path}[{position}]")
    elif isinstance(value, str) and not path.endswith("content_base64"):
        yield path, value
