"""Each document of each regime says all that the rule book requires of it."""

import re
from datetime import date

import pytest

from chalicelib.cases.demand import demand_of
from chalicelib.cases.gate import deadline_days, letter_day
from chalicelib.core import french
from tests.documents.layout import page_texts
from tests.letters import samples
from tests.letters.required import BLOCKS, COMMON


def plain(text: str) -> str:
    return text.replace("~", " ").replace("^", " ").replace(french.NBSP, " ").replace(french.NARROW, " ")


def values(name: str) -> dict[str, str]:
    """What the patterns quote of the sample, in French, ready for a regular expression."""
    facts = samples.facts(name)
    demand = demand_of(facts, samples.statement(name))
    received = next((p for p in facts.payments if p.id == facts.receipt_payment), None)
    found = {
        "creditor": facts.creditor.name,
        "creditor_city": facts.creditor.address.city,
        "debtor": (facts.debtor.name or "").split(" Les ")[0],
        "debtor_postcode": facts.debtor.address.postcode,
        "place": facts.place,
        "letter_day": day(letter_day(facts)),
        "reference": facts.reference,
        "signatory": facts.signatory.name,
        "computed": day(facts.computation_date),
        "total": french.amount(demand.total),
        "principal": french.amount(demand.principal),
        "days": str(deadline_days(facts, samples.REGISTER)),
        "first_ref": facts.invoices[0].ref,
        "chorus": facts.invoices[0].chorus_number,
        "origin": facts.origin.description,
        "answer_by": day(facts.answer_by),
        "reminder": day(facts.reminders[0].date) if facts.reminders else "?",
        "mediator": facts.mediator.name,
        "authority": facts.public.authority,
        "accountant": facts.public.accountant,
        "contract": facts.public.contract_number,
        "notice_day": day(facts.earlier_notice.date),
        "presented": day(facts.earlier_notice.presented_on),
        "valid_until": day(facts.plan.valid_until),
        "debtor_signs": facts.plan.debtor_signatory.name,
        "received": french.amount(received.amount) if received else "?",
        "received_day": day(received.date if received else None),
    }
    escaped = {key: re.escape(plain(value or "?")) for key, value in found.items()}
    instalments = r"[\s\S]*".join(
        re.escape(
            plain(
                f"{rank} sur {len(facts.plan.instalments)} | {day(each.date)} | {french.amount(each.amount)}"
            )
        )
        for rank, each in enumerate(facts.plan.instalments, start=1)
    )
    return escaped | {"invoice_rows": _invoice_rows(name), "instalments": instalments}


def day(value: date | None) -> str:
    return french.day(value) if value else "?"


def _invoice_rows(name: str) -> str:
    """Every invoice of the letter, in order, with its dates and its amount."""
    shown = samples.facts(name).invoices
    return r"[\s\S]*".join(
        re.escape(f"n° {i.ref}")
        + r"[\s\S]{0,100}"
        + r"[\s\S]{0,100}".join(
            re.escape(plain(value))
            for value in (
                french.short_day(i.issue_date),
                french.short_day(i.due_date),
                french.amount(i.amount_ttc),
            )
        )
        for i in shown
        if i.issue_date and i.due_date and i.amount_ttc
    )


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_letter_holds_what_the_rule_book_requires(name: str) -> None:
    document, regime = name.split(".")
    text, quoted = plain(samples.text(name)), values(name)
    missing = [
        block.item
        for block in (*COMMON, *BLOCKS[document])
        if regime in block.regimes and not re.search(block.pattern.format_map(quoted), text)
    ]
    assert missing == []


@pytest.mark.parametrize("name", [each for each in samples.NAMES if each.startswith("formal_notice")])
def test_a_formal_notice_names_itself_in_its_subject_and_in_its_body(name: str) -> None:
    _, subject, body = re.split(r"\n# Objet : (.*)\n", plain(samples.text(name)))
    assert "mise en demeure" in subject
    assert "en demeure de" in body


@pytest.mark.parametrize("name", samples.NAMES)
def test_every_page_shows_its_number_and_the_number_of_pages(name: str) -> None:
    pages = page_texts(samples.pdf(name))
    for number, text in enumerate(pages, start=1):
        assert text.endswith(f"Page {number}/{len(pages)}")
