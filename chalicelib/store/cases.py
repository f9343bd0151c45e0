"""Cases: an append-only history, and beside it the case it adds up to, as lists show it.

Both are written in one transaction, so that a list never tells anything else than the history. A case stands in
its account's list at its `place`: open ones by the next day to act, closed ones by the day they were closed. The
clock finds it by the instants at which it must be looked at, whoever it belongs to.

The history alone is for ever. The case beside it is a copy: one that a release of another `SHAPE` wrote, older or
newer, is not opened but folded again, and it is replaced by the next event, or by `renew`.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from pynamodb.exceptions import TransactWriteError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib.cases.case import SHAPE, Case
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Recorded
from chalicelib.core.errors import Refusal
from chalicelib.services.ports import Conflict, Due, Page, Place
from chalicelib.store.tables import (
    LARGEST_BODY,
    Row,
    account_key,
    lost,
    packed,
    transaction,
    turn_of,
    unpacked,
)

BUCKETS = 8  # of each index of the clock, so that no key of it is hot
NO_DAY = date.max
OPEN, CLOSED = "case#0#", "case#1#"

_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([A-Za-z0-9_-]{8,40})")


class Cases:
    def __init__(self, table: type[Row]) -> None:
        self.table = table

    def history(self, account: str, case: str) -> tuple[Recorded, ...]:
        rows = self.table.query(
            account_key(account), self.table.sk.startswith(f"event#{case}#"), consistent_read=True
        )
        return tuple(Recorded.model_validate_json(unpacked(row)) for row in rows)

    def append(
        self,
        account: str,
        case: Case,
        events: tuple[Recorded, ...],
        place: Place,
        turn: int | None = None,
        stops_all: bool = False,
    ) -> None:
        pk, before = account_key(account), events[0].number - 1
        shown = self.table(
            pk, _sort_key(case.debtor, case.id), version=case.version, shape=SHAPE, **_instants(place)
        )
        shown.place = f"{CLOSED}{case.closed_on}#{case.id}" if case.closed else _open_place(place)
        shown.body = _body(case)
        rows = [self.table(pk, f"event#{case.id}#{e.number:06}", body=_body(e)) for e in events]
        follows = self.table.version == before if before else self.table.pk.does_not_exist()
        try:
            with transaction(self.table) as write:
                write.save(shown, follows)
                for row in rows:
                    write.save(row, self.table.pk.does_not_exist())
                if turn is not None:
                    unmoved = self.table.times == turn if turn else self.table.pk.does_not_exist()
                    write.update(turn_of(self.table, account, case.debtor), [self.table.times.add(1)], unmoved)
                elif stops_all:
                    write.update(turn_of(self.table, account, case.debtor), [self.table.times.add(1)])
        except TransactWriteError as error:
            if not lost(error):
                raise
            raise Conflict from error

    def turn(self, account: str, debtor: str) -> int:
        row = turn_of(self.table, account, debtor)
        try:
            row.refresh(consistent_read=True)
        except self.table.DoesNotExist:
            return 0
        return int(row.times)

    def place(self, account: str, places: Iterable[Place]) -> tuple[str, ...]:
        table, left = self.table, []
        for place in places:
            actions: list[Action] = [table.place.set(_open_place(place))]
            for name, value in _instants(place).items():
                attribute = getattr(table, name)
                actions.append(attribute.remove() if value is None else attribute.set(value))
            still = (table.version == place.version) & table.place.startswith(OPEN)
            try:
                table(account_key(account), _sort_key(place.debtor, place.case)).update(actions, still)
            except UpdateError as error:
                if not lost(error):
                    raise
                left.append(place.case)
        return tuple(left)

    def due(self, now: datetime) -> Iterator[Due]:
        for n in range(BUCKETS):
            for row in self.table.due.query(f"due#{n}", self.table.due_at <= _written(now)):
                yield _due(row, row.due_at)

    def to_check(self, now: datetime) -> Iterator[Due]:
        for n in range(BUCKETS):
            for row in self.table.check.query(f"check#{n}", self.table.check_at <= _written(now)):
                yield _due(row, row.check_at)

    def postpone(self, due: Due, until: datetime) -> None:
        row = self.table(account_key(due.account), _sort_key(due.debtor, due.case))
        try:
            row.update([self.table.due_at.set(_written(until))], self.table.due_at == _written(due.at))
        except UpdateError as error:
            if not lost(error):
                raise

    def of_debtor(self, account: str, debtor: str) -> tuple[Case, ...]:
        rows = self.table.query(
            account_key(account), self.table.sk.startswith(_sort_key(debtor, "")), consistent_read=True
        )
        return tuple(self._case(row) for row in rows)

    def open_cases(self, account: str, after: str | None = None, limit: int = 100) -> Page:
        return self._page(account, OPEN, after, limit)

    def closed_cases(self, account: str, after: str | None = None, limit: int = 100) -> Page:
        return self._page(account, CLOSED, after, limit)

    def renew(self, account: str) -> int:
        """Replaces each shown case of another shape by what its history tells; how many.

        One query, and two calls for each of them. What somebody writes to meanwhile is left to that write.
        """
        renewed = 0
        shown = self.table.query(
            account_key(account), self.table.sk.startswith("case#"), consistent_read=True
        )
        for row in shown:
            if row.shape == SHAPE:
                continue
            case = self._case(row)
            actions: list[Action] = [self.table.body.set(_body(case)), self.table.shape.set(SHAPE)]
            try:
                row.update(actions, self.table.version == case.version)
            except UpdateError as error:
                if not lost(error):
                    raise
            else:
                renewed += 1
        return renewed

    def _case(self, row: Row) -> Case:
        if row.shape == SHAPE:
            return Case.model_validate_json(unpacked(row))
        account, _, case = _names(row)
        return fold(case, self.history(account, case))

    def _page(self, account: str, kind: str, after: str | None, limit: int) -> Page:
        pk = account_key(account)
        found = self.table.places.query(
            pk,
            self.table.place.startswith(kind),
            consistent_read=True,
            scan_index_forward=kind == OPEN,
            limit=limit + 1,  # one more tells whether there is a next page
            page_size=limit + 1,
            last_evaluated_key=_start(pk, kind, after),
        )
        rows = list(found)
        page = tuple(self._case(row) for row in rows[:limit])
        last = rows[limit - 1].place.removeprefix(kind).replace("#", ".") if len(rows) > limit else None
        return Page(page, last)


def _start(pk: str, kind: str, after: str | None) -> dict[str, Any] | None:
    """Where a page starts: just beyond a place, whether or not a case still stands there."""
    if after is None:
        return None
    if not (cursor := _CURSOR.fullmatch(after)):
        raise Refusal("PAGE_UNKNOWN", "after")
    beyond = "~" if kind == OPEN else " "
    key = {"pk": pk, "sk": f"case#{beyond}", "place": f"{kind}{cursor[1]}#{cursor[2]}"}
    return {name: {"S": value} for name, value in key.items()}


def _sort_key(debtor: str, case: str) -> str:
    return f"case#{debtor}#{case}"


def _open_place(place: Place) -> str:
    return f"{OPEN}{place.day or NO_DAY}#{place.case}"


def _instants(place: Place) -> dict[str, Any]:
    """What the indexes of the clock need, by attribute. A case has the same bucket for ever."""
    bucket, due, check = zlib.crc32(place.case.encode()) % BUCKETS, place.due, place.check
    return {
        "due_bucket": f"due#{bucket}" if due else None,
        "due_at": _written(due) if due else None,
        "check_bucket": f"check#{bucket}" if check else None,
        "check_at": _written(check) if check else None,
    }


def _written(at: datetime) -> str:
    """In UTC and to the second, so that instants sort."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _due(row: Row, at: str) -> Due:
    return Due(*_names(row), datetime.fromisoformat(at))


def _names(row: Row) -> tuple[str, str, str]:
    """The account, the debtor and the case of a shown case."""
    _, account = row.pk.split("#")
    _, debtor, case = row.sk.split("#")
    return account, debtor, case


def _body(kept: Case | Recorded) -> bytes:
    body = packed(kept.model_dump_json())
    if len(body) > LARGEST_BODY:
        raise Refusal("CASE_TOO_LARGE")
    return body
