"""The structural checker sees each kind of fault the printer could let through, and none in a good letter."""

import io
from collections.abc import Callable

import pikepdf
import pytest
import weasyprint

from chalicelib.documents.pdf import print_pdf
from tests.documents import sample
from tests.documents.pdf_conformance import violations

Edit = Callable[[pikepdf.Pdf], object]


@pytest.fixture(scope="module")
def letter() -> bytes:
    return print_pdf(sample.job(), stylesheet=sample.CSS)


def edited(pdf: bytes, edit: Edit) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        edit(document)
        document.save(out, static_id=True)
    return out.getvalue()


def first(document: pikepdf.Pdf, **wanted: str) -> pikepdf.Object:
    return next(
        item
        for item in document.objects
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream))
        and all(item.get(f"/{key}") == value for key, value in wanted.items())
    )


def removed(key: str, **wanted: str) -> Edit:
    """Without that key in the catalog, or in the first object that has the wanted entries."""
    return lambda document: (first(document, **wanted) if wanted else document.Root).__delitem__(key)


def changed(key: str, value: object, **wanted: str) -> Edit:
    return lambda document: (first(document, **wanted) if wanted else document.Root).__setitem__(key, value)


def retitled(document: pikepdf.Pdf) -> None:
    document.docinfo["/Title"] = "Autre"


def linked_to_a_file(document: pikepdf.Pdf) -> None:
    first(document, Subtype="/Link").A.URI = "file:///etc/passwd"


def launching(document: pikepdf.Pdf) -> None:
    first(document, Subtype="/Link").A.S = pikepdf.Name.Launch


FAULTS: dict[str, Edit] = {
    "no language": removed("/Lang"),
    "no structure tree": removed("/StructTreeRoot"),
    "not marked as tagged": removed("/MarkInfo"),
    "the title is not displayed": removed("/ViewerPreferences"),
    "no output intent": removed("/OutputIntents"),
    "pdfuaid:part is None": removed("/Metadata"),
    "/OpenAction in the catalog": changed("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.GoTo)),
    "Info /Title differ": retitled,
    "tab order": removed("/Tabs", Type="/Page"),
    "Interpolate true": changed("/Interpolate", True, Subtype="/Image"),
    "without alternative text": removed("/Alt", S="/Figure"),
    "no way back to text": removed("/ToUnicode", Subtype="/Type0"),
    "some glyph is missing": changed("/Encoding", pikepdf.Name.Other, Subtype="/Type0"),
    "is not embedded": removed("/FontFile2", Type="/FontDescriptor"),
    "link to file:///etc/passwd": linked_to_a_file,
    "action /Launch": launching,
    "no relationship": removed("/AFRelationship", Type="/Filespec"),
    "no MIME type": removed("/Subtype", Type="/EmbeddedFile"),
    "not associated": removed("/AF"),
}


def test_a_good_letter_has_no_violation(letter: bytes) -> None:
    assert violations(letter) == []
    assert violations(edited(letter, lambda document: None)) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen_and_named(letter: bytes, fault: str) -> None:
    assert any(fault in violation for violation in violations(edited(letter, FAULTS[fault])))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_weasyprint_prints_by_itself_does_not_pass() -> None:
    assert len(violations(weasyprint.HTML(string=sample.job().html).write_pdf())) > 8
