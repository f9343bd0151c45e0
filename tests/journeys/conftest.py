"""A person's browser before the service as `make run` starts it: no request may leave, no policy be broken."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from chalicelib.local.site import REPOSITORY

TODAY = "2026-11-21"
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation",
  (event) => console.error("POLICY", event.violatedDirective, event.blockedURI))"""


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service started for these tests, on data of its own."""
    data = tmp_path_factory.mktemp("data")
    process = subprocess.Popen(
        [sys.executable, "-m", "chalicelib.local"],
        cwd=REPOSITORY,
        env={**os.environ, "PORT": "0", "ACQUIT_DATA": str(data), "ACQUIT_TODAY": TODAY},
        stdin=subprocess.DEVNULL,
        stderr=(log := (data / "log.txt").open("w+b")),
    )
    try:
        yield _announced(process, Path(log.name))
    finally:
        process.terminate()
        process.wait(10)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or MAC
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A new person's page, opened on the form."""
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(15_000)
    requests: list[str] = []
    broken: list[str] = []
    context.add_init_script(TELL_VIOLATIONS)
    context.on("request", lambda request: requests.append(request.url))
    context.on("weberror", lambda error: broken.append(str(error.error)))
    context.on("console", lambda message: broken.append(message.text) if _tells_a_fault(message.text) else None)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()
    assert broken == []
    assert [url for url in requests if not url.startswith((address, "blob:", "data:"))] == []


def _tells_a_fault(text: str) -> bool:
    return text.startswith("POLICY") or "Content Security Policy" in text or "TrustedHTML" in text


def _announced(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """The address the service prints once it is ready."""
    for _ in range(600):
        if "Acquit is running: " in (said := log.read_text(encoding="utf-8")):
            return said.partition("Acquit is running: ")[2].split()[0]
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"the service did not start: {log.read_text(encoding='utf-8')}")
