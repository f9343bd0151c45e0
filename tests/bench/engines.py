"""One letter by each engine, in turn: ours as shipped, WeasyPrint plainly used, Chromium kept warm, Typst."""

import base64
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from unittest.mock import patch

from chalicelib.cases.facts import LetterFacts
from chalicelib.documents import epc_qr
from chalicelib.documents.pdf import PrintJob, print_pdf
from chalicelib.documents.render import TEMPLATES
from chalicelib.law.register import load
from chalicelib.services.letters import issue_letter
from tests.bench.as_typst import print_typst, typst_source
from tests.bench.plain import STYLE, plain_html, print_plain
from tests.bench.table import show
from tests.site.chromium import CHROMIUM

SAMPLES = Path(__file__).parents[1] / "samples"
LETTERS = {"one page": "courtesy.b2b", "two pages": "second_reminder.b2b"}
ROUNDS = 20
DAY = date(2026, 11, 21)


def report() -> None:
    from playwright.sync_api import sync_playwright

    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for name, sample in LETTERS.items():
            rows += _compare(name, facts_of(sample), page)
        browser.close()
    show(
        "Warm letter, in process, facts to PDF (ours: PDF/A-3a and PDF/UA-1, decompte.json inside)",
        ("letter", "engine", "median ms", "least ms", "ours over it, median of pairs", "kB"),
        rows,
    )


def facts_of(sample: str) -> LetterFacts:
    return LetterFacts.model_validate_json((SAMPLES / f"{sample}.json").read_text(encoding="utf-8"))


def _compare(name: str, facts: LetterFacts, page: object) -> list[tuple[str, ...]]:
    register = load()

    def ours() -> bytes:
        return issue_letter(facts, register, DAY, print_pdf)

    html = html_of(facts)
    payload = payload_of(facts, html)

    def plain() -> bytes:
        with patch.object(epc_qr, "data_uri", lambda _: "data:image/png"):  # it draws a code of its own
            return print_plain(plain_html(html_of(facts), payload))

    browser_html = html.replace("</head>", f"<style>{_faces()}{STYLE.read_text(encoding='utf-8')}</style></head>")

    def chromium() -> bytes:
        page.set_content(browser_html)  # type: ignore[attr-defined]
        return page.pdf(format="A4", prefer_css_page_size=True, tagged=True)  # type: ignore[attr-defined, no-any-return]

    def compiled() -> bytes:
        return print_typst(typst_source(html))

    engines: dict[str, tuple[Callable[[], bytes], Callable[[], float]]] = {
        "ours": (ours, time.process_time),
        "WeasyPrint, plain use, untagged": (plain, time.process_time),
        "Chromium, warm (wall time)": (chromium, time.perf_counter),
        "Typst, tagged, PDF/A-3a": (compiled, time.process_time),
    }
    times: dict[str, list[float]] = {engine: [] for engine in engines}
    sizes = {engine: len(make()) for engine, (make, _) in engines.items()}  # the warm-up
    for _ in range(ROUNDS):
        for engine, (make, clock) in engines.items():
            began = clock()
            make()
            times[engine].append(clock() - began)
    return [
        (
            name,
            engine,
            f"{statistics.median(taken) * 1000:.0f}",
            f"{min(taken) * 1000:.0f}",
            f"{statistics.median(a / b for a, b in zip(times['ours'], taken, strict=True)):.2f}",
            f"{sizes[engine] / 1000:.0f}",
        )
        for engine, taken in times.items()
    ]


def html_of(facts: LetterFacts) -> str:
    """The HTML our engine is given: the same statement, view and template, stopped before the print."""
    seen: list[str] = []

    def keep(job: PrintJob) -> bytes:
        seen.append(job.html)
        return b""

    issue_letter(facts, load(), DAY, keep)
    return seen[0]


def payload_of(facts: LetterFacts, html: str) -> bytes | None:
    """What the letter's QR code holds, if it has one."""
    if "data:image/png" not in html or not facts.payment.iban:
        return None
    holder = facts.payment.holder or facts.creditor.name or ""
    total = next(invoice.amount_ttc for invoice in facts.invoices if invoice.amount_ttc)
    reference = facts.payment.reference or facts.reference or ""
    return epc_qr.epc_payload(holder, facts.payment.iban, facts.payment.bic or "", total, reference)


def _faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "Noto Sans"; font-weight: {weight}; src: url(data:font/ttf;base64,'
        f"{base64.b64encode((TEMPLATES / 'fonts' / f'NotoSans-{face}.ttf').read_bytes()).decode()}) }}"
        for weight, face in ((400, "Regular"), (700, "Bold"))
    )
