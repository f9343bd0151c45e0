"""Checksums of what an invoice says: a wrong one is a warning, never a refusal to read.

A check is present only where it applies: the SIRET, SIREN and VAT number of a French party, the IBAN, and the
RIB key inside a French IBAN.
"""

import re
from collections.abc import Callable

from stdnum.fr import tva
from stdnum.iso7064 import mod_97_10

from chalicelib.core import identity
from chalicelib.reading.invoice import Invoice, Party


def checks(invoice: Invoice) -> dict[str, bool]:
    """Each number that has a checksum, by name: whether it passes."""
    found: dict[str, bool] = {}
    if invoice.iban:
        found["iban_mod97"] = _mod_97(invoice.iban)
        if invoice.iban.startswith("FR"):
            found["iban_rib_key"] = _passes(identity.has_rib_key, invoice.iban)
    return found | _party("seller", invoice.seller) | _party("buyer", invoice.buyer)


def _party(role: str, party: Party) -> dict[str, bool]:
    found: dict[str, bool] = {}
    number = re.sub(r"[\s.]", "", party.legal_id or "")
    if party.in_france and number:
        if len(number) == 14:
            found[f"{role}_siret"] = _passes(identity.siret, number)
        # The establishment may be wrong and the company right.
        found[f"{role}_siren"] = len(number) in (9, 14) and _passes(identity.siren, number[:9])
    if party.vat and party.vat.startswith("FR"):
        found[f"{role}_vat"] = bool(tva.is_valid(party.vat))
    return found


def _mod_97(iban: str) -> bool:
    return iban.isascii() and iban.isalnum() and bool(mod_97_10.is_valid(iban[4:] + iban[:4]))


def _passes(check: Callable[[str], object], number: str) -> bool:
    try:
        return bool(check(number))
    except ValueError:
        return False
