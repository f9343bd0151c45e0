"""The real site, built once for all these tests and served with the real service; one browser for all of them."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from chalicelib.local.site import REPOSITORY
from tests.site.chromium import TELL_VIOLATIONS, TODAY, browser, tells_a_fault

__all__ = ["browser"]
expect.set_options(timeout=15_000)  # milliseconds, on a machine that others use too
FRONTEND = REPOSITORY / "frontend"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built once for all processes of a run; frontend/dist is left alone."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "site"
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            build(folder)
    return folder


def build(folder: Path) -> None:
    """Aside, then in its place: whoever finds the folder finds the whole site."""
    npm = shutil.which("npm")
    assert npm, "Node is needed to build the site"
    if not (FRONTEND / "node_modules").is_dir():
        subprocess.run([npm, "ci"], cwd=FRONTEND, check=True, stdin=subprocess.DEVNULL)
    subprocess.run(
        [npm, "run", "build", "--", "--outDir", f"{folder}.new", "--logLevel", "error"],
        cwd=FRONTEND,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    Path(f"{folder}.new").rename(folder)


@pytest.fixture(scope="session")
def site(built: Path) -> Iterator[str]:
    """The address of the service with the built site."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.site.serve", str(built)],
        cwd=REPOSITORY,
        env={**os.environ, "ACQUIT_TODAY": TODAY},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A new person's browser, which may ask nothing elsewhere and break no policy."""
    context = browser.new_context(
        base_url=site,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(30_000)
    broken: list[str] = []
    requests: list[str] = []
    context.add_init_script(TELL_VIOLATIONS)
    context.on("request", lambda request: requests.append(request.url))
    context.on("weberror", lambda error: broken.append(str(error.error)))
    context.on(
        "console", lambda message: broken.append(message.text) if tells_a_fault(message.text) else None
    )
    yield context
    context.close()
    assert broken == []
    assert [url for url in requests if not url.startswith((site, "blob:", "data:"))] == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
