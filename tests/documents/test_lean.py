"""What is left out of WeasyPrint changes the time of a letter and nothing else."""

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import tinycss2
import weasyprint
from weasyprint.css.counters import CounterStyle

from chalicelib.documents import pdf
from chalicelib.services.letters import instruction_sheet
from tests.letters import samples

# Between them: every kind of table, a list, links, a code to scan, lines, one page and several.
NAMES = ("account_statement.b2b", "courtesy.b2b", "formal_notice.public", "receipt.b2c")
PROGRAM = """
import gc, hashlib, sys
from tests.letters import samples
printed = hashlib.sha256(samples.pdf(sys.argv[1])).hexdigest()
from weasyprint.html import UA_STYLESHEET
rules = UA_STYLESHEET.matcher.lower_local_name_selectors
loaded = [name for name in sys.modules if name.startswith(("fontTools.ttLib", "fontTools.subset"))]
from fontTools.ttLib import TTFont
print(printed, len(rules), len(loaded), TTFont.__name__, gc.isenabled())
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_has_the_same_bytes_with_the_style_sheet_of_weasyprint(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def printed() -> tuple[bytes, bytes]:
        facts = samples.facts(name)
        sheet = instruction_sheet(facts, samples.REGISTER, samples.TODAY, pdf.print_pdf)
        return samples.issued(facts)[1], sheet

    ours = printed()
    counters = CounterStyle()
    whole = (Path(weasyprint.__path__[0]) / "css" / "html5_ua.css").read_text(encoding="utf-8")
    elements = weasyprint.CSS(string=whole, counter_style=counters)
    engine = replace(pdf._engine(), elements=elements, counters=counters)
    monkeypatch.setattr(pdf, "_engine", lambda: engine)
    assert printed() == ours


def test_every_element_of_the_letters_is_in_our_sheet() -> None:
    rules = tinycss2.parse_stylesheet(pdf.ELEMENTS_CSS.read_text(encoding="utf-8"))
    known = {
        token.value
        for rule in rules
        if rule.type == "qualified-rule"
        for token in rule.prelude
        if token.type == "ident"
    }
    templates = [path.read_text(encoding="utf-8") for path in pdf.ELEMENTS_CSS.parent.glob("*.html")]
    used = {tag for template in templates for tag in re.findall(r"<([a-z]\w*)", template)}
    assert used - known == set()


def test_a_process_that_only_prints_loads_neither_font_tools_nor_other_sheets_and_prints_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, NAMES[0]], capture_output=True, text=True, check=True, cwd=pdf.ROOT
    )
    printed = hashlib.sha256(samples.pdf(NAMES[0])).hexdigest()
    assert done.stdout.split() == [printed, "0", "0", "TTFont", "True"]
