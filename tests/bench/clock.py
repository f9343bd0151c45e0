"""What the clock costs: finding what is due among a million cases, one step, and how many steps a worker does.

The sweep is the real one, over the real store and queue; at the edge of the network a stand-in answers the one query of
the index `due` from a million keys in order, and refuses anything else. Steps are counted on the real store before
moto. Their speed is measured on the twins, so that what is timed is our own work and the printing.
"""

import json
import os
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import process_time
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from moto import mock_aws

from chalicelib import wiring
from chalicelib.cases.case import PARIS
from chalicelib.cases.events import Sending
from chalicelib.documents.pdf import PrintJob, print_pdf
from chalicelib.law.register import load
from chalicelib.local import pace
from chalicelib.services import cases, ports
from chalicelib.services.clock import Clock
from chalicelib.services.step import run_step
from chalicelib.services.sweep import sweep
from chalicelib.store.cases import BUCKETS, Cases
from chalicelib.store.files import s3_client
from chalicelib.store.queue import Queue, sqs_client
from tests import builders as a
from tests import fakes
from tests.bench.prices import PRICES
from tests.bench.table import show
from tests.services.a_space import an_invoice, an_opening, profile
from tests.store import calls
from tests.store.conftest import BUCKET, QUEUE, Parts, real_parts, twins

STORED = 1_000_000
DUE = (100, 1_000, 10_000)
NOW = datetime(2026, 11, 24, 9, tzinfo=PARIS)  # a Tuesday
PAGE = 2**20  # bytes of keys that one query answers
WORKED = 40  # steps of each kind, timed

WORKER_GB = 1769 / 1024
QUEUED = 3  # calls of SQS for one message: sent (a tenth of a call, counted whole), received, deleted


def report() -> None:
    with patch.dict(os.environ, AWS_ACCESS_KEY_ID="bench", AWS_SECRET_ACCESS_KEY="bench"):
        _sweeps()
    spent = speed()
    _show_steps(steps(), spent)


# --- a million cases --------------------------------------------------------------------------------------------------


class Million:
    """The index `due` of a million cases, so many of which are due at `NOW`: instants in order, by bucket."""

    def __init__(self, due: int) -> None:
        self.asked: Counter[str] = Counter()
        now = int(NOW.timestamp())
        self.buckets = [array("q") for _ in range(BUCKETS)]
        for number in range(STORED):
            late = number * 60 % 86_400
            self.buckets[number % BUCKETS].append(now - late if number < due else now + 900 + late * 365)
        for bucket, instants in enumerate(self.buckets):
            self.buckets[bucket] = array("q", sorted(instants))

    def answer(self, request: Any, **_: Any) -> AWSResponse:
        """What DynamoDB or SQS would, and nothing of anything else."""
        operation = request.headers["X-Amz-Target"]
        operation = (operation.decode() if isinstance(operation, bytes) else operation).rpartition(".")[2]
        asked = json.loads(request.body)
        self.asked[operation] += 1
        if operation == "SendMessageBatch":
            sent = [{"Id": e["Id"], "MessageId": e["Id"], "MD5OfMessageBody": ""} for e in asked["Entries"]]
            return _answer({"Successful": sent, "Failed": []})
        if (operation, asked.get("IndexName")) != ("Query", "due"):
            raise AssertionError(f"{operation} of {asked.get('IndexName') or 'the table'}")
        return _answer(self._page(asked))

    def _page(self, asked: dict[str, Any]) -> dict[str, Any]:
        values = {value["S"] for value in asked["ExpressionAttributeValues"].values()}
        bucket = next(value for value in values if value.startswith("due#"))
        until = next(value for value in values if not value.startswith("due#"))
        instants = self.buckets[int(bucket[4:])]
        end = bisect_right(instants, int(datetime.fromisoformat(until).timestamp()))
        start = 1 + _rank(asked["ExclusiveStartKey"]) if "ExclusiveStartKey" in asked else 0
        items, size = [], 0
        for rank in range(start, end):
            items.append(_item(bucket, rank, instants[rank]))
            size += calls.size(items[-1])
            if size > PAGE:
                return {"Items": items, "Count": len(items), "LastEvaluatedKey": items[-1]}
        return {"Items": items, "Count": len(items), "ScannedCount": len(items)}


def _item(bucket: str, rank: int, at: int) -> dict[str, Any]:
    case = f"{bucket[4:]}{rank:031}"  # as long as a real one
    told = {
        "pk": f"account#{rank % 20_000:016}",
        "sk": f"case#{rank // 4:032}#{case}",
        "due_bucket": bucket,
        "due_at": datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds"),
    }
    return {name: {"S": value} for name, value in told.items()}


def _rank(key: dict[str, Any]) -> int:
    return int(key["sk"]["S"].rpartition("#")[2][1:])


class _Raw:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.body


def _answer(told: dict[str, Any]) -> AWSResponse:
    return AWSResponse("https://aws.example", 200, {}, _Raw(json.dumps(told).encode()))


def _sweeps() -> None:
    rows = []
    table, client = wiring.table(), sqs_client(wiring.REGION)
    dynamo = table._get_connection().connection.client
    for due in DUE:
        million = Million(due)
        for each in (dynamo, client):
            each.meta.events.register("before-send", million.answer)
        world = fakes.World()
        started = process_time()
        with calls.recorded() as made:
            found = sweep(Cases(table), Queue(client, QUEUE), fakes.Runs(world), NOW)
        spent = process_time() - started
        for each in (dynamo, client):
            each.meta.events.unregister("before-send", million.answer)
        assert found == due
        assert million.asked.keys() == {"Query", "SendMessageBatch"}
        reads = sum(call.reads for call in made)
        rows.append((f"{due:,}", *_of(million), f"{reads:g}", f"{spent:.2f}", f"{spent / due * 1000:.2f}"))
    show(
        f"The sweep, among {STORED:,} cases: the index alone is asked",
        ("due", "queries", "messages’ calls", "read units", "CPU s", "CPU ms a case"),
        rows,
    )


def _of(million: Million) -> tuple[str, str]:
    return f"{million.asked['Query']:,}", f"{million.asked['SendMessageBatch']:,}"


# --- one step ---------------------------------------------------------------------------------------------------------


@dataclass
class Steps:
    """An account on some parts, whose cases come to their first reminder on `NOW`'s day."""

    parts: Parts
    printer: Callable[[PrintJob], bytes]

    def __post_init__(self) -> None:
        parts = self.parts
        kept = parts.accounts.of_email(f"{id(self)}@example.fr", date(2026, 1, 1))
        self.account = parts.accounts.put(replace(kept, profile=profile())).id
        self.mailer = fakes.Mailer()
        self.clock = Clock(
            accounts=parts.accounts,
            cases=parts.cases,
            debtors=parts.debtors,
            files=parts.files,
            mailer=self.mailer,
            links=parts.links,
            limits=parts.limits,
            tellings=parts.tellings,
            runs=parts.runs,
            register=load(),
            site="https://acquit.example",
            print_pdf=self.printer,
        )

    def open(self, number: int, *, on: datetime = NOW - timedelta(days=4)) -> str:
        """A case of a client of its own, late by the days of the first reminder on `NOW`'s day."""
        case = f"case-{number:028}"
        opening = an_opening(
            case, an_invoice(f"F-{number}", due="2026-11-19"), sending=Sending.SEND_REMINDERS
        )
        facts = a.a_debtor(email=f"client-{number}@example.fr", debtor={**DEBTOR, "name": f"Client {number}"})
        space = self.clock.space(self.account, on)
        self.parts.debtors.put(self.account, ports.Debtor(f"client-{number:025}", facts))
        owing = opening.debtor.model_copy(update={"id": f"client-{number:025}", "facts": None})
        cases.open_case(space, opening.model_copy(update={"debtor": owing}))
        return case

    def step(self, case: str, at: datetime, expected: str) -> None:
        due = ports.Due(self.account, "", case, at)
        outcome = run_step(self.clock, ports.Work(at, due), at)
        assert outcome == expected, outcome


DEBTOR = {"address": {"street": "4 rue du Port", "postcode": "59140", "city": "Dunkerque"}}
EVE, EARLY = NOW - timedelta(days=1), NOW - timedelta(minutes=30)


def steps() -> dict[str, list[calls.Call]]:
    """What one step of each kind asks of AWS, before moto."""
    pace.quicken()
    made: dict[str, list[calls.Call]] = {}
    with mock_aws():
        wiring.table().create_table()
        where = {"LocationConstraint": wiring.REGION}
        s3_client(wiring.REGION).create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)  # type: ignore[arg-type]
        real = real_parts(wiring.table())
        one, ten = Steps(real, _small), Steps(real, _small)
        case = one.open(1)
        made["a telling of one case"] = _made(one, case, EVE, "told")
        made["a skip: it is not the hour yet"] = _made(one, case, EARLY, "skipped:NOT_NOW")
        made["a reminder that leaves"] = _made(one, case, NOW, "sent")
        first, *_ = [ten.open(number) for number in range(2, 12)]
        made["a telling of ten cases"] = _made(ten, first, EVE, "told")
    return made


def _show_steps(made: dict[str, list[calls.Call]], spent: dict[str, float]) -> None:
    show(
        "One step: store calls, capacity, and what 1,000 of them cost in US dollars",
        (
            "step",
            "DynamoDB calls",
            "read units",
            "write units",
            "S3 PUT",
            "mails",
            "store $",
            "mail $",
            "Lambda $",
            "SQS $",
            "1,000 steps $",
        ),
        [_row(name, each, spent) for name, each in made.items()],
    )
    print("\nPrices of tests/bench/prices.toml, to be checked before they are quoted.")


def _made(steps: Steps, case: str, at: datetime, expected: str) -> list[calls.Call]:
    with calls.recorded() as made:
        steps.step(case, at, expected)
    return made


def _row(name: str, made: list[calls.Call], spent: dict[str, float]) -> tuple[str, ...]:
    store = [call for call in made if call.service == "dynamodb"]
    reads, writes = sum(call.reads for call in store), sum(call.writes for call in store)
    files = sum(call.operation == "PutObject" for call in made)
    mails = int("skip" not in name)
    kept = reads * PRICES["dynamodb_read"] + writes * PRICES["dynamodb_write"] + files * PRICES["s3_put"]
    ran = PRICES["lambda_request"] + spent[name] * WORKER_GB * PRICES["lambda_gb_second"]
    mail, queued = mails * PRICES["ses_mail"], QUEUED * PRICES["sqs_call"]
    costs = (kept, mail, ran, queued, kept + mail + ran + queued)
    return (
        name,
        f"{len(store)}",
        f"{reads:g}",
        f"{writes:g}",
        f"{files}",
        f"{mails}",
        *(f"{1000 * cost:.4f}" for cost in costs),
    )


# --- how many a worker does -------------------------------------------------------------------------------------------


def speed() -> dict[str, float]:
    """CPU seconds of each kind of step, printing included."""
    printed: list[float] = []

    def timed(job: PrintJob) -> bytes:
        started = process_time()
        pdf = print_pdf(job)
        printed.append(process_time() - started)
        return pdf

    steps = Steps(twins(), timed)
    one, skip, sent, ten = [], [], [], []
    for number in range(WORKED):
        case = steps.open(number)
        one.append(_timed(steps, case, EVE, "told"))
        skip.append(_timed(steps, case, EARLY, "skipped:NOT_NOW"))
        sent.append(_timed(steps, case, NOW, "sent"))
        cases.record_fact(
            steps.clock.space(steps.account, NOW), case, 4, f"closed-{number:04}", a.e.Closed(reason="other")
        )
    for _ in range(WORKED // 4):
        many = Steps(twins(), _small)
        first, *_ = [many.open(number) for number in range(10)]
        ten.append(_timed(many, first, EVE, "told"))
    found = {
        "a telling of one case": median(one),
        "a telling of ten cases": median(ten),
        "a skip: it is not the hour yet": median(skip),
        "a reminder that leaves": median(sent),
    }
    printing = median(printed)
    rows = [(name, f"{1000 * took:.1f}", f"{1 / took:.1f}") for name, took in found.items()]
    show(
        "A worker, with mails and store in memory: median of each step, CPU time",
        ("step", "ms", "steps a second and worker"),
        rows,
    )
    whole = found["a reminder that leaves"]
    ours = whole - printing
    print(f"\nOf a reminder, printing takes {printing / whole:.0%}: {1000 * ours:.0f} ms are our own work.")
    return found


def _timed(steps: Steps, case: str, at: datetime, expected: str) -> float:
    started = process_time()
    steps.step(case, at, expected)
    return process_time() - started


def _small(job: PrintJob) -> bytes:
    return b"%PDF-1.7 " + job.html[:20].encode()


if __name__ == "__main__":
    report()
