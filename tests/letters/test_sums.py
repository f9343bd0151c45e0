"""The lines printed on paper add up to the cent and are those of the statement: read back from the PDF's own text."""

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest

from chalicelib.cases.account import account_of
from chalicelib.cases.demand import claims_accessories, demand_of
from chalicelib.law.notice import Document
from tests.documents.layout import pages
from tests.letters import samples

AMOUNT = r"(?<![\d/-])−?\d{1,3}(?: \d{3})*,\d{2} €"
DAY = r"\d\d/\d\d/\d{4}"
DETAIL = re.compile(rf"^(\S+) ({DAY}) – ({DAY}) (\d+) ({AMOUNT}) ([\d,]+) % .*?({AMOUNT})$")
INVOICE = re.compile(
    rf"^n° (?P<ref>\S+) (?:du {DAY} {DAY} )?{DAY} {DAY} (?P<moved>{AMOUNT})(?: (?P<left>{AMOUNT}))?$"
)
MOVEMENT = re.compile(rf"^(?P<ref>Avoir|Règlement) .*?(?P<moved>−{AMOUNT})(?: (?P<left>{AMOUNT}))?$")


def lines(pdf: bytes) -> list[str]:
    """The lines of text of all pages."""
    return [line for page in pages(pdf) for line in page.text.splitlines()]


def amount(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(" ", "").replace(",", ".").removesuffix("€"))


def amount_after(label: str, printed: list[str]) -> Decimal:
    (found,) = [line for line in printed if re.match(rf"{label}.* {AMOUNT}$", line)]
    return last_amount(found)


def last_amount(line: str) -> Decimal:
    return amount(re.findall(AMOUNT, line)[-1])


def named(start: str) -> tuple[str, ...]:
    return tuple(name for name in samples.NAMES if name.startswith(start))


WITH_DETAIL = tuple(
    name
    for name in samples.NAMES
    if claims_accessories(samples.facts(name)) and "Annexe — Détail" in samples.text(name)
)
WITH_COMPOSITION = tuple(name for name in samples.NAMES if "# Somme due au" in samples.text(name))
WITH_INVOICES = tuple(name for name in samples.NAMES if not name.startswith(("receipt", "account")))


@pytest.mark.parametrize("name", WITH_DETAIL)
def test_each_line_of_the_annex_can_be_computed_again_and_the_lines_make_the_total(name: str) -> None:
    printed = lines(samples.pdf(name))
    rows = [found.groups() for line in printed if (found := DETAIL.match(line))]
    statement = samples.statement(name)
    assert len(rows) == len(statement.lines)
    for (ref, first, last, days, base, rate, interest), line in zip(rows, statement.lines, strict=True):
        start, end = (datetime.strptime(day, "%d/%m/%Y").date() for day in (first, last))  # noqa: DTZ007
        assert (ref, start, end) == (line.invoice, line.first, line.last)
        assert (end - start).days + 1 == int(days)
        exact = amount(base) * Decimal(rate.replace(",", ".")) * int(days) / 36500
        assert exact.quantize(Decimal("0.01"), ROUND_HALF_UP) == amount(interest) == line.amount
    total = amount_after("Total des (pénalités|intérêts)", printed)
    assert sum(amount(row[-1]) for row in rows) == total == statement.totals.interest_accrued
    remaining = total
    if any(line.startswith("Déjà payé") for line in printed):
        remaining += amount_after("Déjà payé", printed)
        assert remaining == amount_after("Reste dû au titre", printed)
    assert remaining == statement.totals.interest_remaining


@pytest.mark.parametrize("name", WITH_COMPOSITION)
def test_the_parts_of_the_sum_due_make_its_total_and_the_sum_summoned(name: str) -> None:
    printed = lines(samples.pdf(name))
    (start,) = [number for number, line in enumerate(printed) if line.startswith("Somme due au")]
    parts = []
    for line in printed[start + 2 :]:
        if line.startswith("Total à régler"):
            break
        parts.append(last_amount(line))
    total = amount_after("Total à régler", printed)
    demand = demand_of(samples.facts(name), samples.statement(name))
    assert sum(parts) == total == demand.total
    assert parts[0] == demand.principal
    summons = samples.text(name).replace("~", " ").replace("^", " ")
    if not name.startswith("first_reminder"):
        assert [amount(each) for each in re.findall(rf"la somme de ({AMOUNT})", summons)] == [total]


@pytest.mark.parametrize("name", WITH_INVOICES)
def test_each_invoice_minus_its_movements_is_its_balance_and_the_balances_make_the_principal(
    name: str,
) -> None:
    balances: dict[str, Decimal] = {}
    running, ref = Decimal(0), ""
    for line in lines(samples.pdf(name)):
        if found := INVOICE.match(line):
            ref, running = found["ref"], amount(found["moved"])
        elif found := MOVEMENT.match(line):
            running += amount(found["moved"])
        if found and found["left"]:
            balances[ref] = amount(found["left"])
            assert balances[ref] == running, line
    facts = samples.facts(name)
    expected = {
        balance.invoice: balance.principal_remaining
        for balance in samples.statement(name).balances
        if (balance.principal_remaining and balance.due) or facts.document is Document.COURTESY
    }
    assert balances == expected
    assert sum(balances.values()) == demand_of(facts, samples.statement(name)).principal


@pytest.mark.parametrize("name", named("account_statement"))
def test_the_running_balance_of_an_account_follows_its_movements_to_the_closing_one(name: str) -> None:
    printed = lines(samples.pdf(name))
    start, end = (
        next(number for number, line in enumerate(printed) if pattern in line)
        for pattern in ("Solde d’ouverture", "Solde de clôture")
    )
    running = last_amount(printed[start])
    for line in printed[start + 1 : end]:
        found = re.findall(AMOUNT, line)
        if not found:  # the second line of a long label
            continue
        moved, balance = map(amount, found[-2:])
        credit = line.split(" ")[1] in ("Règlement", "Avoir", "Remise")
        running += -moved if credit else moved
        assert running == balance, line
    account = account_of(samples.facts(name), samples.statement(name))
    assert running == last_amount(printed[end]) == account.closing


@pytest.mark.parametrize("name", named("account_statement"))
def test_the_overdue_part_and_the_part_to_come_make_the_closing_balance(name: str) -> None:
    printed = lines(samples.pdf(name))
    (total,) = [re.findall(AMOUNT, line) for line in printed if line.startswith("Total échu")]
    due, *parts = map(amount, total)
    assert due == sum(parts)
    start = next(number for number, line in enumerate(printed) if line == "Factures à échoir")
    to_come = sum(last_amount(line) for line in printed[start + 2 : start + 3])
    assert due + to_come == amount_after("Solde de clôture", printed)


@pytest.mark.parametrize("name", named("receipt"))
def test_what_a_receipt_allocates_is_what_was_received(name: str) -> None:
    printed = lines(samples.pdf(name))
    rows = [
        list(map(amount, re.findall(AMOUNT, line)))
        for line in printed
        if re.match(rf"n° \S+ {AMOUNT}", line) or line.startswith("Versé en trop")
    ]
    for row in rows:
        assert sum(row[:-1]) in (row[-1], 0)
    received = amount_after("Règlement reçu", printed)
    assert sum(row[-1] for row in rows) == received
    start = next(number for number, line in enumerate(printed) if line.startswith("Solde au "))
    end = next(number for number, line in enumerate(printed) if line.startswith("Solde échu"))
    assert sum(map(last_amount, printed[start + 2 : end])) == last_amount(printed[end])
