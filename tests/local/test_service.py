"""`python -m chalicelib.local` as `make run` starts it: ports, signals, and data that survive."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chalicelib.local.site import REPOSITORY

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the service without a terminal, on the test's own data; kills what is left."""
    started: list[subprocess.Popen[str]] = []

    def run(port: int | str = 0, **environment: str) -> subprocess.Popen[str]:
        variables = {**os.environ, "PORT": str(port), "ACQUIT_DATA": str(tmp_path / "data"), **environment}
        process = subprocess.Popen(
            [sys.executable, "-m", "chalicelib.local"],
            cwd=REPOSITORY,
            env=variables,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def address(process: subprocess.Popen[str]) -> str:
    """The address that the service prints once it is ready."""
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "Acquit is running: http://127.0.0.1:" in line
    return line.split()[3]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_service_tells_its_address_answers_and_stops_cleanly(start: Start, stop: signal.Signals) -> None:
    service = start()
    with urllib.request.urlopen(f"{address(service)}api/health", timeout=60) as health:
        told = json.load(health)
    assert (told["status"], told["table"]) == ("ok", "ok")
    assert told["clock"] in ("ok", "never")  # its first sweep may be under way
    service.send_signal(stop)
    assert service.wait(10) == 0


def test_a_killed_service_starts_again_on_its_data(start: Start) -> None:
    service = start()
    address(service)
    service.kill()
    service.wait(10)
    with urllib.request.urlopen(f"{address(start())}api/health", timeout=60) as health:
        assert health.status == 200


def test_a_busy_port_is_one_clear_sentence(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        service = start(port)
        _, said = service.communicate(timeout=60)
    assert service.returncode == 1
    assert said.startswith(f"Port {port} cannot be used")
    assert said.count("\n") == 1


def test_data_in_use_is_one_clear_sentence(start: Start) -> None:
    address(start())
    second = start()
    _, said = second.communicate(timeout=60)
    assert second.returncode == 1
    assert said.startswith("Another process already serves the data")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("port", "today", "named"), [("http", "", "PORT"), ("70000", "", "PORT"), ("0", "demain", "ACQUIT_TODAY")]
)
def test_a_wrong_setting_is_named(start: Start, port: str, today: str, named: str) -> None:
    service = start(port, ACQUIT_TODAY=today)
    _, said = service.communicate(timeout=60)
    assert service.returncode == 1
    assert said.startswith(named)
    assert said.count("\n") == 1
