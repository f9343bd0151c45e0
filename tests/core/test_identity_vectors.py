"""Numbers of companies and accounts are read here as the site reads them in the browser."""

import json
from pathlib import Path

import pytest

from chalicelib.core import identity

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "identity.json").read_text(encoding="utf-8"))
CHECKS = {"siren": identity.siren, "siret": identity.siret, "iban": identity.iban}


@pytest.mark.parametrize("kind", CHECKS)
def test_numbers_are_kept_compact(kind):
    assert {typed: CHECKS[kind](typed) for typed in VECTORS[kind]["read"]} == VECTORS[kind]["read"]


@pytest.mark.parametrize(("kind", "typed"), [(kind, each) for kind in CHECKS for each in VECTORS[kind]["refused"]])
def test_wrong_numbers_are_refused(kind, typed):
    with pytest.raises(ValueError, match=r"."):
        CHECKS[kind](typed)


def test_a_wrong_rib_key_is_seen():
    assert [identity.has_rib_key(iban) for iban in VECTORS["right_rib_key"]] == [True, True, True]
    assert [identity.has_rib_key(iban) for iban in VECTORS["wrong_rib_key"]] == [False]
