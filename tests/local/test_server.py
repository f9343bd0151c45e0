"""The local server: what API Gateway and the CDN do around the application, over a real socket."""

import http.client
import json
import logging
import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from chalice.app import Chalice, Response

from chalicelib.local.server import MAX_BODY, Handler, create_server
from chalicelib.local.site import REPOSITORY, Site, standard_site

TOGETHER = 8


@dataclass
class Told:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Told:
        named = {"Accept": "*/*"} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, named)
        answer = self.connection.getresponse()
        return Told(answer.status, answer.headers, answer.read())

    def close(self) -> None:
        self.connection.close()


def an_app() -> Chalice:
    app = Chalice("sample", configure_logs=False)
    app.log.addHandler(logging.NullHandler())
    app.api.binary_types = ["*/*"]
    meet = threading.Barrier(TOGETHER, timeout=10)

    @app.route("/together")
    def together() -> Any:
        meet.wait()
        return {"n": app.current_request.query_params["n"]}

    @app.route("/size", methods=["POST"], content_types=["*/*"])
    def size() -> Any:
        return {"size": len(app.current_request.raw_body)}

    @app.route("/own")
    def own() -> Any:
        headers = {"content-security-policy": "sandbox", "Content-Type": "text/html; charset=utf-8"}
        return Response("é".encode(), headers={**headers, "Set-Cookie": ["a=1", "b=2"]})

    @app.route("/text")
    def text() -> Any:
        return Response("chalice refuses text here", headers={"Content-Type": "text/plain"})

    return app


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site")
    for name, content in {
        "secret.txt": "no",
        "public/index.html": "accueil",
        "public/aide/index.html": "aide",
        "public/app.js": "1",
        "public/été.svg": "<svg/>",
        "templates/letters/lettre.css": "p{}",
        "templates/letters/apercu.css": "b{}",
        "templates/fonts/Face.ttf": "face",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    (folder / "public/link.txt").symlink_to(folder / "secret.txt")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}
    return Site(folder / "public", folder / "templates", headers)


@pytest.fixture(scope="module")
def port(site: Site) -> Iterator[int]:
    server = create_server(an_app(), site, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser(port: int) -> Iterator[Browser]:
    opened = Browser(port)
    yield opened
    opened.close()


def test_parallel_requests_each_get_their_own_answer(port: int) -> None:
    def ask(number: int) -> str:
        browser = Browser(port)
        try:
            return str(browser.ask("GET", f"/api/together?n={number}").json["n"])
        finally:
            browser.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        assert list(pool.map(ask, range(5 * TOGETHER))) == [str(n) for n in range(5 * TOGETHER)]


def test_answers_do_not_wait_for_the_network_to_gather_them(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(handler: Handler, *_: object) -> None:
        seen.append(handler.connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(Handler, "log_request", look)
    browser.ask("GET", "/")
    assert seen == [1]


@pytest.mark.parametrize(
    ("path", "body", "mime"),
    [
        ("/", "accueil", "text/html; charset=utf-8"),
        ("/?utm=1", "accueil", "text/html; charset=utf-8"),
        ("/aide/", "aide", "text/html; charset=utf-8"),
        ("/app.js", "1", "text/javascript; charset=utf-8"),
        ("/%C3%A9t%C3%A9.svg", "<svg/>", "image/svg+xml"),
        ("/letter/lettre.css", "p{}", "text/css; charset=utf-8"),
        ("/letter/apercu.css", "b{}", "text/css; charset=utf-8"),
        ("/letter/fonts/Face.ttf", "face", "font/ttf"),
    ],
)
def test_a_path_is_a_file_with_its_type(browser: Browser, path: str, body: str, mime: str) -> None:
    told = browser.ask("GET", path)
    assert (told.status, told.body.decode(), told.headers["content-type"]) == (200, body, mime)
    assert (told.headers["access-control-allow-origin"] == "*") == path.startswith("/letter/")


def test_a_folder_without_its_slash_leads_to_the_folder(browser: Browser) -> None:
    told = browser.ask("GET", "/aide")
    assert (told.status, told.headers["location"]) == (302, "./aide/")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/aide/..%2f..%2fsecret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/link.txt",
        "/letter/fonts/../letters/lettre.css",
        "/letter/fonts/%2e%2e/letters/lettre.css",
        "/letter/../../secret.txt",
        "/a%00b",
        "/%ff",
        "/" + "a" * 5000,
        "/aide/none",
        "/api",
        "/api/none",
        "/api//[",
        "/api/",
    ],
)
def test_nothing_else_is_served(browser: Browser, path: str) -> None:
    told = browser.ask("GET", path, authorization="Bearer é".encode("latin-1").decode("latin-1"))
    assert (told.status, told.headers["content-type"]) == (404, "application/problem+json")
    assert told.json["code"] == "NOT_FOUND"


def test_the_site_may_have_its_own_page_for_unknown_addresses(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("perdu")
    missing = Site(tmp_path).missing()
    assert missing is not None
    assert (missing.status, missing.body) == (404, b"perdu")


@pytest.mark.parametrize("path", ["/", "/none", "/api/own", "/api/none", "/api/text", "/letter/lettre.css"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE", "TRACE", "BREW"])
def test_every_answer_has_the_security_headers(browser: Browser, method: str, path: str) -> None:
    told = browser.ask(method, path)
    assert told.headers["x-content-type-options"] == "nosniff"
    assert len(told.headers.get_all("content-security-policy", [])) == 1
    assert b"Traceback" not in told.body
    assert told.body == b"" or method != "HEAD"


def test_an_answer_of_the_api_may_set_its_own_policy_and_several_cookies(browser: Browser) -> None:
    told = browser.ask("GET", "/api/own")
    assert told.body.decode() == "é"
    assert told.headers.get_all("content-security-policy") == ["sandbox"]
    assert told.headers.get_all("set-cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize(
    ("path", "allow"),
    [("/api/size", "POST, OPTIONS"), ("/api/own", "GET, OPTIONS, HEAD"), ("/", "GET, HEAD, OPTIONS")],
)
def test_an_unknown_method_is_told_the_known_ones(browser: Browser, path: str, allow: str) -> None:
    told = browser.ask("DELETE", path)
    assert (told.status, told.json["code"], told.headers["allow"]) == (405, "METHOD_NOT_ALLOWED", allow)
    told = browser.ask("OPTIONS", path)
    assert (told.status, told.headers["allow"]) == (204, allow)


def test_head_is_get_without_the_body(browser: Browser) -> None:
    told = browser.ask("HEAD", "/")
    assert (told.status, told.headers["content-length"], told.body) == (200, str(len("accueil")), b"")


def test_a_fault_in_a_route_is_a_plain_500(browser: Browser) -> None:
    told = browser.ask("GET", "/api/text")
    assert (told.status, told.json["code"]) == (500, "UNEXPECTED")


def test_a_body_of_six_megabytes_passes_and_a_larger_one_does_not(browser: Browser) -> None:
    assert browser.ask("POST", "/api/size", b"x" * MAX_BODY).json == {"size": MAX_BODY}
    told = browser.ask("POST", "/api/size", b"x" * (MAX_BODY + 4_000_000))
    assert (told.status, told.json["code"], told.headers["connection"]) == (413, "BODY_TOO_LARGE", "close")


def raw(port: int, request: bytes) -> bytes:
    """The whole answer to these exact bytes, until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("Content-Length: 99999999999999999999999999", 413),
        ("Content-Length: " + "9" * 5000, 413),
        ("Content-Length: 10000000\r\nExpect: 100-continue", 413),
        ("Content-Length: -1", 400),
        ("Content-Length: deux", 400),
        ("Content-Length: ²", 400),
        ("Content-Length: 1\r\nContent-Length: 2", 400),
        ("Content-Length: 5", 400),
        ("Transfer-Encoding: chunked", 411),
        ("X: y\r\n" * 200 + "Z: z", 431),
    ],
)
def test_a_body_of_unknown_size_is_refused(port: int, headers: str, status: int) -> None:
    answer = raw(port, f"POST /api/size HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\nabc".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"application/problem+json" in head
    assert json.loads(body)["status"] == status
    assert answer.count(b"HTTP/1.1") == 1  # what follows is never taken for a request


@pytest.mark.parametrize("line", ["GET", "GET / HTTP/9.9", "\x00 / HTTP/1.1", f"GET /{'a' * 70000} HTTP/1.1"])
def test_what_is_not_http_gets_a_refusal(port: int, line: str) -> None:
    answer = raw(port, f"{line}\r\n\r\n".encode())
    assert b'"status":4' in answer or b'"status":5' in answer


def test_the_log_holds_no_query_and_no_body(browser: Browser, capfd: pytest.CaptureFixture[str]) -> None:
    browser.ask("POST", "/api/size?name=canary-query", b"canary-body", content_type="application/json")
    browser.ask("GET", "/none?name=canary-query")
    browser.close()
    logged = "".join(capfd.readouterr())
    assert "POST /api/size 200 " in logged
    assert "GET /none 404 " in logged
    assert "canary" not in logged


def test_the_standard_site_serves_this_repository_with_a_strict_policy() -> None:
    site = standard_site()
    assert site.root.is_relative_to(REPOSITORY / "frontend")
    policy = site.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert site.templates == REPOSITORY / "templates"
    assert os.path.isdir(site.templates)
