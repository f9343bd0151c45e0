"""What the text of a plain PDF seems to say of an invoice: proposals, each to be confirmed by a person.

A value is proposed when it stands right after a label seen on French, German or English invoices, or alone on
the line after it, and when the whole text gives that key one value only. Everything doubtful is left out: a
row of columns, a date to earn a discount, a two-digit year, an IBAN whose key is wrong, a credit note.

>>> candidates(["Facture n° F-12 du 31 août 2026", "Total TTC : 27946 ,00 €"])
{'number': 'F-12', 'issue_date': '2026-08-31', 'total_incl_tax': '27946.00'}
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Literal

from chalicelib.core import identity
from chalicelib.core.money import LARGEST

Name = Literal["number", "issue_date", "due_date", "total_incl_tax", "iban"]

_LONGEST = 60_000  # characters that are looked at: ten full pages
_MOST_IBANS = 50  # texts that begin like one
# A label begins a word, or is glued to the column before it with a capital: «29.99 € TTCDate limite».
_START = r"(?:(?<![A-Za-z])|(?-i:(?=[A-Z][a-z])))"
# It ends there, though digits may be glued to it.
_END = r"(?!(?<=[A-Za-z])[A-Za-z])"
_MONTHS = {
    "jan": 1, "fev": 2, "feb": 2, "mar": 3, "avr": 4, "apr": 4, "mai": 5, "may": 5, "juin": 6, "jun": 6, "juil": 7,
    "jul": 7, "aou": 8, "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip

_REFERENCE = r"(?P<value>[A-Z0-9](?:[A-Z0-9_./-]{0,38}[A-Z0-9])?)(?![A-Z0-9])"
_DAY = (
    r"(?:[a-z]{3,6}di |dimanche )?(?P<value>[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{1,2} ?(?P<mark>[/.-]) ?[0-9]{1,2} ?(?P=mark) ?[0-9]{4}"
    r"|[0-9]{1,2}(?:er|\.)? ?[a-z]{3,9}\.? [0-9]{4})(?![0-9])"
    r"(?! ?(?:au|bis|to|-|–) ?[0-9])"  # the first day of a period
)
_SUM = (
    r"(?:€|EUR)? ?(?P<value>(?:[0-9]{1,3}(?:(?P<thousands>[ .,'])[0-9]{3})(?:(?P=thousands)[0-9]{3})*|[0-9]{1,9})"
    r"(?: ?[.,] ?[0-9]{2}(?![0-9])|(?= ?(?:€|EUR))))"
    r"(?! ?(?:€|EUR[A-Z]*)? ?[-+]?[0-9]| ?(?:CHF|USD|GBP|[$£%]))"  # neither a row of columns nor other money
)

_NO = r"(?:n ?°|no\.?|nr\.?|num(?:ero|\.)?|nummer|number|#)"
_INVOICE = r"(?:facture(?: d'acompte| de solde)?|rechnung|invoice)"
_NUMBERED = [
    rf"{_INVOICE}s?[ -]?{_NO}",
    rf"{_NO} ?(?:de (?:la )?)?facture",
    r"rechnungsnummer",
    r"ref(?:erence|\.)? (?:de (?:la )?)?facture",
]
_DATED = [
    r"date (?:de (?:la )?|d')?(?:facture|facturation|emission|etablissement)(?: de la facture)?",
    r"(?:facture )?(?:emise|editee|etablie) le",
    r"facture (?:en date )?du",
    r"rechnungsdatum",
    r"rechnung vom",
    r"ausgestellt am",
    r"(?:invoice|issue) date",
    r"date of issue",
    r"issued (?:at|on)",
    rf"(?:{_INVOICE}|{_NO}) ?:? ?[A-Z0-9_./-]{{1,40}},? (?:(?:emise|en date|etablie) )?(?:du|le|vom)",
]
_DUE = [
    r"(?:date (?:d'|de )?)?(?:echeance|exigibilite)(?: de paiement| de reglement)?",
    r"date limite(?: de paiement| de reglement)?",
    r"(?:a (?:regler|payer)|payable|exigible|paiement du) le",
    r"(?:a (?:regler|payer)|payable|exigible|paiement|reglement)(?: attendu| du| a effectuer)? "
    r"(?:avant(?: le)?|au plus tard(?: le)?|jusqu'au|pour le)",
    r"falligkeit(?:sdatum)?",
    r"(?:zahlbar|fallig)(?: spatestens)?(?: innerhalb (?:von )?[0-9]{1,3} tagen(?: netto| ohne abzug)?)? (?:bis|am|zum)"
    r"(?: zum| spatestens)?",
    r"(?:payment )?due (?:date|by|on)",
    r"(?:pay|payable|remit)(?: until| by| before)",
]
_TTC = r"\(?(?:t\.? ?t\.? ?c\.?|toutes taxes comprises)\)?"
_TOTAL = [
    rf"(?:total|montant)(?: (?:total|general|net|€|EUR|(?:de (?:la )?)?facture))? {_TTC}",
    r"gesamt(?:betrag|summe)(?: brutto| inkl\.? (?:mwst|ust)\.?)?",
    r"(?:rechnungs|brutto|end)betrag(?: brutto)?",
    r"(?:rechnungssumme|summe|gesamt) brutto(?: \([^()\n]{1,20}\))?",
    r"(?:grand|invoice) total",
    r"total (?:amount )?incl(?:\.|uding|usive of)? (?:vat|tax)",
]
_TO_PAY = [
    rf"(?:net|montant|total|somme)(?: net| {_TTC})? a (?:payer|regler)(?: {_TTC})?",
    r"montant du",
    r"zahlbetrag",
    r"zu zahlender betrag",
    r"(?:due payable|(?:amount|total) (?:due|payable))",
]
_ENGLISH = re.compile(r"\b(?:invoice|issued?|due|until|by|before)\b", re.I)
_SOME_PAID = re.compile(r"acompte|deja (?:paye|regle|verse)|anzahlung|prepaid|already paid|deposit", re.I)
_DISCOUNTED = r"(?![^\n,;]{0,25}(?:skonto|escompte de|% d'escompte|discount))"
_CREDIT_NOTE = re.compile(
    r"^(?:facture d')?(?:avoir|note de credit|gutschrift|credit note)\b ?(?:$|:|n ?°|n[or]\b|#|[A-Z/-]*[0-9])",
    re.I | re.M,
)
_DEBITED = re.compile(r"preleve|mandat|debit|lastschrift", re.I)  # whose account? the debtor's, perhaps
_IBAN = re.compile(r"(?<![A-Z0-9])(?=([A-Z]{2}\s?[0-9]{2}(?:\s?[A-Z0-9]){11,30}))")


def candidates(pages: Sequence[str]) -> dict[Name, str]:
    """What is found with confidence; days as 2026-08-31, the sum in euros as 1200.00, the IBAN compact."""
    text = _plain("\n".join(pages))
    if _CREDIT_NOTE.search(text):
        return {}
    issued = _first(
        _values(_after(_DATED, _DAY), text, _day),
        _values(
            [rf"^(?:date|datum){_gap()}{_DAY}", rf"^[a-z][a-z '-]{{1,40}}, (?:le|den) {_DAY}"], text, _day
        ),
    )
    due = _first(_values(_after(_DUE, _DAY + _DISCOUNTED), text, _day))
    if issued and due and due < issued:
        issued = due = None
    found: dict[Name, str | None] = {
        "number": _first(
            _values(_after(_NUMBERED, _REFERENCE), text, _reference),
            _values([rf"^{_INVOICE}(?: ?:)? {_REFERENCE}"], text, _long_reference),
        ),
        "issue_date": issued,
        "due_date": due,
        "total_incl_tax": _first(
            _values(_after(_TOTAL, _SUM), text, _sum),
            _values([rf"{_START}(?:total|montant)[^0-9\n]{{0,30}}{_SUM} ?(?:€|EUR)? ?{_TTC}"], text, _sum),
            () if _SOME_PAID.search(text) else _values(_after(_TO_PAY, _SUM), text, _sum),
        ),
        "iban": _first(_ibans(text)),
    }
    return {name: value for name, value in found.items() if value}


def _plain(text: str) -> str:
    """Without accents and odd spaces; «M⏎ontant», a first letter set apart by its style, is one word again."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))[:_LONGEST]
    text = re.sub(r"[ \t]+", " ", text.replace("’", "'"))
    text = re.sub(r" ?\n ?", "\n", text).strip()
    return re.sub(r"^([A-Z])\n(?=[A-Za-z])", r"\1", text, flags=re.M)


def _after(labels: Iterable[str], value: str) -> list[str]:
    """Patterns of a value right after its label, or under it when nothing stands beside either."""
    label = "|".join(labels)
    return [
        rf"{_START}(?:{label}){_END}{_gap()}{value}",
        rf"^(?:{label}) ?:?\n{value} ?(?:€|EUR)?$",
    ]


def _gap() -> str:
    """Between a label and its value: a colon, dots, a unit, an article."""
    return r" ?(?:\(?(?:en )?(?:€|EUR(?:os?)?)\)?)?[ .:=]{0,60}(?:(?:le|au|am|on) )?"


def _values(
    patterns: Iterable[str], text: str, read: Callable[["re.Match[str]"], str | None]
) -> Iterator[str]:
    for pattern in patterns:
        for found in re.finditer(pattern, text, re.I | re.M):
            if value := read(found):
                yield value


def _first(*groups: Iterable[str]) -> str | None:
    """The one value of the first group that has any; None when it has several."""
    for group in groups:
        if values := set(group):
            return values.pop() if len(values) == 1 else None
    return None


def _reference(found: "re.Match[str]") -> str | None:
    """A number has a digit, is no day, does not go on after a space and holds no word of the next column."""
    value = found["value"]
    longer = re.match(rf" ?[-/]? ?(?!{_DAY})[0-9]", found.string[found.end() :][:60], re.I)
    glued = re.search("[0-9][A-Z]?[a-z]{2}", value)  # F-12Date
    is_day = re.fullmatch(_DAY, value, re.I)
    return None if longer or glued or is_day or not re.search("[0-9]", value) else value


def _long_reference(found: "re.Match[str]") -> str | None:
    """The same without «n°» before it: neither a small number nor a year."""
    value = _reference(found)
    return None if value and re.fullmatch(r"[0-9]{1,3}|(?:19|20)[0-9]{2}", value) else value


def _day(found: "re.Match[str]") -> str | None:
    """The day; None when there is none such, and for 03/04/2026 after an English label: March or April?"""
    parts = re.findall(r"[0-9]+|[a-z]{3,}", found["value"].lower())
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    day, month, year = parts
    if not month.isdigit():
        month = next((number for name, number in _MONTHS.items() if month.startswith(name)), 0)
    elif "/" in found["value"] and _ENGLISH.search(found[0]) and int(day) <= 12 and int(day) != int(month):
        return None
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return read.isoformat() if 1990 <= read.year <= 2100 else None


def _sum(found: "re.Match[str]") -> str | None:
    """Euros and cents; None when it is nothing, or beyond what a transfer carries."""
    digits = re.sub(r"[^0-9]", "", found["value"])
    cents = re.search(r"[.,] ?[0-9]{2}$", found["value"])
    value = Decimal(digits) / (100 if cents else 1)
    ambiguous = not cents and found["thousands"] in (".", ",")  # 1.234 €
    return f"{value:.2f}" if 0 < value <= LARGEST and not ambiguous else None


def _ibans(text: str) -> Iterator[str]:
    for found in islice(_IBAN.finditer(text), _MOST_IBANS):
        line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if not _DEBITED.search(line):
            yield from _iban(re.sub(r"\s", "", found[1]))


def _iban(compact: str) -> Iterator[str]:
    """What follows may be glued to it: only the length of its country makes it valid."""
    for length in range(15, len(compact) + 1):
        try:
            yield identity.iban(compact[:length])
        except ValueError:
            continue
        return
