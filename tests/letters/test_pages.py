"""The printed pages: address in the window, nothing outside the page, no lonely signature, valid structure, true QR."""

import io
import json
import re
from decimal import Decimal

import pikepdf
import pytest

from chalicelib.cases.demand import demand_of
from chalicelib.documents import epc_qr, statement_json
from chalicelib.documents.envelope import recipient_lines
from tests.documents.layout import (
    address_window_violations,
    decode_qr,
    orphan_signature,
    outside_page,
    page_texts,
)
from tests.documents.pdf_conformance import violations
from tests.letters import samples

WITH_QR = tuple(name for name in samples.NAMES if "[Code QR" in samples.text(name))


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_page_is_laid_out_for_the_envelope_and_the_printer(name: str) -> None:
    pdf, facts = samples.pdf(name), samples.facts(name)
    assert address_window_violations(pdf, recipient_lines(facts)) == []
    assert outside_page(pdf) == []
    assert not orphan_signature(pdf, facts.signatory.name or "?")


@pytest.mark.parametrize("name", samples.NAMES)
def test_no_page_is_left_with_a_scrap_of_text(name: str) -> None:
    for text in page_texts(samples.pdf(name)):
        assert len(text) > 500, text


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_file_has_the_structure_of_an_accessible_archive(name: str) -> None:
    assert violations(samples.pdf(name)) == []


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_file_says_its_title_its_language_and_its_author_and_nothing_of_us(name: str) -> None:
    with pikepdf.open(io.BytesIO(samples.pdf(name))) as document:
        assert str(document.Root.Lang) == "fr"
        title = str(document.docinfo["/Title"])
        assert document.docinfo["/Author"] == samples.facts(name).creditor.name
        assert "/Creator" not in document.docinfo
        everything = document.open_metadata()
        assert everything["dc:title"] == title
    document_name = name.split(".")[0]
    words = {
        "courtesy": "Rappel d’échéance",
        "first_reminder": "Relance",
        "second_reminder": "Seconde relance",
        "formal_notice": "Mise en demeure",
        "last_notice": "Dernier avis avant engagement d’une procédure",
        "plan_offer": "Proposition d’échéancier",
        "plan_agreement": "Accord d’échéancier avec reconnaissance de dette",
        "receipt": "Reçu de règlement",
        "account_statement": "Relevé de compte",
    }
    assert title.startswith(words[document_name])
    raw = samples.pdf(name)
    assert not re.search(rb"acquit(?!t)", raw, re.IGNORECASE)


@pytest.mark.parametrize("name", samples.NAMES)
def test_every_character_can_be_read_back(name: str) -> None:
    text = "".join(page_texts(samples.pdf(name)))
    assert "\ufffd" not in text
    assert "(cid:" not in text
    assert "\x00" not in text


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_statement_is_attached_exactly_as_computed(name: str) -> None:
    with pikepdf.open(io.BytesIO(samples.pdf(name))) as document:
        assert list(document.attachments) == ["decompte.json"]
        attached = json.loads(document.attachments["decompte.json"].get_file().read_bytes())
    assert attached.pop("register_digest") == samples.REGISTER.digest
    assert attached == statement_json.statement_document(samples.statement(name))


@pytest.mark.parametrize("name", WITH_QR)
def test_a_telephone_reads_the_sum_and_the_account_of_the_letter(name: str) -> None:
    pdf, facts = samples.pdf(name), samples.facts(name)
    total = demand_of(facts, samples.statement(name)).total
    pay = facts.payment
    assert pay.iban
    assert pay.holder
    assert pay.reference
    expected = epc_qr.epc_payload(pay.holder, pay.iban, pay.bic or "", total, pay.reference)
    found = [code for page in range(len(page_texts(pdf))) for code in decode_qr(pdf, page)]
    assert found == [expected]
    assert Decimal(expected.decode().split("\n")[7].removeprefix("EUR")) == total


def test_a_consumer_gets_no_qr_code_and_neither_does_a_receipt() -> None:
    assert WITH_QR
    assert not any(name.endswith(".b2c") or name.startswith(("receipt", "account")) for name in WITH_QR)


def test_the_same_facts_give_the_same_bytes() -> None:
    again = samples.issued(samples.facts("formal_notice.b2b"))[1]
    assert again == samples.pdf("formal_notice.b2b")
