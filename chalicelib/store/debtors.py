"""The clients a subscriber follows."""

from collections.abc import Iterable
from dataclasses import replace

from pydantic import TypeAdapter
from pynamodb.exceptions import PutError, TransactWriteError

from chalicelib.services.ports import Conflict, Debtor, Gone
from chalicelib.store.tables import Row, account_key, lost, packed, transaction, turn_of, unpacked

_DEBTOR = TypeAdapter(Debtor)


class Debtors:
    def __init__(self, table: type[Row]) -> None:
        self.table = table

    def get(self, account: str, debtor: str) -> Debtor:
        row = self._row(account, debtor)
        try:
            row.refresh(consistent_read=True)
        except self.table.DoesNotExist:
            raise Gone from None
        return _debtor(row)

    def some(self, account: str, debtors: Iterable[str]) -> dict[str, Debtor]:
        keys = [(account_key(account), f"debtor#{debtor}") for debtor in debtors]
        found = (_debtor(row) for row in self.table.batch_get(keys, consistent_read=True))
        return {debtor.id: debtor for debtor in found}

    def all(self, account: str) -> tuple[Debtor, ...]:
        rows = self.table.query(
            account_key(account), self.table.sk.startswith("debtor#"), consistent_read=True
        )
        return tuple(_debtor(row) for row in rows)

    def put(self, account: str, debtor: Debtor) -> Debtor:
        written = replace(debtor, version=debtor.version + 1)
        row = self._row(account, debtor.id)
        row.version, row.body = written.version, packed(_DEBTOR.dump_json(written))
        try:
            if debtor.version:
                with transaction(self.table) as write:
                    write.save(row, self.table.version == debtor.version)
                    write.update(turn_of(self.table, account, debtor.id), [self.table.times.add(1)])
            else:
                row.save(self.table.pk.does_not_exist())
        except (PutError, TransactWriteError) as error:
            if not lost(error):
                raise
            raise Conflict from error
        return written

    def _row(self, account: str, debtor: str) -> Row:
        return self.table(account_key(account), f"debtor#{debtor}")


def _debtor(row: Row) -> Debtor:
    return _DEBTOR.validate_json(unpacked(row))
