"""What the bundled faces can print, and how wide it comes out.

A character the font lacks would print as an empty box, break the PDF/A and make the text unreadable to
machines, so it is refused by name before anything is rendered. The faces are read directly (15 ms, once):
a generated list could drift from the files, and importing fontTools would cost more than the letter.

>>> unprintable("Œuvre à 1\u202f240,00\u00a0€ 漢🙂")
('漢', '🙂')
>>> round(measure_mm("5 RUE DES LILAS", 10), 1)
27.1
"""

import functools
import struct
from pathlib import Path

FONTS = Path(__file__).resolve().parents[2] / "templates" / "fonts"
REGULAR, BOLD, ITALIC = (FONTS / f"NotoSans-{style}.ttf" for style in ("Regular", "Bold", "Italic"))
LAYOUT = frozenset("\t\n\r")  # HTML turns these into spaces or line breaks; they need no glyph
MM_PER_POINT = 25.4 / 72


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of the text that at least one bundled face lacks, once each, in order of appearance."""
    return tuple(character for character in dict.fromkeys(text) if character not in _printable())


def measure_mm(text: str, size_pt: float, bold: bool = False) -> float:
    """The width of one line of text in millimetres, without kerning, which only ever moves it by a hair.

    Used to check that an address line fits the window. A character the font lacks counts as an em.
    """
    advances = _advances(BOLD if bold else REGULAR)
    return sum(advances.get(character, 1.0) for character in text) * size_pt * MM_PER_POINT


@functools.cache
def _printable() -> frozenset[str]:
    regular, bold, italic = (frozenset(_advances(face)) for face in (REGULAR, BOLD, ITALIC))
    return LAYOUT | (regular & bold & italic)


@functools.cache
def _advances(face: Path) -> dict[str, float]:
    """Character → advance width in ems, from the tables head, hhea, hmtx and cmap of a TrueType file."""
    data = face.read_bytes()
    (table_count,) = struct.unpack_from(">H", data, 4)
    tables = {
        data[at : at + 4].decode(): int.from_bytes(data[at + 8 : at + 12], "big")
        for at in range(12, 12 + 16 * table_count, 16)
    }
    (units_per_em,) = struct.unpack_from(">H", data, tables["head"] + 18)
    (metric_count,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    widths = struct.unpack_from(">" + "Hh" * metric_count, data, tables["hmtx"])[::2]
    return {
        chr(code): widths[min(glyph, metric_count - 1)] / units_per_em
        for code, glyph in _glyphs(data, tables["cmap"]).items()
    }


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """Code point → glyph number, from the only subtable our faces have: segments, format 4."""
    (offset,) = struct.unpack_from(">I", data, cmap + 8)
    table = cmap + offset
    table_format, _, _, doubled = struct.unpack_from(">4H", data, table)
    if table_format != 4:
        raise ValueError(f"cmap format {table_format}: rebuild the fonts with .ci/fonts.py")
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", data, table + 14)
    starts = struct.unpack_from(f">{count}H", data, table + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", data, table + 16 + 2 * doubled)
    offsets_at = table + 16 + 3 * doubled
    glyphs = {}
    for segment, (first, last, delta) in enumerate(zip(starts, ends, deltas, strict=True)):
        offset_at = offsets_at + 2 * segment
        (range_offset,) = struct.unpack_from(">H", data, offset_at)
        for code in range(first, last + 1):
            glyph = code
            if range_offset:
                (glyph,) = struct.unpack_from(">H", data, offset_at + range_offset + 2 * (code - first))
                if glyph == 0:
                    continue
            if glyph := (glyph + delta) % 0x10000:
                glyphs[code] = glyph
    return glyphs
