"""The browser of these tests: the machine's own Chromium, told to report any breach of the site's policy.

Without windows where there is one: Chromium's shell lays out, paints and runs the same, for a third of the CPU time.
"""

from collections.abc import Iterator
from shutil import which

import pytest
from playwright.sync_api import Browser, sync_playwright

TODAY = "2026-11-21"
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
CHROMIUM = which("chromium-headless-shell") or which("chromium") or which("google-chrome") or MAC
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation",
  (event) => console.error("POLICY", event.violatedDirective, event.blockedURI))"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def tells_a_fault(text: str) -> bool:
    """Whether a line of the console says that the policy was broken."""
    return text.startswith("POLICY") or "Content Security Policy" in text or "TrustedHTML" in text
