"""A letter-like document of our own, so that the engine is proven apart from the real templates."""

from datetime import date
from decimal import Decimal
from html import escape as html_escape
from pathlib import Path

from chalicelib.documents.epc_qr import data_uri, epc_payload
from chalicelib.documents.fonts import unprintable
from chalicelib.documents.pdf import Attachment, PrintJob

CSS = Path(__file__).with_name("sample.css")
DAY = date(2026, 11, 20)
RECIPIENT = ("MENUISERIE ŒUVRE ET FILS SAS", "SERVICE COMPTABILITE", "12 RUE DES LILAS", "69003 LYON")
SIGNATURE = "Hélène Ýmare, gérante"
IBAN = "FR7630006000011234567890189"
PAYLOAD = epc_payload("Société Zoë", IBAN, "", Decimal("12400.00"), "Facture 2026-017")
FIGURES = b'{"total": "12400.00"}'
STATEMENT = Attachment("décompte.json", "application/json", FIGURES, "Décompte", "Data", DAY)


def job(
    rows: int = 3,
    *,
    recipient: tuple[str, ...] = RECIPIENT,
    extra: str = "",
    head: str = "",
    attachments: tuple[Attachment, ...] = (STATEMENT,),
) -> PrintJob:
    return PrintJob(html(rows, recipient, extra, head), DAY, attachments)


def printable_text() -> str:
    """Every character the bundled fonts are said to print, escaped for HTML, with room to break lines."""
    characters = (chr(code) for code in range(0x20, 0x10000))
    return " ".join(html_escape(character) for character in characters if not unprintable(character))


def html(rows: int, recipient: tuple[str, ...], extra: str, head: str) -> str:
    lines = "".join(
        f"<tr><th scope=row>F-{row:03}</th><td>1er juillet 2026</td><td>1\u202f240,00\u00a0€</td></tr>"
        for row in range(rows)
    )
    address = "".join(f"<div>{line}</div>" for line in recipient)
    return f"""<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Mise en demeure</title>{head}</head><body>
<div class="sender">Société Zoë</div><div class="recipient">{address}</div><main><h1>Mise en demeure</h1>
<p>Sauf erreur, la somme de <strong>12\u202f400,00\u00a0€</strong> reste due\u202f; n°\u00a012, Ÿ, № 3.</p>
<table><thead><tr><th>Facture</th><th>Échéance</th><th>Solde</th></tr></thead><tbody>{lines}</tbody></table>
{extra}<section class="end"><p>IBAN FR76 3000 6000 0112 3456 7890 189</p>
<img class="qr" alt="QR de virement" src="{data_uri(PAYLOAD)}"><p>Veuillez agréer nos salutations.</p>
<p>Pièces jointes\u00a0: 3 factures.</p><p>Écrire à\u00a0: <a href="mailto:a@example.fr">a@example.fr</a></p>
<p>Tél. 01 02 03 04 05</p><p>Références à rappeler</p>
<p class="signature">{SIGNATURE}</p></section></main></body></html>"""
