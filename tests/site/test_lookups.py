"""The three look-ups in a browser: what they fill, what they stop, and the page without them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.site import standins
from tests.site.chromium import TELL_VIOLATIONS, tells_a_fault
from tests.site.facts import sample
from tests.site.standins import ADDRESSES, BULLETIN, DIRECTORY, Standins
from tests.site.wizard import seed

AWAY = "Annuaire indisponible"
FORMAL_NOTICE = sample("formal_notice.b2b")


@pytest.fixture
def services() -> Iterator[Standins]:
    with Standins().serving() as services:
        yield services


@pytest.fixture
def context(browser: Browser, site: str, services: Standins) -> Iterator[BrowserContext]:
    """A person's browser under the site's own policy; the three services answer from this machine."""
    context = browser.new_context(base_url=site, locale="fr-FR", timezone_id="Europe/Paris")
    context.set_default_timeout(15_000)
    broken: list[str] = []
    context.add_init_script(TELL_VIOLATIONS)
    context.on("weberror", lambda error: broken.append(str(error.error)))
    context.on(
        "console", lambda message: broken.append(message.text) if tells_a_fault(message.text) else None
    )
    services.lead(context)
    yield context
    context.close()
    assert broken == []


def test_a_company_found_by_name_fills_the_debtor(page: Page, services: Standins) -> None:
    services.play[DIRECTORY] = "search_text"
    seed(page, {"document": "formal_notice", "regime": "b2b"}, "debiteur")
    assert services.asked == []
    search(page, "electricite dumoulin")
    page.get_by_label("ELECTRICITE DUMOULIN").check()
    expect(page.locator('[name="debtor.name"]')).to_have_value("ELECTRICITE DUMOULIN")
    expect(page.locator('[name="debtor.siren"]')).to_have_value("999000011")
    expect(page.locator('[name="debtor.address.street"]')).to_have_value("12 RUE DES LILAS")
    page.locator('[name="debtor.name"]').fill("Électricité Dumoulin")
    assert page.url.endswith("/debiteur/")
    assert [parse_qs(urlsplit(url).query)["q"] for url in services.asked] == [["electricite dumoulin"]]


def test_another_answer_or_none_puts_back_what_was_typed(page: Page, services: Standins) -> None:
    services.play[DIRECTORY] = "search_text"
    seed(page, {"document": "formal_notice", "regime": "b2b"}, "debiteur")
    page.locator('[name="debtor.address.complement"]').fill("Bâtiment B")
    search(page, "lyon")
    page.get_by_label("ELECTRICITE DUMOULIN").check()
    page.get_by_label("TRAITEUR DES HALLES").check()
    expect(page.locator('[name="debtor.address.postcode"]')).to_have_value("69366")
    expect(page.get_by_text("a cessé son activité le 30 juin 2026")).to_be_visible()
    page.get_by_label("Nom non diffusé").check()
    expect(page.locator('[name="debtor.name"]')).to_have_value("")
    page.get_by_label("Aucune").check()
    expect(page.locator('[name="debtor.siren"]')).to_have_value("")
    expect(page.locator('[name="debtor.address.complement"]')).to_have_value("Bâtiment B")
    assert "DIFFUSIBLE" not in page.content()


@pytest.mark.parametrize(
    ("played", "said"),
    [
        ("search_none", "Aucune entreprise trouvée"),
        ("bad_request", AWAY),
        ("too_many", "trop de demandes"),
        (standins.NOT_FOUND, AWAY),
        (standins.NOT_JSON, AWAY),
        (standins.SLOW, AWAY),
    ],
)
def test_without_the_directory_the_page_goes_on(
    page: Page, services: Standins, played: Any, said: str
) -> None:
    services.play[DIRECTORY] = played
    page.clock.install()
    seed(page, {**FORMAL_NOTICE}, "debiteur")
    search(page, "dumoulin")
    if played == standins.SLOW:
        page.clock.fast_forward(5_001)
    expect(page.get_by_text(said)).to_be_visible()
    page.locator('[name="debtor.name"]').fill("À la main")
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/vous/")


def test_too_few_letters_ask_nothing(page: Page, services: Standins) -> None:
    seed(page, {"document": "formal_notice", "regime": "b2b"}, "debiteur")
    search(page, "ab")
    expect(page.get_by_text("au moins 3 caractères")).to_be_visible()
    assert services.asked == []


def test_an_address_is_suggested_for_a_private_person(page: Page, services: Standins) -> None:
    services.play[ADDRESSES] = "search"
    seed(page, {"document": "formal_notice", "regime": "b2c"}, "debiteur")
    search(page, "12 rue des lilas", "Chercher l’adresse")
    page.get_by_label("12 Rue des Lilas 69007 Lyon").check()
    expect(page.locator('[name="debtor.address.street"]')).to_have_value("12 Rue des Lilas")
    expect(page.locator('[name="debtor.address.city"]')).to_have_value("Lyon")


def test_a_published_liquidation_stops_the_notice(page: Page, services: Standins) -> None:
    services.play[BULLETIN] = "liquidation_opened"
    make = open_check_page(page)
    expect(make).to_be_visible()
    page.get_by_role("button", name="Vérifier au BODACC").click()
    expect(page.get_by_text("Une liquidation judiciaire est publiée.")).to_be_visible()
    expect(page.get_by_text("parue le 15 octobre 2026", exact=False).first).to_be_visible()
    notice = page.get_by_role("link", name="l’annonce")
    expect(notice).to_have_attribute(
        "href", "https://www.bodacc.fr/pages/annonces-commerciales-detail/?q.id=id:A202601991201"
    )
    expect(page.get_by_role("link", name="Que faire à la place")).to_have_attribute(
        "href", "/mise-en-demeure/autrement/procedure-collective/"
    )
    expect(make).to_have_count(0)
    page.goto("mise-en-demeure/recevoir/")
    page.wait_for_url("**/verifier/")
    expect(page.get_by_text("Une liquidation judiciaire est publiée.")).to_be_visible()
    page.get_by_label("J’ai lu cette annonce").check()
    expect(make).to_be_visible()


def test_a_strike_off_stops_the_notice_too(page: Page, services: Standins) -> None:
    services.play[BULLETIN] = "struck_off"
    make = open_check_page(page)
    page.get_by_role("button", name="Vérifier au BODACC").click()
    expect(page.get_by_text("Sa radiation du registre est publiée.")).to_be_visible()
    expect(make).to_have_count(0)


def test_nothing_published_is_not_said_to_be_no_procedure(page: Page, services: Standins) -> None:
    make = open_check_page(page)
    page.get_by_role("button", name="Vérifier au BODACC").click()
    expect(
        page.get_by_text("Aucune annonce de procédure collective ni de radiation publiée au")
    ).to_be_visible()
    expect(page.get_by_text("Cela ne prouve pas")).to_be_visible()
    expect(make).to_be_visible()
    assert sorted(urlsplit(url).netloc for url in services.asked) == [
        "bodacc-datadila.opendatasoft.com",
        "recherche-entreprises.api.gouv.fr",
    ]


def test_without_the_bulletin_the_person_looks_and_says_so(page: Page, services: Standins) -> None:
    services.play[BULLETIN] = {"status": 429, "body": ""}
    make = open_check_page(page)
    page.get_by_role("button", name="Vérifier au BODACC").click()
    expect(page.get_by_text("Le BODACC reçoit trop de demandes")).to_be_visible()
    expect(page.get_by_role("link", name="Chercher sur bodacc.fr")).to_be_visible()
    page.get_by_label("Vérifié par moi le").check()
    expect(page.get_by_label("Vérifié par moi le")).to_be_checked()
    expect(make).to_be_visible()


def search(page: Page, typed: str, label: str = "Chercher l’entreprise") -> None:
    page.get_by_label(label).get_by_role("textbox").fill(typed)
    page.keyboard.press("Enter")


def open_check_page(page: Page) -> Any:
    """The check page of a complete notice; gives the link that makes the letter."""
    seed(page, FORMAL_NOTICE, "verifier")
    return page.get_by_role("link", name="Établir la lettre")
