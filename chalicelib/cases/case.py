"""The case (*dossier*): invoices of one debtor chased together, with every fact in force. `cases.fold` makes it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from chalicelib.cases import claim as claims
from chalicelib.cases import events as e
from chalicelib.cases.facts import (
    Channel,
    CreditNoteFacts,
    EarlierNotice,
    Facts,
    InvoiceFacts,
    Obstacle,
    PaymentFacts,
    Reminder,
    WaiverFacts,
)
from chalicelib.cases.plan import PaymentPlan
from chalicelib.cases.scenario import ScenarioChanges
from chalicelib.law.interest import AgreedRate
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime

# What `fold` makes: raised with each field of Case and each rule of `fold` that changes, so that a case kept by another
# release is folded again and not taken for what it would be today.
SHAPE = 2

PARIS = ZoneInfo("Europe/Paris")


class Letter(Facts):
    """A document drawn for this case, and what became of it."""

    number: int
    document: Document
    issued_on: date
    issued_at: datetime
    issued: e.LetterIssued
    sent: e.LetterSent | None = None
    presented_on: date | None = None
    returned: e.LetterReturned | None = None
    failed: e.AddressFailure | None = None
    discarded: bool = False

    @property
    def waits(self) -> bool:
        """Drawn, and neither sent nor discarded: nobody has received it."""
        return self.sent is None and not self.discarded

    @property
    def uncertain(self) -> bool:
        """The clock was about to send it, and nothing says whether it left («à vérifier»)."""
        return self.issued.being_sent and self.waits


class News(Facts):
    """Something that happened without the creditor, who has not been told yet.

    `kind` names its sentence (phrases.toml, «news»), which the other fields fill; `words` are the debtor's own. What is
    `urgent` is told the same day.
    """

    number: int  # of its event
    kind: str
    at: datetime
    urgent: bool = True
    letter: int | None = None
    day: date | None = None
    words: str | None = None


class Announced(Facts):
    """A reminder the creditor was told of: it leaves on `leaves_on` unless something is answered (Z04-8)."""

    document: Document
    leaves_on: date


class Message(Facts):
    """A step that reached the debtor, or was sent to: by a letter of ours, or before Acquit followed the case."""

    document: Document
    date: date
    channel: Channel
    letter: int | None = None


class InvoiceFile(Facts):
    """The PDF of an invoice; `event` is the id of the fact that keeps it, to correct when it should not be sent."""

    event: str
    filed_on: date
    file: str
    name: str
    sha256: str
    size: int


class Dispute(Facts):
    invoice: str
    reason: str
    since: date


class Case(Facts):
    """Every fact in force; days are civil days in Paris. Situation and next step are derived elsewhere (`life`)."""

    id: str
    version: int  # the number of events of its history
    opened_on: date
    debtor: str
    terms: e.Terms
    invoices: tuple[InvoiceFacts, ...]
    invoice_files: dict[str, InvoiceFile] = Field(default_factory=dict)  # by the invoice's number
    payments: tuple[PaymentFacts, ...] = ()
    credit_notes: tuple[CreditNoteFacts, ...] = ()
    waiver: WaiverFacts = WaiverFacts()
    renegotiated: dict[str, date] = Field(default_factory=dict)
    acknowledgements: tuple[date, ...] = ()  # signed: each moves the limitation (P07)
    promise: e.PaymentPromised | None = None
    promised_on: date | None = None
    disputes: tuple[Dispute, ...] = ()
    pause: e.Paused | None = None
    plan: PaymentPlan | None = None
    insolvency: e.InsolvencyRecorded | None = None
    obstacles: frozenset[Obstacle] = frozenset()
    insolvency_checked_on: date | None = None
    earlier_notice: EarlierNotice | None = None
    messages: tuple[Message, ...] = ()
    letters: tuple[Letter, ...] = ()
    skipped: frozenset[Document] = frozenset()
    released: Document | None = None  # «Envoyer maintenant»
    held: e.StepHeld | None = None
    held_on: date | None = None
    announced: Announced | None = None
    told: e.CreditorTold | None = None
    told_at: datetime | None = None
    doubted_on: date | None = (
        None  # the day a mail to the creditor may not have left; none has been sure since
    )
    news: tuple[News, ...] = ()
    answer: e.DebtorAnswered | None = None  # the debtor's, that the creditor has made nothing of yet
    answered_on: date | None = None
    publication: e.PublicationFound | None = None  # to be read by a person
    publications: frozenset[date] = frozenset()  # the days of all those that were found
    bodacc_asked_on: date | None = None
    sending: e.Sending = e.Sending.TELL_ME
    scenario: ScenarioChanges = ScenarioChanges()
    closed: e.Closed | None = None
    closed_on: date | None = None
    last_event_on: date
    touched_on: date  # the last day the creditor recorded something himself

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        """The messages sent before a letter, as the letter recalls them."""
        return tuple(Reminder(date=each.date, channel=each.channel) for each in self.messages)

    @property
    def notice(self) -> EarlierNotice | None:
        """The formal notice in force: the last one sent, ours or an earlier one."""
        for letter in reversed(self.letters):
            if letter.document is Document.FORMAL_NOTICE and letter.sent:
                return EarlierNotice(
                    date=letter.sent.date,
                    presented_on=letter.presented_on,
                    registered_number=letter.sent.registered_number,
                    deadline_days=letter.issued.deadline_days,
                )
        return self.earlier_notice

    @property
    def notice_effect_date(self) -> date | None:
        """The first presentation of the first formal notice: legal interest runs from the next day (C11, M03)."""
        first = [self.earlier_notice.presented_on] if self.earlier_notice else []
        first += [each.presented_on for each in self.letters if each.document is Document.FORMAL_NOTICE]
        return min((day for day in first if day), default=None)

    def done(self, step: Document) -> bool:
        """Whether this step was sent, or is not wanted: each happens once per case."""
        return step in self.skipped or any(message.document is step for message in self.messages)

    def claim_on(self, regime: Regime, day: date) -> claims.Claim:
        """What is claimed, as it stands on `day`."""
        return claims.Claim(
            regime=regime,
            computation_date=day,
            invoices=tuple(claims.Invoice(i.ref, i.amount_ttc, i.due_date) for i in self.invoices),
            payments=tuple(claims.Payment(p.id, p.date, p.amount, p.invoice) for p in self.payments),
            credit_notes=tuple(
                claims.CreditNote(n.id, n.date, n.amount, n.invoice) for n in self.credit_notes
            ),
            rate=AgreedRate(self.terms.rate.mode, self.terms.rate.contract_rate_pct),
            imputation=self.terms.imputation,
            nature=self.terms.nature,
            notice_effect_date=self.notice_effect_date,
            insolvency_judgment_date=self.insolvency.judgment_date if self.insolvency else None,
            day_count=self.terms.day_count,
        )


def notice_deadline(notice: EarlierNotice) -> date | None:
    """The last day a formal notice gave, once its presentation is known (K05)."""
    if notice.presented_on is None or notice.deadline_days is None:
        return None
    return notice.presented_on + timedelta(days=notice.deadline_days)
