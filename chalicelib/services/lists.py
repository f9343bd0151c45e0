"""Everything an account follows, at once: its figures, and its lists as files for a spreadsheet."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from chalicelib.cases import figures
from chalicelib.cases.case import Case
from chalicelib.cases.life import Followed, Why
from chalicelib.cases.parties import Person
from chalicelib.core.money import ZERO
from chalicelib.documents.case_json import Position, case_row
from chalicelib.documents.figures_json import record_document
from chalicelib.documents.phrases import phrase
from chalicelib.documents.sheets import Cell, headings, sheet
from chalicelib.services.ports import Debtor, Page
from chalicelib.services.space import ALL, Space, every_open_case


class ListName(StrEnum):
    """The lists one may take away."""

    CASES = "cases"
    DEBTORS = "debtors"
    AGEING = "ageing"
    RECEIVED = "received"
    RECORDS = "records"


@dataclass(frozen=True)
class Everything:
    """An account on a day: where each open case stands, the closed ones, the clients. Read in a few calls."""

    space: Space
    positions: tuple[Position, ...]
    closed: tuple[Case, ...]
    debtors: tuple[Debtor, ...]

    @cached_property
    def followed(self) -> tuple[Followed, ...]:
        return tuple(each.followed for each in self.positions)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        return (*(each.case for each in self.positions), *self.closed)

    @cached_property
    def of_debtor(self) -> dict[str, list[Followed]]:
        """The open cases of each client that has any."""
        found: dict[str, list[Followed]] = {}
        for each in self.followed:
            found.setdefault(each.case.debtor, []).append(each)
        return found

    def records(self) -> Iterator[tuple[Debtor, figures.PaymentRecord | Why]]:
        """The payment record of each client that is a legal person and of nobody else (E07)."""
        cases: dict[str, list[Case]] = {}
        for case in self.cases:
            cases.setdefault(case.debtor, []).append(case)
        for debtor in self.debtors:
            if debtor.facts.person is Person.LEGAL and debtor.id in cases:
                yield debtor, figures.payment_record(Person.LEGAL, cases[debtor.id], self.space.today)


def everything(space: Space) -> Everything:
    """Three calls, and one more for each further thousand cases."""
    return Everything(
        space=space,
        positions=tuple(every_open_case(space).values()),
        closed=tuple(_pages(space, space.cases.closed_cases)),
        debtors=tuple(
            sorted(space.debtors.all(space.id), key=lambda each: (_name(each).casefold(), each.id))
        ),
    )


def every_case(space: Space) -> Iterator[Case]:
    """Open ones, then closed ones; one call for a thousand of each."""
    yield from _pages(space, space.cases.open_cases)
    yield from _pages(space, space.cases.closed_cases)


def list_file(space: Space, name: ListName) -> bytes:
    """The list as CSV, its headings from the phrases; it ends with no total, so that a spreadsheet may sort it."""
    return sheet(headings(name.value), _ROWS[name](everything(space)))


def _case_rows(of: Everything) -> Iterator[tuple[Cell, ...]]:
    for position in of.positions:
        row, followed, action = case_row(position), position.followed, position.action
        yield (
            row["debtor"]["name"],
            ", ".join(row["invoices"]),
            followed.owed,
            followed.overdue,
            followed.due,
            row["situation"]["label"],
            row["next"]["button"],
            action.day,
            row["next"]["why"]["sentence"],
        )


def _debtor_rows(of: Everything) -> Iterator[tuple[Cell, ...]]:
    for debtor in of.debtors:
        facts, address = debtor.facts, debtor.facts.debtor.address
        own = of.of_debtor.get(debtor.id, [])
        yield (
            facts.debtor.name,
            phrase("regimes", facts.regime.value),
            facts.debtor.siren,
            facts.email,
            address.street,
            address.complement,
            address.postcode,
            address.city,
            address.country,
            len(own),
            sum((each.owed for each in own), ZERO),
            sum((each.overdue for each in own), ZERO),
        )


def _ageing_rows(of: Everything) -> Iterator[tuple[Cell, ...]]:
    """A line per client that owes anything."""
    for debtor in of.debtors:
        bars = figures.ageing(of.of_debtor.get(debtor.id, []))
        total = sum((bar.amount for bar in bars), ZERO)
        if total:
            yield (debtor.facts.debtor.name, *(bar.amount for bar in bars), total)


def _received_rows(of: Everything) -> Iterator[tuple[Cell, ...]]:
    for month in figures.received_by_month(of.cases, of.space.today):
        yield (f"{month.first:%m/%Y}", month.amount)


def _record_rows(of: Everything) -> Iterator[tuple[Cell, ...]]:
    for debtor, record in of.records():
        told = record_document(record)
        if isinstance(record, Why):
            yield (debtor.facts.debtor.name, *[None] * 9, told["refused"]["sentence"])
        else:
            yield (
                debtor.facts.debtor.name,
                told["label"],
                record.invoices,
                record.invoiced,
                record.on_time,
                record.share,
                record.days_late,
                record.mean_days_late,
                record.unpaid,
                record.unpaid_amount,
                told["arithmetic"],
            )


_ROWS: dict[ListName, Callable[[Everything], Iterable[tuple[Cell, ...]]]] = {
    ListName.CASES: _case_rows,
    ListName.DEBTORS: _debtor_rows,
    ListName.AGEING: _ageing_rows,
    ListName.RECEIVED: _received_rows,
    ListName.RECORDS: _record_rows,
}


def _pages(space: Space, read: Callable[[str, str | None, int], Page]) -> Iterator[Case]:
    page = read(space.id, None, ALL)
    yield from page.cases
    while page.next is not None:
        page = read(space.id, page.next, ALL)
        yield from page.cases


def _name(debtor: Debtor) -> str:
    return debtor.facts.debtor.name or ""
