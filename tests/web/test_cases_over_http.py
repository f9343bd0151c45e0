"""The subscriber's cases as a browser asks for them: real routes, real store, every answer as it is described."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from chalice.test import HTTPResponse
from jsonschema import Draft202012Validator

from chalicelib import wiring
from chalicelib.web import cases_described
from chalicelib.web.openapi import document
from tests.services.a_space import profile
from tests.store.calls import recorded
from tests.web.space import Browser, Space, told

DOCUMENT = document()
FORM = "application/x-www-form-urlencoded"
OPENING: dict[str, Any] = cases_described._OPENING
CASE = OPENING["id"]
PAYMENT = {"kind": "payment_received", "date": "2026-11-10", "amount": "150.00"}


@pytest.fixture(autouse=True)
def _on_a_friday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACQUIT_TODAY", "2026-11-20")


@pytest.fixture
def browser(space: Space, no_printing: None) -> Browser:
    """Somebody who may write letters, and follows one case."""
    browser = space.signed_in("jeanne@exemple.fr")
    facts = profile().model_dump(mode="json")
    told(browser.put("/account/profile", {"version": 1, "profile": facts}))
    told(browser.post("/cases", OPENING), 201)
    return browser


def as_described(answer: HTTPResponse, method: str, path: str, status: int = 200) -> Any:
    """The JSON of an answer, once it holds to the document."""
    found = told(answer, status)
    content = DOCUMENT["paths"][path][method]["responses"][str(status)]["content"]
    schema = content["application/json"]["schema"]
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(found)
    assert answer.headers["Cache-Control"] == "no-store"
    return found


def an_opening(number: int, **more: Any) -> dict[str, Any]:
    """Of a client and an invoice of its own."""
    facts = OPENING["debtor"]["facts"]
    client = {"facts": facts | {"debtor": facts["debtor"] | {"name": f"Client {number}"}}}
    invoice = OPENING["invoices"][0] | {"ref": f"G-{number}"}
    return {**OPENING, "id": f"case-{number:04}", "debtor": client, "invoices": [invoice], **more}


def event(version: int, id: str, event: dict[str, Any]) -> dict[str, Any]:
    return {"version": version, "id": id, "event": event}


def fields(answer: HTTPResponse, status: int = 422) -> dict[str, str]:
    return {error["field"]: error["code"] for error in told(answer, status)["errors"]}


# --- every answer is as described ------------------------------------------------------------------------------------


def test_a_case_lives_and_every_answer_is_as_described(browser: Browser) -> None:
    path = f"/cases/{CASE}"
    again = as_described(browser.post("/cases", OPENING), "post", "/cases", 201)
    seen = as_described(browser.get(path), "get", "/cases/{case}")
    assert again == seen
    assert (seen["version"], seen["debtor"]["name"]) == (2, "Imprimerie Vasseur")
    assert seen["statement"]["computation_date"] == "2026-11-20"
    seen = as_described(
        browser.post(f"{path}/events", event(2, "payment-2", PAYMENT)), "post", "/cases/{case}/events"
    )
    assert [entry["title"] for entry in seen["timeline"] if entry["kind"] == "payment_received"] == [
        "Règlement de 200,00\u00a0€",
        "Règlement de 150,00\u00a0€",
    ]
    assert any(entry["planned"] for entry in seen["timeline"])
    listed = as_described(browser.get("/cases"), "get", "/cases")
    assert listed["cases"] == [{name: seen[name] for name in listed["cases"][0]}]
    assert listed["today"] == "2026-11-20"
    joined = an_opening(1, debtor={"id": seen["debtor"]["id"]}, payments=[])
    assert as_described(browser.post("/cases", joined), "post", "/cases")["joined"] is True


def test_events_of_every_kind_are_answered_as_described(browser: Browser) -> None:
    version, path = 2, f"/cases/{CASE}/events"
    for told_event in (
        {"kind": "noted", "text": "Appel : règlement annoncé"},
        {"kind": "insolvency_checked", "date": "2026-11-20"},
        {"kind": "payment_promised", "until": "2026-11-27", "amount": "100.00"},
        {"kind": "resumed"},
        {"kind": "dispute_raised", "reason": "Défaut"},
        {"kind": "dispute_settled", "answer": "Réparé"},
        {"kind": "paused", "until": "2026-11-27", "reason": "Accord"},
        {"kind": "resumed"},
        {"kind": "accessories_waived", "penalties": True, "indemnity": False, "reason": "Geste"},
        {
            "kind": "plan_agreed",
            "plan": {"agreed_on": "2026-11-20", "instalments": [{"date": "2026-12-01", "amount": "300.00"}]},
        },
        {"kind": "plan_ended", "reason": "Abandon"},
        {"kind": "sending_chosen", "sending": "send_reminders"},
        {"kind": "scenario_changed", "scenario": {"first_reminder": {"off": True}}},
        {"kind": "insolvency_recorded", "procedure": "liquidation", "judgment_date": "2026-11-02",
         "published_on": "2026-11-09"},
    ):  # fmt: skip
        answer = browser.post(path, event(version, f"event-{version:04}", told_event))
        seen = as_described(answer, "post", "/cases/{case}/events")
        version = seen["version"]
    assert seen["declare_by"] == "2027-01-09"
    correction = {"kind": "corrected", "event": f"event-{version - 1:04}", "reason": "Homonyme"}
    seen = as_described(
        browser.post(path, event(version, "event-last", correction)), "post", "/cases/{case}/events"
    )
    assert seen["declare_by"] is None
    assert [entry["corrected"] for entry in seen["timeline"] if entry["kind"] == "insolvency_recorded"] == [
        True
    ]
    closed = {"kind": "closed", "reason": "other"}
    told(browser.post(path, event(seen["version"], "event-close", closed)))
    assert as_described(browser.get("/cases"), "get", "/cases")["cases"] == []
    assert [
        each["id"] for each in as_described(browser.get("/cases?closed=1"), "get", "/cases")["cases"]
    ] == [CASE]


def test_a_letter_is_previewed_drawn_and_read(browser: Browser) -> None:
    path, asked = (
        f"/cases/{CASE}/letters",
        {"document": "first_reminder", "choices": {"claim_accessories": False}},
    )
    shown = browser.post(f"{path}/preview", asked)
    framed = browser.ask(
        "POST", f"{path}/preview", urlencode({"letter": json.dumps(asked)}).encode(), {"Content-Type": FORM}
    )
    assert (shown.status_code, framed.status_code) == (200, 200)
    assert shown.body == framed.body
    assert shown.headers["Content-Security-Policy"].endswith("sandbox")
    asked |= {"version": 2, "id": "letter-0001"}
    drawn = as_described(browser.post(path, asked), "post", "/cases/{case}/letters", 201)
    assert drawn == as_described(browser.post(path, asked), "post", "/cases/{case}/letters", 201)
    assert drawn["letter"] == 1
    assert drawn["case"]["letters"][0]["label"] == "Première relance"
    assert drawn["case"]["next"]["kind"] == "confirm_sent"
    found = browser.get(f"{path}/1")
    url = as_described(found, "get", "/cases/{case}/letters/{number}", 303)["url"]
    assert found.headers["Location"] == url
    assert f"/{CASE}/1-" in url
    assert fields(
        browser.post(path, asked | {"document": "formal_notice", "version": 3, "id": "letter-0002"})
    ) == {
        "origin.description": "MISSING",
        "insolvency_checked_on": "INSOLVENCY_CHECK_STALE",
    }


def test_past_the_last_published_rate_a_case_says_where_its_statement_stops(
    browser: Browser, space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACQUIT_TODAY", "2027-01-20")
    browser = space.signed_in("jeanne@exemple.fr")  # a session lasts thirty days
    seen = as_described(browser.get(f"/cases/{CASE}"), "get", "/cases/{case}")
    assert seen["statement"]["computation_date"] == "2026-12-31"
    assert seen["statement"]["stopped_at"] == {"unknown_semester": "2027-S1", "asked": "2027-01-20"}
    letter = {"document": "first_reminder", "version": 2, "id": "letter-0001"}
    assert told(browser.post(f"/cases/{CASE}/letters", letter), 422)["code"] == "UNKNOWN_RATE"


def test_scenarios_are_tried_then_changed(browser: Browser) -> None:
    later = {"first_reminder": 60}
    debtor = told(browser.get(f"/cases/{CASE}"))["debtor"]["id"]
    before = told(browser.get("/cases"))["cases"][0]["next"]
    tries = (
        (f"/cases/{CASE}/effects", "/cases/{case}/effects", {"scenario": later}),
        (f"/debtors/{debtor}/effects", "/debtors/{debtor}/effects", {"scenario": later}),
        ("/account/scenarios/effects", "/account/scenarios/effects", {"scenarios": {"b2b": later}}),
    )
    for path, described, body in tries:
        (effect,) = as_described(browser.post(path, body), "post", described)["cases"]
        assert (effect["id"], effect["before"]["day"], effect["after"]["day"]) == (
            CASE,
            before["day"],
            "2026-12-14",
        )
    assert told(browser.get("/cases"))["cases"][0]["next"] == before
    told(browser.put("/account/scenarios", {"version": 2, "scenarios": {"b2b": later}}))
    assert told(browser.get("/cases"))["cases"][0]["next"]["day"] == "2026-12-14"
    (day,) = as_described(browser.get("/forecast"), "get", "/forecast")["days"]
    assert (day["day"], day["steps"][0]["document"]) == ("2026-12-14", "first_reminder")


def test_clients_are_listed_read_and_changed(browser: Browser) -> None:
    (client,) = as_described(browser.get("/debtors"), "get", "/debtors")["debtors"]
    path = f"/debtors/{client['id']}"
    assert as_described(browser.get(path), "get", "/debtors/{debtor}") == client
    assert (client["open_cases"], client["record"]["refused"]["code"]) == (1, "RECORD_TOO_THIN")
    change = {"version": client["version"], "facts": client["facts"] | {"opted_out": True}}
    changed = as_described(browser.put(path, change), "put", "/debtors/{debtor}")
    assert (changed["version"], changed["facts"]["opted_out"]) == (2, True)
    assert told(browser.get(f"/cases/{CASE}"))["next"]["why"]["code"] == "OPTED_OUT"
    conflict = told(browser.put(path, change | {"facts": client["facts"]}), 409)
    assert conflict["current"] == changed
    new = {"version": 0, "facts": client["facts"] | {"email": None}}
    assert (
        as_described(browser.put("/debtors/client-0001", new), "put", "/debtors/{debtor}")["open_cases"] == 0
    )


# --- what is refused -----------------------------------------------------------------------------------------------


def test_a_late_tab_gets_the_case_as_it_is(browser: Browser) -> None:
    path = f"/cases/{CASE}"
    seen = told(browser.post(f"{path}/events", event(2, "payment-2", PAYMENT)))
    for late in (
        browser.post(f"{path}/events", event(2, "payment-3", PAYMENT)),
        browser.post(f"{path}/letters", {"document": "first_reminder", "version": 2, "id": "letter-0001"}),
    ):
        refused = told(late, 409)
        assert refused["code"] == "CONFLICT"
        assert refused["current"] == seen
    assert told(browser.post(f"{path}/events", event(2, "payment-2", PAYMENT))) == seen


@pytest.mark.parametrize(
    ("told_event", "faults"),
    [
        ({"kind": "payment_received", "date": "10/11/2026", "amount": 5},
         {"event.date": "DATE_INVALID", "event.amount": "AMOUNT_INVALID"}),
        ({"kind": "payment_received", "date": "2026-12-24", "amount": "1.00"}, {"event.date": "DATE_IN_FUTURE"}),
        ({"kind": "letter_issued"}, {"event": "NOT_A_CHOICE"}),
        ({"date": "2026-11-10"}, {"event": "MISSING"}),
        ({"kind": "resumed", "zz": 1}, {"event.zz": "UNKNOWN_FIELD"}),
        ({"kind": "scenario_changed", "scenario": {"first_reminder": -2, "hour": 7}},
         {"event.scenario.first_reminder": "NUMBER_TOO_SMALL", "event.scenario.hour": "NUMBER_TOO_SMALL"}),
    ],
)  # fmt: skip
def test_a_fact_that_is_refused_names_its_fields(
    browser: Browser, told_event: dict[str, Any], faults: dict[str, str]
) -> None:
    assert fields(browser.post(f"/cases/{CASE}/events", event(2, "event-0001", told_event))) == faults
    assert told(browser.get(f"/cases/{CASE}"))["version"] == 2


def test_an_opening_names_its_faults(browser: Browser) -> None:
    both = {"id": "client-0001", "facts": OPENING["debtor"]["facts"]}
    for opening, faults in (
        (an_opening(1, debtor=both), {"debtor": "DEBTOR_ID_OR_FACTS"}),
        (an_opening(1, debtor={"id": "client-0001"}), {"debtor.id": "DEBTOR_UNKNOWN"}),
        (an_opening(1, invoices=[]), {"invoices": "TOO_FEW"}),
        ({**OPENING, "id": "case-0002"}, {"invoices[0].ref": "INVOICE_ALREADY_FOLLOWED"}),
        (an_opening(1, id="a/b"), {"id": "ID_INVALID"}),
    ):
        assert fields(browser.post("/cases", opening)) == faults


@pytest.mark.parametrize(
    "id", ["short", "case-9999", "x" * 41, "caf%C3%A9-0001", "%2e%2e%2fother", "a%00bcdefgh"]
)
def test_an_id_that_is_not_ours_is_no_case_and_no_client(browser: Browser, id: str) -> None:
    letter = {"document": "first_reminder", "version": 1, "id": "letter-0001"}
    for method, path, body in (
        ("GET", f"/cases/{id}", None),
        ("POST", f"/cases/{id}/events", event(1, "payment-1", PAYMENT)),
        ("POST", f"/cases/{id}/effects", {"scenario": {}}),
        ("POST", f"/cases/{id}/letters", letter),
        ("POST", f"/cases/{id}/letters/preview", {"document": "first_reminder"}),
        ("GET", f"/cases/{id}/letters/1", None),
        ("GET", f"/debtors/{id}", None),
        ("POST", f"/debtors/{id}/effects", {"scenario": {}}),
    ):
        refused = told(browser.ask(method, path, body), 404)
        assert refused["code"] == ("GONE" if "debtors" in path else "CASE_UNKNOWN")


@pytest.mark.parametrize("number", ["0", "2", "-1", "1.0", "%C2%B2", "9999999", "1%20"])
def test_a_number_that_is_no_letter_is_refused(browser: Browser, number: str) -> None:
    assert told(browser.get(f"/cases/{CASE}/letters/{number}"), 404)["code"] == "LETTER_UNKNOWN"


def test_a_page_that_is_none_is_refused(browser: Browser) -> None:
    for after in ("zz", "2026-11-20", "2026-11-20.x%00yyyyyyyyy"):
        assert fields(browser.get(f"/cases?after={after}")) == {"after": "PAGE_UNKNOWN"}


# --- how much is asked of the store ----------------------------------------------------------------------------------


def operations(browser: Browser, path: str) -> list[tuple[str, str]]:
    with recorded() as calls:
        told(browser.get(path))
    return [(call.operation, call.on) for call in calls]


def test_a_page_takes_the_same_calls_however_many_cases_there_are(browser: Browser) -> None:
    few = {path: operations(browser, path) for path in ("/cases", "/forecast", "/debtors", f"/cases/{CASE}")}
    for number in range(12):
        told(browser.post("/cases", an_opening(number)), 201)
    assert len(told(browser.get("/cases"))["cases"]) == 13
    table = wiring.table().Meta.table_name
    assert few["/cases"] == [
        ("GetItem", table),  # the session
        ("GetItem", table),  # the account
        ("Query", f"{table}/places"),
        ("BatchGetItem", table),  # their clients
    ]
    assert {path: operations(browser, path) for path in few} == few
