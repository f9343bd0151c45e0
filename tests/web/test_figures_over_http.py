"""Figures, lists and the file of a case, asked by a browser of the real store."""

import io
import re
import urllib.parse
from typing import Any
from zipfile import ZipFile

import pytest

from chalicelib import wiring
from chalicelib.services.lists import ListName
from chalicelib.web.openapi import document
from tests.web.conftest import PDF
from tests.web.space import Browser, Space, code_of, told
from tests.web.test_openapi import holds

PAST = ("2026-07-31", "2026-08-31", "2026-09-30")


@pytest.fixture
def browser(space: Space, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Signed in on 20 November 2026, with a company, a sole trader and a consumer who owe the same."""
    monkeypatch.setenv("ACQUIT_TODAY", "2026-11-20")
    browser = space.signed_in("jeanne@exemple.fr")
    persons = (("b2b", "legal_person"), ("b2b", "sole_trader"), ("b2c", "natural_person"))
    for n, (regime, person) in enumerate(persons):
        told(browser.post("/cases", opening(n, regime, person)), 201)
    return browser


def opening(n: int, regime: str, person: str) -> dict[str, Any]:
    return {
        "id": f"case-000{n}",
        "debtor": {"facts": {"regime": regime, "person": person, "debtor": {"name": f"Client {n}"}}},
        "invoices": [
            {"ref": f"F-{rank}", "amount_ttc": "1000.00", "issue_date": "2026-07-01", "due_date": due}
            for rank, due in enumerate(PAST)
        ],
        "payments": [{"date": "2026-07-31", "amount": "1000.00", "invoice": "F-0"}],
    }


def figures(browser: Browser) -> Any:
    answer = told(browser.get("/figures"))
    operation = document()["paths"]["/figures"]["get"]
    holds(operation["responses"]["200"]["content"]["application/json"]["schema"], answer)
    return answer


def test_the_figures_agree_with_each_other_and_with_the_list(browser: Browser) -> None:
    found = figures(browser)
    cases = told(browser.get("/cases"))["cases"]
    assert found["today"] == "2026-11-20"
    for total in ("owed", "overdue"):
        assert float(found["totals"][total]) == sum(float(case[total]) for case in cases) == 6000
    assert [(bar["bar"], bar["amount"], bar["invoices"]) for bar in found["ageing"]] == [
        ("not_due", "0.00", 0),
        ("d1_30", "0.00", 0),
        ("d31_60", "3000.00", 3),
        ("d61_90", "3000.00", 3),
        ("d90_plus", "0.00", 0),
    ]
    assert (found["received"][-5], found["totals"]["received_this_month"]) == (
        {"month": "2026-07", "amount": "3000.00"},
        "0.00",
    )
    delay = found["average_delay"]
    assert (delay["days"], delay["total_days"], delay["invoices"]) == (30, 90, 3)
    assert "moyenne simple" in delay["definition"]


def test_only_the_company_is_rated_and_the_rating_shows_its_arithmetic(browser: Browser) -> None:
    """E07."""
    (record,) = figures(browser)["records"]
    assert record["name"] == "Client 0"
    assert (record["invoices"], record["on_time"], record["invoiced"], record["share"]) == (
        3,
        "1000.00",
        "3000.00",
        "33.3",
    )
    assert (record["days_late"], record["mean_days_late"]) == (81 + 51, "44.0")
    assert (record["rating"], record["unpaid"], record["unpaid_amount"]) == ("often_late", 2, "2000.00")
    assert "33,3\u00a0% du montant facturé" in record["arithmetic"]
    assert "132 de retard en tout, pour 3 factures" in record["arithmetic"]


def test_an_empty_account_has_figures_too(space: Space) -> None:
    found = figures(space.signed_in("neuf@exemple.fr"))
    assert found["totals"] == {"owed": "0.00", "overdue": "0.00", "received_this_month": "0.00"}
    assert found["average_delay"]["days"] is None
    assert found["records"] == []


@pytest.mark.parametrize("name", ListName)
def test_each_list_is_a_file_to_save(browser: Browser, name: ListName) -> None:
    answer = browser.get(f"/lists/{name.value}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.search(r'filename="[a-z-]+_2026-11-20\.csv"', answer.headers["Content-Disposition"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.body.startswith(b"\xef\xbb\xbf")


def test_a_list_that_does_not_exist_is_not_found(browser: Browser) -> None:
    assert code_of(browser.get("/lists/everything"), 404) == "GONE"


@pytest.mark.usefixtures("no_printing")
def test_the_file_of_a_case_is_a_short_link_to_an_archive(browser: Browser) -> None:
    answer = browser.get("/cases/case-0000/file")
    assert answer.status_code == 303
    link = answer.headers["Location"]
    assert told(answer, 303) == {"url": link}
    assert "dossier_client-0_2026-11-20.zip" in urllib.parse.unquote(link)
    (key,) = wiring.exports().keys("")
    with ZipFile(io.BytesIO(wiring.exports().get(key))) as held:
        assert held.read("bordereau.pdf") == PDF
        assert "evenements.json" in held.namelist()


@pytest.mark.parametrize("case", ["case-9999", "..", "x", "caf%C3%A9-case"])
def test_the_file_of_an_unknown_case_is_not_found(browser: Browser, case: str) -> None:
    assert code_of(browser.get(f"/cases/{case}/file"), 404) == "CASE_UNKNOWN"
