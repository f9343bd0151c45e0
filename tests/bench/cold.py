"""Each function from nothing: `app.py` imported and the first event answered, in a fresh process with bytecode.

Beside it, the naive way: one function that imports the whole service and WeasyPrint first, whatever it is asked. AWS is
a server of this machine that knows of nothing, so that what is measured is our own start.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chalicelib.documents.render import TEMPLATES
from tests.bench.table import show

RUNS = 5
EXAMPLES = TEMPLATES.parent / "chalicelib" / "web" / "examples"

START = """
import json, sys, time
began = time.perf_counter()
if sys.argv[2] == "naive":
    import importlib, pkgutil
    import boto3, chalicelib, pynamodb.models
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if not module.name.startswith("chalicelib.local"):
            importlib.import_module(module.name)
    from chalicelib.documents import pdf
    pdf.warm_up()
import app
imported = time.perf_counter() - began
answer = getattr(app, sys.argv[1])(json.load(sys.stdin), None)
assert (answer or {}).get("statusCode", 200) == 200, answer
print(json.dumps([imported, time.perf_counter() - began]))
"""

SCHEDULED = {"version": "0", "id": "1", "detail-type": "Scheduled Event", "source": "aws.events", "account": "1",
             "time": "2026-11-23T08:00:00Z", "region": "eu-west-3", "resources": [], "detail": {}}  # fmt: skip
WORK = json.dumps(
    {"run": (at := "2026-11-23T08:00:00Z"), "account": "a", "debtor": "d", "case": "c", "at": at}
)
QUEUED = {"Records": [{"messageId": "1", "receiptHandle": "1", "body": WORK,
                       "attributes": {"ApproximateReceiveCount": "1"}}]}  # fmt: skip
REPORT = {"eventType": "Bounce", "mail": {"timestamp": "2026-11-23T08:00:00Z", "messageId": "1",
          "destination": ["a@example.fr"], "tags": {"account": ["a"], "case": ["c"], "letter": ["1"]}},
          "bounce": {"bounceType": "Permanent"}}  # fmt: skip
NOTIFIED = {"Records": [{"Sns": {"Message": json.dumps(REPORT), "Subject": "", "MessageAttributes": {}}}]}


def report() -> None:
    with nothing_known() as url:
        runs = {
            name: {way: _runs(handler, event, way, url) for way in ("ours", "naive")}
            for name, (handler, event) in _functions().items()
        }
    rows = [
        (
            name,
            f"{_median(took['ours'], 0):.2f}",
            f"**{_median(took['ours'], 1):.2f}**",
            f"{_median(took['naive'], 1):.2f}",
            f"{_median(took['naive'], 1) / _median(took['ours'], 1):.1f}",
        )
        for name, took in runs.items()
    ]
    head = ("function", "import", "import and first answer", "naive", "naive over ours")
    show("Cold start of each function, wall seconds, median", head, rows)


def _functions() -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        "API: the register": ("app", _request("GET", "/law", "")),
        "API: a statement": ("app", _request("POST", "/statements", "statement.json")),
        "API: a letter": ("app", _request("POST", "/letters", "letter.json")),
        "API: is it well": ("app", _request("GET", "/health", "")),
        "sweep": ("sweep", SCHEDULED),
        "step, of a case that is gone": ("run_step", QUEUED),
        "report on a mail": ("hear_mail", NOTIFIED),
    }


def _request(method: str, path: str, example: str) -> dict[str, Any]:
    """As API Gateway passes it on."""
    headers = {"accept": "*/*", "content-type": "application/json", "host": "api.example"}
    return {
        "resource": path, "path": path, "httpMethod": method, "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "multiValueQueryStringParameters": None, "pathParameters": None, "stageVariables": None,
        "requestContext": {"resourcePath": path, "httpMethod": method, "path": f"/api{path}", "identity": {}},
        "body": (EXAMPLES / example).read_text() if example else None, "isBase64Encoded": False,
    }  # fmt: skip


def _runs(handler: str, event: dict[str, Any], way: str, url: str) -> list[list[float]]:
    environment = {
        **os.environ, "AWS_ENDPOINT_URL": url, "AWS_LAMBDA_FUNCTION_NAME": "acquit", "AWS_REGION": "eu-west-3",
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "ACQUIT_QUEUE": f"{url}/queue",
        "ACQUIT_TODAY": "2026-11-23",
    }  # fmt: skip
    command = [sys.executable, "-c", START, handler, way]
    taken = []
    for _ in range(RUNS + 1):
        done = subprocess.run(
            command, input=json.dumps(event), env=environment, text=True, capture_output=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        taken.append(json.loads(done.stdout.splitlines()[-1]))
    return taken[1:]  # the first compiles


def _median(runs: list[list[float]], part: int) -> float:
    return statistics.median(run[part] for run in runs)


class _Nothing(BaseHTTPRequestHandler):
    """An AWS where nothing is: no item, no message; whatever is written is taken."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        found = {
            "Query": {"Items": [], "Count": 0, "ScannedCount": 0},
            "DescribeTable": {"Table": TABLE},
            "UpdateItem": {"Attributes": {}},
        }
        body = json.dumps(found.get(asked, {})).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


TABLE = {"TableName": "acquit", "TableStatus": "ACTIVE", "AttributeDefinitions": [], "KeySchema": []}


@contextmanager
def nothing_known() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Nothing)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    report()
