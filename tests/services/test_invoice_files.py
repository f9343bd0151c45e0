"""The PDFs of a case's invoices: kept once, replaced, taken away; what leaves bears those it should, and says so."""

import base64
import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case import Case
from chalicelib.cases.case_letter import Choices
from chalicelib.cases.fold import fold
from chalicelib.cases.history import intact
from chalicelib.core.errors import Refusal
from chalicelib.documents.pdf import PrintJob, print_pdf
from chalicelib.law.notice import Document
from chalicelib.mail.sender import MOST_ATTACHED
from chalicelib.services import accounts
from chalicelib.services.case_letters import issue, preview
from chalicelib.services.cases import Stale, open_case, record_fact
from chalicelib.services.clock import Clock
from chalicelib.services.invoice_files import file_invoice, link
from chalicelib.services.ports import Mail
from chalicelib.services.space import Space
from tests import fakes
from tests.services.a_clock import SITE, Mailbox, a_clock, tick
from tests.services.a_space import ACCOUNT, a_space, an_invoice, an_opening

CASE = "case-0001"
MEGABYTE = 1024 * 1024
PDF, OTHER = b"%PDF-1.7 facture", b"%PDF-1.4 autre"
SOLD = {"origin": {"description": "Impression d’affiches"}}
JOINED = "Le courrier et la facture sont joints à ce message."


@dataclass
class Printer:
    """Prints the page itself, and remembers."""

    printed: list[PrintJob] = field(default_factory=list)

    def __call__(self, job: PrintJob) -> bytes:
        self.printed.append(job)
        return b"%PDF-1.7 " + job.html.encode()


@dataclass
class Scene:
    world: fakes.World
    space: Space

    @property
    def files(self) -> fakes.Files:
        return fakes.Files(self.world)

    @property
    def case(self) -> Case:
        return fold(CASE, self.world.histories[ACCOUNT, CASE])

    def keep(self, content: bytes = PDF, invoice: str = "F-1", id: str = "filing-01", **more: Any) -> Any:
        told: dict[str, Any] = {"version": self.case.version, "name": "ma facture.pdf"} | more
        encoded = base64.b64encode(content).decode()
        return file_invoice(self.space, CASE, told["version"], id, invoice, told["name"], encoded, self.files)

    def tell(self, event: e.Event) -> None:
        record_fact(self.space, CASE, self.case.version, f"told-{self.case.version:05}", event)


@pytest.fixture
def scene() -> Scene:
    """One case of two invoices, late since 15 October."""
    world = fakes.World()
    space = a_space(world)
    open_case(space, an_opening(CASE, an_invoice(), an_invoice("F-2"), terms=SOLD))
    return Scene(world, space)


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_the_bytes_are_kept_under_their_own_name_and_the_fact_says_what_they_are(scene: Scene) -> None:
    scene.keep()
    kept, digest = scene.case.invoice_files["F-1"], hashlib.sha256(PDF).hexdigest()
    assert (kept.event, kept.name, kept.size, kept.sha256) == (
        "filing-01",
        "ma facture.pdf",
        len(PDF),
        digest,
    )
    assert kept.file == f"{ACCOUNT}/{CASE}/invoice-{digest}.pdf"
    assert scene.files.get(kept.file) == PDF
    assert intact(scene.world.histories[ACCOUNT, CASE])


def test_the_same_request_again_changes_nothing(scene: Scene) -> None:
    version = scene.case.version
    first, again = scene.keep(), scene.keep(version=version)
    assert (scene.case.version, first.position.case) == (version + 1, again.position.case)


def test_one_file_may_be_the_pdf_of_two_invoices(scene: Scene) -> None:
    scene.keep()
    scene.keep(invoice="F-2", id="filing-02")
    assert len({kept.file for kept in scene.case.invoice_files.values()}) == 1


def test_a_file_that_is_replaced_does_not_come_back_when_the_next_one_is_taken_away(scene: Scene) -> None:
    scene.keep()
    scene.keep(OTHER, id="filing-02", name="bonne.pdf")
    assert scene.case.invoice_files["F-1"].name == "bonne.pdf"
    scene.tell(e.Corrected(event="filing-02", reason="Facture d’un autre client"))
    assert not scene.case.invoice_files


def test_whoever_saw_an_older_case_is_refused_and_nothing_is_kept(scene: Scene) -> None:
    with pytest.raises(Stale):
        scene.keep(version=scene.case.version - 1)
    assert not scene.world.files


@pytest.mark.parametrize(
    ("content", "invoice", "code", "at"),
    [
        (b"<html>", "F-1", "FILE_NOT_PDF", ""),
        (b"", "F-1", "FILE_NOT_PDF", ""),
        (PDF, "F-9", "UNKNOWN_INVOICE", "invoice"),
        (PDF + b" " * 2 * MEGABYTE, "F-1", "FILE_TOO_HEAVY", "content_base64"),
    ],
)
def test_what_is_no_pdf_or_too_heavy_is_refused_and_not_kept(
    scene: Scene, content: bytes, invoice: str, code: str, at: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        scene.keep(content, invoice)
    told = refusal.value
    assert (told.code, at) == (code, "") or [(f.code, f.field) for f in told.faults] == [(code, at)]
    assert not scene.world.files


def test_a_case_holds_four_megabytes_in_all(scene: Scene) -> None:
    most = PDF + b" " * (2 * MEGABYTE - len(PDF))
    scene.keep(most)
    scene.tell(e.InvoicesAdded(invoices=(an_invoice("F-3"),)))
    scene.keep(most, "F-2", "filing-02")
    with pytest.raises(Refusal) as refusal:
        scene.keep(PDF, "F-3", "filing-03")
    assert [fault.code for fault in refusal.value.faults] == ["FILES_TOO_HEAVY"]
    scene.keep(OTHER, "F-2", "filing-04")
    scene.keep(PDF, "F-3", "filing-05")


def test_a_closed_case_takes_none(scene: Scene) -> None:
    scene.tell(e.Closed(reason=e.ClosingReason.OTHER))
    with pytest.raises(Refusal) as refusal:
        scene.keep()
    assert [fault.code for fault in refusal.value.faults] == ["CASE_CLOSED"]


def test_a_link_leads_to_what_is_kept_and_to_nothing_else(scene: Scene) -> None:
    scene.keep()
    assert scene.case.invoice_files["F-1"].file in link(scene.space, CASE, "filing-01", scene.files)
    scene.tell(e.Corrected(event="filing-01", reason="Erreur"))
    for case, file, code in ((CASE, "filing-01", "FILE_UNKNOWN"), ("case-9999", "filing-01", "CASE_UNKNOWN")):
        with pytest.raises(Refusal) as refusal:
            link(scene.space, case, file, scene.files)
        assert refusal.value.code == code


def test_erasing_the_account_erases_them(scene: Scene) -> None:
    scene.keep()
    scene.world.addresses[scene.space.account.email] = ACCOUNT
    accounts.erase(
        ACCOUNT,
        scene.space.account.email,
        SITE,
        scene.space.register,
        scene.space.now,
        fakes.Accounts(scene.world),
        scene.files,
        fakes.Files(fakes.World()),
        Mailbox(),
    )
    assert not scene.world.files


# --- a letter that a person draws -------------------------------------------------------------------------------------


def test_a_letter_bears_the_invoices_it_claims_under_names_of_ours(scene: Scene) -> None:
    scene.keep()
    scene.keep(OTHER, "F-2", "filing-02")
    scene.tell(e.DisputeRaised(reason="Prix", invoices=("F-2",)))
    printer = Printer()
    version = scene.case.version
    reminder = Document.FIRST_REMINDER
    issue(scene.space, CASE, version, "letter-001", reminder, Choices(), scene.files, printer)
    inside = {each.name: each.content for each in printer.printed[0].attachments}
    assert inside.keys() == {"decompte.json", "facture-F-1.pdf"}
    assert inside["facture-F-1.pdf"] == PDF


def test_the_printed_letter_carries_them_as_files_of_its_own(scene: Scene) -> None:
    scene.keep()
    scene.keep(OTHER, "F-2", "filing-02")
    version, document = scene.case.version, Document.ACCOUNT_STATEMENT
    issue(scene.space, CASE, version, "letter-001", document, Choices(), scene.files, print_pdf)
    with pikepdf.open(BytesIO(scene.files.get(scene.case.letters[0].issued.file))) as letter:
        carried = {name: letter.attachments[name].get_file().read_bytes() for name in letter.attachments}
    assert carried.keys() == {"decompte.json", "facture-F-1.pdf", "facture-F-2.pdf"}
    assert (carried["facture-F-1.pdf"], carried["facture-F-2.pdf"]) == (PDF, OTHER)


def test_two_references_that_read_alike_have_a_name_each(scene: Scene) -> None:
    scene.tell(e.InvoicesAdded(invoices=(an_invoice("F/1"),)))
    scene.keep()
    scene.keep(OTHER, "F/1", "filing-02")
    printer = Printer()
    version = scene.case.version
    issue(
        scene.space, CASE, version, "letter-001", Document.ACCOUNT_STATEMENT, Choices(), scene.files, printer
    )
    names = {each.name for each in printer.printed[0].attachments}
    assert names == {"decompte.json", "facture-F-1.pdf", "facture-F-1_2.pdf"}


def test_a_preview_reads_no_file(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.keep()

    def never(*_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(fakes.Files, "get", never)
    assert "F-1" in preview(scene.space, CASE, Document.FIRST_REMINDER, Choices())


# --- a reminder that leaves by itself ---------------------------------------------------------------------------------


class Leaving(Scene):
    """Its first reminder leaves by itself on Monday 23 November, told on Friday 20."""

    def __init__(self, *invoices: Any, regime: str = "b2b") -> None:
        world = fakes.World()
        super().__init__(world, a_space(world, "2026-11-19 18:55"))
        opening = an_opening(CASE, *invoices or (an_invoice(),), terms=SOLD, sending="send_reminders")
        facts = opening.debtor.facts
        assert facts
        person = {"regime": regime, "person": "natural_person" if regime == "b2c" else "legal_person"}
        debtor = opening.debtor.model_copy(
            update={"facts": facts.model_validate(facts.model_dump() | person)}
        )
        open_case(self.space, opening.model_copy(update={"debtor": debtor}))
        self.mailbox, self.printer = Mailbox(), Printer()
        self.clock: Clock = replace(a_clock(world, self.mailbox), print_pdf=self.printer)

    def told(self) -> Mail:
        """What the creditor is told on the eve."""
        tick(self.clock, "2026-11-20 09:00")
        return self.mailbox.mails[-1]

    def sent(self) -> Mail:
        self.told()
        tick(self.clock, "2026-11-23 09:00")
        mail = self.mailbox.mails[-1]
        assert mail.to != self.space.account.email
        return mail


def test_what_leaves_bears_the_letter_and_the_invoice_side_by_side_and_says_so() -> None:
    scene = Leaving()
    scene.keep()
    mail = scene.sent()
    letter, invoice = mail.attachments
    assert (invoice.name, invoice.mime, invoice.content) == ("facture-F-1.pdf", "application/pdf", PDF)
    assert letter.name.startswith("relance")
    assert JOINED in mail.text
    (job,) = scene.printer.printed
    assert [each.name for each in job.attachments] == ["decompte.json"]
    assert "Pièce jointe\u00a0:</strong> facture n°\u00a0F-1." in job.html


def test_what_leaves_without_the_invoice_does_not_claim_to_bear_it() -> None:
    scene = Leaving()
    mail = scene.sent()
    assert len(mail.attachments) == 1
    assert "joints" not in mail.text
    assert "Pièce" not in scene.printer.printed[0].html


def test_one_invoice_of_two_is_attached_and_the_mail_does_not_say_they_all_are() -> None:
    scene = Leaving(an_invoice(), an_invoice("F-2"))
    scene.keep(invoice="F-2")
    mail = scene.sent()
    assert [each.name for each in mail.attachments][1:] == ["facture-F-2.pdf"]
    assert "joints" not in mail.text
    assert "Pièce jointe\u00a0:</strong> facture n°\u00a0F-2." in scene.printer.printed[0].html


def test_a_private_person_reads_no_invoice_in_the_name_of_a_file() -> None:
    scene = Leaving(regime="b2c")
    scene.keep()
    assert [each.name for each in scene.sent().attachments] == ["courrier.pdf", "piece-jointe-1.pdf"]


def test_all_that_a_case_may_hold_fits_in_one_mail() -> None:
    scene = Leaving(an_invoice(), an_invoice("F-2"))
    most = PDF + b" " * (2 * MEGABYTE - len(PDF))
    scene.keep(most)
    scene.keep(most, "F-2", "filing-02")
    assert sum(len(each.content) for each in scene.sent().attachments) + 500_000 < MOST_ATTACHED


@pytest.mark.parametrize("kept", [True, False])
def test_the_eve_s_mail_advises_to_add_the_invoice_that_would_not_be_attached(kept: bool) -> None:
    scene = Leaving()
    if kept:
        scene.keep()
    assert ("ajoutez son PDF dans le dossier" in scene.told().text) is not kept


@pytest.mark.parametrize(
    ("sending", "kept", "said"),
    [("send_reminders", True, True), ("send_reminders", False, False), ("tell_me", False, True)],
)
def test_a_courtesy_letter_says_the_invoice_is_attached_when_it_will_be(
    sending: str, kept: bool, said: bool
) -> None:
    world = fakes.World()
    scene = Scene(world, a_space(world))
    invoice = an_invoice(due=date(2026, 12, 1))
    open_case(scene.space, an_opening(CASE, invoice, terms=SOLD, sending=sending))
    if kept:
        scene.keep()
    page = preview(scene.space, CASE, Document.COURTESY, Choices())
    assert ("Vous la trouverez jointe" in page) is said
