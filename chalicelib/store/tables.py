"""The one table: everything that belongs to an account shares its `pk`, so nothing of another can be reached.

    pk                sk                          what
    account#<id>      account                     who the subscriber is (version)
                      debtor#<id>                 a client (version)
                      case#<debtor>#<id>          a case as lists show it (version, shape, place, due, check)
                      event#<case>#000001         its history, append-only
                      turn#<debtor>               moves on when one of its letters is drawn or may be held (times)
                      telling#<day>#<rank>        a mail to the creditor (expires)
                      answer#<hash>               what a link of a mail leads to (expires)
                      session#<hash>              an open session (expires)
    email#<hash>      account                     whose account this address opens
                      link#<hash>, code           a sign-in that waits (times tried, expires)
    limit#<what>#<hash>  window#<n>               a counter (times, expires)
    runs              run#<instant>#<outcome>     how often a run of the clock came to it (times, expires)
    erased#<id>       erased                      the day an account was erased (expires)

An item that has a `place` stands in the local index `places`: one query gives a list in its order, as it is now.
A case that waits for an instant also carries `due_bucket` and `due_at` and thereby enters the sparse index `due`;
it leaves the index when they are removed. `check_bucket` and `check_at` do the same in `check`, for the instant its
debtor is looked for in BODACC. `expires` (seconds since 1970) lets DynamoDB delete what must not stay; it may do so
two days late, hence whatever lets somebody in compares it too. What an item says is `body`, one compressed JSON
document: only what a key, an index or a condition needs is an attribute of its own, and `shape`, which tells whether
the body of a case may be opened. The name and the region are given by `chalicelib.wiring` before the first use.
"""

import hashlib
import zlib
from base64 import urlsafe_b64encode

from botocore.exceptions import BotoCoreError
from pynamodb.attributes import BinaryAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection, LocalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite


class DueIndex(GlobalSecondaryIndex["Row"]):  # type: ignore[no-untyped-call]
    """What is due up to an instant, spread over a few buckets; keys only: the item itself is read again."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_bucket = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class CheckIndex(GlobalSecondaryIndex["Row"]):  # type: ignore[no-untyped-call]
    """The same, of the debtors to look for in BODACC."""

    class Meta:
        index_name = "check"
        projection = KeysOnlyProjection()

    check_bucket = UnicodeAttribute(hash_key=True)
    check_at = UnicodeAttribute(range_key=True)


class PlacesIndex(LocalSecondaryIndex["Row"]):  # type: ignore[no-untyped-call]
    """The lists of an account, each in its order; whole items, and never late (consistent reads)."""

    class Meta:
        index_name = "places"
        projection = AllProjection()

    pk = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)


class Row(Model):
    """One item, of any kind."""

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
    place = UnicodeAttribute(null=True)
    due_bucket = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    check_bucket = UnicodeAttribute(null=True)
    check_at = UnicodeAttribute(null=True)
    expires = TTLAttribute(null=True)
    version = NumberAttribute(null=True)
    shape = NumberAttribute(null=True)
    times = NumberAttribute(null=True)
    body = BinaryAttribute(legacy_encoding=False, null=True)
    due = DueIndex()
    check = CheckIndex()
    places = PlacesIndex()


# An item and its copy in `places` together may hold 400 KB; this leaves room for keys.
LARGEST_BODY = 190 * 1024


def packed(document: str | bytes) -> bytes:
    """A JSON document as `body` keeps it: a fifth of its size, so a list of a hundred cases is one page."""
    return zlib.compress(document.encode() if isinstance(document, str) else document)


def unpacked(row: Row) -> bytes:
    return zlib.decompress(row.body)


def hashed(secret: str) -> str:
    """SHA-256, in characters that a key and an address can hold."""
    return urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()).decode().rstrip("=")


def account_key(account: str) -> str:
    return f"account#{account}"


def address_key(email: str) -> str:
    """Compared without case: nobody has two mailboxes that differ by it."""
    return f"email#{hashed(email.lower())}"


def transaction(table: type[Row]) -> TransactWrite:
    """All or nothing, through the table's own client: a second one would cost a start and have other timeouts."""
    return TransactWrite(connection=table._get_connection().connection)


def turn_of(table: type[Row], account: str, debtor: str) -> Row:
    return table(account_key(account), f"turn#{debtor}")


def lost(error: PynamoDBException) -> bool:
    """Whether nothing was written because what the write relied upon is no longer so."""
    if isinstance(error, TransactWriteError):
        reasons = {reason.code for reason in error.cancellation_reasons if reason}
        return bool(reasons) and reasons <= {"ConditionalCheckFailed", "TransactionConflict"}
    return error.cause_response_code in ("ConditionalCheckFailedException", "TransactionConflictException")


def reachable(table: type[Row]) -> bool:
    """Whether the table answers: one consistent read of an item that never exists."""
    try:
        table.get("health", "health", consistent_read=True)
    except table.DoesNotExist:
        return True
    except (PynamoDBException, BotoCoreError):
        return False
    return True
