"""`make backup FOLDER=…`, `make restore FOLDER=…`: everything the service keeps, to a folder and back.

    items.jsonl      every item of the table, as DynamoDB's API writes it, binaries in base64
    objects.jsonl    every object of the bucket: its key, its type, its file in objects/

Exports are not among them: an archive is worth an hour, and is made again when asked for.

The real clients do it: of the table in ACQUIT_TABLE and the bucket in ACQUIT_BUCKET, with the credentials of the
environment, or before the stand-in (`drill`). What is written during an export may be in it or not; the point-in-time
recovery of the table has no such gap. Whoever left since the export is erased again: tombstones outlive a wipe, and
the restored accounts they name go (E08).

Cases restored from the past do not know what left since: the clock must be stopped before, as README says.
"""

import base64
import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from chalicelib import wiring
from chalicelib.services.ports import Gone
from chalicelib.store.tables import unpacked

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]

A_CALL = 25  # items
TOMBSTONE = "erased#"


class NotEmptyError(Exception):
    """Something else is kept there: a restore would mix two states."""


class NotToldError(Exception):
    """A wipe must name once more the very table, the very bucket."""


def export(folder: Path) -> tuple[int, int]:
    """Every item, and every object as it is now; how many of each. FileExistsError unless the folder is a new one."""
    (folder / "objects").mkdir(mode=0o700, parents=True)
    items = objects = 0
    with (folder / "items.jsonl").open("x", encoding="utf-8") as file:
        for item in _items():
            file.write(json.dumps(item, default=_in_base64) + "\n")
            items += 1
    with (folder / "objects.jsonl").open("x", encoding="utf-8") as file:
        for key, mime, content in _objects():
            objects += 1
            name = f"objects/{objects:08}"
            (folder / name).write_bytes(content)
            file.write(json.dumps({"key": key, "type": mime, "file": name}) + "\n")
    return items, objects


def wipe(table: str = "", bucket: str = "") -> None:
    """Removes all that is kept in those named, but the tombstones. Raises NotToldError when a name is another's."""
    if (
        (table, bucket) == ("", "")
        or table not in ("", _table())
        or bucket not in ("", wiring.files().bucket)
    ):
        raise NotToldError
    if bucket:
        wiring.files().erase("")
    if table:
        _write({"DeleteRequest": {"Key": {"pk": item["pk"], "sk": item["sk"]}}} for item in _living())


def restore(folder: Path) -> int:
    """Puts everything back, then erases again who has left since; how many. Made again where it was cut off.

    Raises NotEmptyError.
    """
    exported = {_key(item): item for item in _exported_items(folder)}
    if any(exported.get(_key(item)) != item for item in _living()):
        raise NotEmptyError
    _write({"PutRequest": {"Item": item}} for item in exported.values())
    for key, mime, content in _exported_objects(folder):
        wiring.files().put(key, content, mime)
    return erase_again()


def erase_again() -> int:
    """Erases every account that a tombstone names, as of its day; how many there were. After any restore whatever."""
    table, accounts, files, found = wiring.table(), wiring.accounts(), wiring.files(), 0
    for row in table.scan(table.pk.startswith(TOMBSTONE)):
        account = row.pk.removeprefix(TOMBSTONE)
        files.erase(f"{account}/")
        try:
            kept = accounts.get(account)
        except Gone:
            continue
        accounts.erase(kept, date.fromisoformat(json.loads(unpacked(row))))
        found += 1
    return found


def differences(folder: Path) -> list[str]:
    """What is kept otherwise than the export says: its key, one line each."""
    told: dict[str, object] = {_key(item): item for item in _exported_items(folder)}
    told |= {key: (mime, content) for key, mime, content in _exported_objects(folder)}
    kept: dict[str, object] = {_key(item): item for item in _items()}
    kept |= {key: (mime, content) for key, mime, content in _objects()}
    return [
        *(f"missing: {key}" for key in told.keys() - kept.keys()),
        *(f"unknown: {key}" for key in kept.keys() - told.keys()),
        *(f"not the same: {key}" for key in told.keys() & kept.keys() if told[key] != kept[key]),
    ]


def _items() -> Iterator[Item]:
    pages = _dynamodb().get_paginator("scan").paginate(TableName=_table(), ConsistentRead=True)
    return (dict(item) for page in pages for item in page["Items"])


def _living() -> Iterator[Item]:
    return (item for item in _items() if not item["pk"]["S"].startswith(TOMBSTONE))


def _write(requests: Iterable[dict[str, Any]]) -> None:
    client, requests = _dynamodb(), iter(requests)
    while batch := list(islice(requests, A_CALL)):
        left: Any = {_table(): batch}
        while left:
            left = client.batch_write_item(RequestItems=left)["UnprocessedItems"]


def _objects() -> Iterator[tuple[str, str, bytes]]:
    """The key, the type and the bytes of each."""
    files = wiring.files()
    for key in files.keys(""):
        found = files.client.get_object(Bucket=files.bucket, Key=key)
        yield key, found["ContentType"], found["Body"].read()


def _exported_items(folder: Path) -> Iterator[Item]:
    with (folder / "items.jsonl").open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line, object_hook=_from_base64)


def _exported_objects(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    with (folder / "objects.jsonl").open(encoding="utf-8") as file:
        for told in map(json.loads, file):
            yield told["key"], told["type"], (folder / told["file"]).read_bytes()


def _in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _from_base64(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": base64.b64decode(value["B"])} if value.keys() == {"B"} else value


def _key(item: Item) -> str:
    return f"{item['pk']['S']} {item['sk']['S']}"


def _table() -> str:
    return wiring.table().Meta.table_name


def _dynamodb() -> "DynamoDBClient":
    """With more patience than the service's own: nobody waits for an answer."""
    return boto3.client("dynamodb", region_name=wiring.table().Meta.region)


def main() -> int:
    """`export` or `restore`, as the first argument says, of the service that the environment names."""
    folder = os.environ.get("FOLDER", "")
    if not (folder and os.environ.get("ACQUIT_TABLE") and os.environ.get("ACQUIT_BUCKET")):
        print("FOLDER, ACQUIT_TABLE and ACQUIT_BUCKET must be set.", file=sys.stderr)
        return 1
    try:
        print(_done(sys.argv[1], Path(folder)))
    except FileExistsError:
        print(f"{folder} exists already.", file=sys.stderr)
        return 1
    except NotToldError:
        print("WIPE_TABLE may only repeat ACQUIT_TABLE, and WIPE_BUCKET ACQUIT_BUCKET.", file=sys.stderr)
        return 1
    except NotEmptyError:
        print(
            "The table is not empty. Named twice (in WIPE_TABLE too), it is emptied first.",
            file=sys.stderr,
        )
        return 1
    return 0


def _done(act: str, folder: Path) -> str:
    if act == "export":
        return "{} items, {} objects".format(*export(folder))
    told = os.environ.get("WIPE_TABLE", ""), os.environ.get("WIPE_BUCKET", "")
    if any(told):
        wipe(*told)
    return f"Restored; {restore(folder)} accounts erased again, which had left since."


if __name__ == "__main__":
    sys.exit(main())
