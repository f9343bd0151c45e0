"""`make migrate`: after a release that changed what is kept, every case as that release would have written it.

Each shown case of another shape is folded again from its history (which nothing ever rewrites), and each open one takes
its place in the list and in the indexes of the clock. It may be run twice, cut off, and run while the service works:
readers need none of it, they only answer faster after it. Of the table in ACQUIT_TABLE, with the environment's
credentials; `make run` does it by itself.
"""

import contextlib
import os
import sys

from chalicelib import wiring
from chalicelib.services.ports import Gone
from chalicelib.services.space import every_open_case, place, place_of
from chalicelib.store.cases import Cases


def migrate() -> int:
    """How many cases were rewritten. Reads the whole table once."""
    table, renewed = wiring.table(), 0
    cases = Cases(table)
    for row in table.scan((table.sk == "account") & table.pk.startswith("account#")):
        account = row.pk.removeprefix("account#")
        with contextlib.suppress(Gone):  # erased meanwhile
            space = wiring.space(account)
            renewed += cases.renew(account)
            place(space, [place_of(each) for each in every_open_case(space).values()])
    return renewed


def main() -> int:
    if not os.environ.get("ACQUIT_TABLE"):
        print("ACQUIT_TABLE must name the table.", file=sys.stderr)
        return 1
    print(f"{migrate()} cases rewritten; every open one has its place.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
