"""The same letter as WeasyPrint is plainly used: one string, its style inside, nothing shared, nothing tagged.

What our engine leaves out is put back, and nothing else: a paragraph for each address line, tables laid out
automatically, the QR code as an SVG whose eight masks are all tried, fonts and style sheet read for each letter.
"""

import os
import re
from functools import cache

import segno

from chalicelib.documents.render import TEMPLATES

STYLE = TEMPLATES / "letters" / "lettre.css"


def plain_html(html: str, payload: bytes | None) -> str:
    """Our HTML, undone."""
    html = re.sub(r"<colgroup>.*?</colgroup>", "", html)
    html = re.sub(r'<p class="(sender|recipient)">(.*?)</p>', _one_paragraph_a_line, html, flags=re.DOTALL)
    if payload:
        svg = segno.make_qr(payload, error="m", boost_error=False).svg_inline(scale=1, title="QR")
        html = re.sub(r'<img src="data:image/png[^>]*>', lambda _: svg.replace("<svg", '<svg class="qr"', 1), html)
    return html.replace("</head>", f"<style>{_style()}</style></head>")


def print_plain(html: str) -> bytes:
    """`HTML(string=…).write_pdf()`, with the letter's own face at hand."""
    os.environ["FONTCONFIG_FILE"] = str(TEMPLATES / "fonts" / "fonts.conf")
    from weasyprint import HTML

    pdf: bytes = HTML(string=html).write_pdf()
    return pdf


def _one_paragraph_a_line(block: re.Match[str]) -> str:
    lines = "".join(f"<p>{line.strip()}</p>" for line in block[2].split("<br>"))
    return f'<div class="{block[1]}">{lines}</div>'


@cache
def _style() -> str:
    own = ".qr { width: 24mm; height: 24mm } .sender p, .recipient p { margin: 0 }"
    style = STYLE.read_text(encoding="utf-8")
    return style.replace("table-layout: fixed;", "").replace("overflow-wrap: anywhere;", "") + own
