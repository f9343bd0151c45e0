"""What a person does with the form: types the facts of a sample letter, computes, takes the PDF, reads it."""

import json
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page
from pypdf import PdfReader

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
LISTS = {
    "invoices": "Ajouter une facture",
    "payments": "Ajouter un paiement",
    "credit_notes": "Ajouter un avoir",
    "reminders": "Ajouter une relance",
    "public.suspensions": "Ajouter une suspension",
}
KIND = """(path) => {
  const field = document.getElementsByName(path)[0];
  return field?.checkVisibility() ? field.type : null;
}"""


def sample(name: str) -> dict[str, Any]:
    """tests/samples/<name>.json"""
    facts: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return facts


def field(page: Page, path: str) -> Locator:
    """The field of one fact: its name is the path of the API."""
    return page.locator(f'[name="{path}"]')


def type_in(page: Page, facts: dict[str, Any]) -> None:
    """Types what the form asks for, as a French person would; choices first, since they show and hide the rest."""
    for path in ("document", "regime"):
        field(page, path).and_(page.locator(f"[value={facts[path]}]")).check()
    for path, value in _flat(facts):
        if path in LISTS:
            least = int(page.locator(f'[data-list="{path}"]').get_attribute("data-least") or 0)
            for _ in range(len(value) - least):
                page.get_by_role("button", name=LISTS[path]).click()
            continue
        target = field(page, path)
        kind = page.evaluate(KIND, path)
        if kind is None:
            continue  # the form does not ask: a payment's id, what another document needs
        if kind == "radio":
            target.and_(page.locator(f"[value={value}]")).check()
        elif kind == "checkbox":
            target.set_checked(value)
        elif path.endswith(".invoice"):
            target.select_option(label=value)
        elif kind == "select-one":
            target.select_option(str(value))
        else:
            target.fill(typed(value))


def open_draft(page: Page, facts: dict[str, Any]) -> None:
    """Opens the page on a draft that holds these facts: quicker than typing them."""
    refs = [invoice["ref"] for invoice in facts["invoices"]]
    ids = [payment["id"] for payment in facts.get("payments", [])]
    values: dict[str, str | bool] = {}
    for path, value in _flat(facts):
        if isinstance(value, bool):
            values[f"{path}=on"] = value
        elif path.endswith(".invoice"):
            values[path] = str(refs.index(value))
        elif path == "receipt_payment":
            values[path] = str(ids.index(value))
        elif path not in LISTS:
            values[path] = typed(value)
    draft = {"version": 1, "saved": 9_000_000_000_000, "values": values}
    page.evaluate("draft => localStorage.setItem('acquit.draft', draft)", json.dumps(draft))
    page.reload()


def typed(value: object) -> str:
    """27/3/2026 for a day, 1 234,56 for an amount, a line for each item; the rest as it is."""
    if isinstance(value, list):
        return "\n".join(value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = date.fromisoformat(text)
        return f"{day.day}/{day.month}/{day.year}"
    if re.fullmatch(r"\d+\.\d\d", text):
        return f"{float(text):,.2f}".replace(",", "\u00a0").replace(".", ",")
    return text


def total_on_screen(page: Page) -> str:
    page.get_by_role("button", name="Calculer").click()
    return page.locator("#total").inner_text()


def pdf(page: Page, button: str = "Établir le PDF") -> tuple[str, str]:
    """The name of the file that the button gives, and its text without any space."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    content = Path(download.value.path()).read_bytes()
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return download.value.suggested_filename, squeezed(text)


def squeezed(text: str) -> str:
    """Without spaces of any kind: a line break may stand anywhere in a PDF."""
    return re.sub(r"\s", "", text)


def _flat(facts: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Path and value of every fact, a list before its entries."""
    for name, value in facts.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield path, value
            for position, entry in enumerate(value):
                yield from _flat(entry, f"{path}[{position}].")
        else:
            yield path, value
