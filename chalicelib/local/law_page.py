"""`make law`: writes out/law.html, the register as a page a lawyer can read, print and correct.

`--fragment <file>` writes the register alone, which the site's build puts into its own page. Where each figure or
text is used is found in the code and the templates, never typed by hand.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

from chalicelib.documents.law_page import TEMPLATES, law_fragment, law_page
from chalicelib.law.register import load

ROOT = Path(__file__).resolve().parents[2]
_QUOTED = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")

_DOCTEST = re.compile(r"^ *>>> .*$", re.MULTILINE)  # an example is not a use


def used_in(root: Path = ROOT) -> dict[str, list[str]]:
    """Every key of the register quoted in the code or a template → the files, relative to the repository."""
    register = load()
    known = register.parameters.keys() | register.citations.keys()
    found: dict[str, list[str]] = {}
    for path in (*sorted(root.glob("chalicelib/**/*.py")), *sorted(root.glob("templates/**/*.html"))):
        text = _DOCTEST.sub("", path.read_text())
        for key in sorted(known.intersection(_QUOTED.findall(text))):
            found.setdefault(key, []).append(str(path.relative_to(root)))
    return found


def write(folder: Path) -> Path:
    """Writes the page, its stylesheet and its fonts; returns the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(TEMPLATES / "law.css", folder)
    shutil.copytree(TEMPLATES / "fonts", folder / "fonts", dirs_exist_ok=True)
    page = folder / "law.html"
    page.write_text(law_page(load(), used_in()))
    return page


def write_fragment(file: Path) -> Path:
    """Writes the register for the site; returns the path."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(law_fragment(load()), encoding="utf-8")
    return file


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m chalicelib.local.law_page")
    parser.add_argument("--fragment", type=Path, help="write the register alone, for the site")
    fragment = parser.parse_args().fragment
    sys.stdout.write(f"{write_fragment(fragment) if fragment else write(ROOT / 'out')}\n")


if __name__ == "__main__":
    main()
