"""Nobody reaches another account: every route, asked for its own things and for another's, by every id there is.

Jeanne asks the same questions of two worlds: one in which Zoé has an account full of things, one in which Zoé does not
exist. The answers must be the same to the byte, and Zoé must notice nothing. A route without its questions fails.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from chalice.test import Client, HTTPResponse
from moto import mock_aws

from app import app
from chalicelib import wiring
from chalicelib.law.notice import Document
from chalicelib.local import stage
from chalicelib.services.ports import Link
from chalicelib.store import accounts as store_accounts
from chalicelib.store import clock as store_clock
from tests import fakes
from tests.web.space import Browser, Space, code_of, create_buckets, told

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
CANARY = "zorglub"
JEANNE, ZOE = "jeanne@exemple.fr", f"zoe@{CANARY}.fr"

ROUTES = sorted((method, path) for path, methods in app.routes.items() for method in methods)
# They hold no state: what is sent is answered and forgotten.
STATELESS = {
    ("GET", "/health"),
    ("GET", "/law"),
    ("GET", "/openapi.json"),
    ("POST", "/statements"),
    ("POST", "/deadlines"),
    ("POST", "/letters"),
    ("POST", "/letters/preview"),
    ("POST", "/letters/sheet"),
    ("POST", "/letters/calendar"),
    ("POST", "/invoices/read"),
}
WAYS_IN = {("POST", "/sign-ins"), ("POST", "/sessions")}
# Whoever holds a link of one of our mails may ask these, about the one thing it leads to.
LINKS = [
    ("POST", "/debtor-answers"),
    ("POST", "/debtor-answers/read"),
    ("POST", "/quick-answers"),
    ("POST", "/quick-answers/read"),
]
SPACE = [route for route in ROUTES if route not in {*STATELESS, *WAYS_IN, *LINKS}]
WRITES = [route for route in ROUTES if route[0] != "GET" and route not in STATELESS]


# --- who may ask at all ----------------------------------------------------------------------------------------------


def filled(path: str) -> str:
    return re.sub(r"\{[a-z]+\}", "abcdefgh", path)


def test_nothing_public_is_listed_that_does_not_exist() -> None:
    assert set(ROUTES) >= {*STATELESS, *WAYS_IN, *LINKS}
    assert {("GET", "/account"), ("GET", "/cases"), ("POST", "/account/erasure")} <= set(SPACE)


@pytest.mark.parametrize(("method", "path"), SPACE)
def test_a_route_of_the_space_is_closed_to_whoever_has_no_session(
    space: Space, method: str, path: str
) -> None:
    for cookie in (None, "acquit=", f"acquit={'A' * 16}.{'B' * 43}", "other=1"):
        answer = Browser(space.client, cookie).ask(method, filled(path), {} if method != "GET" else None)
        assert code_of(answer, 401) == "NOT_SIGNED_IN"
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_write_that_a_page_of_another_site_sends_is_refused(space: Space, method: str, path: str) -> None:
    browser = space.signed_in(JEANNE)
    for site in ("cross-site", "same-site", "Cross-Site", ""):
        answer = browser.ask(method, filled(path), {}, {"Sec-Fetch-Site": site})
        assert code_of(answer, 403) == "CROSS_SITE"
    assert told(browser.get("/account"))["email"] == JEANNE


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_a_write_in_a_type_that_any_page_may_send_is_refused(space: Space, method: str, path: str) -> None:
    browser = space.signed_in(JEANNE)
    form = "application/x-www-form-urlencoded"
    for content_type in ("text/plain", "multipart/form-data; boundary=x", form, ""):
        if content_type == form and path.endswith("/preview"):
            continue  # nothing is written: a page posts the form into a frame
        answer = browser.ask(method, filled(path), b"{}", {"Content-Type": content_type})
        assert code_of(answer, 415) == "CONTENT_TYPE_UNSUPPORTED"
    assert told(browser.get("/account"))["email"] == JEANNE


# --- two accounts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """A subscriber: the ids of its things, and the word that stands in every text of them."""

    email: str
    ids: str
    word: str

    @property
    def debtor(self) -> str:
        return f"debtor-{self.ids}"

    def case(self, number: int = 1) -> str:
        return f"case-{self.ids}-{number}"

    @property
    def profile(self) -> dict[str, Any]:
        return {
            "creditor": {
                "kind": "sole_trader",
                "name": f"{self.word} Martin",
                "siren": "404833048",
                "registered_in_rne": True,
                "address": {"street": f"3 rue {self.word}", "postcode": "69003", "city": "Lyon"},
                "email": self.email,
            },
            "payment": {"iban": "FR7630006000011234567890189"},
            "signatory": {"name": self.word},
            "place": "Lyon",
        }

    @property
    def client(self) -> dict[str, Any]:
        return {
            "regime": "b2b",
            "person": "legal_person",
            "debtor": {
                "name": f"Brasserie {self.word}",
                "address": {"street": f"4 quai {self.word}", "postcode": "59140", "city": "Dunkerque"},
            },
            "email": f"compta@{self.word}.example",
        }

    def invoice(self, number: int) -> dict[str, str]:
        return {
            "ref": f"{self.word}-{number}",
            "amount_ttc": "1200.00",
            "issue_date": "2026-08-30",
            "due_date": "2026-09-30",
        }


HER, OTHER = Person(JEANNE, "jeanne", "tournesol"), Person(ZOE, "zoe", CANARY)
HERS = "account-zoe"  # Zoé's own id, which Jeanne cannot know
STATEMENT = {"document": "account_statement", "choices": {}}
PDF = base64.b64encode(b"%PDF-1.7 an invoice").decode()


def furnish(browser: Browser, person: Person) -> None:
    """A profile, a client, two cases, a note and a letter, all under the person's own ids and word."""
    version = told(browser.get("/account"))["version"]
    told(browser.put("/account/profile", {"version": version, "profile": person.profile}))
    told(browser.put(f"/debtors/{person.debtor}", {"version": 0, "facts": person.client}))
    for number in (1, 2):
        opening = {
            "id": person.case(number),
            "debtor": {"id": person.debtor},
            "invoices": [person.invoice(number)],
            "terms": {"origin": {"description": f"{person.word} {number}"}},
            # After a formal notice, a new invoice opens a case of its own.
            **({"notice": {"date": "2026-11-01"}} if number == 1 else {}),
        }
        told(browser.post("/cases", opening), 201)
    note = {"version": 1, "id": f"note-{person.ids}", "event": {"kind": "noted", "text": person.word}}
    told(browser.post(f"/cases/{person.case(2)}/events", note))
    letter = {"version": 2, "id": f"letter-{person.ids}", **STATEMENT}
    told(browser.post(f"/cases/{person.case(2)}/letters", letter), 201)
    filing = {"version": 3, "id": f"filing-{person.ids}", "invoice": person.invoice(2)["ref"]}
    pdf = {"name": f"{person.word}.pdf", "content_base64": PDF}
    told(browser.post(f"/cases/{person.case(2)}/invoice-files", filing | pdf), 201)


Question = tuple[str, str, str, Any]  # method, route, path, body


def questions(account: str, cursor: str, links: dict[str, str]) -> Iterator[Question]:
    """What Jeanne asks of every route, about her own things then about Zoé's.

    `account` is Zoé's id, `cursor` where her second page begins, `links` the secrets of Jeanne's own mails. What closes
    sessions or the account comes last.
    """
    yield "GET", "/account", "/account", None
    for version, change in ((2, HER.profile), (0, {})):
        yield "PUT", "/account/profile", "/account/profile", {"version": version, "profile": change}
    for version, hour in ((2, 10), (0, 11)):
        changes = {"version": version, "scenarios": {"b2b": {"hour": hour}}}
        yield "PUT", "/account/scenarios", "/account/scenarios", changes
    tried = {"first_reminder": 20, "formal_notice": 60}
    effects = "/account/scenarios/effects"
    yield "POST", effects, effects, {"scenarios": {"b2b": tried}}
    for query in ("", "?closed=1", f"?after={cursor}", f"?after={OTHER.case()}"):
        yield "GET", "/cases", f"/cases{query}", None
    for case in (HER.case(2), OTHER.case(2), account, f"{account}-x", f"..%2F{account}", f"{OTHER.debtor}"):
        yield from questions_of_case(f"/cases/{case}")
    for debtor in (HER.debtor, OTHER.debtor, account):
        yield "GET", "/debtors/{debtor}", f"/debtors/{debtor}", None
        yield "POST", "/debtors/{debtor}/effects", f"/debtors/{debtor}/effects", {"scenario": tried}
        for version in (2, 1, 0):  # 0 adds one of her own, under the same id
            client = {"version": version, "facts": HER.client}
            yield "PUT", "/debtors/{debtor}", f"/debtors/{debtor}", client
    for id, owing in (
        ("case-other-1", {"id": OTHER.debtor}),
        (OTHER.case(), {"id": HER.debtor}),
        ("case-other-2", {"facts": OTHER.client}),
    ):
        yield "POST", "/cases", "/cases", {"id": id, "debtor": owing, "invoices": [OTHER.invoice(2)]}
    yield from questions_of_case(f"/cases/{OTHER.case()}")  # hers now, under the same id
    client = OTHER.client["debtor"]["name"]
    csv = f"Client;Facture;Montant;Échéance\n{client};{OTHER.word}-1;1200,00;30/09/2026\n"
    mapping = {"debtor": "Client", "invoice": "Facture", "amount": "Montant", "due_date": "Échéance"}
    yield "POST", "/imports", "/imports", {"csv": csv}
    common = {"regime": "b2b", "person": "legal_person"}
    confirmed = {"id": "import-0001", "csv": csv, "mapping": mapping, "defaults": common}
    yield "POST", "/imports/confirmed", "/imports/confirmed", confirmed
    for path in ("/debtors", "/forecast", "/figures"):
        yield "GET", path, path, None
    for name in ("cases", "debtors", "ageing", "received", "records", account):
        yield "GET", "/lists/{name}", f"/lists/{name}", None
    for secret in links.values():
        yield from questions_by_link(f"{account}.{secret.partition('.')[2]}")
    for secret in links.values():
        yield from questions_by_link(secret)
    yield "POST", "/account/export", "/account/export", {}
    yield "POST", "/account/erasure", "/account/erasure", {"email": ZOE}
    yield "DELETE", "/sessions/current", "/sessions/current", None
    yield "DELETE", "/sessions", "/sessions", None
    yield "POST", "/account/erasure", "/account/erasure", {"email": JEANNE}
    yield "GET", "/account", "/account", None


def questions_of_case(case: str) -> Iterator[Question]:
    yield "GET", "/cases/{case}", case, None
    fact = {"kind": "payment_received", "date": "2026-11-20", "amount": "100.00"}
    for version in (4, 1):
        paid = {"version": version, "id": f"payment-{version}", "event": fact}
        yield "POST", "/cases/{case}/events", f"{case}/events", paid
    yield "POST", "/cases/{case}/effects", f"{case}/effects", {"scenario": {"second_reminder": 40}}
    yield "POST", "/cases/{case}/letters/preview", f"{case}/letters/preview", STATEMENT
    for version in (5, 2):
        letter = {"version": version, "id": f"letter-{version}", **STATEMENT}
        yield "POST", "/cases/{case}/letters", f"{case}/letters", letter
    for number in (1, 2):
        yield "GET", "/cases/{case}/letters/{number}", f"{case}/letters/{number}", None
    for version in (7, 2):
        pdf = {"version": version, "id": f"filing-{version}", "name": "a.pdf", "content_base64": PDF}
        for person in (HER, OTHER):
            filing = {**pdf, "invoice": person.invoice(2)["ref"]}
            yield "POST", "/cases/{case}/invoice-files", f"{case}/invoice-files", filing
    for id in ("filing-7", f"filing-{HER.ids}", f"filing-{OTHER.ids}"):
        yield "GET", "/cases/{case}/invoice-files/{file}", f"{case}/invoice-files/{id}", None
    yield "GET", "/cases/{case}/file", f"{case}/file", None


def questions_by_link(token: str) -> Iterator[Question]:
    paid = {"kind": "payment_received", "date": "2026-11-20", "amount": "100.00"}
    for path, answer in (
        ("/quick-answers", {"event": paid}),
        ("/debtor-answers", {"answer": "disputed", "words": HER.word}),
    ):
        yield "POST", f"{path}/read", f"{path}/read", {"token": token}
        yield "POST", path, path, {"token": token, **answer}


def links_of(account: str, case: str) -> dict[str, str]:
    """The secrets of the links in the mails about the first letter of this case, by whom they were sent to."""
    expires = NOW + timedelta(days=30)
    kept = wiring.links()
    return {
        whom: kept.create(Link(account, case, Document.ACCOUNT_STATEMENT, letter, expires))
        for whom, letter in (("creditor", None), ("debtor", 1))
    }


@dataclass
class Told:
    """What Jeanne was answered in one world, route by route, and what Zoé saw before and after."""

    answers: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    zoe: list[dict[str, str]] = field(default_factory=list)


def asked(client: Client, ids: list[str], cursor: str | None = None) -> tuple[Told, str]:
    """Every question, in a world of its own, whose accounts get these ids in turn; and where Zoé's second page begins.

    `cursor` is that place, in the world where she is not.
    """
    heard = Told()
    chance = SimpleNamespace(token_urlsafe=lambda _: ids.pop(0))
    secret = (letter * 43 for letter in "KLMNOPQR")
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_accounts, "secrets", chance)
        patch.setattr(store_clock, "secrets", SimpleNamespace(token_urlsafe=lambda _: next(secret)))
        wiring.table().create_table()
        create_buckets()
        space = Space(client, wiring.mailer())  # type: ignore[arg-type]
        space.mailer.sent.clear()
        hers = space.signed_in(JEANNE)
        furnish(hers, HER)
        links = links_of("account-jeanne", HER.case(2))
        present = None
        if cursor is None:
            present = space.signed_in(ZOE)
            furnish(present, OTHER)
            links_of(HERS, OTHER.case(2))
            cursor = str(wiring.cases().open_cases(HERS, None, 1).next)
            heard.zoe.append(everything(present))
        for method, route, path, body in questions(HERS, cursor, links):
            if hers.cookie is None:
                hers = space.signed_in(JEANNE)
            token = (hers.cookie or "").removeprefix("acquit=")
            answer = hers.ask(method, path, body)
            text = readable(answer).replace(token, "TOKEN")
            heard.answers.setdefault((method, route), []).append(text)
        if present:
            heard.zoe.append(everything(present))
        return heard, cursor


def everything(browser: Browser) -> dict[str, str]:
    """All that somebody may read of an account, by path."""
    lists = [f"/lists/{name}" for name in ("cases", "debtors", "ageing", "received", "records")]
    paths = ["/account", "/cases", "/cases?closed=1", "/debtors", "/forecast", "/figures", *lists]
    answers = {path: readable(browser.get(path)) for path in paths}
    return answers | {"/account/export": readable(browser.post("/account/export", {}))}


def readable(answer: HTTPResponse) -> str:
    """All of an answer, the file it leads to unpacked; what the clock and chance put into the link is left out."""
    text = f"{answer.status_code} {dict(answer.headers)} {answer.body.decode('utf-8', 'replace')}"
    for address in sorted(set(re.findall(r"https://[^\s\"']+X-Amz-[^\s\"']+", text))):
        text = text.replace(address, "LINK") + behind(address)
    return re.sub(r"('Content-Length': )'\d+'", r"\1?", text)


def behind(address: str) -> str:
    """The file a link leads to."""
    parts = urlsplit(address)
    key = unquote(parts.path.removeprefix("/"))
    content = stage.buckets()[parts.netloc.partition(".")[0]].get(key)
    if not content.startswith(b"PK"):
        return f"\n{key}: {content!r}"
    with ZipFile(BytesIO(content)) as archive:
        return f"\n{key}: " + "".join(f"\n{name}: {archive.read(name)!r}" for name in archive.namelist())


@pytest.fixture(scope="module")
def worlds() -> Iterator[tuple[Told, Told]]:
    """With Zoé, and without."""
    with pytest.MonkeyPatch.context() as patch, Client(app) as client:
        patch.setattr(wiring, "now", lambda: NOW)
        mailer = fakes.Mailer()
        patch.setattr(wiring, "mailer", lambda: mailer)
        patch.setattr(wiring, "print_pdf", lambda: lambda job: b"%PDF-1.7\n" + job.html.encode())
        with_zoe, cursor = asked(client, ["account-jeanne", HERS, "account-jeanne-again"])
        without, _ = asked(client, ["account-jeanne", "account-jeanne-again"], cursor)
        yield with_zoe, without


def test_every_route_of_the_space_has_its_questions(worlds: tuple[Told, Told]) -> None:
    assert sorted(worlds[0].answers) == sorted([*SPACE, *LINKS])


@pytest.mark.parametrize(("method", "path"), [*SPACE, *LINKS])
def test_each_answer_is_what_it_would_be_if_nobody_else_existed(
    worlds: tuple[Told, Told], method: str, path: str
) -> None:
    with_zoe, without = (world.answers[method, path] for world in worlds)
    assert with_zoe == without
    assert not any(answer.startswith(("401", "5")) for answer in with_zoe)
    assert any(answer.startswith(("2", "3")) for answer in with_zoe)


def test_the_other_account_is_full_of_things_and_notices_nothing(worlds: tuple[Told, Told]) -> None:
    before, after = worlds[0].zoe
    assert before == after
    for path in ("/account", "/cases", "/debtors", "/lists/cases", "/lists/debtors", "/account/export"):
        assert CANARY in before[path]
    assert before["/account/export"].count("%PDF-1.7") == 2  # a letter and an invoice
