"""What a mail says: its subject, its text, and the same words in HTML; and the mails of an account.

Two templates each, `templates/emails/<name>.{txt,html}`; the first line of the text is the subject. Everything a mail
says can be read without pictures, and in the text alone.
"""

from collections.abc import Sequence, Sized
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.core import french
from chalicelib.documents.phrases import phrase
from chalicelib.documents.render import render
from chalicelib.law.register import Register


@dataclass(frozen=True)
class Message:
    """What a mail says, to nobody in particular yet."""

    subject: str
    text: str
    html: str


def written(name: str, view: dict[str, Any], register: Register, today: date) -> Message:
    """The two templates of this name, filled."""
    text, html = (
        render(f"emails/{name}.{kind}", view, register, today, preview=False) for kind in ("txt", "html")
    )
    subject, _, text = text.partition("\n")
    return Message(subject, text.lstrip("\n"), html)


def sign_in(link: str, code: str, site: str, register: Register, today: date) -> Message:
    """The link, and the six digits in two groups, as people read them over: 482 913."""
    view = {"link": link, "code": f"{code[:3]}{french.NBSP}{code[3:]}", "site": site}
    return written("connexion", view, register, today)


def account_erased(email: str, site: str, register: Register, today: date) -> Message:
    """That nothing is left of the account, and what the creditor must keep by law (E08)."""
    return written("compte-efface", {"email": email, "site": site}, register, today)


def refs_in_short(refs: Sequence[str], most: int) -> str:
    """The numbers of the invoices, or the first of them and how many others there are."""
    if len(refs) > most:
        refs = (*refs[: most - 1], phrase("emails", "others", count=len(refs) - most + 1))
    return french.enumerate_fr(refs)


def number(items: Sized) -> str:
    """Which of two sentences holds for these items: `one` or `many`."""
    return "one" if len(items) == 1 else "many"
