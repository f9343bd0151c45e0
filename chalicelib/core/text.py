"""What a person types, made safe to print: text only, no hidden character, no spoofed direction.

>>> clean("  Soci\\u00e9te\\u0301\\u200b  Exemple\\n")
'Société Exemple'
"""

import re
import unicodedata

_SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029\u0085]+")
# Joiners some scripts and soft hyphenation need; every other format character can hide or reorder text.
_KEPT_FORMAT = "\u00ad\u200c\u200d"
MARKS_PER_LETTER = 2


class UnprintableText(ValueError):
    """Text that no cleaning can make printable: a lone surrogate, or a pile of combining marks."""


def clean(text: str) -> str:
    """One line: NFC, control and direction characters dropped, runs of plain white space made one space."""
    return _SPACES.sub(" ", _safe(text)).strip()


def clean_lines(text: str) -> str:
    """Several lines, each cleaned; empty ones at both ends and repeated ones are dropped."""
    lines = [clean(line) for line in re.split(r"\r\n|[\n\r\u2028\u2029\u0085]", text)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _safe(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UnprintableText("surrogate")
    # Hidden characters go first: between marks they would keep a pile from being seen, or a letter from its accent.
    text = unicodedata.normalize("NFC", "".join(filter(_is_kept, text)))
    marks = 0
    for character in text:
        if unicodedata.category(character).startswith("M"):
            marks += 1
            if marks > MARKS_PER_LETTER:
                raise UnprintableText("marks")
        elif character not in _KEPT_FORMAT:
            marks = 0
    return text


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":
        return character in _KEPT_FORMAT
    return category != "Cc" or _SPACES.match(character) is not None
