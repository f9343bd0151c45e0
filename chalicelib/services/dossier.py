"""«Télécharger le dossier»: everything a case holds in one archive, with its index (LT12), to hand to whom one chooses.

The same case on the same day is the same archive, byte for byte: it is stored once and answered by a short link.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from chalicelib.cases.fold import fold
from chalicelib.cases.life import situation_of
from chalicelib.documents import dossier as pages
from chalicelib.documents.dossier import Dossier, Piece
from chalicelib.documents.dossier_tables import tables
from chalicelib.documents.pdf import PrintJob
from chalicelib.documents.phrases import phrase
from chalicelib.services.ports import Files
from chalicelib.services.space import Space, history_of

PrintPdf = Callable[[PrintJob], bytes]


def dossier(space: Space, case: str, files: Files, exports: Files, print_pdf: PrintPdf) -> str:
    """A short link to the archive. Refuses CASE_UNKNOWN; raises PrintFailed.

    One call per letter and per PDF of an invoice, besides a few.
    """
    found = _found(space, case)
    content = _archive(_pieces(found, files, print_pdf), found.today)
    key = f"{space.id}/{hashlib.sha256(content).hexdigest()}.zip"
    exports.put(key, content, "application/zip")
    return exports.link(key, _filename(found))


def _found(space: Space, case: str) -> Dossier:
    history = history_of(space, case)
    folded = fold(case, history)
    followed = space.follow(folded, space.debtors.get(space.id, folded.debtor))
    return Dossier(followed, situation_of(followed), history, space.account.profile, space.register)


def _pieces(of: Dossier, files: Files, print_pdf: PrintPdf) -> tuple[Piece, ...]:
    """The index first: it lists the others, and bears no hash of its own."""
    statement = print_pdf(PrintJob(pages.statement_html(of), of.today))
    by_us = phrase("dossier", "by_us")
    case = of.followed.case
    invoices = (
        pages.invoice_piece(rank, each, file, files.get(file.file))
        for rank, each in enumerate(case.invoices, 1)
        if (file := case.invoice_files.get(each.ref))
    )
    letters = (pages.letter_piece(each, files.get(each.issued.file)) for each in case.letters)
    listed = (
        *invoices,
        *letters,
        Piece(pages.STATEMENT, statement, phrase("dossier", "statement"), of.today, by_us),
        *tables(of),
    )
    index = print_pdf(PrintJob(pages.index_html(of, listed), of.today))
    return (Piece(pages.INDEX, index, None, of.today), *listed, pages.to_add(of))


def _archive(pieces: Iterable[Piece], today: date) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for piece in pieces:
            entry = ZipInfo(piece.name, (today.year, today.month, today.day, 0, 0, 0))
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, piece.content, ZIP_DEFLATED)
    return held.getvalue()


def _filename(of: Dossier) -> str:
    """dossier_dupont-sarl_2026-11-20.zip"""
    name = pages.slug(of.followed.debtor.debtor.name or "") or "client"
    return f"dossier_{name}_{of.today.isoformat()}.zip"
