"""What exists on this machine only: the page of sent mails, links to files, and the sweep of what expired."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from app import app
from chalicelib.cases.case import PARIS
from chalicelib.local.mailbox import Mailbox
from chalicelib.local.pages import Pages
from chalicelib.local.site import REPOSITORY, Answer, Site
from tests import fakes

SIGNED = "X-Amz-Date={}&X-Amz-Expires=60&response-content-disposition=attachment%3B%20filename%2A%3DUTF-8%27%27a.pdf"


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mailbox")


@pytest.fixture
def pages(mailbox: Mailbox, tmp_path: Path) -> Callable[[str], Answer | None]:
    (tmp_path / "index.html").write_text('<link rel="stylesheet" crossorigin href="/assets/site-1.css">')
    letters, exports = fakes.Files(fakes.World()), fakes.Files(fakes.World())
    letters.put("a/1 é.pdf", b"%PDF", "application/pdf")
    exports.put("a/1.zip", b"PK", "application/zip")
    return Pages(mailbox, {"letters": letters, "exports": exports}, Site(tmp_path)).get


def send(mailbox: Mailbox, subject: str, text: str, html: str | None = None) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["To"], mail["Subject"] = "lea@example.fr", subject
    mail["Date"] = datetime(2026, 11, 22, 9, 5, tzinfo=PARIS)
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    mailbox.keep(mail.as_bytes())


def test_the_page_lists_the_mails_the_last_first(mailbox: Mailbox, pages) -> None:
    send(mailbox, "Première", "Bonjour")
    send(mailbox, "Seconde", "Bonsoir")
    answer = pages("/boite-d-envoi/")
    page = answer.body.decode()
    assert answer.status == 200
    assert page.index("Seconde") < page.index("Première")
    assert page.count("lea@example.fr") == 2
    assert "22 novembre 2026 à 09:05" in page.replace("\u00a0", " ")
    assert 'href="/assets/site-1.css"' in page


def test_links_of_the_text_are_links_and_nothing_else_is_markup(mailbox: Mailbox, pages) -> None:
    send(mailbox, "<b>Gras</b>", "Ouvrez http://127.0.0.1:8000/connexion/#a.b puis <script>x</script>")
    page = pages("/boite-d-envoi/").body.decode()
    assert (
        '<a href="http://127.0.0.1:8000/connexion/#a.b">http://127.0.0.1:8000/connexion/#a.b</a> puis' in page
    )
    assert "<script" not in page
    assert "&lt;b&gt;Gras&lt;/b&gt;" in page
    assert " style=" not in page


def test_an_empty_box_says_so(pages) -> None:
    assert "Aucun courriel" in pages("/boite-d-envoi/").body.decode()


def test_the_html_of_a_mail_stands_alone_in_a_sandbox(mailbox: Mailbox, pages) -> None:
    send(mailbox, "Lien", "Bonjour", "<p style='color:red'>Bonjour</p><script>x</script>")
    answer = pages("/boite-d-envoi/000001.html")
    assert b"<p style='color:red'>" in answer.body
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert '<iframe sandbox src="/boite-d-envoi/000001.html"' in pages("/boite-d-envoi/").body.decode()


def test_a_mail_is_given_as_it_was_sent(mailbox: Mailbox, pages) -> None:
    send(mailbox, "Lien", "Bonjour")
    answer = pages("/boite-d-envoi/000001.eml")
    assert answer.headers["Content-Type"] == "message/rfc822"
    assert answer.body == mailbox.mails()[0].read_bytes()


def a_reminder(mailbox: Mailbox) -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = "Boulangerie Émile <bonjour@acquit.example>", "compta@client.example"
    mail["Reply-To"], mail["Subject"] = "emile@boulangerie.example", "Facture n° F-1"
    mail["Date"] = datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)
    mail.set_content("Bonjour")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="relance n° 1.pdf")
    mailbox.keep(mail.as_bytes())


def test_a_reminder_shows_in_whose_name_it_leaves_and_who_gets_the_answers(mailbox: Mailbox, pages) -> None:
    a_reminder(mailbox)
    send(mailbox, "Demain", "Bonjour")
    page = pages("/boite-d-envoi/").body.decode()
    assert "Boulangerie Émile &lt;bonjour@acquit.example&gt;" in page
    assert page.count("emile@boulangerie.example") == 1
    assert page.count("Réponse à") == 1


def test_what_is_attached_can_be_downloaded_under_its_name(mailbox: Mailbox, pages) -> None:
    a_reminder(mailbox)
    page = pages("/boite-d-envoi/").body.decode()
    (address,) = re.findall(r'href="(/boite-d-envoi/[^"]*piece[^"]*)"', page)
    assert ">relance n° 1.pdf</a>" in page
    answer = pages(address)
    assert answer.body == b"%PDF-1.7"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''relance%20n%C2%B0%201.pdf"
    assert pages("/boite-d-envoi/000001.piece-2") is None


@pytest.mark.parametrize(
    "name",
    [
        "000009.eml",
        "000001.piece-1",
        "000001.piece-0",
        "000001.piece-x",
        "000001.html",
        "000001",
        "../journal.sqlite",
        "000001.pdf",
        "x",
    ],
)
def test_there_is_nothing_else_in_the_box(mailbox: Mailbox, pages, name: str) -> None:
    send(mailbox, "Lien", "Bonjour")
    assert pages(f"/boite-d-envoi/{name}") is None


def test_a_link_to_a_file_gives_it_under_its_name_for_its_minute(pages) -> None:
    letter, signed = (
        "/fichiers/letters/a/1%20%C3%A9.pdf",
        SIGNED.format(f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"),
    )
    answer = pages(f"{letter}?{signed}")
    assert (answer.status, answer.body) == (200, b"%PDF")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a.pdf"
    assert pages(f"/fichiers/exports/a/1.zip?{signed}").body == b"PK"
    assert pages(f"{letter}?{SIGNED.format('20261101T000000Z')}").status == 403
    assert pages(letter) is None
    for other in ("letters/b.pdf", "exports/a/1%20%C3%A9.pdf", "others/a/1.zip", "letters", ""):
        assert pages(f"/fichiers/{other}?{signed}") is None


def test_none_of_it_exists_in_the_deployed_application() -> None:
    assert not [path for path in app.routes if "envoi" in path or "fichiers" in path]


# --- the whole service -------------------------------------------------------------------------------------------


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen[str], str]]]:
    started: list[subprocess.Popen[str]] = []

    def run(**environment: str) -> tuple[subprocess.Popen[str], str]:
        variables = {**os.environ, "PORT": "0", "ACQUIT_DATA": str(tmp_path / "data"), **environment}
        process = subprocess.Popen(
            [sys.executable, "-m", "chalicelib.local"],
            cwd=REPOSITORY,
            env=variables,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stderr is not None
        return process, process.stderr.readline().split()[3]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def ask(address: str, document: object = None, cookie: str = "") -> tuple[int, str, str]:
    """Status, body and cookie."""
    body = None if document is None else json.dumps(document).encode()
    headers = {"Content-Type": "application/json", **({"Cookie": cookie} if cookie else {})}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=20) as answer:
            return (
                answer.status,
                answer.read().decode(),
                answer.headers.get("Set-Cookie", "").partition(";")[0],
            )
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), ""


@pytest.mark.slow
def test_who_signed_in_by_the_mail_of_the_page_is_still_in_after_a_kill(start) -> None:
    service, address = start()
    assert ask(f"{address}api/sign-ins", {"email": "lea@example.fr"})[0] == 202
    _, page, _ = ask(f"{address}boite-d-envoi/")
    (link,) = set(re.findall(rf'href="({re.escape(address)}connexion/[^"]*#[^"]+)"', page))
    status, account, cookie = ask(f"{address}api/sessions", {"link": link.partition("#")[2]})
    assert status == 201
    os.kill(service.pid, signal.SIGKILL)
    service.wait(10)
    _, address = start()
    assert ask(f"{address}api/account", cookie=cookie)[:2] == (200, account)
    assert ask(f"{address}api/sessions", {"link": link.partition("#")[2]})[0] == 422
    assert "lea@example.fr" in ask(f"{address}boite-d-envoi/")[1]


@pytest.mark.slow
def test_what_expired_is_swept_at_the_next_start(start, tmp_path: Path) -> None:
    service, address = start(ACQUIT_TODAY="2026-11-22")
    ask(f"{address}api/sign-ins", {"email": "lea@example.fr"})
    service.send_signal(signal.SIGTERM)
    assert service.wait(10) == 0

    def expiring() -> int:
        with sqlite3.connect(tmp_path / "data/journal.sqlite") as journal:
            (count,) = journal.execute("SELECT count(*) FROM item WHERE item LIKE '%expires%'").fetchone()
        journal.close()
        return int(count)

    assert expiring() > 0
    service, _ = start(ACQUIT_TODAY="2026-11-24")
    service.send_signal(signal.SIGTERM)
    assert service.wait(10) == 0
    assert expiring() == 0
