"""AWS on this machine: the real clients, answered by moto in this process, what they wrote kept on the disk.

boto3 and PynamoDB both pass through botocore's `before-send` event; the journal answers there, so nothing
ever leaves the machine. Under one lock it lets moto answer, makes the change durable, and only then answers
the client:

- items (DynamoDB): the keys that a write touched are read back and their rows replaced, in one transaction;
- everything else that changes something (tables, buckets, objects, sender identities): the request itself is
  kept and played again at the next start, in order, until what it wrote is erased;
- mails (SES v2): the raw message becomes an .eml file;
- queues (SQS) and exports: memory only, since the sweep enqueues again what is still due, and an archive is made again
  when asked for.

What could not be kept faithfully (multipart uploads, PartiQL, mails that are not raw) is refused.
"""

import base64
import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from xml.etree import ElementTree

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.handlers import BUILTIN_HANDLERS
from moto.core.botocore_stubber import BotocoreStubber
from moto.moto_api._internal import mock_random

from chalicelib import wiring
from chalicelib.local import pace
from chalicelib.local.mailbox import Mailbox

DURABLE = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
SCHEMA = """
CREATE TABLE IF NOT EXISTS request
  (id INTEGER PRIMARY KEY, operation TEXT, method TEXT, url TEXT, headers TEXT, body BLOB);
CREATE TABLE IF NOT EXISTS item (tab TEXT, key TEXT, item TEXT, PRIMARY KEY (tab, key));
"""
ITEM_READS = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}
ITEM_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
TABLE_WRITES = {"CreateTable", "UpdateTable", "DeleteTable", "UpdateTimeToLive", "UpdateContinuousBackups"}
MULTIPART = {"CreateMultipartUpload", "UploadPart", "UploadPartCopy", "CompleteMultipartUpload"}
# No profile, key or endpoint of the developer's own can be reached by mistake.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_REGION": wiring.REGION,
    "AWS_DEFAULT_REGION": wiring.REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
}


class DataInUseError(Exception):
    """Another process already serves this data folder."""


class NotKeptError(Exception):
    """A call that the journal cannot keep, or any call after the disk refused a write."""


class Call(NamedTuple):
    """One HTTP request of an AWS client."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class Journal:
    """The handler of botocore's `before-send`; `start` makes one and registers it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.mailbox = Mailbox(folder / "mailbox")
        self._lock = threading.Lock()
        self._broken = False
        self._keys: dict[str, list[str]] = {}
        self._moto = BotocoreStubber()
        self._moto.enabled = True
        self._db = sqlite3.connect(folder / "journal.sqlite", timeout=0, check_same_thread=False)
        try:
            self._db.executescript(f"{DURABLE} {SCHEMA}")
            self._db.execute("BEGIN EXCLUSIVE").connection.commit()
        except sqlite3.OperationalError as error:
            self._db.close()
            raise DataInUseError(folder) from error
        self._replay()

    def __call__(self, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse:
        """Answer one call of a real client; what it changed is on the disk before the client hears of it."""
        service, operation = event_name.split(".")[1:]
        call = Call(request.method, request.url, _texts(request.headers), _bytes(request.body))
        with self._lock:
            if self._broken:
                raise NotKeptError("the disk refused an earlier write, or the service is stopping")
            match service:
                case "dynamodb" if operation in ITEM_WRITES:
                    return self._write_items(call, operation)
                case "dynamodb" if operation in TABLE_WRITES:
                    return self._record(call, operation)
                case "dynamodb" if operation in ITEM_READS or operation.startswith(("Describe", "List")):
                    return self._answer(call)
                case "s3" | "sesv2" if call.method in ("GET", "HEAD"):
                    return self._answer(call)
                case "sesv2" if operation == "SendEmail":
                    return self._send(call)
                case "s3" if call.url.startswith(f"https://{wiring.exports().bucket}."):
                    return self._answer(call)
                case "s3" | "sesv2" if operation not in MULTIPART:
                    return self._record(call, operation)
                case "sqs":
                    return self._answer(call)
            raise NotKeptError(f"{service}.{operation} has no stand-in on this machine")

    def expired(self, now: datetime) -> list[tuple[str, dict[str, Any]]]:
        """The table and the key of each item that DynamoDB would have deleted by now; moto never does."""
        due = "SELECT tab, key FROM item WHERE CAST(json_extract(item, '$.expires.N') AS INTEGER) <= ?"
        with self._lock:
            found = self._db.execute(due, (now.timestamp(),)).fetchall()
        return [(table, json.loads(key)) for table, key in found]

    def close(self) -> None:
        """Wait for the write in hand, then let another process serve the folder."""
        with self._lock:
            self._broken = True
            self._db.close()

    def _write_items(self, call: Call, operation: str) -> AWSResponse:
        answer = self._answer(call)
        if answer.status_code == 200:
            with self._durably():
                for table, key in self._touched(call, operation):
                    asked = {"TableName": table, "Key": key, "ConsistentRead": True}
                    item = self._ask(call, "GetItem", asked).get("Item")
                    row = (table, json.dumps(key, sort_keys=True), json.dumps(item))
                    if item:
                        self._db.execute("INSERT OR REPLACE INTO item VALUES (?, ?, ?)", row)
                    else:
                        self._db.execute("DELETE FROM item WHERE tab = ? AND key = ?", row[:2])
        return answer

    def _touched(self, call: Call, operation: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The table and the key of each item that a write names."""
        asked = json.loads(call.body)
        if operation == "TransactWriteItems":
            writes = [write for action in asked["TransactItems"] for write in action.values()]
        elif operation == "BatchWriteItem":
            writes = [
                {"TableName": table, **write}
                for table, actions in asked["RequestItems"].items()
                for action in actions
                for write in action.values()
            ]
        else:
            writes = [asked]
        for write in writes:
            table = write["TableName"]
            if "Key" in write:
                yield table, write["Key"]
            else:
                yield table, {name: write["Item"][name] for name in self._key_of(table, call)}

    def _key_of(self, table: str, call: Call) -> list[str]:
        """The names of the attributes that make the key of a table."""
        if table not in self._keys:
            schema = self._ask(call, "DescribeTable", {"TableName": table})["Table"]["KeySchema"]
            self._keys[table] = [part["AttributeName"] for part in schema]
        return self._keys[table]

    def _record(self, call: Call, operation: str) -> AWSResponse:
        """Keep the request itself, if moto accepts it."""
        kept = (operation, call.method, call.url, json.dumps(call.headers), call.body)
        with self._durably():
            row = self._db.execute("INSERT INTO request VALUES (NULL, ?, ?, ?, ?, ?)", kept)
            answer = self._repeatable(call, row.lastrowid)
            if answer.status_code >= 300:
                self._db.rollback()
            elif operation == "DeleteTable":
                table = json.loads(call.body)["TableName"]
                self._keys.pop(table, None)
                self._db.execute("DELETE FROM item WHERE tab = ?", (table,))
            elif operation == "DeleteObjects":
                self._forget(call)
        return answer

    def _forget(self, erasure: Call) -> None:
        """An object whose versions were erased is not kept as a request either."""
        bucket = erasure.url.partition("?")[0]
        for erased in ElementTree.fromstring(erasure.body).iterfind("{*}Object[{*}VersionId]"):
            url = bucket + quote(erased.findtext("{*}Key", ""))
            self._db.execute("DELETE FROM request WHERE operation = 'PutObject' AND url = ?", (url,))

    def _send(self, call: Call) -> AWSResponse:
        content = json.loads(call.body)["Content"]
        if "Raw" not in content:
            raise NotKeptError("only raw mails are sent")
        answer = self._answer(call)
        if answer.status_code == 200:
            self.mailbox.keep(base64.b64decode(content["Raw"]["Data"]))
        return answer

    def _replay(self) -> None:
        """Tell moto again what an earlier process was told."""
        to_dynamodb = None
        told = self._db.execute("SELECT * FROM request ORDER BY id")
        for number, operation, method, url, headers, body in told:
            call = Call(method, url, json.loads(headers), body)
            self._repeatable(call, number)
            to_dynamodb = call if operation == "CreateTable" else to_dynamodb
        rows = self._db.execute("SELECT tab, item FROM item")
        while to_dynamodb and (batch := rows.fetchmany(25)):
            puts: dict[str, list[dict[str, Any]]] = {}
            for table, item in batch:
                puts.setdefault(table, []).append({"PutRequest": {"Item": json.loads(item)}})
            self._ask(to_dynamodb, "BatchWriteItem", {"RequestItems": puts})

    def _repeatable(self, call: Call, number: int | None) -> AWSResponse:
        """Moto's answer, its dice tied to the request's number: an object's version id survives a restart."""
        mock_random.seed(number)
        try:
            return self._answer(call)
        finally:
            mock_random.seed()

    def _ask(self, like: Call, operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Another DynamoDB operation, in the account and region of the call `like`."""
        headers = {name: value for name, value in like.headers.items() if name.lower() != "content-length"}
        headers["X-Amz-Target"] = f"DynamoDB_20120810.{operation}"
        answer = self._answer(Call("POST", like.url, headers, json.dumps(asked).encode()))
        if answer.status_code != 200:
            raise NotKeptError(f"{operation}: {answer.text}")
        found: dict[str, Any] = json.loads(answer.content)
        return found

    def _answer(self, call: Call) -> AWSResponse:
        headers = HTTPHeaders.from_dict(call.headers)
        request = AWSPreparedRequest(call.method, call.url, headers, call.body, False)
        answer = self._moto("before-send", request)
        if answer is None:
            raise NotKeptError(f"{call.url} has no stand-in on this machine")
        return answer

    @contextmanager
    def _durably(self) -> Iterator[None]:
        """One transaction; if it fails, memory is ahead of the disk and nothing more may be answered."""
        try:
            with self._db:
                yield
        except BaseException:
            self._broken = True
            raise


def start(folder: Path) -> Journal:
    """Answer every AWS client that this process makes from now on, with the data of `folder`.

    Call it before the first client exists. Raises DataInUseError.
    """
    os.environ.update(ENVIRONMENT)
    pace.quicken()
    journal = Journal(folder)
    BUILTIN_HANDLERS.append(("before-send", journal))
    return journal


def _bytes(body: Any) -> bytes:
    body = body.read() if hasattr(body, "read") else body or b""
    return body.encode() if isinstance(body, str) else bytes(body)


def _texts(headers: Any) -> dict[str, str]:
    """Signing leaves some header values as bytes."""
    return {name: value.decode() if isinstance(value, bytes) else value for name, value in headers.items()}
