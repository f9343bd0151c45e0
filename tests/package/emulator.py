"""MiniStack, an AWS of sorts on this machine, with the stack created in it."""

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.config import Config

from tests.package.conftest import ROOT

STAGE, STACK = "test", "acquit-test"
# What this emulator does not know: a kind of resource, and an attribute of SES's identities.
UNKNOWN, UNKNOWN_OUTPUT = "AWS::Budgets::Budget", "Dkim"
NO_ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "eu-west-3",
    "AWS_EC2_METADATA_DISABLED": "true",
}


# What `make deploy` is told.
VARIABLES = {
    "DOMAIN": "acquit.example",
    "SENDER": "bonjour@acquit.example",
    "OPERATOR": "operator@acquit.example",
}


def known(package: Path, folder: Path, **environment: str) -> Path:
    """The package with what the emulator knows of its template, and more variables for its functions."""
    template = yaml.safe_load((package / "sam.yaml").read_text())
    for name, resource in list(template["Resources"].items()):
        if resource["Type"] == UNKNOWN:
            del template["Resources"][name]
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["Environment"]["Variables"] |= environment
    for name in [name for name in template["Outputs"] if name.startswith(UNKNOWN_OUTPUT)]:
        del template["Outputs"][name]
    folder.mkdir()
    (folder / "sam.yaml").write_text(yaml.safe_dump(template))
    (folder / "deployment.zip").symlink_to(package / "deployment.zip")
    return folder


@dataclass(frozen=True)
class Emulator:
    url: str
    clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        patient = Config(read_timeout=180, retries={"total_max_attempts": 1})
        if service not in self.clients:
            self.clients[service] = boto3.client(
                service, endpoint_url=self.url, region_name="eu-west-3", config=patient
            )
        return self.clients[service]

    def deploy(self, package: Path, **variables: str) -> str:
        """The stack and the site, as `make deploy` makes them; what it said."""
        return self.run("up", "--package", package, **variables)

    def run(self, way: str, *arguments: str | Path, **variables: str) -> str:
        """`.ci/deploy.py`, which is told nothing of where it runs but the address of AWS."""
        script = [sys.executable, "-W", "error", ROOT / ".ci" / "deploy.py", way, STAGE, *arguments]
        where = {"PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": self.url, **NO_ACCOUNT}
        done = subprocess.run(script, env={**where, **variables}, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def mails(self) -> list[dict[str, Any]]:
        """What was handed to SES, the latest last."""
        with urllib.request.urlopen(f"{self.url}/_ministack/ses/messages", timeout=30) as answer:
            kept: dict[str, list[dict[str, Any]]] = json.load(answer)["messages"]
        return [mail for each in kept.values() for mail in each]

    def start(self, name: str, event: dict[str, Any]) -> None:
        """This function, with this event, to its end."""
        called = self.client("lambda").invoke(
            FunctionName=self.physical(name), Payload=json.dumps(event).encode()
        )
        told = called["Payload"].read()
        assert "FunctionError" not in called, told

    def tell_functions(self, **variables: str) -> None:
        """More variables for the functions that stand."""
        functions = self.client("lambda")
        for each in functions.list_functions()["Functions"]:
            kept = each["Environment"]["Variables"]
            functions.update_function_configuration(
                FunctionName=each["FunctionName"], Environment={"Variables": {**kept, **variables}}
            )

    def resources(self) -> dict[str, str]:
        """The kinds of what stands, by logical name."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
        summaries = [each for page in pages for each in page["StackResourceSummaries"]]
        return {each["LogicalResourceId"]: each["ResourceType"] for each in summaries}

    def stack(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"][0]
        return found

    def outputs(self) -> dict[str, str]:
        return {each["OutputKey"]: each["OutputValue"] for each in self.stack()["Outputs"]}

    def stands(self) -> bool:
        found = self.client("cloudformation").list_stacks()["StackSummaries"]
        return any(each["StackName"] == STACK and each["StackStatus"] != "DELETE_COMPLETE" for each in found)

    def physical(self, name: str) -> str:
        stacks = self.client("cloudformation")
        found = stacks.describe_stack_resource(StackName=STACK, LogicalResourceId=name)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def call(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Through the API Gateway of the stack. It leaves in base64 what AWS's would decode."""
        address = f"{self.url}/restapis/{self.physical('RestAPI')}/api/_user_request_{path}"
        sent = {"content-type": "application/json", **headers}
        request = urllib.request.Request(address, body or None, sent, method=method)
        try:
            answer = urllib.request.urlopen(request, timeout=180)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            told = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, told, base64.b64decode(answer.read())


@contextmanager
def running(environment: Path, folder: Path) -> Iterator[Emulator]:
    """MiniStack of this virtual environment, on a free port, with `folder` for its files; ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {
        **os.environ, **NO_ACCOUNT, "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port), "EDGE_PORT": str(port),
        "TMPDIR": str(folder), "HOME": str(folder), "PATH": f"{environment / 'bin'}:{os.environ['PATH']}",
    }  # fmt: skip
    with (folder / "log").open("w") as log:
        command = [environment / "bin" / "ministack"]
        process = subprocess.Popen(command, env=variables, cwd=folder, stdout=log, stderr=log)
    emulator = Emulator(f"http://127.0.0.1:{port}")
    try:
        _wait(emulator.url, process)
        yield emulator
    finally:
        for client in emulator.clients.values():
            client.close()
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{url}/_ministack/health", timeout=2).close()
        except OSError:
            assert process.poll() is None, "MiniStack ended"
            time.sleep(0.2)
        else:
            return
    raise AssertionError("MiniStack does not answer")
