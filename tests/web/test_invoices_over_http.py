"""`POST /invoices/read`: the answer the site fills its form with, and files from anyone.

INVOICE_SAMPLES may name a folder of real invoices with their `expected.json`; without it those are skipped.
"""

import base64
import json
import logging
import os
import threading
import time
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from chalice.test import HTTPResponse
from jsonschema import Draft202012Validator
from moto import mock_aws

from app import app
from chalicelib import wiring
from chalicelib.local.server import Handler, create_server
from chalicelib.local.site import Site
from chalicelib.web.openapi import document
from tests.reading.made import MINIMUM, cii, factur_x, pdf_with, plain_pdf, ubl
from tests.reading.test_opened_pdf import bomb
from tests.web.conftest import Post

PATH, PDF, XML = "/invoices/read", "application/pdf", "application/xml"
SAMPLES = os.environ.get("INVOICE_SAMPLES")
AMOUNTS = {"total_excl_tax", "total_tax", "total_incl_tax", "prepaid", "amount_due"}
MEGABYTE = 1024 * 1024


def samples() -> list[dict[str, Any]]:
    if not SAMPLES:
        return []
    files: list[dict[str, Any]] = json.loads(Path(SAMPLES, "expected.json").read_text("utf-8"))["files"]
    return files


def refusal(answer: HTTPResponse, status: int) -> dict[str, Any]:
    """The problem document, its sentences in French and meant for the person."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = json.loads(answer.body)
    assert problem["detail"].endswith(".")
    assert len(problem["detail"]) > 40
    assert "Traceback" not in problem["detail"]
    return problem


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample["id"])
def test_a_sample_gives_its_expected_values(post: Post, sample: dict[str, Any]) -> None:
    assert SAMPLES
    answer = post(PATH, Path(SAMPLES, sample["file"]).read_bytes(), PDF)
    told, expected = json.loads(answer.body), sample["expect"]
    assert answer.status_code == 200
    assert {name: told[name] for name in ("container", "attachment", "syntax", "profile")} == {
        name: sample[name] for name in ("container", "attachment", "syntax", "profile")
    }
    assert told["expect"].keys() == expected.keys()
    for name, value in expected.items():
        read = told["expect"][name]
        if name in AMOUNTS and value is not None:
            assert Decimal(read) == Decimal(value), name
        else:
            assert read == value, name
    assert told["checks"] == sample["checks"]


@pytest.mark.parametrize(
    ("sample", "codes", "suggested"),
    [
        (0, {"DEPOSIT_PAID", "SIRET_WRONG", "RIB_KEY_WRONG"}, {"principal": "470.15"}),
        (1, {"EMAIL_TO_CONFIRM"}, {}),
        (2, {"DUE_DATE_MISSING", "PAID_WITHOUT_FIELD", "ADDRESS_INCOMPLETE"}, {"already_paid": "147.00"}),
        (2, set(), {"buyer_in_france": True}),
        (3, {"CREDIT_NOTE"}, {"chase": False, "principal": None, "deduct_from": ["FA-2017-0010"]}),
        (4, {"IBAN_WRONG", "PENALTY_CLAUSE"}, {"iban": None, "indemnity_stated": True}),
        (6, {"PAYEE_IS_NOT_SELLER", "BIC_WRONG"}, {"bic": None}),
        (7, {"CREDIT_NOTE_ALONE"}, {"chase": False}),
        (9, {"XML_BROKEN"}, {"chase": False}),
        (10, {"DUE_DATE_IN_WORDS"}, {}),
        (11, {"NO_INVOICE_DATA", "TEXT_CANDIDATES"}, {"chase": False, "principal": None, "iban": None}),
    ],
)
@pytest.mark.skipif(not SAMPLES, reason="INVOICE_SAMPLES is not set")
def test_a_sample_is_judged_as_it_must(
    post: Post, sample: int, codes: set[str], suggested: dict[str, Any]
) -> None:
    assert SAMPLES
    told = post(PATH, Path(SAMPLES, samples()[sample]["file"]).read_bytes(), PDF).json_body
    assert codes <= {remark["code"] for remark in told["remarks"]}
    assert suggested.items() <= told["suggested"].items()


@pytest.mark.parametrize("kind", [PDF, XML, "text/xml", "application/octet-stream", "Application/PDF; x=y"])
@pytest.mark.parametrize("content", [factur_x(cii()), ubl()], ids=["pdf", "xml"])
def test_the_content_says_what_the_file_is_not_its_type(post: Post, kind: str, content: bytes) -> None:
    answer = post(PATH, content, kind)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json_body
    assert told["expect"]["amount_due"] == "1000.00"
    assert told["expect"]["due_date"] == "2026-09-30"
    assert told["suggested"]["principal"] == "1000.00"
    assert told["suggested"]["clause"]["mode"] == "default"
    assert set(told["checks"].values()) == {True}


PLAIN = plain_pdf("Facture n° F-12\nTotal TTC 1 200,00 €\nIBAN FR76 3000 6000 0112 3456 7890 189")


def test_a_plain_pdf_is_answered_with_proposals_that_fill_nothing(post: Post) -> None:
    answer = post(PATH, PLAIN, PDF)
    assert answer.status_code == 200
    told = answer.json_body
    assert told["expect"] == {
        "kind": "no_structured_data",
        "text_candidates": {
            "number": "F-12",
            "total_incl_tax": "1200.00",
            "iban": "FR7630006000011234567890189",
        },
    }
    assert told["checks"] == {}
    assert not any(told["suggested"].values())
    data, proposals = told["remarks"]
    assert "recopiez" in data["message"]
    assert "confirmez-les une à une" in proposals["message"]


def test_a_pdf_of_which_nothing_is_known_proposes_nothing(post: Post) -> None:
    told = post(PATH, pdf_with({}), PDF).json_body
    assert told["expect"] == {"kind": "no_structured_data", "text_candidates": {}}
    assert [remark["code"] for remark in told["remarks"]] == ["NO_INVOICE_DATA"]


@pytest.mark.parametrize(
    ("content", "container", "attachment"),
    [
        (pdf_with({"factur-x.xml": MINIMUM[:-9]}), "pdf", "factur-x.xml"),
        (MINIMUM[:-9], "xml", None),
        (MINIMUM.decode().encode("latin-1"), "xml", None),
    ],
    ids=["in a PDF", "cut", "not UTF-8"],
)
def test_damaged_data_are_answered_with_what_to_do(
    post: Post, content: bytes, container: str, attachment: str | None
) -> None:
    answer = post(PATH, content, PDF)
    assert answer.status_code == 200
    told = answer.json_body
    assert (told["expect"], told["checks"]) == ({"kind": "unreadable"}, {})
    assert (told["container"], told["attachment"]) == (container, attachment)
    assert not any(told["suggested"].values())
    (remark,) = told["remarks"]
    assert "à la main" in remark["message"]


@pytest.mark.parametrize(
    "content", [ubl(), PLAIN, pdf_with({}), MINIMUM[:-9]], ids=["invoice", "plain", "blank", "damaged"]
)
def test_every_answer_is_as_documented(post: Post, content: bytes) -> None:
    schema = {"$ref": "#/components/schemas/InvoiceRead", "components": document()["components"]}
    Draft202012Validator(schema).validate(post(PATH, content, PDF).json_body)


@pytest.mark.parametrize("content", [factur_x(MINIMUM), PLAIN], ids=["invoice", "plain"])
def test_remarks_are_french_sentences_under_fields_of_the_answer(post: Post, content: bytes) -> None:
    told = post(PATH, content, PDF).json_body
    for remark in told["remarks"]:
        place: Any = told["expect"]
        for name in remark["field"].split("."):
            assert name in place
            place = place[name]
        assert remark["message"].endswith(".")


def test_a_remark_quotes_the_sums_of_the_file(post: Post) -> None:
    told = post(PATH, factur_x(MINIMUM), PDF).json_body
    assert "150,00\u00a0€ semblent déjà réglés" in json.dumps(told["remarks"], ensure_ascii=False)


def test_what_a_file_says_never_becomes_part_of_a_template(post: Post) -> None:
    xml = ubl(BG_1=[{"BT-21": "PMD", "BT-22": "{due} {0.__class__} %s"}])
    assert "{due} {0.__class__} %s" in json.dumps(post(PATH, xml, XML).json_body["remarks"])


def archive() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("word/document.xml", bytes(50_000_000))
    return file.getvalue()


LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE: dict[str, tuple[bytes, str, int, str]] = {
    "empty": (b"", PDF, 400, "FILE_EMPTY"),
    "spaces": (b" \n", XML, 400, "FILE_EMPTY"),
    "4 MB and a byte": (b"%PDF-" + bytes(4 * MEGABYTE), PDF, 413, "FILE_TOO_LARGE"),
    "30 MB": (b"%PDF-" + bytes(30 * MEGABYTE), PDF, 413, "FILE_TOO_LARGE"),
    "JSON": (b"{}", "application/json", 415, "FILE_TYPE_UNSUPPORTED"),
    "form": (b"x", "multipart/form-data; boundary=x", 415, "FILE_TYPE_UNSUPPORTED"),
    "PNG named .pdf": (b"\x89PNG\r\n\x1a\n" + bytes(99), PDF, 422, "FILE_NOT_INVOICE"),
    "docx": (archive(), PDF, 422, "FILE_IS_ARCHIVE"),
    "password": (pdf_with({"factur-x.xml": MINIMUM}, password="x"), PDF, 422, "PDF_PROTECTED"),
    "truncated": (factur_x(MINIMUM)[:1500], PDF, 422, "PDF_DAMAGED"),
    "bomb": (bomb(1, 100_000_000, layers=2), PDF, 422, "PDF_TOO_COMPLEX"),
    "endless objects": (b"%PDF-1.7\n" + b"1 0 obj\n" * 400_000, PDF, 422, "PDF_TOO_COMPLEX"),
    "XML in PDF too large": (
        pdf_with({"factur-x.xml": b"<a>" + b"<b/>" * 600_000 + b"</a>"}),
        PDF,
        422,
        "XML_TOO_LARGE",
    ),
    "XML too large": (b"<a>" + b"<b/>" * 600_000 + b"</a>", XML, 422, "XML_TOO_LARGE"),
    "external DTD": (b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>', XML, 422, "XML_WITH_DTD"),
    "external entity": (
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        XML,
        422,
        "XML_WITH_DTD",
    ),
    "billion laughs": (f'<!DOCTYPE a [<!ENTITY l0 "l">{LOL}]><a>&l9;</a>'.encode(), XML, 422, "XML_WITH_DTD"),
    "entity in PDF": (
        pdf_with({"factur-x.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}),
        PDF,
        422,
        "XML_WITH_DTD",
    ),
    "depth": (b"<a>" * 300_000 + b"</a>" * 200_000, XML, 422, "XML_TOO_DEEP"),
    "other XML": (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', XML, 422, "XML_NOT_INVOICE"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(post: Post, name: str) -> None:
    content, kind, status, code = HOSTILE[name]
    problem = refusal(post(PATH, content, kind), status)
    assert problem["code"] == code
    assert problem["expect"] == {"kind": "unreadable"}


def test_nothing_of_a_file_is_logged(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    xml = cii(BT_1="CANARI-1")
    files = [xml, factur_x(xml), xml[:-9], factur_x(xml)[:-500], plain_pdf("Facture n° CANARI-1")]
    caplog.clear()  # factur-x told what it wrote
    with caplog.at_level(logging.DEBUG):
        for content in files:
            post(PATH, content, XML)
    assert "CANARI" not in caplog.text
    assert base64.b64encode(b"CANARI").decode() not in caplog.text


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """The address of the API on the local server, in a thread of this process."""
    its_class = app.__class__
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        wiring.table().create_table()
        server = create_server(app, Site(tmp_path), 0)
        patch.setattr(Handler, "log_message", lambda *_: None)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api"
        server.shutdown()
        thread.join()
        server.server_close()
    app.__class__ = its_class


def test_the_service_is_well_after_every_hostile_file(service: str) -> None:
    with requests.Session() as session:
        session.post(service + PATH, factur_x(MINIMUM), headers={"Content-Type": PDF})  # starts the child
        for name, (content, kind, status, _) in HOSTILE.items():
            started = time.process_time()
            answer = session.post(service + PATH, content, headers={"Content-Type": kind})
            assert answer.status_code == status, name
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert time.process_time() - started < 1.5  # of the service; the PDF's own is limited to 0.6
            health = session.get(service + "/health")
            assert health.json()["status"] == "ok", name
        read = session.post(service + PATH, factur_x(MINIMUM), headers={"Content-Type": PDF})
        assert read.json()["expect"]["number"] == "M-1"
