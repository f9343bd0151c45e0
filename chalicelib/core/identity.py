"""Numbers that identify a person or an account, checked by their own arithmetic (python-stdnum).

Refusing a valid number is worse than accepting a wrong one: separators of every kind are dropped first.

>>> siren("404-833-048")
'404833048'
"""

import re

from stdnum import bic as _bic
from stdnum import iban as _iban
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as _siren
from stdnum.fr import siret as _siret

_SEPARATORS = re.compile(r"[\s\u00a0\u202f.\-–—_/]+")


def siren(text: str) -> str:
    """Nine digits with a right checksum; ValueError otherwise."""
    return _checked(_siren.validate, text)


def siret(text: str) -> str:
    """Fourteen digits with a right checksum (La Poste's exception included); ValueError otherwise."""
    return _checked(_siret.validate, text)


def iban(text: str) -> str:
    """A compact IBAN whose structure and mod 97 key are right; ValueError otherwise.

    National checks are left out: Belgium's refuses every bank that stdnum's list does not hold yet.
    """
    return _checked(lambda number: _iban.validate(number, check_country=False), text)


def bic(text: str) -> str:
    """A compact BIC of 8 or 11 characters; ValueError otherwise."""
    return _checked(_bic.validate, text)


def has_rib_key(text: str) -> bool:
    """Whether a French IBAN also carries the right RIB key: a wrong one is a warning, never a refusal."""
    compact = iban(text)
    if not compact.startswith("FR"):
        return True
    bank, branch, account, key = compact[4:9], compact[9:14], compact[14:25], compact[25:27]
    if not (bank.isdigit() and branch.isdigit() and key.isdigit()):
        return False
    digits = account.translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789"))
    return 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(digits)) % 97 == int(key)


def _checked(validate, text: str) -> str:  # type: ignore[no-untyped-def]
    try:
        number: str = validate(_SEPARATORS.sub("", text).upper())
    except ValidationError as fault:
        raise ValueError(str(fault)) from fault
    if not number.strip("0"):  # stdnum accepts 000000000
        raise ValueError("zero")
    return number
