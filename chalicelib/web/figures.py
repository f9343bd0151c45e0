"""`/figures` and `/lists`: what all the cases say together, and each list as a file; and the file of one case."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from chalice.app import Response
from pydantic import Field

from chalicelib.cases import figures
from chalicelib.cases.figures import Bar, Rating
from chalicelib.cases.life import Why
from chalicelib.core.errors import Refusal
from chalicelib.core.money import ZERO
from chalicelib.documents.figures_json import (
    ageing_document,
    delay_document,
    received_document,
    record_document,
)
from chalicelib.documents.phrases import phrase
from chalicelib.services.dossier import PrintPdf, dossier
from chalicelib.services.lists import Everything, ListName, everything, list_file
from chalicelib.services.ports import Files
from chalicelib.services.space import Space
from chalicelib.web.answer import as_file, as_json
from chalicelib.web.cases import known
from chalicelib.web.schema import Answer, Cents

CSV = "text/csv"
Tenths = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]$")]


class FigureTotals(Answer):
    """Principal not paid, due or not; what of it is overdue; money credited since the first of the month."""

    owed: Cents
    overdue: Cents
    received_this_month: Cents


class AgeingBar(Answer):
    """Unpaid principal by days after the due date, and of how many invoices."""

    bar: Bar
    label: str
    amount: Cents
    invoices: int


class ReceivedMonth(Answer):
    """Money credited in a month (2026-11)."""

    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    amount: Cents


class AverageDelayTold(Answer):
    """`total_days` ÷ `invoices`, rounded half up; null when no invoice was paid in the twelve months."""

    days: int | None
    total_days: int
    invoices: int
    without_issue_date: int
    definition: str


class RatedClient(Answer):
    """How a legal person pays. `share` is `on_time` ÷ `invoiced`; `mean_days_late` is `days_late` ÷ `invoices`.

    Never of a consumer or a sole trader, nor from fewer than three invoices (E07).
    """

    debtor: str
    name: str
    rating: Rating
    label: str
    arithmetic: str
    scale: str
    invoices: int
    invoiced: Cents
    on_time: Cents
    share: Tenths
    days_late: int
    mean_days_late: Tenths
    unpaid: int
    unpaid_amount: Cents


class Figures(Answer):
    """What the cases of the account say together on a day."""

    today: date
    totals: FigureTotals
    ageing: Annotated[list[AgeingBar], Field(min_length=5, max_length=5)]
    received: Annotated[list[ReceivedMonth], Field(min_length=12, max_length=12)]
    average_delay: AverageDelayTold
    records: list[RatedClient]


class FileLink(Answer):
    """Where the file is, for a minute; the answer leads there by itself."""

    url: str


def read(space: Space) -> Response:
    """The figures of the day."""
    return as_json(_document(everything(space)))


def read_list(space: Space, name: str) -> Response:
    """One list as CSV; an unknown name is refused as GONE."""
    if name not in set(ListName):
        raise Refusal("GONE")
    filename = phrase("files", name, day=space.today.isoformat())
    return as_file(list_file(space, ListName(name)), f"{CSV}; charset=utf-8", filename)


def read_dossier(space: Space, case: str, files: Files, exports: Files, print_pdf: PrintPdf) -> Response:
    """Leads to the archive of a case."""
    url = dossier(space, known(case), files, exports, print_pdf)
    answer = as_json(FileLink(url=url).model_dump(), Location=url)
    answer.status_code = HTTPStatus.SEE_OTHER.value
    return answer


def _document(of: Everything) -> dict[str, Any]:
    today = of.space.today
    months = figures.received_by_month(of.cases, today)
    return {
        "today": today.isoformat(),
        "totals": {
            "owed": str(sum((each.owed for each in of.followed), ZERO)),
            "overdue": str(sum((each.overdue for each in of.followed), ZERO)),
            "received_this_month": str(months[-1].amount),
        },
        "ageing": ageing_document(figures.ageing(of.followed)),
        "received": received_document(months),
        "average_delay": delay_document(figures.average_delay(of.cases, today)),
        "records": [
            {"debtor": debtor.id, "name": debtor.facts.debtor.name or ""} | _told(record)
            for debtor, record in of.records()
            if not isinstance(record, Why)
        ],
    }


def _told(record: figures.PaymentRecord) -> dict[str, Any]:
    told = record_document(record)
    del told["refused"]
    return told
