"""veraPDF finds every letter valid, as PDF/A-3a and as PDF/UA-1."""

import base64
from pathlib import Path

import pytest

from chalicelib.cases.facts import LetterFacts
from tests.documents import verapdf
from tests.letters import samples

pytestmark = pytest.mark.slow


def test_every_document_of_every_regime_is_valid(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.pdf" for name in samples.NAMES]
    for path in paths:
        path.write_bytes(samples.pdf(path.stem))
    assert verapdf.validate(paths) == {path: [] for path in paths}


def test_a_letter_that_carries_its_invoice_is_valid(tmp_path: Path) -> None:
    invoice = base64.b64encode(samples.pdf("receipt.b2c")).decode()
    facts = samples.body("first_reminder.b2c") | {
        "invoice_files": [{"name": "Facture n° 2026-031.pdf", "content_base64": invoice}]
    }
    path = tmp_path / "letter.pdf"
    path.write_bytes(samples.issued(LetterFacts.model_validate(facts))[1])
    assert verapdf.validate([path]) == {path: []}
