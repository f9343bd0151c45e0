"""The same letter set by Typst, a compiled engine: the known floor, not something we ship."""

from html.parser import HTMLParser

import typst

from chalicelib.documents.render import TEMPLATES

HEAD = """#set document(title: "letter", date: datetime(year: 2026, month: 11, day: 21))
#set page(paper: "a4", margin: (x: 20mm, top: 18mm, bottom: 20mm), footer: context [Page #counter(page).display()])
#set text(font: "Noto Sans", size: 9.5pt, lang: "fr")
"""


def print_typst(source: str) -> bytes:
    """PDF/A-3a and PDF/UA-1 in one file, as ours."""
    pdf: bytes = typst.compile(
        source.encode(),
        font_paths=[str(TEMPLATES / "fonts")],
        ignore_system_fonts=True,
        pdf_standards=["a-3a", "ua-1"],
    )
    return pdf


def typst_source(html: str) -> str:
    """Paragraphs, titles and tables of our HTML; the place of things on the page is not reproduced."""
    reader = _Reader()
    reader.feed(html)
    return HEAD + "\n".join(reader.blocks)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._words: list[str] = []
        self._cells: list[str] = []
        self._columns = 0
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "h1", "h2", "td", "th", "title"):
            self._words = []
            self._span = int(dict(attrs).get("colspan") or 1)
        elif tag == "table":
            self._cells, self._columns = [], 0
        elif tag == "col":
            self._columns += 1
        elif tag == "br":
            self._words.append("\n")

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self._words).strip().replace("\\", "\\\\").replace('"', '\\"')
        if tag == "p":
            self.blocks.append(f'#par(text("{text}"))')
        elif tag in ("h1", "h2"):
            self.blocks.append(f'#heading(level: {tag[1]}, text("{text}", size: 9.5pt))')
        elif tag in ("td", "th"):
            self._cells.append(f'table.cell(colspan: {self._span}, text("{text}"))')
        elif tag == "table":
            self.blocks.append(f"#table(columns: {self._columns}, stroke: none, {', '.join(self._cells)})")
