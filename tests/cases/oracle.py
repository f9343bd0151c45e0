"""The statement computed a second time, by another road: one civil day at a time, in exact fractions.

Written from the text of the conventions C1–C13 and from the table of rates alone; it imports nothing of the
engine. It takes the `inputs` of a golden case and gives the fields of `expected`; sums are whole cents, and
interest is a fraction of a cent until its line is closed (C3).
"""

import csv
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from pathlib import Path

RATES_FILE = Path(__file__).parents[1] / "law" / "rates.csv"
ONE_DAY = timedelta(days=1)
INDEMNITY, INDEMNITY_SINCE = 4000, date(2013, 1, 1)  # EUR 40, once per late invoice (C8)
PARTS = ("interest", "principal", "indemnity")


class UnknownRate(Exception):
    def __init__(self, semester):
        super().__init__(semester)
        self.semester = semester


def statement(inputs):
    """The fields of `expected`, for a priced claim and for a refused one (C12)."""
    last = day_of(inputs["computation_date"])
    try:
        return Ledger(inputs).run_to(last).document(last)
    except UnknownRate as unknown:
        # B22: a statement may still be drawn on the last day of the last semester that is known.
        until_known = statement(inputs | {"computation_date": eve_of(unknown.semester).isoformat()})
        if until_known["status"] == "refused":
            return until_known
        return {
            "status": "refused",
            "error": "UNKNOWN_RATE",
            "unknown_semester": unknown.semester,
            "priced_lines_before_unknown": until_known["lines"],
        }


class Ledger:
    """All the invoices of a claim, moved forward together since one payment may meet several of them."""

    def __init__(self, inputs):
        self.rates = Rates(inputs)
        known_on = day_of(inputs["computation_date"])
        judgment = inputs.get("insolvency_judgment_date")
        self.judgment = day_of(judgment) if judgment and day_of(judgment) <= known_on else None
        credit_notes = [each for each in inputs.get("credit_notes", ()) if day_of(each["date"]) <= known_on]
        self.payments = [each for each in inputs.get("payments", ()) if day_of(each["date"]) <= known_on]
        self.invoices = [Account(it, credit_notes, self.judgment, self.rates) for it in inputs["invoices"]]
        self.principal_first = inputs.get("imputation") == "principal_first"
        self.divisor = inputs.get("day_count", "365")
        self.allocations, self.overpaid = [], []

    def run_to(self, last):
        day = min([i.due for i in self.invoices] + [day_of(p["date"]) for p in self.payments])
        while day <= last:
            for invoice in self.invoices:
                invoice.live(day, self.days_in_year(day))
            for payment in self.payments:
                if day_of(payment["date"]) == day:
                    self.receive(payment, day)
            day += ONE_DAY
        for invoice in self.invoices:
            invoice.close_line()
        return self

    def days_in_year(self, day):
        """C2: 365, also in a leap year; the days of the calendar year where that setting is chosen (B07)."""
        if self.divisor == "365":
            return 365
        return (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days

    def receive(self, payment, day):
        """C5 inside one invoice, C6 between several."""
        left = cents_of(payment["amount"])
        shares = {}  # by invoice, the cents set against each part of it

        def pay(invoice, *parts):
            nonlocal left
            for part in parts:
                if left and (paid := invoice.settle(part, left)):
                    left -= paid
                    share = shares.setdefault(invoice.ref, dict.fromkeys(PARTS, 0))
                    share[part] += paid

        main = ("principal", "interest") if self.principal_first else ("interest", "principal")
        if payment.get("invoice"):
            meant = next(each for each in self.invoices if each.ref == payment["invoice"])
            shares[meant.ref] = dict.fromkeys(PARTS, 0)  # shown even when nothing was left to pay on it
            pay(meant, *main, "indemnity")
        else:
            by_age = sorted(self.invoices, key=lambda each: (each.due, each.ref))
            for invoice in by_age:
                if invoice.due <= day:
                    pay(invoice, *main)
            for invoice in by_age:
                if invoice.due <= day:
                    pay(invoice, "indemnity")
            for invoice in by_age:
                if invoice.due > day:
                    pay(invoice, "principal")
        for ref, share in shares.items():
            self.allocations.append(
                {
                    "payment": payment["id"],
                    "date": day.isoformat(),
                    "invoice": ref,
                }
                | {f"to_{part}": euros(share[part]) for part in PARTS}
            )
        if left:
            self.overpaid.append((payment["id"], left))

    def document(self, day):
        balances = [invoice.balance(day) for invoice in self.invoices]

        def total(field, *statuses):
            return sum(cents_of(b[field]) for b in balances if not statuses or b["status"] in statuses)

        totals = {
            "principal_remaining": total("principal_remaining", "overdue"),
            "interest_accrued": total("interest_accrued"),
            "interest_paid": total("interest_paid"),
            "interest_remaining": total("interest_remaining"),
            "indemnity": total("indemnity"),
            "indemnity_remaining": total("indemnity_remaining"),
            "overpayment": sum(amount for _, amount in self.overpaid),
            "principal_not_yet_due": total(
                "principal_remaining", "not_overdue", "not_due_at_insolvency_judgment"
            ),
        }
        totals["total_due"] = sum(
            totals[field] for field in ("principal_remaining", "interest_remaining", "indemnity_remaining")
        )
        floors = sorted({semester for invoice in self.invoices for semester in invoice.floored})
        return {
            "lines": [line for invoice in self.invoices for line in invoice.lines],
            "allocations": self.allocations,
            "per_invoice": balances,
            "totals": {field: euros(amount) for field, amount in totals.items()},
            "flags": [f"contract_rate_below_floor:{semester}" for semester in floors]
            + [f"overpayment:{payment}" for payment, _ in self.overpaid],
            "status": "ok",
        }


class Account:
    """One invoice, day after day: what is owed of it, and the line of interest being written."""

    def __init__(self, facts, credit_notes, judgment, rates):
        self.ref, self.due = facts["ref"], day_of(facts["due_date"])
        credited = sum(cents_of(each["amount"]) for each in credit_notes if each["invoice"] == self.ref)
        self.principal = cents_of(facts["amount_ttc"]) - credited  # C7: from the start
        self.judgment, self.rates = judgment, rates
        self.interest, self.indemnity = 0, 0  # accrued, in cents; interest of closed lines only
        self.interest_paid, self.indemnity_paid = 0, 0
        self.lines, self.open, self.floored = [], None, set()

    def live(self, day, days_in_year):
        """One more day: the EUR 40 on the first day late (C8), and a day of interest (C1, C9–C11, C13)."""
        if day == self.due + ONE_DAY and self.principal and self.rates.indemnity and day >= INDEMNITY_SINCE:
            self.indemnity = 0 if self.judgment and self.due >= self.judgment else INDEMNITY
        begins = self.rates.last_day_without_interest(self.due)
        stopped = self.judgment is not None and day >= self.judgment
        if begins is None or day <= begins or stopped or not self.principal:
            return
        percent, basis, floored = self.rates.on(begins + ONE_DAY, day)
        if floored:
            self.floored.add(semester_of(day))
        if self.open and not self.rates.frozen and (day.month, day.day) in ((1, 1), (7, 1)):
            self.close_line()  # C4
        if not self.open:
            self.open = {"first": day, "base": self.principal, "percent": percent, "basis": basis, "exact": 0}
        self.open["last"] = day
        self.open["exact"] += self.principal * percent / 100 / days_in_year

    def close_line(self):
        """C3: the only rounding, half up to the cent, when a line ends."""
        if not self.open:
            return
        line, self.open = self.open, None
        amount = half_up(line["exact"])
        self.interest += amount
        self.lines.append(
            {
                "invoice": self.ref,
                "from": line["first"].isoformat(),
                "to": line["last"].isoformat(),
                "days": (line["last"] - line["first"]).days + 1,
                "base": euros(line["base"]),
                "rate_pct": percent_text(line["percent"]),
                "rate_basis": line["basis"],
                "amount_unrounded": decimal_text(line["exact"] / 100, 6),
                "amount": euros(amount),
            }
        )

    def settle(self, part, available):
        """Sets money against one part of the debt; a payment that reaches the invoice ends its line (C4)."""
        self.close_line()
        if part == "interest":
            paid = min(available, self.interest - self.interest_paid)
            self.interest_paid += paid
        elif part == "principal":
            paid = min(available, self.principal)
            self.principal -= paid
        else:
            paid = min(available, self.indemnity - self.indemnity_paid)
            self.indemnity_paid += paid
        return paid

    def balance(self, day):
        accessories = self.interest - self.interest_paid + self.indemnity - self.indemnity_paid
        if not self.principal:
            status = "principal_paid_accessories_due" if accessories else "settled"
        elif self.judgment and self.due >= self.judgment:
            status = "not_due_at_insolvency_judgment"
        else:
            status = "overdue" if self.due < day else "not_overdue"
        return {
            "invoice": self.ref,
            "status": status,
            "principal_remaining": euros(self.principal),
            "interest_accrued": euros(self.interest),
            "interest_paid": euros(self.interest_paid),
            "interest_remaining": euros(self.interest - self.interest_paid),
            "indemnity": euros(self.indemnity),
            "indemnity_paid": euros(self.indemnity_paid),
            "indemnity_remaining": euros(self.indemnity - self.indemnity_paid),
        }


class Rates:
    """Which rate a day bears, read in the columns of the table; an empty cell is an unknown rate."""

    with RATES_FILE.open(encoding="utf-8") as file:
        TABLE = {
            row["semester"]: {
                column: Fraction(cell) for column, cell in row.items() if "_pct" in column and cell
            }
            for row in csv.DictReader(file)
        }

    def __init__(self, inputs):
        regime, nature = inputs["regime"], inputs.get("nature", "supply")
        notice = inputs.get("notice_effect_date")
        self.notice = day_of(notice) if notice else None
        # B20, B21: a debtor neither consumer nor professional, and a membership fee whoever owes it, follow
        # the rules of consumers.
        self.legal = regime in ("b2c", "non_professional") or nature == "membership_fee"
        self.frozen = regime == "public" and not self.legal
        self.indemnity = not self.legal and nature == "supply"  # B12
        rate = inputs.get("rate", {})
        self.mode = rate.get("mode", "default")
        self.agreed = Fraction(rate["contract_rate_pct"]) if self.mode == "contract_fixed" else None

    def last_day_without_interest(self, due):
        """C1, C11: the due date; for legal interest the later of it and the notice, None without a notice."""
        if not self.legal:
            return due
        return max(due, self.notice) if self.notice else None

    def on(self, first, day):
        """(percent, basis, whether the floor replaced the contract's rate) for one day (C9, C10, C11)."""
        semester = semester_of(day)
        if self.legal:
            return self.cell("legal_rate_other_cases_pct", semester), f"legal_other_{semester}", False
        if self.frozen:
            start = semester_of(first)
            percent = self.cell("public_procurement_pct_mro_plus_8", start)
            return percent, f"public_mro_plus_8_frozen_{start}", False
        if self.mode == "default":
            percent = self.cell("b2b_default_penalty_pct_mro_plus_10", semester)
            return percent, f"b2b_default_mro_plus_10_{semester}", False
        threefold = self.cell("b2b_contract_floor_3x_legal_other_pct", semester)
        if self.mode == "legal_x3":
            return threefold, f"contract_3x_legal_{semester}", False
        if self.agreed < threefold:
            return threefold, f"floor_3x_legal_{semester}", True
        return self.agreed, "contract_fixed", False

    def cell(self, column, semester):
        try:
            return self.TABLE[semester][column]
        except KeyError:
            raise UnknownRate(semester) from None


def day_of(text):
    return date.fromisoformat(text)


def semester_of(day):
    return f"{day.year}-S{1 if day.month <= 6 else 2}"


def eve_of(semester):
    year, half = semester.split("-S")
    return date(int(year), 1 if half == "1" else 7, 1) - ONE_DAY


def cents_of(text):
    return int(Fraction(text) * 100)


def euros(cents):
    return f"{cents // 100}.{cents % 100:02}"


def half_up(value):
    return floor(value + Fraction(1, 2))


def decimal_text(value, places):
    digits = str(half_up(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


def percent_text(percent):
    """Two decimals, or the three of a contract's rate."""
    return decimal_text(percent, 2 if (percent * 100).denominator == 1 else 3)
