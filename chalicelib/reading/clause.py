"""The creditor's own penalty sentence (note PMD, else the payment terms), recognised when it is a usual one.

It is proposed beside the question of the rate, with the sentence itself; the person decides.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from chalicelib.law.interest import RateMode
from chalicelib.reading.invoice import Invoice

_LEGAL_X3 = re.compile(r"\b(3|trois) fois (le |du |l')?(taux (de l'|d'|de )?)?(interet )?legal")
_ECB = re.compile(r"\bbce\b|banque centrale europeenne|refinancement")
_TEN_POINTS = re.compile(r"(\b10|\bdix)([.,]0+)? ?(points?|%)|\+ ?10\b")
_PER_YEAR = re.compile(r"\b(par an|l'an|annuel\w*|annee)\b")
_PERCENT = re.compile(r"\b([0-9]{1,2})(?:[.,]([0-9]{1,3}))? ?(?:%|pour cent)")
_LONGEST, _MOST_TERMS = 2000, 20  # characters and entries that are looked at
_PENALTY = re.compile(r"penalite|retard|interets? moratoire")


@dataclass(frozen=True)
class Clause:
    """A penalty sentence; `mode` and `percent` (a year) as a claim takes them, None if not recognised."""

    sentence: str
    mode: RateMode | None
    percent: Decimal | None = None


def penalty_clause(invoice: Invoice) -> Clause | None:
    """What the invoice says about penalties; None when it says nothing.

    Three times the legal rate, and the ECB's rate plus 10 points (which is what the statute supplies, B02);
    a plain percentage only when it stands alone and is said to be a year's.
    """
    terms = (each[:_LONGEST] for each in invoice.terms_text[:_MOST_TERMS])
    sentence = invoice.notes.get("PMD", "")[:_LONGEST] or next(
        (each for each in terms if _PENALTY.search(_plain(each))), None
    )
    if sentence is None:
        return None
    text = _plain(sentence)
    legal, ecb, percents = _LEGAL_X3.search(text), _ECB.search(text), _PERCENT.findall(text)
    if legal and not ecb:
        return Clause(sentence, RateMode.LEGAL_X3)
    if ecb and not legal:
        return Clause(sentence, RateMode.DEFAULT if _TEN_POINTS.search(text) else None)
    if len(percents) == 1 and _PER_YEAR.search(text) and not (legal or ecb or "escompte" in text):
        percent = Decimal(".".join(filter(None, percents[0])))
        return Clause(sentence, RateMode.CONTRACT_FIXED, percent) if percent else Clause(sentence, None)
    return Clause(sentence, None)


def states_indemnity(invoice: Invoice) -> bool:
    """Whether note PMT states the 40 € (B11)."""
    return bool(re.search(r"\b40\b|quarante", _plain(invoice.notes.get("PMT", "")[:_LONGEST])))


def _plain(text: str) -> str:
    """Lower case, no accents, plain apostrophes and spaces."""
    text = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", text.replace("’", "'"))
