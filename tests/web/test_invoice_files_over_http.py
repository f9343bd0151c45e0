"""The PDF of an invoice as a browser keeps it: real routes, real store, every answer as it is described."""

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib import wiring
from tests.web.space import Browser, Space, code_of, told
from tests.web.test_cases_over_http import CASE, OPENING, as_described, event, fields

PATH, DESCRIBED = f"/cases/{CASE}/invoice-files", "/cases/{case}/invoice-files"
PDF = b"%PDF-1.7 facture"
EMAIL = "jeanne@exemple.fr"


@pytest.fixture
def browser(space: Space, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Somebody who follows one case, of version 2."""
    monkeypatch.setenv("ACQUIT_TODAY", "2026-11-20")
    browser = space.signed_in(EMAIL)
    told(browser.post("/cases", OPENING), 201)
    return browser


def filing(version: int = 2, id: str = "filing-01", **more: Any) -> dict[str, Any]:
    content = base64.b64encode(PDF).decode()
    told = {"version": version, "id": id, "invoice": "F-1", "name": "ma facture.pdf"}
    return told | {"content_base64": content} | more


def kept() -> tuple[str, ...]:
    (account,) = {key.partition("/")[0] for key in wiring.files().keys("")} or {"none"}
    return wiring.files().keys(f"{account}/{CASE}/invoice-")


def test_it_is_kept_read_again_and_taken_away(browser: Browser) -> None:
    seen = as_described(browser.post(PATH, filing()), "post", DESCRIBED, 201)
    file = seen["facts"]["invoice_files"]["F-1"]
    assert (seen["version"], file["event"], file["name"]) == (3, "filing-01", "ma facture.pdf")
    assert any(entry["title"] == "PDF de la facture n°\u00a0F-1 ajouté" for entry in seen["timeline"])
    again = as_described(browser.post(PATH, filing()), "post", DESCRIBED, 201)
    assert again == seen
    undone = {"kind": "corrected", "event": "filing-01", "reason": "Retiré"}
    seen = told(browser.post(f"/cases/{CASE}/events", event(3, "event-last", undone)))
    assert seen["facts"]["invoice_files"] == {}
    assert code_of(browser.get(f"{PATH}/filing-01"), 404) == "FILE_UNKNOWN"


def test_it_is_handed_over_as_a_file_to_save_and_never_shown(browser: Browser) -> None:
    told(browser.post(PATH, filing()), 201)
    answer = browser.get(f"{PATH}/filing-01")
    url = as_described(answer, "get", f"{DESCRIBED}/{{file}}", 303)["url"]
    assert answer.headers["Location"] == url
    asked = parse_qs(urlsplit(url).query)
    assert asked["response-content-disposition"] == ["attachment; filename*=UTF-8''ma%20facture.pdf"]
    assert [wiring.files().get(key) for key in kept()] == [PDF]


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"content_base64": "§"}, "FILE_NOT_BASE64"),
        ({"content_base64": base64.b64encode(b"<html>").decode()}, "FILE_NOT_PDF"),
        ({"name": "../a.pdf"}, {"name": "FILE_NAME_INVALID"}),
        ({"name": "a.html"}, {"name": "FILE_NAME_INVALID"}),
        ({"invoice": "F-9"}, {"invoice": "UNKNOWN_INVOICE"}),
        ({"invoice": None}, {"invoice": "NOT_TEXT"}),
        (
            {"content_base64": base64.b64encode(PDF + b" " * 2 * 1024 * 1024).decode()},
            {"content_base64": "FILE_TOO_HEAVY"},
        ),
    ],
)
def test_what_is_refused_says_why_and_is_not_kept(browser: Browser, change: Any, refused: Any) -> None:
    answer = browser.post(PATH, filing(**change))
    assert (code_of(answer, 422) if isinstance(refused, str) else fields(answer)) == refused
    assert told(browser.get(f"/cases/{CASE}"))["version"] == 2
    assert kept() == ()


def test_a_case_that_has_changed_comes_back_as_it_is(browser: Browser) -> None:
    answer = told(browser.post(PATH, filing(version=1)), 409)
    assert (answer["code"], answer["current"]["version"]) == ("CONFLICT", 2)
    unknown = browser.post("/cases/case-9999/invoice-files", filing())
    assert code_of(unknown, 404) == "CASE_UNKNOWN"


def test_what_the_account_leaves_behind_holds_none_of_it(browser: Browser) -> None:
    told(browser.post(PATH, filing()), 201)
    assert kept()
    assert browser.post("/account/erasure", {"email": EMAIL}).status_code < 300
    assert wiring.files().keys("") == ()


HOSTILE = st.one_of(
    st.none(),
    st.integers(-(10**20), 10**20),
    st.text(max_size=80),
    st.sampled_from(["", "\ud800", "\u202e.pdf", "a\u0000.pdf", "..pdf", "JVBERi0=", "F-1", "x" * 300, "=", "é"]),
    st.lists(st.none(), max_size=2),
)  # fmt: skip


@settings(
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(st.dictionaries(st.sampled_from([*filing(), "more"]), HOSTILE, min_size=1))
def test_any_body_is_kept_or_refused(browser: Browser, change: dict[str, Any]) -> None:
    answer = browser.post(PATH, filing() | change)
    assert answer.status_code in (201, 409, 422)
    if answer.status_code == 422:
        assert all(each["code"] != "VALUE_INVALID" for each in told(answer, 422)["errors"])
