"""The sheet «Marche à suivre»: what to print, sign, enclose and note, and what may come next (N01–N08)."""

from typing import Any

from chalicelib.cases.dates import key_dates, limitation_day
from chalicelib.cases.demand import demand_of
from chalicelib.cases.facts import LetterFacts
from chalicelib.cases.gate import deadline_days
from chalicelib.cases.statement import Statement
from chalicelib.core import french
from chalicelib.documents.calendar import date_label
from chalicelib.documents.phrases import phrase
from chalicelib.law.notice import NOTICES
from chalicelib.law.register import Register


def bills_of(facts: LetterFacts) -> str:
    """The invoices, named: «factures n° A et B»."""
    refs = [invoice.ref for invoice in facts.invoices if invoice.ref]
    return phrase("dates", "one_bill" if len(refs) == 1 else "many_bills", refs=french.enumerate_fr(refs))


def sheet_view(facts: LetterFacts, statement: Statement, register: Register) -> dict[str, Any]:
    """What the sheet prints, for a letter that may be issued."""
    small_claims = register.parameter("plafond-petites-creances").at(statement.claim.computation_date).value
    return {
        "facts": facts,
        "document": facts.document,
        "regime": facts.regime,
        "bills": bills_of(facts),
        "demand": demand_of(facts, statement),
        "is_notice": facts.document in NOTICES,
        "deadline_days": deadline_days(facts, register),
        "dates": [(each.day, date_label(each)) for each in key_dates(facts, register)],
        "limitation": limitation_day(facts, register),
        "within_small_claims": demand_of(facts, statement).total <= small_claims,
        "small_claims_ceiling": small_claims,
    }
