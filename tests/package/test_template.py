"""The template that `make package` writes: valid to its readers, and holding what keeps data and money safe."""

import json
import re
import shutil
import subprocess
from typing import Any

import boto3
import pytest
import yaml

from chalicelib.local.site import FOR_THE_PREVIEW
from chalicelib.store.tables import Row
from chalicelib.web.described import REFUSALS
from tests.package.conftest import ROOT, packaging

FUNCTIONS = {"APIHandler", "Sweep", "RunStep", "CheckBusinesses", "HearMail"}
PARAMETERS = {
    "Domain": "acquit.example",
    "SenderIdentity": "acquit.example",
    "SenderAddress": "bonjour@acquit.example",
    "OperatorEmail": "operator@acquit.example",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("template")
    packaging.write_app_and_template(folder / "chalice", folder / "tree", folder / "sam.yaml")
    return (folder / "sam.yaml").read_text()


@pytest.fixture(scope="module")
def resources(written: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(written)["Resources"]
    return found


def of_kind(resources: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {
        name: each.get("Properties", {}) for name, each in resources.items() if each["Type"] == f"AWS::{kind}"
    }


@pytest.mark.slow
def test_the_linter_finds_nothing(written: str) -> None:
    assert linted(written) == []


@pytest.mark.slow
def test_the_linter_finds_nothing_once_cloudformation_expanded_it(written: str) -> None:
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator

    sam = yaml.safe_load(written)
    for function in of_kind(sam["Resources"], "Serverless::Function").values():
        function["CodeUri"] = "s3://bucket/key"
    session = boto3.Session(region_name="eu-west-3")
    translated = Translator({}, Parser(), boto_session=session).translate(sam, PARAMETERS)
    assert linted(json.dumps(translated)) == []


def linted(template: str) -> list[str]:
    from cfnlint.api import lint
    from cfnlint.config import ManualArgs

    return [str(found) for found in lint(template, config=ManualArgs(regions=["eu-west-3"]))]


def test_every_function_has_a_role_a_log_and_limits_of_its_own(resources: dict[str, Any]) -> None:
    functions = of_kind(resources, "Serverless::Function")
    assert set(functions) == FUNCTIONS
    assert {each["Runtime"] for each in functions.values()} == {f"python{packaging.RUNTIME}"}
    for name in ("Role", "LoggingConfig"):
        assert len({json.dumps(each[name]) for each in functions.values()}) == len(FUNCTIONS)
    assert all(each["RetentionInDays"] <= 90 for each in of_kind(resources, "Logs::LogGroup").values())
    assert functions["APIHandler"]["Timeout"] <= 29


def test_every_variable_that_the_code_reads_is_given(resources: dict[str, Any]) -> None:
    read = set(re.findall(r"ACQUIT_[A-Z_]+", (ROOT / "chalicelib" / "wiring.py").read_text()))
    elsewhere = {
        "ACQUIT_TODAY",
        "ACQUIT_LINKS",
        "ACQUIT_DEAD_LETTERS",
        "ACQUIT_BODACC",
    }  # local mode and tests
    for name, function in of_kind(resources, "Serverless::Function").items():
        assert set(function["Environment"]["Variables"]) == read - elsewhere, name


def test_the_table_is_the_one_the_code_uses(resources: dict[str, Any]) -> None:
    (table,) = of_kind(resources, "DynamoDB::Table").values()
    schema = Row._get_schema()  # what PynamoDB would create
    assert table["KeySchema"] == schema["key_schema"]
    assert by_name(table["AttributeDefinitions"]) == by_name(schema["attribute_definitions"])
    for kind, made in (("Global", "global_secondary_indexes"), ("Local", "local_secondary_indexes")):
        declared = {index["IndexName"]: index for index in table[f"{kind}SecondaryIndexes"]}
        assert set(declared) == {index["index_name"] for index in schema[made]}
        for index in schema[made]:
            assert by_role(declared[index["index_name"]]) == {
                each["KeyType"]: each["AttributeName"] for each in index["key_schema"]
            }
            assert declared[index["index_name"]]["Projection"] == index["projection"]
    assert table["TimeToLiveSpecification"] == {"AttributeName": Row.expires.attr_name, "Enabled": True}
    assert table["BillingMode"] == Row.Meta.billing_mode


def by_role(index: dict[str, Any]) -> dict[str, str]:
    return {each["KeyType"]: each["AttributeName"] for each in index["KeySchema"]}


def by_name(attributes: list[dict[str, str]]) -> dict[str, str]:
    return {each["AttributeName"]: each["AttributeType"] for each in attributes}


def test_no_update_and_no_removal_takes_data_away(resources: dict[str, Any]) -> None:
    table, files = resources["Table"], resources["Files"]
    for kept in (table, files):
        assert (kept["DeletionPolicy"], kept["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert table["Properties"]["TableName"], "a table with a name is never replaced"
    assert table["Properties"]["DeletionProtectionEnabled"] is True
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["Properties"]["SSESpecification"]["SSEEnabled"] is True
    assert files["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}
    assert files["Properties"]["ObjectLockEnabled"] is True


def test_buckets_and_queues_are_closed_and_encrypted(resources: dict[str, Any]) -> None:
    for name, bucket in of_kind(resources, "S3::Bucket").items():
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert bucket["BucketEncryption"], name
        assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}], name
    for name, queue in of_kind(resources, "SQS::Queue").items():
        assert queue["SqsManagedSseEnabled"] is True, name


def test_people_s_files_travel_encrypted_or_not_at_all(resources: dict[str, Any]) -> None:
    for name in ("Files", "Exports"):
        policy = resources[f"{name}Policy"]["Properties"]
        assert policy["Bucket"] == {"Ref": name}
        arn = {"Fn::GetAtt": [name, "Arn"]}, {"Fn::Sub": f"${{{name}.Arn}}/*"}
        assert policy["PolicyDocument"]["Statement"] == [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [*arn],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ]


def test_an_export_is_held_by_nothing_and_forgotten_after_a_day(resources: dict[str, Any]) -> None:
    exports = resources["Exports"]
    assert not exports.keys() & {"DeletionPolicy", "UpdateReplacePolicy"}
    holds = {"BucketName", "VersioningConfiguration", "ObjectLockEnabled", "ObjectLockConfiguration"}
    assert not exports["Properties"].keys() & holds
    rules = exports["Properties"]["LifecycleConfiguration"]["Rules"]
    assert [(rule["Status"], rule.get("Prefix"), rule.get("Filter")) for rule in rules] == 2 * [
        ("Enabled", None, None)
    ], "of every object"
    assert {rule.get("ExpirationInDays") for rule in rules} == {1, None}
    assert {"DaysAfterInitiation": 1} in [rule.get("AbortIncompleteMultipartUpload") for rule in rules]


def test_a_step_is_given_again_as_often_as_the_worker_expects(resources: dict[str, Any]) -> None:
    from chalicelib.services.worker import MOST_TIMES

    worker, queue = resources["RunStep"]["Properties"], resources["Steps"]["Properties"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == MOST_TIMES
    assert queue["VisibilityTimeout"] >= 6 * worker["Timeout"]
    (source,) = worker["Events"].values()
    assert source["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["Properties"]["Queue"] == {"Fn::GetAtt": ["Steps", "Arn"]}


def test_no_policy_allows_everything(resources: dict[str, Any]) -> None:
    for name, role in of_kind(resources, "IAM::Role").items():
        assert "ManagedPolicyArns" not in role
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                actions = (
                    statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                )
                assert not [action for action in actions if "*" in action], name
                assert statement["Resource"] != "*", name


def test_every_function_and_every_dead_end_has_an_alarm(resources: dict[str, Any]) -> None:
    alarms = of_kind(resources, "CloudWatch::Alarm")
    watched = {
        dimension["Value"]["Ref"]
        for alarm in alarms.values()
        if alarm["MetricName"] == "Errors"
        for dimension in alarm["Dimensions"]
    }
    assert watched == FUNCTIONS
    assert all(alarm["AlarmActions"] == [{"Ref": "Operator"}] for alarm in alarms.values())
    assert alarms["NoSweep"]["TreatMissingData"] == "breaching"
    assert alarms["NoSweep"]["Period"] == 3600


def test_the_metrics_that_alarms_watch_are_said_by_the_clock(resources: dict[str, Any]) -> None:
    said = (ROOT / "chalicelib/services/metrics.py").read_text() + (ROOT / "app.py").read_text()
    alarms = of_kind(resources, "CloudWatch::Alarm").values()
    own = {each["MetricName"] for each in alarms if each["Namespace"] == "Acquit"}
    assert own == {"OldestDueSeconds", "RatesLeftDays", "Outcomes"}
    assert [name for name in own if f'"{name}"' not in said] == []


def test_throttles_name_routes_that_exist(resources: dict[str, Any]) -> None:
    api = resources["RestAPI"]["Properties"]
    settings = api["MethodSettings"]
    assert all(each["ThrottlingRateLimit"] <= 20 for each in settings)
    for each in settings[1:]:
        path = each["ResourcePath"].removeprefix("/").replace("~1", "/")
        assert each["HttpMethod"].lower() in api["DefinitionBody"]["paths"][path]


def test_cloudfront_sends_the_security_headers_of_the_site(resources: dict[str, Any]) -> None:
    config = resources["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    known = config["SecurityHeadersConfig"]
    transport = known["StrictTransportSecurity"]
    sent = {item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]} | {
        "Content-Security-Policy": known["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": known["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
    }
    assert sent == json.loads((ROOT / "frontend" / "security-headers.json").read_text())
    sheets = resources["SheetHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    assert sheets["SecurityHeadersConfig"] == known
    others = {item["Header"]: item["Value"] for item in sheets["CustomHeadersConfig"]["Items"]}
    assert others == {item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]} | {
        "Cross-Origin-Resource-Policy": FOR_THE_PREVIEW["Cross-Origin-Resource-Policy"]
    }
    assert sheets["CorsConfig"]["AccessControlAllowOrigins"]["Items"] == ["*"]
    front = resources["Front"]["Properties"]["DistributionConfig"]
    sent_by = {
        each["PathPattern"]: each["ResponseHeadersPolicyId"]["Ref"] for each in front["CacheBehaviors"]
    }
    assert sent_by == {"/letter/*": "SheetHeaders", "/api/*": "SecurityHeaders"}
    assert front["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] == {"Ref": "SecurityHeaders"}


def test_a_missing_file_is_the_page_of_the_site_and_no_error_of_the_api_is_kept_or_replaced(
    resources: dict[str, Any],
) -> None:
    front = resources["Front"]["Properties"]["DistributionConfig"]
    assert {each["Id"] for each in front["Origins"]} == {"site", "api"}
    replaced, *told = front["CustomErrorResponses"]
    assert replaced == {"ErrorCode": 403, "ResponseCode": 404, "ResponsePagePath": "/404.html"}
    assert (ROOT / "frontend" / "pages" / "404.html").exists()
    (reads,) = resources["SitePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert reads["Action"] == "s3:GetObject", "whoever may list is told 404 of what is missing, not 403"
    assert REFUSALS["403"][0] == "CrossSite"
    assert all(each == {"ErrorCode": each["ErrorCode"], "ErrorCachingMinTTL": 0} for each in told)
    assert {each["ErrorCode"] for each in told} == {404, 500, 502, 503, 504}  # those that CloudFront would keep


def test_mails_leave_from_our_address_alone(resources: dict[str, Any]) -> None:
    sends = [
        statement
        for role in of_kind(resources, "IAM::Role").values()
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if "ses:" in json.dumps(statement["Action"])
    ]
    assert len(sends) == 2  # the API's and the step's
    for each in sends:
        assert each["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "SenderAddress"}}}


@pytest.mark.skipif(not shutil.which("node"), reason="CloudFront's functions are JavaScript")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/", "/index.html"),
        ("/aide/", "/aide/index.html"),
        ("/aide", "./aide/"),
        ("/assets/a-1.js", "/assets/a-1.js"),
        ("//elsewhere.example/x", "./x/"),
    ],
)
def test_a_folder_is_its_index(resources: dict[str, Any], asked: str, found: str) -> None:
    code = resources["Folders"]["Properties"]["FunctionCode"]
    call = f"const told = handler({{request: {{uri: {json.dumps(asked)}}}}});"
    tell = "console.log(told.uri || told.headers.location.value)"
    done = subprocess.run(["node", "-e", code + call + tell], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == found


def test_letters_are_held_as_long_as_accounts_and_one_function_may_go_past_it(
    resources: dict[str, Any],
) -> None:
    lock = resources["Files"]["Properties"]["ObjectLockConfiguration"]
    assert lock["Rule"]["DefaultRetention"] == {"Mode": "GOVERNANCE", "Years": 10}  # C. com. L123-22 (E08)
    may = [
        name
        for name, role in of_kind(resources, "IAM::Role").items()
        if "BypassGovernanceRetention" in json.dumps(role)
    ]
    assert may == ["ApiRole"]  # it erases accounts
