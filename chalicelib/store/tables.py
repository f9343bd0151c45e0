"""The one table: everything that belongs to a case shares its `pk`, so one query or transaction covers it.

An item that waits for a day also carries `due_bucket` and `due_at` and thereby enters the sparse index `due`;
it leaves the index when they are removed. `expires` (seconds since 1970) lets DynamoDB delete what must not
stay, such as a sign-in link. The name and the region are given by `chalicelib.wiring` before the first use.
"""

from botocore.exceptions import BotoCoreError
from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model


class DueIndex(GlobalSecondaryIndex["Row"]):  # type: ignore[no-untyped-call]
    """What is due up to an instant, spread over a few buckets; keys only: the item itself is read again."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_bucket = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class Row(Model):
    """One item; kinds of items will be its subclasses."""

    class Meta:
        table_name: str
        region: str
        billing_mode = "PAY_PER_REQUEST"
        # The API must answer within 29 s: PynamoDB's own 15 s, 30 s and three retries would outlive it.
        connect_timeout_seconds = 2
        read_timeout_seconds = 5
        max_retry_attempts = 1

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    due_bucket = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    expires = TTLAttribute(null=True)
    due = DueIndex()


def reachable(table: type[Row]) -> bool:
    """Whether the table answers: one consistent read of an item that never exists."""
    try:
        table.get("health", "health", consistent_read=True)
    except table.DoesNotExist:
        return True
    except (PynamoDBException, BotoCoreError):
        return False
    return True
