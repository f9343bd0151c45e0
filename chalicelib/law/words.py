r"""Words a letter must not hold (E01–E06, Z05, «Forbidden» of each LT), from `mots_interdits.toml`, made for lawyers.

They are looked for in the printed letters, by the tests, and in the free wording of the creditor, by the service;
never in names, addresses, references or titles of enclosures (E02). Case, accents, hidden characters and the kind
of spaces or apostrophes make no difference.

>>> forbidden_words("Notre Huissier passera.", Document.FORMAL_NOTICE, Regime.BUSINESS)
(Forbidden(rule='E02', words='Huissier'),)
>>> forbidden_words("Notre bureau d’études vous répondra.", Document.FORMAL_NOTICE, Regime.BUSINESS)
()
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from chalicelib.core import toml
from chalicelib.law.notice import Document
from chalicelib.law.regimes import Regime

WORDS = Path(__file__).parent / "mots_interdits.toml"


@dataclass(frozen=True)
class WordRule:
    """What some motifs forbid, and where; `trips` proves that it works, `passes` that it lets good words by."""

    rule: str  # of the rule book
    motifs: tuple[str, ...]
    documents: frozenset[Document]
    regimes: frozenset[Regime]
    trips: tuple[str, ...]
    passes: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when first looked for: all of them take a tenth of a letter's time, and few apply to one text."""
        return re.compile("|".join(f"(?:{motif})" for motif in self.motifs))


@dataclass(frozen=True)
class Forbidden:
    """Words found, as they were written, and the rule they break."""

    rule: str
    words: str


def forbidden_words(
    text: str, document: Document, regime: Regime, only: str | None = None
) -> tuple[Forbidden, ...]:
    """What may not be said in this document to this debtor, in the order of the rules; `only` names one of them."""
    folded, places = _folded(text)
    return tuple(
        Forbidden(rule.rule, text[places[found.start()] : places[found.end() - 1] + 1])
        for rule in word_rules()
        if document in rule.documents and regime in rule.regimes and only in (None, rule.rule)
        for found in rule.pattern.finditer(folded)
    )


@cache
def word_rules() -> tuple[WordRule, ...]:
    """Every rule of the file; without a list of documents or regimes it holds for all of them."""
    entries = toml.parsed(WORDS.read_bytes())["interdit"]
    return tuple(
        WordRule(
            rule=entry["regle"],
            motifs=tuple(entry["motifs"]),
            documents=frozenset(map(Document, entry.get("documents", Document))),
            regimes=frozenset(map(Regime, entry.get("regimes", Regime))),
            trips=tuple(entry["refuse"]),
            passes=tuple(entry.get("admet", ())),
        )
        for entry in entries
    )


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in small plain letters with single spaces, and where each of its characters stood."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            plain = "" if folded and folded[-1] == " " else " "
        else:
            plain = unicodedata.normalize("NFD", _PLAIN.get(character, character)).lower()
        for piece in plain:
            if unicodedata.category(piece) not in ("Mn", "Cf"):
                folded.append(piece)
                places.append(place)
    return "".join(folded), places


_PLAIN = {"’": "'", "‘": "'", "ʼ": "'", "œ": "oe", "Œ": "oe", "æ": "ae", "‐": "-", "‑": "-", "–": "-"}
