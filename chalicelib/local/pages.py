"""Two things that exist on this machine only: the page of the mails that were sent, and what links to files give.

On AWS a mail leaves and a link leads to S3. Here `/boite-d-envoi/` shows each mail, and `/fichiers/<bucket>/…` answers
a link as S3 would: the file under its name, for as long as the link says.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from chalicelib import wiring
from chalicelib.documents.render import TEMPLATES, render
from chalicelib.law.register import load
from chalicelib.local.mailbox import Mailbox
from chalicelib.local.site import Answer, Site
from chalicelib.services.ports import Files, Gone

MAILS, FILES = "/boite-d-envoi/", "/fichiers"

# A mail is somebody's HTML: it may dress itself, and nothing else.
_MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
_SHEETS = re.compile(r'<link rel="stylesheet"[^>]*href="([^"]+)"')
_LINK = re.compile(r"(https?://[^\s<>]+)")
_ATTACHED = re.compile(r"piece-([1-9][0-9]?)")


class Pages:
    def __init__(self, mailbox: Mailbox, buckets: Mapping[str, Files], site: Site) -> None:
        self.mailbox, self.buckets, self.site = mailbox, buckets, site

    def get(self, address: str) -> Answer | None:
        """The answer to a path with its query; None when it is none of ours."""
        path, _, query = address.partition("?")
        if path == MAILS.rstrip("/"):
            return Answer(302, {"Location": MAILS})
        if path.startswith(MAILS):
            return self._mails(path.removeprefix(MAILS))
        if path.startswith(f"{FILES}/"):
            return self._file(unquote(path.removeprefix(f"{FILES}/")), parse_qs(query))
        return None

    def _mails(self, name: str) -> Answer | None:
        if name == "page.css":
            return _answer((TEMPLATES / "local/boite_d_envoi.css").read_bytes(), "text/css")
        found = {path.stem: path for path in self.mailbox.mails()}
        if name == "":
            told = [_told(path) for path in reversed(found.values())]
            home = self.site.get("/")
            sheets = _SHEETS.findall(home.body.decode()) if home else []
            view = {"mails": told, "sheets": sheets}
            page = render("local/boite_d_envoi.html", view, load(), wiring.today(), preview=False)
            return _answer(page.encode(), "text/html")
        number, _, kind = name.partition(".")
        if number not in found:
            return None
        if kind == "eml":
            return Answer(200, {"Content-Type": "message/rfc822"}, found[number].read_bytes())
        mail = _read(found[number])
        if rank := _ATTACHED.fullmatch(kind):
            return _attached(mail, int(rank[1]))
        body = mail.get_body(("html",)) if kind == "html" else None
        if body is None:
            return None
        return _answer(body.get_content().encode(), "text/html", {"Content-Security-Policy": _MAIL_POLICY})

    def _file(self, name: str, asked: dict[str, list[str]]) -> Answer | None:
        bucket, _, key = name.partition("/")
        try:
            signed = datetime.strptime(asked["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            until = signed + timedelta(seconds=int(asked["X-Amz-Expires"][0]))
            disposition = asked["response-content-disposition"][0]
            if datetime.now(UTC) > until:
                return Answer(403, {"Content-Type": "text/plain"}, b"This link has expired.")
            return Answer(
                200,
                {"Content-Type": "application/octet-stream", "Content-Disposition": disposition},
                self.buckets[bucket].get(key),
            )
        except (KeyError, ValueError, Gone):
            return None


def _told(path: Path) -> dict[str, Any]:
    """One mail, as the page shows it."""
    mail = _read(path)
    text, sent = mail.get_body(("plain",)), mail["Date"].datetime
    parts = _LINK.split(text.get_content().strip()) if text else []
    return {
        "number": path.stem,
        "subject": mail["Subject"],
        "from": mail["From"],
        "to": mail["To"],
        "reply_to": mail["Reply-To"],
        "day": sent.date(),
        "time": f"{sent:%H:%M}",
        "text": [(part, bool(_LINK.fullmatch(part))) for part in parts],
        "html": mail.get_body(("html",)) is not None,
        "attached": [part.get_filename() for part in mail.iter_attachments()],
    }


def _attached(mail: EmailMessage, rank: int) -> Answer | None:
    """The file of that rank, under its name."""
    parts = dict(enumerate(mail.iter_attachments(), start=1))
    if rank not in parts:
        return None
    name = quote(parts[rank].get_filename() or str(rank))
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
    }
    return Answer(200, headers, parts[rank].get_content())


def _read(path: Path) -> EmailMessage:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)  # the policy makes it one
    return mail


def _answer(content: bytes, kind: str, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(
        200,
        {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": "no-store", **(headers or {})},
        content,
    )
