"""Opening PDFs in a child process that forks for each: a PDF from anyone may cost its fork's life, no more.

The child imports pypdf once, at the first PDF, and opens none itself, so that nothing a PDF does outlives its
fork: little processor time, little memory. The child ends when its parent does: its input closes.

Both ends exchange length-prefixed messages over pipes; an answer is JSON: the code of a refusal, or a list of
names and contents in base64.
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
from pathlib import Path
from typing import IO

from chalicelib.core.errors import Refusal
from chalicelib.reading.pdf_xml import Attachment, xml_attachments

CPU_LIMIT = 0.6  # seconds; honest invoices take some hundredths, and a person is told within two
MEMORY_LIMIT = 256 * 2**20  # bytes of address space; a tenth is taken at the start

_ROOT = Path(__file__).resolve().parents[2]
_LENGTH = struct.Struct(">Q")


class PdfOpener:
    """`xml_attachments` by a child; safe to share between threads, which then wait for each other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id, None before the first PDF and after `close`."""
        return self._process.pid if self._process else None

    def xml_attachments(self, pdf: bytes) -> list[Attachment]:
        """As the function of that name; PDF_TOO_COMPLEX also for a PDF that exceeds the limits."""
        with self._lock:
            try:
                answer = self._ask(pdf)
            except (OSError, EOFError):  # the child is gone: once more with another
                answer = self._ask(pdf)
        told = json.loads(answer or '"PDF_TOO_COMPLEX"')
        if isinstance(told, str):
            raise Refusal(told)
        return [Attachment(name, base64.b64decode(content)) for name, content in told]

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
    """The child: a PDF, an answer, until the parent is gone; a fork that died has answered nothing."""
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
                pipe.write(_answer(pdf))
            os._exit(0)
        os.close(there)
        with os.fdopen(here, "rb") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(fork, 0)
        _send(sys.stdout.buffer, b"" if status else answer)


def _answer(pdf: bytes) -> bytes:
    with contextlib.suppress(ValueError, OSError):  # macOS refuses
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    signal.setitimer(signal.ITIMER_PROF, CPU_LIMIT)  # ends the fork
    try:
        found = xml_attachments(pdf)
    except Refusal as refusal:
        return json.dumps(refusal.code).encode()
    return json.dumps([(each.name, base64.b64encode(each.content).decode()) for each in found]).encode()


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
