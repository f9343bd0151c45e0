"""Lambda's Runtime API, and the runtime client it serves: the first process of the sandbox. Standard library only.

Arguments: the handler, and the memory its process may map, in MiB. Reads one event per line (JSON), answers each with
one line: `{"answer": …, "seconds": …}`, `{"error": …}` as the runtime reported it, or `{"died": status}`. The first
line, before any event, is `{"init": seconds}` or an error. At the end of input, `{"peak": MiB}`. Beside it stands
bridge.py, which leads to a stand-in of AWS where there is one.
"""

import json
import queue
import resource
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import bridge

events: "queue.Queue[tuple[str, bytes]]" = queue.Queue()
told: "queue.Queue[dict[str, Any]]" = queue.Queue()


class RuntimeApi(BaseHTTPRequestHandler):
    """https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        told.put({"waits": True})
        number, event = events.get()
        self._answer(
            200,
            event,
            {
                "Lambda-Runtime-Aws-Request-Id": number,
                "Lambda-Runtime-Deadline-Ms": str(int((time.time() + 29) * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-3:000000000000:function:acquit",
                "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
                "Content-Type": "application/json",
            },
        )

    def do_POST(self) -> None:
        body = json.loads(self._body() or b"null")
        told.put({"answer": body} if self.path.endswith("/response") else {"error": body})
        self._answer(202, b"")

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


def main(handler: str, memory: int) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 9001), RuntimeApi)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if bridge.FOLDER.exists():
        bridge.listen()
    started = time.monotonic()
    runtime = subprocess.Popen(
        [sys.executable, "-m", "awslambdaric", handler],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (memory * 2**20, memory * 2**20)),
    )
    threading.Thread(target=lambda: told.put({"died": runtime.wait()}), daemon=True).start()
    ready = told.get()
    say({"init": time.monotonic() - started} if "waits" in ready else ready)
    for number, event in enumerate(sys.stdin):
        started = time.monotonic()
        events.put((str(number), event.encode()))
        happened = told.get()
        say({**happened, "seconds": time.monotonic() - started})
        if "died" in happened or "waits" not in told.get():
            break
    say({"peak": peak(runtime.pid)})
    runtime.kill()


def peak(pid: int) -> float:
    """The most memory the process ever held, in MiB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def say(fact: dict[str, Any]) -> None:
    print(json.dumps(fact), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
