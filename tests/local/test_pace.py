"""Quickened moto answers what moto answers, whatever is asked of it."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.core.serialize import AttributePicker
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.table import Table

from chalicelib import wiring
from chalicelib.local import pace

TABLE = wiring.table().Meta.table_name
texts = st.sampled_from(["a", "a#1", "a#2", "ab", "b", "é"])


@contextmanager
def quickened() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for changed, name in [
            (Table, "query"),
            (DynamoDBBackend, "transact_write_items"),
            (AttributePicker, "__call__"),
        ]:
            patch.setattr(changed, name, getattr(changed, name))
        patch.setattr(Table, "__deepcopy__", None, raising=False)
        pace.quicken()
        yield


def an_item(pk: str, sk: str, place: str | None, due: str | None) -> dict[str, Any]:
    item = {"pk": pk, "sk": sk, "body": "x" * 40}
    if place:
        item["place"] = place
    if due:
        item |= {"due_bucket": "due#0", "due_at": due}
    return {name: {"S": value} for name, value in item.items()}


items = st.lists(
    st.builds(an_item, st.sampled_from(["a", "b"]), texts, st.none() | texts, st.none() | texts), max_size=12
)
conditions = st.sampled_from(
    [
        ("", {}),
        (" AND begins_with(#r, :x)", {":x"}),
        (" AND #r BETWEEN :x AND :y", {":x", ":y"}),
        (" AND #r > :x", {":x"}),
        (" AND #r = :x", {":x"}),
    ]
)


def told(client: Any, operation: str, **asked: Any) -> Any:
    try:
        answer = getattr(client, operation)(TableName=TABLE, **asked)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response.get("CancellationReasons")
    return {name: value for name, value in answer.items() if name not in ("ResponseMetadata",)}


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with mock_aws():
        wiring.table().create_table()
        yield boto3.client("dynamodb", wiring.REGION)


def both(work: Any, client: Any) -> tuple[Any, Any]:
    """What the work is told by moto as it comes, and by quickened moto."""
    answers = []
    for way in (nullcontext, quickened):
        dynamodb_backends[ACCOUNT][wiring.REGION].tables[TABLE].items.clear()
        with way():
            answers.append(work(client))
    return answers[0], answers[1]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    items,
    st.sampled_from([(None, "pk", "sk"), ("places", "pk", "place"), ("due", "due_bucket", "due_at")]),
    conditions,
    texts,
    texts,
    st.none() | st.integers(1, 4),
    st.booleans(),
)
def test_every_page_of_a_query_is_the_same(client, kept, index, condition, x, y, limit, forward) -> None:
    name, partition, by = index
    expression, values = condition
    asked: dict[str, Any] = {
        "KeyConditionExpression": f"#p = :p{expression}",
        "ExpressionAttributeNames": {"#p": partition, **({"#r": by} if values else {})},
        "ExpressionAttributeValues": {
            ":p": {"S": "due#0" if name == "due" else "a"},
            **{key: {"S": {":x": x, ":y": y}[key]} for key in values},
        },
        "ScanIndexForward": forward,
        **({"IndexName": name} if name else {}),
        **({"Limit": limit} if limit else {}),
    }

    def work(client: Any) -> list[Any]:
        for item in kept:
            client.put_item(TableName=TABLE, Item=item)
        pages: list[Any] = []
        start: dict[str, Any] = {}
        while len(pages) < 15:
            page = told(client, "query", **asked, **start)
            if not isinstance(page, dict):
                return [page]
            pages += page["Items"]
            if "LastEvaluatedKey" not in page:
                break
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        return pages

    assert (answers := both(work, client))[0] == answers[1]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    items,
    st.lists(
        st.tuples(st.sampled_from(["Put", "Update", "Delete"]), texts),
        min_size=1,
        max_size=4,
        unique_by=lambda a: a[1],
    ),
    texts,
    st.booleans(),
)
def test_a_transaction_writes_the_same_or_leaves_the_same(client, kept, actions, checked, fails) -> None:
    def action(kind: str, sk: str) -> dict[str, Any]:
        key = {"pk": {"S": "a"}, "sk": {"S": sk}}
        if kind == "Put":
            return {"Put": {"TableName": TABLE, "Item": {**key, "place": {"S": "put"}}}}
        if kind == "Delete":
            return {"Delete": {"TableName": TABLE, "Key": key}}
        update = {"UpdateExpression": "SET place = :v", "ExpressionAttributeValues": {":v": {"S": "updated"}}}
        return {"Update": {"TableName": TABLE, "Key": key, **update}}

    test = {
        "TableName": TABLE,
        "Key": {"pk": {"S": "b"}, "sk": {"S": checked}},
        "ConditionExpression": "attribute_exists(pk)" if fails else "attribute_not_exists(missing)",
    }

    def work(client: Any) -> Any:
        for item in kept:
            client.put_item(TableName=TABLE, Item=item)
        try:
            client.transact_write_items(
                TransactItems=[*(action(*each) for each in actions), {"ConditionCheck": test}]
            )
            said = "done"
        except ClientError as error:
            said = str([reason["Code"] for reason in error.response.get("CancellationReasons", ())])
        left = client.scan(TableName=TABLE)["Items"]
        return said, left

    assert (answers := both(work, client))[0] == answers[1]
