"""The printer: same bytes anywhere, both standards, nobody's name but the parties', and nothing fetched."""

import http.server
import io
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from chalicelib.documents import pdf
from chalicelib.documents.fonts import measure_mm
from chalicelib.documents.pdf import Attachment, PrintFailed, PrintJob, print_pdf
from tests.documents import sample
from tests.documents.layout import words
from tests.documents.pdf_conformance import violations

ROOT = Path(pdf.__file__).resolve().parents[2]
FLEX = "<div style='display:flex'>" * 24 + "x" + "</div>" * 24
DOUBLED = "".join(f";--a{n}:var(--a{n - 1}) var(--a{n - 1})" for n in range(1, 25))
VARIABLES = f"<style>:root{{--a0:x{DOUBLED}}}p::before{{content:var(--a24)}}</style><p>x</p>"
SECRET = "canari-7461"
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


def printed(job: PrintJob, **options: float) -> bytes:
    return print_pdf(job, stylesheet=sample.CSS, **options)


def failure(job: PrintJob, **options: float) -> PrintFailed:
    with pytest.raises(PrintFailed) as failed:
        printed(job, **options)
    return failed.value


def outcome_of(job: PrintJob) -> bytes | PrintFailed:
    try:
        return printed(job)
    except PrintFailed as failed:
        return failed


@pytest.fixture(scope="module")
def letter() -> bytes:
    return printed(sample.job())


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine that remembers what it was asked."""
    asked: list[str] = []

    class Remember(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Remember) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}", asked
        listening.shutdown()
        thread.join()


def test_a_letter_shows_no_violation_of_either_standard(letter: bytes) -> None:
    assert violations(letter) == []


def test_every_font_is_a_subset_of_the_bundled_family(letter: bytes) -> None:
    with pikepdf.open(io.BytesIO(letter)) as document:
        dictionaries = [item for item in document.objects if isinstance(item, pikepdf.Dictionary)]
        names = {str(item.BaseFont) for item in dictionaries if "/BaseFont" in item}
    assert names
    assert all(name[7] == "+" and name[8:].startswith("Noto-Sans") for name in names)


def test_the_metadata_name_the_letter_its_day_and_no_operator(letter: bytes) -> None:
    with pikepdf.open(io.BytesIO(letter)) as document:
        info = {key: str(value) for key, value in document.docinfo.items()}
        xmp = document.Root.Metadata.read_bytes().decode()
    assert info == {
        "/Title": "Mise en demeure", "/Producer": "WeasyPrint 70.0",
        "/CreationDate": "D:20261120", "/ModDate": "D:20261120",
    }  # fmt: skip
    assert "acquit" not in xmp.lower()


def test_a_generator_written_in_the_html_is_left_out() -> None:
    out = printed(sample.job(head='<meta name="generator" content="Acquit 1.0">'))
    with pikepdf.open(io.BytesIO(out)) as document:
        assert "/Creator" not in document.docinfo
        assert b"Acquit" not in document.Root.Metadata.read_bytes()


def test_attachments_keep_name_type_relationship_day_and_content() -> None:
    day = date(2026, 7, 1)
    invoice = Attachment("facture n°12.pdf", "application/pdf", b"%PDF-x", "Facture", "Source", day)
    out = printed(sample.job(attachments=(invoice, sample.STATEMENT)))
    with pikepdf.open(io.BytesIO(out)) as document:
        assert list(document.attachments) == ["décompte.json", "facture n°12.pdf"]
        spec = document.attachments["facture n°12.pdf"]
        assert (spec.obj.AFRelationship, spec.obj.Desc) == ("/Source", "Facture")
        assert (spec.get_file().mime_type, spec.get_file().read_bytes()) == ("application/pdf", b"%PDF-x")
        assert spec.obj.EF.F.Params.CreationDate == "D:20260701000000Z"
        assert document.attachments["décompte.json"].get_file().read_bytes() == sample.FIGURES
    assert violations(out) == []


def test_a_job_prints_twice_the_same_even_after_another(letter: bytes) -> None:
    printed(sample.job(rows=30))
    assert printed(sample.job()) == letter


@pytest.mark.parametrize(("seed", "zone"), [("0", "UTC"), ("4242", "Pacific/Auckland")])
def test_the_bytes_are_the_same_in_any_process(letter: bytes, seed: str, zone: str) -> None:
    program = (
        "import sys; from tests.documents import sample; from chalicelib.documents.pdf import print_pdf;"
        "sys.stdout.buffer.write(print_pdf(sample.job(), stylesheet=sample.CSS))"
    )
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    assert done.stdout == letter


def test_printing_leaves_the_fonts_of_other_programs_alone(letter: bytes) -> None:
    assert os.environ.get("FONTCONFIG_FILE") != str(pdf.FONTS_CONF)


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{url}/image.png" alt="x">',
        '<p style="background:url({url}/ground.png)">x</p>',
        "<style>@import url({url}/sheet.css)</style>",
        "<style>@font-face {{ font-family: F; src: url({url}/font.ttf) }} p {{ font-family: F }}</style>",
        '<link rel="stylesheet" href="{url}/sheet.css">',
        '<object data="{url}/object.png"></object>',
        '<embed src="{url}/embed.png">',
        '<iframe src="{url}/frame.html"></iframe>',
        '<base href="{url}/"><img src="relative.png" alt="x">',
        '<link rel="attachment" href="{url}/secret">',
        '<a rel="attachment" href="{url}/secret">x</a>',
        '<svg><image href="{url}/image.png"/></svg>',
        '<svg><use href="{url}/image.svg#a"/></svg>',
    ],
)
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_nothing_outside_the_letter_is_fetched(
    markup: str, scheme: str, server: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, asked = server
    (tmp_path / "secret").write_text(SECRET)
    url = address if scheme == "http" else tmp_path.as_uri()
    outcome = outcome_of(sample.job(extra=markup.format(url=url), attachments=()))
    assert asked == []
    if isinstance(outcome, PrintFailed):
        assert outcome.code in ("PRINT_FETCH", "PRINT_WARNING")
        return
    with pikepdf.open(io.BytesIO(outcome)) as document:
        assert not document.attachments
        streams = [item for item in document.objects if isinstance(item, pikepdf.Stream)]
        assert not any(SECRET.encode() in stream.read_bytes() for stream in streams)


def test_a_refused_image_fails_the_letter_and_a_data_image_prints() -> None:
    assert failure(sample.job(extra='<img alt="x" src="http://127.0.0.1:9/x.png">')).code == "PRINT_FETCH"
    assert failure(sample.job(extra='<img alt="x" src="file:///dev/zero">')).code == "PRINT_FETCH"
    assert printed(sample.job(extra=f'<img alt="x" style="image-rendering:pixelated" src="{PIXEL}">'))


@pytest.mark.parametrize(
    "markup",
    [
        "<p>漢字</p>",
        "<p>🙂</p>",
        "<p>שלום</p>",
        "<p>a\x1bb</p>",
        '<p style="colour:red">x</p>',
        '<img alt="x" src="data:image/png;base64,AAAA">',
        '<a href="#nowhere">x</a>',
    ],
)
def test_whatever_weasyprint_only_logs_fails_the_letter(markup: str) -> None:
    assert failure(sample.job(extra=markup)).code == "PRINT_WARNING"


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 1000, "<table><tr><td>" * 60, "<p style='margin-left:1e300mm'>x</p>", "<p>\ud800</p>"],
    ids=["nested div", "nested tables", "huge length", "lone surrogate"],
)
def test_markup_that_breaks_weasyprint_is_a_failure_or_a_pdf_never_another_exception(markup: str) -> None:
    outcome = outcome_of(sample.job(extra=markup))
    assert isinstance(outcome, bytes) or outcome.code in ("PRINT_ERROR", "PRINT_WARNING")
    assert printed(sample.job()).startswith(b"%PDF")


def test_every_character_said_to_be_printable_prints_in_every_face() -> None:
    text = sample.printable_text()
    assert len(text) > 1500
    out = printed(sample.job(extra=f"<p>{text}</p><p><b>{text}</b></p><p><i>{text}</i></p>"))
    assert violations(out) == []


@pytest.mark.parametrize("bold", [False, True])
def test_the_width_announced_is_the_width_printed(bold: bool) -> None:
    line = "12-BIS-AVENUE-DU-GENERAL-DE-GAULLE-75A"
    weight = "bold" if bold else "normal"
    out = printed(sample.job(extra=f'<p style="white-space:nowrap;font-weight:{weight}">{line}</p>'))
    (word,) = (word for word in words(out) if word.text == line)
    assert word.box.right - word.box.left == pytest.approx(measure_mm(line, 10, bold), abs=1.0)


def test_a_failure_says_where_in_the_code_and_quotes_nothing_of_the_letter(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        error = failure(sample.job(extra=f'<p>{SECRET} 漢</p><p style="{SECRET}:1">x</p>'))
    assert error.detail
    said = f"{error} {error.__cause__} {caplog.text} {capfd.readouterr()}"
    assert SECRET not in said
    assert "漢" not in said


def test_a_stylesheet_that_makes_weasyprint_complain_fails_every_letter(tmp_path: Path) -> None:
    bad = tmp_path / "bad.css"
    bad.write_text("p { colour: red }")
    for _ in range(2):
        with pytest.raises(PrintFailed, match="PRINT_WARNING"):
            print_pdf(sample.job(), stylesheet=bad)


def test_a_stylesheet_may_not_fetch_either(tmp_path: Path, server: tuple[str, list[str]]) -> None:
    address, asked = server
    bad = tmp_path / "bad.css"
    bad.write_text(f"@import url({address}/x.css); p {{ background: url({address}/x.png) }}")
    with pytest.raises(PrintFailed, match="PRINT_FETCH"):
        print_pdf(sample.job(), stylesheet=bad)
    assert asked == []


@pytest.mark.parametrize("markup", [FLEX, VARIABLES], ids=["nested flex", "var expansion"])
def test_an_endless_letter_is_ended_and_the_next_one_prints(markup: str, letter: bytes) -> None:
    assert failure(sample.job(extra=markup), time_limit=0.5).code == "PRINT_TIMEOUT"
    assert printed(sample.job()) == letter


def test_threads_print_one_at_a_time_and_each_gets_its_own_letter() -> None:
    job = sample.job()
    jobs = [replace(job, html=job.html.replace("Mise en demeure", f"Lettre {n}")) for n in range(4)]
    expected = [printed(job) for job in jobs]
    got: dict[int, bytes] = {}
    def take(n: int) -> None:
        got[n] = printed(jobs[n])

    threads = [threading.Thread(target=take, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [got[n] for n in range(4)] == expected


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_libraries_shipped_beside_the_application_are_preferred(tmp_path: Path, letter: bytes) -> None:
    folder = tmp_path / "lib"
    folder.mkdir()
    loaded = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "/" in line}
    for name in pdf.NATIVE_LIBRARIES:
        (source,) = (path for path in loaded if Path(path).name.startswith(name))
        shutil.copy(source, folder / name)
    program = (
        "import sys, pathlib; from chalicelib.documents import pdf;"
        "pdf.NATIVE = (pathlib.Path(sys.argv[1]),); pdf.warm_up();"
        "print(pathlib.Path('/proc/self/maps').read_text())"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    maps = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in pdf.NATIVE_LIBRARIES:
        used = {line.split()[-1] for line in maps.splitlines() if name in line}
        assert used == {str(folder / name)}


def test_without_the_fast_font_subsetter_nothing_prints() -> None:
    program = (
        "import warnings; warnings.simplefilter('ignore');"
        "from weasyprint.text import ffi; ffi.harfbuzz_subset = None;"
        "from chalicelib.documents.pdf import warm_up; warm_up()"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "libharfbuzz-subset" in done.stderr
