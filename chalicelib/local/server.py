"""The service on this machine: the site, and below /api/ the chalice application, from one process.

Chalice's own LocalGateway makes the Lambda events, so routes run as they will behind API Gateway. This server
does what API Gateway and the CDN do around it: the /api prefix, the size of bodies, unknown paths and
methods, security headers. On AWS an unknown path or method is refused by API Gateway alone (403, «Missing
Authentication Token»); the deployed template maps that to a 404, and cannot tell the two apart.
"""

import base64
import contextlib
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import (
    ChaliceRequestHandler,
    LocalChalice,
    LocalDevServer,
    RouteMatcher,
    ThreadedHTTPServer,
)

from chalicelib.core.errors import Refusal
from chalicelib.local.site import Answer, Site
from chalicelib.web.answer import problem

MEGABYTE = 1024 * 1024
MAX_BODY = 6 * MEGABYTE  # Lambda takes no more
DRAIN = 2.0  # seconds given to a client to stop sending what was refused


def create_server(
    app: Chalice,
    site: Site,
    port: int,
    pages: Callable[[str], Answer | None] = lambda address: None,
    acts: Mapping[str, Callable[[str], str]] = MappingProxyType({}),
) -> ThreadedHTTPServer:
    """A server bound to 127.0.0.1, not yet serving; port 0 takes a free one. OSError if the port is taken.

    `pages` answers what exists on this machine only, or gives None; `acts` are done with what another program of this
    machine posts to their address, with the header `X-Acquit-Local`, which no page of another site may send.
    """
    # As `chalice local` does: in this class current_request belongs to the thread. In the original one,
    # parallel requests would get each other's answers.
    app.__class__ = LocalChalice
    handler = type(
        "AcquitHandler", (Handler,), {"app": app, "site": site, "pages": staticmethod(pages), "acts": acts}
    )
    server: ThreadedHTTPServer = LocalDevServer(app, Config(), "127.0.0.1", port, handler, Server).server
    return server


class Server(ThreadedHTTPServer):
    """One thread per connection; a client that goes away is no event."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(ChaliceRequestHandler):
    """One connection."""

    app: Chalice
    site: Site
    pages: Callable[[str], Answer | None]
    acts: Mapping[str, Callable[[str], str]]
    timeout = 60  # seconds an idle connection is kept
    disable_nagle_algorithm = True  # else each answer on a kept connection waits 40 ms
    server_version, sys_version = "Acquit", ""

    def handle_one_request(self) -> None:
        self.started = time.monotonic()
        super().handle_one_request()

    def answer(self) -> None:
        """Answer the request whose headers have been read."""
        self.started = time.monotonic()
        length = self._declared_length()
        if isinstance(length, HTTPStatus):
            self._refuse(length)
            return
        body = self.rfile.read(length)
        if len(body) < length:
            self._refuse(HTTPStatus.BAD_REQUEST)
        elif self.path.startswith("/api/"):
            self._send(self._ask_the_api(self.path.removeprefix("/api"), body))
        elif self.command == "POST" and self.path in self.acts and "x-acquit-local" in self.headers:
            self._send(
                Answer(200, {"Content-Type": "text/plain"}, self.acts[self.path](body.decode()).encode())
            )
        else:
            self._send(self._ask_the_site(self.path))

    do_GET = do_HEAD = do_POST = do_PUT = answer  # noqa: N815 (http.server calls them so)
    do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_QUERY = answer  # noqa: N815

    def handle_expect_100(self) -> bool:
        """Refuse a body before the client sends it, when it asks first."""
        length = self._declared_length()
        if isinstance(length, HTTPStatus):
            self._refuse(length)
            return False
        proceed: bool = super().handle_expect_100()
        return proceed

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What http.server refuses by itself: a malformed request line, endless headers, a strange method."""
        self._refuse(HTTPStatus(code))

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Method, path, status, time: never a query string or a body, which name people and debts."""
        path = getattr(self, "path", "-").partition("?")[0]
        milliseconds = (time.monotonic() - self.started) * 1000
        self.log_message("%s %s %d %.0f ms", self.command or "-", path, code, milliseconds)

    def _ask_the_api(self, path: str, body: bytes) -> Answer:
        try:
            route = RouteMatcher(list(self.app.routes)).match_route(path).route
        except ValueError:
            return _problem(HTTPStatus.NOT_FOUND)
        methods = [*self.app.routes[route], "OPTIONS"]
        methods += ["HEAD"] if "GET" in methods else []
        allow = {"Allow": ", ".join(methods)}
        if self.command == "OPTIONS":
            return Answer(204, allow)
        if self.command not in methods:
            return _problem(HTTPStatus.METHOD_NOT_ALLOWED, allow)
        method = "GET" if self.command == "HEAD" else self.command
        try:
            told = self.local_gateway.handle_request(method, path, dict(self.headers), body)
        except Exception as error:
            # Where, but not the message: it may quote what a person typed.
            self.log_error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            return _problem(HTTPStatus.INTERNAL_SERVER_ERROR)
        content = told["body"] or ""
        content = base64.b64decode(content) if told.get("isBase64Encoded") else content.encode()
        headers = {"Content-Type": "application/json", **told["headers"], **told["multiValueHeaders"]}
        return Answer(told["statusCode"], headers, content)

    def _ask_the_site(self, address: str) -> Answer:
        allow = {"Allow": "GET, HEAD, OPTIONS"}
        if self.command == "OPTIONS":
            return Answer(204, allow)
        if self.command not in ("GET", "HEAD"):
            return _problem(HTTPStatus.METHOD_NOT_ALLOWED, allow)
        found = self.pages(address) or self.site.get(address.partition("?")[0])
        return found or self.site.missing() or _problem(HTTPStatus.NOT_FOUND)

    def _declared_length(self) -> int | HTTPStatus:
        """The size of the body in bytes, or why it is not read."""
        if "transfer-encoding" in self.headers:
            return HTTPStatus.LENGTH_REQUIRED
        declared = set(self.headers.get_all("content-length", ["0"]))
        text = declared.pop().strip()
        if declared or not (text.isascii() and text.isdigit()):
            return HTTPStatus.BAD_REQUEST
        too_large = len(text.lstrip("0")) > len(str(MAX_BODY)) or int(text) > MAX_BODY
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else int(text)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer before the body was read, then hang up: what follows on the connection is not a request."""
        self.close_connection = True
        self._send(_problem(status, {"Connection": "close"}))
        # Closing at once would reset the connection and the client might never see the answer.
        self.connection.settimeout(DRAIN)
        deadline = time.monotonic() + DRAIN
        with contextlib.suppress(TimeoutError):
            while time.monotonic() < deadline and self.rfile.read1(65536):
                pass

    def _send(self, answer: Answer) -> None:
        headers = {name.lower(): (name, value) for name, value in self.site.headers.items()}
        headers |= {name.lower(): (name, value) for name, value in answer.headers.items()}
        if answer.status != HTTPStatus.NO_CONTENT:
            headers["content-length"] = ("Content-Length", str(len(answer.body)))
        self.send_response(answer.status)
        self._send_headers(dict(headers.values()))
        if self.command != "HEAD":
            self.wfile.write(answer.body)


# What this server refuses by itself; anything else unreadable is one and the same refusal.
_REFUSED = {
    HTTPStatus.NOT_FOUND: Refusal("NOT_FOUND"),
    HTTPStatus.METHOD_NOT_ALLOWED: Refusal("METHOD_NOT_ALLOWED"),
    HTTPStatus.LENGTH_REQUIRED: Refusal("LENGTH_REQUIRED"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Refusal("BODY_TOO_LARGE", most=MAX_BODY // MEGABYTE),
    HTTPStatus.INTERNAL_SERVER_ERROR: Refusal("UNEXPECTED", reference="local"),
}


def _problem(status: HTTPStatus, headers: Mapping[str, str] | None = None) -> Answer:
    """A refusal by the server itself, in the shape of the API's own."""
    refused = problem(status, _REFUSED.get(status) or Refusal("REQUEST_UNREADABLE"))
    own = {name: str(value) for name, value in refused.headers.items()}
    return Answer(status, {**own, **(headers or {})}, refused.body)
