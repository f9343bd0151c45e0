"""The evidence file of a case (LT12): what an archive holds, and its index.

Deterministic: the same history, profile and day give the same bytes. The index and the statement are meant to be
handed over; so they say facts only, never what the creditor wrote for itself (E07, «Forbidden» of LT12).
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.cases.case import PARIS, Letter, voided
from chalicelib.cases.case_letter import Choices, letter_facts
from chalicelib.cases.events import Recorded, intact
from chalicelib.cases.facts import LetterFacts, OnUnknownRate
from chalicelib.cases.life import Followed, Situation
from chalicelib.cases.parties import Profile
from chalicelib.documents import timeline
from chalicelib.documents.envelope import sender_lines
from chalicelib.documents.letters import letter_view
from chalicelib.documents.phrases import phrase
from chalicelib.documents.render import render
from chalicelib.documents.sheets import Cell, headings, sheet
from chalicelib.documents.statement_json import rate_text, statement_document
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


def tables(dossier: Dossier) -> Iterator[Piece]:
    """The statement, the payments and the history as data."""
    today, by_us = dossier.today, phrase("dossier", "by_us")
    yield Piece("decompte.csv", _statement_sheet(dossier), phrase("dossier", "statement_sheet"), today, by_us)
    yield Piece("decompte.json", _statement_json(dossier), phrase("dossier", "statement_data"), today, by_us)
    yield Piece("paiements.csv", _payments_sheet(dossier), phrase("dossier", "payments_sheet"), today, by_us)
    last = dossier.history[-1].at.astimezone(PARIS).date()
    yield Piece(
        "evenements.csv", _events_sheet(dossier.history), phrase("dossier", "events_sheet"), last, by_us
    )
    yield Piece(
        "evenements.json", _events_json(dossier.history), phrase("dossier", "events_data"), last, by_us
    )


def letter_piece(letter: Letter, content: bytes) -> Piece:
    """A letter as it was issued, with the proofs of its sending that were recorded."""
    label = timeline.label(letter.document)
    name = f"lettres/{letter.number:02}_{slug(label)}_{letter.issued_on.isoformat()}.pdf"
    return Piece(name, content, label, letter.issued_on, phrase("dossier", "issued"), tuple(_proofs(letter)))


def to_add(dossier: Dossier) -> Piece:
    """For the creditor alone: the files only it holds, and what to read again before handing anything over."""
    view = {"regime": dossier.followed.debtor.regime, "today": dossier.today}
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


# --- as data ---------------------------------------------------------------------------------------------------------


def _statement_sheet(dossier: Dossier) -> bytes:
    """Line by line, so that the lines before the total add up to it; what is not due stands after it."""
    statement = dossier.followed.statement
    rows: list[tuple[Cell, ...]] = []
    for balance in statement.balances:
        if balance.due:
            rows.append(
                _row("principal", balance.invoice, balance.principal_remaining, last=balance.due_date)
            )
        rows += (
            _row(
                "interest",
                line.invoice,
                line.amount,
                line.first,
                line.last,
                line.days,
                line.base,
                rate_text(line.rate.percent).replace(".", ","),
            )
            for line in statement.lines
            if line.invoice == balance.invoice
        )
        for kind, amount in (
            ("interest_paid", -balance.interest_paid),
            ("indemnity", balance.indemnity),
            ("indemnity_paid", -balance.indemnity_paid),
        ):
            if amount:
                rows.append(_row(kind, balance.invoice, amount))
    rows.append(_row("total", None, statement.totals.total_due, last=statement.claim.computation_date))
    rows += (
        _row("not_due", balance.invoice, balance.principal_remaining, last=balance.due_date)
        for balance in statement.balances
        if not balance.due and balance.principal_remaining
    )
    return sheet(headings("statement"), rows)


def _row(
    kind: str,
    invoice: str | None,
    amount: Cell,
    first: date | None = None,
    last: date | None = None,
    days: int | None = None,
    base: Cell = None,
    rate: str | None = None,
) -> tuple[Cell, ...]:
    return (phrase("dossier", f"line_{kind}"), invoice, first, last, days, base, rate, amount)


def _statement_json(dossier: Dossier) -> bytes:
    statement = dossier.followed.statement
    return _json(
        statement_document(statement)
        | {
            "case": dossier.followed.case.id,
            "computation_date": statement.claim.computation_date.isoformat(),
            "unknown_semester": dossier.followed.unknown_semester,
            "register_digest": dossier.register.digest,
        }
    )


def _payments_sheet(dossier: Dossier) -> bytes:
    """Each payment, and beside it what it paid off, invoice by invoice."""
    rows: list[tuple[Cell, ...]] = []
    for payment in dossier.followed.case.payments:
        received = (payment.id, payment.date, payment.amount, payment.means)
        shares = [each for each in dossier.followed.statement.allocations if each.payment == payment.id]
        rows += (
            (
                *received,
                each.invoice,
                each.share.to_interest,
                each.share.to_principal,
                each.share.to_indemnity,
            )
            for each in shares
        )
        if not shares:
            rows.append((*received, payment.invoice, None, None, None))
    return sheet(headings("payments"), rows)


def _events_sheet(history: tuple[Recorded, ...]) -> bytes:
    void = voided(history)
    # As recorded, not as sorted by day: the hashes follow each other.
    told = {(entry.at, entry.event): entry for entry in timeline.past(history)}
    rows: list[tuple[Cell, ...]] = []
    for each in history:
        entry = told.get((each.at, each.id)) or told[each.at, None]
        rows.append(
            (
                each.number,
                each.at,
                phrase("dossier", f"by_{each.by.value}"),
                entry.day,
                entry.title,
                entry.detail,
                phrase("dossier", "corrected") if each.id in void else None,
                each.id,
                each.hash,
            )
        )
    return sheet(headings("events"), rows)


def _events_json(history: tuple[Recorded, ...]) -> bytes:
    return _json([recorded.model_dump(mode="json") for recorded in history])


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
