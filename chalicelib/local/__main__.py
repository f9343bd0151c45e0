"""`make run`: the whole service in one process, with data that survive it, until SIGINT or SIGTERM.

Variables: PORT (8000), ACQUIT_DATA (the data folder, var/), ACQUIT_TODAY (a day to pretend, on which the clock stands
still), ACQUIT_BODACC (the address of BODACC, which is not asked otherwise).
"""

import os
import signal
import sys
import threading
from collections.abc import Callable

from chalicelib import wiring
from chalicelib.local import beside, journal, stage
from chalicelib.local.pages import Pages
from chalicelib.local.server import create_server
from chalicelib.local.site import REPOSITORY, standard_site


def main() -> int:
    """Serve until told to stop; 0 after a clean stop, 1 with one sentence when it cannot start."""
    port, folder = beside.port(), beside.data_folder()
    try:
        wiring.today()
    except ValueError:
        return _say("ACQUIT_TODAY must be a day, such as 2026-11-21.")
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        return _say(f"PORT must be a number below 65536, not {port!r}.")
    sys.path.insert(0, str(REPOSITORY))
    from app import app
    from chalicelib.local import clock

    try:
        kept = journal.start(folder)
    except journal.DataInUseError:
        return _say(f"Another process already serves the data in {folder}: stop it or set ACQUIT_DATA.")
    stage.prepare()
    site = standard_site()
    try:
        server = create_server(app, site, int(port), Pages(kept.mailbox, stage.buckets(), site).get, _acts())
    except OSError as error:
        kept.close()
        return _say(f"Port {port} cannot be used: {error.strerror}. Another one is chosen by PORT=8001.")
    os.environ.setdefault("ACQUIT_SITE", f"http://127.0.0.1:{server.server_port}")
    sweeper, ticking = stage.Sweeper(kept), clock.Clock()
    sweeper.start()
    ticking.start()
    for stop in (signal.SIGINT, signal.SIGTERM):
        # shutdown() waits for the loop below, which this thread is running
        signal.signal(stop, lambda *_: threading.Thread(target=server.shutdown).start())
    _say(f"Acquit is running: http://127.0.0.1:{server.server_port}/ (data in {folder}; Ctrl+C stops it)")
    server.serve_forever()
    server.server_close()
    ticking.stop()
    sweeper.stop()
    kept.close()
    return 0


def _acts() -> dict[str, Callable[[str], str]]:
    from chalicelib.local import demo, operator, tick

    return {beside.DEMO: lambda _: demo.tell(), beside.TICK: tick.tick, beside.OPERATOR: operator.here}


def _say(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
