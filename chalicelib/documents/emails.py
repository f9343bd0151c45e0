"""The mails of an account: their subject, their text, and the same words in HTML.

Two templates each, `templates/emails/<name>.{txt,html}`; the first line of the text is the subject. Everything a mail
says can be read without pictures, and in the text alone.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.core import french
from chalicelib.documents.render import render
from chalicelib.law.register import Register


@dataclass(frozen=True)
class Message:
    """What a mail says, to nobody in particular yet."""

    subject: str
    text: str
    html: str


def sign_in(link: str, code: str, site: str, register: Register, today: date) -> Message:
    """The link, and the six digits in two groups, as people read them over: 482 913."""
    view = {"link": link, "code": f"{code[:3]}{french.NBSP}{code[3:]}", "site": site}
    return _message("connexion", view, register, today)


def account_erased(email: str, site: str, register: Register, today: date) -> Message:
    """That nothing is left of the account, and what the creditor must keep by law (E08)."""
    return _message("compte-efface", {"email": email, "site": site}, register, today)


def _message(name: str, view: dict[str, Any], register: Register, today: date) -> Message:
    text, html = (
        render(f"emails/{name}.{kind}", view, register, today, preview=False) for kind in ("txt", "html")
    )
    subject, _, text = text.partition("\n")
    return Message(subject, text.lstrip("\n"), html)
