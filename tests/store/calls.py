"""What a piece of work asks of AWS: every call, and the capacity it takes, computed from the sizes of the items.

    with recorded() as calls:
        cases.open_cases(account)
    assert [call.operation for call in calls] == ["Query"]

Capacity counts as DynamoDB bills on demand: reads in 4 KB (half without consistency; a query rounds its page, not
each item), writes in 1 KB, twice in a transaction, and once more for each index an item stands in (twice in
`places` when an existing item may have moved there). S3, SES and SQS calls take none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

READS = {"GetItem", "Query", "BatchGetItem", "Scan", "TransactGetItems"}
TRANSACTION = 2


@dataclass(frozen=True)
class Call:
    """One call; `on` is the table, with its index if it was asked (`acquit/places`)."""

    service: str
    operation: str
    on: str
    items: int = 0
    reads: float = 0
    writes: float = 0


@contextmanager
def recorded() -> Iterator[list[Call]]:
    """The calls made meanwhile by every client of this process, in the order of their answers."""
    calls: list[Call] = []
    ask = BaseClient._make_api_call

    def noted(client: BaseClient, operation: str, asked: dict[str, Any]) -> Any:
        answer: Any = {}
        try:
            answer = ask(client, operation, asked)
            return answer
        finally:
            calls.append(_call(client.meta.service_model.service_name, operation, asked, answer))

    with patch.object(BaseClient, "_make_api_call", noted):
        yield calls


def size(item: dict[str, Any]) -> int:
    """Bytes of an item as DynamoDB counts them: names, texts, binaries, about half a byte a digit."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: dict[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind == "N":
        return ceil(len(content.strip("-").replace(".", "")) / 2) + 1
    return len(content.encode() if isinstance(content, str) else content)


def _call(service: str, operation: str, asked: dict[str, Any], answer: dict[str, Any]) -> Call:
    if service != "dynamodb":
        return Call(service, operation, asked.get("Bucket") or asked.get("QueueUrl", ""))
    found = _items(operation, answer)
    share = 1 if _consistent(operation, asked) else 0.5
    reads: float = 0
    if operation in READS:
        pages = [sum(map(size, found))] if operation in ("Query", "Scan") else [size(item) for item in found]
        reads = share * sum(max(1, ceil(page / 4096)) for page in pages or [0])
    writes = sum(
        _units(item, action) * (TRANSACTION if operation == "TransactWriteItems" else 1)
        for action, item in _written(operation, asked, answer)
    )
    tables = asked.get("RequestItems") or {
        action["TableName"]: 1 for each in asked.get("TransactItems", ()) for action in each.values()
    }
    on = "/".join([asked.get("TableName") or next(iter(tables), ""), *filter(None, [asked.get("IndexName")])])
    return Call("dynamodb", operation, on, len(found), reads, writes)


def _items(operation: str, answer: dict[str, Any]) -> list[dict[str, Any]]:
    if operation == "GetItem":
        return [answer["Item"]] if "Item" in answer else []
    if operation == "BatchGetItem":
        return [item for page in answer.get("Responses", {}).values() for item in page]
    return list(answer.get("Items", ()))


def _consistent(operation: str, asked: dict[str, Any]) -> bool:
    if operation == "BatchGetItem":
        return all(page.get("ConsistentRead") for page in asked["RequestItems"].values())
    return bool(asked.get("ConsistentRead"))


def _written(
    operation: str, asked: dict[str, Any], answer: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each write with the item it left, as far as the call tells it."""
    match operation:
        case "PutItem":
            yield "Put", asked["Item"]
        case "UpdateItem":
            yield "Update", answer.get("Attributes") or asked["Key"]
        case "DeleteItem":
            yield "Delete", asked["Key"]
        case "TransactWriteItems":
            for each in asked["TransactItems"]:
                ((action, told),) = each.items()
                yield action, told.get("Item") or told["Key"]
        case "BatchWriteItem":
            for action in (each for page in asked["RequestItems"].values() for each in page):
                ((kind, told),) = action.items()
                yield kind.removesuffix("Request"), told.get("Item") or told["Key"]


def _units(item: dict[str, Any], action: str) -> int:
    whole = max(1, ceil(size(item) / 1024))
    first = int(item.get("version", {}).get("N", 1)) == 1
    places = 0 if "place" not in item else whole if action == "Put" and first else 2 * whole
    return whole + places + int("due_at" in item) + int("check_at" in item)
