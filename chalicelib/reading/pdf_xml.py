"""The XML files attached to a PDF, found by content, not by name.

Run in a child process (`pdf_child`): a hostile PDF may cost the process its time or its memory, not the
service. pypdf's own limits stop the known attacks earlier: a stream that inflates without end, for one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from chalicelib.core.errors import Refusal

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import EmbeddedFile

MOST_XML = 2_000_000  # bytes; the longest invoice of a public collection of 616 has a tenth
_MOST_ATTACHMENTS = 50
LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 8_000_000,
    "lzw_maximum_output_length": 8_000_000,
    "run_length_maximum_output_length": 8_000_000,
    "maximum_declared_stream_length": 16_000_000,
    "stream_decoding_work_maximum_length": 40_000_000,
    "zlib_maximum_recovery_input_length": 200_000,
}


@dataclass(frozen=True)
class Attachment:
    """An attached file that looks like XML; `content` is cut just above MOST_XML."""

    name: str
    content: bytes


def looks_like_xml(content: bytes) -> bool:
    """Whether the first character is <, in UTF-8 or UTF-16, whatever marks or spaces stand before it."""
    head = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe\0 \t\r\n")
    return head.startswith(b"<")


def xml_attachments(pdf: bytes) -> list[Attachment]:
    """The attachments that look like XML. Refuses PDF_PROTECTED, PDF_DAMAGED, PDF_TOO_COMPLEX."""
    from pypdf import PdfReader, apply_configuration

    with apply_configuration(**LIMITS):
        try:
            files = list(islice(_embedded(PdfReader(BytesIO(pdf))), _MOST_ATTACHMENTS))
        except Exception as error:
            raise _refusal(error) from None
        found, refused = [], None
        for file in files:
            try:
                name, content = file.alternative_name or file.name, file.content
            except Exception as error:  # one attachment in a strange state hides no other
                refused = refused or _refusal(error)
                continue
            if looks_like_xml(content):
                found.append(Attachment(_printable(name), content[: MOST_XML + 1]))
    if refused and not found:
        raise refused
    return list(dict.fromkeys(found))  # most stand in the name tree and in AF


def _embedded(reader: "PdfReader") -> "Iterator[EmbeddedFile]":
    """The files of the name tree, then those only associated with the document (AF)."""
    from pypdf.generic import ArrayObject, DictionaryObject, EmbeddedFile

    yield from reader.attachment_list
    associated = reader.root_object.get("/AF", ArrayObject()).get_object()
    for each in associated if isinstance(associated, ArrayObject) else ():
        file = each.get_object()
        if isinstance(file, DictionaryObject):
            yield EmbeddedFile("", file)


def _printable(name: object) -> str:
    """A name fit to be shown: one of our samples ends with NUL."""
    return "".join(each for each in str(name)[:120] if each.isprintable())


def _refusal(error: Exception) -> Refusal:
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

    match error:
        case FileNotDecryptedError() | DependencyError():  # the latter: encrypted in a way pypdf cannot undo
            return Refusal("PDF_PROTECTED")
        case LimitReachedError() | MemoryError() | RecursionError():
            return Refusal("PDF_TOO_COMPLEX")
    return Refusal("PDF_DAMAGED")  # pypdf meets a damaged file with nearly every kind of error
