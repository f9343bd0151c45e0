"""The PDFs of a case's invoices: kept with it, read again, and given to what is sent.

The file is written first, under a name that its bytes give it, then the fact: cut off in between, a file that nobody
names is left, and the same request made again keeps it. They are never shown by us, only handed over.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import replace

from chalicelib.cases import admissible
from chalicelib.cases.case import Case
from chalicelib.cases.events import Corrected, Event, InvoiceFiled
from chalicelib.cases.fold import fold
from chalicelib.core.errors import Fault, Refusal
from chalicelib.documents.case_json import CaseSeen
from chalicelib.documents.phrases import phrase
from chalicelib.services.cases import Stale, case_of, derived_id, look, told_again, write
from chalicelib.services.letters import PDF, Enclosure, pdf_content, plain
from chalicelib.services.ports import Files
from chalicelib.services.space import Space, history_of, kin_of

REFS_A_LINE = 4  # of a letter's list of enclosures, whose lines are of 200 characters


def file_invoice(
    space: Space,
    case: str,
    version: int,
    id: str,
    invoice: str,
    name: str,
    content_base64: str,
    files: Files,
) -> CaseSeen:
    """Keeps the PDF of that invoice, instead of the one it had. The same id again changes nothing.

    Refuses CASE_UNKNOWN, FILE_NOT_BASE64, FILE_NOT_PDF and, as INVALID_FACTS, an invoice that the case does not have,
    a file or files that are too heavy, a case that is closed. Raises Stale.
    """
    content = pdf_content(content_base64, "content_base64")
    history = history_of(space, case)
    if any(each.id == id for each in history):
        return told_again(space, case, history)
    kin = kin_of(space, fold(case, history).debtor)
    seen = look(space, kin, case, history)
    if version != len(history):
        raise Stale(seen)
    digest = hashlib.sha256(content).hexdigest()
    key = f"{space.id}/{case}/invoice-{digest}.pdf"
    filed = InvoiceFiled(invoice=invoice, file=key, name=name, sha256=digest, size=len(content))
    found = admissible.faults_of(seen.position.case, filed, history, kin.debtor.facts, space.today)
    if found:
        raise Refusal("INVALID_FACTS", faults=tuple(map(_as_asked, found)))
    files.put(key, content, PDF)
    return write(space, kin, case, history, list(_events(id, filed, seen.position.case)))


def link(space: Space, case: str, file: str, files: Files) -> str:
    """A short-lived address of a PDF that is kept, by the id of its event; refuses CASE_UNKNOWN, FILE_UNKNOWN."""
    kept = case_of(space, case).position.case.invoice_files.values()
    for each in kept:
        if each.event == file:
            return files.link(each.file, each.name)
    raise Refusal("FILE_UNKNOWN")


def enclosures(case: Case, refs: Collection[str], files: Files) -> tuple[Enclosure, ...]:
    """The PDFs kept of the invoices of these numbers, each named after its invoice and nothing else. One call each."""
    return tuple(_enclosures(case, _kept(case, refs), files))


def enclosure_lines(case: Case, refs: Collection[str]) -> tuple[str, ...]:
    """The same PDFs, as a letter lists what is enclosed."""
    kept = _kept(case, refs)
    groups = [kept[start : start + REFS_A_LINE] for start in range(0, len(kept), REFS_A_LINE)]
    return tuple(
        phrase("letters", "enclosed_one" if len(group) == 1 else "enclosed_many", refs=", ".join(group))
        for group in groups
    )


def _kept(case: Case, refs: Collection[str]) -> list[str]:
    return [ref for ref in refs if ref in case.invoice_files]


def _enclosures(case: Case, refs: list[str], files: Files) -> Iterator[Enclosure]:
    taken: set[str] = set()
    for rank, ref in enumerate(refs, 1):
        usual = "-".join(filter(None, ("facture", plain(ref))))
        name = f"{usual}_{rank}" if usual in taken else usual
        taken.add(name)
        yield Enclosure(f"{name}.pdf", files.get(case.invoice_files[ref].file))


def _events(id: str, filed: InvoiceFiled, case: Case) -> Iterator[tuple[str, Event]]:
    """What is replaced does not come back when its successor is taken away."""
    yield id, filed
    if replaced := case.invoice_files.get(filed.invoice):
        reason = phrase("timeline", "invoice_file_replaced")
        yield derived_id(id, 1), Corrected(event=replaced.event, reason=reason)


def _as_asked(fault: Fault) -> Fault:
    field = fault.field.removeprefix("event.")
    return replace(fault, field="content_base64" if field == "size" else field)
