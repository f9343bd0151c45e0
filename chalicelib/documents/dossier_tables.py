"""The statement, the payments and the history of an evidence file as data: for a spreadsheet, and for a program."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from chalicelib.cases.case import PARIS
from chalicelib.cases.fold import voided
from chalicelib.cases.history import Recorded, sealed
from chalicelib.documents import timeline
from chalicelib.documents.dossier import Dossier, Piece
from chalicelib.documents.phrases import phrase
from chalicelib.documents.sheets import Cell, headings, sheet
from chalicelib.documents.statement_json import rate_text, statement_document


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
    return _json([{**sealed(recorded), "hash": recorded.hash} for recorded in history])


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
