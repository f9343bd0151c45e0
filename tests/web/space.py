"""The subscriber's space as a browser asks it: the real routes and the real store on moto; mails are caught."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from chalice.test import Client, HTTPResponse

from chalicelib import wiring
from tests import fakes

OWN_PAGE = {"Host": "127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
JSON = {"Content-Type": "application/json"}
LINK = re.compile(r"(\S+)/connexion/lien/#(\S+)")
CODE = re.compile(r"^ +(\d{3})\u00a0(\d{3})$", re.MULTILINE)


@dataclass
class Browser:
    """Keeps its cookie, as a browser does."""

    client: Client
    cookie: str | None = None

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> HTTPResponse:
        """Sends `body` as JSON; `headers` add to those of our own pages, or replace them."""
        sent = OWN_PAGE | ({} if method == "GET" else JSON) | (headers or {})
        if self.cookie:
            sent["Cookie"] = f"other=1; {self.cookie}"
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        answer = self.client.http.request(method, path, headers=sent, body=content)
        if set_cookie := answer.headers.get("Set-Cookie"):
            pair, _, attributes = set_cookie.partition(";")
            self.cookie = None if "Max-Age=0" in attributes else pair
        return answer

    def get(self, path: str) -> HTTPResponse:
        return self.ask("GET", path)

    def post(self, path: str, body: Any) -> HTTPResponse:
        return self.ask("POST", path, body)

    def put(self, path: str, body: Any) -> HTTPResponse:
        return self.ask("PUT", path, body)

    def delete(self, path: str) -> HTTPResponse:
        return self.ask("DELETE", path)


@dataclass
class Space:
    """The service, its mails, and browsers to ask it with."""

    client: Client
    mailer: fakes.Mailer = field(default_factory=fakes.Mailer)

    def browser(self) -> Browser:
        return Browser(self.client)

    def proof(self, email: str) -> tuple[str, str]:
        """Asks for a mail; the link's secret and the code it carries."""
        assert self.browser().post("/sign-ins", {"email": email}).status_code == 202
        text = self.mailer.sent[-1].text
        (link,), (code,) = LINK.findall(text), CODE.findall(text)
        return link[1], "".join(code)

    def signed_in(self, email: str) -> Browser:
        """A browser in which this person has just signed in."""
        browser = self.browser()
        link, _ = self.proof(email)
        assert browser.post("/sessions", {"link": link}).status_code == 201
        return browser


def create_buckets() -> None:
    """Where letters and exports are kept, as the service names them."""
    for files in (wiring.files(), wiring.exports()):
        files.client.create_bucket(
            Bucket=files.bucket, CreateBucketConfiguration={"LocationConstraint": wiring.REGION}
        )


def told(answer: HTTPResponse, status: int = 200) -> Any:
    """The JSON of an answer, once its status is the one expected."""
    assert answer.status_code == status, answer.body
    return json.loads(answer.body)


def code_of(answer: HTTPResponse, status: int) -> str:
    """The code of a refusal, in problem+json."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.body
    code: str = told(answer, status)["code"]
    return code
