"""A CSV sent by a browser: shown, corrected, confirmed, and told in French whenever something is wrong."""

from typing import Any

import pytest

from chalicelib.web.openapi import document
from tests.web.space import Browser, Space, code_of, told
from tests.web.test_openapi import holds

CSV = (
    "Client;Facture n°;Échéance;Montant TTC;Déjà payé\r\n"
    "Vasseur;F-1;15/10/2026;1 000,00 €;\r\n"
    "VASSEUR;F-2;15/12/2026;500;100\r\n"
    "Bâti Œuvre;F-1;30/09/2026;250,00;250\r\n"
)
MAPPING = {
    "debtor": "Client",
    "invoice": "Facture n°",
    "due_date": "Échéance",
    "amount": "Montant TTC",
    "paid": "Déjà payé",
}
CONFIRMED = {
    "id": "import-0001",
    "csv": CSV,
    "mapping": MAPPING,
    "defaults": {"regime": "b2b", "person": "legal_person"},
}


@pytest.fixture
def browser(space: Space) -> Browser:
    return space.signed_in("jeanne@exemple.fr")


def as_described(path: str, answer: Any) -> Any:
    operation = document()["paths"][path]["post"]
    holds(operation["responses"]["200"]["content"]["application/json"]["schema"], answer)
    return answer


def preview(browser: Browser, csv: str, mapping: dict[str, str] | None = None) -> Any:
    body: dict[str, Any] = {"csv": csv} | ({"mapping": mapping} if mapping is not None else {})
    return as_described("/imports", told(browser.post("/imports", body)))


def test_a_file_is_shown_with_its_columns_before_anything_is_kept(browser: Browser) -> None:
    shown = preview(browser, CSV)
    assert shown["columns"] == list(MAPPING.values())
    assert shown["mapping"] == MAPPING
    assert [field["name"] for field in shown["fields"] if field["required"]] == [
        "debtor",
        "invoice",
        "due_date",
        "amount",
    ]
    assert shown["rows"][0] == {
        "line": 2,
        "debtor": "Vasseur",
        "invoice": "F-1",
        "amount": "1000.00",
        "due_date": "2026-10-15",
        "status": "new",
        "faults": [],
    }
    assert [shown[status] for status in ("new", "known", "paid", "faulty")] == [2, 0, 1, 0]
    assert told(browser.get("/cases"))["cases"] == []


def test_what_is_confirmed_is_followed_once(browser: Browser) -> None:
    done = as_described("/imports/confirmed", told(browser.post("/imports/confirmed", CONFIRMED)))
    (opened,) = done["opened"]
    assert (done["joined"], done["ignored"]) == ([], 1)
    (case,) = told(browser.get("/cases"))["cases"]
    assert (case["id"], case["invoices"]) == (opened, ["F-1", "F-2"])
    assert told(browser.post("/imports/confirmed", CONFIRMED)) == done
    again = told(browser.post("/imports/confirmed", CONFIRMED | {"id": "import-0002"}))
    assert again == {"opened": [], "joined": [], "ignored": 3}
    assert [preview(browser, CSV)[status] for status in ("new", "known", "paid")] == [0, 2, 1]


def test_a_fault_names_its_line_its_column_and_what_to_do(browser: Browser) -> None:
    shown = preview(browser, CSV + "Vasseur;F-3;31/02/2026;1.234;\r\n")
    assert shown["faulty"] == 1
    row = shown["rows"][-1]
    assert (row["line"], row["status"], row["due_date"], row["amount"]) == (
        5,
        "faulty",
        "31/02/2026",
        "1.234",
    )
    assert [(fault["field"], fault["column"], fault["code"]) for fault in row["faults"]] == [
        ("due_date", "Échéance", "NO_SUCH_DAY"),
        ("amount", "Montant TTC", "AMOUNT_TWO_WAYS"),
    ]
    assert row["faults"][0]["message"].startswith("«\u00a0Échéance\u00a0»\u00a0: Ce jour n’existe pas")


def test_a_column_that_was_not_found_is_asked_for_by_its_name(browser: Browser) -> None:
    text = "Qui;N°;Quand;Montant TTC\r\nVasseur;F-1;15/10/2026;5\r\n"
    shown = preview(browser, text)
    assert {fault["message"].split("\u00a0»")[0] for fault in shown["rows"][0]["faults"]} == {
        "«\u00a0Client",
        "«\u00a0Échéance",
    }
    corrected = preview(browser, text, shown["mapping"] | {"debtor": "Qui", "due_date": "Quand"})
    assert corrected["new"] == 1


def test_nothing_is_imported_while_a_line_is_faulty(browser: Browser) -> None:
    wrong = CONFIRMED | {"csv": CSV + "Vasseur;F-3;31/02/2026;5;\r\n"}
    answer = browser.post("/imports/confirmed", wrong)
    assert code_of(answer, 422) == "IMPORT_FAULTY"
    assert [error["field"] for error in told(answer, 422)["errors"]] == ["rows[5].due_date"]
    assert told(browser.get("/cases"))["cases"] == []
    assert told(browser.get("/debtors"))["debtors"] == []


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"csv": ""}, "csv", "CSV_EMPTY"),
        ({"csv": "Client\n" + "a" * 2_200_000}, "csv", "CSV_TOO_LARGE"),
        ({"mapping": {"debtor": "Nom"}}, "mapping.debtor", "COLUMN_UNKNOWN"),
        ({"mapping": {"owner": "Client"}}, "mapping.owner", "UNKNOWN_FIELD"),
        ({"defaults": {"regime": "b2c", "person": "legal_person"}}, "defaults", "PERSON_MISMATCH"),
        ({"defaults": {"regime": "b2b"}}, "defaults.person", "MISSING"),
        ({"mapping": []}, "mapping", "NOT_AN_OBJECT"),
        ({"mapping": {"debtor": 1}}, "mapping.debtor", "NOT_TEXT"),
        ({"id": "x"}, "id", "ID_INVALID"),
    ],
)
def test_a_wrong_import_is_refused_by_field(
    browser: Browser, change: dict[str, Any], field: str, code: str
) -> None:
    answer = browser.post("/imports/confirmed", CONFIRMED | change)
    assert [(error["field"], error["code"]) for error in told(answer, 422)["errors"]] == [(field, code)]


def test_the_examples_of_the_description_run(browser: Browser) -> None:
    for path in ("/imports", "/imports/confirmed"):
        body = document()["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]
        as_described(path, told(browser.post(path, body)))
