"""`make demo`: a year told twice is told once, beside a running service or before it, and leaves something to do.

Then `make tick` lives the days to come: a reminder is announced, and leaves.
"""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from chalicelib.local.site import REPOSITORY

MONDAY = "2026-11-23"


def run(module: str, data: Path, port: int, **more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "ACQUIT_DATA": str(data), "ACQUIT_TODAY": MONDAY, "PORT": str(port), **more}
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(data: Path, port: int) -> str:
    """The token of the link that the demo prints."""
    demo = run("chalicelib.local.demo", data, port)
    words, faults = demo.communicate()
    assert demo.returncode == 0, faults
    (token,) = re.findall(r"/connexion/lien/#(\S+)", words)
    return str(token)


def ask(address: str, token: str) -> list[dict]:
    """Every open case, as the page asks for them."""
    body = json.dumps({"link": token}).encode()
    signing = urllib.request.Request(f"{address}api/sessions", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(signing, timeout=30) as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
    with urllib.request.urlopen(
        urllib.request.Request(f"{address}api/cases", headers={"Cookie": cookie}), timeout=30
    ) as answer:
        listed = json.load(answer)
    assert listed["next"] is None
    return listed["cases"]


@pytest.mark.slow
def test_the_year_is_told_once_before_the_service_and_beside_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    told(data, 0)
    service = run("chalicelib.local", data, 0)
    try:
        assert service.stderr is not None
        address = service.stderr.readline().split()[3]
        first = ask(address, told(data, int(address.rstrip("/").rpartition(":")[2])))
        second = ask(address, told(data, int(address.rstrip("/").rpartition(":")[2])))
        assert first == second
        assert {case["next"]["group"] for case in first} == {"today", "upcoming", "waiting"}
        situations = {case["situation"]["kind"] for case in first}
        assert situations >= {
            "late",
            "reminded",
            "notice_given",
            "promised",
            "plan",
            "disputed",
            "paused",
            "stopped",
        }
        assert len({case["debtor"]["id"] for case in first}) == len(first)
    finally:
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=30)


def said(module: str, data: Path, port: int, **more: str) -> str:
    """What a command prints."""
    command = run(module, data, port, **more)
    words, faults = command.communicate()
    assert command.returncode == 0, faults
    return words


@pytest.mark.slow
def test_a_newcomer_sees_reminders_announced_then_leave_without_the_service_and_beside_it(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    told(data, 0)
    first = said("chalicelib.local.tick", data, 0, DATE="2026-11-24")
    assert "1 cases told to their creditor" in first
    assert "ACQUIT_TODAY=2026-11-24 make run" in first
    service = run("chalicelib.local", data, 0)
    try:
        assert service.stderr is not None
        address = service.stderr.readline().split()[3]
        port = int(address.rstrip("/").rpartition(":")[2])
        second = said("chalicelib.local.tick", data, port, DATE="2026-11-25")
        assert "2 reminders left" in second
        assert "The service that runs is on that day now" in second
        with urllib.request.urlopen(f"{address}boite-d-envoi/", timeout=30) as answer:
            mails = answer.read().decode()
        assert "Demain" in mails
        assert "Prêts à relire" in mails
        assert mails.count("Claire Vasseur &lt;") == 2
        assert mails.count(".pdf</a>") == 2
        assert ask(address, told(data, port))  # its day is the one the clock lived
        seen = said("chalicelib.local.operator", data, port)
        assert "due 2, sent 2" in seen
        assert "Dead letters: none" in seen
    finally:
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=30)
