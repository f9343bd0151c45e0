"""Each function from nothing, in the bare machine: the package as Lambda unpacks it, driven by Lambda's Runtime API.

Two parts: until the function asks for its first event, then until it has answered it. Beside it, the naive way: one
function that imports everything first (naive.py). AWS is a server of this machine that knows of nothing, so that what
is measured is our own start. The package is made anew, as `make package` makes it.
"""

import json
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from chalicelib.documents.render import TEMPLATES
from tests.bench.table import show
from tests.package.bridge import INSIDE, Bridge, bridge
from tests.package.conftest import build_all, machine_of
from tests.package.sandbox import Machine, api_event

RUNS = 5
EXAMPLES = TEMPLATES.parent / "chalicelib" / "web" / "examples"
NAIVE = Path(__file__).with_name("naive.py")
WAYS = {"ours": "app", "naive": "naive"}  # modules that name the same handlers
PARTS = ((0,), (1,), (0, 1))  # of a run: ready, first answer, both
VARIABLES = {"ACQUIT_QUEUE": "http://{}:{}/queue".format(*INSIDE), "ACQUIT_TODAY": "2026-11-23"}

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
    if not shutil.which("bwrap"):
        print("\nCold starts are measured in a bare machine, which needs bubblewrap: left out.")
        return
    functions = _functions()
    taken: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder, nothing_known() as url, bridge(url) as aws:
        build_all(Path(folder))
        machine = machine_of(Path(folder))
        for _ in range(RUNS):  # in turns: a slow moment of the machine falls on all
            for name, (handler, event) in functions.items():
                for way, module in WAYS.items():
                    run = _start(machine, aws, f"{module}.{handler}", event)
                    taken.setdefault((name, way), []).append(run)
    rows = []
    for name in functions:
        ours, naive = taken[name, "ours"], taken[name, "naive"]
        ratios = [sum(theirs) / sum(mine) for mine, theirs in zip(ours, naive, strict=True)]
        rows.append(
            (name, *(_seconds(ours, part) for part in PARTS), *(_seconds(naive, part) for part in PARTS),
             f"**{statistics.median(ratios):.1f}**")
        )  # fmt: skip
    head = ("function", "ready", "first answer", "both", "naive: ready", "first answer", "both", "over ours")
    show("Cold start of each function, wall seconds, median", head, rows)


def _seconds(runs: list[tuple[float, float]], part: tuple[int, ...]) -> str:
    return f"{statistics.median(sum(run[each] for each in part) for run in runs):.2f}"


def _start(machine: Machine, aws: Bridge, handler: str, event: dict[str, Any]) -> tuple[float, float]:
    """The seconds until it is ready, and those of its first answer."""
    with machine.function(handler, aws=aws, beside=(NAIVE,), **VARIABLES) as function:
        told = function.invoke(event)
        if (told.get("answer") or {}).get("statusCode", 200) != 200 or "answer" not in told:
            raise RuntimeError(f"{told} {function.log()}")
        return function.started["init"], told["seconds"]


def _functions() -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        "API: the register": ("app", _request("GET", "/law", "")),
        "API: a statement": ("app", _request("POST", "/statements", "statement.json")),
        "API: a letter, as PDF": ("app", _request("POST", "/letters", "letter.json")),
        "API: is it well": ("app", _request("GET", "/health", "")),
        "sweep": ("sweep", SCHEDULED),
        "step, of a case that is gone": ("run_step", QUEUED),
        "look at the BODACC": ("check_businesses", SCHEDULED),
        "report on a mail": ("hear_mail", NOTIFIED),
    }


def _request(method: str, path: str, example: str) -> dict[str, Any]:
    return api_event(method, path, (EXAMPLES / example).read_bytes() if example else b"", {})


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
