"""A letter's HTML as plain text for reading and comparing: a block a line, table cells apart by « | ».

No-break spaces are made visible, so that a review sees them: `~` is U+00A0 and `^` is U+202F.
"""

import re
from html.parser import HTMLParser

NBSP, NARROW = "\u00a0", "\u202f"
_BLOCKS = {"p", "h1", "h2", "li", "tr", "figcaption", "br", "div", "table"}
_IGNORED = {"title", "style", "script"}


def of(html: str) -> str:
    """The text of the body."""
    reader = _Reader()
    reader.feed(html)
    lines = (re.sub(r"[ \t\n]+", " ", line).strip() for line in "".join(reader.pieces).split("\f"))
    return "\n".join(line for line in lines if line) + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._ignoring = ""
        self._keeps_lines = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _IGNORED:
            self._ignoring = tag
        if tag == "p":
            self._keeps_lines = "lines" in (dict(attrs).get("class") or "").split()
        if tag in _BLOCKS:
            self.pieces.append("\f")
        if tag in ("h1", "h2"):
            self.pieces.append("# ")
        if tag == "li":
            self.pieces.append("- ")
        if tag == "img":
            self.pieces.append(f"\f[{dict(attrs).get('alt', '')}]\f")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._ignoring:
            self._ignoring = ""
        if tag == "p":
            self._keeps_lines = False
        if tag in ("td", "th"):
            self.pieces.append(" | ")
        if tag in _BLOCKS:
            self.pieces.append("\f")

    def handle_data(self, data: str) -> None:
        if self._ignoring:
            return
        assert "~" not in data, data
        assert "^" not in data, data
        if self._keeps_lines:
            data = data.replace("\n", "\f")
        self.pieces.append(data.replace(NBSP, "~").replace(NARROW, "^"))
