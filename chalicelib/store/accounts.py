"""Subscribers, found by their id or their address, and their erasure."""

import secrets
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from pynamodb.exceptions import TransactWriteError, UpdateError

from chalicelib.services.ports import Account, Conflict, Gone
from chalicelib.store.tables import Row, account_key, address_key, lost, packed, transaction, unpacked

TOMBSTONE = timedelta(days=5 * 366)

_ACCOUNT = TypeAdapter(Account)
_PARIS = ZoneInfo("Europe/Paris")


class Accounts:
    def __init__(self, table: type[Row]) -> None:
        self.table = table

    def get(self, account: str) -> Account:
        try:
            row = self.table.get(account_key(account), "account", consistent_read=True)
        except self.table.DoesNotExist:
            raise Gone from None
        return replace(_ACCOUNT.validate_json(unpacked(row)), version=int(row.version))

    def of_email(self, email: str, today: date) -> Account:
        pointer = self.table(address_key(email), "account")
        try:
            pointer.refresh(consistent_read=True)
        except self.table.DoesNotExist:
            return self._opened(email, today)
        return self.get(unpacked(pointer).decode())

    def put(self, account: Account) -> Account:
        row = self.table(account_key(account.id), "account")
        written = replace(account, version=account.version + 1)
        try:
            row.update(
                [self.table.body.set(_body(written)), self.table.version.set(written.version)],
                self.table.version == account.version,
            )
        except UpdateError as error:
            if not lost(error):
                raise
            self.get(account.id)
            raise Conflict from error
        return written

    def erase(self, account: Account, today: date) -> None:
        """The account itself goes last: until then an interrupted erasure can be asked for again."""
        of_account, of_address = account_key(account.id), address_key(account.email)
        self._empty(of_account, of_address)
        five_years_on = datetime.combine(today + TOMBSTONE, time.min, _PARIS)
        tombstone = self.table(f"erased#{account.id}", "erased", expires=five_years_on)
        tombstone.body = packed(f'"{today.isoformat()}"')
        try:
            with transaction(self.table) as write:
                write.delete(self.table(of_account, "account"), self.table.pk.exists())
                write.delete(self.table(of_address, "account"))
                write.save(tombstone)
        except TransactWriteError as error:
            if not lost(error):  # else it was erased before
                raise
        self._empty(of_account)  # what a request that was under way wrote meanwhile

    def _opened(self, email: str, today: date) -> Account:
        """A new account; when another request has just opened one for the same address, that one."""
        new = Account(id=secrets.token_urlsafe(12), email=email, created_on=today, version=1)
        try:
            with transaction(self.table) as write:
                pointer = self.table(address_key(email), "account", body=packed(new.id))
                write.save(pointer, self.table.pk.does_not_exist())
                write.save(self.table(account_key(new.id), "account", version=1, body=_body(new)))
        except TransactWriteError as error:
            if not lost(error):
                raise
            return self.of_email(email, today)
        return new

    def _empty(self, *partitions: str) -> None:
        """Delete all but the items that lead to the account."""
        with self.table.batch_write() as batch:
            for pk in partitions:
                for row in self.table.query(pk, consistent_read=True, attributes_to_get=["pk", "sk"]):
                    if row.sk != "account":
                        batch.delete(row)


def _body(account: Account) -> bytes:
    return packed(_ACCOUNT.dump_json(account))
