"""Opening PDFs in a child process that forks for each: a PDF from anyone may cost its fork's life, no more.

The child imports pypdf once, at the first PDF, and opens none itself, so that nothing a PDF does outlives its
fork: little processor time, little memory. The child ends when its parent does: its input closes.

Both ends exchange length-prefixed messages over pipes. An answer is lines of JSON: the code of a refusal, or a
list of names and contents in base64 followed by the text of each page. A fork that dies has told some lines.
"""

import base64
import contextlib
import json
import os
import resource
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from chalicelib.core.errors import Refusal
from chalicelib.reading.pdf_text import page_texts
from chalicelib.reading.pdf_xml import Attachment, xml_attachments

# Seconds for the attachments, then for the text; honest invoices take some hundredths for the former, some tenths
# for the latter, and a person is told within two.
CPU_LIMIT = 0.6
MEMORY_LIMIT = 256 * 2**20  # bytes of address space; a tenth is taken at the start

_ROOT = Path(__file__).resolve().parents[2]
_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True)
class OpenedPdf:
    """The attachments that look like XML; for a PDF without any, the text of its pages."""

    attachments: list[Attachment]
    pages: list[str]


class PdfOpener:
    """Opens PDFs in a child; safe to share between threads, which then wait for each other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id, None before the first PDF and after `close`."""
        return self._process.pid if self._process else None

    def open(self, pdf: bytes) -> OpenedPdf:
        """What is in the PDF; pages beyond the limits are left out. Refuses what `xml_attachments` refuses.

        PDF_TOO_COMPLEX also when finding the attachments exceeds the limits.
        """
        with self._lock:
            try:
                answer = self._ask(pdf)
            except (OSError, EOFError):  # the child is gone: once more with another
                answer = self._ask(pdf)
        told, *pages = [json.loads(line) for line in answer.split(b"\n")[:-1]] or ["PDF_TOO_COMPLEX"]
        if isinstance(told, str):
            raise Refusal(told)
        return OpenedPdf([Attachment(name, base64.b64decode(content)) for name, content in told], pages)

    def close(self) -> None:
        """End the child. The next PDF would start another."""
        with self._lock:
            self._end()

    def _ask(self, pdf: bytes) -> bytes:
        process = self._process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            _send(process.stdin, pdf)
            return _receive(process.stdout)
        except BaseException:  # even interrupted: the next answer would be this PDF's
            self._end()
            raise

    def _start(self) -> subprocess.Popen[bytes]:
        # What pypdf logs about a PDF may quote it. A session of its own: Ctrl-C is for the parent.
        return subprocess.Popen(
            [sys.executable, "-m", "chalicelib.reading.pdf_child"], cwd=_ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


def _serve() -> None:
    """The child: a PDF, an answer, until the parent is gone."""
    import pypdf  # noqa: F401, so that each fork has it

    while True:
        try:
            pdf = _receive(sys.stdin.buffer)
        except EOFError:
            return
        here, there = os.pipe()
        fork = os.fork()
        if fork == 0:
            with os.fdopen(there, "wb") as pipe:
                for told in _answer(pdf):
                    pipe.write(json.dumps(told).encode() + b"\n")
                    pipe.flush()
            os._exit(0)
        os.close(there)
        with os.fdopen(here, "rb") as pipe:
            answer = pipe.read()
        os.waitpid(fork, 0)
        _send(sys.stdout.buffer, answer)


def _answer(pdf: bytes) -> Iterator[object]:
    with contextlib.suppress(ValueError, OSError):  # macOS refuses
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    signal.setitimer(signal.ITIMER_PROF, CPU_LIMIT)  # ends the fork
    try:
        found = xml_attachments(pdf)
    except Refusal as refusal:
        yield refusal.code
        return
    yield [(each.name, base64.b64encode(each.content).decode()) for each in found]
    if not found:
        signal.setitimer(signal.ITIMER_PROF, CPU_LIMIT)
        yield from page_texts(pdf)


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(_LENGTH.pack(len(message)) + message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return content


if __name__ == "__main__":
    _serve()
