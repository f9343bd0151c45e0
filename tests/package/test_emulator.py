"""The template becomes a stack that serves: created in MiniStack, called through its gateway, started by its clock."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.package.conftest import ROOT
from tests.package.emulator import UNKNOWN, VARIABLES, Emulator, known, running

pytestmark = pytest.mark.slow

EXAMPLES = ROOT / "chalicelib" / "web" / "examples"
SCHEDULED = {
    "id": "1", "account": "000000000000", "time": "2026-11-22T06:00:00Z", "region": "eu-west-3", "version": "0",
    "source": "aws.events", "detail-type": "Scheduled Event", "detail": {}, "resources": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def stack(builds: Path, artefact: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with running(builds / "emulator", tmp_path_factory.mktemp("emulator")) as emulator:
        package = known(artefact, tmp_path_factory.mktemp("known") / "package")
        emulator.deploy(package, **VARIABLES)
        yield emulator


def test_every_resource_of_the_template_is_created(stack: Emulator, artefact: Path) -> None:
    template = yaml.safe_load((artefact / "sam.yaml").read_text())
    asked = {name for name, each in template["Resources"].items() if each["Type"] != UNKNOWN}
    assert stack.resources().keys() >= asked


def test_the_table_and_the_buckets_are_as_asked(stack: Emulator) -> None:
    table = stack.client("dynamodb").describe_table(TableName=stack.physical("Table"))["Table"]
    assert {index["IndexName"] for index in table["GlobalSecondaryIndexes"]} == {"due", "check"}
    assert [index["IndexName"] for index in table["LocalSecondaryIndexes"]] == ["places"]
    files = stack.physical("Files")
    assert stack.client("s3").get_bucket_versioning(Bucket=files)["Status"] == "Enabled"
    exports = stack.physical("Exports")
    assert "Status" not in stack.client("s3").get_bucket_versioning(Bucket=exports)


def test_the_api_reaches_its_table(stack: Emulator) -> None:
    status, _, body = stack.call("GET", "/health")
    assert (status, json.loads(body)["table"]) == (200, "ok")


def test_a_letter_comes_back_as_a_pdf(stack: Emulator) -> None:
    status, headers, body = stack.call("POST", "/letters", (EXAMPLES / "letter.json").read_bytes())
    assert (status, headers["content-type"]) == (200, "application/pdf")
    assert body.startswith(b"%PDF-1.7")


def test_a_stranger_may_ask_for_a_link_to_sign_in_and_the_mail_leaves(stack: Emulator) -> None:
    status, _, body = stack.call(
        "POST", "/sign-ins", json.dumps({"email": "claire@kerbrat.example"}).encode()
    )
    assert status == 202, body


@pytest.mark.parametrize("name", ["Sweep", "CheckBusinesses"])
def test_what_a_schedule_starts_ends_well(stack: Emulator, name: str) -> None:
    done = stack.client("lambda").invoke(
        FunctionName=stack.physical(name), Payload=json.dumps(SCHEDULED).encode()
    )
    told = done["Payload"].read()
    assert "FunctionError" not in done, told


def test_schedules_the_queue_and_the_topic_start_their_functions(stack: Emulator) -> None:
    rules = stack.client("events").list_rules()["Rules"]
    assert sorted(rule["ScheduleExpression"] for rule in rules) == ["rate(1 hour)", "rate(15 minutes)"]
    (source,) = stack.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    topic = stack.physical("MailReports")
    (heard,) = stack.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert heard["Protocol"] == "lambda"
