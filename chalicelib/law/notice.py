"""What each document must contain before it may be issued, as data: returns what is missing.

No statute lists the mentions of a formal notice (M01); this is the rule book's list (letters.md, M07 to M09),
so that the sum, its composition, the deadline and the consequence are always there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.law.regimes import Regime


class Document(StrEnum):
    """The documents of the rule book, under their names in the code."""

    COURTESY = "courtesy_reminder"  # LT1
    FIRST_REMINDER = "first_reminder"  # LT2
    SECOND_REMINDER = "second_reminder"  # LT3
    FORMAL_NOTICE = "formal_notice"  # LT4, LT5, LT6 by regime
    LAST_NOTICE = "last_notice"  # LT7
    PLAN_OFFER = "plan_offer"  # LT8
    PLAN_AGREEMENT = "plan_agreement"  # LT9
    RECEIPT = "receipt"  # LT10
    ACCOUNT_STATEMENT = "account_statement"  # LT11


class CreditorKind(StrEnum):
    """Decides the identity mentions of the letterhead (M07)."""

    COMPANY = "company"
    SOLE_TRADER = "sole_trader"
    ASSOCIATION = "association"


DEMANDS = frozenset(
    {Document.FIRST_REMINDER, Document.SECOND_REMINDER, Document.FORMAL_NOTICE, Document.LAST_NOTICE}
)
NOTICES = frozenset({Document.FORMAL_NOTICE, Document.LAST_NOTICE})
PLANS = frozenset({Document.PLAN_OFFER, Document.PLAN_AGREEMENT})


@dataclass(frozen=True)
class Need:
    """At least one of these fields must be given; `[]` stands for every entry of a list."""

    fields: tuple[str, ...]


_ALWAYS = (
    "creditor.kind",
    "creditor.name",
    "creditor.address.postcode",
    "creditor.address.city",
    "debtor.name",
    "debtor.address.postcode",
    "debtor.address.city",
    "computation_date",
    "place",
    "signatory.name",
    "invoices[].ref",
    "invoices[].issue_date",
    "invoices[].due_date",
    "invoices[].amount_ttc",
)
_ALWAYS_ONE_OF = (
    ("creditor.address.street", "creditor.address.place"),
    ("debtor.address.street", "debtor.address.place"),
    ("creditor.email", "creditor.phone"),
)
_BY_CREDITOR = {
    CreditorKind.COMPANY: (
        ("creditor.siren", "creditor.siret"),
        ("creditor.legal_form",),
        ("creditor.share_capital",),
        ("creditor.registry_town",),
        ("signatory.capacity",),
    ),
    CreditorKind.SOLE_TRADER: (
        ("creditor.siren", "creditor.siret"),
        ("creditor.registry_town", "creditor.registered_in_rne"),
    ),
    CreditorKind.ASSOCIATION: (("creditor.rna", "creditor.siren", "creditor.siret"), ("signatory.capacity",)),
}
_BY_DOCUMENT: dict[Document, tuple[tuple[str, ...], ...]] = {
    Document.SECOND_REMINDER: (("reminders",), ("answer_by",)),
    Document.FORMAL_NOTICE: (("origin.description",),),
    Document.LAST_NOTICE: (
        ("earlier_notice.date",),
        ("earlier_notice.presented_on",),
        ("earlier_notice.deadline_days",),
        ("next_step",),
    ),
    Document.PLAN_OFFER: (("plan.instalments",), ("plan.penalties",), ("plan.valid_until",)),
    Document.PLAN_AGREEMENT: (("plan.instalments",), ("plan.penalties",)),
    Document.RECEIPT: (("receipt_payment",),),
}
_PUBLIC_NOTICE = (
    ("public.buyer",),
    ("public.authority",),
    ("public.accountant",),
    ("public.contract_number", "origin.order_reference"),
    ("invoices[].chorus_notification_date",),
    ("invoices[].performance_date",),
)


def needs(document: Document, regime: Regime, creditor: CreditorKind | None) -> tuple[Need, ...]:
    """Every fact this document needs, in the order of the form."""
    groups = [*((field,) for field in _ALWAYS), *_ALWAYS_ONE_OF]
    if creditor is not None:
        groups += _BY_CREDITOR[creditor]
    if document is Document.COURTESY or document in DEMANDS | PLANS:
        groups.append(("payment.iban", "payment.link", "payment.other"))
    groups += _BY_DOCUMENT.get(document, ())
    if regime is Regime.PUBLIC:  # A08: no public claim without its Chorus Pro number
        groups.append(("invoices[].chorus_number",))
        if document is Document.FORMAL_NOTICE:
            groups += _PUBLIC_NOTICE
    if document is Document.PLAN_AGREEMENT and regime is not Regime.CONSUMER:  # who commits the debtor (LT9)
        groups += (("plan.debtor_signatory.name",), ("plan.debtor_signatory.capacity",))
    if regime is Regime.CONSUMER and document is Document.FORMAL_NOTICE:  # M08
        groups += (("mediator.name",), ("mediator.address", "mediator.website"))
    return tuple(Need(group) for group in groups)


def missing(
    found: tuple[Need, ...], is_given: Callable[[str], bool], lengths: dict[str, int]
) -> tuple[str, ...]:
    """The fields still to fill in; where one of several would do, the first is named.

    `is_given` answers for one exact path (`invoices[2].ref`); `lengths` says how many entries each list has.
    """
    paths: list[str] = []
    for need in found:
        for fields in _spread(need.fields, lengths):
            if not any(is_given(path) for path in fields):
                paths.append(fields[0])
    return tuple(paths)


def _spread(fields: tuple[str, ...], lengths: dict[str, int]) -> list[tuple[str, ...]]:
    head, bracket, _ = fields[0].partition("[]")
    if not bracket:
        return [fields]
    return [
        tuple(path.replace("[]", f"[{position}]") for path in fields) for position in range(lengths[head])
    ]
