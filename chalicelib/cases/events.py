"""What happens to a case: facts, recorded one after the other and never rewritten.

A case is the sum of its events (`cases.fold.fold`): nobody types a state. A wrong fact is undone by another one,
`Corrected`, and both stay in the history (`cases.history`).
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StringConstraints

from chalicelib.cases.facts import (
    Channel,
    CreditNoteFacts,
    EarlierNotice,
    Facts,
    InvoiceFacts,
    Obstacle,
    Origin,
    PublicPurchase,
    RateFacts,
    Reminder,
)
from chalicelib.cases.fields import Amount, AmountOrZero, Day, HttpsLink, Paragraph, Reference, ShortLine
from chalicelib.cases.plan import PaymentPlan
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.law.imputation import Imputation
from chalicelib.law.interest import DayCount
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Nature

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,40}$")]
LetterNumber = Annotated[int, Field(strict=True, ge=1)]
Invoices = Annotated[tuple[InvoiceFacts, ...], Field(min_length=1, max_length=60)]
References = Annotated[tuple[Reference, ...], Field(max_length=60)]


class Sending(StrEnum):
    """Who lets a reminder leave; a notice is always approved one by one (Z03)."""

    TELL_ME = "tell_me"  # «Me prévenir, je relis»
    SEND_REMINDERS = "send_reminders"  # «Envoyer les relances en mon nom»


class Procedure(StrEnum):
    """The insolvency procedures that stop every demand (H-01)."""

    SAFEGUARD = "safeguard"
    RECEIVERSHIP = "receivership"
    LIQUIDATION = "liquidation"


class ReturnReason(StrEnum):
    """Why a registered letter came back (M03)."""

    UNCLAIMED = "unclaimed"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    ADDRESS = "address"


class AddressFailure(StrEnum):
    """What an e-mail address did to a message."""

    BOUNCED = "bounced"  # for good: there is no such mailbox
    COMPLAINED = "complained"  # its reader called it unwanted


class DebtorAnswer(StrEnum):
    PAID = "paid"
    NOT_CONCERNED = "not_concerned"


class ClosingReason(StrEnum):
    """Why a case is closed."""

    PAID = "paid"
    WAIVED = "waived"  # the creditor gives the rest up
    WRITTEN_OFF = "written_off"
    HANDED_OVER = "handed_over"  # to a commissaire de justice, a lawyer, a court
    MISTAKE = "mistake"
    OTHER = "other"


class Terms(Facts):
    """What the contract says, and where the debt comes from: as in a letter's facts."""

    rate: RateFacts = RateFacts()
    imputation: Imputation = Imputation.INTEREST_FIRST
    nature: Nature = Nature.SUPPLY
    day_count: DayCount = DayCount.YEAR_OF_365
    origin: Origin = Origin()
    public: PublicPurchase = PublicPurchase()
    between_merchants: StrictBool = False


# --- the debt ----------------------------------------------------------------------------------------------------


class CaseOpened(Facts):
    """The first event of every case; `reminders` and `notice` were sent before Acquit followed it."""

    kind: Literal["opened"] = "opened"
    debtor: Id
    terms: Terms = Terms()
    invoices: Invoices
    reminders: Annotated[tuple[Reminder, ...], Field(max_length=20)] = ()
    notice: EarlierNotice | None = None
    sending: Sending = Sending.TELL_ME


class InvoicesAdded(Facts):
    """A new invoice joins the case, until a formal notice is issued (letters.md, «Case»)."""

    kind: Literal["invoices_added"] = "invoices_added"
    invoices: Invoices


class InvoiceCorrected(Facts):
    """What the invoice really says; `becomes` is null when it should not be in this case."""

    kind: Literal["invoice_corrected"] = "invoice_corrected"
    invoice: Reference
    becomes: InvoiceFacts | None
    reason: Paragraph


class TermsChanged(Facts):
    kind: Literal["terms_changed"] = "terms_changed"
    terms: Terms


class PaymentReceived(Facts):
    """Money credited that day (B06); without `invoice` it is set against the oldest debts first (C6)."""

    kind: Literal["payment_received"] = "payment_received"
    date: Day
    amount: Amount
    invoice: Reference | None = None
    means: ShortLine | None = None


class CreditNoteIssued(Facts):
    kind: Literal["credit_note_issued"] = "credit_note_issued"
    credit_note: CreditNoteFacts


class AccessoriesWaived(Facts):
    """A goodwill gesture (B13): what was accrued is given up, with a reason that is kept."""

    kind: Literal["accessories_waived"] = "accessories_waived"
    penalties: StrictBool
    indemnity: StrictBool
    reason: Paragraph


class DueDateRenegotiated(Facts):
    """The creditor grants a later day: reminders wait for it; the legal due date and the statement do not move."""

    kind: Literal["due_date_renegotiated"] = "due_date_renegotiated"
    invoice: Reference
    due_date: Day


class AcknowledgementSigned(Facts):
    """A signed acknowledgement of debt: alone moves the limitation of a private debtor (P07)."""

    kind: Literal["acknowledgement_signed"] = "acknowledgement_signed"
    date: Day


# --- what the debtor answers, and what stops reminders ---------------------------------------------------------------


class PaymentPromised(Facts):
    """The debtor announced a payment: nothing leaves up to and including `until` (Z04-3)."""

    kind: Literal["payment_promised"] = "payment_promised"
    until: Day
    amount: Amount | None = None
    note: Paragraph | None = None


class DisputeRaised(Facts):
    """`invoices` empty: all of them. Reminders of a disputed invoice stop at once (E03)."""

    kind: Literal["dispute_raised"] = "dispute_raised"
    reason: Paragraph
    invoices: References = ()


class DisputeSettled(Facts):
    """Answered in writing or withdrawn; `invoices` empty: all of them."""

    kind: Literal["dispute_settled"] = "dispute_settled"
    answer: Paragraph
    invoices: References = ()


class Paused(Facts):
    """Nothing leaves up to and including `until`."""

    kind: Literal["paused"] = "paused"
    until: Day
    reason: Paragraph


class Resumed(Facts):
    """Ends a pause, or a promise that is known to be void."""

    kind: Literal["resumed"] = "resumed"


class PlanAgreed(Facts):
    kind: Literal["plan_agreed"] = "plan_agreed"
    plan: PaymentPlan


class PlanEnded(Facts):
    """The creditor gives the plan up: the sequence goes on."""

    kind: Literal["plan_ended"] = "plan_ended"
    reason: Paragraph


class InsolvencyRecorded(Facts):
    """H-01: stops every letter and freezes the statement; two months from `published_on` to declare (H-02)."""

    kind: Literal["insolvency_recorded"] = "insolvency_recorded"
    procedure: Procedure
    judgment_date: Day
    published_on: Day | None = None
    notice: HttpsLink | None = None


class ObstacleRecorded(Facts):
    """Z04-4: over-indebtedness accepted, death, protected adult, company struck off."""

    kind: Literal["obstacle_recorded"] = "obstacle_recorded"
    obstacle: Literal[
        Obstacle.OVER_INDEBTEDNESS, Obstacle.DECEASED, Obstacle.PROTECTED_ADULT, Obstacle.STRUCK_OFF
    ]
    note: Paragraph | None = None


class InsolvencyChecked(Facts):
    """BODACC was looked at that day and nothing was found (Z04-9: good for seven days)."""

    kind: Literal["insolvency_checked"] = "insolvency_checked"
    date: Day


class PublicationFound(Facts):
    """BODACC publishes something about this business that we do not decide upon: a person reads it, and says."""

    kind: Literal["publication_found"] = "publication_found"
    published_on: Day
    nature: str
    notice: HttpsLink | None = None


class DebtorAnswered(Facts):
    """By the link of a message: «j'ai déjà payé», «ce message ne me concerne pas». Nothing leaves until the creditor
    says what to make of it. A dispute is told as `DisputeRaised`."""

    kind: Literal["debtor_answered"] = "debtor_answered"
    letter: LetterNumber
    answer: DebtorAnswer
    words: Paragraph | None = None


# --- letters and steps -----------------------------------------------------------------------------------------------


class LetterIssued(Facts):
    """A document was drawn: its file, and what it says. It is not sent yet.

    `being_sent`: the clock hands it over to the mail provider in the same breath. Recording it is the claim: whoever
    recorded it sends it, nobody else does; until `LetterMailed` or `LetterRefused` follows, nobody knows if it left.
    """

    kind: Literal["letter_issued"] = "letter_issued"
    letter: LetterNumber
    document: Document
    statement_day: Day
    amount: AmountOrZero
    file: str
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    register_digest: str
    deadline_days: int | None = None
    being_sent: StrictBool = False


class LetterSent(Facts):
    """It left, that day, by that means (M03)."""

    kind: Literal["letter_sent"] = "letter_sent"
    letter: LetterNumber
    date: Day
    channel: Channel
    registered_number: ShortLine | None = None


class LetterMailed(Facts):
    """The mail provider accepted it that day, under an id of its own. Accepted is not read."""

    kind: Literal["letter_mailed"] = "letter_mailed"
    letter: LetterNumber
    date: Day
    message_id: str


class LetterRefused(Facts):
    """The mail provider refused it, for sure: it did not leave, and its step is to do again."""

    kind: Literal["letter_refused"] = "letter_refused"
    letter: LetterNumber
    code: str


class AddressFailed(Facts):
    """The message came back for good, or its reader complained: no other is sent to this address."""

    kind: Literal["address_failed"] = "address_failed"
    letter: LetterNumber
    failure: AddressFailure


class LetterPresented(Facts):
    """First presentation: the deadline and a consumer's interest count from it (M03, C11)."""

    kind: Literal["letter_presented"] = "letter_presented"
    letter: LetterNumber
    date: Day


class LetterReturned(Facts):
    kind: Literal["letter_returned"] = "letter_returned"
    letter: LetterNumber
    date: Day
    reason: ReturnReason


class LetterDiscarded(Facts):
    """It will not be sent: its step is to do again."""

    kind: Literal["letter_discarded"] = "letter_discarded"
    letter: LetterNumber
    reason: Paragraph | None = None


class StepSkipped(Facts):
    """The creditor does not want this step: the next one comes."""

    kind: Literal["step_skipped"] = "step_skipped"
    document: Document


class StepReleased(Facts):
    """«Envoyer maintenant»: this reminder need not wait for its day, only for the hours and the gap of E03."""

    kind: Literal["step_released"] = "step_released"
    document: Document


class StepHeld(Facts):
    """The reminder could not leave on its day: `code` says what it lacks. The clock tries again each working day."""

    kind: Literal["step_held"] = "step_held"
    document: Document
    code: str


class CreditorTold(Facts):
    """A mail told the creditor what is next, and all that happened before.

    `leaves_on`: it named this reminder, which leaves that day unless something is answered (pre-flight, Z04-8).
    `version` is the case's that the mail was written from: what happened later is still to be told. `certain` False:
    nobody knows whether that mail left, so it told nothing.
    """

    kind: Literal["creditor_told"] = "creditor_told"
    action: str
    document: Document | None = None
    day: Day | None = None
    leaves_on: Day | None = None
    version: int = 0
    certain: StrictBool = True


class SendingChosen(Facts):
    kind: Literal["sending_chosen"] = "sending_chosen"
    sending: Sending


class ScenarioChanged(Facts):
    """The scenario of this case alone."""

    kind: Literal["scenario_changed"] = "scenario_changed"
    scenario: ScenarioChanges


class InvoiceFiled(Facts):
    """The PDF of an invoice is kept: it goes with what is sent, until another replaces it or it is corrected away.

    `size` in bytes. The bytes themselves stay in the store until the account is erased.
    """

    kind: Literal["invoice_filed"] = "invoice_filed"
    invoice: Reference
    file: str
    name: ShortLine
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(strict=True, ge=1)]


# --- the file itself -------------------------------------------------------------------------------------------------


class Noted(Facts):
    """A call, a message: facts only (E07)."""

    kind: Literal["noted"] = "noted"
    text: Paragraph


class Closed(Facts):
    kind: Literal["closed"] = "closed"
    reason: ClosingReason
    note: Paragraph | None = None


class Reopened(Facts):
    kind: Literal["reopened"] = "reopened"
    reason: Paragraph


class Corrected(Facts):
    """The event of that id was wrong: the case is as if it had never been recorded."""

    kind: Literal["corrected"] = "corrected"
    event: Id
    reason: Paragraph


# What, told of one case of a debtor, holds all of them (H-01, H-02, Z04-4).
STOPS_ALL = (InsolvencyRecorded, ObstacleRecorded)

# What a person may record; the others come from services, which know what they did.
TypedEvent = Annotated[
    InvoicesAdded
    | InvoiceCorrected
    | TermsChanged
    | PaymentReceived
    | CreditNoteIssued
    | AccessoriesWaived
    | DueDateRenegotiated
    | AcknowledgementSigned
    | PaymentPromised
    | DisputeRaised
    | DisputeSettled
    | Paused
    | Resumed
    | PlanAgreed
    | PlanEnded
    | InsolvencyRecorded
    | ObstacleRecorded
    | InsolvencyChecked
    | LetterSent
    | LetterPresented
    | LetterReturned
    | LetterDiscarded
    | StepSkipped
    | StepReleased
    | SendingChosen
    | ScenarioChanged
    | Noted
    | Closed
    | Reopened
    | Corrected,
    Field(discriminator="kind"),
]
Event = Annotated[
    CaseOpened
    | LetterIssued
    | LetterMailed
    | LetterRefused
    | AddressFailed
    | StepHeld
    | CreditorTold
    | PublicationFound
    | DebtorAnswered
    | InvoiceFiled
    | TypedEvent,
    Field(discriminator="kind"),
]
