"""The child prints what print_pdf prints, and whatever happens to it, the next letter comes out."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.documents import pdf_child
from chalicelib.documents.pdf import ROOT, PrintFailed, PrintJob, print_pdf
from chalicelib.documents.pdf_child import PdfChild
from tests.documents import sample

ENDLESS = sample.job(extra="<div style='display:flex'>" * 24 + "x" + "</div>" * 24)
SHORT = PrintJob("<!doctype html><html lang=fr><title>Essai</title><p>Bonjour", sample.DAY)


def numbered(number: int) -> PrintJob:
    return replace(SHORT, html=SHORT.html.replace("Bonjour", f"Lettre {number}"))


@pytest.fixture(scope="module")
def shared() -> Iterator[PdfChild]:
    child = PdfChild(stylesheet=sample.CSS, time_limit=1.0)
    yield child
    child.close()


def test_the_child_prints_the_same_bytes_as_this_process(shared: PdfChild) -> None:
    assert shared.print_pdf(sample.job()) == print_pdf(sample.job(), stylesheet=sample.CSS)


def test_the_child_is_kept_from_one_letter_to_the_next(shared: PdfChild) -> None:
    shared.print_pdf(SHORT)
    first = shared.pid
    shared.print_pdf(SHORT)
    assert shared.pid == first


def test_a_refused_letter_says_why_and_the_child_stays(shared: PdfChild) -> None:
    shared.print_pdf(SHORT)
    before = shared.pid
    with pytest.raises(PrintFailed) as failed:
        shared.print_pdf(replace(SHORT, html=SHORT.html + "漢"))
    assert (failed.value.code, bool(failed.value.detail)) == ("PRINT_WARNING", True)
    assert shared.pid == before


def test_eight_threads_each_get_their_own_letter(shared: PdfChild) -> None:
    got: dict[int, bytes] = {}
    def take(n: int) -> None:
        got[n] = shared.print_pdf(numbered(n))

    threads = [threading.Thread(target=take, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {n: print_pdf(numbered(n), stylesheet=sample.CSS) for n in range(8)}


def test_an_endless_letter_is_ended_and_the_next_one_prints_in_a_new_child(shared: PdfChild) -> None:
    shared.print_pdf(SHORT)
    before = shared.pid
    with pytest.raises(PrintFailed, match="PRINT_TIMEOUT"):
        shared.print_pdf(ENDLESS)
    assert shared.print_pdf(SHORT).startswith(b"%PDF")
    assert shared.pid != before


def test_a_child_that_does_not_answer_at_all_is_killed(
    shared: PdfChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.print_pdf(SHORT)
    stuck = shared.pid
    assert stuck
    monkeypatch.setattr(pdf_child, "GRACE", -0.8)
    os.kill(stuck, signal.SIGSTOP)
    with pytest.raises(PrintFailed, match="PRINT_TIMEOUT"):
        shared.print_pdf(SHORT)
    monkeypatch.undo()
    assert shared.print_pdf(SHORT).startswith(b"%PDF")
    assert shared.pid != stuck


def test_a_crash_between_two_letters_goes_unnoticed(shared: PdfChild) -> None:
    shared.print_pdf(SHORT)
    before = shared.pid
    assert before
    os.kill(before, signal.SIGKILL)
    assert shared.print_pdf(SHORT).startswith(b"%PDF")
    assert shared.pid != before


def test_a_letter_that_crashes_two_children_is_a_failure_and_the_next_one_prints(
    shared: PdfChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared.close()
    dead = [sys.executable, "-c", "raise SystemExit(1)"]
    with monkeypatch.context() as patched:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        patched.setattr(PdfChild, "_start", lambda self: subprocess.Popen(dead, **pipes))
        with pytest.raises(PrintFailed, match="PRINT_CRASH"):
            shared.print_pdf(SHORT)
    assert shared.print_pdf(SHORT).startswith(b"%PDF")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit a process's memory")
def test_a_letter_too_big_for_the_memory_allowed_fails_and_the_next_one_prints() -> None:
    child = PdfChild(stylesheet=sample.CSS, memory_limit=400 * 2**20)
    huge = replace(sample.STATEMENT, content=bytes(150_000_000))
    try:
        with pytest.raises(PrintFailed, match=r"PRINT_(CRASH|MEMORY)"):
            child.print_pdf(replace(SHORT, attachments=(huge,)))
        assert child.print_pdf(SHORT).startswith(b"%PDF")
    finally:
        child.close()


def test_a_child_is_replaced_after_its_share_of_letters() -> None:
    child = PdfChild(stylesheet=sample.CSS, letters_per_child=2)
    try:
        pids = []
        for number in range(4):
            assert child.print_pdf(numbered(number)).startswith(b"%PDF")
            pids.append(child.pid)
    finally:
        child.close()
    assert pids[0] != pids[1] == pids[2] != pids[3]
    assert child.pid is None


def test_the_child_ends_with_its_parent() -> None:
    program = (
        "import os; from tests.documents import sample; from chalicelib.documents.pdf_child import PdfChild;"
        "child = PdfChild(stylesheet=sample.CSS); child.print_pdf(sample.job());"
        "print(child.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", program]
    parent = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    orphan = int(parent.stdout)
    deadline = time.monotonic() + 5
    while _alive(orphan):
        assert time.monotonic() < deadline, "the child outlived its parent"
        threading.Event().wait(0.01)


def _alive(pid: int) -> bool:
    """A zombie nobody has reaped yet is dead."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip()) and not done.stdout.startswith("Z")
