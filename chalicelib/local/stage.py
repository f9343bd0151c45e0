"""What AWS holds around the service: table, buckets, queues, sender, made before a start; what expired is deleted."""

import contextlib
import json
import os
import threading
from email.utils import parseaddr

from botocore.exceptions import ClientError
from pynamodb.exceptions import DeleteError

from chalicelib import wiring
from chalicelib.local import pages
from chalicelib.local.journal import Journal
from chalicelib.local.migrate import migrate
from chalicelib.services.worker import MOST_TIMES
from chalicelib.store.files import Files
from chalicelib.store.queue import sqs_client

EVERY = 3600.0  # seconds
HELD = 720  # seconds a worker has for a batch, as on AWS


def prepare() -> None:
    """Make what is missing, and let links to files lead to this machine. Call it once the journal answers."""
    os.environ["ACQUIT_LINKS"] = pages.FILES
    table, mailer = wiring.table(), wiring.mailer()
    if table.exists() and "LocalSecondaryIndexes" not in table.describe_table():
        table.delete_table()  # made before there were accounts: it never held anything
    if not table.exists():
        table.create_table()
    if "check" not in {each["IndexName"] for each in table.describe_table()["GlobalSecondaryIndexes"]}:
        _add_the_clock()
    _make_queues()
    for name, files in buckets().items():
        try:
            files.client.head_bucket(Bucket=name)
        except ClientError:
            files.client.create_bucket(
                Bucket=name,
                CreateBucketConfiguration={"LocationConstraint": wiring.REGION},
                ObjectLockEnabledForBucket=files.locked,  # and thereby versioned
            )
    with contextlib.suppress(mailer.client.exceptions.AlreadyExistsException):
        mailer.client.create_email_identity(EmailIdentity=parseaddr(mailer.sender)[1])


def buckets() -> dict[str, Files]:
    """By name."""
    return {each.bucket: each for each in (wiring.files(), wiring.exports())}


def _add_the_clock() -> None:
    """The index of a table made before the clock, and every case as the clock needs it."""
    table, parts = wiring.table(), {"check_bucket": "HASH", "check_at": "RANGE"}
    table._get_connection().connection._make_api_call(
        "UpdateTable",
        {
            "TableName": table.Meta.table_name,
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in parts],
            "GlobalSecondaryIndexUpdates": [
                {
                    "Create": {
                        "IndexName": table.check.Meta.index_name,
                        "KeySchema": [{"AttributeName": n, "KeyType": kind} for n, kind in parts.items()],
                        "Projection": {"ProjectionType": "KEYS_ONLY"},
                    }
                }
            ],
        },
    )
    migrate()


def _make_queues() -> None:
    client = sqs_client(wiring.REGION)
    dead = client.create_queue(QueueName=wiring.DEAD_LETTERS)["QueueUrl"]
    arn = client.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    redrive = {"deadLetterTargetArn": arn, "maxReceiveCount": MOST_TIMES}
    client.create_queue(
        QueueName=wiring.QUEUE,
        Attributes={"VisibilityTimeout": str(HELD), "RedrivePolicy": json.dumps(redrive)},
    )


def sweep(kept: Journal) -> None:
    """Delete the items that have expired, as DynamoDB does sooner or later."""
    table, now = wiring.table(), wiring.now()
    for name, key in kept.expired(now):
        if name == table.Meta.table_name:
            with contextlib.suppress(DeleteError):  # it was written again meanwhile
                table(key["pk"]["S"], key["sk"]["S"]).delete(table.expires <= now)


class Sweeper(threading.Thread):
    """Sweeps at once, then from time to time, until stopped."""

    def __init__(self, kept: Journal) -> None:
        super().__init__(daemon=True)
        self.kept, self.stopped = kept, threading.Event()

    def run(self) -> None:
        sweep(self.kept)
        while not self.stopped.wait(EVERY):
            sweep(self.kept)

    def stop(self) -> None:
        """Wait for the sweep in hand."""
        self.stopped.set()
        self.join()
