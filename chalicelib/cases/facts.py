"""The facts a person gives: one set of models validates them, describes them (OpenAPI) and feeds the letters.

`StatementFacts` is the body of a golden case; `LetterFacts` adds who writes to whom, and why. In a letter nearly
every field may still be missing: `law.notice` says what a document needs before it may be issued.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.cases import claim as claims
from chalicelib.cases.fields import (
    Amount,
    AmountOrZero,
    Bic,
    Day,
    Email,
    HttpsLink,
    Iban,
    Line,
    Paragraph,
    Percent,
    Phone,
    Reference,
    ShortLine,
    Siren,
    Siret,
)
from chalicelib.law.imputation import Imputation
from chalicelib.law.interest import AgreedRate, DayCount, RateMode
from chalicelib.law.notice import CreditorKind, Document
from chalicelib.law.regimes import Nature, Regime
from chalicelib.law.terms import PublicBuyer

MOST_INVOICES = 60  # a letter of more rows is refused, with the advice to attach a statement
MOST_MOVEMENTS = 200


class Facts(BaseModel):
    """Unknown fields are refused by name: a misspelt one must never be silently lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- the claim --------------------------------------------------------------------------------------------


class RateFacts(Facts):
    """What the contract or the terms of sale say of the penalty rate (B02, B03)."""

    mode: RateMode = RateMode.DEFAULT
    contract_rate_pct: Percent | None = None

    @model_validator(mode="after")
    def _percent_goes_with_its_mode(self) -> Self:
        if (self.mode is RateMode.CONTRACT_FIXED) != (self.contract_rate_pct is not None):
            raise PydanticCustomError("CONTRACT_RATE_MISMATCH", "CONTRACT_RATE_MISMATCH")
        return self


class InvoiceDetails(Facts):
    """What an invoice says besides its number, amount and due date."""

    issue_date: Day | None = None
    performance_date: Day | None = None
    order_reference: ShortLine | None = None
    chorus_number: ShortLine | None = None
    chorus_notification_date: Day | None = None


class InvoiceFacts(InvoiceDetails):
    """An invoice as it stands on paper; amounts include VAT (B05)."""

    ref: Reference
    amount_ttc: Amount
    due_date: Day


class PaymentFacts(Facts):
    """Money received; without `invoice` it is set against the oldest debts first (C6)."""

    id: Reference
    date: Day
    amount: Amount
    invoice: Reference | None = None
    means: ShortLine | None = None


class CreditNoteFacts(Facts):
    """An *avoir* on one invoice (C7)."""

    id: Reference
    date: Day
    amount: Amount
    invoice: Reference


class WaiverFacts(Facts):
    """What the creditor gives up as a goodwill gesture, between professionals only (B13)."""

    penalties: StrictBool = False
    indemnity: StrictBool = False


class OnUnknownRate(StrEnum):
    """What to do past the last published semester (B22): refuse, or stop at its last day, labelled so."""

    REFUSE = "refuse"
    STOP_AT_LAST_KNOWN_DAY = "stop_at_last_known_day"


class _ClaimFacts(Facts):
    regime: Regime
    rate: RateFacts = RateFacts()
    imputation: Imputation = Imputation.INTEREST_FIRST
    nature: Nature = Nature.SUPPLY
    day_count: DayCount = DayCount.YEAR_OF_365
    currency: Literal["EUR"] = "EUR"
    notice_effect_date: Day | None = None
    insolvency_judgment_date: Day | None = None
    payments: Annotated[tuple[PaymentFacts, ...], Field(max_length=MOST_MOVEMENTS)] = ()
    credit_notes: Annotated[tuple[CreditNoteFacts, ...], Field(max_length=MOST_MOVEMENTS)] = ()
    waiver: WaiverFacts = WaiverFacts()
    on_unknown_rate: OnUnknownRate = OnUnknownRate.REFUSE

    def claim_on(self, day: date, invoices: tuple[claims.Invoice, ...]) -> claims.Claim:
        """The claim as it stands on `day`."""
        return claims.Claim(
            regime=self.regime,
            computation_date=day,
            invoices=invoices,
            payments=tuple(claims.Payment(p.id, p.date, p.amount, p.invoice) for p in self.payments),
            credit_notes=tuple(
                claims.CreditNote(n.id, n.date, n.amount, n.invoice) for n in self.credit_notes
            ),
            rate=AgreedRate(self.rate.mode, self.rate.contract_rate_pct),
            imputation=self.imputation,
            nature=self.nature,
            notice_effect_date=self.notice_effect_date,
            insolvency_judgment_date=self.insolvency_judgment_date,
            day_count=self.day_count,
        )


class StatementFacts(_ClaimFacts):
    """Body of `POST /api/statements`: the `inputs` of a golden case."""

    computation_date: Day
    invoices: Annotated[tuple[InvoiceFacts, ...], Field(min_length=1, max_length=500)]

    def claim(self) -> claims.Claim:
        invoices = tuple(claims.Invoice(i.ref, i.amount_ttc, i.due_date) for i in self.invoices)
        return self.claim_on(self.computation_date, invoices)


# --- who writes to whom -----------------------------------------------------------------------------------


class Address(Facts):
    """A postal address; each field is one printed line, and the postcode and the city share the last."""

    complement: ShortLine | None = None
    street: ShortLine | None = None
    place: ShortLine | None = None
    postcode: ShortLine | None = None
    city: ShortLine | None = None
    country: ShortLine | None = None


class Creditor(Facts):
    """The author of the letter, alone on it (Z02), with the mentions of C. com. R123-237 and R123-238 (M07)."""

    kind: CreditorKind | None = None
    name: Line | None = None
    legal_form: ShortLine | None = None
    share_capital: Amount | None = None
    variable_capital: StrictBool = False
    siren: Siren | None = None
    siret: Siret | None = None
    registry_town: ShortLine | None = None
    registered_in_rne: StrictBool = False
    rna: ShortLine | None = None
    in_liquidation: StrictBool = False
    address: Address = Address()
    email: Email | None = None
    phone: Phone | None = None

    @property
    def number(self) -> str | None:
        """The SIREN, read off the SIRET when only that one was given."""
        return self.siren or (self.siret[:9] if self.siret else None)


class Debtor(Facts):
    """The addressee: company, consumer, non-professional or public body."""

    name: Line | None = None
    attention: ShortLine | None = None
    service: ShortLine | None = None
    siren: Siren | None = None
    address: Address = Address()
    reference: ShortLine | None = None


class Suspension(Facts):
    """One suspension of the payment term by the public buyer (A07)."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end < self.start:
            raise PydanticCustomError("SUSPENSION_ENDS_BEFORE_START", "SUSPENSION_ENDS_BEFORE_START")
        return self


class PublicPurchase(Facts):
    """What a claim on a public body must name (LT6)."""

    buyer: PublicBuyer | None = None
    authority: Line | None = None  # ordonnateur
    accountant: Line | None = None  # comptable public, who receives a copy
    contract_number: ShortLine | None = None
    suspensions: Annotated[tuple[Suspension, ...], Field(max_length=10)] = ()


class Logo(Facts):
    """A small picture for the letterhead."""

    mime: Literal["image/png", "image/jpeg"]
    content_base64: Annotated[str, Field(max_length=140_000)]


class Mediator(Facts):
    """The consumer mediator the creditor adheres to (C. conso L616-1, M08)."""

    name: Line | None = None
    address: Line | None = None
    website: HttpsLink | None = None


class PaymentMeans(Facts):
    """Where the debtor pays: the creditor's own account or page, never ours (Z02)."""

    iban: Iban | None = None
    bic: Bic | None = None
    holder: ShortLine | None = None
    reference: ShortLine | None = None
    link: HttpsLink | None = None
    other: Line | None = None
    qr: StrictBool | None = None  # None: drawn for professionals and public bodies, not for consumers


class Channel(StrEnum):
    """How a message is sent (M02)."""

    REGISTERED = "registered"  # lettre recommandée avec demande d'avis de réception, on paper
    HAND_DELIVERY = "hand_delivery"
    ELECTRONIC_REGISTERED = "electronic_registered"
    EMAIL = "email"
    POST = "post"


class Reminder(Facts):
    """An earlier message the letter recalls."""

    date: Day
    channel: Channel


class Origin(Facts):
    """Where the debt comes from: the contract, the order, the delivery."""

    description: Line | None = None
    contract_date: Day | None = None
    order_reference: ShortLine | None = None
    performance_date: Day | None = None
    contract_clause: ShortLine | None = None  # the clause that sets the penalty rate


class Signatory(Facts):
    name: ShortLine | None = None
    capacity: ShortLine | None = None


class EarlierNotice(Facts):
    """The formal notice a last notice follows (LT7)."""

    date: Day | None = None
    presented_on: Day | None = None
    registered_number: ShortLine | None = None
    deadline_days: Annotated[int, Field(strict=True, ge=1, le=60)] | None = None


class PenaltyClause(StrEnum):
    """The fate of penalties while a plan runs (LT8): one of two fixed clauses."""

    STOP_IF_KEPT = "stop_if_kept"  # clause A
    KEEP_RUNNING = "keep_running"  # clause B: on the balance


class Instalment(Facts):
    date: Day
    amount: Amount


Instalments = Annotated[tuple[Instalment, ...], Field(max_length=36)]
CureDays = Annotated[int, Field(strict=True, ge=8, le=15)]


class PlanTerms(Facts):
    """The payment plan a letter offers or records (LT8, LT9, P05); its instalments make the sum due, to the cent."""

    instalments: Instalments = ()
    penalties: PenaltyClause | None = None
    cure_days: CureDays = 8  # from the creditor's notice to the loss of the term
    valid_until: Day | None = None  # of the offer
    debtor_signatory: Signatory = Signatory()
    electronic: StrictBool = False  # one durable electronic copy instead of two originals (P06)
    checked_beyond_three_months: StrictBool = False  # a consumer's plan: the creditor checked credit rules


class NextStep(StrEnum):
    """The closed list of what may be announced (letters.md, E04)."""

    ORDER_FOR_PAYMENT = "order_for_payment"
    INTERIM_PAYMENT = "interim_payment"
    ACTION_ON_MERITS = "action_on_merits"
    COMMISSAIRE_DE_JUSTICE = "commissaire_de_justice"
    LAWYER = "lawyer"
    SMALL_CLAIMS = "small_claims"
    UNCONTESTED_COMMERCIAL_DEBT = "uncontested_commercial_debt"
    MEDIATION = "mediation"
    SUSPENSION_OF_SUPPLIES = "suspension_of_supplies"


class Obstacle(StrEnum):
    """A fact that stops every demand (Z04-3, Z04-4)."""

    DISPUTED = "disputed"
    PROMISE_RUNNING = "promise_running"
    PLAN_RESPECTED = "plan_respected"
    PAUSED = "paused"
    OVER_INDEBTEDNESS = "over_indebtedness"
    DECEASED = "deceased"
    PROTECTED_ADULT = "protected_adult"
    STRUCK_OFF = "struck_off"


PdfName = Annotated[ShortLine, Field(pattern=r"^[^/\\\\:*?\"<>|]+\.pdf$")]


class InvoiceFile(Facts):
    """The invoice's own PDF, embedded in the letter."""

    name: PdfName
    content_base64: Annotated[str, Field(max_length=4_000_000)]


class LetterInvoice(InvoiceDetails):
    """An invoice of a letter, which a draft may still lack any part of."""

    ref: Reference | None = None
    amount_ttc: Amount | None = None
    due_date: Day | None = None


class LetterFacts(_ClaimFacts):
    """Body of `POST /api/letters` and `/api/letters/preview`."""

    document: Document
    computation_date: Day | None = None
    letter_date: Day | None = None  # the day printed; the computation date when absent
    place: ShortLine | None = None
    reference: Reference | None = None
    invoices: Annotated[tuple[LetterInvoice, ...], Field(min_length=1, max_length=MOST_INVOICES)]
    creditor: Creditor = Creditor()
    logo: Logo | None = None
    debtor: Debtor = Debtor()
    public: PublicPurchase = PublicPurchase()
    mediator: Mediator = Mediator()
    origin: Origin = Origin()
    payment: PaymentMeans = PaymentMeans()
    signatory: Signatory = Signatory()
    reminders: Annotated[tuple[Reminder, ...], Field(max_length=20)] = ()
    channel: Channel | None = None
    electronic_consent_date: Day | None = None
    claim_accessories: StrictBool = (
        True  # in a first reminder: whether penalties and EUR 40 are claimed at this stage
    )
    deadline_days: Annotated[int, Field(strict=True, ge=1, le=60)] | None = None
    answer_by: Day | None = None
    earlier_notice: EarlierNotice = EarlierNotice()
    next_step: NextStep | None = None
    between_merchants: StrictBool = False
    receipt_payment: Reference | None = None
    plan: PlanTerms = PlanTerms()
    message: Paragraph | None = None
    enclosures: Annotated[tuple[Line, ...], Field(max_length=30)] = ()
    invoice_files: Annotated[tuple[InvoiceFile, ...], Field(max_length=5)] = ()
    invoice_enclosed: StrictBool = True  # whether every invoice goes with the letter, which then says so
    obstacles: frozenset[Obstacle] = frozenset()
    acknowledgements: Annotated[tuple[Day, ...], Field(max_length=20)] = ()  # of debt, signed (P07)
    amicable_after_limitation: StrictBool = False
    residue_threshold: AmountOrZero = Decimal("15.00")  # Z04-1
