"""HTML becomes a PDF that lasts (PDF/A-3a) and can be read aloud (PDF/UA-1), both in one file.

The only importer of WeasyPrint, inside a function: the import costs a fifth of a second. The printer fetches
nothing: no network, no file, only `data:` images. Whatever WeasyPrint would merely log (a missing image, a
character without glyph, a CSS property it ignores) fails the letter: better no letter than a damaged one.
Same job, same bytes, in any process: dates come from the job, fonts from templates/fonts.
"""

import contextlib
import ctypes
import functools
import io
import logging
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Literal

from chalicelib.documents import declarations, lean

ROOT = Path(__file__).resolve().parents[2]
LETTER_CSS = ROOT / "templates" / "letters" / "lettre.css"
ELEMENTS_CSS = ROOT / "templates" / "letters" / "socle.css"
FONTS_CONF = ROOT / "templates" / "fonts" / "fonts.conf"
NATIVE = (ROOT / "native", ROOT / "build" / "native")
NATIVE_LIBRARIES = (
    "libglib-2.0.so.0", "libgobject-2.0.so.0", "libharfbuzz.so.0", "libharfbuzz-subset.so.0",
    "libfontconfig.so.1", "libpango-1.0.so.0", "libpangoft2-1.0.so.0",
)  # fmt: skip
TIME_LIMIT = 20.0  # seconds; a letter of 60 invoices takes about one

# PDF/UA's identification, and the description of its namespace, which PDF/A demands.
_PDF_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""

_one_at_a_time = threading.Lock()  # two threads in Pango corrupt memory


@dataclass(frozen=True)
class Attachment:
    """A file carried by the PDF; `day` is the date it shows.

    `relationship` (ISO 32000-2, 7.11.3): the letter's figures are Data, what it was made from is Source, the
    rest Supplement.
    """

    name: str
    mime: str
    content: bytes
    description: str
    relationship: Literal["Data", "Source", "Supplement"]
    day: date


@dataclass(frozen=True)
class PrintJob:
    """A letter ready to print; `day` is the creation date the PDF shows."""

    html: str
    day: date
    attachments: tuple[Attachment, ...] = ()


class PrintFailed(Exception):
    """No PDF, and why.

    `code` is PRINT_TIMEOUT, PRINT_FETCH (something outside was asked for), PRINT_WARNING (WeasyPrint
    complained), PRINT_MEMORY, PRINT_ERROR or PRINT_CRASH (the child died). `detail` says where in the code,
    for a developer; it never holds text of the letter.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def print_pdf(job: PrintJob, *, stylesheet: Path = LETTER_CSS, time_limit: float = TIME_LIMIT) -> bytes:
    """Print in this process, one letter at a time.

    The time limit (seconds) holds in the main thread only, where Python can be interrupted: that is Lambda's
    case. Elsewhere use `pdf_child`, whose child can be killed. Raises PrintFailed.
    """
    with _one_at_a_time:
        engine = _engine()
        try:
            with _limited(time_limit), _no_complaint():
                return _print(engine, job, _parsed(stylesheet))
        except _OutOfTime:
            raise PrintFailed("PRINT_TIMEOUT", f"{time_limit:g} s") from None
        except engine.FatalURLFetchingError:
            raise PrintFailed("PRINT_FETCH") from None
        except MemoryError:
            raise PrintFailed("PRINT_MEMORY") from None
        except Exception as error:
            if isinstance(error, PrintFailed):
                raise
            # Without its message nor its chain: they may quote the letter, and this ends in a log.
            raise PrintFailed("PRINT_ERROR", f"{type(error).__name__} at {_place(error)}") from None


def warm_up() -> None:
    """Load WeasyPrint ahead of the first letter, while nobody waits."""
    _engine()


@dataclass(frozen=True)
class _Engine:
    """WeasyPrint, loaded: the module, and what every letter of the process shares."""

    weasyprint: ModuleType
    FatalURLFetchingError: type[BaseException]
    fetcher: Any
    font_config: Any
    elements: Any  # what a browser knows of HTML by itself, parsed
    counters: Any  # how lists and pages are numbered
    srgb: bytes  # the ICC profile


@functools.cache
def _engine() -> _Engine:
    """Import WeasyPrint once, over the native libraries shipped beside app.py if any, and our fonts alone.

    Each FontConfiguration keeps 200 KB for ever: there is one. FONTCONFIG_FILE is set only while it is read,
    so that a browser started later by the same process still finds the system's fonts.
    """
    for folder in NATIVE:
        if (folder / "lib" / "libpango-1.0.so.0").exists():
            for name in NATIVE_LIBRARIES:
                ctypes.CDLL(str(folder / "lib" / name))
            break
    declarations.serve()
    with lean.loading():
        import weasyprint
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.ffi import harfbuzz, harfbuzz_subset
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    if harfbuzz_subset is None or not harfbuzz.hb_version_atleast(4, 1, 0):
        raise RuntimeError("libharfbuzz-subset ≥ 4.1 is missing: letters would take ten times longer")
    with _environment("FONTCONFIG_FILE", str(FONTS_CONF)):
        font_config = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
    counters = CounterStyle()
    elements = weasyprint.CSS(string=ELEMENTS_CSS.read_text(encoding="utf-8"), counter_style=counters)
    srgb = (Path(weasyprint.__path__[0]) / "pdf" / "sRGB2014.icc").read_bytes()
    return _Engine(weasyprint, FatalURLFetchingError, fetcher, font_config, elements, counters, srgb)


@functools.cache
def _parsed(stylesheet: Path) -> Any:
    engine = _engine()
    text = stylesheet.read_text(encoding="utf-8")
    with _no_complaint():  # of its own: a sheet that makes WeasyPrint complain must not enter the cache
        return engine.weasyprint.CSS(string=text, url_fetcher=engine.fetcher, font_config=engine.font_config)


def _print(engine: _Engine, job: PrintJob, css: Any) -> bytes:
    from weasyprint.css import ColorProfile

    # WeasyPrint would open its own file for each letter and leave it open. A new object each time, because
    # writing one changes it: the second letter would not have the bytes of the first.
    srgb = ColorProfile(io.BytesIO(engine.srgb), "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))
    html = engine.weasyprint.HTML(string=job.html, url_fetcher=engine.fetcher)
    html._ua_stylesheets = lambda forms: [engine.elements]
    document = html.render(
        font_config=engine.font_config, counter_style=engine.counters.copy(), stylesheets=[css],
        pdf_variant="pdf/a-3a", output_intent="srgb", color_profiles={"srgb": srgb},
    )  # fmt: skip
    metadata = document.metadata
    metadata.created = metadata.modified = job.day.isoformat()
    metadata.generator = None  # the letter is the creditor's, whatever tool wrote it
    metadata.attachments = []  # only the job attaches, never the HTML
    described_as_pdf_a = metadata.generate_rdf_metadata
    metadata.generate_rdf_metadata = lambda *variant: _with_pdf_ua(described_as_pdf_a(*variant))
    pdf: bytes = document.write_pdf(
        pdf_variant="pdf/a-3a",
        output_intent="as rendered",  # anything but srgb, which would open the profile again
        attachments=[_attached(engine, file) for file in sorted(job.attachments, key=_name_tree_order)],
        finisher=_finish,
    )
    return pdf


def _attached(engine: _Engine, file: Attachment) -> Any:
    midnight = datetime.combine(file.day, time(), UTC)
    attachment = engine.weasyprint.Attachment(
        string=file.content, name=file.name, description=file.description, relationship=file.relationship,
        created=midnight, modified=midnight, url_fetcher=engine.fetcher,
    )  # fmt: skip
    # WeasyPrint guesses the MIME type from the name, which differs between machines; we know it.
    attachment.source = contextlib.nullcontext((io.BytesIO(file.content), None, None, file.mime))
    return attachment


def _with_pdf_ua(rdf: bytes) -> bytes:
    head, end, tail = rdf.rpartition(b"</rdf:RDF>")
    return head + _PDF_UA + end + tail


def _name_tree_order(file: Attachment) -> tuple[bool, bytes]:
    """Readers bisect names by their bytes: ASCII ones come first, then those PDF writes as UTF-16."""
    return not file.name.isascii(), file.name.encode("utf-16-be")


def _finish(document: Any, pdf: Any) -> None:
    """Store the XMP uncompressed, for archives that search it; name each attachment as it is, and once.

    WeasyPrint writes its first name in UTF-8, which readers take for Latin-1, and associates it twice.
    """

    def referred(reference: str) -> Any:
        return pdf.objects[int(reference.split()[0])]

    referred(pdf.catalog["Metadata"]).compress = False
    if "AF" in pdf.catalog:
        names = referred(pdf.catalog["Names"]["EmbeddedFiles"])["Names"]
        for place in range(0, len(names), 2):
            file = referred(names[place + 1])
            names[place] = file["F"] = file["UF"]
        pdf.catalog["AF"][:] = names[1::2]


class _OutOfTime(BaseException):
    """Not an Exception: WeasyPrint catches those in many places and carries on."""


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(signal_number: int, frame: FrameType | None) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)  # again if a destructor swallowed the first
    try:
        yield
    finally:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
        finally:  # again: the alarm may have rung just before the line above
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _no_complaint() -> Iterator[None]:
    """PRINT_WARNING if WeasyPrint or fontTools warns; the warning stays unlogged, it may quote the letter."""
    complaints = _Complaints()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(complaints)
        logger.setLevel(logging.WARNING)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, (level, propagate) in zip(loggers, before, strict=True):
            logger.removeHandler(complaints)
            logger.setLevel(level)
            logger.propagate = propagate
    if complaints.first:
        raise PrintFailed("PRINT_WARNING", complaints.first)


class _Complaints(logging.Handler):
    """Remembers where the first complaint came from."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.first = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.first = self.first or f"{record.module}:{record.lineno}"


@contextlib.contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
