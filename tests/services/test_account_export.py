"""The archive of everything: what is in it, in which shape, and that its hashes can be checked from it alone."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest

from chalicelib.cases.case import Case
from chalicelib.cases.events import (
    CaseOpened,
    Closed,
    Corrected,
    Event,
    InvoiceFiled,
    LetterIssued,
    PaymentReceived,
)
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author, Recorded, record
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.law.register import load
from chalicelib.services.account_export import export
from chalicelib.services.ports import Account, Debtor
from tests import fakes
from tests.store.conftest import at

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
PDF = b"%PDF-1.7 relance"
DEBTOR = FollowedDebtor.model_validate(
    {"regime": "b2b", "person": "legal_person", "debtor": {"name": "Brasserie du Port"}}
)


@dataclass
class Kept:
    world: fakes.World
    account: Account
    exports: fakes.World = field(default_factory=fakes.World)

    def export(self, now: datetime = NOW) -> str:
        world = self.world
        return export(
            self.account.id,
            load(),
            now,
            fakes.Accounts(world),
            fakes.Debtors(world),
            fakes.Cases(world),
            fakes.Files(world),
            fakes.Files(self.exports),
        )

    def archive(self) -> dict[str, bytes]:
        """The one archive's files."""
        (content,) = self.exports.files.values()
        with ZipFile(BytesIO(content)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}


def history(*more: Event) -> tuple[Recorded, ...]:
    opened = CaseOpened.model_validate(
        {
            "debtor": "debtor-1",
            "invoices": [{"ref": "F-1", "amount_ttc": "1200.00", "due_date": "2026-09-30"}],
        }
    )
    events = [(f"event-{number:04}", event) for number, event in enumerate((opened, *more))]
    return record((), events, NOW, Author.CREDITOR)


def append(kept: Kept, id: str, events: tuple[Recorded, ...]) -> Case:
    case = fold(id, events)
    fakes.Cases(kept.world).append(kept.account.id, case, events, at(case, NOW.date()))
    return case


@pytest.fixture
def kept() -> Kept:
    """An account with one open case, which has a payment and a letter, and one that is closed."""
    world = fakes.World()
    account = fakes.Accounts(world).of_email("jeanne@exemple.fr", NOW.date())
    kept = Kept(world, account)
    fakes.Debtors(world).put(account.id, Debtor("debtor-1", DEBTOR))
    file = f"{account.id}/case-open/1.pdf"
    fakes.Files(world).put(file, PDF, "application/pdf")
    letter = LetterIssued.model_validate(
        {
            "letter": 1,
            "document": "first_reminder",
            "statement_day": "2026-11-20",
            "amount": "1245.00",
            "file": file,
            "sha256": hashlib.sha256(PDF).hexdigest(),
            "register_digest": load().digest,
        }
    )
    fakes.Files(world).put(f"{account.id}/case-open/invoice.pdf", PDF, "application/pdf")
    filed = InvoiceFiled(
        invoice="F-1",
        file=f"{account.id}/case-open/invoice.pdf",
        name="facture.pdf",
        sha256=letter.sha256,
        size=len(PDF),
    )
    taken_away = Corrected(event="event-0003", reason="Erreur")
    payment = PaymentReceived.model_validate({"date": "2026-10-10", "amount": "200.00"})
    append(kept, "case-open", history(payment, letter, filed, taken_away))
    append(kept, "case-closed", history(Closed.model_validate({"reason": "written_off"})))
    return kept


def test_the_archive_holds_the_account_its_clients_every_case_and_every_letter(kept: Kept) -> None:
    kept.export()
    archive = kept.archive()
    assert sorted(archive) == [
        "account.json",
        "cases/case-closed/case.json",
        "cases/case-closed/events.json",
        "cases/case-open/case.json",
        "cases/case-open/events.json",
        f"cases/case-open/invoices/{hashlib.sha256(PDF).hexdigest()[:12]}_facture.pdf",
        "cases/case-open/letters/1.pdf",
        "debtors.json",
        "lisez-moi.txt",
    ]
    account = json.loads(archive["account.json"])
    assert (account["email"], account["created_on"]) == ("jeanne@exemple.fr", "2026-11-22")
    assert {"profile", "scenarios"} < account.keys()
    (debtor,) = json.loads(archive["debtors.json"])
    assert (debtor["id"], debtor["debtor"]["name"]) == ("debtor-1", "Brasserie du Port")
    case = json.loads(archive["cases/case-open/case.json"])
    assert (case["payments"][0]["amount"], case["letters"][0]["document"]) == ("200.00", "first_reminder")
    assert archive["cases/case-open/letters/1.pdf"] == PDF


def test_its_hashes_can_be_checked_as_the_readme_says(kept: Kept) -> None:
    kept.export()
    archive = kept.archive()
    events = json.loads(archive["cases/case-open/events.json"])
    previous = "0" * 64
    for event in events:
        told = event.pop("hash")
        content = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(f"{previous}{content}".encode()).hexdigest() == told
        previous = told
    assert (
        events[2]["event"]["sha256"] == hashlib.sha256(archive["cases/case-open/letters/1.pdf"]).hexdigest()
    )


def test_the_readme_is_french_and_says_what_the_law_makes_a_creditor_keep(kept: Kept) -> None:
    kept.export()
    text = kept.archive()["lisez-moi.txt"].decode()
    assert text.startswith("Vos données Acquit, au 22\u00a0novembre\u00a02026\n")
    assert "pendant 10 ans (article\u00a0L123-22 du code de commerce)" in text
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_a_case_of_every_page_is_in_it(kept: Kept) -> None:
    for number in range(230):
        append(kept, f"case-{number:04}", history())
    kept.export()
    assert sum(name.endswith("/case.json") for name in kept.archive()) == 232


def test_the_link_leads_to_the_archive_under_the_account(kept: Kept) -> None:
    link = kept.export()
    (key,) = kept.exports.files
    assert key.startswith(f"{kept.account.id}/")
    assert key in link


def test_it_is_no_file_among_the_letters(kept: Kept) -> None:
    before = dict(kept.world.files)
    kept.export()
    assert kept.world.files == before


def test_a_double_click_makes_one_archive_and_what_changed_since_another(kept: Kept) -> None:
    assert kept.export() == kept.export()
    append(kept, "case-since", history())
    kept.export()
    assert len(kept.exports.files) == 2


def test_nothing_of_another_account_is_in_it(kept: Kept) -> None:
    other = fakes.Accounts(kept.world).of_email("paul@exemple.fr", NOW.date())
    fakes.Debtors(kept.world).put(
        other.id, Debtor("debtor-2", DEBTOR.model_copy(update={"email": "canari@exemple.fr"}))
    )
    append(Kept(kept.world, other), "case-of-paul", history())
    kept.export()
    archive = kept.archive()
    assert not any("case-of-paul" in name for name in archive)
    assert not any(b"canari" in content or b"paul" in content for content in archive.values())
