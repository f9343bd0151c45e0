"""The links of our mails over HTTP: no session, every answer as it is described, one refusal for every dead link."""

from datetime import timedelta
from typing import Any

import pytest
from chalice.test import HTTPResponse
from jsonschema import Draft202012Validator

from chalicelib import wiring
from chalicelib.cases.events import LetterMailed
from chalicelib.cases.history import Author
from chalicelib.law.notice import Document
from chalicelib.services import answers
from chalicelib.services.cases import open_case, record_fact
from chalicelib.services.ports import Link
from chalicelib.web import answers_described
from chalicelib.web.openapi import document
from tests import builders as a
from tests.services.a_space import an_opening
from tests.web.space import Browser, Space, code_of, told

DOCUMENT = document()
CASE = "case-0001"
QUICK, MESSAGE = "/quick-answers", "/debtor-answers"
PATHS = (f"{QUICK}/read", QUICK, f"{MESSAGE}/read", MESSAGE)
EMAIL = "jeanne@exemple.fr"


@pytest.fixture(autouse=True)
def _on_a_friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACQUIT_TODAY", "2026-11-20")


@pytest.fixture
def browser(space: Space) -> Browser:
    """Somebody who never signed in; Jeanne has one case, whose first reminder left today."""
    asked = wiring.space(wiring.accounts().of_email(EMAIL, wiring.today()).id)
    open_case(asked, an_opening(CASE, sending="send_reminders"))
    record_fact(asked, CASE, 1, "letter-0001", a.issued(1, "first_reminder")(asked.today), Author.CLOCK)
    mailed = LetterMailed(letter=1, date=asked.today, message_id="m-1")
    record_fact(asked, CASE, 2, "mailed-0001", mailed, Author.CLOCK)
    return space.browser()


def link(letter: int | None = None, days: int = 7, document: Document = Document.SECOND_REMINDER) -> str:
    account = wiring.accounts().of_email(EMAIL, wiring.today()).id
    return wiring.links().create(Link(account, CASE, document, letter, wiring.now() + timedelta(days=days)))


def as_described(answer: HTTPResponse, path: str) -> Any:
    found = told(answer)
    schema = DOCUMENT["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(found)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    return found


def example(path: str, token: str) -> dict[str, Any]:
    """What the document gives as an example, with a link that holds."""
    body = answers_described.PATHS[path]["post"]["requestBody"]["content"]["application/json"]["example"]
    return {**body, "token": token}


def kinds() -> list[str]:
    account = wiring.accounts().of_email(EMAIL, wiring.today()).id
    return [each.event.kind for each in wiring.cases().history(account, CASE)[3:]]


def test_the_creditor_reads_then_answers_once_without_a_session(browser: Browser) -> None:
    token = link()
    seen = as_described(browser.post(f"{QUICK}/read", {"token": token}), f"{QUICK}/read")
    assert (seen["debtor"], seen["label"], seen["amount"]) == (
        "Imprimerie Vasseur",
        "Seconde relance",
        "1000.00",
    )
    assert (seen["case"], seen["invoices"], seen["answered"]) == (CASE, ["F-1"], None)
    assert kinds() == []
    answered = as_described(browser.post(QUICK, example(QUICK, token)), QUICK)
    assert answered["answered"]["kind"] == "payment_received"
    waiting = {"kind": "paused", "until": "2026-12-01", "reason": "x"}
    assert as_described(browser.post(QUICK, {"token": token, "event": waiting}), QUICK) == answered
    assert as_described(browser.post(f"{QUICK}/read", {"token": token}), f"{QUICK}/read") == answered
    assert kinds() == ["payment_received"]


def test_the_reader_of_a_message_sees_that_letter_alone_and_answers_once(browser: Browser) -> None:
    token = link(letter=1)
    path = f"{MESSAGE}/read"
    seen = as_described(browser.post(path, {"token": token}), path)
    assert seen == {
        "creditor": "",
        "email": EMAIL,
        "document": "first_reminder",
        "label": "Première relance",
        "date": "2026-11-20",
        "invoices": ["F-1"],
        "amount": "1000.00",
        "replied": None,
    }
    assert kinds() == []
    replied = as_described(browser.post(MESSAGE, example(MESSAGE, token)), MESSAGE)
    assert replied["replied"]["answer"] == "disputed"
    assert (
        as_described(browser.post(MESSAGE, {"token": token, "answer": "paid"}), MESSAGE)
        == replied
        == as_described(browser.post(path, {"token": token}), path)
    )
    assert kinds() == ["dispute_raised"]


@pytest.mark.parametrize("path", PATHS)
def test_every_dead_link_gets_one_and_the_same_answer(browser: Browser, path: str) -> None:
    of_creditor = path.startswith(QUICK)
    account = wiring.accounts().of_email(EMAIL, wiring.today()).id
    dead = (
        "",
        "x",
        f"{account}.{'A' * 43}",
        f"nobody.{'A' * 43}",
        link(1 if of_creditor else None),
        link(None if of_creditor else 1, days=-1),
        link(None if of_creditor else 9, days=7 if not of_creditor else -1),
    )
    said = {bytes(browser.post(path, example(path, token)).body) for token in dead}
    assert len(said) == 1
    assert code_of(browser.post(path, example(path, "x")), 404) == "LINK_EXPIRED"
    assert kinds() == []


@pytest.mark.parametrize("path", PATHS)
def test_a_link_is_gone_with_its_account(browser: Browser, path: str) -> None:
    token = link(None if path.startswith(QUICK) else 1)
    wiring.accounts().erase(wiring.accounts().of_email(EMAIL, wiring.today()), wiring.today())
    assert code_of(browser.post(path, example(path, token)), 404) == "LINK_EXPIRED"


@pytest.mark.parametrize(
    ("path", "body", "faults"),
    [
        (f"{QUICK}/read", {}, {"token": "MISSING"}),
        (QUICK, {"event": {"kind": "noted", "text": "x"}}, {"event": "NOT_A_CHOICE"}),
        (QUICK, {"event": "paused"}, {"event": "NOT_AN_OBJECT"}),
        (QUICK, {"event": {"kind": "paused", "until": "2026-12-01"}}, {"event.reason": "MISSING"}),
        (
            QUICK,
            {"event": {"kind": "paused", "until": "2026-11-01", "reason": "x"}},
            {"event.until": "DATE_IN_PAST"},
        ),
        (
            QUICK,
            {"event": {"kind": "step_released", "document": "last_notice"}},
            {"event.document": "NOT_A_CHOICE"},
        ),
        (MESSAGE, {"answer": "promised"}, {"answer": "NOT_A_CHOICE"}),
        (MESSAGE, {"answer": "disputed"}, {"words": "MISSING"}),
        (MESSAGE, {"answer": "paid", "words": "x" * 501}, {"words": "TEXT_TOO_LONG"}),
        (MESSAGE, {"answer": "paid", "case": CASE}, {"case": "UNKNOWN_FIELD"}),
    ],
)
def test_what_cannot_be_is_refused_under_its_field_and_nothing_is_recorded(
    browser: Browser, path: str, body: dict[str, Any], faults: dict[str, str]
) -> None:
    token = {} if "token" in faults else {"token": link(None if path.startswith(QUICK) else 1)}
    answer = browser.post(path, token | body)
    assert {error["field"]: error["code"] for error in told(answer, 422)["errors"]} == faults
    assert kinds() == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "BODY_EMPTY"),
        (b"{", 400, "JSON_INVALID"),
        (b"[]", 422, "NOT_AN_OBJECT"),
        (b"{}", 422, "INVALID_FACTS"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(
    browser: Browser, path: str, body: bytes, status: int, code: str
) -> None:
    assert code_of(browser.post(path, body), status) == code


def test_a_network_that_tries_links_is_stopped_for_an_hour_whatever_it_tries(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST_PER_NETWORK", 4)
    for path in PATHS:
        assert code_of(browser.post(path, example(path, "x")), 404) == "LINK_EXPIRED"
    for path in PATHS:
        token = link(None if path.startswith(QUICK) else 1)
        assert code_of(browser.post(path, example(path, token)), 429) == "TOO_MANY_ANSWERS"
    assert kinds() == []


def test_no_line_of_the_log_holds_the_secret_of_a_link(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    token = link()

    def broken(*_: Any) -> None:
        raise RuntimeError(token)

    monkeypatch.setattr(answers, "_opened", broken)
    assert code_of(browser.post(f"{QUICK}/read", {"token": token}), 500) == "UNEXPECTED"
    assert caplog.text
    assert token not in caplog.text
