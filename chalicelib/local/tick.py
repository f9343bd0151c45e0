"""`make tick DATE=2026-12-01`: the clock lives that day on the data of this machine, and says what it did.

Beside a running `make run` it is that service's clock, and its day stays that one; without one, it is here.
"""

import os
import sys
from collections import Counter
from datetime import date

from chalicelib import wiring
from chalicelib.local import beside
from chalicelib.local.pages import MAILS

# What each outcome is, in the order it is told.
MEANING = {
    "due": "cases were due",
    "sent": "reminders left",
    "told": "cases told to their creditor",
    "held": "reminders could not leave as they are",
    "refused": "mails were refused by the provider",
    "uncertain": "mails may or may not have left: to be checked",
    "failed": "steps failed, and will be tried again",
    "gone": "cases were erased meanwhile",
    "not_queued": "cases did not fit in the queue, and are still due",
}


def tick(told: str) -> str:
    """Lives the day named (an empty one is today), and tells it. ValueError when it is no day."""
    from chalicelib.local import clock

    day = date.fromisoformat(told) if told else wiring.today()
    counts = clock.live(day)
    if day != wiring.today():
        os.environ["ACQUIT_TODAY"] = day.isoformat()
    return "\n".join([f"{day:%A} {day.day} {day:%B %Y}, from 06:00 to 20:00:", *lines(counts)])


def lines(counts: Counter[str]) -> list[str]:
    """What came of it, one line each; why what was skipped was, and what BODACC said."""
    told = [f"{times:6} {MEANING[what]}" for what in MEANING if (times := _total(counts, what))]
    for kind, meaning in (("skipped", "skipped"), ("check", "BODACC")):
        whys = sorted(each for each in counts if each.partition(":")[0] == kind)
        told += [f"{counts[each]:6} {meaning}: {_plain(each.partition(':')[2])}" for each in whys]
    told = told or ["       nothing was due"]
    if not os.environ.get("ACQUIT_BODACC"):
        told.append("       BODACC was not asked (ACQUIT_BODACC is not set)")
    return told


def _total(counts: Counter[str], what: str) -> int:
    return sum(times for each, times in counts.items() if each.partition(":")[0] == what)


def _plain(code: str) -> str:
    return code.replace("_", " ").lower()


def main() -> int:
    """Lives the day here, or asks the service that holds the data to."""
    told = os.environ.get("DATE", "")
    try:
        day = date.fromisoformat(told) if told else wiring.today()
    except ValueError:
        print(f"DATE must be a day, such as 2026-12-01, not {told!r}.", file=sys.stderr)
        return 1
    said, by_the_service = beside.ask(beside.TICK, told, tick)
    if said is None:
        return 1
    print(said)
    if by_the_service:
        print(f"The service that runs is on that day now. Its mails: http://127.0.0.1:{beside.port()}{MAILS}")
    else:
        print(f"To look at it: ACQUIT_TODAY={day} make run, then {MAILS} for the mails.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
