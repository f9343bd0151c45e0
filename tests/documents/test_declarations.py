"""The kept declarations change the time of a start and nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.documents.render import TEMPLATES

PROGRAM = """
import hashlib, sys
from pathlib import Path
from chalicelib.documents import declarations
served = declarations.serve(Path(sys.argv[1])) if sys.argv[1] else False
from weasyprint import HTML
pdf = HTML(string="<p>Pénalités : 1 240,00 €").write_pdf()
print(served, hashlib.sha256(pdf).hexdigest())
"""


def run(folder: Path | None) -> list[str]:
    fonts = {"FONTCONFIG_FILE": str(TEMPLATES / "fonts" / "fonts.conf"), "PYTHONDONTWRITEBYTECODE": "1"}
    argument = "" if folder is None else str(folder)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, argument], env=fonts, capture_output=True, text=True, check=True
    )
    assert len(done.stdout.splitlines()) == 1, "nothing else may be said: the printing child speaks on this pipe"
    return done.stdout.split()


@pytest.fixture(scope="module")
def plain() -> list[str]:
    return run(None)


def test_a_letter_is_the_same_whether_the_copy_is_made_loaded_or_absent(tmp_path: Path, plain: list[str]) -> None:
    made, loaded = run(tmp_path), run(tmp_path)
    assert made[0] == loaded[0] == "True"
    assert made[1] == loaded[1] == plain[1]
    assert [path.suffix for path in tmp_path.iterdir()] == [".py"]


def test_where_no_copy_can_be_written_weasyprint_is_imported_as_it_is(tmp_path: Path, plain: list[str]) -> None:
    file = tmp_path / "file"
    file.touch()
    assert run(file / "folder") == plain
