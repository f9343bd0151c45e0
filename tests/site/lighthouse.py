"""Lighthouse, by its command: what it says of one page of a site on this machine, and of nothing beyond."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.site.chromium import CHROMIUM
from tests.site.conftest import FRONTEND

COMMAND = FRONTEND / "node_modules/.bin/lighthouse"
PAGES = ("", "guides/mise-en-demeure/", "textes-et-taux/", "mise-en-demeure/qui/")  # one of each kind
ATTEMPTS = 3
CHROME = ["--headless=new", "--no-sandbox", "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'"]


@dataclass(frozen=True)
class Audit:
    """What Lighthouse says of a page: the page it ended on, marks out of 100, and what cost some of them."""

    address: str
    marks: dict[str, int]
    failed: list[str]
    seconds_to_largest: float | None  # until the largest thing stands, on a slow phone simulated
    shift: float | None  # cumulative layout shift


def audit(address: str, *categories: str, profile: Path | None = None) -> Audit:
    """Opens the page on a phone of Lighthouse's own, with what `profile`, a closed browser's folder, remembers."""
    kept = [f"--user-data-dir={profile}"] if profile else []
    report = _run(
        *(address, "--quiet", "--output=json", "--no-enable-error-reporting"),
        *(f"--only-categories={','.join(categories)}", f"--chrome-flags={' '.join([*CHROME, *kept])}"),
        *(["--disable-storage-reset"] if profile else []),
    )
    audits = report["audits"]
    return Audit(
        address=report["finalDisplayedUrl"],
        marks={name: round(100 * each["score"]) for name, each in report["categories"].items()},
        failed=[name for name, each in audits.items() if each["score"] not in (None, 1)],
        seconds_to_largest=_value(audits, "largest-contentful-paint", 1000),
        shift=_value(audits, "cumulative-layout-shift", 1),
    )


def _run(*arguments: str) -> dict[str, Any]:
    """Lighthouse's report; on a busy machine Chromium may paint or answer too late, hence several attempts."""
    for _ in range(ATTEMPTS):
        done = subprocess.run(
            [COMMAND, *arguments],
            env={**os.environ, "CHROME_PATH": CHROMIUM},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode == 0:
            report: dict[str, Any] = json.loads(done.stdout)
            return report
    raise RuntimeError(f"Lighthouse failed: {done.stderr}")


def _value(audits: dict[str, Any], name: str, unit: int) -> float | None:
    return audits[name]["numericValue"] / unit if name in audits else None
