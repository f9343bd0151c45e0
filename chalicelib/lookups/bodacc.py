"""Asks the open data set of the BODACC what it publishes about one business: a call, once, and no patience.

The answer is believed only in the shape that is published, and only when it is about the business asked for: a service
that ignored the question would otherwise put somebody else's liquidation on a debtor.
"""

import json
import re
from collections.abc import Callable
from datetime import date
from time import monotonic
from typing import Any
from urllib.parse import quote, urlencode

from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import HTTPError

from chalicelib.reading.bodacc import Finding, conclude
from chalicelib.services.ports import Unavailable

PUBLISHED_AT = "https://bodacc-datadila.opendatasoft.com"

_RECORDS = "/api/explore/v2.1/catalog/datasets/annonces-commerciales/records"
_ASKED = (
    "id,typeavis,familleavis,familleavis_lib,dateparution,tribunal,registre,jugement,radiationaurcs,"
    "parutionavisprecedent,url_complete"
)
_MOST_RECORDS = 100  # per call, says the service
_MOST_BYTES = 2_000_000


class Bodacc:
    """The data set at `base`, asked in the name of `agent` («Acquit/1.0 (contact@…)»); times are in seconds.

    `total` bounds each wait, and all of them together but for the last one.
    """

    def __init__(
        self, base: str, agent: str, today: Callable[[], date], *, connect: float = 2, total: float = 5
    ) -> None:
        self.base, self.today, self.total = base, today, total
        timeout = Timeout(connect=min(connect, total), total=total)
        headers = {"User-Agent": agent, "Accept": "application/json"}
        self._pool = PoolManager(num_pools=1, headers=headers, timeout=timeout, retries=False)

    def of(self, siren: str) -> Finding:
        """What is published about this SIREN (nine digits). Raises Unavailable."""
        try:
            body = json.loads(self._ask(siren))
        except (HTTPError, OSError, ValueError, RecursionError) as failure:
            raise Unavailable(type(failure).__name__) from failure
        records, complete = _read(body, siren)
        return conclude(records, self.today(), complete=complete)

    def _ask(self, siren: str) -> bytes:
        asked = {
            "where": f'registre="{siren}"',
            "order_by": "dateparution desc",
            "limit": _MOST_RECORDS,
            "select": _ASKED,
        }
        url = f"{self.base}{_RECORDS}?{urlencode(asked, quote_via=quote)}"
        give_up = monotonic() + self.total
        answer = self._pool.request("GET", url, redirect=False, preload_content=False)
        try:
            if answer.status != 200:
                raise Unavailable(f"status {answer.status}")
            return _content(answer, give_up)
        finally:
            answer.close()


def _content(answer: BaseHTTPResponse, give_up: float) -> bytes:
    content = bytearray()
    while some := answer.read1(65_536, decode_content=False):
        content += some
        if len(content) > _MOST_BYTES:
            raise Unavailable("too long")
        if monotonic() > give_up:
            raise Unavailable("too slow")
    return bytes(content)


def _read(body: Any, siren: str) -> tuple[list[Any], bool]:
    """The records, and whether they are all there are."""
    records = body.get("results") if isinstance(body, dict) else None
    total = body.get("total_count") if isinstance(body, dict) else None
    if (
        not isinstance(records, list)
        or not isinstance(total, int)
        or not len(records) <= min(total, _MOST_RECORDS)
    ):
        raise Unavailable("another shape")
    if not all(isinstance(each, dict) and _is_about(siren, each.get("registre")) for each in records):
        raise Unavailable("about somebody else")
    return records, total == len(records)


def _is_about(siren: str, registry: Any) -> bool:
    """`registry` is a list with both spellings, «999000011» and «999 000 011»."""
    spellings = registry if isinstance(registry, list) else [registry]
    return any(isinstance(each, str) and re.sub(r"\s", "", each) == siren for each in spellings)
