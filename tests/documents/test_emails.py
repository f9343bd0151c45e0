"""Every mail: readable as text alone, the same words in HTML, nothing loaded, French typography, reviewed words."""

import re
from html import unescape

import pytest

from chalicelib.documents.emails import Message
from tests.documents import email_snapshots
from tests.documents.email_samples import ACCOUNT, ERASED, MAILS, SIGN_IN, SIGN_IN_LINK

ALL = pytest.mark.parametrize("mail", MAILS.values(), ids=MAILS)
THEIRS = re.compile(r"https?:\S+|\S+@\S+|^>.*$|<b>\S*</b>", re.MULTILINE)  # addresses, and others' words


def words(html: str) -> str:
    """What an HTML mail says, on one line."""
    body = re.sub(r"<head>.*?</head>", "", html, flags=re.DOTALL)
    flowing = re.sub(r"</?(a|strong)\b[^>]*>", "", body)
    return one_line(unescape(re.sub(r"<[^>]+>", " ", flowing)))


def one_line(text: str) -> str:
    return re.sub(r"[ \n]+", " ", text).strip()


def test_the_sign_in_mail_carries_the_link_and_the_code_in_both_forms() -> None:
    assert SIGN_IN.subject == "Votre lien de connexion à Acquit"
    assert f"\n\n{SIGN_IN_LINK}\n\n" in SIGN_IN.text
    assert f'href="{SIGN_IN_LINK}"' in SIGN_IN.html
    assert "482\u00a0913" in SIGN_IN.text
    assert "482\u00a0913" in SIGN_IN.html


@pytest.mark.parametrize("mail", ACCOUNT.values(), ids=ACCOUNT)
def test_both_forms_of_a_mail_of_the_account_say_the_same(mail: Message) -> None:
    html = words(mail.html)
    for paragraph in mail.text.split("\n\n"):
        line = one_line(paragraph)
        if not line.startswith("Acquit "):  # the signature, a link in HTML
            assert line in html, line


@pytest.mark.parametrize("name", sorted(MAILS.keys() - ACCOUNT.keys()))
def test_both_forms_say_the_same_words_in_the_same_order(name: str) -> None:
    """But for the heading of the HTML, and for links, which it shows by their labels."""
    mail = MAILS[name]
    marks = re.sub(r"^(-+$|[->] )", "", mail.text, flags=re.MULTILINE)
    said = re.sub(r"(\u00a0:)?\s+https?:\S+", "", marks)
    shown = re.sub(r"<h1.*?</h1>", "", mail.html, flags=re.DOTALL)
    assert one_line(said) == re.sub(r"(\u00a0:)? https?:\S+", "", words(shown))


@ALL
def test_every_link_of_the_text_is_in_the_html_and_the_other_way_round(mail: Message) -> None:
    text = re.sub(r"^>.*$", "", mail.text, flags=re.MULTILINE)
    typed = re.findall(r"https?:\S+", text)
    assert set(typed) == set(map(unescape, re.findall(r'href="([^"]+)"', mail.html)))
    assert len(typed) == len(set(typed))


@ALL
def test_html_says_its_language_and_loads_nothing(mail: Message) -> None:
    assert mail.html.startswith('<!doctype html>\n<html lang="fr">')
    assert not re.search(r"<(img|script|link|style|iframe|object)\b|url\(|@import", mail.html)
    assert f"<title>{mail.subject}</title>" in mail.html


@ALL
def test_the_typography_is_french(mail: Message) -> None:
    for text in (mail.subject, mail.text):
        said = THEIRS.sub("", text)
        assert "'" not in said
        assert not re.search(r"[^\u202f][;!?]", said)
        assert not re.search(r"[^\u00a0][:€»]", said)
        assert not re.search(r"\d \d{3},|n° |,,|\.\.|\bNone\b", said)


def test_an_address_is_never_markup() -> None:
    assert "o'neil+x&y@exemple.fr" in ERASED.text
    assert "o&#39;neil+x&amp;y@exemple.fr" in ERASED.html


@ALL
def test_the_subject_is_one_short_line(mail: Message) -> None:
    assert 10 < len(mail.subject) < 90
    assert "\n" not in mail.subject


@pytest.mark.parametrize("name", MAILS)
def test_the_mail_says_what_was_reviewed(name: str) -> None:
    kept = email_snapshots.path_of(name).read_text(encoding="utf-8").removesuffix("\n")
    assert email_snapshots.shown(MAILS[name]) == kept, (
        "if on purpose: python -m tests.documents.email_snapshots, then read the difference"
    )


def test_no_mail_is_kept_that_is_not_made() -> None:
    assert {path.stem for path in email_snapshots.FOLDER.glob("*.txt")} == set(MAILS)
