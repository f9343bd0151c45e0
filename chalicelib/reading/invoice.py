"""What an invoice file says, in the terms of EN 16931 (BT, BG), whatever its syntax.

Texts are as in the file, without the spaces around them; what the file does not say is None, to be asked,
never guessed. Amounts stay the decimal strings of the file, in `currency`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

# Parts of France with a country code of their own (ISO 3166-1).
FRANCE = frozenset({"FR", "BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"})
# UNTDID 1001, as EN 16931 restricts it: every kind of credit note.
CREDIT_NOTES = frozenset(
    {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"}
)


@dataclass(frozen=True)
class Party:
    """A seller (BG-4) or a buyer (BG-7): legal name, registration (BT-30, BT-47), VAT, first address line."""

    name: str | None = None
    legal_id: str | None = None
    vat: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    email: str | None = None

    @property
    def in_france(self) -> bool:
        """Whether the address is French territory, overseas included."""
        return (self.country or "").upper() in FRANCE


@dataclass(frozen=True)
class Invoice:
    """One invoice or credit note. `due_date` is the last of `due_dates`: lateness runs after it."""

    kind: Literal["invoice", "credit_note"]
    number: str | None
    type_code: str | None
    issue_date: date | None
    due_date: date | None
    due_dates: tuple[date, ...]
    terms_text: tuple[str, ...]
    currency: str | None
    total_excl_tax: str | None
    total_tax: str | None
    total_incl_tax: str | None
    prepaid: str | None
    amount_due: str | None
    payment_reference: str | None
    iban: str | None
    bic: str | None
    order_ref: str | None
    contract_ref: str | None
    delivery_date: date | None
    preceding_invoices: tuple[str, ...]
    notes: dict[str, str]  # by subject code: PMD penalties, PMT 40 €, AAB discount …
    seller: Party
    buyer: Party
    payee_name: str | None


@dataclass(frozen=True)
class Reading:
    """An invoice, and what its file says beyond the common terms."""

    invoice: Invoice
    syntax: Literal["CII", "UBL", "UBL-CN", "ZF1"]
    profile: str | None
    rounding: str | None  # BT-114
    ibans: tuple[str, ...]  # every account the file names for the payment
    payee_legal_id: str | None
    more_lines: dict[Literal["seller", "buyer"], tuple[str, ...]]  # of the address, after the street


def kind_of(type_code: str | None, *totals: str | None) -> Literal["invoice", "credit_note"]:
    """A credit note by its type, or by a negative total: a 380 can be one."""
    negative = any(total is not None and Decimal(total) < 0 for total in totals)
    return "credit_note" if type_code in CREDIT_NOTES or negative else "invoice"


def french_notes(notes: dict[str, str], seller: Party) -> dict[str, str]:
    """The notes under their codes, for a seller in France: elsewhere the codes carry other mentions."""
    return notes if seller.in_france or seller.country is None else {}
