"""app.py as API Gateway sees it: what an import costs, health, and bodies that travel as base64."""

import base64
import json
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import pytest
from chalice.app import Chalice, Response
from chalice.test import Client
from moto import mock_aws

from app import app
from chalicelib import wiring
from chalicelib.local.site import REPOSITORY
from chalicelib.store.tables import Row, reachable

PDF = b"%PDF-1.7 \xff\x00"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_importing_the_app_touches_nothing() -> None:
    heavy = ("weasyprint", "moto", "boto3", "pynamodb", "jinja2", "sqlite3")
    code = f"import sys, app; print([name for name in {heavy!r} if name in sys.modules])"
    told = subprocess.check_output([sys.executable, "-c", code], cwd=REPOSITORY, text=True)
    assert told.strip() == "[]"


def test_today_is_the_civil_day_unless_one_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(wiring.today(), date)
    monkeypatch.setenv("ACQUIT_TODAY", "2027-01-01")
    assert wiring.today() == date(2027, 1, 1)
    monkeypatch.setenv("ACQUIT_TODAY", "demain")
    with pytest.raises(ValueError, match="demain"):
        wiring.today()


@mock_aws
def test_health_reads_the_table_and_says_when_it_cannot() -> None:
    health = Client(app).http.get("/health")
    assert health.status_code == 503
    assert health.json_body == {"status": "unavailable", "table": "unreachable", "clock": None}
    wiring.table().create_table()
    health = Client(app).http.get("/health")
    assert health.status_code == 200
    assert health.json_body == {"status": "ok", "table": "ok", "clock": "never"}
    assert health.headers["Cache-Control"] == "no-store"


@mock_aws
def test_health_says_whether_the_clock_runs() -> None:
    wiring.table().create_table()
    sweeps = [wiring.now() - timedelta(hours=2), wiring.now() - timedelta(minutes=59)]
    for at, clock in zip(sweeps, ("late", "ok"), strict=True):
        wiring.runs().count(at, "due", 0)
        health = Client(app).http.get("/health")
        assert (health.status_code, health.json_body["clock"]) == (200, clock)


def test_a_store_that_refuses_the_connection_is_unreachable() -> None:
    class Elsewhere(Row):
        class Meta:
            table_name = "acquit"
            region = wiring.REGION
            host = "http://127.0.0.1:9"
            max_retry_attempts = 0

    assert not reachable(Elsewhere)


@mock_aws
def test_only_what_waits_for_a_day_is_in_the_index() -> None:
    table = wiring.table()
    table.create_table()
    table("case#1", "case").save()
    table("case#2", "case", due_bucket="due#3", due_at="2026-11-21T08:00").save()
    assert [row.pk for row in table.due.query("due#3", table.due_at <= "2026-11-22")] == ["case#2"]


@pytest.fixture
def gateway_app(monkeypatch: pytest.MonkeyPatch) -> Chalice:
    """The real app with two more routes, for this test only."""
    monkeypatch.setattr(app, "routes", app.routes.copy())
    app.route("/pdf", methods=["POST"])(lambda: Response(PDF, headers={"Content-Type": "application/pdf"}))
    app.route("/json", methods=["POST"])(lambda: app.current_request.json_body)
    return app


def event(path: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
    """What API Gateway sends to the Lambda when the binary types are */*."""
    return {
        "requestContext": {"httpMethod": "POST", "resourcePath": path, "path": f"/api{path}"},
        "headers": headers,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": base64.b64encode(json.dumps(body).encode()).decode(),
        "isBase64Encoded": True,
    }


@pytest.mark.parametrize("accept", [FIREFOX, "*/*", "application/pdf", "application/json", None])
def test_any_client_gets_the_bytes_of_a_pdf(gateway_app: Chalice, accept: str | None) -> None:
    told = gateway_app(event("/pdf", {}, {"Accept": accept} if accept else {}), None)
    assert told["statusCode"] == 200
    assert told["isBase64Encoded"]
    assert base64.b64decode(told["body"]) == PDF
    assert Client(gateway_app).http.post("/pdf", headers={"Accept": accept} if accept else {}).body == PDF


def test_json_still_parses_when_bodies_are_binary(gateway_app: Chalice) -> None:
    facts, headers = {"debtor": "Société Générale d’Œuvres"}, {"Content-Type": "application/json"}
    told = gateway_app(event("/json", facts, headers), None)
    assert json.loads(base64.b64decode(told["body"])) == facts
    body = json.dumps(facts).encode()
    told = Client(gateway_app).http.post("/json", headers={"content-type": "application/json"}, body=body)
    assert told.json_body == facts
