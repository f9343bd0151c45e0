"""What the clock keeps beside the cases: what its runs did, the mails to the creditors, where their links lead."""

import re
import secrets
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, islice

from pydantic import TypeAdapter
from pynamodb.exceptions import DeleteError, PutError, UpdateError

from chalicelib.services.ports import Conflict, Link, Run, Telling
from chalicelib.store.tables import Row, account_key, hashed, lost, packed, unpacked

KEPT = timedelta(days=30)
RUNS = "runs"
OUTCOMES = 16  # more than a run has, so that the last runs come in one query

_LINK_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{43}")
_LINK = TypeAdapter(Link)
_TELLING = TypeAdapter(Telling)


class Runs:
    """One item for each outcome of a run: workers add to it at once, without reading it."""

    def __init__(self, table: type[Row]) -> None:
        self.table = table

    def count(self, run: datetime, outcome: str, times: int = 1) -> None:
        at = run.astimezone(UTC).isoformat(timespec="seconds")
        counter = self.table(RUNS, f"run#{at}#{outcome}")
        counter.update([self.table.times.add(times), self.table.expires.set(run + KEPT)])

    def last(self, limit: int = 20) -> tuple[Run, ...]:
        counters = self.table.query(
            RUNS, consistent_read=True, scan_index_forward=False, page_size=limit * OUTCOMES
        )
        runs = groupby(counters, key=lambda counter: counter.sk.split("#")[1])
        return tuple(
            Run(datetime.fromisoformat(at), {each.sk.split("#", 2)[2]: int(each.times) for each in outcomes})
            for at, outcomes in islice(runs, limit)
        )


class Tellings:
    """A claim is an item put where there is none; what follows holds only while it is still that very claim."""

    def __init__(self, table: type[Row]) -> None:
        self.table = table

    def since(self, account: str, day: date) -> tuple[Telling, ...]:
        later = self.table.sk.between(f"telling#{day}", "telling#~")
        rows = self.table.query(account_key(account), later, consistent_read=True)
        return tuple(_TELLING.validate_json(unpacked(row)) for row in rows)

    def claim(self, account: str, telling: Telling) -> None:
        row = self._row(account, telling)
        row.expires, row.body = telling.at + KEPT, _body(telling)
        try:
            row.save(self.table.pk.does_not_exist())
        except PutError as error:
            if not lost(error):
                raise
            raise Conflict from error

    def sent(self, account: str, telling: Telling, message_id: str) -> None:
        marked = _body(telling, message_id)
        try:
            self._row(account, telling).update(
                [self.table.body.set(marked)], self.table.body == _body(telling)
            )
        except UpdateError as error:
            if not lost(error):
                raise

    def release(self, account: str, telling: Telling) -> None:
        try:
            self._row(account, telling).delete(self.table.body == _body(telling))
        except DeleteError as error:
            if not lost(error):
                raise

    def _row(self, account: str, telling: Telling) -> Row:
        return self.table(account_key(account), f"telling#{telling.day}#{telling.rank:02}")


class Links:
    """A token is the account's id and a secret: reading it is one read of one item."""

    def __init__(self, table: type[Row]) -> None:
        self.table = table

    def create(self, link: Link) -> str:
        token = f"{link.account}.{secrets.token_urlsafe(32)}"
        row = self._of(token)
        row.expires, row.body = link.expires, packed(_LINK.dump_json(link))
        row.save()
        return token

    def read(self, token: str, now: datetime) -> Link | None:
        if not _LINK_TOKEN.fullmatch(token):
            return None
        row = self._of(token)
        try:
            row.refresh(consistent_read=True)
        except self.table.DoesNotExist:
            return None
        link = _LINK.validate_json(unpacked(row))
        return link if now < link.expires else None

    def _of(self, token: str) -> Row:
        return self.table(account_key(token.partition(".")[0]), f"answer#{hashed(token)}")


def _body(telling: Telling, message_id: str | None = None) -> bytes:
    return packed(_TELLING.dump_json(replace(telling, message_id=message_id)))
