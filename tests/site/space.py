"""The subscriber's space in a browser: the service with its store and its mails, and people who sign in to it."""

import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from chalicelib.local.site import REPOSITORY
from tests.site.chromium import TELL_VIOLATIONS, tells_a_fault

TODAY = "2026-11-23"  # a Monday: letters may leave
NOON = f"{TODAY}T12:00:00+01:00"
LINK = re.compile(r"/connexion/lien/#\S+")
CODE = re.compile(r"^ +(\d{3})\u00a0(\d{3})$", re.MULTILINE)
PROFILE = {
    "creditor": {
        "kind": "company",
        "name": "Menuiserie Lenoir",
        "legal_form": "SARL",
        "share_capital": "10000.00",
        "siren": "404833048",
        "registry_town": "Lyon",
        "address": {"street": "4 rue des Ateliers", "postcode": "69007", "city": "Lyon"},
        "email": "contact@lenoir.example",
    },
    "payment": {"iban": "FR7630006000011234567890189"},
    "signatory": {"name": "Anne Lenoir", "capacity": "Gérante"},
    "place": "Lyon",
}
ORIGIN = {"terms": {"origin": {"description": "Pose d’un comptoir"}}}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Service:
    """Where it answers, and where its mails are."""

    address: str
    mailbox: Path

    def proof(self, email: str) -> tuple[str, str]:
        """The link's path and the code of the last mail to this address."""
        for file in sorted(self.mailbox.glob("*.eml"), reverse=True):
            mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
            if email in str(mail["To"]):
                body = mail.get_body(("plain",))
                assert body is not None
                text = "\n".join(body.get_content().splitlines())
                (link,), (code,) = LINK.findall(text), CODE.findall(text)
                return link, "".join(code)
        raise AssertionError(f"no mail to {email}")


@dataclass
class Person:
    """A subscriber in a browser of their own."""

    page: Page
    service: Service
    email: str = field(default_factory=lambda: f"person{next(_numbers)}@example.fr")

    def sign_in(self) -> None:
        """As a page does, without its screen."""
        self.ask("POST", "sign-ins", {"email": self.email}, 202)
        _, code = self.service.proof(self.email)
        self.ask("POST", "sessions", {"email": self.email, "code": code}, 201)

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """What the service answers to this person's own pages."""
        answer = self.page.request.fetch(
            f"{self.service.address}api/{path}",
            method=method,
            data=body,
            headers={"Content-Type": "application/json"} if body is not None else {},
        )
        assert answer.status == status, answer.text()
        return answer.json() if answer.body() else None

    def fill_profile(self) -> None:
        """All that a formal notice says of its author."""
        self.ask(
            "PUT", "account/profile", {"version": self.ask("GET", "account")["version"], "profile": PROFILE}
        )

    def open_case(self, id: str, name: str, *invoices: dict[str, str], **more: Any) -> Any:
        """A case against a company of that name; `debtor` adds to what is known of it."""
        debtor = {
            "name": name,
            "address": {"street": "12 rue des Lilas", "postcode": "75011", "city": "Paris"},
            **more.pop("debtor", {}),
        }
        facts = {"regime": "b2b", "person": "legal_person", "debtor": debtor, **more.pop("facts", {})}
        return self.ask(
            "POST", "cases", {"id": id, "debtor": {"facts": facts}, "invoices": list(invoices), **more}, 201
        )

    def happens(self, case: str, by: str, kind: str, **facts: Any) -> None:
        """What the clock or the debtor does to a case."""
        event = json.dumps({"kind": kind, **facts})
        self._beside("happens", case=case, by=by, event=event)

    def remind(self, case: str, document: str = "first_reminder", amount: str = "1200.00") -> None:
        """The first letter of this case left by itself, today."""
        drawn = {"statement_day": TODAY, "file": "x", "sha256": "0" * 64, "register_digest": "x"}
        letter = {"letter": 1, "document": document, "amount": amount}
        self.happens(case, "clock", "letter_issued", **letter, **drawn, being_sent=True)
        self.happens(case, "clock", "letter_mailed", letter=1, date=TODAY, message_id="m-1")

    def unreachable(self, case: str) -> None:
        """A message to the debtor of this case came back for good."""
        self._beside("unreachable", case=case)

    def link(self, case: str, letter: int = 0, document: str = "first_reminder", days: int = 7) -> str:
        """The secret of a link of a mail: to the creditor, or to the reader of that letter."""
        return self._beside("link", case=case, letter=letter, document=document, days=days)

    def _beside(self, path: str, **asked: Any) -> str:
        answer = self.page.request.get(f"{self.service.address}{path}", params={"email": self.email, **asked})
        assert answer.ok, answer.text()
        return answer.text()

    def record(self, view: Any, kind: str, **facts: Any) -> Any:
        """The case once this fact is recorded."""
        event = {"kind": kind, **facts}
        id = f"event-{next(_numbers):04}"
        return self.ask(
            "POST", f"cases/{view['id']}/events", {"version": view["version"], "id": id, "event": event}
        )


def invoice(ref: str, amount: str, due: str, issued: str = "2026-05-04") -> dict[str, str]:
    """An invoice as the service takes it."""
    return {"ref": ref, "amount_ttc": amount, "due_date": due, "issue_date": issued}


@pytest.fixture(scope="session")
def service(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The built site and its service, with an empty store."""
    data = tmp_path_factory.mktemp("data")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.site.serve", str(built), str(data)],
        cwd=REPOSITORY,
        env={**os.environ, "ACQUIT_TODAY": TODAY},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        yield Service(process.stdout.readline().strip(), data / "mailbox")
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def somebody(browser: Browser, service: Service) -> Iterator[BrowserContext]:
    """A new person's browser on that day; what breaks in it, or asks elsewhere, fails the test."""
    context = browser.new_context(
        base_url=service.address,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(30_000)
    context.clock.set_fixed_time(NOON)
    broken: list[str] = []
    requests: list[str] = []
    context.add_init_script(TELL_VIOLATIONS)
    context.on("request", lambda request: requests.append(request.url))
    context.on("weberror", lambda error: broken.append(str(error.error)))
    context.on(
        "console", lambda message: broken.append(message.text) if tells_a_fault(message.text) else None
    )
    yield context
    context.close()
    assert broken == []
    assert [url for url in requests if not url.startswith((service.address, "blob:", "data:"))] == []


@pytest.fixture
def stranger(somebody: BrowserContext, service: Service) -> Person:
    """Nobody yet."""
    return Person(somebody.new_page(), service)


@pytest.fixture
def person(stranger: Person) -> Person:
    """A subscriber, signed in."""
    stranger.sign_in()
    return stranger
