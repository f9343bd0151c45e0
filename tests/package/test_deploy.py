"""What `make deploy` and `make destroy` decide before anything is asked of AWS."""

import importlib.util
from pathlib import Path

import pytest
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


def test_a_first_deployment_says_what_it_lacks() -> None:
    with pytest.raises(deployment.Stop, match="DOMAIN=…, OPERATOR=…"):
        deployment.parameters({"SENDER": "bonjour@acquit.example"}, set())


def test_mails_leave_from_the_domain_of_their_sender_unless_another_identity_is_named() -> None:
    assert given(deployment.parameters(FIRST, set()))["SenderIdentity"] == "acquit.example"
    alone = {**FIRST, "IDENTITY": "bonjour@acquit.example"}
    assert given(deployment.parameters(alone, set()))["SenderIdentity"] == "bonjour@acquit.example"


def test_an_update_keeps_what_it_is_not_told() -> None:
    told = {"Domain", "SenderAddress", "SenderIdentity", "OperatorEmail", "MonthlyBudget", "CertificateArn"}
    asked = deployment.parameters({"BUDGET": "20", "DOMAIN": ""}, told)
    assert given(asked) == {"MonthlyBudget": "20"}
    kept = {each["ParameterKey"] for each in asked if each.get("UsePreviousValue")}
    assert kept == told - {"MonthlyBudget"}


def given(parameters: list[dict[str, str]]) -> dict[str, str]:
    return {each["ParameterKey"]: each["ParameterValue"] for each in parameters if "ParameterValue" in each}


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
