"""Cases: an append-only history, and beside it the case it adds up to, as lists show it.

Both are written in one transaction, so that a list never tells anything else than the history. A case stands in
its account's list at its `place`: open ones by the next day to act, closed ones by the day they were closed.
"""

import re
import zlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from pynamodb.exceptions import TransactWriteError, UpdateError
from pynamodb.expressions.update import Action

from chalicelib.cases.case import Case
from chalicelib.cases.history import Recorded
from chalicelib.core.errors import Refusal
from chalicelib.services.ports import Conflict, Page, Place
from chalicelib.store.tables import LARGEST_BODY, Row, account_key, lost, packed, transaction, unpacked

BUCKETS = 8  # the clock asks each of them; see infrastructure
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
        self, account: str, case: Case, events: tuple[Recorded, ...], day: date | None, due: datetime | None
    ) -> None:
        pk, before = account_key(account), events[0].number - 1
        shown = self.table(pk, _sort_key(case.debtor, case.id), version=case.version, body=_body(case))
        shown.place = f"{CLOSED}{case.closed_on}#{case.id}" if case.closed else _open_place(case.id, day)
        if due:
            shown.due_bucket, shown.due_at = _due(case.id, due)
        rows = [self.table(pk, f"event#{case.id}#{e.number:06}", body=_body(e)) for e in events]
        follows = self.table.version == before if before else self.table.pk.does_not_exist()
        try:
            with transaction(self.table) as write:
                write.save(shown, follows)
                for row in rows:
                    write.save(row, self.table.pk.does_not_exist())
        except TransactWriteError as error:
            if not lost(error):
                raise
            raise Conflict from error

    def place(self, account: str, places: Iterable[Place]) -> tuple[str, ...]:
        table, left = self.table, []
        for place in places:
            actions: list[Action] = [table.place.set(_open_place(place.case, place.day))]
            if place.due:
                bucket, at = _due(place.case, place.due)
                actions += [table.due_bucket.set(bucket), table.due_at.set(at)]
            else:
                actions += [table.due_bucket.remove(), table.due_at.remove()]
            still = (table.version == place.version) & table.place.startswith(OPEN)
            try:
                table(account_key(account), _sort_key(place.debtor, place.case)).update(actions, still)
            except UpdateError as error:
                if not lost(error):
                    raise
                left.append(place.case)
        return tuple(left)

    def of_debtor(self, account: str, debtor: str) -> tuple[Case, ...]:
        rows = self.table.query(
            account_key(account), self.table.sk.startswith(_sort_key(debtor, "")), consistent_read=True
        )
        return tuple(_case(row) for row in rows)

    def open_cases(self, account: str, after: str | None = None, limit: int = 100) -> Page:
        return self._page(account, OPEN, after, limit)

    def closed_cases(self, account: str, after: str | None = None, limit: int = 100) -> Page:
        return self._page(account, CLOSED, after, limit)

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
        page = tuple(_case(row) for row in rows[:limit])
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


def _open_place(case: str, day: date | None) -> str:
    return f"{OPEN}{day or NO_DAY}#{case}"


def _due(case: str, due: datetime) -> tuple[str, str]:
    """Its bucket, the same for ever, and the instant in UTC, written so that instants sort."""
    return f"due#{zlib.crc32(case.encode()) % BUCKETS}", due.astimezone(UTC).isoformat(timespec="seconds")


def _body(kept: Case | Recorded) -> bytes:
    body = packed(kept.model_dump_json())
    if len(body) > LARGEST_BODY:
        raise Refusal("CASE_TOO_LARGE")
    return body


def _case(row: Row) -> Case:
    return Case.model_validate_json(unpacked(row))
