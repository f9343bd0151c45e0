"""Statements of three invoices, a payment and a credit note: how many a second on one core."""

import time
from datetime import date
from decimal import Decimal

from chalicelib.cases.claim import Claim, CreditNote, Invoice, Payment
from chalicelib.cases.statement import draw_up
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from tests.bench.table import show

SECONDS = 3.0
CLAIM = Claim(
    regime=Regime.BUSINESS,
    computation_date=date(2026, 11, 21),
    invoices=(
        Invoice("F-1", Decimal("450.00"), date(2026, 5, 31)),
        Invoice("F-2", Decimal("1290.60"), date(2026, 7, 15)),
        Invoice("F-3", Decimal("88.20"), date(2026, 9, 30)),
    ),
    payments=(Payment("P1", date(2026, 8, 10), Decimal("500.00")),),
    credit_notes=(CreditNote("A1", date(2026, 8, 20), Decimal("40.00"), "F-2"),),
)


def report() -> None:
    register = load()
    draw_up(CLAIM, register)
    began = time.process_time()
    drawn = 0
    while time.process_time() - began < SECONDS:
        draw_up(CLAIM, register)
        drawn += 1
    rate = drawn / (time.process_time() - began)
    lines = len(draw_up(CLAIM, register).lines)
    show("Statements", ("claim", "a second and core"), [(f"3 invoices, {lines} lines", f"{rate:,.0f}")])
