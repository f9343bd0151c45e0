"""What a person does in the wizard: answers page by page, continues, checks, downloads the letter."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.form import _flat, typed

STARTS = {"formal_notice": "mise-en-demeure", "last_notice": "dernier-avis"}
ADD = {
    "invoices": "Ajouter une facture",
    "payments": "Ajouter un paiement",
    "credit_notes": "Ajouter un avoir",
    "reminders": "Ajouter une relance",
    "public.suspensions": "Ajouter une suspension",
}
CONTROLS = """() => [...document.querySelectorAll("form [name]")]
  .filter((each) => each.checkVisibility() || each.closest("details"))
  .map((each) => [each.name, each.type])"""


def wizard_of(facts: dict[str, Any]) -> str:
    """The first folder of the addresses of this letter's pages."""
    return STARTS.get(facts["document"], "relance")


def answers_of(facts: dict[str, Any]) -> dict[str, str]:
    """What a French person types or chooses, by the name of the field."""
    answers: dict[str, str] = {"asked.case": "aucun", "asked.reminder": facts["document"]}
    for path, value in _flat(facts):
        if path == "enclosures":
            answers[path] = "\n".join(value)
        elif not isinstance(value, list):
            answers[path] = "on" if value is True else typed(value)
    refs = [invoice["ref"] for invoice in facts["invoices"]]
    for path in [each for each in answers if re.match(r"(payments|credit_notes).*\.invoice$", each)]:
        answers[path] = str(refs.index(answers[path]))
    received = [name for name, list_ in (("paiement", "payments"), ("avoir", "credit_notes")) if facts.get(list_)]
    answers["asked.received"] = "deux" if len(received) == 2 else "".join(received) or "non"
    answers["asked.reminders"] = "oui" if facts.get("reminders") else "non"
    answers["asked.suspensions"] = "oui" if facts.get("public", {}).get("suspensions") else "non"
    answers.setdefault("rate.mode", "none")
    answers.setdefault("nature", "supply")
    answers["claim_accessories"] = "oui" if facts.get("claim_accessories") else "non"
    answers["creditor.siren"] = answers.get("creditor.siret", answers.get("creditor.siren", ""))
    return answers


def walk(page: Page, facts: dict[str, Any], until: str = "verifier") -> None:
    """From the start page to the page `until`, every answer of the sample typed on the page that asks it."""
    wizard = wizard_of(facts)
    page.goto(f"{wizard}/")
    page.get_by_role("link", name="Commencer").click()
    for _ in range(20):
        if f"/{until}/" in page.url:
            return
        answer(page, answers_of(facts))
        leave(page)
    raise AssertionError(f"{until} was not reached: {page.url}")


def answer(page: Page, answers: dict[str, str]) -> None:
    """Fills what this page asks; a choice may ask more, and a list grows to hold every entry."""
    expect(page.get_by_role("button", name="Continuer")).to_be_visible()
    done: set[str] = set()
    while True:
        controls = {name: kind for name, kind in page.evaluate(CONTROLS) if name not in done and answers.get(name)}
        if not controls:
            break
        for name, kind in controls.items():
            field = page.locator(f'[name="{name}"]')
            if kind == "radio":
                field.and_(page.locator(f'[value="{answers[name]}"]')).check()
            elif kind == "checkbox":
                field.evaluate("each => each.closest('details')?.setAttribute('open', '')")
                field.set_checked(answers[name] == "on")
            elif kind == "select-one":
                field.select_option(answers[name])
            else:
                field.evaluate("each => each.closest('details')?.setAttribute('open', '')")
                field.fill(answers[name])
            done.add(name)
        for list_, button in ADD.items():
            wanted = sum(1 for name in answers if re.fullmatch(rf"{re.escape(list_)}\[\d+\]\.(date|ref|start)", name))
            add = page.get_by_role("button", name=button)
            while add.count() and page.locator(f'[name^="{list_}["][name$=".{_first(list_)}"]').count() < wanted:
                add.click()


def leave(page: Page) -> None:
    """«Continuer», until the next page stands."""
    before = page.url
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(lambda url: url != before)


def _first(list_: str) -> str:
    return {"invoices": "ref", "public.suspensions": "start"}.get(list_, "date")
