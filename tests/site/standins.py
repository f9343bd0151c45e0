"""Stand-ins for the three public services the pages ask, on one free port of this machine.

They replay what `published/` holds: invented values in the published shapes. The pages ask the real addresses,
under the real policy; the browser of these tests leads those calls here, so that nothing leaves.
"""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Route

PUBLISHED = Path(__file__).parent / "published"
DIRECTORY = "https://recherche-entreprises.api.gouv.fr"
ADDRESSES = "https://data.geopf.fr"
BULLETIN = "https://bodacc-datadila.opendatasoft.com"
FILES = {DIRECTORY: "recherche_entreprises", ADDRESSES: "geopf", BULLETIN: "bodacc_v21"}

NOT_FOUND = {"status": 404, "body": "not here"}
NOT_JSON = {"status": 200, "body": "<html>Maintenance</html>"}
SLOW = "slow"


class Standins:
    """Says `play[host]`, the name of a published answer or an answer itself, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.play: dict[str, str | dict[str, Any]] = {
            DIRECTORY: "search_none",
            ADDRESSES: "search_none",
            BULLETIN: "nothing_published",
        }
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Said", (_Handler,), {"standins": self}))

    @contextlib.contextmanager
    def serving(self) -> Iterator["Standins"]:
        thread = threading.Thread(target=self._server.serve_forever)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def lead(self, context: BrowserContext) -> None:
        """Every call of this browser to one of the services comes here."""
        for host in FILES:
            context.route(f"{host}/**", self._forward)

    def answer(self, host: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body to give now; `slow` gives nothing before the test ends."""
        played = self.play[host]
        if played == SLOW:
            self._over.wait()
            played = NOT_FOUND
        if isinstance(played, str):
            published = json.loads((PUBLISHED / f"{FILES[host]}.json").read_text(encoding="utf-8"))
            played = published["cases"][played] if host == BULLETIN else published[played]
        body = played["body"]
        content = body if isinstance(body, str) else json.dumps(body)
        return played.get("status", 200), played.get("headers", {}), content.encode()

    def _forward(self, route: Route) -> None:
        asked = urlsplit(route.request.url)
        host = f"{asked.scheme}://{asked.netloc}"
        self.asked.append(route.request.url)
        here = f"http://127.0.0.1:{self._server.server_port}{asked.path}?{asked.query}"
        with contextlib.suppress(Error):  # the page no longer waits, or is gone
            route.fulfill(response=route.fetch(url=here, headers={"X-Host": host}))


class _Handler(BaseHTTPRequestHandler):
    standins: Standins

    def do_GET(self) -> None:
        status, headers, body = self.standins.answer(self.headers["X-Host"])
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            for name, value in {
                **headers,
                "Access-Control-Allow-Origin": "*",
                "Content-Length": str(len(body)),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Silent."""
