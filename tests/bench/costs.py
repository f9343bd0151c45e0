"""`make costs`: what 100, 10,000 and 1,000,000 subscribers cost a month on paper, and the limits met on the way.

Measured here, now: what each operation asks of the store, the sizes kept, CPU time. Assumed: prices, what a subscriber
does in a month, how long AWS takes to answer (prices.toml, dated). An order of magnitude, to be checked before it is
relied on.
"""

from dataclasses import dataclass
from math import floor, log10
from pathlib import Path
from time import process_time
from typing import Any

from moto import mock_aws
from samtranslator.yaml_helper import yaml_parse

from app import app
from chalicelib import wiring
from chalicelib.local import pace
from tests.bench import clock, store
from tests.bench.prices import INPUTS, PRICES
from tests.bench.table import show
from tests.store import calls
from tests.store.conftest import real_parts, twins

SUBSCRIBERS = (100, 10_000, 1_000_000)
CASES = 100  # of the account that is measured
GB = 1e6  # kilobytes
SMALL_GB = 0.5  # memory of the functions that print nothing
SWEEPS, CHECKS = 30 * 96, 30 * 24  # a month
COLLECTION_GB, PARTITION_WRITES = 10, 1_000  # DynamoDB's own: of one account, and a second
DAY_OF_SENDING = 10 * 3600  # seconds, of the hours at which reminders leave (E03)
INFRA = (Path(__file__).parents[2] / ".chalice" / "infra.yaml").read_text(encoding="utf-8")
ALARMS = INFRA.count("AWS::CloudWatch::Alarm")
WORKERS = int(INFRA.partition("MaximumConcurrency: ")[2].partition("}")[0])  # of RunStep, at once
THROTTLES = yaml_parse(INFRA)["Resources"]["RestAPI"]["Properties"]["MethodSettings"]  # the first is for all others
PRINTED = ("/letters", "/letters/sheet")  # by whoever asks, without a session

MONTH, ASSUMED = INPUTS["month"], INPUTS["assumed"]
REMINDER, TELLING, SKIP = "a reminder that leaves", "a telling of one case", "a skip: it is not the hour yet"
LIST, CASE, PAYMENT, OPENING = "list, a page of 100", "a case, whole", "record a payment", "open a case"
SESSION = "sign-in check and account"


@dataclass(frozen=True)
class Measured:
    """By operation: its calls and its CPU seconds; and the kilobytes that a case takes in the table."""

    made: dict[str, list[calls.Call]]
    cpu: dict[str, float]
    case_kb: float

    def store(self, name: str) -> float:
        """Dollars of the capacity that one such operation takes."""
        reads, writes = (sum(getattr(each, what) for each in self.made[name]) for what in ("reads", "writes"))
        return reads * PRICES["dynamodb_read"] + writes * PRICES["dynamodb_write"]

    def writes(self, name: str) -> float:
        return sum(each.writes for each in self.made[name])

    def seconds(self, name: str) -> float:
        """From its call to its answer: our CPU time, and what AWS is waited for."""
        waits = {"dynamodb": ASSUMED["dynamodb_call_ms"], "s3": ASSUMED["s3_call_ms"]}
        return self.cpu[name] + sum(waits.get(each.service, 0) for each in self.made[name]) / 1000


def measure() -> Measured:
    pace.quicken()
    with mock_aws():
        wiring.table().create_table()
        made = store.costs(real_parts(wiring.table()), CASES, store.recorded)
        client: Any = wiring.table()._get_connection().connection.client
        pages = client.get_paginator("scan").paginate(TableName=wiring.table().Meta.table_name)
        items = [item for page in pages for item in page["Items"]]
    kept = sum(calls.size(item) * (2 if "place" in item else 1) for item in items)  # `places` holds a copy
    spent: list[float] = []

    def timed(work: Any) -> list[calls.Call]:
        started = process_time()
        work()
        spent.append(process_time() - started)
        return []

    cpu = dict(zip(store.costs(twins(), CASES, timed), spent, strict=True))
    return Measured(made | clock.steps(), cpu | clock.speed(), kept / CASES / 1000)


def monthly(found: Measured) -> dict[str, tuple[float, float]]:
    """Dollars a month by service: whatever happens, and for each subscriber."""
    steps = {REMINDER: MONTH["reminders"], TELLING: MONTH["tellings"], SKIP: MONTH["skips"]}
    asked = {
        LIST: MONTH["lists"],
        CASE: MONTH["cases_seen"] + 2 * MONTH["sign_ins"],
        PAYMENT: MONTH["payments"],
        OPENING: MONTH["cases_opened"],
        REMINDER: MONTH["drawn"],  # printed and kept as one that leaves
    }
    api_calls, letters = sum(asked.values()), MONTH["drawn"] + MONTH["reminders"]
    heard, looks = MONTH["reminders"], MONTH["looks_at_bodacc"]
    ran = sum(steps.values()) + api_calls + heard

    capacity = sum(times * found.store(name) for done in (asked, steps) for name, times in done.items())
    capacity += api_calls * found.store(SESSION) + heard * found.store(CASE) + looks * found.store(PAYMENT)
    table_gb = MONTH["kept_months"] * MONTH["cases_opened"] * found.case_kb / GB
    large = sum(times * found.seconds(name) for done in (asked, steps) for name, times in done.items())
    large += (
        api_calls * found.seconds(SESSION)
        + (MONTH["reminders"] + MONTH["tellings"]) * ASSUMED["ses_call_ms"] / 1000
    )
    small = heard * found.seconds(CASE) + looks * ASSUMED["bodacc_call_ms"] / 1000
    seconds = clock.WORKER_GB * large + SMALL_GB * small
    idle = (SWEEPS + CHECKS) * (8 * ASSUMED["dynamodb_call_ms"] / 1000 + 0.5) * SMALL_GB
    letters_gb = letters * ASSUMED["letter_kb"] / GB
    attached_gb = MONTH["reminders"] * ASSUMED["letter_kb"] / GB
    pages_gb = MONTH["pages"] / 3 * ASSUMED["page_kb"] / GB
    return {
        "DynamoDB, reads and writes": ((SWEEPS + CHECKS) * 4 * PRICES["dynamodb_read"], capacity),
        "DynamoDB, a year's data": (
            0,
            table_gb * (PRICES["dynamodb_gb_month"] + PRICES["recovery_gb_month"]),
        ),
        "Lambda": (
            (SWEEPS + CHECKS) * PRICES["lambda_request"] + idle * PRICES["lambda_gb_second"],
            ran * PRICES["lambda_request"] + seconds * PRICES["lambda_gb_second"],
        ),
        "API Gateway": (0, api_calls * PRICES["api_call"]),
        "SES": (0, _mails() * PRICES["ses_mail"] + attached_gb * PRICES["ses_attached_gb"]),
        "SQS": (0, clock.QUEUED * sum(steps.values()) * PRICES["sqs_call"]),
        "S3, a year's letters": (
            0,
            letters * PRICES["s3_put"] + MONTH["kept_months"] * letters_gb * PRICES["s3_gb_month"],
        ),
        "CloudFront": (
            0,
            pages_gb * PRICES["cloudfront_gb"] + (MONTH["pages"] + api_calls) * PRICES["cloudfront_call"],
        ),
        "CloudWatch": (
            ALARMS * PRICES["alarm_month"] + ASSUMED["metrics"] * PRICES["metric_month"],
            ran * ASSUMED["log_kb_a_call"] / GB * PRICES["logs_gb"],
        ),
    }


def limits(found: Measured) -> list[tuple[float, str, str]]:
    """From how many subscribers on each limit is met, which, and what to do then; the first met first."""
    busy = (
        ASSUMED["peak"] / MONTH["working_days"] / ASSUMED["busy_hours"] / 3600
    )  # a month's doings, in a second
    called = MONTH["lists"] + MONTH["cases_seen"]
    steps = MONTH["reminders"] + MONTH["tellings"] + MONTH["skips"]
    loads = {
        "mails_a_day": _mails() / MONTH["working_days"],
        "mails_a_second": _mails() * busy,
        "reminders_a_day": MONTH["reminders"] / MONTH["working_days"],
        "route_a_second": MONTH["lists"] * busy,
        "at_once": busy * (called * found.seconds(LIST) + MONTH["drawn"] * found.seconds(REMINDER)),
        "steps_a_second": steps * busy,
    }
    measured = WORKERS * DAY_OF_SENDING / (found.seconds(REMINDER) + ASSUMED["ses_call_ms"] / 1000)
    met = []
    for limit in INPUTS["limit"]:
        value = measured if limit["value"] == "measured" else limit["value"]
        left = value - WORKERS if limit["unit"] == "at_once" else value  # the workers come first
        met.append((left / loads[limit["unit"]], f"{limit['what']}: {value:,.0f}", limit["then"]))
    return sorted(met)


def flood(found: Measured) -> float:
    """Dollars a day while strangers keep every route at its throttle, each call doing all it can do."""
    rates = {
        (each["HttpMethod"], each["ResourcePath"][1:].replace("~1", "/")): each["ThrottlingRateLimit"]
        for each in THROTTLES
    }
    dollars = 0.0
    for path, methods in app.routes.items():
        for method in methods:
            seconds = found.seconds(REMINDER) if path in PRINTED and method == "POST" else found.seconds(SESSION)
            a_call = PRICES["api_call"] + PRICES["lambda_request"] + PRICES["cloudfront_call"]
            a_call += seconds * clock.WORKER_GB * PRICES["lambda_gb_second"] + found.store(SESSION)
            dollars += 86_400 * rates.get((method, path), rates["*", "*"]) * a_call
    return dollars


def report() -> None:
    found = measure()
    by_service = monthly(found)
    rows = [
        [name, *(_dollars(fixed + count * each) for count in SUBSCRIBERS)]
        for name, (fixed, each) in by_service.items()
    ]
    totals = [sum(fixed + count * each for fixed, each in by_service.values()) for count in SUBSCRIBERS]
    rows.append(["**a month, US dollars**", *(f"**{_dollars(total)}**" for total in totals)])
    rows.append(["a subscriber", *(f"{total / n:.2g}" for total, n in zip(totals, SUBSCRIBERS, strict=True))])
    show("On paper: subscribers and dollars a month", ("service", *(f"{n:,}" for n in SUBSCRIBERS)), rows)
    show(
        "Limits, the first met first",
        ("from about … subscribers", "limit", "then"),
        [(_rounded(count), what, then) for count, what, then in limits(found)],
    )
    print(f"\nA flood that keeps every throttle full: {_rounded(flood(found))} dollars a day.")
    print(
        f"\nOne account alone: {COLLECTION_GB * GB / found.case_kb:,.0f} cases fill its {COLLECTION_GB} GB, and"
        f" {PARTITION_WRITES / found.writes(OPENING):.0f} cases opened a second heat its partition: beyond, split the"
        " account, or import more slowly.\n"
        "Prices, limits and habits are those of tests/bench/prices.toml: to be checked before they are relied on."
    )


def _mails() -> float:
    return float(MONTH["reminders"] + MONTH["tellings"] + MONTH["sign_ins"])


def _dollars(amount: float) -> str:
    return f"{amount:,.2f}" if amount < 10 else _rounded(amount)


def _rounded(number: float) -> str:
    """Two figures are all that is known."""
    return f"{round(number, 1 - floor(log10(number))):,.0f}" if number else "0"


if __name__ == "__main__":
    report()
