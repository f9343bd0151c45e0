"""How people come in: one-time proofs sent to a mailbox, the sessions they open, and how often each is asked for.

A secret is kept as its hash only. What expired is refused to the second, whenever it will be deleted.
"""

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime

from pydantic import TypeAdapter
from pynamodb.exceptions import DeleteError, UpdateError

from chalicelib.services.ports import SignInProof
from chalicelib.store.tables import Row, account_key, address_key, hashed, lost, packed, unpacked

TRIES = 5
CODE_COST = 2**14  # about 40 ms: all the codes would take half a day

_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{43}")
_LINK = re.compile(r"[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}")
_WAITING = TypeAdapter(dict[str, str])


class Sessions:
    """A token is the account's id and a secret: checking it is one read of one item."""

    def __init__(self, table: type[Row]) -> None:
        self.table = table

    def open(self, account: str, expires: datetime) -> str:
        token = f"{account}.{secrets.token_urlsafe(32)}"
        session = self._of(token)
        session.expires = expires
        session.save()
        return token

    def account_of(self, token: str, now: datetime) -> str | None:
        if not _SESSION.fullmatch(token):
            return None
        session = self._of(token)
        try:
            session.refresh(consistent_read=True)
        except self.table.DoesNotExist:
            return None
        return token.partition(".")[0] if now < session.expires else None

    def close(self, token: str) -> None:
        if _SESSION.fullmatch(token):
            self._of(token).delete()

    def close_all(self, account: str) -> None:
        sessions = self.table.query(
            account_key(account), self.table.sk.startswith("session#"), consistent_read=True
        )
        with self.table.batch_write() as batch:
            for session in sessions:
                batch.delete(session)

    def _of(self, token: str) -> Row:
        return self.table(account_key(token.partition(".")[0]), f"session#{hashed(token)}")


class SignIns:
    """The link and the code of one mail are one item: taking it, by either, is one conditional delete.

    A link names its item, a code is looked up by the address it was sent to: the last one sent counts.
    """

    def __init__(self, table: type[Row]) -> None:
        self.table = table

    def create(self, email: str, expires: datetime) -> SignInProof:
        pk = address_key(email)
        link, code = (
            f"{pk.removeprefix('email#')}.{secrets.token_urlsafe(32)}",
            f"{secrets.randbelow(10**6):06}",
        )
        waiting = self.table(pk, f"link#{hashed(link)}", expires=expires, times=0)
        waiting.body = packed(_WAITING.dump_json({"email": email, "code": _code_hash(code, waiting.sk)}))
        with self.table.batch_write() as batch:
            batch.save(waiting)
            batch.save(self.table(pk, "code", expires=expires, body=packed(waiting.sk)))
        return SignInProof(link, code)

    def redeem_link(self, link: str, now: datetime) -> str | None:
        if not _LINK.fullmatch(link):
            return None
        waiting = self.table(f"email#{link.partition('.')[0]}", f"link#{hashed(link)}")
        try:
            waiting.refresh(consistent_read=True)
        except self.table.DoesNotExist:
            return None
        return self._taken(waiting, now)

    def redeem_code(self, email: str, code: str, now: datetime) -> str | None:
        last = self.table(address_key(email), "code")
        try:
            last.refresh(consistent_read=True)
            waiting = self.table(last.pk, unpacked(last).decode())
            # The try is counted before the code is looked at, so that guesses made at once are counted too.
            waiting.update([self.table.times.add(1)], (self.table.times < TRIES) & (self.table.expires > now))
        except self.table.DoesNotExist:
            return None
        except UpdateError as error:
            if not lost(error):
                raise
            return None
        right = _WAITING.validate_json(unpacked(waiting))["code"]
        return self._taken(waiting, now) if hmac.compare_digest(_code_hash(code, waiting.sk), right) else None

    def _taken(self, waiting: Row, now: datetime) -> str | None:
        """The address, for the one caller who deletes the item in time."""
        try:
            waiting.delete(self.table.expires > now)
        except DeleteError as error:
            if not lost(error):
                raise
            return None
        return _WAITING.validate_json(unpacked(waiting))["email"]


class Limits:
    """Counters of fixed windows; whose they are is hashed too: an address is personal data."""

    def __init__(self, table: type[Row]) -> None:
        self.table = table

    def count(self, what: str, who: str, now: datetime, seconds: int) -> int:
        window = int(now.timestamp()) // seconds
        counter = self.table(f"limit#{what}#{hashed(who)}", f"window#{window}")
        end = datetime.fromtimestamp((window + 1) * seconds, UTC)
        counter.update([self.table.times.add(1), self.table.expires.set(end)])
        return int(counter.times)


def _code_hash(code: str, salt: str) -> str:
    """Slow on purpose: there are but a million codes, and who reads the table must not find one in time."""
    return hashlib.scrypt(code.encode(), salt=salt.encode(), n=CODE_COST, r=8, p=1).hex()
