"""The address as it shows through the window of the envelope: which lines, and whether they fit.

A long name takes as many lines as it needs; the last one is in the capitals that sorting machines read.
"""

import unicodedata
from collections.abc import Iterator

from chalicelib.cases.facts import Address, Creditor, LetterFacts
from chalicelib.core.errors import Fault
from chalicelib.documents.fonts import measure_mm

WINDOW_MM, WINDOW_PT = 85.0, 10.0  # rendering: the part of the address always seen through the window
WINDOW_LINES = 6


def sender_lines(creditor: Creditor) -> tuple[str, ...]:
    """The creditor's address, without its name and mentions (the template prints those)."""
    return tuple(_address_lines(creditor.address, capitals=False))


def recipient_lines(facts: LetterFacts) -> tuple[str, ...]:
    """The lines seen through the window; a long name takes as many as it needs, the last line is in capitals."""
    debtor = facts.debtor
    named = (debtor.name, debtor.service, debtor.attention and f"À l’attention de {debtor.attention}")
    wrapped = [piece for line in named if line for piece in _wrapped(line)]
    return (*wrapped, *_address_lines(debtor.address, capitals=True))


def window_faults(facts: LetterFacts) -> tuple[Fault, ...]:
    """Why the address would not show through the window: too many lines, or a word wider than it."""
    lines = recipient_lines(facts)
    most = WINDOW_LINES + bool(facts.debtor.address.country)
    faults = [
        Fault("ADDRESS_LINE_TOO_WIDE", "debtor.address", {"line": line})
        for line in lines
        if measure_mm(line, WINDOW_PT) > WINDOW_MM
    ]
    if len(lines) > most:
        faults.append(Fault("ADDRESS_TOO_MANY_LINES", "debtor.address", {"most": most, "lines": len(lines)}))
    return tuple(faults)


def _address_lines(address: Address, *, capitals: bool) -> Iterator[str]:
    yield from (line for line in (address.complement, address.street, address.place) if line)
    if address.postcode and address.city:
        city = _postal_capitals(address.city) if capitals else address.city
        yield f"{address.postcode} {city}"
    if address.country:
        yield _postal_capitals(address.country) if capitals else address.country


def _postal_capitals(text: str) -> str:
    """Capitals without accents nor punctuation, as the sorting machines read the last line."""
    plain = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("Œ", "OE"))
    kept = "".join(character for character in plain if unicodedata.category(character) != "Mn")
    return " ".join(kept.replace("’", " ").replace("'", " ").replace("-", " ").upper().split())


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and measure_mm(longer, WINDOW_PT) > WINDOW_MM:
            yield line
            line = word
        else:
            line = longer
    yield line
