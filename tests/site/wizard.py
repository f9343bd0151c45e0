"""What a person does in the wizard: answers page by page, continues, checks, downloads the letter."""

import json
import re
import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.site.facts import flat, typed

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
    """What a French person types or chooses, by the name of the field; nothing yet, when there is no invoice."""
    if "invoices" not in facts:
        return {"asked.reminder": facts["document"], "regime": facts["regime"]}
    answers: dict[str, str] = {"asked.case": "aucun", "asked.reminder": facts["document"]}
    for path, value in flat(facts):
        if path == "enclosures":
            answers[path] = "\n".join(value)
        elif not isinstance(value, list):
            answers[path] = "on" if value is True else typed(value)
    refs = [invoice["ref"] for invoice in facts["invoices"]]
    for path in [each for each in answers if re.match(r"(payments|credit_notes).*\.invoice$", each)]:
        answers[path] = str(refs.index(answers[path]))
    received = [
        name for name, list_ in (("paiement", "payments"), ("avoir", "credit_notes")) if facts.get(list_)
    ]
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
        controls = {
            name: kind for name, kind in page.evaluate(CONTROLS) if name not in done and answers.get(name)
        }
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
            wanted = sum(
                1 for name in answers if re.fullmatch(rf"{re.escape(list_)}\[\d+\]\.(date|ref|start)", name)
            )
            add = page.get_by_role("button", name=button)
            while (
                add.count() and page.locator(f'[name^="{list_}["][name$=".{_first(list_)}"]').count() < wanted
            ):
                add.click()


def leave(page: Page) -> None:
    """«Continuer», until the next page stands."""
    before = page.url
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(lambda url: url != before)


def _first(list_: str) -> str:
    return {"invoices": "ref", "public.suspensions": "start"}.get(list_, "date")


# --- faster, and by keyboard ----------------------------------------------------------------------------------------

FOCUSED = """() => {
  const each = document.activeElement, box = each.getBoundingClientRect();
  const [outline, visible] = [getComputedStyle(each).outlineStyle, box.bottom > 0 && box.top < innerHeight];
  const folded = [...(each.closest("details")?.querySelectorAll("[name]") ?? [])].map((field) => field.name);
  return {name: each.name, kind: each.type ?? each.localName, value: each.value, tag: each.localName,
    text: each.textContent, folded, checked: each.checked, seen: outline !== "none" && visible};
}"""


def seed(page: Page, facts: dict[str, Any], slug: str, saved: float | None = None) -> None:
    """Opens one page on a draft that holds these facts, kept `saved` seconds after 1970 (now)."""
    draft = {
        "version": 2,
        "saved": (saved or time.time()) * 1000,
        "answers": answers_of(facts),
    }
    address = f"{wizard_of(facts)}/{slug}/"
    if not page.url.startswith("http"):
        page.goto("mise-en-demeure/")
    page.evaluate("(draft) => localStorage.setItem('acquit.draft', draft)", json.dumps(draft))
    page.goto(address)


def walk_by_keyboard(page: Page, facts: dict[str, Any]) -> None:
    """From the start page to the check page, by Tab, letters, arrows, Space and Enter alone."""
    answers = answers_of(facts)
    page.goto(f"{wizard_of(facts)}/")
    page.get_by_role("link", name="Commencer").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for _ in range(600):
        if "/verifier/" in page.url:
            return
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        assert focus["seen"] or focus["tag"] in ("body", "iframe"), f"the focus is out of sight on {focus}"
        _press(page, focus, answers)
    raise AssertionError(f"the check page was not reached: {page.url}")


def _press(page: Page, focus: dict[str, Any], answers: dict[str, str]) -> None:
    wanted = answers.get(focus["name"] or "", "")
    keys = page.keyboard
    if focus["kind"] == "radio":
        keys.press("Space")
        for _ in range(12):
            if page.evaluate("document.activeElement.value") == wanted:
                return
            keys.press("ArrowDown")
    elif focus["kind"] == "checkbox":
        if wanted == "on" and not focus["checked"]:
            keys.press("Space")
    elif focus["kind"] == "select-one":
        for _ in range(12):
            if page.evaluate("document.activeElement.value") == wanted:
                return
            keys.press("ArrowDown")
    elif focus["kind"] in ("text", "textarea"):
        keys.insert_text(wanted)
    elif focus["tag"] == "summary":
        if any(answers.get(name) for name in focus["folded"]):
            keys.press("Enter")
    elif focus["text"] == "Continuer":
        with page.expect_navigation():
            keys.press("Enter")
    elif focus["text"] in ADD.values():
        list_ = next(name for name, text in ADD.items() if text == focus["text"])
        there = page.locator(f'[name^="{list_}["][name$=".{_first(list_)}"]').count()
        if f"{list_}[{there}].{_first(list_)}" in answers:
            keys.press("Enter")
            page.wait_for_timeout(50)  # the new entry takes the focus
            _press(page, page.evaluate(FOCUSED), answers)
