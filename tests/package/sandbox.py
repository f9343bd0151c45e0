"""A machine as bare as Lambda's: an interpreter, glibc, the package on /var/task; nothing else can be read.

Made with bubblewrap: no network but its own loopback, nothing to write but /tmp, one user without rights. A stand-in of
AWS can be reached where one is asked for (bridge.py), and nothing else.
"""

import base64
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.package.bridge import FOLDER, INSIDE, Bridge

# glibc's own, and the three others of Amazon Linux 2023's smallest image that wheels may rely upon.
SYSTEM_LIBRARIES = re.compile(
    r"ld-linux-x86-64\.so\.2|lib(c|m|dl|rt|pthread|util|resolv)\.so\.\d|libgcc_s\.so\.1|libstdc\+\+\.so\.6|libz\.so\.1"
)
OURS = tuple(Path(__file__).with_name(name) for name in ("runtime_api.py", "bridge.py", "probe.py"))
ENVIRONMENT = {
    "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001",
    "AWS_LAMBDA_FUNCTION_NAME": "acquit",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/acquit",
    "AWS_LAMBDA_LOG_STREAM_NAME": "stream",
    "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
    "AWS_REGION": "eu-west-3",
    "AWS_DEFAULT_REGION": "eu-west-3",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "LAMBDA_TASK_ROOT": "/var/task",
    "LANG": "en_US.UTF-8",
    "TZ": ":UTC",
    "PATH": "/var/lang/bin",
    "PYTHONPATH": "/var/runtime:/var/test",
}


@dataclass(frozen=True)
class Machine:
    """An interpreter, Lambda's runtime client for it, and the package's folder."""

    python: Path
    runtime: Path
    tree: Path

    @contextmanager
    def function(
        self,
        handler: str = "app.app",
        *,
        memory: int = 1769,
        aws: Bridge | None = None,
        beside: tuple[Path, ...] = (),
        hidden: tuple[str, ...] = (),
        **environment: str,
    ) -> "Iterator[Function]":
        """The function, started. It reaches `aws`, a stand-in, or nothing; files and folders `beside` the package are
        in /var/test; `hidden` names folders of the package that are empty there."""
        command = self._command((*OURS, *beside), hidden)
        if aws:
            command += ["--ro-bind", str(aws.folder), str(FOLDER)]
            environment = {"AWS_ENDPOINT_URL": "http://{}:{}".format(*INSIDE), **environment}
        for name, value in {**ENVIRONMENT, **environment}.items():
            command += ["--setenv", name, value]
        command += ["--remount-ro", "/", "--chdir", "/var/task", "/var/lang/bin/python3", "/var/test/runtime_api.py"]
        with Function(command, handler, memory) as function:
            yield function

    def _command(self, beside: tuple[Path, ...], hidden: tuple[str, ...]) -> list[str]:
        base, version = _installed(self.python)
        binary, modules = f"{base}/bin/python{version}", f"{base}/lib/python{version}"
        command = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
                   "--uid", "993", "--gid", "990", "--clearenv",
                   "--ro-bind", binary, "/var/lang/bin/python3", "--ro-bind", modules, f"/var/lang/lib/python{version}",
                   "--ro-bind", str(self.tree), "/var/task", "--ro-bind", str(self.runtime), "/var/runtime",
                   "--proc", "/proc", "--dev", "/dev", "--size", str(512 * 2**20), "--tmpfs", "/tmp"]  # fmt: skip
        for package in ("site-packages", "dist-packages"):
            if Path(modules, package).exists():
                command += ["--tmpfs", f"/var/lang/lib/python{version}/{package}"]
        libraries = _libraries(binary, *map(str, Path(modules, "lib-dynload").glob("*.so")))
        extensions = _libraries(*map(str, self.tree.glob("*/*.so")))
        libraries |= {path for path in extensions if SYSTEM_LIBRARIES.fullmatch(Path(path).name)}
        for library in sorted(libraries):
            command += ["--ro-bind", library, library]
        for path in beside:
            command += ["--ro-bind", str(path), f"/var/test/{path.name}"]
        for folder in hidden:
            command += ["--tmpfs", f"/var/task/{folder}"]
        return command


class Function:
    """One execution environment: `init` seconds to start, then events one after the other."""

    def __init__(self, command: list[str], handler: str, memory: int) -> None:
        self._log = tempfile.NamedTemporaryFile()  # noqa: SIM115
        self._process = subprocess.Popen(
            [*command, handler, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        try:
            self.started = self._read()
        except AssertionError:
            self.__exit__(None, None, None)
            raise

    def __enter__(self) -> "Function":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            assert pipe is not None
            pipe.close()

    def invoke(self, event: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(event) + "\n")
        self._process.stdin.flush()
        return self._read()

    def log(self) -> str:
        """What it printed so far: CloudWatch's part."""
        return Path(self._log.name).read_text()

    def call(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """A request as API Gateway passes it on, and what API Gateway would answer."""
        told = self.invoke(api_event(method, path, body, headers))
        assert "answer" in told, told
        answer = told["answer"]
        content = base64.b64decode(answer["body"]) if answer.get("isBase64Encoded") else answer["body"].encode()
        plain = {**answer.get("headers", {}), **{k: v[0] for k, v in answer.get("multiValueHeaders", {}).items()}}
        return answer["statusCode"], {name.lower(): value for name, value in plain.items()}, content

    def peak(self) -> float:
        """Ends the function; the most memory it held, in MiB."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return float(self._read()["peak"])

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError(f"the sandbox ended: {self.log()}")
        told: dict[str, Any] = json.loads(line)
        return told


def api_event(method: str, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """API Gateway's proxy event, payload version 1.0, every type being binary."""
    route, parameters = _route(path)
    sent = {"accept": "*/*", "content-type": "application/json", "host": "api.example", **headers}
    return {
        "resource": route,
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": route,
            "httpMethod": method,
            "path": f"/api{path}",
            "stage": "api",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


def _route(path: str) -> tuple[str, dict[str, str]]:
    """The route that this path is, and what stands in its gaps."""
    from app import app

    for route in app.routes:
        if found := re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route), path):
            return route, found.groupdict()
    return path, {}


@cache
def _installed(python: Path) -> tuple[str, str]:
    """Where this interpreter stands, and its version."""
    code = "import sys; print(sys.base_prefix, '%d.%d' % sys.version_info[:2])"
    base, version = subprocess.check_output([python, "-c", code], text=True).split()
    return base, version


@cache
def _libraries(*files: str) -> frozenset[str]:
    """What the loader would open for these files, itself included; not what only Tk or a database needs."""
    found = set()
    wanted = [file for file in files if not re.search(r"_tkinter|_curses|readline|_dbm|_gdbm", Path(file).name)]
    told = subprocess.run(["ldd", *wanted], capture_output=True, text=True, check=True).stdout
    for line in told.splitlines():
        if path := re.search(r"(?:=> |^\t)(/\S+) \(0x", line):
            found.add(path[1])
    return frozenset(found)
