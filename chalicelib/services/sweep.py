"""The sweep: every quarter of an hour, what has come due is put in the queue, one message a case.

No rule and no mail here. What is due stays so until its step moved it, so nothing the queue loses is lost; a case put
twice is looked at twice, and does once what there is to do.
"""

from datetime import datetime

from chalicelib.services.ports import Cases, Queue, Runs, Work


def sweep(cases: Cases, queue: Queue, runs: Runs, now: datetime) -> int:
    """How many cases were due. The run is counted even when nothing was: its absence is what raises the alarm.

    A queue that takes less than was due is counted as `not_queued`.
    """
    due = [Work(now, each) for each in cases.due(now)]
    taken = queue.put(due)
    runs.count(now, "due", len(due))
    if taken < len(due):
        runs.count(now, "not_queued", len(due) - taken)
    return len(due)
