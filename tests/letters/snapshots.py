"""`python -m tests.letters.snapshots` writes again every letter × regime kept as text beside this file.

Run it after changing a template on purpose, then read the difference as a debtor would.
"""

from pathlib import Path

from tests.letters import samples

FOLDER = Path(__file__).parent


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.txt"


def write() -> None:
    for stale in FOLDER.glob("*.txt"):
        stale.unlink()
    for name in samples.NAMES:
        path_of(name).write_text(samples.text(name), encoding="utf-8")


if __name__ == "__main__":
    write()
