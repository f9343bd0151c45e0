"""Templates and a view become HTML: the same HTML is previewed in a browser and printed to PDF.

French typography is applied to the templates when they are loaded, so that their authors type plain spaces and
apostrophes; a user's own words are left as typed. A missing fact renders as a marked gap in a preview.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from chalicelib.core import french
from chalicelib.law.register import Register

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
COMPILED = TEMPLATES / "__pycache__"

# Everything the typographer must not touch: expressions, statements, comments and tags.
_ARTICLE = re.compile(r"articles? (?P<number>.+?),? (?P<code>(du code|de la loi) .+)")
_CODE = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>)", re.DOTALL)


def render(template: str, view: dict[str, Any], register: Register, day: date, *, preview: bool) -> str:
    """Fills `templates/<template>`; `day` decides which version of each cited text holds.

    Raises NotYetPublished when a cited text has no version that day.
    """
    cite = _citer(register, day)
    return (
        _environment()
        .get_template(template)
        .render(view, cite=cite, figure=_figurer(register, day), preview=preview)
    )


def _citer(register: Register, day: date) -> Callable[..., str]:
    def cite(*keys: str) -> str:
        """The articles of these texts, those of one code together; a key left empty is skipped."""
        citations = [register.citation(key) for key in keys if key]
        for citation in citations:
            citation.at(day)
        return french.typography(merged([citation.article for citation in citations]))

    return cite


def _figurer(register: Register, day: date) -> Callable[[str], str]:
    def figure(key: str) -> str:
        return french.points(register.parameter(key).at(day).value)

    return figure


def merged(articles: Sequence[str]) -> str:
    r"""Groups the articles of one code: «articles L441-10, II, et D441-5 du code de commerce».

    >>> merged(["article 1231-6 du code civil", "article 1344-1 du code civil"]).replace("\u00a0", " ")
    'articles 1231-6 et 1344-1 du code civil'
    """
    by_code: dict[str, list[str]] = {}
    for article in articles:
        found = _ARTICLE.fullmatch(article)
        assert found is not None, article
        by_code.setdefault(found["code"], []).append(found["number"])
    groups = []
    for code, numbers in by_code.items():
        many = len(numbers) > 1 or " " in numbers[0].replace(", ", "")
        listed = french.enumerate_fr([f"{number}," if ", " in number else number for number in numbers])
        groups.append(f"article{'s' if many else ''}{french.NBSP}{listed} {code}")
    return ", et ".join(groups) if len(groups) < 3 else ", ".join(groups)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=_FrenchLoader(TEMPLATES),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_Compiled(str(COMPILED)),
    )
    environment.filters |= {
        "euros": _of(french.amount),
        "percent": _of(french.percent),
        "day": _of(french.day),
        "short_day": _of(french.short_day),
        "iban": _of(french.iban),
        "siren": _of(french.siren),
        "unbroken": _of(lambda text: text.replace(" ", french.NBSP)),
        "gap": _or_gap,
    }
    return environment


class _Compiled(FileSystemBytecodeCache):
    """Templates keep their bytecode beside them, as modules do: compiling takes longer than filling.

    Jinja checks it against the source. Where the folder cannot be written, what was shipped in it still serves:
    its names do not depend on where it was made.
    """

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(name)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


class _FrenchLoader(FileSystemLoader):
    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, is_fresh = super().get_source(environment, template)
        pieces = _CODE.split(source)
        pieces[::2] = (french.typography(piece) for piece in pieces[::2])
        return "".join(pieces), filename, is_fresh


def _of(printed: Callable[[Any], str]) -> Callable[[Any], Any]:
    """A filter that lets a missing fact through, for `gap` to mark."""

    def fill(value: date | Decimal | str | None) -> Any:
        return None if value is None else printed(value)

    return fill


def _or_gap(value: object, label: str) -> object:
    """The value, or a marked gap that names what is missing: never reached in an issued document."""
    if value is None or value == "":
        return Markup('<mark class="gap">{}</mark>').format(escape(label))
    return value
