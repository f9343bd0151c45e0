"""Printing in a child process that can be killed: for servers, whose threads cannot be interrupted.

One child, started at the first letter and kept, since importing WeasyPrint costs as much as printing. It is
replaced when it hangs, crashes, or has served long enough (Pango keeps a few KB a letter). A letter that
meets a dead child is tried once more with a new one. The child ends when its parent does: its input closes.

Both ends exchange length-prefixed pickles over pipes; nobody else writes there.
"""

import contextlib
import os
import pickle
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from chalicelib.documents.pdf import LETTER_CSS, ROOT, TIME_LIMIT, PrintFailed, PrintJob, print_pdf, warm_up

LETTERS_PER_CHILD = 500
RESIDENT_LIMIT = 300 * 2**20  # bytes, after which a child is replaced; it starts at 70 MB
MEMORY_LIMIT = 2**30  # bytes of address space, beyond which an allocation fails; 200 invoices need a fifth
GRACE = 5.0  # seconds beyond the limit before the child is killed; a first letter waits for the import

_LENGTH = struct.Struct(">Q")


class PdfChild:
    """`print_pdf` by a child process; safe to share between threads, which then wait for each other."""

    def __init__(
        self,
        *,
        stylesheet: Path = LETTER_CSS,
        time_limit: float = TIME_LIMIT,
        letters_per_child: int = LETTERS_PER_CHILD,
        memory_limit: int = MEMORY_LIMIT,
    ) -> None:
        self._stylesheet = stylesheet
        self._time_limit = time_limit
        self._letters_per_child = letters_per_child
        self._memory_limit = memory_limit
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id, None before the first letter and after `close`."""
        return self._process.pid if self._process else None

    def print_pdf(self, job: PrintJob) -> bytes:
        """The PDF of the job; raises PrintFailed, as PRINT_TIMEOUT or PRINT_CRASH if the child was lost."""
        with self._lock:
            try:
                return self._ask(job)
            except _ChildLost:
                with contextlib.suppress(_ChildLost):
                    return self._ask(job)
            raise PrintFailed("PRINT_CRASH")

    def close(self) -> None:
        """End the child. The next letter would start another."""
        with self._lock:
            self._end()

    def _ask(self, job: PrintJob) -> bytes:
        process = self._process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            _send(process.stdin, (job, self._stylesheet, self._time_limit))
            answer, tired = _receive(process.stdout, time.monotonic() + self._time_limit + GRACE)
        except TimeoutError:
            self._end()
            raise PrintFailed("PRINT_TIMEOUT", f"killed after {self._time_limit + GRACE:g} s") from None
        except (OSError, EOFError):
            self._end()
            raise _ChildLost from None
        except BaseException:  # interrupted half-way: the next answer would be this letter's
            self._end()
            raise
        if tired:
            self._end()
            self._process = self._start()  # it imports while nobody waits
        if isinstance(answer, PrintFailed):
            raise answer
        assert isinstance(answer, bytes)
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        limits = (str(self._letters_per_child), str(self._memory_limit))
        command = [sys.executable, "-m", "chalicelib.documents.pdf_child", *limits]
        # A session of its own: Ctrl-C is for the parent, whose end the child notices.
        return subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )

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


class _ChildLost(Exception):
    """The pipe broke: the child crashed or was killed."""


def _serve(letters: int, memory_limit: int) -> None:
    """The child: read a job, print, answer; until it has printed `letters` or the parent is gone."""
    with contextlib.suppress(ValueError, OSError):  # macOS refuses
        resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not land among the answers
    warm_up()
    for served in range(1, letters + 1):
        try:
            job, stylesheet, time_limit = _receive(jobs)
        except EOFError:
            return
        answer: bytes | PrintFailed
        try:
            answer = print_pdf(job, stylesheet=stylesheet, time_limit=time_limit)
        except PrintFailed as failure:
            answer = failure
        spoiled = isinstance(answer, PrintFailed) and answer.code in ("PRINT_TIMEOUT", "PRINT_MEMORY")
        _send(answers, (answer, spoiled or served == letters or _resident() > RESIDENT_LIMIT))


def _resident() -> int:
    """The memory this process holds, in bytes; 0 where /proc is missing, the count of letters then decides.

    Not getrusage: on Linux its maximum starts at what the parent held when it forked.
    """
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except FileNotFoundError:
        return 0
    return int(pages) * resource.getpagesize()


def _send(pipe: IO[bytes], message: Any) -> None:
    content = pickle.dumps(message)
    pipe.write(_LENGTH.pack(len(content)) + content)
    pipe.flush()


def _receive(pipe: IO[bytes], deadline: float | None = None) -> Any:
    """The next message; EOFError if the other end is gone, TimeoutError past the (monotonic) deadline."""
    (length,) = _LENGTH.unpack(_read(pipe, _LENGTH.size, deadline))
    return pickle.loads(_read(pipe, length, deadline))


def _read(pipe: IO[bytes], size: int, deadline: float | None) -> bytes:
    content = bytearray()
    while len(content) < size:
        if deadline is not None:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
        chunk = os.read(pipe.fileno(), size - len(content))
        if not chunk:
            raise EOFError
        content += chunk
    return bytes(content)


if __name__ == "__main__":
    _serve(*map(int, sys.argv[1:]))
