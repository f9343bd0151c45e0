"""`make drill`: loses everything and gets it back, before the stand-in, in a folder of its own.

A year of invoices is told; it is exported, wiped, restored and compared, item by item and object by object. Then one
of two accounts leaves, all is lost, and the older export is restored: it must equal what was there when all was lost.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from chalicelib import wiring
from chalicelib.local import backup, demo, journal, stage

LEAVES = "celle-qui-part@demo.example"
T = TypeVar("T")


def drill(folder: Path, told: Callable[[], object] = demo.tell) -> list[str]:
    """What was not got back, one line each. The stand-in must answer already; `told` fills its account."""
    _timed("an account filled", told)
    leaving = wiring.accounts().of_email(LEAVES, wiring.today())
    wiring.files().put(f"{leaving.id}/case-0001/1.pdf", b"%PDF-1.7", "application/pdf")

    items, objects = _timed("exported", lambda: backup.export(folder / "before"))
    print(f"  {items} items, {objects} objects")
    _wiped()
    _timed("restored", lambda: backup.restore(folder / "before"))
    lost = backup.differences(folder / "before")

    wiring.files().erase(f"{leaving.id}/")
    wiring.accounts().erase(leaving, wiring.today())
    backup.export(folder / "after")
    _wiped()
    again = _timed("restored, one account having left", lambda: backup.restore(folder / "before"))
    lost += [] if again == 1 else [f"{again} accounts erased again, not 1"]
    return lost + backup.differences(folder / "after")


def _wiped() -> None:
    _timed("wiped", lambda: backup.wipe(wiring.table().Meta.table_name, wiring.files().bucket))


def _timed(what: str, act: Callable[[], T]) -> T:
    started = perf_counter()
    answer = act()
    print(f"{perf_counter() - started:6.1f} s  {what}")
    return answer


def main() -> int:
    """Whatever the environment names, nothing but the folder of this drill is touched."""
    with tempfile.TemporaryDirectory(prefix="acquit-drill-") as name:
        kept = journal.start(Path(name, "data"))
        try:
            stage.prepare()
            lost = drill(Path(name))
        finally:
            kept.close()
    print("\n".join(lost) if lost else "Everything came back, and nothing of the account that had left.")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
