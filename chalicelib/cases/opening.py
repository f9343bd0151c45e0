"""What opens a case: invoices of one debtor, and what already happened to them before it is followed."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.cases.checks import contradictions
from chalicelib.cases.events import (
    CaseOpened,
    CreditNoteIssued,
    Event,
    Id,
    Invoices,
    InvoicesAdded,
    PaymentReceived,
    Sending,
    Terms,
)
from chalicelib.cases.facts import (
    CreditNoteFacts,
    EarlierNotice,
    Facts,
    PaymentFacts,
    Reminder,
    StatementFacts,
)
from chalicelib.cases.fields import Amount, Day, Reference, ShortLine
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.core.errors import Fault
from chalicelib.law.regimes import Regime


class Owing(Facts):
    """Who owes: a client already followed (`id`), or a new one (`facts`)."""

    id: Id | None = None
    facts: FollowedDebtor | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.id is None) == (self.facts is None):
            raise PydanticCustomError("DEBTOR_ID_OR_FACTS", "DEBTOR_ID_OR_FACTS")
        return self


class Paid(Facts):
    """Money that was already received."""

    date: Day
    amount: Amount
    invoice: Reference | None = None
    means: ShortLine | None = None


class Opening(Facts):
    """A case to open; `id` is chosen by whoever asks: the same twice is the same case."""

    id: Id
    debtor: Owing
    terms: Terms = Terms()
    invoices: Invoices
    reminders: Annotated[tuple[Reminder, ...], Field(max_length=20)] = ()
    notice: EarlierNotice | None = None
    sending: Sending = Sending.TELL_ME
    payments: Annotated[tuple[Paid, ...], Field(max_length=40)] = ()
    credit_notes: Annotated[tuple[CreditNoteFacts, ...], Field(max_length=20)] = ()

    def movements(self) -> tuple[Event, ...]:
        """What was received or credited, as the events that follow the first."""
        return (
            *(PaymentReceived.model_validate(paid.model_dump()) for paid in self.payments),
            *(CreditNoteIssued(credit_note=note) for note in self.credit_notes),
        )

    def opens(self, debtor: str) -> CaseOpened:
        return CaseOpened(
            debtor=debtor,
            terms=self.terms,
            invoices=self.invoices,
            reminders=self.reminders,
            notice=self.notice,
            sending=self.sending,
        )

    def joins(self) -> InvoicesAdded:
        return InvoicesAdded(invoices=self.invoices)

    def faults(self, regime: Regime, today: date) -> tuple[Fault, ...]:
        """What no field shows on its own: contradictions, and what has not happened yet."""
        paid = (PaymentFacts(id=str(n), **each.model_dump()) for n, each in enumerate(self.payments))
        facts = StatementFacts(
            regime=regime,
            computation_date=today,
            invoices=self.invoices,
            payments=tuple(paid),
            credit_notes=self.credit_notes,
        )
        return (*contradictions(facts), *self._to_come(today))

    def _to_come(self, today: date) -> Iterator[Fault]:
        for group in ("payments", "credit_notes", "reminders"):
            for position, each in enumerate(getattr(self, group)):
                if each.date > today:
                    yield Fault("DATE_IN_FUTURE", f"{group}[{position}].date")
        notice = self.notice or EarlierNotice()
        for name, day in (("date", notice.date), ("presented_on", notice.presented_on)):
            if day and day > today:
                yield Fault("DATE_IN_FUTURE", f"notice.{name}")
        if notice.date and notice.presented_on and notice.presented_on < notice.date:
            yield Fault("PRESENTED_BEFORE_NOTICE", "notice.presented_on")
