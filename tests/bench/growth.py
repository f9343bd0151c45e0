"""500 letters in one process: what each leaves behind in memory."""

import subprocess
import sys
from pathlib import Path

from tests.bench.table import show

LETTERS = 500
WARM = 50
SAMPLE = Path(__file__).parents[1] / "samples" / "courtesy.b2b.json"

PROGRAM = f"""
import gc, os, sys
from datetime import date
from chalicelib.cases.facts import LetterFacts
from chalicelib.documents.pdf import print_pdf
from chalicelib.law.register import load
from chalicelib.services.letters import issue_letter
def resident():
    gc.collect()
    if sys.platform == "linux":
        return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
facts = LetterFacts.model_validate_json(open({str(SAMPLE)!r}).read())
for _ in range({WARM}):
    issue_letter(facts, load(), date(2026, 11, 21), print_pdf)
before = resident()
for _ in range({LETTERS}):
    issue_letter(facts, load(), date(2026, 11, 21), print_pdf)
print(before, resident())
"""


def report() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    before, after = (float(size) for size in done.stdout.split())
    rows = [(f"{LETTERS}", f"{before / 1024:.0f}", f"{after / 1024:.0f}", f"{(after - before) / LETTERS:.1f}")]
    show("Memory", ("letters", "MB before", "MB after", "kB a letter"), rows)
