"""veraPDF finds our sample valid as PDF/A-3a and PDF/UA-1, and finds the faults of broken ones."""

from pathlib import Path

import pytest
import weasyprint

from chalicelib.documents.pdf import Attachment, print_pdf
from tests.documents import sample, verapdf

pytestmark = pytest.mark.slow


def written(folder: Path, **pdfs: bytes) -> dict[str, Path]:
    paths = {name: folder / f"{name}.pdf" for name in pdfs}
    for name, path in paths.items():
        path.write_bytes(pdfs[name])
    return paths


def test_letters_of_one_and_several_pages_are_valid(tmp_path: Path) -> None:
    invoice = Attachment("facture n°12.pdf", "application/pdf", b"%PDF-1.4", "Facture", "Source", sample.DAY)
    paths = written(
        tmp_path,
        one=print_pdf(sample.job(), stylesheet=sample.CSS),
        several=print_pdf(sample.job(rows=90), stylesheet=sample.CSS),
        bare=print_pdf(sample.job(attachments=()), stylesheet=sample.CSS),
        alphabet=print_pdf(sample.job(extra=f"<p>{sample.printable_text()}</p>"), stylesheet=sample.CSS),
        enclosed=print_pdf(sample.job(attachments=(invoice, sample.STATEMENT)), stylesheet=sample.CSS),
    )
    assert verapdf.validate(paths.values()) == {path: [] for path in paths.values()}


def test_broken_files_are_found_out(tmp_path: Path) -> None:
    blurred = tmp_path / "blurred.css"
    blurred.write_text(sample.CSS.read_text().replace("crisp-edges", "auto"))
    silent = sample.job(extra='<svg width="9" height="9"><rect width="9" height="9"/></svg>')
    paths = written(
        tmp_path,
        plain=weasyprint.HTML(string=sample.job().html).write_pdf(pdf_identifier=True),
        blurred=print_pdf(sample.job(), stylesheet=blurred),
        silent=print_pdf(silent, stylesheet=sample.CSS),
    )
    found = verapdf.validate(paths.values())
    assert {"ua1 7.1 test 11", "3a 6.7.3.3 test 1"} <= {rule.split(":")[0] for rule in found[paths["plain"]]}
    assert [rule.split(":")[0] for rule in found[paths["blurred"]]] == ["3a 6.2.8 test 3"]
    assert any(rule.startswith("ua1 7.3") for rule in found[paths["silent"]])


def test_without_java_the_proof_fails_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(verapdf.jpype, "isJVMStarted", lambda: False)
    monkeypatch.setattr(verapdf, "XML_BINDING", [tmp_path / "jaxb-api.jar"])
    with pytest.raises(RuntimeError, match="apt-get install default-jre-headless libjaxb-java"):
        verapdf._foundry.__wrapped__()
