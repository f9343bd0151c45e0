"""Acts on the data of this machine: here, or by the running service when it is the one that holds them."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from chalicelib.local import journal, stage
from chalicelib.local.site import REPOSITORY

DEMO, TICK, OPERATOR = "/demo", "/tick", "/operator"  # where the running service is asked for each


def ask(act: str, told: str, here: Callable[[str], str]) -> tuple[str | None, bool]:
    """What `act` answers to `told`, and whether the running service did it; None when it did not answer, which is said.

    `here` does it when no service runs.
    """
    try:
        kept = journal.start(data_folder())
    except journal.DataInUseError:
        return _ask_the_service(act, told), True
    stage.prepare()
    os.environ.setdefault("ACQUIT_SITE", f"http://127.0.0.1:{port()}")
    try:
        return here(told), False
    finally:
        kept.close()


def data_folder() -> Path:
    return Path(os.environ.get("ACQUIT_DATA", REPOSITORY / "var"))


def port() -> str:
    return os.environ.get("PORT", "8000")


def _ask_the_service(act: str, told: str) -> str | None:
    request = Request(
        f"http://127.0.0.1:{port()}{act}",
        told.encode(),
        {"X-Acquit-Local": "1", "Content-Type": "text/plain"},
    )
    try:
        with urlopen(request) as answer:
            said: str = answer.read().decode()
            return said
    except (URLError, OSError) as error:
        print(
            f"The service that holds the data did not answer ({error}). Is it on another PORT?",
            file=sys.stderr,
        )
        return None
