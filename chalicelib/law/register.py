"""The register of figures and texts: law as dated data, read from `parameters/*.toml`.

A figure or a text holds between two days. Outside every version it does not exist: `NotYetPublished`,
never the last value known (B22, C12). Each entry says where it was read and how surely, and who reviewed it.
The ECB moved on 16 September 2026; the rate of the semester is still that of 1 July (B02):

>>> load().parameter("taux-bce").at(date(2026, 9, 16)).value
Decimal('2.40')
"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from chalicelib.core import toml
from chalicelib.core.errors import Refusal

PARAMETERS = Path(__file__).parent / "parameters"
TEXTS = "textes.toml"  # the citations; every other file holds figures


class NotYetPublished(Refusal):
    """No version of this figure or text holds on that day (B22, C12)."""

    def __init__(self, key: str, day: date) -> None:
        super().__init__("NOT_YET_PUBLISHED", parameter=key, day=day)
        self.parameter_key = key
        self.day = day


@dataclass(frozen=True, slots=True)
class Span:
    """Days during which something holds, both inclusive; `start` None: since a day we do not know."""

    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Version(Span):
    """A figure in force. `confidence` is V, S or G (rule book), or the word of the table of rates."""

    value: Decimal
    source: str
    confidence: str
    reviewed_on: date | None
    reviewed_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Wording(Span):
    """A text in force: the sentence relied on, its official id, its address; None when not checked."""

    quote: str | None
    official_id: str | None
    link: str | None


Held = TypeVar("Held", bound=Span)


@dataclass(frozen=True)
class Parameter:
    """A figure, version by version; `citation_key` is the text it comes from, empty for our own choices."""

    key: str
    name: str
    unit: str
    citation_key: str
    rule_ids: tuple[str, ...]
    review_by: date | None
    versions: tuple[Version, ...]
    _starts: list[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", _starts(self.key, self.versions))

    def at(self, day: date) -> Version:
        """The version in force that day; raises NotYetPublished when there is none."""
        return _in_force(self.key, self.versions, self._starts, day)


@dataclass(frozen=True)
class Citation:
    """A text of law: `article` as letters print it, `short` as tables do, `subject` what it says, briefly.

    `reserved` marks a text kept for documents that do not exist yet.
    """

    key: str
    article: str
    short: str
    code: str
    subject: str
    rule_ids: tuple[str, ...]
    source: str
    confidence: str
    review_by: date
    reviewed_by: str
    reserved: bool
    versions: tuple[Wording, ...]
    _starts: list[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", _starts(self.key, self.versions))

    def at(self, day: date) -> Wording:
        """The wording in force that day; raises NotYetPublished when there is none."""
        return _in_force(self.key, self.versions, self._starts, day)


@dataclass(frozen=True, eq=False)
class Register:
    """Every figure and text; `digest` identifies the exact data an issued letter was computed with.

    Two are the same only if they are one object: what is drawn from one can be kept in memory under it.
    """

    parameters: Mapping[str, Parameter]
    citations: Mapping[str, Citation]
    digest: str

    def parameter(self, key: str) -> Parameter:
        return self.parameters[key]

    def citation(self, key: str) -> Citation:
        return self.citations[key]


@cache
def load() -> Register:
    """The register shipped with the code, read once per process."""
    return read(PARAMETERS)


def read(folder: Path) -> Register:
    """The register kept in a folder. The digest is the SHA-256 over the names and bytes of its files."""
    digest = hashlib.sha256()
    parameters: dict[str, Parameter] = {}
    citations: dict[str, Citation] = {}
    for path in sorted(folder.glob("*.toml")):
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content + b"\0")
        for key, entry in toml.parsed(content).items():
            if path.name == TEXTS:
                citations[key] = _citation(key, entry)
            elif key in parameters:
                raise ValueError(f"{path.name}: {key} is already in the register")
            else:
                parameters[key] = _parameter(key, entry)
    return Register(parameters, citations, digest.hexdigest())


def _parameter(key: str, entry: dict[str, Any]) -> Parameter:
    return Parameter(
        key=key,
        name=entry["nom"],
        unit=entry["unite"],
        citation_key=entry["texte"],
        rule_ids=tuple(entry["regles"]),
        review_by=entry.get("a_relire_avant"),
        versions=tuple(
            Version(
                start=version.get("du"),
                end=version.get("au"),
                value=Decimal(version["valeur"]),
                source=version["source"],
                confidence=version["confiance"],
                reviewed_on=version.get("relu_le"),
                reviewed_by=version["relu_par"],
                note=version.get("note", ""),
            )
            for version in entry["version"]
        ),
    )


def _citation(key: str, entry: dict[str, Any]) -> Citation:
    return Citation(
        key=key,
        article=entry["article"],
        short=entry["court"],
        code=entry["titre"],
        subject=entry["objet"],
        rule_ids=tuple(entry["regles"]),
        source=entry["source"],
        confidence=entry["confiance"],
        review_by=entry["a_relire_avant"],
        reviewed_by=entry["relu_par"],
        reserved=entry.get("reserve", False),
        versions=tuple(
            Wording(
                start=version.get("du"),
                end=version.get("au"),
                quote=version.get("extrait"),
                official_id=version.get("identifiant"),
                link=version.get("lien"),
            )
            for version in entry["version"]
        ),
    )


def _in_force(key: str, versions: Sequence[Held], starts: list[date], day: date) -> Held:
    index = bisect_right(starts, day) - 1
    if index < 0 or ((end := versions[index].end) is not None and day > end):
        raise NotYetPublished(key, day)
    return versions[index]


def _starts(key: str, versions: Sequence[Span]) -> list[date]:
    """First days, for the search; refuses versions that overlap or are out of order."""
    for earlier, later in pairwise(versions):
        if earlier.end is None or later.start is None or later.start <= earlier.end:
            raise ValueError(f"{key}: versions overlap or are not in order")
    return [version.start or date.min for version in versions]
