"""Is this PDF what PDF/A-3a and PDF/UA-1 ask, as far as its structure shows? A few milliseconds, no Java.

Not a validator: the rules a change of template or of WeasyPrint can break, checked on every letter of the
fast tests. veraPDF (verapdf.py) has the last word, in the slow ones.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

XMP_INFO = {"pdf:Producer": "/Producer", "dc:title": "/Title", "dc:description": "/Subject"}
FORBIDDEN_ACTIONS = ("/JavaScript", "/Launch", "/GoToR", "/ImportData", "/SubmitForm")


def violations(pdf: bytes) -> list[str]:
    """What is wrong with the file, in plain words; empty when nothing is."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            *_identification(document),
            *_catalog(document),
            *_structure(document),
            *(fault for item in document.objects for fault in _object(item)),
            *_attachments(document),
        ]


def _identification(document: pikepdf.Pdf) -> Iterator[str]:
    xmp = document.open_metadata()
    for key, value in {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}.items():
        if xmp.get(key) != value:
            yield f"XMP {key} is {xmp.get(key)!r}, not {value!r}"
    if not xmp.get("dc:title"):
        yield "no title"
    for key, name in XMP_INFO.items():
        if str(xmp.get(key) or "") != str(document.docinfo.get(name, "")):
            yield f"XMP {key} and Info {name} differ"
    if "/Metadata" in document.Root and "/Filter" in document.Root.Metadata:
        yield "XMP is compressed"
    if "/ID" not in document.trailer:
        yield "no file identifier"
    if document.is_encrypted:
        yield "encrypted"


def _catalog(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if not str(root.get("/Lang", "")):
        yield "no language"
    if not root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False):
        yield "the title is not displayed"
    intents = list(root.get("/OutputIntents", []))
    if not any(intent.S == "/GTS_PDFA1" and "/DestOutputProfile" in intent for intent in intents):
        yield "no output intent with its colour profile"
    for key in ("/OpenAction", "/AA", "/AcroForm"):
        if key in root:
            yield f"{key} in the catalog"


def _structure(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if not root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False):
        yield "not marked as tagged"
    if "/StructTreeRoot" not in root:
        yield "no structure tree"
    for number, page in enumerate(document.pages, start=1):
        if page.get("/Tabs") != "/S":
            yield f"page {number}: tab order does not follow the structure"


def _object(item: Any) -> Iterator[str]:
    if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    kind, subtype = str(item.get("/Type", "")), str(item.get("/Subtype", ""))
    if kind == "/FontDescriptor" and not any(f"/FontFile{suffix}" in item for suffix in ("", "2", "3")):
        yield f"font {item.get('/FontName')} is not embedded"
    if kind == "/Font" and subtype == "/Type0":
        if item.get("/Encoding") != "/Identity-H":
            yield f"font {item.get('/BaseFont')}: encoding {item.get('/Encoding')}, some glyph is missing"
        if "/ToUnicode" not in item:
            yield f"font {item.get('/BaseFont')}: no way back to text"
    if kind == "/Font" and subtype not in ("/Type0", "/CIDFontType0", "/CIDFontType2"):
        yield f"font {item.get('/BaseFont')}: {subtype}"
    if subtype == "/Image" and item.get("/Interpolate", False):
        yield "image with Interpolate true"
    if item.get("/S") == "/Figure" and not str(item.get("/Alt", "")):
        yield "figure without alternative text"
    if kind == "/Annot" and not str(item.get("/Contents", "")):
        yield "annotation without description"
    action = item.get("/A") if kind == "/Annot" else item
    if isinstance(action, pikepdf.Dictionary):
        if str(action.get("/S", "")) in FORBIDDEN_ACTIONS:
            yield f"action {action.S}"
        if action.get("/S") == "/URI" and not str(action.get("/URI", "")).startswith(("https:", "mailto:")):
            yield f"link to {action.get('/URI')}"


def _attachments(document: pikepdf.Pdf) -> Iterator[str]:
    associated = [str(spec.get("/UF", "")) for spec in document.Root.get("/AF", [])]
    for name, spec in document.attachments.items():
        if "/AFRelationship" not in spec.obj or "/UF" not in spec.obj:
            yield f"attachment {name}: no relationship or no Unicode name"
        if "/Subtype" not in spec.obj.EF.F:
            yield f"attachment {name}: no MIME type"
        if associated.count(name) != 1:
            yield f"attachment {name}: not associated with the document, or more than once"
