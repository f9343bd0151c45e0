"""The same letter as WeasyPrint is plainly used: one string, its style inside, nothing shared, nothing tagged.

What our engine leaves out is put back, and nothing else: a paragraph for each address line and line breaks elsewhere,
tables laid out automatically, the QR code as an SVG whose eight masks are all tried, fonts and style sheet read for
each letter, WeasyPrint's own style sheet.
"""

import os
import re
from functools import cache

import segno
from weasyprint import HTML  # here: whole, before our engine loads of it what letters need

from chalicelib.documents.render import TEMPLATES

STYLE = TEMPLATES / "letters" / "lettre.css"


def plain_html(html: str, payload: bytes | None) -> str:
    """Our HTML, undone."""
    html = re.sub(r"<colgroup>.*?</colgroup>", "", html)
    html = re.sub(r'<p class="(sender|recipient) lines">(.*?)</p>', _one_paragraph_a_line, html, flags=re.DOTALL)
    html = re.sub(r'<p class="(\w* ?)lines">(.*?)</p>', _line_breaks, html, flags=re.DOTALL)
    if payload:
        svg = segno.make_qr(payload, error="m", boost_error=False).svg_inline(scale=1, title="QR")
        html = re.sub(r'<img src="data:image/png[^>]*>', lambda _: svg.replace("<svg", '<svg class="qr"', 1), html)
    return html.replace("</head>", f"<style>{_style()}</style></head>")


def print_plain(html: str) -> bytes:
    """`HTML(string=…).write_pdf()`, with the letter's own face at hand."""
    os.environ["FONTCONFIG_FILE"] = str(TEMPLATES / "fonts" / "fonts.conf")
    pdf: bytes = HTML(string=html).write_pdf()
    return pdf


def _one_paragraph_a_line(block: re.Match[str]) -> str:
    lines = "".join(f"<p>{line}</p>" for line in block[2].strip().splitlines())
    return f'<div class="{block[1]}">{lines}</div>'


def _line_breaks(block: re.Match[str]) -> str:
    return f'<p class="{block[1]}">{"<br>".join(block[2].strip().splitlines())}</p>'


@cache
def _style() -> str:
    own = ".qr { width: 24mm; height: 24mm } .sender p, .recipient p { margin: 0 } .recipient { white-space: nowrap }"
    style = STYLE.read_text(encoding="utf-8")
    return style.replace("table-layout: fixed;", "").replace("overflow-wrap: anywhere;", "") + own
