"""`POST /deadlines`: due dates, procedural periods and limitation, in the shape of the golden cases D01–D11.

`kind` says which day is asked for; without it, it is the due date of an invoice, by regime.
"""

from datetime import date
from typing import Annotated, Any, Literal

from chalice.app import Request, Response
from pydantic import ConfigDict, Field, StrictBool, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from chalicelib.cases.facts import Facts, Suspension
from chalicelib.cases.fields import Day, Reference, ShortLine
from chalicelib.core.errors import Fault, Refusal
from chalicelib.documents.explain import Article, articles
from chalicelib.documents.phrases import phrase
from chalicelib.law import limitation as law
from chalicelib.law import procedure, terms
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Register, load
from chalicelib.law.terms import PublicBuyer
from chalicelib.web.answer import as_json
from chalicelib.web.read import object_of, validated
from chalicelib.web.schema import Answer

MOST_ITEMS = 200


def create(request: Request, today: date) -> Response:
    """Computes the days asked for; the register's own refusals say what no text gives."""
    data = object_of(request)
    facts = validated(data, _model_of(data))
    return as_json(facts.answer(load(), today).model_dump(mode="json", exclude_none=True))


class DeadlineFacts(Facts):
    """One question about days, and how it is answered."""

    def answer(self, register: Register, today: date) -> "DeadlineAnswer":
        raise NotImplementedError


class DeadlineAnswer(Answer):
    """Every answer says on which texts it rests and how to read it; a day to meet is never extended (K06)."""

    citations: tuple[Article, ...]
    explanation: str


# --- when an invoice falls due ------------------------------------------------------------------------------

AgreedTerm = Annotated[
    ShortLine,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^([0-9]{1,3}_days_(invoice|then_end_of_month)|end_of_month_plus_[0-9]{1,3}_days)$",
            "examples": ["60_days_invoice", "45_days_then_end_of_month", "end_of_month_plus_45_days"],
        }
    ),
]


class TermAnswer(DeadlineAnswer):
    """A due date between professionals; `legal_maximum` and `flag` where a term was agreed (A02, A03)."""

    due_date: date
    first_day_late: date
    legal_maximum: date | None = None
    flag: str | None = None


class TermFacts(DeadlineFacts):
    """The due date of an invoice between professionals (A01–A03); for others the contract decides (A06)."""

    regime: Regime
    agreed_term: AgreedTerm | None = None
    invoice_date: Day | None = None
    receipt_or_performance_date: Day | None = None
    periodic_invoice: StrictBool = False

    def answer(self, register: Register, today: date) -> TermAnswer:
        term = terms.payment_term(
            register,
            self.regime,
            agreed_term=self.agreed_term,
            invoice_date=self.invoice_date,
            receipt_or_performance_date=self.receipt_or_performance_date,
            periodic_invoice=self.periodic_invoice,
        )
        reading = (
            "payment_term_exceeded"
            if term.flag
            else f"payment_term_{'agreed' if self.agreed_term else 'none'}"
        )
        return TermAnswer(
            due_date=term.due_date,
            first_day_late=term.first_day_late,
            legal_maximum=term.legal_maximum,
            flag=term.flag,
            citations=articles(("delai-professionnels",), register),
            explanation=phrase("deadlines", reading, legal_maximum=term.legal_maximum),
        )


class PublicTermAnswer(DeadlineAnswer):
    """The payment term of a public buyer (A07)."""

    term_days: int
    payment_term_last_day: date
    first_day_of_interest: date


class PublicTermFacts(DeadlineFacts):
    """The last day of a public buyer's payment term (A07)."""

    regime: Literal[Regime.PUBLIC]
    buyer: PublicBuyer
    service_done_date: Day
    chorus_notification_date: Day | None = None
    suspensions: Annotated[tuple[Suspension, ...], Field(max_length=10)] = ()

    def answer(self, register: Register, today: date) -> PublicTermAnswer:
        term = terms.public_term(
            register,
            self.buyer,
            service_done_date=self.service_done_date,
            chorus_notification_date=self.chorus_notification_date,
            suspensions=tuple(terms.Suspension(each.start, each.end) for each in self.suspensions),
        )
        texts = (
            "delai-public",
            "delai-public-durees",
            "delai-public-durees-entreprises",
            "depart-delai-public",
        )
        suspended = ("suspension-delai-public",) if self.suspensions else ()
        return PublicTermAnswer(
            term_days=term.term_days,
            payment_term_last_day=term.payment_term_last_day,
            first_day_of_interest=term.first_day_of_interest,
            citations=articles(texts + suspended, register),
            explanation=phrase("deadlines", "public_term", days=term.term_days),
        )


# --- procedure ----------------------------------------------------------------------------------------------


class ProceduralMonthsAnswer(DeadlineAnswer):
    """The end of a period in months: as counted (CPC 641), then as extended (CPC 642)."""

    raw_end: date
    end_after_cpc_642: date


class ProceduralMonthsFacts(DeadlineFacts):
    """A period in months from an act or an event (K01); 57, 67 and 68 have two more public holidays (K03)."""

    kind: Literal["procedural_months"]
    event_date: Day
    months: Annotated[int, Field(strict=True, ge=1, le=120)]
    department: Literal["57", "67", "68"] | None = None

    def answer(self, register: Register, today: date) -> ProceduralMonthsAnswer:
        period = procedure.period_of_months(self.event_date, self.months, self.department or "")
        return ProceduralMonthsAnswer(
            raw_end=period.raw_end,
            end_after_cpc_642=period.end_after_cpc_642,
            citations=articles(("computation-delais", "prorogation-delais", "jours-feries"), register),
            explanation=phrase("deadlines", self.kind),
        )


class InsolvencyClaimAnswer(DeadlineAnswer):
    """The last posting day of a claim declaration."""

    last_day: date


class InsolvencyClaimFacts(DeadlineFacts):
    """The declaration of a claim to the office holder, from the BODACC publication (H-02)."""

    kind: Literal["insolvency_claim"]
    bodacc_publication_date: Day
    abroad: StrictBool = False

    def answer(self, register: Register, today: date) -> InsolvencyClaimAnswer:
        return InsolvencyClaimAnswer(
            last_day=procedure.last_day_to_declare(register, self.bodacc_publication_date, self.abroad),
            citations=articles(("declaration-creance", "delai-declaration-creance"), register),
            explanation=phrase("deadlines", self.kind),
        )


class InjonctionServiceAnswer(DeadlineAnswer):
    """The last day to serve each order, under the date of the order."""

    last_day_to_serve: dict[date, date]


class InjonctionServiceFacts(DeadlineFacts):
    """The service of orders for payment (CPC 1411, decree 2026-96)."""

    kind: Literal["injonction_service"]
    order_dates: Annotated[tuple[Day, ...], Field(min_length=1, max_length=MOST_ITEMS)]

    def answer(self, register: Register, today: date) -> InjonctionServiceAnswer:
        return InjonctionServiceAnswer(
            last_day_to_serve={day: procedure.last_day_to_serve(register, day) for day in self.order_dates},
            citations=articles(("signification-injonction",), register),
            explanation=phrase("deadlines", self.kind),
        )


# --- limitation ---------------------------------------------------------------------------------------------


class LimitationItem(Facts):
    """One debt; without `regime` the shortest general period holds (L05)."""

    ref: Reference
    regime: Regime | None = None
    sector: Literal["transport_of_goods"] | None = None
    performance_date: Day | None = None
    invoice_date: Day | None = None
    due_date: Day | None = None
    acknowledgements: Annotated[tuple[Day, ...], Field(max_length=20)] = ()
    possible_acknowledgements: Annotated[tuple[Day, ...], Field(max_length=20)] = ()
    written_claims: Annotated[tuple[Day, ...], Field(max_length=20)] = ()


class LimitationAnswer(DeadlineAnswer):
    """Prudent dates, to be confirmed; and `status_on_<day>`: `expired`, `expires_in_N_days` or `open`."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "patternProperties": {
                "^status_on_[0-9]{4}_[0-9]{2}_[0-9]{2}$": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "string",
                        "pattern": "^(expired|open|expires_in_[0-9]+_days)$",
                    },
                }
            }
        },
    )

    warning_dates: dict[str, date]
    possible_dates: dict[str, date]
    alerts: dict[str, tuple[date, ...]]


class LimitationFacts(DeadlineFacts):
    """The prudent last day to act on each debt (L01 to L05), and where it stands on `today`."""

    kind: Literal["limitation"]
    items: Annotated[tuple[LimitationItem, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    today: Day | None = None

    def answer(self, register: Register, today: date) -> LimitationAnswer:
        found = {item.ref: self._limitation(position, register) for position, item in enumerate(self.items)}
        day = self.today or today
        return LimitationAnswer(
            warning_dates={ref: each.warning_date for ref, each in found.items()},
            possible_dates={ref: each.possible_date for ref, each in found.items() if each.possible_date},
            alerts={ref: each.alerts for ref, each in found.items()},
            citations=articles(
                dict.fromkeys(key for each in found.values() for key in each.citations), register
            ),
            explanation=phrase("deadlines", self.kind),
            **{
                f"status_on_{day:%Y_%m_%d}": {
                    r: law.status(e.warning_date, day, register) for r, e in found.items()
                }
            },
        )

    def _limitation(self, position: int, register: Register) -> law.Limitation:
        item = self.items[position]
        try:
            return law.limitation(law.LimitationFacts(**item.model_dump(exclude={"ref"})), register)
        except Refusal as refusal:
            raise Refusal(refusal.code, f"items[{position}].{refusal.field}") from None

    @field_validator("items")
    @classmethod
    def _each_ref_once(cls, items: tuple[LimitationItem, ...]) -> tuple[LimitationItem, ...]:
        if len({item.ref for item in items}) < len(items):
            raise PydanticCustomError("DUPLICATE", "DUPLICATE")
        return items


KINDS: dict[str, type[DeadlineFacts]] = {
    "procedural_months": ProceduralMonthsFacts,
    "insolvency_claim": InsolvencyClaimFacts,
    "injonction_service": InjonctionServiceFacts,
    "limitation": LimitationFacts,
}


def _model_of(data: dict[str, Any]) -> type[DeadlineFacts]:
    """The question asked: by `kind`, else by who pays."""
    if "kind" not in data:
        return PublicTermFacts if data.get("regime") == Regime.PUBLIC else TermFacts
    kind = data["kind"]
    if not isinstance(kind, str) or kind not in KINDS:
        fault = Fault("NOT_A_CHOICE", "kind", {"choices": list(KINDS)})
        raise Refusal("INVALID_FACTS", faults=(fault,))
    return KINDS[kind]
