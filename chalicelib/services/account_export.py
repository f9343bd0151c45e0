"""Everything an account holds, in one archive its owner takes away: plain JSON, its PDFs, and what it all is."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from chalicelib.cases.case import Case
from chalicelib.cases.events import InvoiceFiled
from chalicelib.cases.fold import fold
from chalicelib.cases.history import sealed
from chalicelib.documents.render import render
from chalicelib.law.register import Register
from chalicelib.services.ports import Account, Accounts, Cases, Debtors, Files, Page


def export(
    account: str,
    register: Register,
    now: datetime,
    accounts: Accounts,
    debtors: Debtors,
    cases: Cases,
    files: Files,
    exports: Files,
) -> str:
    """A short link to the archive. Beyond a few calls: one per page of cases, per case, per letter, per PDF filed."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name, content in _entries(accounts.get(account), register, now, debtors, cases, files):
            archive.writestr(_entry(name, now), content, ZIP_DEFLATED)
    content = held.getvalue()
    key = f"{account}/{hashlib.sha256(content).hexdigest()}.zip"
    exports.put(key, content, "application/zip")
    return exports.link(key, f"acquit_{now.date().isoformat()}.zip")


def _entries(
    account: Account, register: Register, now: datetime, debtors: Debtors, cases: Cases, files: Files
) -> Iterator[tuple[str, bytes]]:
    today = now.date()
    view = {"email": account.email, "today": today}
    yield "lisez-moi.txt", render("export/lisez-moi.txt", view, register, today, preview=False).encode()
    yield (
        "account.json",
        _json(
            {
                "email": account.email,
                "created_on": account.created_on.isoformat(),
                "profile": account.profile.model_dump(mode="json"),
                "scenarios": account.scenarios.model_dump(mode="json"),
            }
        ),
    )
    clients = [{"id": each.id, **each.facts.model_dump(mode="json")} for each in debtors.all(account.id)]
    yield "debtors.json", _json(clients)
    for listed in (*_all(account.id, cases.open_cases), *_all(account.id, cases.closed_cases)):
        history = cases.history(account.id, listed.id)
        case = fold(listed.id, history)
        yield f"cases/{case.id}/case.json", _json(case.model_dump(mode="json"))
        events = [{**sealed(recorded), "hash": recorded.hash} for recorded in history]
        yield f"cases/{case.id}/events.json", _json(events)
        filed = {each.event.sha256: each.event for each in history if isinstance(each.event, InvoiceFiled)}
        for event in filed.values():
            yield f"cases/{case.id}/invoices/{event.sha256[:12]}_{event.name}", files.get(event.file)
        for letter in case.letters:
            yield f"cases/{case.id}/letters/{letter.number}.pdf", files.get(letter.issued.file)


def _all(account: str, page_of: Callable[[str, str | None], Page]) -> Iterator[Case]:
    page = page_of(account, None)
    yield from page.cases
    while page.next is not None:
        page = page_of(account, page.next)
        yield from page.cases


def _entry(name: str, now: datetime) -> ZipInfo:
    """A file of the archive, dated in Paris wherever the service runs, that its owner may read once unpacked."""
    entry = ZipInfo(name, now.timetuple()[:6])
    entry.external_attr = 0o600 << 16
    return entry


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
