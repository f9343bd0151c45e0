"""The built site as Lighthouse sees it on a slow phone: reported, never asserted, since it depends on the machine.

The local server compresses nothing, so that the pages are sent heavier here than by the CDN.
"""

import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory

from chalicelib.local.site import REPOSITORY
from tests.bench.table import show
from tests.site.lighthouse import PAGES, audit


def report() -> None:
    npm = shutil.which("npm")
    assert npm, "Node is needed to build the site"
    with TemporaryDirectory() as folder:
        build = [npm, "run", "build", "--", "--outDir", folder, "--logLevel", "error"]
        subprocess.run(build, cwd=REPOSITORY / "frontend", check=True, stdout=subprocess.DEVNULL)
        with subprocess.Popen(
            [sys.executable, "-m", "tests.site.serve", folder],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as server:
            assert server.stdout
            try:
                site = server.stdout.readline().strip()
                rows = [_row(site, page) for page in PAGES]
            finally:
                server.terminate()
    show(
        "The site by Lighthouse, slow phone simulated, marks out of 100",
        ("page", "performance", "best practices", "accessibility", "largest thing, s", "layout shift"),
        rows,
    )


def _row(site: str, page: str) -> tuple[str, ...]:
    found = audit(site + page, "performance", "best-practices", "accessibility")
    marks = [f"{found.marks[name]}" for name in ("performance", "best-practices", "accessibility")]
    return (f"/{page}", *marks, f"{found.seconds_to_largest:.1f}", f"{found.shift:.3f}")
