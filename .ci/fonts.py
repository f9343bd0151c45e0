"""Rebuild templates/fonts: `npm pack @expo-google-fonts/noto-sans@0.4.2`, then `.ci/fonts.py <the .tgz>`.

The full faces hold every script Noto Sans draws (600 KB each); a letter needs Latin, Greek and Cyrillic.
Noto has no reserved font name, so the subset may keep its name. Direction marks (U+200E, U+202A…) are left
out on purpose: what the font lacks is refused, and those only serve to make a name read as another.
Noto Sans draws no arrow and no check box. Same tarball and same fontTools, same bytes.
"""

import io
import sys
import tarfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parents[1] / "templates" / "fonts"
FACES = {"400Regular": "Regular", "700Bold": "Bold", "400Regular_Italic": "Italic"}
RANGES = (
    (0x0020, 0x007E), (0x00A0, 0x024F),  # Latin, with Ÿ and Œ
    (0x02B0, 0x036F),  # modifiers and combining marks
    (0x0370, 0x03FF), (0x1F00, 0x1FFF),  # Greek
    (0x0400, 0x052F),  # Cyrillic
    (0x1D2C, 0x1D6A), (0x1E00, 0x1EFF),  # raised letters (1ᵉʳ); Vietnamese, Welsh…
    (0x2000, 0x200D), (0x2010, 0x2027), (0x202F, 0x205E), (0x2060, 0x2060),
    (0x2070, 0x209F), (0x20A0, 0x20CF),  # superscripts, currencies
    (0x2100, 0x218F), (0x2212, 0x2212), (0x25CC, 0x25CC),  # № ™ ⅓, minus, dotted circle for stray marks
    (0xFB00, 0xFB06),
)
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum", "ordn", "sups"]


def subset(face: bytes) -> bytes:
    """The face reduced to RANGES and FEATURES, with the one cmap (format 4) that documents/fonts.py reads."""
    font = TTFont(io.BytesIO(face), recalcTimestamp=False)
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    cmap = font["cmap"]
    cmap.tables = [table for table in cmap.tables if (table.platformID, table.format) == (3, 4)]
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main(tarball: str) -> None:
    with tarfile.open(tarball) as archive:
        def content(name: str) -> bytes:
            member = archive.extractfile(f"package/{name}")
            assert member is not None, name
            return member.read()

        for source, style in FACES.items():
            target = FONTS / f"NotoSans-{style}.ttf"
            target.write_bytes(subset(content(f"{source}/NotoSans_{source}.ttf")))
            print(target.name, target.stat().st_size)  # noqa: T201
        (FONTS / "OFL.txt").write_bytes(content("LICENSE_FONT"))


if __name__ == "__main__":
    main(sys.argv[1])
