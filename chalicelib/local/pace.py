"""Moto at the pace of a year of invoices: the same answers, without going through the whole table for each.

Moto sorts every item for each query, copies every item before each transaction and guesses the name of every
value it answers, so that the thousandth case takes a second to write. Here a query meets only the items of its
page, a transaction puts back only what it touched, and a value has one name. Tests hold the answers to those of
moto as it comes.
"""

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from moto.core.serialize import AttributePicker, AttributePickerContext
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

_query, _transact, _pick = Table.query, DynamoDBBackend.transact_write_items, AttributePicker.__call__


def quicken() -> None:
    """Change moto in this process."""
    changes: list[tuple[type, str, Callable[..., Any]]] = [
        (Table, "query", query),
        (Table, "__deepcopy__", shallow_copy),
        (DynamoDBBackend, "transact_write_items", transact_write_items),
        (AttributePicker, "__call__", pick),
    ]
    for changed, name, change in changes:
        setattr(changed, name, change)


def query(
    self: Table,
    hash_key: DynamoType,
    compare: str | None,
    to: list[DynamoType],
    limit: int | None,
    start: dict[str, Any] | None,
    forward: bool,
    projection: Any,
    index: str | None = None,
    *rest: Any,
    **more: Any,
) -> Any:
    """Ask a table that holds nothing but the page to be answered; a global index is asked as it is."""
    asked = (hash_key, compare, to, limit, start, forward, projection, index, *rest)
    by = self.range_key_attr
    for local in self.indexes or ():
        if local.name == index:
            by = next(key["AttributeName"] for key in local.schema if key["KeyType"] == "RANGE")
    if by is None or index in {each.name for each in self.global_indexes or ()}:
        return _query(self, *asked, **more)
    small = copy.copy(self)
    found = list(_matching(self.items.get(hash_key, {}), by, compare, to))
    if limit and found and found[0].attrs[by].type == "S":
        found = _page(found, by, limit, start[by]["S"] if start else None, forward)
    small.items = defaultdict(dict, {hash_key: {item.range_key: item for item in found}})
    return _query(small, *asked, **more)


def shallow_copy(self: Table, memo: dict[int, Any]) -> Table:
    """The state that a failed transaction goes back to; items are shared, since a put replaces them."""
    kept = copy.copy(self)
    kept.items = defaultdict(dict, {key: copy.copy(partition) for key, partition in self.items.items()})
    return kept


def transact_write_items(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """An update changes an item in its place: such an item is kept aside."""
    updates = [each["Update"] for each in transact_items if "Update" in each]
    found = [(each["TableName"], self.get_item(each["TableName"], each["Key"])) for each in updates]
    before = [(name, copy.deepcopy(item)) for name, item in found if item]
    try:
        _transact(self, transact_items)
    except Exception:
        for name, item in before:
            items: dict[Any, Any] = self.tables[name].items
            partition, key = (
                (items[item.hash_key], item.range_key) if item.range_key else (items, item.hash_key)
            )
            partition[key] = item
        raise


def pick(self: AttributePicker, context: AttributePickerContext) -> Any:
    """DynamoDB's values are in dictionaries, under their own names."""
    service = context.service_model
    if isinstance(context.obj, dict) and service and service.service_name == "dynamodb":
        return context.obj.get(context.key)
    return _pick(self, context)


def _matching(
    partition: dict[DynamoType, Item], by: str, compare: str | None, to: list[DynamoType]
) -> Iterator[Item]:
    for item in partition.values():
        value = item.attrs.get(by)
        if value and (compare is None or value.compare(compare, to)):
            yield item


def _page(found: list[Item], by: str, limit: int, start: str | None, forward: bool) -> list[Item]:
    """From `start` on in the order asked, and one beyond the limit, which tells whether there is more."""

    def value(item: Item) -> str:
        return str(item.attrs[by].value)

    if start is not None:
        found = [item for item in found if (value(item) >= start if forward else value(item) <= start)]
    same = sum(value(item) == start for item in found)
    return sorted(found, key=value, reverse=not forward)[: same + limit + 1]
