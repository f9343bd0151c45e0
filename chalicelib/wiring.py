"""Joins the real parts, once and lazily; the one reader of the environment and of the clock.

Everything below receives a day or a table as an argument, so any answer can be replayed for a given day.
Nothing is imported or opened before it is asked for: importing `app.py` touches nothing, and a route that
needs no table never pays for one.
"""

import atexit
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.documents.pdf import PrintJob
    from chalicelib.mail.sender import Sender
    from chalicelib.reading.pdf_child import OpenedPdf
    from chalicelib.services import ports
    from chalicelib.services.clock import Clock
    from chalicelib.services.metrics import Metrics
    from chalicelib.services.space import Space
    from chalicelib.store.files import Files
    from chalicelib.store.tables import Row

REGION: Final = "eu-west-3"
QUEUE: Final = "acquit-steps"
DEAD_LETTERS: Final = "acquit-steps-dead"

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The instant, in Paris; on the day in `ACQUIT_TODAY` (2026-11-21) if set. ValueError when that is no day."""
    if pretended := _pretended.get():
        return pretended
    really = datetime.now(ZoneInfo("Europe/Paris"))
    chosen = os.environ.get("ACQUIT_TODAY")
    return datetime.combine(date.fromisoformat(chosen), really.timetz()) if chosen else really


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """What this thread does meanwhile, it does at that instant."""
    before = _pretended.set(instant)
    try:
        yield
    finally:
        _pretended.reset(before)


def today() -> date:
    """The civil day in Paris; ValueError as `now`."""
    return now().date()


def site() -> str:
    """The site's own address, which mails lead to: `ACQUIT_SITE`, without a slash at its end."""
    return os.environ.get("ACQUIT_SITE", "http://127.0.0.1:8000").rstrip("/")


@cache
def table() -> "type[Row]":
    """The service's one table, named by `ACQUIT_TABLE` and placed by `AWS_REGION` (Lambda sets it)."""
    from chalicelib.store.tables import Row

    Row.Meta.table_name = os.environ.get("ACQUIT_TABLE", "acquit")
    Row.Meta.region = _region()
    return Row


@cache
def accounts() -> "ports.Accounts":
    from chalicelib.store.accounts import Accounts

    return Accounts(table())


@cache
def sessions() -> "ports.Sessions":
    from chalicelib.store.sign_in import Sessions

    return Sessions(table())


@cache
def sign_ins() -> "ports.SignIns":
    from chalicelib.store.sign_in import SignIns

    return SignIns(table())


@cache
def limits() -> "ports.Limits":
    from chalicelib.store.sign_in import Limits

    return Limits(table())


@cache
def cases() -> "ports.Cases":
    from chalicelib.store.cases import Cases

    return Cases(table())


@cache
def debtors() -> "ports.Debtors":
    from chalicelib.store.debtors import Debtors

    return Debtors(table())


@cache
def files() -> "Files":
    """The bucket named by `ACQUIT_BUCKET`; where `ACQUIT_LINKS` is set, links lead there and not to S3."""
    from chalicelib.store.files import Files, s3_client

    bucket = os.environ.get("ACQUIT_BUCKET", "acquit-files")
    return Files(s3_client(_region()), bucket, os.environ.get("ACQUIT_LINKS"))


@cache
def exports() -> "Files":
    """The same, of `ACQUIT_EXPORTS`, for the archives that people take away."""
    from chalicelib.store.files import Files

    bucket = os.environ.get("ACQUIT_EXPORTS", "acquit-exports")
    return Files(files().client, bucket, os.environ.get("ACQUIT_LINKS"), locked=False)


@cache
def links() -> "ports.Links":
    from chalicelib.store.clock import Links

    return Links(table())


def space(account: str) -> "Space":
    """The subscriber's space now: one call, for its account."""
    from chalicelib.law.register import load
    from chalicelib.services.space import Space

    return Space(accounts().get(account), cases(), debtors(), load(), now())


@cache
def mailer() -> "Sender":
    """Sends in the name of `ACQUIT_SENDER`; SES reports as `ACQUIT_CONFIGURATION_SET` says, if there is one."""
    from chalicelib.mail.sender import Sender, ses_client

    reported = os.environ.get("ACQUIT_CONFIGURATION_SET")
    return Sender(ses_client(_region()), _sender(), now, reported)


@cache
def tellings() -> "ports.Tellings":
    from chalicelib.store.clock import Tellings

    return Tellings(table())


@cache
def runs() -> "ports.Runs":
    """What they count, CloudWatch is told too."""
    from chalicelib.services.metrics import MeasuredRuns
    from chalicelib.store.clock import Runs

    return MeasuredRuns(Runs(table()), metrics()) if _on_lambda() else Runs(table())


@cache
def queue() -> "ports.Queue":
    """The queue at the address, or of the name, in `ACQUIT_QUEUE`."""
    from chalicelib.services.metrics import MeasuredQueue
    from chalicelib.store.queue import Queue, sqs_client

    kept = Queue(sqs_client(_region()), _queue_url("ACQUIT_QUEUE", QUEUE))
    return MeasuredQueue(kept, metrics()) if _on_lambda() else kept


@cache
def dead_letters() -> "ports.DeadLetters":
    """The same, of `ACQUIT_DEAD_LETTERS`."""
    from chalicelib.store.queue import DeadLetters, Queue, sqs_client

    client = sqs_client(_region())
    back = Queue(client, _queue_url("ACQUIT_QUEUE", QUEUE))
    return DeadLetters(client, _queue_url("ACQUIT_DEAD_LETTERS", DEAD_LETTERS), back)


@cache
def bodacc() -> "ports.Bodacc | None":
    """BODACC, at `ACQUIT_BODACC` or where it is published; outside Lambda it is asked only when that is set."""
    from chalicelib.lookups.bodacc import PUBLISHED_AT, Bodacc

    base = os.environ.get("ACQUIT_BODACC", PUBLISHED_AT if _on_lambda() else "")
    return Bodacc(base, f"Acquit ({_sender()})", today) if base else None


@cache
def clock() -> "Clock":
    """What a step of the clock is done with."""
    from chalicelib.law.register import load
    from chalicelib.services.clock import Clock

    return Clock(
        accounts=accounts(),
        cases=cases(),
        debtors=debtors(),
        files=files(),
        mailer=mailer(),
        links=links(),
        limits=limits(),
        tellings=tellings(),
        runs=runs(),
        register=load(),
        site=site(),
        print_pdf=print_pdf(),
    )


@cache
def metrics() -> "Metrics":
    """Lines for CloudWatch, which reads what Lambda prints; written nowhere elsewhere."""
    from chalicelib.services.metrics import Metrics

    return Metrics(sys.stdout.write if _on_lambda() else lambda line: None, now)


@cache
def print_pdf() -> "Callable[[PrintJob], bytes]":
    """How letters are printed: on Lambda in the main thread, elsewhere by a child that can be killed."""
    if _on_lambda():
        from chalicelib.documents import pdf

        return pdf.print_pdf
    from chalicelib.documents.pdf_child import PdfChild

    return PdfChild().print_pdf


@cache
def open_pdf() -> "Callable[[bytes], OpenedPdf]":
    """How a PDF from outside is opened: by a child, on every stage."""
    from chalicelib.reading.pdf_child import PdfOpener

    opener = PdfOpener()
    atexit.register(opener.close)
    return opener.open


def _on_lambda() -> bool:
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def _sender() -> str:
    return os.environ.get("ACQUIT_SENDER", "Acquit <bonjour@acquit.example>")


def _queue_url(variable: str, name: str) -> str:
    """The address in this variable, or of the queue it names: one call."""
    from chalicelib.store.queue import sqs_client

    told = os.environ.get(variable, name)
    return told if "/" in told else sqs_client(_region()).get_queue_url(QueueName=told)["QueueUrl"]


def _region() -> str:
    return os.environ.get("AWS_REGION", REGION)
