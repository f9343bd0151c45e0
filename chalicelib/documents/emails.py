"""The mails of an account: their subject, their text and the same words in HTML.

One template each, `templates/emails/<name>.{txt,html}`; the first line of the text is the subject. Everything the
mail says can be read without pictures, and in the text alone.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, select_autoescape

from chalicelib.core import french
from chalicelib.documents.render import TEMPLATES, FrenchLoader


@dataclass(frozen=True)
class Message:
    """What a mail says, to nobody in particular yet."""

    subject: str
    text: str
    html: str


def sign_in(link: str, code: str, site: str) -> Message:
    """«Votre lien de connexion»: `code` is the six digits, shown in two groups."""
    return _message("connexion", {"link": link, "code": f"{code[:3]}{french.NBSP}{code[3:]}", "site": site})


def account_erased(email: str, site: str) -> Message:
    """«Votre compte est effacé», and what the creditor must keep by law (E08)."""
    return _message("compte-efface", {"email": email, "site": site})


def _message(name: str, view: dict[str, Any]) -> Message:
    subject, _, text = _environment().get_template(f"{name}.txt").render(view).partition("\n")
    return Message(subject, text.lstrip("\n"), _environment().get_template(f"{name}.html").render(view))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FrenchLoader(TEMPLATES / "emails"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
