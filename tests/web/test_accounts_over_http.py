"""Signing in and out, the profile, the scenarios, the export and the erasure, as a browser meets them."""

import json
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from chalice.test import HTTPResponse
from jsonschema import Draft202012Validator
from moto.core.botocore_stubber import BotocoreStubber

from app import app
from chalicelib import wiring
from chalicelib.local.server import Handler, create_server
from chalicelib.local.site import Site
from chalicelib.web.openapi import document
from tests.web.space import CODE, LINK, Browser, Space, code_of, told

JEANNE, PAUL = "jeanne@atelier-exemple.fr", "paul@exemple.fr"
TODAY = "2026-11-22"


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACQUIT_TODAY", TODAY)


def later(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Moves the clock."""
    moment = wiring.now() + by
    monkeypatch.setattr(wiring, "now", lambda: moment)


def holds(model: str, value: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{model}", "components": document()["components"]}
    Draft202012Validator(schema).validate(value)


def account_of(browser: Browser) -> Any:
    account = told(browser.get("/account"))
    holds("AccountView", account)
    return account


# --- signing in ------------------------------------------------------------------------------------------------------


def test_whoever_reads_the_mailbox_signs_in_by_the_link(space: Space) -> None:
    link, _ = space.proof(JEANNE)
    browser = space.browser()
    opened = told(browser.post("/sessions", {"link": link}), 201)
    assert (opened["email"], opened["created_on"]) == (JEANNE, TODAY)
    assert account_of(browser) == opened


def test_or_by_the_code_typed_as_the_mail_shows_it(space: Space) -> None:
    _, code = space.proof(JEANNE)
    typed = {"email": JEANNE.upper(), "code": f" {code[:3]}\u00a0{code[3:]} "}
    opened = told(space.browser().post("/sessions", typed), 201)
    assert opened["email"] == JEANNE


def test_opening_the_link_of_the_mail_asks_the_api_nothing(space: Space) -> None:
    space.proof(JEANNE)
    ((site, secret),) = LINK.findall(space.mailer.sent[-1].text)
    assert site == "http://127.0.0.1:8000"
    assert secret not in f"{site}/connexion/lien/"  # the page's address; what follows # stays in the browser


def test_the_cookie_is_for_the_api_alone_and_no_script_reads_it(space: Space) -> None:
    for host, secure in (
        ("127.0.0.1:8000", []),
        ("localhost:8000", []),
        ("acquit.example", ["Secure"]),
        ("localhost.example", ["Secure"]),
        ("127.0.0.1.example", ["Secure"]),
    ):
        link, _ = space.proof(f"{host.partition(':')[0]}@exemple.fr")
        opened = space.browser().ask("POST", "/sessions", {"link": link}, {"Host": host})
        name, *attributes = opened.headers["Set-Cookie"].split("; ")
        assert name.startswith("acquit=")
        assert sorted(attributes) == sorted(
            ["Path=/api", "Max-Age=2592000", "HttpOnly", "SameSite=Lax", *secure]
        )


def seen(answer: HTTPResponse) -> tuple[int, dict[str, str], bytes]:
    """All that a stranger sees of an answer."""
    return answer.status_code, dict(answer.headers), answer.body


def test_an_address_that_is_known_is_answered_as_one_that_is_not(space: Space) -> None:
    space.signed_in(JEANNE)
    stranger = space.browser()
    assert seen(stranger.post("/sign-ins", {"email": JEANNE})) == seen(
        stranger.post("/sign-ins", {"email": PAUL})
    )
    wrong = [
        {"email": JEANNE, "code": "not it"},
        {"email": PAUL, "code": "not it"},
        {"email": "nobody@exemple.fr", "code": "123456"},
        {"link": "A" * 43 + "." + "B" * 43},
        {"link": ""},
    ]
    answers = [stranger.post("/sessions", proof) for proof in wrong]
    assert all(seen(answer) == seen(answers[0]) for answer in answers)
    assert code_of(answers[0], 422) == "SIGN_IN_REFUSED"
    assert "Set-Cookie" not in answers[0].headers


def test_the_sixth_mail_of_an_hour_is_answered_as_the_first_and_not_sent(space: Space) -> None:
    answers = [space.browser().post("/sign-ins", {"email": JEANNE}) for _ in range(6)]
    assert all(seen(answer) == seen(answers[0]) for answer in answers)
    assert len(space.mailer.sent) == 5


def test_a_network_that_asks_too_often_is_told_so_and_no_other(space: Space) -> None:
    def ask(number: int, forwarded: str) -> HTTPResponse:
        body, headers = {"email": f"n{number}@exemple.fr"}, {"X-Forwarded-For": forwarded}
        return space.browser().ask("POST", "/sign-ins", body, headers)

    for number in range(20):
        assert ask(number, f"198.51.100.{number}, 203.0.113.7, 192.0.2.1").status_code == 202
    assert code_of(ask(20, "203.0.113.7, 192.0.2.2"), 429) == "TOO_MANY_SIGN_INS"
    assert ask(21, "203.0.113.8, 192.0.2.1").status_code == 202
    assert len(space.mailer.sent) == 21


def test_a_network_is_an_address_or_the_64_bits_of_a_household(space: Space) -> None:
    for number in range(20):
        body = {"email": f"n{number}@exemple.fr"}
        forwarded = {"X-Forwarded-For": f"2001:db8:1:2::{number:x}, 192.0.2.1"}
        assert space.browser().ask("POST", "/sign-ins", body, forwarded).status_code == 202
    asked = [
        space.browser().ask("POST", "/sign-ins", {"email": JEANNE}, {"X-Forwarded-For": forwarded})
        for forwarded in ("2001:db8:1:2:ffff::1, 192.0.2.1", "2001:db8:1:3::1, 192.0.2.1", "typed, 192.0.2.1")
    ]
    assert [answer.status_code for answer in asked] == [429, 202, 202]


def test_a_proof_serves_once_by_either_way(space: Space) -> None:
    link, code = space.proof(JEANNE)
    assert space.browser().post("/sessions", {"email": JEANNE, "code": code}).status_code == 201
    for proof in ({"link": link}, {"email": JEANNE, "code": code}):
        assert code_of(space.browser().post("/sessions", proof), 422) == "SIGN_IN_REFUSED"


def test_a_proof_lasts_a_quarter_of_an_hour(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    link, code = space.proof(JEANNE)
    later(monkeypatch, timedelta(minutes=15, seconds=1))
    for proof in ({"link": link}, {"email": JEANNE, "code": code}):
        assert code_of(space.browser().post("/sessions", proof), 422) == "SIGN_IN_REFUSED"


def test_a_code_is_tried_five_times(space: Space) -> None:
    link, code = space.proof(JEANNE)
    for number in range(5):
        wrong = f"{(int(code) + number + 1) % 10**6:06}"
        refused = space.browser().post("/sessions", {"email": JEANNE, "code": wrong})
        assert code_of(refused, 422) == "SIGN_IN_REFUSED"
    assert code_of(space.browser().post("/sessions", {"email": JEANNE, "code": code}), 422)
    assert space.browser().post("/sessions", {"link": link}).status_code == 201  # 256 bits: nobody guessed it


@pytest.mark.parametrize(
    ("proof", "faults"),
    [
        ({}, {"": "PROOF_MISSING"}),
        ({"email": JEANNE}, {"": "PROOF_MISSING"}),
        ({"code": "123456"}, {"": "PROOF_MISSING"}),
        ({"link": "x", "email": JEANNE, "code": "123456"}, {"": "PROOF_MISSING"}),
        ({"email": "jeanne", "code": "1" * 21}, {"email": "EMAIL_INVALID", "code": "TEXT_TOO_LONG"}),
        ({"token": "x"}, {"token": "UNKNOWN_FIELD"}),
    ],
)
def test_half_a_proof_is_refused_field_by_field(
    space: Space, proof: dict[str, str], faults: dict[str, str]
) -> None:
    problem = told(space.browser().post("/sessions", proof), 422)
    assert {error["field"]: error["code"] for error in problem["errors"]} == faults


@pytest.mark.parametrize(
    "address", ["jeanne", "a..b@exemple.fr", "é@exemple.fr", "a\r\nBcc: b@exemple.fr", "a\u200b@exemple.fr"]
)
def test_an_address_that_no_mail_can_hold_is_refused_before_anything_is_counted(
    space: Space, address: str
) -> None:
    problem = told(space.browser().post("/sign-ins", {"email": address}), 422)
    assert problem["errors"][0]["code"] == "EMAIL_INVALID"
    assert space.mailer.sent == []


@pytest.fixture
def address(space: Space, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The same space on the local server, which serves several requests at once; moto itself keeps no order."""
    lock, answer = threading.Lock(), BotocoreStubber.__call__

    def one_at_a_time(self: BotocoreStubber, *arguments: Any, **named: Any) -> Any:
        with lock:
            return answer(self, *arguments, **named)

    monkeypatch.setattr(BotocoreStubber, "__call__", one_at_a_time)
    monkeypatch.setattr(Handler, "log_message", lambda *_: None)
    its_class = app.__class__
    server = create_server(app, Site(tmp_path), 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api"
    server.shutdown()
    thread.join()
    server.server_close()
    app.__class__ = its_class


@pytest.mark.parametrize("way", ["link", "code"])
def test_of_sixteen_uses_of_one_proof_at_once_one_signs_in(space: Space, address: str, way: str) -> None:
    link, code = space.proof(JEANNE)
    proof = {"link": link} if way == "link" else {"email": JEANNE, "code": code}
    start = threading.Barrier(16)
    host, path = urlsplit(address).netloc, f"{urlsplit(address).path}/sessions"

    def use(connection: HTTPConnection) -> int:
        start.wait()
        connection.request("POST", path, json.dumps(proof), {"Content-Type": "application/json"})
        return connection.getresponse().status

    with ExitStack() as open_ones:
        connections = [open_ones.enter_context(closing(HTTPConnection(host))) for _ in range(16)]
        for connection in connections:
            connection.connect()
        with ThreadPoolExecutor(16) as pool:
            statuses = sorted(pool.map(use, connections))
    assert statuses == [201, *[422] * 15]


# --- sessions --------------------------------------------------------------------------------------------------------


def test_signing_out_closes_this_session_and_no_other(space: Space) -> None:
    here, there = space.signed_in(JEANNE), space.signed_in(JEANNE)
    stolen = here.cookie
    answer = here.delete("/sessions/current")
    assert (answer.status_code, answer.body, here.cookie) == (204, b"", None)
    assert code_of(here.get("/account"), 401) == "NOT_SIGNED_IN"
    assert code_of(Browser(space.client, stolen).get("/account"), 401) == "NOT_SIGNED_IN"
    assert account_of(there)["email"] == JEANNE


def test_signing_out_everywhere_closes_them_all_but_nobody_elses(space: Space) -> None:
    here, there, paul = space.signed_in(JEANNE), space.signed_in(JEANNE), space.signed_in(PAUL)
    assert here.delete("/sessions").status_code == 204
    assert code_of(there.get("/account"), 401) == "NOT_SIGNED_IN"
    assert account_of(paul)["email"] == PAUL


def test_a_session_ends_by_itself_after_thirty_days(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = space.signed_in(JEANNE)
    later(monkeypatch, timedelta(days=30, seconds=1))
    assert code_of(browser.get("/account"), 401) == "NOT_SIGNED_IN"


def test_a_cookie_that_was_tampered_with_is_no_session(space: Space) -> None:
    jeanne, paul = space.signed_in(JEANNE), space.signed_in(PAUL)
    assert jeanne.cookie
    assert paul.cookie
    account, _, secret = paul.cookie.removeprefix("acquit=").partition(".")
    his, _, hers = jeanne.cookie.removeprefix("acquit=").partition(".")
    for value in (
        f"{account}.{hers}", f"{his}.{secret}", account, f"{account}.", f"{account}.{secret}x", "", "x" * 500,
        "a b", '"', "../../account",
    ):  # fmt: skip
        answer = Browser(space.client, f"acquit={value}").get("/account")
        assert code_of(answer, 401) == "NOT_SIGNED_IN"


# --- the profile and the scenarios -----------------------------------------------------------------------------------

PROFILE = {
    "creditor": {"kind": "sole_trader", "name": "Jeanne Martin", "siren": "404 833 048"},
    "payment": {"iban": "FR76 3000 6000 0112 3456 7890 189"},
    "place": "Lyon",
}


def test_a_profile_is_changed_read_back_and_sent_again_as_it_was_answered(space: Space) -> None:
    browser = space.signed_in(JEANNE)
    before = account_of(browser)
    changed = told(browser.put("/account/profile", {"version": before["version"], "profile": PROFILE}))
    holds("AccountView", changed)
    assert changed["profile"]["creditor"]["siren"] == "404833048"
    assert changed["version"] == before["version"] + 1
    assert account_of(browser) == changed
    assert "creditor.name" in before["missing"]
    assert "creditor.name" not in changed["missing"]
    again = browser.put("/account/profile", {"version": changed["version"], "profile": changed["profile"]})
    assert told(again) == changed


def test_scenarios_are_changed_beside_our_own(space: Space) -> None:
    browser = space.signed_in(JEANNE)
    before = account_of(browser)
    assert before["default_scenarios"]["b2b"]["first_reminder"] == 5
    assert before["default_scenarios"]["b2c"]["courtesy_reminder"] is None
    scenarios = {"b2b": {"first_reminder": 8, "courtesy_reminder": {"off": True}, "minimum_amount": "20.00"}}
    changed = told(browser.put("/account/scenarios", {"version": before["version"], "scenarios": scenarios}))
    holds("AccountView", changed)
    assert changed["scenarios"]["b2b"]["minimum_amount"] == "20.00"
    assert changed["scenarios"]["b2b"]["courtesy_reminder"] == {"off": True}
    assert changed["default_scenarios"] == before["default_scenarios"]
    again = {"version": changed["version"], "scenarios": changed["scenarios"]}
    assert told(browser.put("/account/scenarios", again)) == changed


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/account/profile", {"profile": PROFILE}),
        ("/account/scenarios", {"scenarios": {"b2c": {"first_reminder": 9}}}),
    ],
)
def test_a_stale_change_is_refused_with_what_stands_now(
    space: Space, path: str, change: dict[str, Any]
) -> None:
    browser = space.signed_in(JEANNE)
    version = account_of(browser)["version"]
    other = {"version": version, "profile": {"place": "Nantes"}}
    now = told(browser.put("/account/profile", other))
    refused = browser.put(path, {"version": version, **change})
    assert code_of(refused, 409) == "CONFLICT"
    assert json.loads(refused.body)["current"] == now
    holds("Problem", json.loads(refused.body))
    assert account_of(browser) == now


def test_the_faults_of_a_profile_come_at_once_each_under_its_field(space: Space) -> None:
    browser = space.signed_in(JEANNE)
    wrong = {
        "creditor": {"siren": "123456789", "kind": "royaume"},
        "payment": {"iban": "FR76", "link": "http://exemple.fr"},
        "logo": {"mime": "image/svg+xml", "content_base64": ""},
    }
    problem = told(browser.put("/account/profile", {"version": 1, "profile": wrong}), 422)
    assert {error["field"]: error["code"] for error in problem["errors"]} == {
        "profile.creditor.siren": "SIREN_INVALID",
        "profile.creditor.kind": "NOT_A_CHOICE",
        "profile.payment.iban": "IBAN_INVALID",
        "profile.payment.link": "LINK_INVALID",
        "profile.logo.mime": "NOT_A_CHOICE",
    }


# --- taking everything away, and leaving -----------------------------------------------------------------------------


def test_the_export_is_a_short_link_to_an_archive_of_this_account(space: Space) -> None:
    browser = space.signed_in(JEANNE)
    answer = browser.post("/account/export", {})
    holds("ExportMade", told(answer))
    url = told(answer)["url"]
    assert "X-Amz-Expires=60" in url
    (key,) = wiring.exports().keys("")
    assert f"/{key}?" in url
    with ZipFile(BytesIO(wiring.exports().get(key))) as archive:
        assert json.loads(archive.read("account.json"))["email"] == JEANNE


def test_erasing_signs_every_browser_out_and_a_new_sign_in_finds_an_empty_account(space: Space) -> None:
    here, there = space.signed_in(JEANNE), space.signed_in(JEANNE)
    told(here.put("/account/profile", {"version": account_of(here)["version"], "profile": PROFILE}))
    told(here.post("/account/export", {}))
    assert wiring.exports().keys("")
    answer = here.post("/account/erasure", {"email": JEANNE})
    assert (answer.status_code, answer.body, here.cookie) == (204, b"", None)
    assert code_of(there.get("/account"), 401) == "NOT_SIGNED_IN"
    assert (wiring.files().keys(""), wiring.exports().keys("")) == ((), ())
    assert space.mailer.sent[-1].subject == "Votre compte Acquit est effacé"
    assert account_of(space.signed_in(JEANNE))["profile"]["place"] is None


def test_erasing_needs_the_address_of_the_account(space: Space) -> None:
    browser = space.signed_in(JEANNE)
    refused = browser.post("/account/erasure", {"email": PAUL})
    assert code_of(refused, 422) == "ERASURE_EMAIL_MISMATCH"
    assert told(refused, 422)["errors"][0]["field"] == "email"
    assert account_of(browser)["email"] == JEANNE


# --- what is never written down --------------------------------------------------------------------------------------


def test_no_log_line_holds_an_address_a_code_or_a_token(
    space: Space, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO)
    browser = space.signed_in(JEANNE)
    assert browser.cookie
    secrets = {JEANNE, browser.cookie.removeprefix("acquit="), "Jeanne Martin", "FR7630006000011234567890189"}
    browser.put("/account/profile", {"version": 1, "profile": PROFILE})
    browser.post("/sessions", {"email": JEANNE, "code": "000000"})
    browser.post("/account/erasure", {"email": PAUL})
    # What breaks must not speak either.
    for part in ("accounts", "sessions", "sign_ins", "mailer"):
        broken = getattr(wiring, part)

        class Broken:
            def __getattr__(self, name: str) -> Any:
                raise RuntimeError(f"{secrets} {name}")

        monkeypatch.setattr(wiring, part, Broken)
        browser.post("/sign-ins", {"email": JEANNE})
        browser.post("/sessions", {"email": JEANNE, "code": "000000"})
        browser.get("/account")
        browser.post("/account/erasure", {"email": JEANNE})
        monkeypatch.setattr(wiring, part, broken)
    for mail in space.mailer.sent:
        secrets |= {link for _, link in LINK.findall(mail.text)}
        secrets |= {
            separator.join(code) for code in CODE.findall(mail.text) for separator in ("", "\u00a0", " ")
        }
    assert "RuntimeError" in caplog.text
    assert [secret for secret in secrets if secret in caplog.text] == []


def test_the_moment_is_that_of_the_clock(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", lambda: datetime.fromisoformat("2026-03-28T23:30:00+01:00"))
    assert account_of(space.signed_in(JEANNE))["created_on"] == "2026-03-28"


def test_who_follows_a_link_after_the_end_of_a_session_is_led_to_sign_in_again(space: Space) -> None:
    browser = space.browser()
    answer = browser.ask("GET", "/cases/case-0001/letters/1", headers={"Sec-Fetch-Dest": "document"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/connexion/")
    assert browser.get("/cases/case-0001/letters/1").status_code == 401  # a script is told so
