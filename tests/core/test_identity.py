"""Numbers of companies and accounts: valid ones are accepted however they are typed, and schwifty agrees."""

import pytest
import schwifty
from hypothesis import given, settings
from hypothesis import strategies as st
from schwifty.exceptions import SchwiftyException

from chalicelib.core.identity import bic, has_rib_key, iban, siren, siret

stable = settings(derandomize=True, deadline=None)
SEPARATORS = (" ", "\u00a0", "\u202f", ".", "-", "–", "_", "/", "\t")
FRENCH_IBAN = "FR7630006000011234567890189"


# --- SIREN, SIRET ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", SEPARATORS)
def test_numbers_are_read_with_any_separator(separator):
    assert siren(separator.join(("404", "833", "048"))) == "404833048"
    assert siret(separator.join(("404", "833", "048", "00022"))) == "40483304800022"
    assert iban(separator.join(FRENCH_IBAN[i : i + 4] for i in range(0, 27, 4)).lower()) == FRENCH_IBAN


@pytest.mark.parametrize(
    "text",
    ["404833049", "000000000", "000 000 000", "40483304", "4048330480", "404833O48", "٤٠٤٨٣٣٠٤٨", "", "-"],
)
def test_a_wrong_siren_is_refused(text):
    """Nine zeros too, though their checksum is right: it is what a hurried person types."""
    with pytest.raises(ValueError, match=r"."):
        siren(text)


@pytest.mark.parametrize("text", ["40483304800023", "404833048", "00000000000000", "4048330480002"])
def test_a_wrong_siret_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        siret(text)


@pytest.mark.parametrize("text", ["35600000000048", "35600000012346"])
def test_an_establishment_of_la_poste_has_its_own_checksum(text):
    """Its head office passes the ordinary one; for the others the sum of the digits is a multiple of five."""
    assert siret(text) == text


@given(st.integers(1, 99_999_999))
@stable
def test_exactly_one_last_digit_makes_a_siren(stem):
    accepted = []
    for digit in range(10):
        try:
            accepted.append(siren(f"{stem:08}{digit}"))
        except ValueError:
            continue
    assert len(accepted) == 1


# --- IBAN ------------------------------------------------------------------------------------------------------


def second_opinion(text, **how):
    try:
        return str(schwifty.IBAN(text, **how))
    except SchwiftyException:
        return None


def first_opinion(text):
    try:
        return iban(text)
    except ValueError:
        return None


NEIGHBOURS = ["MC5811222000010123456789030", "DE89370400440532013000", "LU280019400644750000"]
NEIGHBOURS += ["GB33BUKB20201555555555", "CH9300762011623852957", "ES9121000418450200051332"]
NEIGHBOURS += ["BE68539007547034"]  # of a bank that is on no list


@pytest.mark.parametrize("text", [FRENCH_IBAN, "FR1420041010050500013M02606", *NEIGHBOURS])
def test_ibans_in_use_around_us_are_accepted_by_both(text):
    assert first_opinion(text) == second_opinion(text) == text


@st.composite
def french_ibans(draw):
    """Right mod 97 key; right RIB key half of the time."""
    bank, branch = f"{draw(st.integers(0, 99_999)):05}", f"{draw(st.integers(0, 99_999)):05}"
    account = draw(st.text("0123456789ABCIJKRSTZ", min_size=11, max_size=11))
    # The RIB's own table of letters: A and J are 1, B, K and S are 2… Z is 9.
    in_digits = "".join(
        str("..ABCDEFGHI.JKLMNOPQR..STUVWXYZ".index(c) % 10) if c.isalpha() else c for c in account
    )
    key = 97 - int(bank + branch + in_digits + "00") % 97
    if draw(st.booleans()):
        key = draw(st.integers(0, 99))
    bban = f"{bank}{branch}{account}{key:02}"
    return f"FR{98 - int(''.join(str(int(c, 36)) for c in bban + 'FR00')) % 97:02}{bban}"


@given(french_ibans())
@stable
def test_a_right_mod_97_key_is_accepted_whatever_the_rib_key(text):
    assert first_opinion(text) == second_opinion(text) == text


@given(french_ibans(), st.integers(2, 26), st.sampled_from("0123456789A "))
@stable
def test_both_opinions_agree_when_one_character_is_wrong(text, position, character):
    mistyped = text[:position] + character + text[position + 1 :]
    assert first_opinion(mistyped) == second_opinion(mistyped)


@given(french_ibans())
@stable
def test_both_opinions_agree_on_the_rib_key(text):
    assert has_rib_key(text) is (second_opinion(text, validate_bban=True) is not None)


@pytest.mark.parametrize("text", ["FR1420041010050500013M02606", FRENCH_IBAN])
def test_a_wrong_rib_key_is_seen_under_a_right_mod_97_key(text):
    assert has_rib_key(text)
    wrong = text[4:-2] + f"{int(text[-2:]) - 1:02}"
    key = 98 - int("".join(str(int(c, 36)) for c in wrong + "FR00")) % 97
    assert iban(f"FR{key:02}{wrong}")
    assert not has_rib_key(f"FR{key:02}{wrong}")


def test_an_iban_of_another_country_has_no_rib_key_to_be_wrong():
    assert has_rib_key("DE89370400440532013000")


# --- BIC -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["BNPAFRPP", "bnpafrppxxx", "EXEM FR PP"])
def test_a_bic_has_eight_or_eleven_characters(text):
    assert bic(text) == text.replace(" ", "").upper()


@pytest.mark.parametrize("text", ["BNPAFRP", "BNPAFRPPXX", "BNPA1RPP", "", "BNPAFRPPXXXX"])
def test_anything_else_is_not_a_bic(text):
    with pytest.raises(ValueError, match=r"."):
        bic(text)
