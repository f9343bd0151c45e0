"""Every code has its French sentence, every sentence its code; the typography is true."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.cases.events import ClosingReason, DebtorAnswer
from chalicelib.cases.facts import Obstacle
from chalicelib.cases.life import ActionKind, SituationKind
from chalicelib.documents.phrases import phrase, sentences
from chalicelib.web import deadlines, faults

SOURCE = Path(__file__).parents[2] / "chalicelib"
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
RAISERS = {"Fault", "Refusal", "PydanticCustomError", "_fault", "_identifier", "_matching", "_failed"}


def trees() -> Iterator[ast.Module]:
    for path in SOURCE.rglob("*.py"):
        yield ast.parse(path.read_text(encoding="utf-8"))


def strings(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def raised() -> set[str]:
    """The codes given to whatever makes a refusal, and those of subclasses of Refusal."""
    codes = {f"STOPPED_{obstacle.name}" for obstacle in Obstacle}
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISERS:
                codes |= {s for argument in node.args for s in strings(argument) if CODE.fullmatch(s)}
            elif isinstance(node, ast.ClassDef) and {"Refusal"} & {ast.unparse(base) for base in node.bases}:
                codes |= {s for s in strings(node) if CODE.fullmatch(s) and len(s) > 3}
    return codes | set(faults._CODES.values()) | set(faults._BY_FIELD.values())


def test_every_code_raised_has_a_sentence() -> None:
    assert {"MISSING", "UNKNOWN_RATE", "NOT_YET_PUBLISHED", "IBAN_INVALID", "STOPPED_PAUSED"} <= raised()
    assert raised() - set(sentences()["refusals"]) == set()


def test_no_sentence_is_idle() -> None:
    quoted = {text for tree in trees() for text in strings(tree)} | raised()
    assert set(sentences()["refusals"]) - quoted == set()


def whys() -> set[str]:
    """The codes given to `Why`, and those it builds: why a case is closed, or stopped, what its debtor answered."""
    told = (Obstacle.OVER_INDEBTEDNESS, Obstacle.DECEASED, Obstacle.PROTECTED_ADULT, Obstacle.STRUCK_OFF)
    codes = {f"CLOSED_{reason.name}" for reason in ClosingReason} | {f"STOPPED_{each.name}" for each in told}
    codes |= {f"DEBTOR_{answer.name}" for answer in DebtorAnswer}
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Why":
                codes |= {s for s in strings(node.args[0]) if CODE.fullmatch(s)}
    return codes


def test_every_reason_has_its_sentence_and_none_is_idle() -> None:
    records = {code for code in sentences()["records"] if CODE.fullmatch(code)}
    assert whys() == set(sentences()["why"]) | records


def test_every_situation_and_every_button_has_its_words_and_none_is_idle() -> None:
    assert set(sentences()["situations"]) == {*SituationKind, "late_one"}
    assert set(sentences()["actions"]) == set(ActionKind) - {ActionKind.WAIT}


@pytest.mark.parametrize("code", sentences()["why"])
def test_a_reason_is_one_whole_line(code: str) -> None:
    assert re.search(r"[.?]$", sentences()["why"][code])


def test_every_kind_of_deadline_is_explained() -> None:
    assert set(deadlines.KINDS) <= set(sentences()["deadlines"])


@pytest.mark.parametrize(
    ("section", "code", "text"),
    [(section, code, text) for section, group in sentences().items() for code, text in group.items()],
)
def test_a_sentence_is_true_french_typography(section: str, code: str, text: str) -> None:
    assert "'" not in text.replace("d'", "")
    assert not re.search(r"[^\u202f\u00a0][;!?]", text)
    assert not re.search(
        r"[^\u00a0/s0-9]:|[^\u00a0]»|«[^\u00a0]", text.replace("Type:", "").replace("https:", "")
    )
    assert "  " not in text
    if section in ("refusals", "explanations", "deadlines", "flags", "warnings") and " " in text[8:]:
        assert text[0].isupper() or text.startswith("{count}")


@pytest.mark.parametrize("code", sentences()["refusals"])
def test_a_refusal_is_a_whole_sentence_that_holds_its_details(code: str) -> None:
    text = sentences()["refusals"][code]
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    filled = phrase("refusals", code, **dict.fromkeys(names, "x"))
    assert filled.endswith((".", ".\u00a0»"))
    assert "{" not in filled
