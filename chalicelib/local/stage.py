"""What AWS does around the service: table, bucket and sender made before the first start, what expired deleted."""

import contextlib
import os
import threading
from email.utils import parseaddr

from botocore.exceptions import ClientError
from pynamodb.exceptions import DeleteError

from chalicelib import wiring
from chalicelib.local import pages
from chalicelib.local.journal import Journal

EVERY = 3600.0  # seconds
DEMO = "/demo"  # where the running service is asked to tell the year of the demo


def prepare() -> None:
    """Make what is missing, and let links to files lead to this machine. Call it once the journal answers."""
    os.environ["ACQUIT_LINKS"] = pages.FILES
    table, files, mailer = wiring.table(), wiring.files(), wiring.mailer()
    if table.exists() and "LocalSecondaryIndexes" not in table.describe_table():
        table.delete_table()  # made before there were accounts: it never held anything
    if not table.exists():
        table.create_table()
    try:
        files.client.head_bucket(Bucket=files.bucket)
    except ClientError:
        files.client.create_bucket(
            Bucket=files.bucket, CreateBucketConfiguration={"LocationConstraint": wiring.REGION}
        )
        files.client.put_bucket_versioning(Bucket=files.bucket, VersioningConfiguration={"Status": "Enabled"})
    with contextlib.suppress(mailer.client.exceptions.AlreadyExistsException):
        mailer.client.create_email_identity(EmailIdentity=parseaddr(mailer.sender)[1])


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
