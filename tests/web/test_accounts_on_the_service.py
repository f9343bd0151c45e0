"""The service as `make run` starts it: a person signs in by the mail it really sent, and its log says nothing of it."""

import email.policy
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email import message_from_bytes
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zipfile import ZipFile

import pytest

from tests.web.space import CODE, LINK

ROOT = Path(__file__).parents[2]
JEANNE = "jeanne.canari@exemple.fr"


@dataclass
class Service:
    address: str
    mailbox: Path
    secrets: set[str] = field(default_factory=set)
    cookie: str = ""

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer; its cookie is kept."""
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        content = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self.address}api{path}", content, headers, method=method)
        with urllib.request.urlopen(asked) as answer:
            if set_cookie := answer.headers["Set-Cookie"]:
                assert "Secure" not in set_cookie
                self.cookie = set_cookie.partition(";")[0]
                self.secrets.add(self.cookie.removeprefix("acquit="))
            return json.loads(answer.read() or b"null")

    def mail(self) -> str:
        """The text of the last mail that left."""
        raw = max(self.mailbox.glob("*.eml")).read_bytes()
        message = message_from_bytes(raw, policy=email.policy.default)
        assert message["To"] == JEANNE
        text = message.get_body(("plain",))
        assert text is not None
        return "\n".join(text.get_content().splitlines())


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Service]:
    """What the service said to its terminal while somebody signed in by both ways, took its data and left."""
    data = tmp_path_factory.mktemp("data")
    process = subprocess.Popen(
        [sys.executable, "-m", "chalicelib.local"],
        cwd=ROOT,
        env={**os.environ, "PORT": "0", "ACQUIT_DATA": str(data)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        first = process.stderr.readline()
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+/", first)
        service = Service(address, data / "mailbox")
        stay(service)
    finally:
        process.terminate()
        out, errors = process.communicate(timeout=20)
    return out + errors, service


def stay(service: Service) -> None:
    """From the first mail to the last."""
    service.ask("POST", "/sign-ins", {"email": JEANNE})
    ((site, link),) = LINK.findall(service.mail())
    assert f"{site}/" == service.address
    assert service.ask("POST", "/sessions", {"link": link})["email"] == JEANNE
    service.ask("DELETE", "/sessions/current")
    service.ask("POST", "/sign-ins", {"email": JEANNE})
    ((_, other_link),), ((first, last),) = LINK.findall(service.mail()), CODE.findall(service.mail())
    service.secrets |= {link, other_link, first + last, JEANNE}
    with pytest.raises(urllib.error.HTTPError) as refused:
        service.ask("POST", "/sessions", {"link": link})
    refused.value.close()
    service.ask("POST", "/sessions", {"email": JEANNE, "code": first + last})
    version = service.ask("GET", "/account")["version"]
    profile = {"creditor": {"name": "Jeanne Canari"}}
    service.ask("PUT", "/account/profile", {"version": version, "profile": profile})
    exported = service.ask("POST", "/account/export", {})
    with urllib.request.urlopen(urljoin(service.address, exported["url"])) as archive:
        names = ZipFile(BytesIO(archive.read())).namelist()
    assert names == ["lisez-moi.txt", "account.json", "debtors.json"]
    service.ask("POST", "/account/erasure", {"email": JEANNE})
    assert "effacé" in service.mail()


def test_no_line_of_its_log_names_a_person_or_opens_an_account(log: tuple[str, Service]) -> None:
    lines, service = log
    assert "POST /api/sessions 201" in lines
    assert "POST /api/account/erasure 204" in lines
    assert len({secret for secret in service.secrets if secret}) > 5
    assert [secret for secret in (*service.secrets, "canari") if secret and secret in lines.lower()] == []
