"""Who asks: the session cookie, and the refusal of what another site makes a browser send.

The cookie holds a session's random token and nothing else. It travels on `/api` only, no script reads it, and
`SameSite=Lax` keeps it out of other sites' forms; the two checks on writes hold even where a browser forgets that.
"""

import re
from datetime import datetime
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from chalice.app import Request

from chalicelib.core.errors import Refusal
from chalicelib.services.accounts import SESSION_LASTS
from chalicelib.services.ports import Sessions
from chalicelib.web.read import FORM, JSON

COOKIE = "acquit"

_TOKEN = re.compile(r"[A-Za-z0-9._-]{20,200}")
_READS = ("GET", "HEAD")
_OWN_SITE = ("same-origin", "none")  # none: typed or clicked outside any page
_THIS_MACHINE = ("127.0.0.1", "localhost")


def signed_in(request: Request, sessions: Sessions, now: datetime, *, form: bool = False) -> str:
    """The account that asks; refuses NOT_SIGNED_IN, and a write as `refuse_other_sites` does."""
    refuse_other_sites(request, form=form)
    token = token_of(request)
    account = sessions.account_of(token, now) if token else None
    if account is None:
        raise Refusal("NOT_SIGNED_IN")
    return account


def refuse_other_sites(request: Request, *, form: bool = False) -> None:
    """Refuses a write that our own pages cannot have sent: CROSS_SITE, CONTENT_TYPE_UNSUPPORTED.

    No page of another site can send JSON without asking first, which is never granted. `form`: a form is taken
    too, where nothing is written (a letter's preview, posted into a frame).
    """
    if request.method in _READS:
        return
    if request.headers.get("sec-fetch-site", "same-origin").lower() not in _OWN_SITE:
        raise Refusal("CROSS_SITE")
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != JSON and not (form and content_type == FORM):
        raise Refusal("CONTENT_TYPE_UNSUPPORTED", accepted=JSON)


def token_of(request: Request) -> str | None:
    """The token in the cookie, when it looks like one."""
    sent: str = request.headers.get("cookie", "")
    for pair in sent.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE and _TOKEN.fullmatch(value):
            return value
    return None


def network_of(request: Request) -> str:
    """The network the request came from: an IPv4 address, or the 64 bits of an IPv6 one that a household is given.

    API Gateway appends its own caller, the CDN, to X-Forwarded-For, and the CDN the browser, which is then the last
    but one; what stands before was typed by the browser and is worth nothing.
    """
    caller: str = request.context["identity"]["sourceIp"]
    forwarded = request.headers.get("x-forwarded-for", "").split(",")
    try:
        address = ip_address(forwarded[-2].strip() if len(forwarded) > 1 else caller)
    except ValueError:
        return caller
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def cookie(request: Request, token: str) -> dict[str, str]:
    """The header that keeps a browser signed in."""
    return _cookie(request, token, int(SESSION_LASTS.total_seconds()))


def no_cookie(request: Request) -> dict[str, str]:
    """The header that makes a browser forget."""
    return _cookie(request, "", 0)


def _cookie(request: Request, value: str, seconds: int) -> dict[str, str]:
    # Plain http only exists on one's own machine, where some browsers would drop a Secure cookie.
    here = urlsplit(f"//{request.headers.get('host', '')}").hostname in _THIS_MACHINE
    secure = "" if here else "; Secure"
    return {"Set-Cookie": f"{COOKIE}={value}; Path=/api; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"}
