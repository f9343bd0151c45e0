"""Unpaid invoices out of a table: which column is what, then each line read, every fault by line and by column.

The headings are only guessed at: the person sees the guess and corrects it. A line that may be read in two ways is
refused, so that nobody is asked for a sum that a program made up.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from stdnum.fr import tva

from chalicelib.cases.facts import Address, Debtor, InvoiceFacts
from chalicelib.cases.fields import Email, Line, Reference, ShortLine
from chalicelib.core import identity
from chalicelib.core.errors import Fault, Refusal
from chalicelib.core.money import ZERO
from chalicelib.reading.table import Table, folded
from chalicelib.reading.typed import Unreadable, amount_of, day_of

Value = TypeVar("Value")


@dataclass(frozen=True)
class Field:
    """Something an invoice may tell us, and the folded headings under which programs write it, likeliest first."""

    name: str
    required: bool
    headings: tuple[str, ...]


def _field(name: str, headings: str, *, required: bool = False) -> Field:
    return Field(name, required, tuple(each.strip() for each in headings.split(",")))


FIELDS = (
    _field(
        "debtor",
        "client, nom du client, nom client, raison sociale, societe, debiteur, nom du debiteur, denomination, "
        "denomination sociale, entreprise, destinataire, tiers, nom du tiers, compte client, nom, customer",
        required=True,
    ),
    _field("siren", "siren, siret, siren client, siret client, siren siret, siren ou siret, n siren, n siret, "
                    "numero siren, numero siret"),
    _field("email", "e mail, email, mail, courriel, adresse e mail, adresse email, adresse mail, adresse electronique, "
                    "email client, e mail client, e mail du client, mail client"),
    _field("street", "adresse, rue, adresse 1, adresse ligne 1, adresse postale, adresse client, adresse du client, "
                     "adresse de facturation, voie, numero et voie"),
    _field("complement", "complement, complement d adresse, complement adresse, adresse 2, adresse ligne 2"),
    _field("postcode", "code postal, cp, code postal client"),
    _field("city", "ville, commune, localite, ville client"),
    _field("country", "pays, pays client"),
    _field(
        "invoice",
        "numero de facture, numero facture, n de facture, n facture, no facture, num facture, facture n, "
        "facture numero, numero de piece, n de piece, n piece, piece, facture, numero, n, no, num, reference facture, "
        "reference, ref, invoice number, invoice",
        required=True,
    ),
    _field("issue_date", "date d emission, date emission, date de facture, date facture, date de la facture, "
                         "date de facturation, emise le, emission, date de piece, date, invoice date"),
    _field(
        "due_date",
        "date d echeance, date echeance, echeance, echeance le, date limite de paiement, date limite, a payer le, "
        "a regler le, payable le, due date",
        required=True,
    ),
    _field(
        "amount",
        "montant ttc, total ttc, ttc, montant ttc eur, total ttc eur, montant ttc euros, montant total ttc, "
        "montant toutes taxes comprises, montant de la facture, montant facture, montant, total, amount",
        required=True,
    ),
    _field("paid", "deja paye, deja regle, montant paye, montant regle, total regle, total paye, regle, paye, "
                   "acompte, acomptes, encaisse, montant encaisse, reglements"),
    _field("paid_on", "date de paiement, date de reglement, date paiement, date reglement, paye le, regle le, "
                      "date du dernier reglement, date d encaissement"),
)  # fmt: skip
_NAMES = [field.name for field in FIELDS]


@dataclass(frozen=True)
class ImportedInvoice:
    """A line without fault; `paid_on` is set whenever `paid` is above zero, see `_paid`."""

    debtor: Debtor
    email: str | None
    invoice: InvoiceFacts
    paid: Decimal
    paid_on: date | None

    @property
    def settled(self) -> bool:
        return self.paid == self.invoice.amount_ttc


@dataclass(frozen=True)
class ReadLine:
    """One line: as `told` (field → text), what it means when nothing is wrong, and each fault on its field."""

    line: int
    told: Mapping[str, str]
    invoice: ImportedInvoice | None
    faults: tuple[Fault, ...]


def guessed(columns: tuple[str, ...]) -> dict[str, str]:
    """Field → column, by the headings alone; each column once, the likeliest heading first."""
    by_heading: dict[str, str] = {}
    for column in columns:
        by_heading.setdefault(folded(column), column)
    found: dict[str, str] = {}
    for field in FIELDS:
        for heading in field.headings:
            if heading in by_heading:
                found[field.name] = by_heading.pop(heading)
                break
    return found


def checked(mapping: Mapping[str, str], columns: tuple[str, ...]) -> dict[str, str]:
    """The mapping a person corrected; refuses INVALID_FACTS with each wrong entry."""
    faults = []
    for name, column in mapping.items():
        if name not in _NAMES:
            faults.append(Fault("UNKNOWN_FIELD", f"mapping.{name[:60]}"))
        elif column not in columns:
            faults.append(Fault("COLUMN_UNKNOWN", f"mapping.{name}"))
        elif list(mapping.values()).count(column) > 1:
            faults.append(Fault("COLUMN_USED_TWICE", f"mapping.{name}"))
    if faults:
        raise Refusal("INVALID_FACTS", faults=tuple(faults))
    return dict(mapping)


def read(table: Table, mapping: Mapping[str, str], today: date) -> tuple[ReadLine, ...]:
    """Every line of the table; what one debtor's line says is held against its other lines."""
    places = {name: table.columns.index(column) for name, column in mapping.items()}
    lines = []
    for row in table.rows:
        cells = (*row.cells, *[""] * len(table.columns))
        told = {name: cells[place].strip() for name, place in places.items()}
        reader = _Reader(told)
        if any(cell.strip() for cell in row.cells[len(table.columns) :]):
            reader.faults.append(Fault("LINE_TOO_LONG", "", {"columns": len(table.columns)}))
        invoice = reader.invoice(today)
        lines.append(ReadLine(row.line, told, None if reader.faults else invoice, tuple(reader.faults)))
    return tuple(_held_together(lines))


class _Reader:
    """One line, cell by cell; what is wrong gathers in `faults`."""

    def __init__(self, told: Mapping[str, str]) -> None:
        self.told = told
        self.faults: list[Fault] = []

    def invoice(self, today: date) -> ImportedInvoice | None:
        name = self._text("debtor", _LINE)
        siren = self._parsed("siren", _siren)
        email = self._text("email", _EMAIL)
        address = Address(**{part: self._text(part, _SHORT_LINE) for part in _ADDRESS})
        ref = self._text("invoice", _REFERENCE)
        issued = self._parsed("issue_date", day_of)
        due = self._parsed("due_date", day_of)
        amount = self._parsed("amount", _above_zero)
        paid = self._parsed("paid", amount_of) or ZERO
        paid_on = self._parsed("paid_on", day_of)
        for field in FIELDS:
            if field.required and not self.told.get(field.name):
                code = "MISSING" if field.name in self.told else "COLUMN_MISSING"
                self.faults.append(Fault(code, field.name))
        if issued and due and due < issued:
            self.faults.append(Fault("DUE_BEFORE_ISSUE", "due_date"))
        if amount and paid > amount:
            self.faults.append(Fault("PAID_ABOVE_AMOUNT", "paid"))
        if paid_on and paid_on > today:
            self.faults.append(Fault("PAID_IN_FUTURE", "paid_on"))
        if self.faults or not (name and ref and due and amount):
            return None
        return ImportedInvoice(
            debtor=Debtor(name=name, siren=siren, address=address),
            email=email,
            invoice=InvoiceFacts(ref=ref, amount_ttc=amount, due_date=due, issue_date=issued),
            paid=paid,
            paid_on=(paid_on or min(due, today)) if paid else None,
        )

    def _text(self, name: str, adapter: TypeAdapter[str]) -> str | None:
        return self._parsed(name, lambda text: _validated(adapter, text))

    def _parsed(self, name: str, parse: Callable[[str], Value]) -> Value | None:
        text = self.told.get(name)
        if not text:
            return None
        try:
            return parse(text)
        except Unreadable as unreadable:
            self.faults.append(Fault(unreadable.code, name))
        except _Wrong as wrong:
            self.faults.append(Fault(wrong.code, name, wrong.details))
        return None


_ADDRESS = ("street", "complement", "postcode", "city", "country")
_LINE, _SHORT_LINE, _REFERENCE, _EMAIL = (
    TypeAdapter[str](kind) for kind in (Line, ShortLine, Reference, Email)
)


class _Wrong(ValueError):
    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def _validated(adapter: TypeAdapter[str], text: str) -> str:
    try:
        return adapter.validate_python(text)
    except ValidationError as error:
        (first, *_) = error.errors(include_url=False, include_input=False)
        if first["type"] == "string_too_long":
            raise _Wrong("TEXT_TOO_LONG", most=first["ctx"]["max_length"]) from None
        raise _Wrong(first["type"]) from None


def _siren(text: str) -> str:
    """Of a SIREN, a SIRET or a French VAT number."""
    compact = "".join(character for character in text.upper() if character.isalnum())
    compact = compact.removeprefix("SIREN").removeprefix("SIRET")
    try:
        if compact.startswith("FR") and tva.is_valid(compact):
            return identity.siren(compact[-9:])
        return identity.siret(compact)[:9] if len(compact) == 14 else identity.siren(compact)
    except ValueError:
        raise _Wrong("SIRET_INVALID" if len(compact) == 14 else "SIREN_INVALID") from None


def _above_zero(text: str) -> Decimal:
    amount = amount_of(text)
    if amount == ZERO:
        raise _Wrong("AMOUNT_NOT_POSITIVE")
    return amount


def _held_together(lines: list[ReadLine]) -> Iterator[ReadLine]:
    """A line without SIREN takes that of the lines of the same name; when there are two, or when the number was given
    already, it is faulty."""
    sirens: dict[str, set[str]] = {}
    for line in lines:
        if line.invoice and line.invoice.debtor.siren:
            sirens.setdefault(folded(line.invoice.debtor.name or ""), set()).add(line.invoice.debtor.siren)
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.invoice is None:
            yield line
            continue
        debtor = line.invoice.debtor
        name = folded(debtor.name or "")
        borne = {debtor.siren} if debtor.siren else sirens.get(name, set())
        if len(borne) > 1:
            yield replace(line, invoice=None, faults=(Fault("DEBTOR_TWO_COMPANIES", "siren"),))
            continue
        siren = next(iter(borne), None)
        before = first.setdefault((siren or name, folded(line.invoice.invoice.ref)), line.line)
        if before != line.line:
            yield replace(line, invoice=None, faults=(Fault("SAME_INVOICE", "invoice", {"line": before}),))
        else:
            told = replace(line.invoice, debtor=debtor.model_copy(update={"siren": siren}))
            yield replace(line, invoice=told)
