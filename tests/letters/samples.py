"""The sample letters, one per document and regime, each made once in this process: facts, HTML, text, PDF.

`tests/samples/<document>.<regime>.json` holds a body of `POST /api/letters`; its own dates decide everything.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.cases.facts import LetterFacts
from chalicelib.cases.statement import Statement
from chalicelib.documents.pdf import PrintJob, print_pdf
from chalicelib.law.register import load
from chalicelib.services.letters import complete, issue_letter
from tests.letters import plain_text

FOLDER = Path(__file__).resolve().parents[1] / "samples"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
TODAY = date(2026, 11, 21)  # a fixed day: no letter, and no proof, depends on the clock
REGISTER = load()


def body(name: str) -> dict[str, Any]:
    """A fresh copy of the sample's JSON, to change at will."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@cache
def facts(name: str) -> LetterFacts:
    return LetterFacts.model_validate(body(name))


@cache
def statement(name: str) -> Statement:
    return complete(facts(name), REGISTER).statement


@cache
def _issued(name: str) -> tuple[str, bytes]:
    return issued(facts(name))


def html(name: str) -> str:
    """The HTML that is printed."""
    return _issued(name)[0]


def pdf(name: str) -> bytes:
    return _issued(name)[1]


@cache
def text(name: str) -> str:
    """The letter as plain text, its unbreakable spaces visible (`plain_text`)."""
    return plain_text.of(html(name))


def issued(letter: LetterFacts) -> tuple[str, bytes]:
    """The HTML and the PDF of any letter, by the way a user gets it."""
    jobs: list[PrintJob] = []

    def printer(job: PrintJob) -> bytes:
        jobs.append(job)
        return print_pdf(job)

    pdf = issue_letter(letter, REGISTER, TODAY, printer)
    return jobs[0].html, pdf


def issued_html(letter: LetterFacts) -> str:
    """Its HTML alone, twenty times quicker."""
    jobs: list[PrintJob] = []

    def printer(job: PrintJob) -> bytes:
        jobs.append(job)
        return b""

    issue_letter(letter, REGISTER, TODAY, printer)
    return jobs[0].html
