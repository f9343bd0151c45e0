"""The mails of an account: readable as text alone, the same words in HTML, nothing loaded, French typography."""

import re
from datetime import date
from html import unescape

import pytest

from chalicelib.documents import emails
from chalicelib.documents.emails import Message
from chalicelib.law.register import load

DAY = date(2026, 11, 22)
SITE = "https://acquit.example"
LINK = f"{SITE}/connexion/lien/#Zm9v.YmFy_-"
SIGN_IN = emails.sign_in(LINK, "482913", SITE, load(), DAY)
ERASED = emails.account_erased("o'neil+x&y@exemple.fr", SITE, load(), DAY)
MAILS = pytest.mark.parametrize("mail", [SIGN_IN, ERASED], ids=["sign in", "erased"])


def words(html: str) -> str:
    """What an HTML mail says, on one line."""
    body = re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL)
    return one_line(unescape(re.sub(r"<[^>]+>", " ", body)))


def one_line(text: str) -> str:
    return re.sub(r"[ \n]+", " ", text).strip()


def test_the_sign_in_mail_carries_the_link_and_the_code_in_both_forms() -> None:
    assert SIGN_IN.subject == "Votre lien de connexion à Acquit"
    assert f"\n\n{LINK}\n\n" in SIGN_IN.text
    assert f'href="{LINK}"' in SIGN_IN.html
    assert "482\u00a0913" in SIGN_IN.text
    assert "482\u00a0913" in SIGN_IN.html


@MAILS
def test_both_forms_say_the_same(mail: Message) -> None:
    html = words(mail.html)
    for paragraph in mail.text.split("\n\n"):
        line = one_line(paragraph)
        if not line.startswith("Acquit "):  # the signature, a link in HTML
            assert line in html, line


@MAILS
def test_html_says_its_language_and_loads_nothing(mail: Message) -> None:
    assert mail.html.startswith('<!doctype html>\n<html lang="fr">')
    assert not re.search(r"<(img|script|link|style|iframe|object)\b|url\(|@import", mail.html)
    assert f"<title>{mail.subject}</title>" in mail.html


@MAILS
def test_the_typography_is_french(mail: Message) -> None:
    for text in (mail.subject, mail.text, words(mail.html)):
        said = re.sub(r"https?:\S+|\S+@\S+", "", text)
        assert "'" not in said
        assert not re.search(r"[^\u202f][;!?]", said)
        assert not re.search(r"[^\u00a0]:", said)


def test_an_address_is_never_markup() -> None:
    assert "o'neil+x&y@exemple.fr" in ERASED.text
    assert "o&#39;neil+x&amp;y@exemple.fr" in ERASED.html


@MAILS
def test_the_subject_is_one_short_line(mail: Message) -> None:
    assert 10 < len(mail.subject) < 60
    assert "\n" not in mail.subject
