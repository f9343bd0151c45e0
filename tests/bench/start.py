"""A fresh process until its first letter, with bytecode: where the time goes.

Beside it, what a fresh process needs to import WeasyPrint as it is and print one word: no letter of anyone's can be
faster on this machine by the plain way, and ours holds the facts, the law, the words and the archive as well.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib.documents.render import TEMPLATES
from tests.bench.table import show

RUNS = 7
SAMPLES = Path(__file__).parents[1] / "samples"
LETTERS = {"one page": "courtesy.b2b", "two pages": "formal_notice.b2b"}

OURS = """
import json, sys, time
began = time.perf_counter()
marks = {}
def mark(name):
    global began
    now = time.perf_counter(); marks[name] = now - began; began = now
from datetime import date
from chalicelib.cases.facts import LetterFacts
from chalicelib.law.register import load
mark("facts and law (pydantic)")
from chalicelib.documents.render import render
from chalicelib.services.letters import issue_letter
mark("templates (jinja2)")
from chalicelib.documents import pdf
pdf.warm_up()
mark("WeasyPrint")
facts = LetterFacts.model_validate_json(open(sys.argv[1]).read())
issue_letter(facts, load(), date(2026, 11, 21), pdf.print_pdf)
mark("first letter")
print(json.dumps(marks))
"""

PLAIN = """
import json, os, sys, time
began = time.perf_counter()
os.environ["FONTCONFIG_FILE"] = sys.argv[1]
from weasyprint import HTML
HTML(string="<p>Bonjour</p>").write_pdf()
print(json.dumps({"all": time.perf_counter() - began}))
"""


def report() -> None:
    programs = {name: (OURS, str(SAMPLES / f"{sample}.json")) for name, sample in LETTERS.items()}
    programs["plain"] = (PLAIN, str(TEMPLATES / "fonts" / "fonts.conf"))
    runs = [{name: _run(*program) for name, program in programs.items()} for _ in range(RUNS + 1)]
    del runs[0]  # it compiles
    rows = [
        (part, *(_seconds([run[name][part] for run in runs]) for name in LETTERS))
        for part in runs[0]["one page"]
    ]
    totals = (_seconds([sum(run[name].values()) for run in runs]) for name in LETTERS)
    rows.append(("**import and first letter**", *(f"**{total}**" for total in totals)))
    rows.append(("WeasyPrint plainly imported, one word printed", _seconds([r["plain"]["all"] for r in runs]), ""))
    show("Fresh process to first letter, wall seconds, median (least)", ("part", *LETTERS), rows)


def _seconds(taken: Sequence[float]) -> str:
    return f"{statistics.median(taken):.2f} ({min(taken):.2f})"


def _run(program: str, argument: str) -> dict[str, float]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", program, argument], env=kept, capture_output=True, text=True, check=True
    )
    marks: dict[str, float] = json.loads(done.stdout)
    return marks
