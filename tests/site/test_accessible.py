"""No built page bars anyone: axe-core finds nothing, on a screen and on a phone; Lighthouse gives full marks.

The wizard's screens are looked at in test_wizard.py, empty, in error and filled; the space's, in test_space_*.py.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.conftest import FRONTEND
from tests.site.facts import sample
from tests.site.lighthouse import CHROMIUM, PAGES, audit
from tests.site.test_content_pages import compute, fill
from tests.site.wizard import seed

WIDTHS = (1280, 360)
WIZARDS = ("mise-en-demeure", "relance", "dernier-avis")
AXE = FRONTEND / "node_modules/axe-core/axe.min.js"  # there once the site is built
# Every rule that axe has on by default (WCAG 2.2 A and AA, best practices), and the size of targets, which it has off.
RUN_AXE = """async () => {
  document.querySelectorAll("details").forEach((each) => { each.open = true; });
  const options = {iframes: false, resultTypes: ["violations"], rules: {"target-size": {enabled: true}}};
  const {violations} = await axe.run(document, options);
  return violations.map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}"""


@pytest.mark.slow
def test_no_content_page_bars_anyone(page: Page, built: Path) -> None:
    found: dict[str, list[str]] = {}
    for file in sorted(built.rglob("*.html")):
        address = file.relative_to(built).as_posix().removesuffix("index.html")
        if not address.startswith((*WIZARDS, "espace")):
            page.goto(address)
            found |= {f"/{address}": barriers} if (barriers := look(page)) else {}
    assert found == {}


def test_no_state_of_the_calculator_bars_anyone(page: Page) -> None:
    fill(page, "", "31/6/2026", "21/11/2026")
    compute(page)
    expect(page.get_by_role("region", name="Il y a 2 points à corriger")).to_be_focused()
    assert look(page) == []
    fill(page, "4 800", "31 mai 2026", "1/2/2027")
    compute(page)
    offer = page.get_by_role("button", name="Calculer au 31 décembre 2026")
    expect(offer).to_be_visible()
    assert look(page) == []
    offer.click()
    expect(page.locator("#total")).to_be_visible()
    assert look(page) == []


@pytest.mark.slow  # the same screens as those of the formal notice, in other words
@pytest.mark.parametrize(
    ("wizard", "letter"), [("relance", "second_reminder.public"), ("dernier-avis", "last_notice.b2c")]
)
def test_no_page_of_the_shorter_letters_bars_anyone(
    page: Page, built: Path, wizard: str, letter: str
) -> None:
    page.route("**/api/letters/preview", lambda route: route.fulfill(body=""))  # a letter is not a page
    found: dict[str, list[str]] = {}
    for folder in sorted(each for each in (built / wizard).iterdir() if each.is_dir()):
        seed(page, sample(letter), folder.name)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found |= {folder.name: barriers} if (barriers := look(page, widths=(360,))) else {}
    assert found == {}


@pytest.mark.slow
@pytest.mark.parametrize("address", PAGES)
def test_lighthouse_gives_full_marks_for_accessibility(site: str, address: str) -> None:
    seen = audit(site + address, "accessibility")
    assert (seen.marks, seen.failed) == ({"accessibility": 100}, [])


@pytest.mark.slow
def test_lighthouse_gives_full_marks_to_the_check_page_of_a_letter(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    person = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=["--no-sandbox"], base_url=site
    )
    seed(person.pages[0], sample("formal_notice.b2b"), "verifier")
    expect(person.pages[0].locator("#total")).to_be_visible()
    person.close()
    seen = audit(f"{site}mise-en-demeure/verifier/", "accessibility", profile=tmp_path)
    assert seen.address.endswith("/verifier/")
    assert (seen.marks, seen.failed) == ({"accessibility": 100}, [])


def look(page: Page, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What axe-core finds at each width, whatever is folded opened."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} px: {barrier}" for barrier in page.evaluate(RUN_AXE)]
    return found
