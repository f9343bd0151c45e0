"""`python -m tests.letters.gallery` renders every sample letter to out/letters: PDF, PNG, and a page to see them all.

Each sample carries its own dates, so that the gallery is the same any day.
"""

import html
import subprocess
from pathlib import Path

from tests.letters import samples

OUT = Path(__file__).resolve().parents[2] / "out" / "letters"
DPI = 110


def render(folder: Path = OUT, names: tuple[str, ...] = samples.NAMES) -> Path:
    """Writes `<document>.<regime>.pdf`, one PNG a page, and index.html, whose path is the answer."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in (*folder.glob("*.pdf"), *folder.glob("*.png")):
        stale.unlink()
    for name in names:
        pdf = folder / f"{name}.pdf"
        pdf.write_bytes(samples.pdf(name))
        command = ["pdftoppm", "-png", "-r", str(DPI), str(pdf), str(folder / name)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    index = folder / "index.html"
    index.write_text(_index(folder, names), encoding="utf-8")
    return index


def _index(folder: Path, names: tuple[str, ...]) -> str:
    shown = []
    for name in names:
        pages = "".join(
            f'<img src="{page.name}" alt="" width="420">' for page in sorted(folder.glob(f"{name}-*.png"))
        )
        shown.append(f'<h2><a href="{name}.pdf">{html.escape(name)}</a></h2><p>{pages}</p>')
    head = '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Courriers</title>'
    return head + '<body style="background:#ddd;font-family:sans-serif">' + "".join(shown)


if __name__ == "__main__":
    print(f"{len(samples.NAMES)} letters: {render()}")
