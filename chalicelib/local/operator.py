"""`make operator`: whether the clock runs, what it did, what waits for a person.

`REPLAY=<id>` sends a dead letter back; `SUSPEND=<account>` stops all that leaves in its name, `RELEASE=<account>` lets
it go again. Of the data of this machine, through a running `make run` or without one; of the service on AWS where
ACQUIT_QUEUE is the address of its queue (with ACQUIT_TABLE, ACQUIT_DEAD_LETTERS and the environment's credentials).
"""

import os
import sys

from chalicelib import wiring
from chalicelib.law.register import load
from chalicelib.local import beside
from chalicelib.services.accounts import suspend
from chalicelib.services.operations import Report, report
from chalicelib.services.ports import Gone

ORDERS = ("REPLAY", "SUSPEND", "RELEASE")
ALARMS = {
    "CLOCK": "the clock does not run: no sweep for an hour",
    "RATES": "a day without a rate comes (B22): publish the next semester",
    "DEAD_LETTERS": "steps failed too often: see to them, then REPLAY",
    "UNCERTAIN": "mails may or may not have left: their creditors are asked",
}


def operate(order: str) -> str:
    """Does what is ordered («REPLAY <id>», «SUSPEND <account>»…), if anything is, then reports."""
    said = [_done(*order.split(" ", 1)), ""] if order else []
    found = report(wiring.runs(), wiring.queue(), wiring.dead_letters(), wiring.cases(), load(), wiring.now())
    return "\n".join([*said, *lines(found)])


def _done(verb: str, name: str) -> str:
    if verb == "REPLAY":
        found = wiring.dead_letters().replay(name)
        return f"{name}: sent back to the queue." if found else f"{name}: there is no such dead letter."
    try:
        suspend(wiring.space(name), wiring.accounts(), suspended=verb == "SUSPEND")
    except Gone:
        return f"{name}: there is no such account."
    return f"{name}: nothing leaves any more." if verb == "SUSPEND" else f"{name}: what leaves does so again."


def here(order: str) -> str:
    """The same, then what was sent back is done: on this machine nobody else would soon."""
    from chalicelib.local import clock

    said = operate(order)
    clock.drain()
    return said


def lines(found: Report) -> list[str]:
    swept = f"{found.swept_at:%Y-%m-%d %H:%M} UTC" if found.swept_at else "never"
    told = [f"ALARM  {ALARMS[name]}" for name in found.alarms] or ["No alarm."]
    told += [
        f"Clock: {found.pace} (last sweep: {swept})",
        f"Queue: about {found.waiting} waiting, {found.held} with a worker",
        f"Rates: known for {found.rates_left} more days",
        f"Uncertain sendings this week: {len(found.doubts) or 'none'}",
    ]
    told += [
        f"  account {each.account}, case {each.case}, since {each.since:%Y-%m-%d %H:%M} UTC"
        + ("" if each.open else " (settled)")
        for each in found.doubts
    ]
    told.append(f"Dead letters: {len(found.dead) or 'none'}")
    told += [f"  {each.id}  received {each.received} times  {each.body}" for each in found.dead]
    told.append(f"Last runs: {len(found.runs) or 'none'}")
    for run in found.runs:
        counts = ", ".join(f"{outcome} {times}" for outcome, times in sorted(run.counts.items()))
        told.append(f"  {run.at:%Y-%m-%d %H:%M} UTC  {counts}")
    return told


def main() -> int:
    """Reports of AWS, of the service that holds the data, or of the data."""
    order = next((f"{verb} {name}" for verb in ORDERS if (name := os.environ.get(verb))), "")
    if "/" in os.environ.get("ACQUIT_QUEUE", ""):
        print(operate(order))
        return 0
    said, _ = beside.ask(beside.OPERATOR, order, here)
    if said is None:
        return 1
    print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
