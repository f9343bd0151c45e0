"""What `make deploy` and `make destroy` decide before anything is asked of AWS."""

import importlib.util
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from boto3.exceptions import S3UploadFailedError
from botocore.exceptions import WaiterError
from moto import mock_aws

from chalicelib.local.site import Site
from tests.package.conftest import ROOT

_spec = importlib.util.spec_from_file_location("deployment", ROOT / ".ci" / "deploy.py")
assert _spec
assert _spec.loader
deployment = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(deployment)

FIRST = {
    "DOMAIN": "acquit.example",
    "SENDER": "bonjour@acquit.example",
    "OPERATOR": "operator@acquit.example",
}


TOLD = {
    "Domain": "acquit.example",
    "CertificateArn": "",
    "SenderAddress": "bonjour@acquit.example",
    "SenderIdentity": "acquit.example",
    "SenderKind": "existing",
    "OperatorEmail": "operator@acquit.example",
    "MonthlyBudget": "20",
}


def test_a_first_deployment_says_what_it_lacks() -> None:
    with pytest.raises(deployment.Stop, match="DOMAIN=…, OPERATOR=…"):
        deployment.parameters({"SENDER": "bonjour@acquit.example"}, {})


def test_mails_leave_from_the_domain_of_their_sender_unless_another_identity_is_named() -> None:
    assert deployment.parameters(FIRST, {})["SenderIdentity"] == "acquit.example"
    alone = {**FIRST, "IDENTITY": "bonjour@acquit.example"}
    assert deployment.parameters(alone, {})["SenderIdentity"] == "bonjour@acquit.example"


def test_an_update_keeps_what_it_is_not_told() -> None:
    told = {**TOLD, "CertificateArn": "arn:aws:acm:::certificate/1"}
    asked = deployment.parameters({"BUDGET": "30", "DOMAIN": ""}, told)
    assert asked == without("SenderKind", {**told, "MonthlyBudget": "30"})


def without(name: str, values: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in values.items() if key != name}


def test_another_sender_leaves_the_identity_that_was_named_before() -> None:
    told = {**TOLD, "SenderIdentity": "bonjour@acquit.example"}
    again = deployment.parameters({"SENDER": "bonjour@acquit.example"}, told)
    assert again["SenderIdentity"] == "bonjour@acquit.example"
    asked = deployment.parameters({"SENDER": "rappels@courrier.acquit.example"}, TOLD)
    assert asked["SenderIdentity"] == "acquit.example"


@pytest.mark.parametrize("identity", ["acquit.example", "bonjour@acquit.example"])
@pytest.mark.parametrize("sender", ["bonjour@another.example", "bonjour@notacquit.example"])
def test_a_sender_whom_the_identity_does_not_cover_is_refused(sender: str, identity: str) -> None:
    """SES would refuse every mail."""
    with pytest.raises(deployment.Stop, match="IDENTITY"):
        deployment.parameters({"SENDER": sender}, {**TOLD, "SenderIdentity": identity})


# --- what CloudFormation is asked ---

session = cache(boto3.Session)  # which reads what services can do, once


@pytest.fixture
def up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., dict[str, dict[str, str]]]:
    """`up` on a stack in this status that was told so; the values that each kind of change set was given."""
    (tmp_path / "deployment.zip").write_bytes(b"code")
    resource = "{Type: %s, Properties: {}}"
    (tmp_path / "sam.yaml").write_text(
        f"Resources: {{Table: {resource % 'AWS::DynamoDB::Table'}, Files: {resource % 'AWS::S3::Bucket'}}}"
    )

    def up(
        variables: dict[str, str],
        status: str | None = None,
        told: dict[str, str] | None = None,
        identities: tuple[str, ...] = (),
        kept: bool = False,
    ) -> dict[str, dict[str, str]]:
        asked: dict[str, dict[str, str]] = {}
        stack: dict[str, Any] = {}
        if status:
            listed = [{"ParameterKey": key, "ParameterValue": value} for key, value in (told or {}).items()]
            stack |= {"StackStatus": status, "Parameters": listed}

        def changed(_: Any, kind: str, __: Any, **given: Any) -> bool:
            values = {each["ParameterKey"]: each["ParameterValue"] for each in given.get("Parameters", ())}
            asked[kind] = values
            stack.update(StackStatus=f"{kind}_COMPLETE", Parameters=[])
            return True

        for name, does in {
            "_stack": lambda _: dict(stack) or None,
            "remove": lambda _: stack.clear(),
            "_change": changed,
            "kept": lambda _: {"Table": "the table", "Files": "the bucket"} if kept else {},
            "publish": lambda *_: None,
            "say_what_remains": lambda _: None,
        }.items():
            monkeypatch.setattr(deployment.Stage, name, does)
        for name in deployment.VARIABLES:
            monkeypatch.setenv(name, variables.get(name, ""))
        monkeypatch.setattr("sys.argv", ["deploy.py", "up", "test", "--package", str(tmp_path)])
        monkeypatch.setattr(deployment.boto3, "Session", session)
        with mock_aws():
            ses = session(region_name=deployment.REGION).client("sesv2")
            for identity in identities:
                ses.create_email_identity(EmailIdentity=identity)
            deployment.main()
        return asked

    return up


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS"])
def test_what_a_failed_creation_was_told_need_not_be_repeated(up: Any, status: str) -> None:
    asked = up({"BUDGET": "30"}, status, TOLD)
    expected = without("CertificateArn", {**TOLD, "MonthlyBudget": "30", "SenderKind": "domain"})
    assert asked == {"CREATE": expected}


def test_nor_when_it_left_data_behind(up: Any) -> None:
    """The stack begins with them, and was then told nothing that an update could keep."""
    asked = up({}, "ROLLBACK_COMPLETE", TOLD, kept=True)
    assert list(asked) == ["IMPORT", "UPDATE"]
    assert asked["UPDATE"]["Domain"] == "acquit.example"


def test_a_failed_creation_stays_while_the_next_lacks_something(up: Any) -> None:
    with pytest.raises(SystemExit, match="OPERATOR=…"):
        up({"DOMAIN": "acquit.example", "SENDER": "bonjour@acquit.example"}, "ROLLBACK_COMPLETE")


@pytest.mark.parametrize(
    ("identity", "there", "kind"),
    [
        ("acquit.example", (), "domain"),
        ("bonjour@acquit.example", (), "address"),
        ("acquit.example", ("acquit.example",), "existing"),
        ("bonjour@acquit.example", ("bonjour@acquit.example", "acquit.example"), "existing"),
        ("bonjour@acquit.example", ("acquit.example",), "address"),
    ],
)
def test_a_first_stack_makes_the_identity_that_is_not_there(
    up: Any, identity: str, there: tuple[str, ...], kind: str
) -> None:
    assert up({**FIRST, "IDENTITY": identity}, identities=there)["CREATE"]["SenderKind"] == kind


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS"])
def test_a_creation_that_failed_since_the_identity_was_there_leaves_it_to_its_maker(up: Any, status: str) -> None:
    told = {**TOLD, "SenderKind": "domain"}
    assert up({}, status, told, ("acquit.example",))["CREATE"]["SenderKind"] == "existing"


@pytest.mark.parametrize("kind", ["domain", "existing"])
@pytest.mark.parametrize("variables", [{}, {"IDENTITY": "acquit.example"}])
def test_an_identity_stays_whose_it_was(up: Any, kind: str, variables: dict[str, str]) -> None:
    """The stack's own is there too: taken for another's, it would be removed."""
    told = {**TOLD, "SenderKind": kind}
    assert up(variables, "UPDATE_COMPLETE", told, ("acquit.example",))["UPDATE"]["SenderKind"] == kind


def test_a_stack_made_before_that_was_asked_made_its_identity(up: Any) -> None:
    told = without("SenderKind", TOLD)
    assert up({}, "CREATE_COMPLETE", told, ("acquit.example",))["UPDATE"]["SenderKind"] == "domain"


@pytest.mark.parametrize(("there", "kind"), [((), "address"), (("bonjour@acquit.example",), "existing")])
def test_another_identity_is_looked_for_anew(up: Any, there: tuple[str, ...], kind: str) -> None:
    told = {**TOLD, "SenderKind": "domain"}
    asked = up({"IDENTITY": "bonjour@acquit.example"}, "UPDATE_COMPLETE", told, there)
    assert asked["UPDATE"]["SenderKind"] == kind


# --- what AWS says no to ---


def test_without_credentials_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "credentials" in said_at_the_end(monkeypatch)


def test_without_an_answer_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    assert "http://127.0.0.1:1" in said_at_the_end(monkeypatch)


@pytest.mark.parametrize(
    "error",
    [WaiterError("TableNotExists", "Max attempts exceeded", {}), S3UploadFailedError("Failed to upload")],
)
def test_any_other_failure_of_aws_is_said_too(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fails(_: str) -> None:
        raise error

    monkeypatch.setattr(deployment, "Stage", fails)
    assert str(error) in said_at_the_end(monkeypatch)


def said_at_the_end(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("sys.argv", ["deploy.py", "up", "test"])
    with pytest.raises(SystemExit) as end:
        deployment.main()
    said = end.value.code
    assert isinstance(said, str)
    assert "\n" not in said
    return said


# --- what is removed ---


def test_data_goes_only_for_the_words_that_name_the_stage() -> None:
    assert not deployment.wants_erasure("", "prod")
    assert deployment.wants_erasure("erase-prod-for-good", "prod")
    for words in ("yes", "erase-for-good", "erase-test-for-good"):
        with pytest.raises(deployment.Stop, match="Nothing was removed"):
            deployment.wants_erasure(words, "prod")


@pytest.mark.parametrize(
    "change",
    [
        {"Action": "Remove", "LogicalResourceId": "Files"},
        {"Action": "Modify", "LogicalResourceId": "Table", "Replacement": "True"},
        {"Action": "Modify", "LogicalResourceId": "Table", "Replacement": "Conditional"},
    ],
)
def test_a_change_that_would_lose_data_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(deployment.Stop, match=change["LogicalResourceId"]):
        deployment.refuse_loss([{"Action": "Add", "LogicalResourceId": "Steps"}, change])


def test_other_changes_pass() -> None:
    deployment.refuse_loss(
        [
            {"Action": "Modify", "LogicalResourceId": "Table", "Replacement": "False"},
            {"Action": "Modify", "LogicalResourceId": "Front", "Replacement": "True"},
            {"Action": "Remove", "LogicalResourceId": "NoSweep"},
        ]
    )


def test_a_stack_goes_once_its_buckets_are_empty_but_for_that_of_the_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """CloudFormation removes no bucket that holds something; the one it retains stays as it is."""
    found: dict[str, int] = {}
    with mock_aws():
        stage = deployment.Stage("test")
        buckets = {"Site": "the-site", "Exports": "the-exports", "Files": stage.files}
        for name in buckets.values():
            stage.s3.create_bucket(
                Bucket=name, CreateBucketConfiguration={"LocationConstraint": deployment.REGION}
            )
            stage.s3.put_object(Bucket=name, Key="account/1", Body=b"something")

        def removed(**_: str) -> None:
            for logical, name in buckets.items():
                found[logical] = stage.s3.list_objects_v2(Bucket=name)["KeyCount"]

        monkeypatch.setattr(stage, "status", lambda: "CREATE_COMPLETE")
        monkeypatch.setattr(stage, "_wait", lambda: "DELETE_COMPLETE")
        monkeypatch.setattr(stage.stacks, "delete_stack", removed)
        monkeypatch.setattr(
            stage,
            "_resources",
            lambda: [
                {
                    "ResourceType": "AWS::S3::Bucket",
                    "LogicalResourceId": logical,
                    "PhysicalResourceId": name,
                }
                for logical, name in buckets.items()
            ],
        )
        stage.remove()
    assert found == {"Site": 0, "Exports": 0, "Files": 1}


def test_erased_data_is_gone_when_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """DynamoDB takes its time, and a deployment would find the table again."""
    monkeypatch.setattr("botocore.waiter.time.sleep", lambda _: None)
    with mock_aws():
        stage = deployment.Stage("test")
        stage.tables.create_table(
            TableName=stage.table,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            DeletionProtectionEnabled=True,
        )
        looks: list[str] = []
        delete, describe = stage.tables.delete_table, stage.tables.describe_table

        def look(**asked: str) -> Any:
            found = describe(**asked)
            looks.append("look")
            if len(looks) == 3:
                delete(**asked)
            return found

        def begin(**_: str) -> None:
            monkeypatch.setattr(stage.tables, "describe_table", look)

        monkeypatch.setattr(stage.tables, "delete_table", begin)
        stage.erase()
        assert stage.kept() == {}


def test_one_distribution_forgets_the_site_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("the page")
    forgot: list[str] = []
    with mock_aws():
        stage = deployment.Stage("test")
        outputs = {"SiteBucket": "the-site", "SiteDistribution": "FRONT"}
        monkeypatch.setattr(stage, "outputs", lambda: outputs)
        monkeypatch.setattr(
            stage.front, "create_invalidation", lambda **asked: forgot.append(asked["DistributionId"])
        )
        stage.s3.create_bucket(
            Bucket="the-site", CreateBucketConfiguration={"LocationConstraint": deployment.REGION}
        )
        stage.publish(Site(root=tmp_path))
    assert forgot == ["FRONT"]


def test_the_site_is_sent_as_the_local_server_answers_it(tmp_path: Path) -> None:
    for name in ("index.html", "aide/index.html", "assets/app-1f2e.js"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    sent = dict(deployment.site_files(Site(root=tmp_path)))
    assert sent["aide/index.html"][0] == b"aide/index.html"
    assert sent["aide/index.html"][1]["Content-Type"] == "text/html; charset=utf-8"
    assert sent["aide/index.html"][1]["Cache-Control"] == "no-cache"
    assert "immutable" in sent["assets/app-1f2e.js"][1]["Cache-Control"]
    preview = {"letter/lettre.css", "letter/apercu.css", "letter/fonts/NotoSans-Regular.ttf"}
    assert sent.keys() >= preview, "a letter's preview asks for them"


@pytest.mark.parametrize("name", ["", "Prod", "-prod", "a stage", "x" * 21])
def test_a_stage_has_a_plain_name(name: str) -> None:
    with pytest.raises(deployment.Stop, match="STAGE"):
        deployment.Stage(name)
