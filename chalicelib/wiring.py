"""Joins the real parts, once and lazily; the one reader of the environment and of the clock.

Everything below receives a day or a table as an argument, so any answer can be replayed for a given day.
Nothing is imported or opened before it is asked for: importing `app.py` touches nothing, and a route that
needs no table never pays for one.
"""

import atexit
import os
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
    from chalicelib.services.space import Space
    from chalicelib.store.files import Files
    from chalicelib.store.tables import Row

REGION: Final = "eu-west-3"


def now() -> datetime:
    """The instant, in Paris; on the day in `ACQUIT_TODAY` (2026-11-21) if set. ValueError when that is no day."""
    really = datetime.now(ZoneInfo("Europe/Paris"))
    chosen = os.environ.get("ACQUIT_TODAY")
    return datetime.combine(date.fromisoformat(chosen), really.timetz()) if chosen else really


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
    """Sends in the name of `ACQUIT_SENDER`."""
    from chalicelib.mail.sender import Sender, ses_client

    sender = os.environ.get("ACQUIT_SENDER", "Acquit <bonjour@acquit.example>")
    return Sender(ses_client(_region()), sender, now)


@cache
def print_pdf() -> "Callable[[PrintJob], bytes]":
    """How letters are printed: on Lambda in the main thread, elsewhere by a child that can be killed."""
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
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


def _region() -> str:
    return os.environ.get("AWS_REGION", REGION)
