"""The clock of this machine: the handlers of `app.py` started as Lambda starts them, a day at a time."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from chalice.test import Client
from moto import mock_aws

import app as service
from chalicelib import wiring
from chalicelib.cases.case import PARIS
from chalicelib.local import clock, operator, stage, tick
from chalicelib.local.site import REPOSITORY
from chalicelib.services import cases, step
from chalicelib.services.accounts import change_profile
from chalicelib.services.ports import Due, Work
from tests import builders as a
from tests.services.a_space import an_opening, profile

FRIDAY, MONDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)
CASE = "case-0001"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A machine as `make run` prepares it, and an account that may write letters."""
    monkeypatch.setenv("ACQUIT_LINKS", "")
    monkeypatch.setenv("ACQUIT_TODAY", FRIDAY.isoformat())
    monkeypatch.delenv("ACQUIT_BODACC", raising=False)
    monkeypatch.setattr(wiring, "print_pdf", lambda: lambda job: b"%PDF-1.7 a letter")
    kept = (
        wiring.files,
        wiring.exports,
        wiring.bodacc,
        wiring.queue,
        wiring.dead_letters,
        wiring.clock,
        clock._sqs,
    )
    for each in kept:
        each.cache_clear()
    with mock_aws():
        stage.prepare()
        account = wiring.accounts().of_email("lea@example.fr", FRIDAY)
        change_profile(account.id, account.version, profile(), wiring.accounts())
        yield account.id
    for each in kept:
        each.cache_clear()


def follow(account: str) -> None:
    """A case whose first reminder leaves by itself, opened on Friday."""
    opening = an_opening(CASE, sending="send_reminders")
    client = a.a_debtor(email="compta@client.example")
    known = client.debtor.model_copy(update={"siren": "991200452"})
    client = client.model_copy(update={"debtor": known})
    owing = opening.debtor.model_copy(update={"facts": client})
    with wiring.at(datetime.combine(FRIDAY, clock.FIRST, PARIS)):
        cases.open_case(wiring.space(account), opening.model_copy(update={"debtor": owing}))


def events(account: str) -> list[str]:
    return [each.event.kind for each in wiring.cases().history(account, CASE)]


def waiting() -> tuple[int, int]:
    return wiring.queue().depths()


def dead() -> list[str]:
    return [each.id for each in wiring.dead_letters().some()]


def put(body: str) -> None:
    client, url = clock._sqs()
    client.send_message(QueueUrl=url, MessageBody=body)


# --- days -----------------------------------------------------------------------------------------------------------


def test_a_reminder_is_announced_one_day_and_leaves_the_next(account: str) -> None:
    follow(account)
    assert clock.live(MONDAY)["told"] == 1
    assert events(account) == ["opened", "creditor_told"]
    lived = clock.live(TUESDAY)
    assert (lived["sent"], lived["failed"], lived["uncertain"]) == (1, 0, 0)
    assert events(account)[:4] == ["opened", "creditor_told", "letter_issued", "letter_mailed"]
    (letter,) = wiring.cases().of_debtor(account, wiring.debtors().all(account)[0].id)[0].letters
    assert letter.sent.date == TUESDAY
    assert waiting() == (0, 0)


def test_a_day_lived_twice_sends_once(account: str) -> None:
    follow(account)
    clock.live(MONDAY)
    clock.live(TUESDAY)
    before = events(account)
    assert clock.live(TUESDAY)["sent"] == 0
    assert events(account) == before


def test_nothing_leaves_on_a_sunday(account: str) -> None:
    follow(account)
    lived = clock.live(date(2026, 11, 22))
    assert not lived["sent"]
    assert not lived["told"]


def test_a_day_without_work_is_one_sweep(account: str) -> None:
    assert clock.live(MONDAY) == {"due": 0} or not clock.live(MONDAY)
    assert [each.at.astimezone(PARIS).hour for each in wiring.runs().last()] == [6]


def test_the_next_sweep_is_the_first_that_finds_something(account: str, monkeypatch: Any) -> None:
    found: list[datetime] = []
    monkeypatch.setattr(type(wiring.cases()), "due", lambda *_: iter(_due(each) for each in found))
    quarter = datetime(2026, 11, 23, 6, 15, tzinfo=PARIS)
    end = datetime(2026, 11, 23, 20, 0, tzinfo=PARIS)
    assert clock._next(quarter, end) > end
    found.append(datetime(2026, 11, 23, 9, 0, tzinfo=PARIS))
    assert clock._next(quarter, end) == found[0]
    found[0] += timedelta(seconds=1)
    assert clock._next(quarter, end) == datetime(2026, 11, 23, 9, 15, tzinfo=PARIS)
    found[0] -= timedelta(days=3)
    assert clock._next(quarter, end) == quarter


def _due(at: datetime) -> Due:
    return Due("account-1", "debtor-01", CASE, at)


# --- the queue ------------------------------------------------------------------------------------------------------


def test_what_failed_alone_is_given_again_and_the_rest_is_done(account: str) -> None:
    follow(account)
    put("no work")
    with wiring.at(datetime.combine(MONDAY, clock.LAST, PARIS)):
        wiring.queue().put(
            [Work(wiring.now(), Due(account, wiring.debtors().all(account)[0].id, CASE, wiring.now()))]
        )
        clock.drain()
        assert waiting() == (0, 1)
        (run,) = wiring.runs().last()
    assert sum(run.counts.values()) == 1


def test_the_worker_answers_as_lambda_asks(account: str) -> None:
    with Client(service.app) as client:
        told = client.lambda_.invoke(
            "run_step",
            {
                "Records": [
                    {"messageId": id, "body": "?", "attributes": {"ApproximateReceiveCount": "1"}}
                    for id in ("m-1", "m-2")
                ]
            },
        )
    assert told.payload == {"batchItemFailures": [{"itemIdentifier": "m-1"}, {"itemIdentifier": "m-2"}]}


def test_a_worker_that_breaks_down_loses_nothing(
    account: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    quoted = "lea@example.fr"
    put(quoted)

    def breaks(*_: Any) -> None:
        raise RuntimeError(quoted)

    monkeypatch.setattr(service, "run_step", breaks)
    clock.drain()
    assert waiting() == (0, 1)
    said = capfd.readouterr().err
    assert "RuntimeError" in said
    assert quoted not in said


def test_what_failed_too_often_is_put_aside_and_sent_back_by_the_operator(
    account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, url = clock._sqs()
    client.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "0"})
    follow(account)
    monkeypatch.setattr(step, "_done", lambda *_: 1 / 0)
    given: list[str] = []
    run_step = service.run_step

    def counted(event: dict[str, Any], context: Any) -> Any:
        given.extend(each["attributes"]["ApproximateReceiveCount"] for each in event["Records"])
        return run_step(event, context)

    monkeypatch.setattr(service, "run_step", counted)
    debtor = wiring.debtors().all(account)[0].id
    with wiring.at(datetime.combine(MONDAY, clock.LAST, PARIS)):
        wiring.queue().put([Work(wiring.now(), Due(account, debtor, CASE, wiring.now()))])
        clock.drain()
    assert given == ["1", "2", "3", "4", "5"]
    (letter,) = dead()
    said = operator.operate("")
    assert "ALARM  steps failed too often" in said
    assert letter in said
    assert "lea@example.fr" not in said
    monkeypatch.undo()
    client.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "360"})
    assert operator.here(f"REPLAY {letter}").startswith(f"{letter}: sent back to the queue.")
    assert dead() == []
    assert waiting() == (0, 0)
    assert operator.operate("REPLAY other").startswith("other: there is no such dead letter.")


# --- by itself ------------------------------------------------------------------------------------------------------


def test_the_clock_runs_by_itself_and_asks_bodacc_once_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACQUIT_TODAY", raising=False)
    monkeypatch.setattr(clock, "QUARTER", timedelta())
    ticking, turns = clock.Clock(), []

    def turn(*, check: bool) -> None:
        turns.append(check)
        if len(turns) == 9:
            ticking.stopped.set()

    monkeypatch.setattr(clock, "turn", turn)
    ticking.start()
    ticking.join(5)
    assert turns == [True, False, False, False] * 2 + [True]


def test_time_that_is_pretended_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACQUIT_TODAY", "2026-11-23")
    monkeypatch.setattr(clock, "turn", lambda **_: pytest.fail("it ran"))
    ticking = clock.Clock()
    ticking.stopped.set()
    ticking.run()


def test_an_instant_that_is_pretended_is_that_of_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    instant = datetime(2027, 3, 1, 8, 0, tzinfo=PARIS)
    monkeypatch.setenv("ACQUIT_TODAY", "2026-11-23")
    with wiring.at(instant):
        assert (wiring.now(), wiring.today()) == (instant, date(2027, 3, 1))
    assert wiring.today() == MONDAY


def test_bodacc_is_asked_only_where_it_is_said(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wiring.bodacc() is None
    clock.live(MONDAY)
    assert not [outcome for run in wiring.runs().last() for outcome in run.counts if "check" in outcome]
    wiring.bodacc.cache_clear()
    follow(account)
    monkeypatch.setenv("ACQUIT_BODACC", "http://127.0.0.1:9")  # nobody answers there
    assert clock.live(TUESDAY)["check:unavailable"] == 1
    assert "BODACC was not asked" not in tick.tick(TUESDAY.isoformat())


# --- the handlers ---------------------------------------------------------------------------------------------------


def test_a_sweep_loads_neither_templates_nor_the_printer() -> None:
    code = """
import sys
import boto3
from moto import mock_aws
import app
from chalicelib import wiring
for name in [name for name in sys.modules if name.partition(".")[0] == "jinja2"]:
    del sys.modules[name]  # moto's own
with mock_aws():
    wiring.table().create_table()
    boto3.client("sqs").create_queue(QueueName=wiring.QUEUE)
    app.sweep({k: {} for k in ("version account region detail detail-type source time id resources").split()}, None)
print([name for name in ("weasyprint", "jinja2", "lxml", "PIL") if name in sys.modules])
"""
    environment = {**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "acquit-sweep"}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, env=environment, capture_output=True, text=True
    )
    *lines, loaded = told.stdout.splitlines()
    assert loaded == "[]", told.stderr
    said = {name for line in lines for name in json.loads(line)}
    assert {"Due", "OldestDueSeconds", "Outcomes", "RatesLeftDays"} <= said


def test_a_report_on_a_mail_is_heard(account: str) -> None:
    follow(account)
    clock.live(MONDAY)
    clock.live(TUESDAY)
    tags = {"account": [account], "case": [CASE], "letter": ["1"]}
    mail = {"timestamp": "2026-11-24T08:00:03Z", "messageId": "m", "tags": tags}
    report = {
        "eventType": "Bounce",
        "bounce": {"bounceType": "Permanent"},
        "mail": mail | {"destination": ["compta@client.example"]},
    }
    with Client(service.app) as client:
        client.lambda_.invoke("hear_mail", client.events.generate_sns_event(json.dumps(report)))
        client.lambda_.invoke("hear_mail", client.events.generate_sns_event("garbage"))
    assert events(account)[-1] == "address_failed"
    assert wiring.debtors().all(account)[0].dead is not None


# --- data made before the clock -------------------------------------------------------------------------------------


def test_a_table_made_before_the_clock_gets_its_index_and_every_case_its_place(account: str) -> None:
    follow(account)
    client = wiring.table()._get_connection().connection.client
    described = client.describe_table(TableName="acquit")["Table"]
    indexes = [
        {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
        for index in described["GlobalSecondaryIndexes"]
        if index["IndexName"] != "check"
    ]
    items = client.scan(TableName="acquit")["Items"]
    client.delete_table(TableName="acquit")
    client.create_table(
        TableName="acquit",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=described["KeySchema"],
        AttributeDefinitions=[
            each for each in described["AttributeDefinitions"] if "check" not in each["AttributeName"]
        ],
        GlobalSecondaryIndexes=indexes,
        LocalSecondaryIndexes=[
            {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
            for index in described["LocalSecondaryIndexes"]
        ],
    )
    for item in items:
        for name in ("check_bucket", "check_at", "due_bucket", "due_at"):
            item.pop(name, None)
        client.put_item(TableName="acquit", Item=item)
    stage.prepare()
    stage.prepare()
    later = datetime(2026, 12, 31, 12, 0, tzinfo=PARIS)
    assert [each.case for each in wiring.cases().due(later)] == [CASE]
    assert [each.case for each in wiring.cases().to_check(later)] == [CASE]
    assert events(account) == ["opened"]


# --- the commands ---------------------------------------------------------------------------------------------------


def test_a_tick_tells_what_the_day_came_to_and_the_service_stays_there(
    account: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(account)
    said = tick.tick("2026-11-23")
    assert said.startswith("Monday 23 November 2026, from 06:00 to 20:00:")
    assert "     1 cases told to their creditor" in said
    assert "BODACC was not asked" in said
    assert wiring.today() == MONDAY
    assert "     1 reminders left" in tick.tick("2026-11-24")
    assert wiring.today() == TUESDAY
    assert tick.tick("").startswith("Tuesday 24 November 2026")


@pytest.mark.parametrize("told", ["hier", "2026-13-01", "01/12/2026"])
def test_a_day_that_is_none_is_one_sentence(
    told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATE", told)
    assert tick.main() == 1
    assert capsys.readouterr().err == f"DATE must be a day, such as 2026-12-01, not '{told}'.\n"


def test_what_was_skipped_is_told_in_words() -> None:
    told = tick.lines(Counter({"due": 3, "skipped:NOT_NOW": 2, "uncertain:a/b": 1, "check:found": 1}))
    assert told[:2] == ["     3 cases were due", "     1 mails may or may not have left: to be checked"]
    assert told[2:4] == ["     2 skipped: not now", "     1 BODACC: found"]


def test_the_operator_of_a_service_on_aws_is_told_by_the_address_of_its_queue(
    account: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock.live(MONDAY)
    wiring.queue.cache_clear()
    monkeypatch.setenv("ACQUIT_QUEUE", clock._sqs()[1])
    monkeypatch.setattr(operator.beside, "ask", lambda *_: pytest.fail("it asked this machine"))
    with wiring.at(datetime.combine(TUESDAY, clock.FIRST, PARIS)):
        assert operator.main() == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "ALARM  the clock does not run: no sweep for an hour"
    assert said[-1] == "  2026-11-23 05:00 UTC  due 0"
