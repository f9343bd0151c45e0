"""Each letter × regime is kept as text, so that a changed word shows in review; its French is printed as it should."""

import re

import pytest

from chalicelib.documents.render import TEMPLATES
from tests.letters import samples, snapshots

WRONG_TYPOGRAPHY = {
    "a breaking space before a sign": r" [;:!?%€»]",
    "no space at all before a high sign": r"[^\s~^][;!?]",
    "no space before a colon": r"(?<!https)(?<![~\d]):",
    "a breaking space after an opening quote": r"«[^~]",
    "empty quotes": r"«~*»",
    "a straight apostrophe": r"\w'\w",
    "straight quotes": r"\"",
    "two spaces": r"(?<! \|) {2}(?!\|)",
    "a breaking space after n°": r"\bn° ",
    "a space before a comma or a full stop": r"\s[,.](?![0-9])|~[,.]",
    "an unformatted amount": r"\d\.\d\d ?~?€|\d{4},\d\d",
    "doubled punctuation": r",,|\.\.|;;|, \.|\(\s*\)",
    "a program's word": r"\b(None|True|False|undefined|Decimal)\b|\{\{|\}\}|\{%",
    "an ISO date": r"\b20\d\d-\d\d-\d\d\b",
}


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_letter_says_what_was_reviewed(name: str) -> None:
    assert samples.text(name) == snapshots.path_of(name).read_text(encoding="utf-8"), (
        "if on purpose: python -m tests.letters.snapshots, then read the difference"
    )


def test_no_letter_is_kept_that_is_not_made() -> None:
    assert {path.stem for path in snapshots.FOLDER.glob("*.txt")} == set(samples.NAMES)


def test_every_document_of_every_regime_has_its_sample() -> None:
    documents = ("account_statement", "courtesy", "first_reminder", "formal_notice", "last_notice", "receipt")
    private = ("b2b", "b2c", "non_professional")
    expected = {
        f"{each}.{regime}" for each in (*documents, "second_reminder") for regime in (*private, "public")
    }
    expected |= {f"{each}.{regime}" for each in ("plan_offer", "plan_agreement") for regime in private}
    assert set(samples.NAMES) == expected


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_typography_is_french(name: str) -> None:
    lines = samples.text(name).splitlines()
    faults = [
        (fault, line) for fault, wrong in WRONG_TYPOGRAPHY.items() for line in lines if re.search(wrong, line)
    ]
    assert faults == []


def test_no_template_types_a_straight_apostrophe() -> None:
    for path in (TEMPLATES / "letters").glob("*.html"):
        static = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>", "", path.read_text("utf-8"), flags=re.S)
        assert "'" not in static, path.name
