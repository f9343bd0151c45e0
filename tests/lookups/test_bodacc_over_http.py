"""The BODACC asked over HTTP, on this machine: what is sent, what is believed, and how soon it gives up."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.cases.events import Procedure
from chalicelib.lookups.bodacc import Bodacc
from chalicelib.reading.bodacc import Finding
from chalicelib.services import ports

PUBLISHED = Path(__file__).parents[1] / "site" / "published" / "bodacc_v21.json"
SAMPLES = json.loads(PUBLISHED.read_text(encoding="utf-8"))["cases"]
SIREN, TODAY, AGENT = "999000011", date(2026, 11, 21), "Acquit/1.0 (contact@acquit.example)"
RECORD = SAMPLES["liquidation_opened"]["body"]["results"][0]


@dataclass
class Bulletin:
    """Answers `body` with `status`, or nothing at all before `over`; remembers what it was asked."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    silent: bool = False
    drips: bool = False
    address: str = ""
    asked: list[Any] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def says(self, body: object, status: int = 200, **headers: str) -> None:
        self.status, self.headers = status, headers
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler)
        if self.silent:
            self.over.wait()
            return
        handler.send_response(self.status)
        for name, value in {"Content-Length": str(len(self.body)), **self.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        for byte in self.body if self.drips else ():
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            if self.over.wait(0.01):
                return
        handler.wfile.write(self.body)


@pytest.fixture
def bulletin() -> Iterator[Bulletin]:
    bulletin = Bulletin()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with contextlib.suppress(ConnectionError):
                bulletin.answer(self)

        def log_message(self, format: str, *arguments: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bulletin.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield bulletin
    bulletin.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def adapter(bulletin: Bulletin, **patience: float) -> ports.Bodacc:
    return Bodacc(bulletin.address, AGENT, lambda: TODAY, **patience)


def test_it_is_asked_once_by_siren_the_newest_first_in_our_name(bulletin: Bulletin) -> None:
    bulletin.says(SAMPLES["nothing_published"]["body"])
    assert adapter(bulletin).of(SIREN) == Finding()
    (request,) = bulletin.asked
    asked = urlsplit(request.path)
    assert asked.path == "/api/explore/v2.1/catalog/datasets/annonces-commerciales/records"
    assert parse_qs(asked.query) == {
        "where": ['registre="999000011"'],
        "order_by": ["dateparution desc"],
        "limit": ["100"],
        "select": [
            "id,typeavis,familleavis,familleavis_lib,dateparution,tribunal,registre,jugement,radiationaurcs,"
            "parutionavisprecedent,url_complete"
        ],
    }
    assert (request.headers["User-Agent"], request.headers["Accept"]) == (AGENT, "application/json")
    assert {"Cookie", "Authorization", "Referer"}.isdisjoint(request.headers)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_published_answers_are_read(bulletin: Bulletin, name: str) -> None:
    sample = SAMPLES[name]
    bulletin.says(sample["body"])
    found = adapter(bulletin).of(sample["siren"])
    assert (found == Finding()) == (sample["expect"] == "none")
    if name == "liquidation_opened":
        assert found == Finding(
            procedure=Procedure.LIQUIDATION,
            judgment_date=date(2026, 10, 8),
            published_on=date(2026, 10, 15),
            notice=RECORD["url_complete"],
        )


def test_one_line_serves_several_questions(bulletin: Bulletin) -> None:
    bulletin.says(SAMPLES["nothing_published"]["body"])
    bodacc = adapter(bulletin)
    assert [bodacc.of(SIREN) for _ in range(3)] == [Finding()] * 3
    assert len({request.client_address for request in bulletin.asked}) == 1


def test_what_is_published_beyond_one_answer_is_not_nothing(bulletin: Bulletin) -> None:
    accounts = RECORD | {"familleavis": "dpc", "familleavis_lib": "Dépôts des comptes", "jugement": None}
    bulletin.says({"total_count": 240, "results": [accounts] * 100})
    assert adapter(bulletin).of(SIREN).nature == "Dépôts des comptes"


@pytest.mark.parametrize("status", [204, 301, 302, 400, 404, 429, 500, 503])
def test_any_other_status_is_no_answer_and_is_not_asked_again(bulletin: Bulletin, status: int) -> None:
    bulletin.says(b"", status, Location=f"{bulletin.address}/elsewhere", **{"Retry-After": "1"})
    with pytest.raises(ports.Unavailable):
        adapter(bulletin).of(SIREN)
    assert len(bulletin.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Maintenance</html>",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"9" * 5000,
        b'{"total_count": 1, "results": [',
        [],
        "results",
        {},
        {"records": []},
        {"total_count": 0},
        {"results": []},
        {"total_count": "0", "results": []},
        {"total_count": 0, "results": {}},
        {"total_count": 0, "results": [RECORD]},
        {"total_count": 1, "results": ["a notice"]},
        {"total_count": 101, "results": [RECORD] * 101},
    ],
    ids=lambda body: repr(body)[:30],
)
def test_what_is_not_in_the_published_shape_is_not_believed(bulletin: Bulletin, body: object) -> None:
    bulletin.says(body)
    with pytest.raises(ports.Unavailable):
        adapter(bulletin).of(SIREN)


@pytest.mark.parametrize("registry", [["999000029", "999 000 029"], [], None, 999000011, [999000011], "999"])
def test_the_notices_of_another_business_are_not_believed(bulletin: Bulletin, registry: object) -> None:
    bulletin.says({"total_count": 2, "results": [RECORD, RECORD | {"registre": registry}]})
    with pytest.raises(ports.Unavailable):
        adapter(bulletin).of(SIREN)


def test_an_answer_without_end_is_cut(bulletin: Bulletin) -> None:
    bulletin.says(b" " * 2_000_001)
    with pytest.raises(ports.Unavailable, match="too long"):
        adapter(bulletin).of(SIREN)


def test_an_answer_cut_short_is_none(bulletin: Bulletin) -> None:
    bulletin.says({"total_count": 0, "results": []}, **{"Content-Length": "500", "Connection": "close"})
    bulletin.over.set()
    with pytest.raises(ports.Unavailable):
        adapter(bulletin, total=0.2).of(SIREN)


def test_a_compressed_answer_nobody_asked_for_is_not_opened(bulletin: Bulletin) -> None:
    bulletin.says({"total_count": 0, "results": []}, **{"Content-Encoding": "gzip"})
    assert adapter(bulletin).of(SIREN) == Finding()


def test_a_service_that_says_nothing_is_left(bulletin: Bulletin) -> None:
    bulletin.silent = True
    with pytest.raises(ports.Unavailable, match="ReadTimeoutError"):
        adapter(bulletin, total=0.05).of(SIREN)


def test_a_service_that_answers_drop_by_drop_is_left(bulletin: Bulletin) -> None:
    bulletin.says(b" " * 10_000)
    bulletin.drips = True
    with pytest.raises(ports.Unavailable, match="too slow"):
        adapter(bulletin, total=0.1).of(SIREN)


def test_a_service_that_is_not_there_is_unavailable() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_port
    with pytest.raises(ports.Unavailable):
        Bodacc(f"http://127.0.0.1:{port}", AGENT, lambda: TODAY, total=0.5).of(SIREN)
