"""What the answers look like: models the OpenAPI document is built from, and tests hold the answers to."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.cases.ledger import Situation
from chalicelib.documents.explain import Explanations

Cents = Annotated[str, Field(pattern=r"^-?[0-9]+\.[0-9]{2}$")]
Micros = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]{6}$")]
RatePercent = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]{2,}$")]


class Answer(BaseModel):
    """What is answered; a field that does not apply is left out."""

    model_config = ConfigDict(extra="forbid")


class Line(Answer):
    """One printed line of interest; `from` and `to` are inclusive."""

    invoice: str
    first: Annotated[date, Field(alias="from")]
    to: date
    days: int
    base: Cents
    rate_pct: RatePercent
    rate_basis: str
    amount_unrounded: Micros
    amount: Cents


class Allocation(Answer):
    """What a payment paid off on one invoice."""

    payment: str
    date: date
    invoice: str
    to_interest: Cents
    to_principal: Cents
    to_indemnity: Cents


class InvoiceBalance(Answer):
    """Where an invoice stands on the computation date."""

    invoice: str
    status: Situation
    principal_remaining: Cents
    interest_accrued: Cents
    interest_paid: Cents
    interest_remaining: Cents
    indemnity: Cents
    indemnity_paid: Cents
    indemnity_remaining: Cents


class Totals(Answer):
    """Sums of the printed lines; `total_due` counts the principal of overdue invoices only."""

    principal_remaining: Cents
    interest_accrued: Cents
    interest_paid: Cents
    interest_remaining: Cents
    indemnity: Cents
    indemnity_remaining: Cents
    overpayment: Cents
    principal_not_yet_due: Cents
    total_due: Cents


class Remark(Answer):
    """A flag or a warning in words (French); `subject` is the semester or the payment it is about."""

    code: str
    subject: str
    message: str


class Waived(Answer):
    """What the creditor gives up as a goodwill gesture, and what is then claimed."""

    interest: Cents
    indemnity: Cents
    amount_claimed: Cents


class StoppedAt(Answer):
    """The day asked for, and the semester whose rate is not published."""

    unknown_semester: str
    asked: date


class Statement(Answer):
    """A statement of account: `lines` to `flags` are the statement itself, the rest explains it."""

    status: Literal["ok"]
    lines: list[Line]
    allocations: list[Allocation]
    per_invoice: list[InvoiceBalance]
    totals: Totals
    flags: list[str]
    computation_date: date
    stopped_at: StoppedAt | None = None
    remarks: list[Remark]
    warnings: list[Remark]
    waiver: Waived | None = None
    explanations: Explanations


class Problem(Answer):
    """A refusal (RFC 9457): a stable `code`, and each fault with its field and what to do, in French."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: Annotated[list["ProblemError"], Field(min_length=1)]
    reference: str | None = None
    unknown_semester: str | None = None
    last_computable_date: date | None = None
    priced_lines_before_unknown: list[Line] | None = None
    expect: "Unreadable | None" = None
    checks: dict[str, bool] | None = None
    current: dict[str, Any] | None = None  # a conflict: what stands now, as a read would answer it


class Unreadable(Answer):
    """A dropped file whose data cannot be read."""

    kind: Literal["unreadable"]


class ProblemError(Answer):
    """One thing to correct; `field` is its path (`invoices[0].due_date`), empty for the body as a whole."""

    field: str
    code: str
    message: str


class Health(Answer):
    """Whether the service can reach its table, and whether its clock runs: late when no sweep came for an hour."""

    status: Literal["ok", "unavailable"]
    table: Literal["ok", "unreachable"]
    clock: Literal["ok", "late", "never"] | None


class FigureVersion(Answer):
    """A figure between two days, both inclusive; null: since, or until, a day that is not known."""

    start: date | None
    end: date | None
    value: str
    source: str
    confidence: str
    reviewed_on: date | None
    reviewed_by: str
    note: str


class Figure(Answer):
    """A dated figure of the law, or a choice of ours when `citation_key` is empty."""

    key: str
    name: str
    unit: str
    citation_key: str
    rule_ids: list[str]
    review_by: date | None
    versions: list[FigureVersion]


class TextVersion(Answer):
    """A text between two days; null wherever the official source was not read."""

    start: date | None
    end: date | None
    quote: str | None
    official_id: str | None
    link: str | None


class Text(Answer):
    """A text of law we cite; `confidence`: V read at the source, S secondary source, G to be verified."""

    key: str
    article: str
    short: str
    code: str
    subject: str
    rule_ids: list[str]
    source: str
    confidence: str
    review_by: date
    reviewed_by: str
    reserved: bool
    versions: list[TextVersion]


class Law(Answer):
    """The register; `digest` identifies the exact data a letter was computed with."""

    digest: str
    parameters: list[Figure]
    citations: list[Text]
