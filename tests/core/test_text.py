"""Typed text made safe to print: nothing hidden, nothing reordered, nothing lost that can be read."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.core.text import MARKS_PER_LETTER, UnprintableText, clean, clean_lines

stable = settings(derandomize=True, deadline=None)
ACUTE = "\u0301"
# Any character, and often those that hide, reorder, pile up or break lines.
TEXTS = st.text() | st.text(
    st.sampled_from("aé \n\r\t\x00\x1c\x85\u2028\u200b\u200d\u202e\u0301\u0323\ufeff")
)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Société \t Exemple\r\n", "Société Exemple"),
        ("Socie" + ACUTE + "te" + ACUTE, "Société"),
        ("12\u00a0rue\u202fdu Port", "12\u00a0rue\u202fdu Port"),  # chosen spaces are typography, and stay
        ("L’Haÿ-les-Roses, Ÿ, œ, «\u00a0ça\u00a0»", "L’Haÿ-les-Roses, Ÿ, œ, «\u00a0ça\u00a0»"),
        ("co\u00adopérative", "co\u00adopérative"),  # a soft hyphen is asked for
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("日本 שלום 🙂", "日本 שלום 🙂"),  # what the font lacks is refused by name, later
        ("<b>&amp;</b> {{ 7*7 }} \\n", "<b>&amp;</b> {{ 7*7 }} \\n"),  # text only, left as typed
        ("\u2028a\u2029b\u0085c", "a b c"),
        ("", ""),
        ("\u200b\ufeff", ""),
    ],
)
def test_one_line_keeps_what_can_be_read(typed, printed):
    assert clean(typed) == printed


@pytest.mark.parametrize(
    "hidden",
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c\U000e0041\x00\x07\x1b\x7f\x9f",
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_a_character_that_hides_or_reorders_text_is_dropped(hidden):
    assert clean(f"40{hidden}00") == clean_lines(f"40{hidden}00") == "4000"


@pytest.mark.parametrize("separator", "\x1c\x1d\x1e\x1f", ids=lambda character: f"U+{ord(character):04X}")
def test_an_information_separator_is_a_control_character_though_python_calls_it_space(separator):
    assert clean(f"40{separator}00") == "4000"


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
@pytest.mark.parametrize("read", [clean, clean_lines])
def test_half_a_character_is_refused(read, text):
    with pytest.raises(UnprintableText, match="surrogate"):
        read(text)


def test_two_marks_on_a_letter_are_writing_and_more_are_a_pile():
    dot_below = "\u0323"
    assert clean("e" + dot_below + ACUTE) == unicodedata.normalize("NFC", "e" + dot_below + ACUTE)
    with pytest.raises(UnprintableText, match="marks"):
        clean("x" + ACUTE * (MARKS_PER_LETTER + 1))


@pytest.mark.parametrize("between", ["", "\u200b", "\u200d", "\u00ad", "\u202e", "\x00"])
def test_a_pile_of_marks_is_refused_whatever_hides_between_them(between):
    with pytest.raises(UnprintableText, match="marks"):
        clean("x" + (ACUTE + between) * 10)


def test_a_mark_is_joined_to_its_letter_once_nothing_hides_between_them():
    assert clean("e\u200b" + ACUTE) == "é"


def test_several_lines_keep_their_breaks_and_at_most_one_blank_line():
    assert (
        clean_lines("\n\n Bonjour, \r\n\r\n\r\n\r\nmerci.\rBien à vous\u2028\n")
        == "Bonjour,\n\nmerci.\nBien à vous"
    )


@given(TEXTS)
@stable
def test_a_cleaned_line_holds_no_control_nor_direction_character_and_cleaning_it_again_changes_nothing(text):
    try:
        line = clean(text)
    except UnprintableText:
        return
    categories = {
        unicodedata.category(character) for character in line if character not in "\u00ad\u200c\u200d"
    }
    assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "  " not in line
    assert line == line.strip()
    assert unicodedata.is_normalized("NFC", line)
    assert clean(line) == line


@given(TEXTS)
@stable
def test_cleaned_lines_are_each_a_clean_line(text):
    try:
        lines = clean_lines(text)
    except UnprintableText:
        return
    assert all(clean(line) == line for line in lines.split("\n"))
    assert clean_lines(lines) == lines
