"""Random claims, as the `inputs` of a golden case: dates crowd around the days on which something changes."""

from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# The same claims on every run, however slow the machine.
stable = settings(derandomize=True, deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))

FIRST_DAY, LAST_DAY = date(2011, 7, 1), date(2028, 3, 31)
# The edges of the table of rates, the inversion of 2024, leap days, and any day at all.
TURNING_POINTS = [date(2013, 1, 1), date(2013, 7, 1), date(2024, 3, 1), date(2024, 7, 1), date(2027, 1, 1)]
ORDINARY_CENTS = st.integers(1_00, 20_000_00)
MOST_CENTS = 999_999_999_99
CENTS = ORDINARY_CENTS | st.integers(1, 99) | st.integers(1, MOST_CENTS)
REGIMES = ("b2b", "public", "b2c", "public", "b2b", "non_professional")
NATURES = (*["supply"] * 4, "commercial_lease", "insurance_indemnity", "membership_fee")
AT_THE_FLOOR = st.sampled_from(("0.12", "2.79", "7.86", "8.25", "8.249", "11.13", "14.76", "15.21"))
PERCENTS = st.integers(1, 99_999).map(lambda thousandths: f"{thousandths // 1000}.{thousandths % 1000:03}")
CREDITED_PARTS = st.lists(
    st.sampled_from((4, 2, 1)), max_size=2
)  # the whole, a half, a quarter of what is left
RATES = st.one_of(
    st.just({"mode": "default"}),
    st.just({"mode": "legal_x3"}),
    (AT_THE_FLOOR | PERCENTS).map(lambda percent: {"mode": "contract_fixed", "contract_rate_pct": percent}),
)
COMPUTATION_DAYS = st.one_of(
    st.dates(date(2023, 6, 1), date(2026, 12, 31)),
    st.tuples(st.sampled_from(TURNING_POINTS), st.integers(-2, 90)).map(lambda of: of[0] + timedelta(of[1])),
    st.dates(FIRST_DAY, LAST_DAY),
)
# Days on which some rates a claim may need were not published: the table starts in 2012 and ends with 2026.
EDGE_DAYS = st.dates(date(2027, 1, 1), date(2027, 9, 30)) | st.dates(date(2012, 6, 1), date(2014, 3, 31))
# Days on which every rate a two-and-a-half-year-old debt can need has been published.
PRICED_DAYS = st.dates(date(2016, 1, 1), date(2026, 12, 31))


def euros(cents):
    return f"{cents // 100}.{cents % 100:02}"


@st.composite
def claims(draw, computed_on=COMPUTATION_DAYS):
    """A claim without contradictions."""
    computed = draw(computed_on)
    # A span of one length for the whole claim: short ones crowd the dates, long ones cross several semesters.
    span = draw(st.sampled_from((400, 60, 900, 12)))

    def near():
        return computed + timedelta(draw(st.integers(-span, span // 12)))

    invoices = []
    credit_notes = []
    for number in range(draw(st.integers(1, 5))):
        cents = draw(CENTS)
        ref = f"F-{9 - number}"
        twin = invoices and draw(st.integers(0, 3)) == 3  # due the same day as the one before
        due_date = invoices[-1]["due_date"] if twin else near().isoformat()
        invoices.append({"ref": ref, "amount_ttc": euros(cents), "due_date": due_date})
        for part in draw(CREDITED_PARTS):
            if credit := cents // part:
                cents -= credit
                credit_notes.append(
                    {
                        "id": f"A-{len(credit_notes)}",
                        "date": near().isoformat(),
                        "amount": euros(credit),
                        "invoice": ref,
                    }
                )
    dues = [date.fromisoformat(invoice["due_date"]) for invoice in invoices]
    invoiced = [int(invoice["amount_ttc"].replace(".", "")) for invoice in invoices]
    telling_sums = (*invoiced, min(sum(invoiced), MOST_CENTS), 40_00)

    def near_a_due_date():
        if draw(st.booleans()):
            return near()
        return draw(st.sampled_from(dues)) + timedelta(draw(st.integers(-1, 2)))

    payments = []
    for number in range(draw(st.integers(0, 4))):
        payment = {
            "id": f"P-{number}",
            "date": near_a_due_date().isoformat(),
            "amount": euros(draw(CENTS) if draw(st.booleans()) else draw(st.sampled_from(telling_sums))),
        }
        if draw(st.booleans()):
            payment["invoice"] = draw(st.sampled_from(invoices))["ref"]
        payments.append(payment)
    inputs = {
        "regime": draw(st.sampled_from(REGIMES)),
        "nature": draw(st.sampled_from(NATURES)),
        "rate": draw(RATES),
        "imputation": draw(st.sampled_from(("interest_first", "interest_first", "principal_first"))),
        "day_count": draw(st.sampled_from(("365", "365", "actual"))),
        "computation_date": computed.isoformat(),
        "invoices": invoices,
        "payments": payments,
        "credit_notes": credit_notes,
    }
    if draw(st.integers(0, 3)):
        inputs["notice_effect_date"] = near_a_due_date().isoformat()
    if draw(st.integers(0, 4)) == 4:
        inputs["insolvency_judgment_date"] = near_a_due_date().isoformat()
    return inputs
