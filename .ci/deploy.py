"""A stage of Acquit on AWS: `python .ci/deploy.py up <stage>`, and `down <stage>` to take it away again.

    up     what `make package` and `make front` built: the stack, then the site, then what remains to be done by hand
    down   the stack and the site; table and files stay, and the next `up` finds them; see `erase`

Credentials are those that boto3 finds; the region is Paris. What a stack is told (VARIABLES) it remembers: an update
needs to repeat none of it. Everything sent is named after its content, in one bucket that all stages share, so that
CloudFormation can go back to what it had.
"""

import argparse
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import yaml
from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from chalicelib.local.site import Site, standard_site  # noqa: E402

REGION = "eu-west-3"
VARIABLES = {
    "DOMAIN": "Domain",
    "CERTIFICATE": "CertificateArn",
    "SENDER": "SenderAddress",
    "IDENTITY": "SenderIdentity",
    "OPERATOR": "OperatorEmail",
    "BUDGET": "MonthlyBudget",
}
NEEDED = ("DOMAIN", "SENDER", "OPERATOR")
DATA = ("Table", "Files")  # no update may replace or remove them
FAILED = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED")  # such a stack can only be removed
PATIENCE = 3600.0  # seconds: CloudFront takes its time
SLOWER = ("index.html", "404.html")  # pages go last: what they name is there before them


class Stop(Exception):
    """A reason to go no further, in words."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("way", choices=("up", "down"))
    parser.add_argument("stage")
    parser.add_argument("--package", type=Path, default=ROOT / "build" / "package")
    chosen = parser.parse_args()
    try:
        stage = Stage(chosen.stage)
        if chosen.way == "up":
            stage.deploy(chosen.package, os.environ)
            stage.publish(standard_site())
            stage.say_what_remains()
        else:
            erase = wants_erasure(os.environ.get("DATA", ""), chosen.stage)
            stage.remove()
            stage.erase() if erase else stage.say_what_is_kept()
    except (Stop, ClientError, BotoCoreError, Boto3Error) as reason:
        sys.exit(str(reason))


def parameters(variables: Mapping[str, str], told: Mapping[str, str]) -> dict[str, str]:
    """What the stack is told, in full: what is given now, else what it was `told` before. Stop when it never was."""
    asked = {key: value for name, key in VARIABLES.items() if (value := variables.get(name) or told.get(key))}
    sender = asked.get("SenderAddress", "")
    domain = sender.rpartition("@")[2]
    identity = asked.setdefault("SenderIdentity", domain)
    if missing := [name for name in NEEDED if VARIABLES[name] not in asked]:
        raise Stop(f"A first deployment also needs {', '.join(f'{name}=…' for name in missing)}.")
    if identity != sender and not f".{domain}".endswith(f".{identity}"):
        raise Stop(f"SES lets nobody write from {sender} as {identity}: give IDENTITY=… too.")
    return asked


def wants_erasure(data: str, stage: str) -> bool:
    """Whether the data goes too: only for the words that name the stage. Stop for any other words."""
    words = f"erase-{stage}-for-good"
    if data not in ("", words):
        raise Stop(f"Nothing was removed. To erase the data of {stage} too, say DATA={words}.")
    return data == words


class Stage:
    """One stack, by the name of its stage."""

    def __init__(self, name: str) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,19}", name):
            raise Stop("STAGE is a short name of small letters, digits and hyphens: make deploy STAGE=prod")
        self.name, self.stack = name, f"acquit-{name}"
        session = boto3.Session(region_name=REGION)
        self.stacks, self.s3 = session.client("cloudformation"), session.client("s3")
        self.tables, self.front = session.client("dynamodb"), session.client("cloudfront")
        self.identities = session.client("sesv2")
        self.account = session.client("sts").get_caller_identity()["Account"]
        self.packages = f"acquit-packages-{self.account}-{REGION}"
        # Fixed names: a resource with a name is never replaced, and is found again.
        self.table, self.files = self.stack, f"{self.stack}-files-{self.account}"

    # --- up ---

    def deploy(self, package: Path, variables: Mapping[str, str]) -> None:
        """Create or change the stack; Stop, with its reasons, when CloudFormation went back."""
        asked = parameters(variables, self.told())
        if self.status() in FAILED:
            self.remove()
        asked["SenderKind"] = self._sender_kind(asked["SenderIdentity"])
        self._ensure_bucket()
        code = self._upload(package / "deployment.zip", "zip")
        template = self._template(package, code)
        if self._is_new():
            self._find_data_again(template)
        kind = "CREATE" if self._is_new() else "UPDATE"
        values = [{"ParameterKey": key, "ParameterValue": value} for key, value in asked.items()]
        changed = self._change(kind, template, Parameters=values, Tags=[{"Key": "acquit", "Value": self.name}])
        if not changed:
            say("The stack is as asked already.")

    def _sender_kind(self, identity: str) -> str:
        """As what the stack makes the identity; `existing` when somebody else did, for SES has it only once.

        The stack's own is there too: what was decided of it stays.
        """
        told = {} if self._is_new() else self.told()
        made = "address" if "@" in identity else "domain"
        if told.get("SenderIdentity") == identity:
            return told.get("SenderKind", made)
        try:
            self.identities.get_email_identity(EmailIdentity=identity)
        except self.identities.exceptions.NotFoundException:
            return made
        return "existing"

    def _find_data_again(self, template: dict[str, Any]) -> None:
        """Begin the stack with what `down` kept, if anything is there; an update then makes the rest."""
        names = {"Table": {"TableName": self.table}, "Files": {"BucketName": self.files}}
        there = {name: template["Resources"][name] for name in self.kept()}
        if there:
            found = [
                {"LogicalResourceId": name, "ResourceType": each["Type"], "ResourceIdentifier": names[name]}
                for name, each in there.items()
            ]
            self._change("IMPORT", {"Resources": there}, ResourcesToImport=found)

    def _change(self, kind: str, template: dict[str, Any], **asked: Any) -> bool:
        """By a change set: what it will do is said, and refused when data is in danger. False: nothing to do."""
        key = self._upload_text(json.dumps(template), "json")
        change_set = self.stacks.create_change_set(
            StackName=self.stack,
            ChangeSetName=f"deploy-{time.time_ns()}",
            ChangeSetType=kind,
            TemplateURL=f"{self.s3.meta.endpoint_url}/{self.packages}/{key}",  # by itself it may have 51,200 bytes
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            **asked,
        )["Id"]
        changes = self._changes(change_set)
        if not changes:
            self.stacks.delete_change_set(ChangeSetName=change_set)
            return False
        for change in changes:
            say(f"  {change['Action'].lower():8}{change['LogicalResourceId']}")
        refuse_loss(changes)
        began = time.time()
        self.stacks.execute_change_set(ChangeSetName=change_set)
        status = self._wait()
        if status != f"{kind}_COMPLETE":
            raise Stop("\n".join([f"{self.stack}: {status}", *self._failures(began)]))
        say(f"{self.stack}: {status}")
        return True

    def publish(self, site: Site) -> None:
        """The site as its folder has it, and nothing older but the scripts that an open page may still ask for."""
        outputs, files = self.outputs(), dict(site_files(site))
        bucket = outputs["SiteBucket"]
        for key in sorted(files, key=lambda key: key.endswith(SLOWER)):
            content, headers = files[key]
            self.s3.put_object(
                Bucket=bucket, Key=key, Body=content,
                ContentType=headers["Content-Type"], CacheControl=headers["Cache-Control"],
            )  # fmt: skip
        for key, _ in self._objects(bucket):
            if key not in files and not key.startswith("assets/"):
                self.s3.delete_object(Bucket=bucket, Key=key)
        self.front.create_invalidation(
            DistributionId=outputs["SiteDistribution"],
            InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())},
        )
        say(f"{len(files)} files of the site")

    def say_what_remains(self) -> None:
        """The addresses, and the records that the domain's zone must hold."""
        outputs, told = self.outputs(), self.told()
        say(f"\nhttps://{outputs['SiteAddress']}/")
        say(f"\nIn the zone of {told['Domain']}:")
        say(f"  {told['Domain']}  CNAME (or ALIAS)  {outputs['SiteAddress']}")
        for number in "123":
            if f"DkimName{number}" in outputs:
                say(f"  {outputs[f'DkimName{number}']}  CNAME  {outputs[f'DkimValue{number}']}")
        if not told.get("CertificateArn") and told["Domain"] != outputs["SiteAddress"]:
            say(
                f"\nWithout CERTIFICATE=… the site answers at {outputs['SiteAddress']} alone, while mails lead to "
                f"{told['Domain']}: give one, or DOMAIN={outputs['SiteAddress']}."
            )

    # --- down ---

    def remove(self) -> None:
        """The stack, with the site; what holds data stays, by its DeletionPolicy."""
        if self.status() is None:
            say(f"{self.stack}: there is no such stack")
            return
        for resource in self._resources():
            if resource["ResourceType"] == "AWS::S3::Bucket" and resource["LogicalResourceId"] not in DATA:
                self._empty(resource["PhysicalResourceId"])
        began = time.time()
        self.stacks.delete_stack(StackName=self.stack)
        if (status := self._wait()) not in (None, "DELETE_COMPLETE"):
            raise Stop("\n".join([f"{self.stack}: {status}", *self._failures(began)]))
        say(f"{self.stack}: removed")

    def say_what_is_kept(self) -> None:
        for kept in self.kept().values():
            say(f"Kept: {kept}")
        say(f"`make deploy STAGE={self.name}` finds them again; packages stay in {self.packages}.")

    def kept(self) -> dict[str, str]:
        """The table and the bucket that hold the stage's data, in words, if they are there."""
        pages = self.tables.get_paginator("list_tables").paginate()
        tables = [name for page in pages for name in page["TableNames"]]
        buckets = [each["Name"] for each in self.s3.list_buckets()["Buckets"]]
        return {
            **({"Table": f"the table {self.table}"} if self.table in tables else {}),
            **({"Files": f"the bucket {self.files}"} if self.files in buckets else {}),
        }

    def erase(self) -> None:
        """The data itself, locked letters included. Of a table with PITR, AWS keeps a last backup for 35 days."""
        kept = self.kept()
        if "Table" in kept:
            self.tables.update_table(TableName=self.table, DeletionProtectionEnabled=False)
            self.tables.get_waiter("table_exists").wait(TableName=self.table)
            self.tables.delete_table(TableName=self.table)
            self.tables.get_waiter("table_not_exists").wait(TableName=self.table)
        if "Files" in kept:
            self._empty(self.files)
            self.s3.delete_bucket(Bucket=self.files)
        for each in kept.values():
            say(f"Erased: {each}")

    # --- what AWS says ---

    def status(self) -> str | None:
        """Nothing when there is no such stack."""
        found = self._stack()
        return found["StackStatus"] if found else None

    def _is_new(self) -> bool:
        return self.status() in (None, "REVIEW_IN_PROGRESS")

    def told(self) -> dict[str, str]:
        found = self._stack() or {}
        return {each["ParameterKey"]: each["ParameterValue"] for each in found.get("Parameters", ())}

    def outputs(self) -> dict[str, str]:
        return {each["OutputKey"]: each["OutputValue"] for each in (self._stack() or {})["Outputs"]}

    def _stack(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self.stacks.describe_stacks(StackName=self.stack)["Stacks"][0]
        except ClientError as error:
            if "does not exist" not in str(error):
                raise
            return None
        return None if found["StackStatus"] == "DELETE_COMPLETE" else found

    def _resources(self) -> Iterator[dict[str, Any]]:
        for page in self.stacks.get_paginator("list_stack_resources").paginate(StackName=self.stack):
            for each in page["StackResourceSummaries"]:
                if each.get("PhysicalResourceId") and each["ResourceStatus"] != "DELETE_COMPLETE":
                    yield each

    def _changes(self, change_set: str) -> list[dict[str, Any]]:
        """What the change set would do; nothing when all is as asked. Stop when it cannot be made."""
        for _ in patiently(f"the change set of {self.stack}"):
            found = self.stacks.describe_change_set(ChangeSetName=change_set)
            if found["Status"] == "FAILED":
                reason = found.get("StatusReason", "")
                if re.search(r"didn't contain changes|No updates are to be performed", reason):
                    return []
                raise Stop(reason)
            if found["Status"] == "CREATE_COMPLETE":
                break
        pages = self.stacks.get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
        return [each["ResourceChange"] for page in pages for each in page["Changes"]]

    def _wait(self) -> str | None:
        """The status that the stack comes to."""
        for _ in patiently(self.stack):
            status = self.status()
            if status is None or not status.endswith("_IN_PROGRESS"):
                break
        return status

    def _failures(self, since: float) -> Iterator[str]:
        """What went wrong since then; not what was only called off for it."""
        for page in self.stacks.get_paginator("describe_stack_events").paginate(StackName=self.stack):
            for each in page["StackEvents"]:
                reason = each.get("ResourceStatusReason", "")
                if each["Timestamp"].timestamp() < since - 60:
                    return
                if each["ResourceStatus"].endswith("_FAILED") and "cancelled" not in reason:
                    yield f"  {each['LogicalResourceId']}: {reason}"

    # --- what AWS is sent ---

    def _template(self, package: Path, code: str) -> dict[str, Any]:
        """The package's, with its code, and with names in full: those given by a function are not found again."""
        template: dict[str, Any] = yaml.safe_load((package / "sam.yaml").read_text())
        for resource in template["Resources"].values():
            if resource["Type"] == "AWS::Serverless::Function":
                resource["Properties"]["CodeUri"] = {"Bucket": self.packages, "Key": code}
        template["Resources"]["Table"]["Properties"]["TableName"] = self.table
        template["Resources"]["Files"]["Properties"]["BucketName"] = self.files
        return template

    def _ensure_bucket(self) -> None:
        """The packages' own bucket, closed to others."""
        if self.packages in [each["Name"] for each in self.s3.list_buckets()["Buckets"]]:
            return
        self.s3.create_bucket(Bucket=self.packages, CreateBucketConfiguration={"LocationConstraint": REGION})
        closed = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
        self.s3.put_public_access_block(
            Bucket=self.packages, PublicAccessBlockConfiguration=dict.fromkeys(closed, True)
        )

    def _upload(self, file: Path, suffix: str) -> str:
        """Its key: what is there already is not sent again."""
        with file.open("rb") as content:
            key = f"{hashlib.file_digest(content, 'sha256').hexdigest()}.{suffix}"
        try:
            self.s3.head_object(Bucket=self.packages, Key=key)
        except ClientError:
            say(f"Sending {file.stat().st_size / 1e6:.1f} MB")
            self.s3.upload_file(str(file), self.packages, key)
        return key

    def _upload_text(self, text: str, suffix: str) -> str:
        key = f"{hashlib.sha256(text.encode()).hexdigest()}.{suffix}"
        self.s3.put_object(Bucket=self.packages, Key=key, Body=text.encode())
        return key

    def _objects(self, bucket: str) -> Iterator[tuple[str, str]]:
        """Keys and versions of all that stands or stood there."""
        for page in self.s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                yield each["Key"], each["VersionId"]

    def _empty(self, bucket: str) -> None:
        locked = {"BypassGovernanceRetention": True} if bucket == self.files else {}
        for key, version in list(self._objects(bucket)):
            self.s3.delete_object(Bucket=bucket, Key=key, VersionId=version, **locked)


def refuse_loss(changes: list[dict[str, Any]]) -> None:
    """Stop when what holds data would be replaced or removed, whatever its policies say."""
    lost = [
        each["LogicalResourceId"]
        for each in changes
        if each["LogicalResourceId"] in DATA
        and (each["Action"] == "Remove" or each.get("Replacement") in ("True", "Conditional"))
    ]
    if lost:
        raise Stop(
            f"Nothing was changed: this would replace or remove {' and '.join(lost)}, which hold the data."
        )


def site_files(site: Site) -> Iterator[tuple[str, tuple[bytes, dict[str, str]]]]:
    """Every file of the site by its key, with its headers: what the local server answers for it."""
    kept = [path for path in sorted(site.root.rglob("*")) if path.is_file()]
    keys = [path.relative_to(site.root).as_posix() for path in kept]
    keys += ["letter/lettre.css", "letter/apercu.css"]
    keys += [f"letter/fonts/{path.name}" for path in sorted((site.templates / "fonts").glob("*.ttf"))]
    for key in keys:
        answer = site.get(f"/{key}")
        assert answer is not None, key
        yield key, (answer.body, dict(answer.headers))


def patiently(what: str) -> Iterator[None]:
    """Again and again, more and more seldom; Stop when it takes too long."""
    pause, deadline = 0.25, time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        yield
        time.sleep(pause)
        pause = min(pause * 1.5, 10)
    raise Stop(f"{what} takes longer than {PATIENCE / 60:.0f} minutes: look at it in the console.")


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
