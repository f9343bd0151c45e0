"""A fresh process until its first letter, with bytecode: where the time goes."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench.table import show

RUNS = 7
SAMPLE = Path(__file__).parents[1] / "samples" / "formal_notice.b2b.json"

PROGRAM = f"""
import json, time
began = time.perf_counter()
marks = {{}}
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
facts = LetterFacts.model_validate_json(open({str(SAMPLE)!r}).read())
issue_letter(facts, load(), date(2026, 11, 21), pdf.print_pdf)
mark("first letter")
print(json.dumps(marks))
"""


def report() -> None:
    runs = [_run() for _ in range(RUNS + 1)][1:]  # the first one compiles
    names = list(runs[0])
    rows = [
        (name, f"{statistics.median(run[name] for run in runs):.2f}", f"{min(run[name] for run in runs):.2f}")
        for name in names
    ]
    totals = [sum(run.values()) for run in runs]
    rows.append(("**import and first letter**", f"**{statistics.median(totals):.2f}**", f"**{min(totals):.2f}**"))
    show("Fresh process to first letter, wall seconds", ("part", "median", "least"), rows)


def _run() -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    marks: dict[str, float] = json.loads(done.stdout)
    return marks
