"""What a function asks of AWS, as IAM names it, and what the template allows it: two sets that must be the same.

A permission is an action and a resource, which bears its name in the template: ("dynamodb:Query", "Table/index/due").
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from samtranslator.yaml_helper import yaml_parse

Permission = tuple[str, str]

# A transaction needs what each of its parts would need alone.
PARTS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}
ON_BUCKETS = {"ListObjectsV2": "ListBucket", "ListObjectVersions": "ListBucketVersions"}
WITH_OPTION = {
    "ObjectLockMode": "s3:PutObjectRetention",
    "ObjectLockLegalHoldStatus": "s3:PutObjectLegalHold",
    "Tagging": "s3:PutObjectTagging",
}


@dataclass
class Recorder:
    """What was asked, by function; nothing is noted of what no function asks."""

    names: dict[str, str]  # of tables, buckets and queues → in the template
    used: dict[str, set[Permission]] = field(default_factory=dict)
    doing: list[str] = field(default_factory=list)

    def within(self, function: str, handler: Callable[..., Any]) -> Callable[..., Any]:
        """The handler; what it asks is noted as asked by this function."""

        @wraps(handler, updated=())
        def noted(*arguments: Any, **named: Any) -> Any:
            self.doing.append(function)
            try:
                return handler(*arguments, **named)
            finally:
                self.doing.pop()

        return noted

    def note(self, service: str, operation: str, asked: dict[str, Any]) -> None:
        if self.doing:
            self.used.setdefault(self.doing[-1], set()).update(self._needed(service, operation, asked))

    def _needed(self, service: str, operation: str, asked: dict[str, Any]) -> Iterator[Permission]:
        match service, operation:
            case "dynamodb", "TransactWriteItems":
                for each in asked["TransactItems"]:
                    ((kind, told),) = each.items()
                    yield f"dynamodb:{PARTS[kind]}", self._named(told["TableName"])
            case "dynamodb", "BatchGetItem" | "BatchWriteItem":
                for table in asked["RequestItems"]:
                    yield f"dynamodb:{operation}", self._named(table)
            case "dynamodb", _:
                index = f"/index/{asked['IndexName']}" if "IndexName" in asked else ""
                yield f"dynamodb:{operation}", self._named(asked["TableName"]) + index
            case "s3", "DeleteObjects":
                yield from self._deleted(asked)
            case "s3", _ if operation in ON_BUCKETS:
                yield f"s3:{ON_BUCKETS[operation]}", self._named(asked["Bucket"])
            case "s3", "GetObject" | "HeadObject":
                yield "s3:GetObject", f"{self._named(asked['Bucket'])}/*"
                # Whoever may not list a bucket is told of an object that does not exist that it is forbidden.
                yield "s3:ListBucket", self._named(asked["Bucket"])
            case "s3", _:
                objects = f"{self._named(asked['Bucket'])}/*"
                yield f"s3:{operation}", objects
                for option, action in WITH_OPTION.items():
                    if option in asked:
                        yield action, objects
            case "sqs", _:
                queue = asked.get("QueueUrl") or asked["QueueName"]
                yield f"sqs:{operation.removesuffix('Batch')}", self._named(queue.rpartition("/")[2])
            case "sesv2", "SendEmail":
                yield from _sent(asked)
            case _:
                yield f"{service}:{operation}", "?"

    def _deleted(self, asked: dict[str, Any]) -> Iterator[Permission]:
        objects = f"{self._named(asked['Bucket'])}/*"
        for each in asked["Delete"]["Objects"]:
            yield "s3:DeleteObjectVersion" if "VersionId" in each else "s3:DeleteObject", objects
        if asked.get("BypassGovernanceRetention"):
            yield "s3:BypassGovernanceRetention", objects

    def _named(self, name: str) -> str:
        return self.names.get(name, name)


def _sent(asked: dict[str, Any]) -> Iterator[Permission]:
    """SES checks an identity, ours or the recipient's, and the configuration set; a message that we wrote ourselves,
    under its older name too:
    « not authorized to perform `ses:SendRawEmail' » is what its second version answers whoever has only SendEmail."""
    on = ["identity/*"]
    if "ConfigurationSetName" in asked:
        on.append("configuration-set/${Mails}")
    for resource in on:
        yield "ses:SendEmail", resource
        if "Raw" in asked["Content"]:
            yield "ses:SendRawEmail", resource


@contextmanager
def recorded(names: dict[str, str]) -> Iterator[Recorder]:
    """Notes the requests made or signed for a link meanwhile, by every client of this process."""
    recorder = Recorder(names)
    prepare = BaseClient._convert_to_request_dict  # a signed link goes through it as well

    def noted(
        client: BaseClient, api_params: dict[str, Any], operation_model: Any, *more: Any, **named: Any
    ) -> Any:
        recorder.note(client.meta.service_model.service_name, operation_model.name, api_params)
        return prepare(client, api_params, operation_model, *more, **named)

    with patch.object(BaseClient, "_convert_to_request_dict", noted):
        yield recorder


# --- the template -----------------------------------------------------------------------------------------------------


def allowed(template: Path) -> dict[str, set[Permission]]:
    """What the policies written by hand let each function do, but for writing its own log."""
    resources = yaml_parse(template.read_text(encoding="utf-8"))["Resources"]
    return {
        name: _of_role(resources[_name(each["Properties"]["Role"])])
        for name, each in resources.items()
        if "Role" in each.get("Properties", {})
    }


def _of_role(role: dict[str, Any]) -> set[Permission]:
    statements = [
        each for policy in role["Properties"]["Policies"] for each in policy["PolicyDocument"]["Statement"]
    ]
    assert all(each["Effect"] == "Allow" and {"Action", "Resource"} <= each.keys() for each in statements)
    return {
        (action, _name(resource))
        for statement in statements
        for action in _all(statement["Action"])
        for resource in _all(statement["Resource"])
        if not action.startswith("logs:")
    }


def by_lambda_itself(template: Path) -> dict[str, set[Permission]]:
    """What Lambda does in a function's name: it takes from the queue it serves, and puts aside what failed."""
    resources = yaml_parse(template.read_text(encoding="utf-8"))["Resources"]
    done: dict[str, set[Permission]] = {}
    for name, each in resources.items():
        told = each.get("Properties", {})
        if any(event.endswith("SqsEventSource") for event in told.get("Events", {})):
            actions = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
            done.setdefault(name, set()).update((f"sqs:{action}", "Steps") for action in actions)
        if "DeadLetterQueue" in told:
            aside = _name(told["DeadLetterQueue"]["TargetArn"])
            done.setdefault(name, set()).add(("sqs:SendMessage", aside))
    return done


def _name(resource: Any) -> str:
    """Of an ARN as the template writes it: « !GetAtt Table.Arn » is Table."""
    ((how, told),) = resource.items()
    if how == "Fn::GetAtt":
        return str(told[0])
    assert how == "Fn::Sub", resource
    return re.sub(r"^arn:.*:\$\{AWS::AccountId\}:|\$\{(\w+)\.Arn\}", lambda found: found[1] or "", told)


def _all(told: Any) -> list[Any]:
    return told if isinstance(told, list) else [told]
