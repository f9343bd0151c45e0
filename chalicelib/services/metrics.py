"""What CloudWatch is told of the clock: one line of JSON at a time, in its embedded metric format.

    Outcomes{Outcome}       how often a step came to it: sent, told, skipped, held, refused, uncertain, failed…
    Due, OldestDueSeconds   at each sweep: the cases that were due, and for how long the first of them had been
    RatesLeftDays           at each sweep: the days left before one that has no rate (B22)

The two parts of the clock below are the real ones, which say what passes through them. A line holds no name, no
address and no amount.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from chalicelib.services.ports import Queue, Run, Runs, Work

NAMESPACE = "Acquit"


class Metrics:
    """Writes lines; `now` dates them."""

    def __init__(self, write: Callable[[str], object], now: Callable[[], datetime]) -> None:
        self.write, self.now = write, now

    def say(
        self, values: Mapping[str, int], dimensions: Mapping[str, str] | None = None, **more: str
    ) -> None:
        """One line; `more` is only there to be read."""
        described = {
            "Namespace": NAMESPACE,
            "Dimensions": [[*(dimensions or {})]],
            "Metrics": [{"Name": name} for name in values],
        }
        head = {"Timestamp": int(self.now().timestamp() * 1000), "CloudWatchMetrics": [described]}
        self.write(json.dumps({"_aws": head, **(dimensions or {}), **values, **more}) + "\n")


class MeasuredRuns:
    """Says each outcome; why a step was skipped is not a dimension, of which CloudWatch makes one bill each."""

    def __init__(self, runs: Runs, metrics: Metrics) -> None:
        self.runs, self.metrics = runs, metrics

    def count(self, run: datetime, outcome: str, times: int = 1) -> None:
        what, _, why = outcome.partition(":")
        self.metrics.say({"Outcomes": times}, {"Outcome": what}, why=why, run=run.isoformat())
        self.runs.count(run, outcome, times)

    def last(self, limit: int = 20) -> tuple[Run, ...]:
        return self.runs.last(limit)


class MeasuredQueue:
    """Says how much was due, and since when, once it is in the queue."""

    def __init__(self, queue: Queue, metrics: Metrics) -> None:
        self.queue, self.metrics = queue, metrics

    def put(self, work: Iterable[Work]) -> int:
        due = list(work)
        taken = self.queue.put(due)
        waited = max((int((each.run - each.due.at).total_seconds()) for each in due), default=0)
        self.metrics.say({"Due": len(due), "OldestDueSeconds": waited})
        return taken

    def depths(self) -> tuple[int, int]:
        return self.queue.depths()
