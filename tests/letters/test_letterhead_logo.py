"""A creditor's logo stands at the head of its letters; what is no picture is refused by name."""

import base64
import io

import pdfplumber
import pytest
from PIL import Image

from chalicelib.cases.facts import LetterFacts
from chalicelib.core.errors import Refusal
from tests.documents.pdf_conformance import violations
from tests.letters import samples

MM = 72 / 25.4  # points


def picture(width: int, height: int, mode: str = "RGBA", kind: str = "PNG") -> str:
    content = io.BytesIO()
    Image.new(mode, (width, height), "#1f4470").save(content, kind)
    return base64.b64encode(content.getvalue()).decode()


def letter(content: str, mime: str = "image/png") -> LetterFacts:
    body = samples.body("formal_notice.b2b") | {"logo": {"mime": mime, "content_base64": content}}
    return LetterFacts.model_validate(body)


@pytest.mark.parametrize("size", [(1200, 90), (40, 1200), (300, 300)])
def test_a_logo_of_any_shape_keeps_clear_of_the_window_and_of_the_sender_s_name(
    size: tuple[int, int],
) -> None:
    with pdfplumber.open(io.BytesIO(samples.issued(letter(picture(*size)))[1])) as document:
        page = document.pages[0]
        logo = min(page.images, key=lambda image: image["top"])
        assert logo["x1"] - logo["x0"] <= 66 * MM + 0.1
        assert logo["bottom"] - logo["top"] <= 14 * MM + 0.1
        assert logo["x1"] <= 105 * MM  # where the window begins
        name = next(word for word in page.extract_words() if word["text"] == "Ateliers")
        assert logo["bottom"] <= name["top"]


@pytest.mark.parametrize(
    ("mode", "kind", "mime"), [("RGB", "JPEG", "image/jpeg"), ("RGBA", "PNG", "image/png")]
)
def test_a_letter_with_a_logo_is_still_an_accessible_archive(mode: str, kind: str, mime: str) -> None:
    assert violations(samples.issued(letter(picture(200, 60, mode, kind), mime))[1]) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("pas du base64", "FILE_NOT_BASE64"),
        (base64.b64encode(b"<svg onload=alert(1)>").decode(), "LOGO_NOT_A_PICTURE"),
        (picture(1201, 10), "LOGO_TOO_LARGE"),
    ],
)
def test_what_a_letter_cannot_print_is_refused_under_its_field(content: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        samples.issued(letter(content))
    assert [(fault.code, fault.field) for fault in refusal.value.faults] == [(code, "logo.content_base64")]
