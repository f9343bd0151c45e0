"""The bundled faces hold what French letters need, and fonts.py reads in them what fontTools reads."""

import doctest
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from chalicelib.documents import fonts
from chalicelib.documents.fonts import BOLD, FONTS, ITALIC, REGULAR, measure_mm, unprintable

FACES = pytest.mark.parametrize("face", [REGULAR, BOLD, ITALIC], ids=lambda face: face.stem)
FRENCH = "àâäæçéèêëîïôœöùûüÿÀÂÄÆÇÉÈÊËÎÏÔŒÖÙÛÜŸ«»’“”–—…€№°ᵉʳ№§†•‑−×½\u00a0\u202f\u2009"


@FACES
def test_every_face_holds_what_french_needs(face: Path) -> None:
    held = TTFont(face).getBestCmap()
    assert [f"U+{ord(character):04X}" for character in FRENCH if ord(character) not in held] == []


@FACES
def test_every_face_may_be_embedded_and_aligns_its_digits(face: Path) -> None:
    font = TTFont(face)
    cmap = font.getBestCmap()
    assert font["OS/2"].fsType == 0
    assert len({font["hmtx"][cmap[ord(digit)]][0] for digit in "0123456789"}) == 1
    narrow, plain = (font["hmtx"][cmap[space]][0] for space in (0x202F, 0x20))
    assert 0 < narrow < plain


@FACES
def test_every_face_keeps_kerning_marks_and_the_french_features(face: Path) -> None:
    font = TTFont(face)
    records = [*font["GSUB"].table.FeatureList.FeatureRecord, *font["GPOS"].table.FeatureList.FeatureRecord]
    features = {record.FeatureTag for record in records}
    assert {"kern", "mark", "mkmk", "ccmp", "locl", "liga", "ordn", "sups"} <= features


@FACES
def test_the_characters_and_widths_read_are_those_of_the_file(face: Path) -> None:
    font = TTFont(face)
    em = font["head"].unitsPerEm
    expected = {chr(code): font["hmtx"][glyph][0] / em for code, glyph in font.getBestCmap().items()}
    assert fonts._advances(face) == expected


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("Société Łódź & Fils — Ναυτιλία, Київ, Nguyễn", ()),
        ("deux\nlignes\tet une tabulation", ()),
        ("cafe\u0301", ()),
        ("山田 🙂 山", ("山", "田", "🙂")),
        ("שלום", ("ש", "ל", "ו", "ם")),
        ("Dupont\u202egnirts", ("\u202e",)),
        ("a\x00b\x1b", ("\x00", "\x1b")),
        ("\ud800", ("\ud800",)),
    ],
)
def test_characters_no_face_can_print_are_named_once_each(text: str, lacking: tuple[str, ...]) -> None:
    assert unprintable(text) == lacking


def test_a_full_line_of_capitals_fits_the_window_and_a_line_of_w_does_not() -> None:
    line = "12 BIS AVENUE DU GENERAL DE GAULLE 75A"
    assert len(line) == 38
    assert 70 < measure_mm(line, 10) < 85
    assert measure_mm(line, 10, bold=True) > measure_mm(line, 10)
    assert measure_mm("W" * 38, 10) > 85


def test_the_width_grows_with_the_size() -> None:
    assert measure_mm("ABC", 20) == pytest.approx(2 * measure_mm("ABC", 10))


def test_the_licence_travels_with_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(fonts).failed == 0
