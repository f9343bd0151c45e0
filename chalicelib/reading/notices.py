"""One notice of the BODACC, as its data set gives it (explore API v2.1), and what its wording means.

What comes from outside may have any type and any value: it is read, or left out, and never breaks anything.
"""

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.cases.events import Procedure
from chalicelib.core.text import UnprintableText, clean
from chalicelib.reading.typed import Unreadable, day_of

NATURES = Path(__file__).parent / "bodacc_natures.toml"
LONGEST_TITLE = 200

Number = tuple[str, str, int]  # bulletin, issue, rank of the notice in it

_ID = re.compile(r"([A-Z])([0-9]{8})([0-9]{1,9})")
_OWN_LINK = re.compile(r"https://www\.bodacc\.fr/[!-~]{1,250}")


class Meaning(Enum):
    """What a judgment may mean besides opening a procedure."""

    CLOSED = "closed"
    NOTHING = "nothing"  # it leaves the procedure where it was
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Notice:
    """A notice. What it does not say, or cannot mean, is None.

    `cites` is the one it corrects or cancels; `withdraws`: that one and itself fall.
    """

    number: Number | None
    cites: Number | None
    withdraws: bool
    corrects: bool
    family: str
    published: date | None
    judged: date | None
    is_judgment: bool
    meaning: Procedure | Meaning
    title: str
    link: str | None


def read_notice(record: object, today: date) -> Notice:
    """Any record, whatever it holds; a day after `today` is none."""
    found = _fields(record)
    judgment, known = _inside(found.get("jugement")), _natures()
    nature, family = _readable(judgment.get("nature")), _readable(judgment.get("famille"))
    subject, kind = _text(found.get("familleavis")), _text(found.get("typeavis"))
    published = _day(found.get("dateparution"), today)
    id = _ID.fullmatch(_text(found.get("id")))
    titles = (nature, family, _readable(found.get("familleavis_lib")), subject)
    return Notice(
        number=_number(id),
        cites=_cited(_inside(found.get("parutionavisprecedent"))),
        withdraws=kind == "annulation" or _plain(family) == known.family_withdraws,
        corrects=kind == "rectificatif",
        family=subject,
        published=published,
        judged=_day(judgment.get("date"), published or today),
        is_judgment=subject == "collective" and _plain(family) not in known.ignored,
        meaning=_meaning(
            _plain(family), _plain(nature), _plain(_readable(judgment.get("complementJugement")))
        ),
        title=next(filter(None, titles), "")[:LONGEST_TITLE].strip(),
        link=_link(_text(found.get("url_complete")), _number(id)),
    )


def _meaning(family: str, nature: str, details: str) -> Procedure | Meaning:
    known = _natures()
    if family == known.family_free_text:
        return Meaning.UNKNOWN
    if nature in known.opens:
        return known.opens[nature]
    if family == known.family_closes or nature in known.closes:
        return Meaning.CLOSED
    if nature in known.changes_nothing:
        return Meaning.NOTHING
    return _said_in(details) if nature in known.said_in_the_text else Meaning.UNKNOWN


def _said_in(details: str) -> Procedure | Meaning:
    """The one procedure that the text names; a plan is none."""
    named = [procedure for procedure, word in _natures().words.items() if word in details]
    return named[0] if len(named) == 1 and not re.search(r"\bplan\b", details) else Meaning.UNKNOWN


def _number(id: re.Match[str] | None) -> Number | None:
    """«A202601991201» is notice 1201 of issue 20260199 of the bulletin A; the rank is padded, or not."""
    return (id[1], id[2], int(id[3])) if id else None


def _cited(previous: Mapping[str, Any]) -> Number | None:
    """«BODACC A», «20260199», «1201»."""
    bulletin = _text(previous.get("nomPublication"))[-1:].upper()
    issue, rank = (str(previous.get(each)).strip() for each in ("numeroParution", "numeroAnnonce"))
    return _number(_ID.fullmatch(bulletin + issue + rank)) if len(issue) == 8 else None


def _day(written: object, latest: date) -> date | None:
    """Three spellings, some absurd: nothing is published before it happens."""
    try:
        day = day_of(_text(written)[:40])
    except Unreadable:
        return None
    return day if day <= latest else None


def _link(own: str, number: Number | None) -> str | None:
    """Where a person reads it."""
    if _OWN_LINK.fullmatch(own):
        return own
    return "https://www.bodacc.fr/annonce/detail-annonce/{}/{}/{}".format(*number) if number else None


# --- values of any type -----------------------------------------------------------------------------------------------


def _fields(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _inside(value: object) -> Mapping[str, Any]:
    """JSON in a string, or already an object."""
    try:
        return _fields(json.loads(value) if isinstance(value, str) else value)
    except (ValueError, RecursionError):
        return {}


def _text(value: object) -> str:
    try:
        return clean(value) if isinstance(value, str) else ""
    except UnprintableText:
        return ""


def _readable(value: object) -> str:
    """Some old notices were encoded twice: «clÃ´ture»."""
    if not isinstance(value, str):
        return ""
    try:
        return _text(value.encode("latin-1").decode("utf-8"))
    except UnicodeError:
        return _text(value)


def _plain(wording: str) -> str:
    """Lower case, no accents, plain spaces and apostrophes, no final stop."""
    one_line = " ".join(wording.lower().replace("’", "'").split()).removesuffix(".")
    letters = unicodedata.normalize("NFD", one_line)
    return "".join(each for each in letters if not unicodedata.category(each).startswith("M"))


# --- the wordings, as data --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Natures:
    """What `bodacc_natures.toml` holds, each wording plain."""

    ignored: frozenset[str]
    family_free_text: str
    family_withdraws: str
    family_closes: str
    opens: Mapping[str, Procedure]
    words: Mapping[Procedure, str]
    closes: frozenset[str]
    changes_nothing: frozenset[str]
    said_in_the_text: frozenset[str]


@cache
def _natures() -> _Natures:
    told = tomllib.loads(NATURES.read_text(encoding="utf-8"))

    def plain(name: str) -> frozenset[str]:
        return frozenset(map(_plain, told[name]))

    procedures = {Procedure(name): opening for name, opening in told["ouvrent"].items()}
    return _Natures(
        ignored=plain("familles_ignorees"),
        family_free_text=_plain(told["famille_texte_libre"]),
        family_withdraws=_plain(told["famille_retractation"]),
        family_closes=_plain(told["famille_cloture"]),
        opens={_plain(each): name for name, opening in procedures.items() for each in opening["natures"]},
        words={name: _plain(opening["mot"]) for name, opening in procedures.items()},
        closes=plain("closent"),
        changes_nothing=plain("ne_changent_rien"),
        said_in_the_text=plain("dites_dans_le_texte"),
    )
