"""Rebuild frontend/static/fonts: `npm pack @expo-google-fonts/noto-serif@0.4.2`, then `.ci/web_fonts.py <the .tgz>`.

A page may weigh 60 kB with its faces, so these hold what French and the names of France are written with and nothing
more; another letter comes from the reader's own system. U+202F must be there: it stands before ; ! ? and between
thousands. The sans faces are cut from templates/fonts, the letter's own. Noto has no reserved font name, so a subset
may keep its name. Same files and same fontTools, same bytes.
"""

import io
import sys
import tarfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
LETTER, SITE = ROOT / "templates" / "fonts", ROOT / "frontend" / "static" / "fonts"
SERIF = "package/600SemiBold/NotoSerif_600SemiBold.ttf"
FRENCH = {*range(0x20, 0x7F), *map(ord, "\u00a0\u202f°«»×ÀÂÇÈÉÊËÎÏÔÙÛÜŒàâæçèéêëîïôöùûüÿœ–—’…€−")}
NAMES = FRENCH | {*map(ord, "§©²·÷ÄÆÖŸäáíóúñãõß‘“”")}  # text holds what people are called
FACES = {  # the characters and the features of each; titles are large enough for their kerning to be seen
    "NotoSans-Regular": (NAMES, []),
    "NotoSans-Bold": (FRENCH, []),
    "NotoSerif-SemiBold": (FRENCH, ["kern"]),
}


def subset(face: bytes, characters: set[int], features: list[str]) -> bytes:
    """The face reduced to `characters` and `features`, as WOFF2; its figures are tabular by themselves."""
    font = TTFont(io.BytesIO(face), recalcTimestamp=False)
    options = Options()
    options.layout_features = features
    options.flavor = "woff2"
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    missing = characters - set(font.getBestCmap())
    assert not missing, [hex(code) for code in missing]
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main(tarball: str) -> None:
    with tarfile.open(tarball) as archive:
        serif = archive.extractfile(SERIF)
        licence = archive.extractfile("package/LICENSE_FONT")
        assert serif is not None, SERIF
        assert licence is not None
        faces = {"NotoSerif-SemiBold": serif.read()}
        (SITE / "OFL.txt").write_bytes(licence.read())
    faces |= {name: (LETTER / f"{name}.ttf").read_bytes() for name in ("NotoSans-Regular", "NotoSans-Bold")}
    for name, face in faces.items():
        target = SITE / f"{name}.woff2"
        target.write_bytes(subset(face, *FACES[name]))
        print(target.name, target.stat().st_size)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
