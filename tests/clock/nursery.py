"""`python -m tests.clock.nursery`: workers to be killed, each a process of its own, forked once everything is imported.

A line on its input asks for one more worker; it answers with the pid. A worker takes messages from the queue as Lambda
would be given them, in the time of the story (`STARTED` is when it was `STORY`), until the queue stays empty.
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import wiring
from chalicelib.documents.pdf import PrintJob
from chalicelib.law.register import load
from chalicelib.mail.sender import Sender, ses_client
from chalicelib.services.clock import Clock
from chalicelib.services.worker import Message, work_through
from chalicelib.store import accounts, cases, clock, debtors, files, sign_in
from chalicelib.store.queue import sqs_client, work_of

BUCKET, QUEUE, SENDER = "acquit-files", "acquit-steps", "Acquit <bonjour@acquit.example>"
A_TIME = 2  # messages
IDLE = 3  # empty answers, a second each


def story_time() -> datetime:
    passed = timedelta(seconds=time.time() - float(os.environ["STARTED"]))
    return datetime.fromisoformat(os.environ["STORY"]) + passed


def a_clock(now: Callable[[], datetime]) -> Clock:
    """The real parts, but for the printing of letters; `now` dates the mails."""
    table, region = wiring.table(), wiring.REGION
    return Clock(
        accounts=accounts.Accounts(table),
        cases=cases.Cases(table),
        debtors=debtors.Debtors(table),
        files=files.Files(files.s3_client(region), BUCKET),
        mailer=Sender(ses_client(region), SENDER, now),
        links=clock.Links(table),
        limits=sign_in.Limits(table),
        tellings=clock.Tellings(table),
        runs=clock.Runs(table),
        register=load(),
        site="https://acquit.example",
        print_pdf=printed,
    )


def printed(job: PrintJob) -> bytes:
    return b"%PDF-1.7 " + str(len(job.html)).encode()


def live(parts: Clock, sqs: Any) -> None:
    """The life of a worker."""
    url, idle = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"], 0
    while idle < IDLE:
        answer = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=A_TIME,
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        found = answer.get("Messages", [])
        idle = 0 if found else idle + 1
        times = "ApproximateReceiveCount"
        messages = [Message(m["MessageId"], m["Body"], int(m["Attributes"][times])) for m in found]
        failed = work_through(parts, messages, work_of, story_time)
        for each in found:
            if each["MessageId"] not in failed:
                with suppress(ClientError):  # somebody else was given it meanwhile
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])


def main() -> None:
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead need no farewell
    parts, sqs = a_clock(story_time), sqs_client(wiring.REGION)  # no connection is opened yet
    print("ready", flush=True)
    for _ in sys.stdin:
        pid = os.fork()
        if not pid:
            live(parts, sqs)
            os._exit(0)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
