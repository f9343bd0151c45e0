"""Hostile words (rendering.md §6): printed harmlessly or refused under their field, never obeyed.

What only markup, style sheets, images or SVG of a user could do has no field to enter by: a letter holds text.
"""

import base64
import io
from typing import Any

import pikepdf
import pydantic
import pytest

from chalicelib.cases.facts import LetterFacts
from chalicelib.core.errors import Refusal
from chalicelib.services.letters import complete, issue_letter
from tests.documents.layout import decode_qr, page_texts
from tests.documents.pdf_conformance import violations
from tests.letters import samples

MARKUP = {  # §6 rows 1–9, 15–19, 37–40
    "creditor.name": "<script>alert(1)</script>",
    "debtor.name": '<img src="file:///etc/passwd">',
    "debtor.reference": "</div><style>p{color:red}</style>",
    "reference": '<link rel=attachment href="file:/a">',
    "origin.description": '<a rel="attachment" href="file:///etc/passwd">ici</a><iframe src="http://example.fr">',
    "message": '<svg><use href="#a"/></svg> {{ 7*7 }} {% raw %} ]]> &lt; &amp; <!-- --> url(http://example.fr/x)',
    "signatory.name": '<base href="http://example.fr/">',
    "signatory.capacity": "\"><img src=x onerror='alert(1)'>",
    "place": "<table><tr><td>",
    "payment.other": '<a href="javascript:alert(1)">chèque</a>',
    "enclosures[0]": "<object data='file:///etc/passwd'>",
}


def changed(fields: dict[str, Any], name: str = "formal_notice.b2b") -> dict[str, Any]:
    """The sample's body with other values at these paths."""
    body = samples.body(name)
    for path, value in fields.items():
        place: Any = body
        *parents, last = path.replace("[", ".").replace("]", "").split(".")
        for parent in parents:
            place = place[int(parent)] if parent.isdigit() else place[parent]
        place[int(last) if last.isdigit() else last] = value
    return body


def facts_with(fields: dict[str, Any]) -> LetterFacts:
    return LetterFacts.model_validate(changed(fields))


def refusal(fields: dict[str, Any]) -> dict[str, str]:
    """Codes by field, whichever check refuses: the shape of the facts or the letter itself."""
    try:
        complete(facts_with(fields), samples.REGISTER)
    except pydantic.ValidationError as invalid:
        return {".".join(map(str, error["loc"])): error["type"] for error in invalid.errors()}
    except Refusal as refused:
        return {fault.field: fault.code for fault in refused.faults}
    raise AssertionError("accepted")


def test_markup_is_printed_as_the_characters_it_is_made_of() -> None:
    html, pdf = samples.issued(facts_with(MARKUP | {"debtor.service": None, "debtor.attention": None}))
    assert "<script" not in html
    assert "<svg" not in html
    assert html.count("<img") == 1
    printed = "".join(page_texts(pdf)).replace(" ", "")
    for words in MARKUP.values():
        assert words.replace(" ", "") in printed
    assert violations(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert list(document.attachments) == ["decompte.json"]
        links = {str(item.A.URI) for page in document.pages for item in page.get("/Annots", [])}
    assert links == {"https://paiement.example.fr/kerbrat"}


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://example.fr",
        "data:text/html,x",
        "https://user@example.fr",
        "https://a b.fr",
        "https://exa\u202emple.fr",
        "https://",
        "//example.fr",
        "https://localhost",
    ],
)
def test_only_an_https_link_to_a_site_is_printed_as_a_link(link: str) -> None:  # rows 5, 34
    assert refusal({"payment.link": link}) == {"payment.link": "LINK_INVALID"}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Boulangerie 🥐 du Port", "🥐"),  # row 25
        ("漢字商店", "漢 字 商 店"),
        ("شركة النور", "ش ر ك ة ا ل ن و"),
        ("חברת אור", "ח ב ר ת א ו"),
        ("ร้านค้า", None),
        ("\U0001f1eb\U0001f1f7 France", "\U0001f1eb \U0001f1f7"),
    ],
)
@pytest.mark.parametrize(
    "field", ["debtor.name", "creditor.name", "message", "enclosures[1]", "signatory.name"]
)
def test_a_character_the_face_lacks_is_refused_by_name_before_any_rendering(
    words: str, named: str | None, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        issue_letter(facts_with({field: words}), samples.REGISTER, samples.TODAY, _never_called)
    (fault,) = [f for f in refused.value.faults if f.code == "CHARACTER_NOT_PRINTABLE"]
    assert fault.field == field
    if named:
        assert fault.details["characters"] == named


def _never_called(job: object) -> bytes:
    raise AssertionError("rendered")


def test_a_lone_surrogate_is_refused() -> None:  # row 28
    assert refusal({"debtor.name": "Bou\ud800langerie"}) in (
        {"debtor.name": "TEXT_UNPRINTABLE"},
        {"debtor.name": "string_unicode"},
    )


def test_a_pile_of_combining_marks_is_refused() -> None:  # row 29
    assert refusal({"debtor.name": "e" + "\u0301" * 20}) == {"debtor.name": "TEXT_UNPRINTABLE"}


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("Société\u202eSAS\u202c Exemple", "SociétéSAS Exemple"),  # row 23: bidi override
        ("Soc\u200biété\ufeff\u2066 Exemple\u2069", "Société Exemple"),  # row 24: zero width
        ("Société\x00 \x1b[31mExemple\x0b", "Société [31mExemple"),  # row 27: NUL, ESC, VT
        ("Société\nExemple\r\n\u2028SAS", "Société Exemple SAS"),
        ("Socie\u0301te\u0301 Exemple", "Société Exemple"),
    ],
)
def test_hidden_characters_are_dropped_and_names_stay_on_one_line(words: str, printed: str) -> None:
    html = samples.issued_html(facts_with({"debtor.name": words, "creditor.name": words}))
    assert html.count(printed) >= 2
    assert not any(character in html for character in "\u202e\u200b\ufeff\u2066\x00\x1b\x0b")


def test_a_line_break_in_a_name_puts_no_other_account_in_the_qr_code() -> None:  # row 36
    evil = "Kerbrat\nFR1420041010050500013M02606\nEUR1.00"
    pdf = samples.issued(facts_with({"payment.holder": evil, "payment.reference": "A\nB"}))[1]
    (payload,) = [code for page in range(len(page_texts(pdf))) for code in decode_qr(pdf, page)]
    fields = payload.decode().split("\n")
    assert fields[6] == "FR7618999004120002041578615"
    assert fields[5] == "Kerbrat FR1420041010050500013M02606 EUR1.00"
    assert fields[-1] == "A B"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("debtor.name", "A" * 201),  # rows 21, 22, 31
        ("message", "mot " * 500),
        ("enclosures[0]", "A" * 201),
        ("signatory.name", "A" * 61),
        ("invoices[0].ref", "A" * 41),
        ("invoices[0].amount_ttc", "9" * 40),  # row 32
        ("invoices[0].amount_ttc", "NaN"),
        ("invoices[0].amount_ttc", "1e9"),
    ],
)
def test_what_is_too_long_or_no_amount_is_refused_under_its_field(path: str, value: str) -> None:
    assert list(refusal({path: value})) == [path.replace("[", ".").replace("]", "")]


# --- files -------------------------------------------------------------------------------------------------------

INVOICE = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def with_file(name: str, content: bytes | str) -> LetterFacts:
    encoded = base64.b64encode(content).decode() if isinstance(content, bytes) else content
    return LetterFacts.model_validate(
        samples.body("first_reminder.b2c") | {"invoice_files": [{"name": name, "content_base64": encoded}]}
    )


def test_the_invoice_given_is_attached_as_it_is_under_its_own_name() -> None:
    pdf = samples.issued(with_file("Facture n° 2026-031 – été.pdf", INVOICE))[1]
    assert violations(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert set(document.attachments) == {"decompte.json", "Facture n° 2026-031 – été.pdf"}
        assert document.attachments["Facture n° 2026-031 – été.pdf"].get_file().read_bytes() == INVOICE


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"MZ\x90 not a PDF", "FILE_NOT_PDF"), (b"", "FILE_NOT_PDF"), ("###", "FILE_NOT_BASE64")],
)
def test_a_file_that_is_no_pdf_is_refused_under_its_field(content: bytes | str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        issue_letter(with_file("facture.pdf", content), samples.REGISTER, samples.TODAY, _never_called)
    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == (code, "invoice_files[0].content_base64")


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "a\\b.pdf", "facture.exe", "a|b.pdf", "x"])
def test_a_file_name_that_is_a_path_or_no_pdf_is_refused(name: str) -> None:
    with pytest.raises(pydantic.ValidationError):
        with_file(name, INVOICE)
