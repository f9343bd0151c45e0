"""What every built page owes its reader: little weight, no inline code, links that lead somewhere, good French."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

HEAVIEST = 60_000  # bytes as sent: a page with its styles, scripts, faces and pictures
COMPRESSED = {".css", ".html", ".js", ".svg"}  # what the CDN compresses; faces and pictures already are
REFERENCES = re.compile(r"""["'(](/[\w./-]+\.(?:css|js|svg|webp|woff2)|\./[\w.-]+\.js)["')]""")
SILENT = {"script", "style", "code"}
WRONG_SPACE = re.compile(r"[^\s\u00a0\u202f][ \n][;:!?»%€]|«[ \n]|\d[ \n]\d{3}\b|(?<!\w)n°[ \n]\d")
STRAIGHT_APOSTROPHE = re.compile(r"\w'\w")


@dataclass
class Built(HTMLParser):
    """A page, read: its tags, its visible text, what it links to and what can be linked to."""

    path: str
    html: str
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    title: str = ""
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        if "title" in self.open:
            self.title += data
        if not SILENT.intersection(self.open):
            self.texts.append(data)

    @property
    def address(self) -> str:
        return "/" + self.path.removesuffix("index.html")

    def attributes(self, name: str) -> Iterator[str]:
        yield from (value for _, found in self.tags if (value := found.get(name)) is not None)


@pytest.fixture(scope="module")
def pages(built: Path) -> list[Built]:
    found = sorted(built.rglob("*.html"))
    return [Built(file.relative_to(built).as_posix(), file.read_text(encoding="utf-8")) for file in found]


def test_every_page_weighs_little_as_it_is_sent(built: Path, pages: list[Built]) -> None:
    weights = {page.address: weight(built, page.path) for page in pages}
    assert {address: bytes_ for address, bytes_ in weights.items() if bytes_ > HEAVIEST} == {}


def test_no_page_holds_code_or_style_of_its_own(pages: list[Built]) -> None:
    for page in pages:
        for tag, attributes in page.tags:
            assert tag != "style", page.path
            assert tag != "script" or attributes.get("src"), page.path
            assert not [name for name in attributes if name == "style" or name.startswith("on")], page.path


def test_a_page_loads_nothing_from_elsewhere(pages: list[Built]) -> None:
    for page in pages:
        loaded = [attributes.get("href") for tag, attributes in page.tags if tag == "link"]
        for address in (*loaded, *page.attributes("src")):
            assert address is not None
            assert re.match(r"/(?!/)", address), (page.path, address)


def test_every_link_leads_to_a_page_and_to_a_place_in_it(built: Path, pages: list[Built]) -> None:
    places = {page.address: set(page.attributes("id")) for page in pages}
    lost = []
    for page in pages:
        for link in page.attributes("href"):
            parts = urlsplit(urljoin(page.address, link))
            if parts.scheme or parts.netloc:
                continue
            known = parts.path in places or (built / parts.path.removeprefix("/")).is_file()
            if not known or (parts.fragment and parts.fragment not in places[parts.path]):
                lost.append((page.address, link))
    assert lost == []


def test_every_content_page_is_listed_in_the_plan(pages: list[Built]) -> None:
    plan = next(page for page in pages if page.address == "/plan/")
    listed = {*plan.attributes("href")}
    content = {page.address for page in pages if 'name="description"' in page.html}
    assert content - listed - {"/plan/"} == set()


def test_titles_differ_and_end_with_the_name_of_the_service(pages: list[Built]) -> None:
    titles = [page.title for page in pages]
    assert [title for title in titles if not title.endswith(" – Acquit")] == []
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_a_page_speaks_french_has_one_title_and_one_main_part_to_skip_to(pages: list[Built]) -> None:
    for page in pages:
        names = [tag for tag, _ in page.tags]
        assert ("html", {"lang": "fr"}) in page.tags, page.path
        assert names.count("h1") == 1, page.path
        assert names.count("main") == 1, page.path
        assert "main" in page.attributes("id"), page.path
        assert '<a class="skip" href="#main">' in page.html, page.path


def test_a_page_marks_its_own_link_and_no_other(pages: list[Built]) -> None:
    for page in pages:
        current = {found.get("href") for _, found in page.tags if "aria-current" in found}
        assert current <= {page.address}, page.path


def test_french_is_printed_as_it_should_be(pages: list[Built]) -> None:
    said = {page.path: [*page.texts, *page.attributes("alt"), *page.attributes("content")] for page in pages}
    wrong = [
        (path, found.group(), text.strip()[:80])
        for path, texts in said.items()
        for text in texts
        for found in (*WRONG_SPACE.finditer(text), *STRAIGHT_APOSTROPHE.finditer(text))
    ]
    assert wrong == []


def weight(built: Path, path: str) -> int:
    """Bytes of a page and of all that it, its styles and its scripts name, even what is only loaded later."""
    sent: dict[Path, int] = {}
    waiting = [built / path]
    while waiting:
        file = waiting.pop()
        if file in sent:
            continue
        content = file.read_bytes()
        sent[file] = len(gzip.compress(content, 6)) if file.suffix in COMPRESSED else len(content)
        if file.suffix in COMPRESSED:
            for name in REFERENCES.findall(content.decode("utf-8")):
                waiting.append(built / name[1:] if name.startswith("/") else file.parent / name[2:])
    return sum(sent.values())
