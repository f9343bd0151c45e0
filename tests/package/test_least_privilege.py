"""Each function may do on AWS exactly what it does: one permission more, or one less, fails.

Every route is asked, and the clock taken through all that it meets, on a stand-in of AWS: what each handler asks is
what .chalice/infra.yaml lets it do.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from chalice import Chalice
from chalice.test import Client
from moto import mock_aws

import app as service
from chalicelib import wiring
from chalicelib.cases.case import PARIS
from chalicelib.core.errors import Refusal
from chalicelib.local import clock, stage
from chalicelib.services import case_letters, invoice_files, step
from chalicelib.services.accounts import change_profile
from chalicelib.services.ports import Mail, NotAccepted, Work
from chalicelib.store.queue import message_of
from tests import fakes
from tests.local.test_clock import CASE, FRIDAY, MONDAY, TUESDAY, follow
from tests.package.conftest import ROOT
from tests.package.permissions import Recorder, allowed, by_lambda_itself, recorded
from tests.services.a_space import profile
from tests.services.test_mail_events import a_report
from tests.services.test_weekly_checks import LIQUIDATION, Bodacc
from tests.web import test_isolation as isolation
from tests.web.space import Browser, Space

pytestmark = pytest.mark.slow

TEMPLATE = ROOT / ".chalice" / "infra.yaml"
EXAMPLES = ROOT / "chalicelib" / "web" / "examples"
SIREN = "991200452"  # of the client that `follow` follows
PDF = b"%PDF-1.7 an invoice"
NAMES = {"acquit": "Table", "acquit-files": "Files", "acquit-exports": "Exports", wiring.QUEUE: "Steps"}

HANDLERS = {
    "sweep": "Sweep",
    "run_step": "RunStep",
    "check_businesses": "CheckBusinesses",
    "hear_mail": "HearMail",
}
ALLOWED = allowed(TEMPLATE)


class Mailbox(fakes.Mailer):
    """Sends through SES and remembers; who is in `trouble` is told so instead, once SES was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.ses, self.trouble = wiring.mailer(), dict[str, Exception]()

    def send(self, mail: Mail) -> str:
        self.ses.send(mail)
        super().send(mail)
        if failure := self.trouble.get(mail.tags.get("account", "")):
            raise failure
        return f"message-{len(self.sent)}"


@pytest.fixture(scope="module")
def used() -> Iterator[Recorder]:
    """All that the handlers did."""
    with recorded(NAMES) as recorder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Chalice, "__call__", recorder.within("APIHandler", Chalice.__call__))
        for handler, function in HANDLERS.items():
            patch.setattr(service, handler, recorder.within(function, getattr(service, handler)))
        for play in (ask_every_route, live_through_everything):
            with an_aws(patch) as mailbox:
                play(mailbox)
        yield recorder


@contextmanager
def an_aws(patch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """One in which nothing happened yet, with the settings that the template gives every function."""
    patch.setenv("ACQUIT_LINKS", "")
    patch.setenv("ACQUIT_CONFIGURATION_SET", "acquit")
    patch.setattr(wiring, "print_pdf", lambda: lambda job: b"%PDF-1.7 a letter")
    cached = (
        wiring.mailer,
        wiring.files,
        wiring.exports,
        wiring.queue,
        wiring.dead_letters,
        wiring.clock,
        clock._sqs,
    )
    try:
        for each in cached:
            each.cache_clear()
        with mock_aws(), pytest.MonkeyPatch.context() as meanwhile:
            stage.prepare()
            patch.setenv("ACQUIT_QUEUE", clock._sqs()[1])
            mailbox = Mailbox()
            meanwhile.setattr(wiring, "mailer", lambda: mailbox)
            yield mailbox
    finally:
        for each in cached:
            each.cache_clear()


# --- what people ask --------------------------------------------------------------------------------------------------


def ask_every_route(mailbox: Mailbox) -> None:
    """Each is answered well at least once."""
    answered = set(isolation.WAYS_IN)
    with Client(service.app) as client, pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "now", lambda: isolation.NOW)
        space = Space(client, mailbox)
        hers, zoe = space.signed_in(isolation.JEANNE), space.signed_in(isolation.ZOE)
        isolation.furnish(hers, isolation.HER)
        isolation.furnish(zoe, isolation.OTHER)
        other = id_of(isolation.ZOE)
        cursor = str(wiring.cases().open_cases(other, None, 1).next)
        links = isolation.links_of(id_of(isolation.JEANNE), isolation.HER.case(2))
        for method, route, path, body in isolation.questions(other, cursor, links):
            if hers.cookie is None:
                hers = space.signed_in(isolation.JEANNE)
            if hers.ask(method, path, body).status_code < 400:
                answered.add((method, route))
        for method, path in isolation.STATELESS:
            if ask_without_state(space.browser(), method, path) == 200:
                answered.add((method, path))
        _, code = space.proof(isolation.ZOE)
        assert space.browser().post("/sessions", {"email": isolation.ZOE, "code": code}).status_code == 201
    assert sorted(answered) == isolation.ROUTES


def ask_without_state(browser: Browser, method: str, path: str) -> int:
    """The status of the answer to the API's own example."""
    if path == "/invoices/read":
        invoice = (EXAMPLES / "invoice.xml").read_bytes()
        return browser.ask(method, path, invoice, {"Content-Type": "application/xml"}).status_code
    if method == "GET":
        return browser.get(path).status_code
    name = {"/statements": "statement", "/deadlines": "deadlines"}.get(path, "letter")
    example = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    body = example["term"]["value"] if name == "deadlines" else example
    return browser.post(path, body).status_code


def id_of(email: str) -> str:
    return wiring.accounts().of_email(email, FRIDAY).id


# --- what the clock meets ---------------------------------------------------------------------------------------------


def live_through_everything(mailbox: Mailbox) -> None:
    """The case of each account is announced on Monday and its reminder leaves on Tuesday, but for what goes wrong.

    Then SES reports on the mails, and the BODACC publishes a judgment.
    """
    sent, refused, doubted, held, broken, unheard = (follow_a_case(n) for n in range(6))
    bodacc = Bodacc()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "bodacc", lambda: bodacc)
        mailbox.trouble = {unheard: NotAccepted("MessageRejected", lasting=True)}
        assert turn(MONDAY)["told"] >= 1
        mailbox.trouble |= {
            refused: NotAccepted("TooManyRequestsException", lasting=False),
            doubted: TimeoutError(),
        }
        incomplete = failing(case_letters.draw, lambda space, *_: space.id == held, Refusal("INVALID_FACTS"))
        patch.setattr(case_letters, "draw", incomplete)
        defect = failing(step._done, lambda _, found, __: found.space.id == broken, ZeroDivisionError())
        patch.setattr(step, "_done", defect)
        assert {*turn(TUESDAY)} >= {"sent", "refused", "held", "failed", f"uncertain:{doubted}/{CASE}"}
        give_for_the_last_time(broken)
    letter, telling = {"case": [CASE], "letter": ["1"]}, {"telling": [f"{MONDAY}-1"]}
    hear("Delivery", letter | {"account": [doubted]})
    hear("Complaint", letter | {"account": [doubted]})
    hear("Bounce", letter | {"account": [sent]})
    hear("Bounce", telling | {"account": [sent]})
    hear("Reject", letter | {"account": [refused]})
    hear("Reject", {})
    bodacc.published[SIREN] = LIQUIDATION
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "bodacc", lambda: bodacc)
        assert turn(TUESDAY + timedelta(days=7))["check:found"] >= 5


def follow_a_case(number: int) -> str:
    """An account, and its case: a reminder will leave by itself, with the invoice."""
    account = wiring.accounts().of_email(f"client-{number}@example.fr", FRIDAY)
    change_profile(account.id, account.version, profile(), wiring.accounts())
    follow(account.id)
    with at(FRIDAY):
        space = wiring.space(account.id)
        content = base64.b64encode(PDF).decode()
        invoice_files.file_invoice(space, CASE, 1, "filed-0001", "F-1", "F-1.pdf", content, wiring.files())
    return account.id


def failing(real: Callable[..., Any], when: Callable[..., bool], failure: Exception) -> Callable[..., Any]:
    def attempt(*arguments: Any) -> Any:
        if when(*arguments):
            raise failure
        return real(*arguments)

    return attempt


def turn(day: date) -> Mapping[str, int]:
    """What came of one turn of the clock."""
    with at(day):
        clock.turn(check=True)
        return wiring.runs().last()[0].counts


def give_for_the_last_time(account: str) -> None:
    """The queue puts aside what fails the fifth time; the case is put off."""
    with at(TUESDAY):
        (due,) = (each for each in wiring.cases().due(wiring.now()) if each.account == account)
        body = message_of(Work(wiring.now(), due))
        record = {"messageId": "m-1", "body": body, "attributes": {"ApproximateReceiveCount": "5"}}
        assert service.run_step({"Records": [record]}, None)["batchItemFailures"]
        assert account not in [each.account for each in wiring.cases().due(wiring.now())]


def hear(kind: str, tags: dict[str, list[str]]) -> None:
    record = {"Message": a_report(kind, tags), "Subject": None, "MessageAttributes": {}}
    service.hear_mail({"Records": [{"Sns": record}]}, None)


def at(day: date) -> Any:
    return wiring.at(datetime.combine(day, time(12), PARIS))


# --- what they may do -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", ALLOWED)
def test_a_function_may_do_what_it_does_and_nothing_else(used: Recorder, function: str) -> None:
    needed = used.used.get(function, set()) | by_lambda_itself(TEMPLATE).get(function, set())
    lacks, idle = needed - ALLOWED[function], ALLOWED[function] - needed
    assert (sorted(lacks), sorted(idle)) == ([], [])


def test_every_function_has_a_policy_and_does_something(used: Recorder) -> None:
    assert set(used.used) == set(ALLOWED) == {"APIHandler", *HANDLERS.values()}


def test_nothing_but_the_erasure_of_people_s_own_files_goes_past_the_lock(used: Recorder) -> None:
    past = {
        (function, resource)
        for function, done in used.used.items()
        for action, resource in done
        if action == "s3:BypassGovernanceRetention"
    }
    assert past == {("APIHandler", "Files/*")}


# --- how a request is read --------------------------------------------------------------------------------------------

TABLE, BUCKET = {"TableName": "acquit"}, {"Bucket": "acquit-files"}
URL = f"https://sqs.eu-west-3.amazonaws.com/123456789012/{wiring.QUEUE}"


@pytest.mark.parametrize(
    ("asked", "needed"),
    [
        (("dynamodb", "Query", TABLE), {("dynamodb:Query", "Table")}),
        (("dynamodb", "Query", TABLE | {"IndexName": "due"}), {("dynamodb:Query", "Table/index/due")}),
        (("dynamodb", "Scan", {"TableName": "other"}), {("dynamodb:Scan", "other")}),
        (
            ("dynamodb", "BatchGetItem", {"RequestItems": {"acquit": {}}}),
            {("dynamodb:BatchGetItem", "Table")},
        ),
        (
            (
                "dynamodb",
                "TransactWriteItems",
                {"TransactItems": [{"ConditionCheck": TABLE}, {"Put": TABLE}]},
            ),
            {("dynamodb:ConditionCheckItem", "Table"), ("dynamodb:PutItem", "Table")},
        ),
        (("s3", "HeadObject", BUCKET), {("s3:GetObject", "Files/*"), ("s3:ListBucket", "Files")}),
        (("s3", "GetObject", BUCKET), {("s3:GetObject", "Files/*"), ("s3:ListBucket", "Files")}),
        (("s3", "ListObjectsV2", BUCKET), {("s3:ListBucket", "Files")}),
        (
            ("s3", "PutObject", BUCKET | {"ObjectLockMode": "GOVERNANCE"}),
            {("s3:PutObject", "Files/*"), ("s3:PutObjectRetention", "Files/*")},
        ),
        (
            ("s3", "DeleteObjects", BUCKET | {"Delete": {"Objects": [{"Key": "a"}]}}),
            {("s3:DeleteObject", "Files/*")},
        ),
        (
            (
                "s3",
                "DeleteObjects",
                BUCKET
                | {
                    "Delete": {"Objects": [{"Key": "a", "VersionId": "1"}]},
                    "BypassGovernanceRetention": True,
                },
            ),
            {("s3:DeleteObjectVersion", "Files/*"), ("s3:BypassGovernanceRetention", "Files/*")},
        ),
        (("sqs", "SendMessageBatch", {"QueueUrl": URL}), {("sqs:SendMessage", "Steps")}),
        (("sqs", "GetQueueUrl", {"QueueName": wiring.QUEUE}), {("sqs:GetQueueUrl", "Steps")}),
        (
            ("sesv2", "SendEmail", {"Content": {"Simple": {}}}),
            {("ses:SendEmail", "identity/*")},
        ),
        (("kms", "Decrypt", {}), {("kms:Decrypt", "?")}),
    ],
)
def test_a_request_needs_what_iam_calls_it(
    asked: tuple[str, str, dict[str, Any]], needed: set[tuple[str, str]]
) -> None:
    recorder = Recorder(NAMES, doing=["it"])
    recorder.note(*asked)
    assert recorder.used == {"it": needed}


def test_a_link_needs_the_permission_of_what_it_leads_to() -> None:
    with mock_aws(), recorded(NAMES) as recorder:
        recorder.within("it", wiring.files().link)("account/1.pdf", "1.pdf")
    assert recorder.used == {"it": {("s3:GetObject", "Files/*"), ("s3:ListBucket", "Files")}}
