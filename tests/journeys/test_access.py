"""The page by keyboard, on a phone, and for a screen reader."""

import re

import pytest
from playwright.sync_api import Page, expect

PAGES = ["", "textes-et-taux/"]
FOCUSED = """() => {
  const each = document.activeElement, box = each.getBoundingClientRect();
  const visible = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return [each.id || each.textContent.trim(), getComputedStyle(each).outlineStyle, visible];
}"""
NAMELESS = """() => [...document.querySelectorAll("input, select, textarea, button, a")]
  .filter((each) => each.type !== "hidden" && !each.labels?.length && !each.textContent.trim() && !each.ariaLabel)
  .map((each) => each.outerHTML)"""
TARGETS = "button, summary, select, textarea, input:not([type=radio], [type=checkbox]), .options label, .check"
SMALL = f"""() => [...document.querySelectorAll("{TARGETS}")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.9)
  .map((each) => each.outerHTML)"""
REPEATED_IDS = """() => [...document.querySelectorAll("[id]")].map((each) => each.id)
  .filter((id, rank, all) => all.indexOf(id) !== rank)"""
DANGLING = """() => ["for", "aria-describedby", "aria-labelledby"]
  .flatMap((name) => [...document.querySelectorAll(`[${name}]`)].map((each) => each.getAttribute(name)))
  .flatMap((ids) => ids.split(" ")).filter((id) => !document.getElementById(id))"""


def test_the_keyboard_alone_leads_from_the_top_to_the_pdf(page: Page) -> None:
    seen: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        name, outline, visible = page.evaluate(FOCUSED)
        assert visible, f"{name} has the focus out of sight"
        assert outline != "none", f"{name} does not show its focus"
        seen.append(name)
        if name == "example":
            page.keyboard.press("Enter")
        if name == "issue":
            break
    assert seen[0] == "Aller au contenu"
    assert seen[-1] == "issue"
    with page.expect_download():
        page.keyboard.press("Enter")
    expect(page.locator("#issued")).to_be_focused()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_cut_nameless_too_small_or_told_twice(page: Page, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(address + path)
    expect(page.locator(".entry, table").first).to_be_visible()
    if not path:
        page.get_by_role("button", name="exemple").click()
        page.get_by_role("button", name="Calculer").click()
        expect(page.locator("#total")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(SMALL) == []
    assert page.evaluate(REPEATED_IDS) == []
    assert page.evaluate(DANGLING) == []
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize("path", PAGES)
def test_the_typography_is_french(page: Page, address: str, path: str) -> None:
    page.goto(address + path)
    expect(page.locator(".entry, table").first).to_be_visible()
    text = page.locator("body").inner_text()
    assert re.findall(r".{0,20}(?:[^\u202f\s] ?[;!?](?!\S)| [:»%€]|« |\w'\w).{0,20}", text) == []
