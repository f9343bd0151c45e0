"""The clock of this machine: what EventBridge, SQS and Lambda do around the handlers of `app.py`.

It runs every quarter of an hour, unless a day is pretended (`ACQUIT_TODAY`): then time stands still, and `make tick`
alone moves it. The queue is in memory; what it loses when the service stops is still due at the next sweep.
"""

import os
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import app as service
from chalicelib import wiring
from chalicelib.cases.case import PARIS
from chalicelib.store.queue import A_CALL, sqs_client

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

QUARTER = timedelta(minutes=15)
FIRST, LAST = time(6), time(20)  # a day of the clock: BODACC is asked at six, no message leaves after seven

_one_at_a_time = threading.Lock()


class Clock(threading.Thread):
    """Sweeps at once, then every quarter of an hour, until stopped; BODACC is asked once an hour."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.stopped = threading.Event()

    def run(self) -> None:
        quarters = 0
        while True:
            if not os.environ.get("ACQUIT_TODAY"):
                with _one_at_a_time:
                    turn(check=quarters % 4 == 0)
            quarters += 1
            if self.stopped.wait(QUARTER.total_seconds()):
                return

    def stop(self) -> None:
        """Wait for the turn in hand."""
        self.stopped.set()
        self.join()


def turn(*, check: bool) -> None:
    """One sweep and all that follows from it."""
    if check:
        _start(service.check_businesses, _scheduled())
    _start(service.sweep, _scheduled())
    drain()


def drain() -> None:
    """Gives the worker what waits in the queue, ten at a time, until nothing does; what failed is given again later."""
    client, url = _sqs()
    while True:
        told = client.receive_message(
            QueueUrl=url, MaxNumberOfMessages=A_CALL, MessageSystemAttributeNames=["ApproximateReceiveCount"]
        )
        messages = {each["MessageId"]: each for each in told.get("Messages", ())}
        if not messages:
            return
        records = [
            {
                "messageId": id,
                "receiptHandle": each["ReceiptHandle"],
                "body": each["Body"],
                "attributes": each["Attributes"],
                "eventSource": "aws:sqs",
            }
            for id, each in messages.items()
        ]
        answer = _start(service.run_step, {"Records": records})
        if answer is None:
            continue  # the worker itself failed: all of them are given again
        failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        for id in messages.keys() - failed:
            client.delete_message(QueueUrl=url, ReceiptHandle=messages[id]["ReceiptHandle"])


def live(day: date) -> Counter[str]:
    """Lives this day, from six to eight in the evening: what came of it, counted. Quarters without work are skipped."""
    with _one_at_a_time:
        before, quarter = _counted(), datetime.combine(day, FIRST, PARIS)
        end = datetime.combine(day, LAST, PARIS)
        with wiring.at(quarter):
            turn(check=True)
        while (quarter := _next(quarter + QUARTER, end)) <= end:
            with wiring.at(quarter):
                turn(check=False)
        return _counted() - before


def _next(quarter: datetime, end: datetime) -> datetime:
    """The first quarter of an hour, from this one on, that finds something due."""
    first = min((each.at for each in wiring.cases().due(end)), default=None)
    if first is None:
        return end + QUARTER
    missing = max(first - quarter, timedelta())
    return quarter + -(-missing // QUARTER) * QUARTER


def _counted() -> Counter[str]:
    """All that every run kept came to."""
    counts: Counter[str] = Counter()
    for run in wiring.runs().last(10_000):
        counts.update(run.counts)
    return counts


def _start(handler: Callable[[Any, Any], Any], event: dict[str, Any]) -> Any:
    """What Lambda does with a handler: a failure is logged, where but not what, and stops nothing."""
    try:
        return handler(event, None)
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))
        sys.stderr.write(f"{type(error).__name__}\n{where}")
        return None


def _scheduled() -> dict[str, Any]:
    """As EventBridge starts a handler."""
    return {
        "version": "0",
        "id": "local",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "local",
        "time": datetime.now(UTC).isoformat(),
        "region": wiring.REGION,
        "resources": [],
        "detail": {},
    }


@cache
def _sqs() -> tuple["SQSClient", str]:
    client = sqs_client(wiring.REGION)
    return client, client.get_queue_url(QueueName=wiring.QUEUE)["QueueUrl"]
