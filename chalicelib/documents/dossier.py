"""The evidence file of a case (LT12): what an archive holds, and its index.

Deterministic: the same history, profile and day give the same bytes. The index and the statement are meant to be
handed over; so they say facts only, never what the creditor wrote for itself (E07, «Forbidden» of LT12).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chalicelib.cases.case import InvoiceFile, Letter
from chalicelib.cases.case_letter import Choices, letter_facts
from chalicelib.cases.facts import InvoiceFacts, LetterFacts, OnUnknownRate
from chalicelib.cases.history import Recorded, intact
from chalicelib.cases.life import Followed, Situation
from chalicelib.cases.parties import Profile
from chalicelib.documents import timeline
from chalicelib.documents.envelope import sender_lines
from chalicelib.documents.letters import letter_view
from chalicelib.documents.phrases import phrase
from chalicelib.documents.render import render
from chalicelib.law.notice import Document
from chalicelib.law.register import Register

INDEX, STATEMENT, TO_ADD = "bordereau.pdf", "decompte.pdf", "a-completer.txt"

# What the chronology of the index tells; what the creditor notes or decides for itself stays out of it.
_TOLD = frozenset(
    {
        "opened", "invoices_added", "invoice_corrected", "payment_received", "credit_note_issued",
        "accessories_waived", "due_date_renegotiated", "acknowledgement_signed", "payment_promised", "dispute_raised",
        "dispute_settled", "plan_agreed", "plan_ended", "insolvency_recorded", "insolvency_checked", "letter_sent",
        "letter_presented", "letter_returned", "earlier_reminder", "earlier_notice", "earlier_notice_presented",
    }
)  # fmt: skip
# Of these the detail holds facts; of the others it holds somebody's words.
_DETAILED = frozenset(
    {"opened", "invoices_added", "payment_received", "credit_note_issued", "insolvency_recorded", "letter_sent",
     "letter_returned", "earlier_reminder", "earlier_notice"}
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A file of the archive and what the index says of it; `title` is None for a file the index leaves out."""

    name: str
    content: bytes
    title: str | None
    day: date
    origin: str = ""
    proofs: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Dossier:
    """What the archive is made from."""

    followed: Followed
    situation: Situation
    history: tuple[Recorded, ...]
    profile: Profile
    register: Register

    @property
    def today(self) -> date:
        return self.followed.today


def statement_html(dossier: Dossier) -> str:
    """The statement of the day, laid out for its reader: composition, invoices, movements, the detail of interest."""
    facts = _facts(dossier)
    statement = dossier.followed.statement
    view = letter_view(facts, statement, dossier.register, dossier.followed.unknown_semester)
    view |= {
        "plan": dossier.followed.progress if dossier.followed.plan_settles else None,
        "today": dossier.today,
    }
    return render("dossier/decompte.html", view, dossier.register, dossier.today, preview=False)


def index_html(dossier: Dossier, pieces: tuple[Piece, ...]) -> str:
    """The numbered list of the files, each with its date, origin and SHA-256, and the chronology (LT12)."""
    case = dossier.followed.case
    view = {
        "facts": _facts(dossier),
        "sender": sender_lines(dossier.profile.creditor),
        "case": case,
        "today": dossier.today,
        "pieces": pieces,
        "chronology": [
            (entry.day, entry.title, entry.detail if entry.kind in _DETAILED else None)
            for entry in timeline.past(dossier.history)
            if entry.kind in _TOLD and not entry.corrected
        ],
        "events": len(dossier.history),
        "last_hash": dossier.history[-1].hash,
        "intact": intact(dossier.history),
    }
    return render("dossier/bordereau.html", view, dossier.register, dossier.today, preview=False)


def invoice_piece(rank: int, invoice: InvoiceFacts, file: InvoiceFile, content: bytes) -> Piece:
    """The PDF kept of an invoice, as of the day the invoice was issued."""
    name = f"factures/{'_'.join(filter(None, (f'{rank:02}', slug(invoice.ref))))}.pdf"
    title = phrase("dossier", "invoice", ref=invoice.ref)
    return Piece(name, content, title, invoice.issue_date or file.filed_on, phrase("dossier", "by_creditor"))


def letter_piece(letter: Letter, content: bytes) -> Piece:
    """A letter as it was issued, with the proofs of its sending that were recorded."""
    label = timeline.label(letter.document)
    name = f"lettres/{letter.number:02}_{slug(label)}_{letter.issued_on.isoformat()}.pdf"
    return Piece(name, content, label, letter.issued_on, phrase("dossier", "issued"), tuple(_proofs(letter)))


def to_add(dossier: Dossier) -> Piece:
    """For the creditor alone: the files only it holds, and what to read again before handing anything over."""
    case = dossier.followed.case
    without = [invoice.ref for invoice in case.invoices if invoice.ref not in case.invoice_files]
    view = {"regime": dossier.followed.debtor.regime, "without": without, "today": dossier.today}
    text = render("dossier/a-completer.txt", view, dossier.register, dossier.today, preview=False)
    return Piece(TO_ADD, f"{text}\n".encode(), None, dossier.today)


def slug(words: str) -> str:
    """Words as part of a file name.

    >>> slug("Dernier avis à Bâti & fils")
    'dernier-avis-a-bati-fils'
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]


def _facts(dossier: Dossier) -> LetterFacts:
    """The facts of an account statement, as of the day the statement could be drawn (B22)."""
    stopping = Choices(on_unknown_rate=OnUnknownRate.STOP_AT_LAST_KNOWN_DAY)
    facts = letter_facts(
        dossier.followed, dossier.situation, dossier.profile, Document.ACCOUNT_STATEMENT, stopping
    )
    drawn_on = dossier.followed.statement.claim.computation_date
    return facts.model_copy(update={"computation_date": drawn_on, "letter_date": dossier.today})


def _proofs(letter: Letter) -> Iterator[str]:
    if letter.discarded:
        yield phrase("dossier", "discarded")
    elif letter.sent is None:
        yield phrase("dossier", "not_sent")
    else:
        channel = phrase("timeline", f"channel_{letter.sent.channel.value}")
        yield phrase("dossier", "sent", day=letter.sent.date, channel=channel)
        if letter.sent.registered_number:
            yield phrase("timeline", "registered_number", number=letter.sent.registered_number)
    if letter.presented_on:
        yield phrase("dossier", "presented", day=letter.presented_on)
    if letter.returned:
        reason = phrase("timeline", f"returned_{letter.returned.reason.value}")
        yield phrase("dossier", "returned", day=letter.returned.date, reason=reason)
