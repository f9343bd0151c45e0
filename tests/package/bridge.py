"""To a stand-in of AWS from a machine without a network: its one way out, a Unix socket in a folder that it is given.

    in the sandbox      127.0.0.1:4566 → the socket        (`listen`, by runtime_api.py)
    on this machine     the socket → the stand-in          (`bridge`)

Standard library only: the sandbox has nothing else.
"""

import socket
import socketserver
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

INSIDE = ("127.0.0.1", 4566)
FOLDER = Path("/var/stand-in")  # in the sandbox, where it has one
NAME = "socket"


@dataclass(frozen=True)
class Bridge:
    """The folder to give to a sandbox, and what came out of it so far, by connection."""

    folder: Path
    said: list[bytearray]


@contextmanager
def bridge(url: str) -> Iterator[Bridge]:
    """To the server at this address, for as many sandboxes as are given the folder."""
    there = (urlsplit(url).hostname, urlsplit(url).port)
    with (
        tempfile.TemporaryDirectory() as folder,
        _FromUnix(f"{folder}/{NAME}", lambda: socket.create_connection(there)) as carrier,
    ):
        threading.Thread(target=carrier.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield Bridge(Path(folder), carrier.said)
        finally:
            carrier.shutdown()


def listen() -> None:
    """In the sandbox: what connects to INSIDE is carried to the socket, from now on."""
    carrier = _FromInside(INSIDE, _to_the_socket)
    threading.Thread(target=carrier.serve_forever, daemon=True).start()


def _to_the_socket() -> socket.socket:
    found = socket.socket(socket.AF_UNIX)
    found.connect(str(FOLDER / NAME))
    return found


class _Carrier(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int] | str, reach: Callable[[], socket.socket]) -> None:
        super().__init__(address, _Carried)  # type: ignore[arg-type]
        self.reach, self.said = reach, list[bytearray]()


class _FromInside(_Carrier):
    pass


class _FromUnix(_Carrier):
    address_family = socket.AF_UNIX


class _Carried(socketserver.BaseRequestHandler):
    """One connection, both ways, until either side has said all."""

    server: _Carrier

    def handle(self) -> None:
        said = bytearray()
        self.server.said.append(said)
        with self.server.reach() as far:
            answers = threading.Thread(target=_pump, args=(far, self.request, bytearray()), daemon=True)
            answers.start()
            _pump(self.request, far, said)
            answers.join()


def _pump(source: socket.socket, target: socket.socket, kept: bytearray) -> None:
    with suppress(OSError):
        while some := source.recv(65_536):
            kept += some
            target.sendall(some)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
