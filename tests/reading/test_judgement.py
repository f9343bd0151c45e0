"""What is made of an invoice: what a form may take over, and what its person is told."""

import inspect
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chalicelib.documents.phrases import phrase, sentences
from chalicelib.law.interest import RateMode
from chalicelib.reading import file, judgement
from chalicelib.reading.checks import checks
from chalicelib.reading.clause import penalty_clause, states_indemnity
from chalicelib.reading.invoice import Reading
from chalicelib.reading.judgement import remarks, suggestion
from tests.reading.made import MINIMUM, cii, ubl

WHOLE = file.parse(cii())


def with_(**changed: Any) -> Reading:
    """The same invoice, some facts changed; those of `Reading` too."""
    own = {name: changed.pop(name) for name in ("rounding", "ibans", "payee_legal_id") if name in changed}
    return replace(WHOLE, invoice=replace(WHOLE.invoice, **changed), **own)


def told(reading: Reading) -> dict[str, str]:
    """Code to field."""
    return {remark.code: remark.field for remark in remarks(reading)}


def test_what_remains_due_is_claimed_and_not_the_total() -> None:
    suggested = suggestion(WHOLE)
    assert suggested.chase
    assert suggested.principal == Decimal("1000.00")
    assert suggested.already_paid == Decimal("200.00")
    assert told(WHOLE) == {"DEPOSIT_PAID": "amount_due", "PENALTY_CLAUSE": "notes.PMD"}


def test_what_was_paid_is_also_seen_without_its_own_field() -> None:
    reading = file.parse(MINIMUM)
    assert suggestion(reading).already_paid == Decimal("150.00")
    assert told(reading) == {
        "PAID_WITHOUT_FIELD": "prepaid",
        "DUE_DATE_MISSING": "due_date",
        "ADDRESS_INCOMPLETE": "buyer.street",
    }


@pytest.mark.parametrize(
    ("money", "code"),
    [
        ({"prepaid": "0.00", "amount_due": "1200.00"}, None),
        ({"prepaid": None, "amount_due": "1200.00"}, None),
        ({"prepaid": "100.00"}, "AMOUNTS_DISAGREE"),
        ({"prepaid": "-200.00"}, "AMOUNTS_DISAGREE"),
        ({"prepaid": "199.99", "rounding": "-0.01"}, "DEPOSIT_PAID"),
        ({"prepaid": None, "amount_due": "1300.00"}, "DUE_ABOVE_TOTAL"),
        ({"amount_due": "0.00"}, "NOTHING_DUE"),
        ({"amount_due": None}, "FIELD_MISSING"),
        ({"total_incl_tax": None}, None),
    ],
    ids=str,
)
def test_amounts_that_do_not_agree_are_shown(money: dict[str, Any], code: str | None) -> None:
    assert set(told(with_(**money))) - {"PENALTY_CLAUSE"} == ({code} if code else set())


def test_nothing_is_chased_when_nothing_is_due() -> None:
    suggested = suggestion(with_(amount_due="0.00"))
    assert (suggested.chase, suggested.principal) == (False, None)


def test_a_credit_note_is_never_chased_but_deducted() -> None:
    corrects = file.parse(ubl(BT_3="381", BG_3=[{"BT-25": "F-1"}, {"BT-25": "F-2"}]))
    suggested = suggestion(corrects)
    assert (suggested.chase, suggested.principal, suggested.deduct_from) == (False, None, ("F-1", "F-2"))
    assert told(corrects)["CREDIT_NOTE"] == "kind"
    assert "CREDIT_NOTE_ALONE" in told(with_(kind="credit_note"))
    assert "DUE_DATE_MISSING" not in told(with_(kind="credit_note", due_date=None, due_dates=()))


def test_a_due_date_written_in_words_is_asked_and_not_guessed() -> None:
    reading = with_(due_date=None, due_dates=())
    assert told(reading)["DUE_DATE_IN_WORDS"] == "due_date"
    assert told(with_(due_date=None, due_dates=(), terms_text=()))["DUE_DATE_MISSING"] == "due_date"


def test_several_due_dates_are_shown_with_the_one_kept() -> None:
    days = (date(2026, 9, 10), date(2026, 9, 30))
    (remark,) = [each for each in remarks(with_(due_dates=days)) if each.code == "SEVERAL_DUE_DATES"]
    assert "10\u00a0septembre\u00a02026, 30\u00a0septembre\u00a02026" in phrase(
        "invoices", remark.code, **remark.details
    )


def test_a_due_date_before_the_invoice_is_shown() -> None:
    early = date(2026, 1, 1)
    assert "DUE_DATE_BEFORE_ISSUE" in told(with_(due_date=early, due_dates=(early,)))


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"iban": "FR7630006000011234567890188"}, "IBAN_WRONG", "iban"),
        ({"iban": "FR2012421242124212421242124"}, "RIB_KEY_WRONG", "iban"),
        ({"bic": "BIC_MONCOMPTE"}, "BIC_WRONG", "bic"),
        ({"ibans": ("FR7630006000011234567890189", "BE91000000143476")}, "SEVERAL_IBANS", "iban"),
        ({"payee_name": "Factor SA"}, "PAYEE_IS_NOT_SELLER", "payee_name"),
        ({"payee_legal_id": "732829320"}, "PAYEE_IS_NOT_SELLER", "payee_name"),
        ({"type_code": "393"}, "FACTORED", "type_code"),
        ({"currency": "CHF"}, "CURRENCY_NOT_EURO", "currency"),
        ({"currency": None}, "CURRENCY_NOT_EURO", "currency"),
        ({"number": None}, "FIELD_MISSING", "number"),
        ({"issue_date": None}, "FIELD_MISSING", "issue_date"),
        ({"seller": replace(WHOLE.invoice.seller, name=None)}, "FIELD_MISSING", "seller.name"),
        ({"buyer": replace(WHOLE.invoice.buyer, city=None)}, "ADDRESS_INCOMPLETE", "buyer.city"),
        ({"buyer": replace(WHOLE.invoice.buyer, email="a@b.fr")}, "EMAIL_TO_CONFIRM", "buyer.email"),
        ({"buyer": replace(WHOLE.invoice.buyer, legal_id="73282932000075")}, "SIRET_WRONG", "buyer.legal_id"),
        ({"buyer": replace(WHOLE.invoice.buyer, legal_id="73282932100074")}, "SIREN_WRONG", "buyer.legal_id"),
        ({"seller": replace(WHOLE.invoice.seller, legal_id="4048330")}, "SIREN_WRONG", "seller.legal_id"),
        ({"seller": replace(WHOLE.invoice.seller, vat="FR00404833048")}, "VAT_WRONG", "seller.vat"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_or_strange_is_told_under_its_field(
    facts: dict[str, Any], code: str, field: str
) -> None:
    assert told(with_(**facts))[code] == field


def test_a_wrong_account_is_not_taken_over_and_a_doubtful_one_is() -> None:
    assert suggestion(with_(iban="FR7630006000011234567890188")).iban is None
    assert suggestion(with_(iban="FR2012421242124212421242124")).iban == "FR2012421242124212421242124"
    assert suggestion(with_(bic="BIC_MONCOMPTE")).bic is None


def test_the_payee_may_be_the_seller_under_another_case() -> None:
    reading = with_(payee_name="ATELIER EXEMPLE", payee_legal_id="404 833 048 00015")
    assert "PAYEE_IS_NOT_SELLER" not in told(reading)


def test_overseas_is_france() -> None:
    suggested = suggestion(WHOLE)
    assert WHOLE.invoice.buyer.country == "RE"
    assert (suggested.seller_in_france, suggested.buyer_in_france) == (True, True)


def test_checks_are_those_that_apply() -> None:
    assert checks(WHOLE.invoice) == {
        "iban_mod97": True,
        "iban_rib_key": True,
        "seller_siren": True,
        "seller_vat": True,
        "buyer_siret": True,
        "buyer_siren": True,
        "buyer_vat": True,
    }
    assert checks(with_(iban="É-1").invoice)["iban_mod97"] is False


@pytest.mark.parametrize(
    ("sentence", "mode", "percent"),
    [
        ("Pénalités : trois fois le taux d’intérêt légal.", RateMode.LEGAL_X3, None),
        ("3 FOIS LE TAUX LÉGAL", RateMode.LEGAL_X3, None),
        ("3 fois le taux de l'intérêt légal en vigueur", RateMode.LEGAL_X3, None),
        ("taux BCE + 10 points", RateMode.DEFAULT, None),
        ("refinancement de la Banque centrale européenne majoré de dix points", RateMode.DEFAULT, None),
        ("taux de la BCE majoré de 7 points", None, None),
        ("deux fois le taux d’intérêt légal", None, None),
        ("le taux BCE + 10 points, au moins trois fois le taux légal", None, None),
        ("Pénalités au taux annuel de 12,5 %", RateMode.CONTRACT_FIXED, Decimal("12.5")),
        ("15 % l’an", RateMode.CONTRACT_FIXED, Decimal(15)),
        ("1,5 % par mois de retard", None, None),
        ("Pénalités de 10 % par an, escompte de 2 %", None, None),
        ("0 % par an", None, None),
        ("selon nos conditions générales", None, None),
    ],
)
def test_a_usual_penalty_sentence_is_recognised_and_any_other_is_shown(
    sentence: str, mode: RateMode | None, percent: Decimal | None
) -> None:
    clause = penalty_clause(with_(notes={"PMD": sentence}).invoice)
    assert clause is not None
    assert (clause.sentence, clause.mode, clause.percent) == (sentence, mode, percent)
    assert ("PENALTY_CLAUSE" if mode else "PENALTY_CLAUSE_UNKNOWN") in told(with_(notes={"PMD": sentence}))


def test_the_sentence_may_stand_in_the_payment_terms() -> None:
    terms = ("30 jours net", "En cas de retard, trois fois le taux légal")
    clause = penalty_clause(with_(notes={}, terms_text=terms).invoice)
    assert clause is not None
    assert clause.mode is RateMode.LEGAL_X3
    assert penalty_clause(with_(notes={}, terms_text=("30 jours",)).invoice) is None


def test_the_fixed_indemnity_is_seen_in_its_note() -> None:
    assert states_indemnity(WHOLE.invoice)
    assert not states_indemnity(with_(notes={}).invoice)


def test_every_remark_has_its_sentence_and_no_sentence_is_idle() -> None:
    source = inspect.getsource(judgement)
    raised = set(re.findall(r'"([A-Z]{2,}(?:_[A-Z]+)+)"', source)) | {"FACTORED"}
    assert raised - {"EUR"} == set(sentences()["invoices"])
    everything = with_(
        kind="credit_note", number=None, currency="CHF", iban="FR00", bic="X", payee_name="{0}", notes={}
    )
    for remark in [*remarks(WHOLE), *remarks(everything), *remarks(file.parse(MINIMUM))]:
        assert phrase("invoices", remark.code, **remark.details)
