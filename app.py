"""The table of contents of the service: every route and what the clock starts, a few lines each. No rule lives here.

Routes carry no /api prefix: it is the name of the API Gateway stage, and the local server strips it. An
unknown path or method never reaches this file: the local server answers 404 or 405, API Gateway a 403
«Missing Authentication Token» unless the template's GatewayResponses say otherwise.
"""

import logging
from collections.abc import Callable
from typing import Any

from chalice.app import CaseInsensitiveMapping, Chalice, Rate, Response

from chalicelib import wiring
from chalicelib.web.answer import give

ANY_TYPE = ["*/*"]  # the routes refuse a wrong Content-Type themselves, in the shape of every refusal

app = Chalice(app_name="acquit")
app.log.setLevel(logging.INFO)  # the services log as «acquit» too; no line names a person
# API Gateway decodes an answer only if the first type of `Accept` is binary, and no browser names PDF first.
# With */* every body travels as base64, both ways; so a Response that is not application/json must hold
# bytes.
app.api.binary_types = ["*/*"]


@app.middleware("http")
def accept_everything(request: Any, answer: Any) -> Response:
    """A client that sends no Accept takes anything, says HTTP; chalice would refuse it a binary answer."""
    request.headers = CaseInsensitiveMapping({"accept": "*/*", **request.headers})
    response: Response = answer(request)
    return response


def give_signed_in(serve: Callable[[Any, str], Response], *, form: bool = False) -> Response:
    """The answer of `serve` to the account whose session asks; `form` as in `auth.refuse_other_sites`."""
    from chalicelib.web import auth

    return give(
        app.current_request,
        lambda request: serve(request, auth.signed_in(request, wiring.sessions(), wiring.now(), form=form)),
    )


def give_in_space(serve: Callable[[Any, Any], Response], *, form: bool = False) -> Response:
    """The answer of `serve` in the space of the account whose session asks."""
    return give_signed_in(lambda request, account: serve(request, wiring.space(account)), form=form)


def give_by_link(serve: Callable[[Any, Any, Any], Response]) -> Response:
    """The answer of `serve` to whoever holds a link of one of our mails."""
    from chalicelib.services.answers import Doors

    return give(
        app.current_request,
        lambda request: serve(request, Doors(wiring.links(), wiring.space, wiring.now()), wiring.limits()),
    )


@app.route("/health")
def health() -> Response:
    from chalicelib.services import operations
    from chalicelib.store.tables import reachable

    ok = reachable(wiring.table())
    body: dict[str, Any] = {"status": "ok" if ok else "unavailable", "table": "ok" if ok else "unreachable"}
    body["clock"] = operations.pace(wiring.runs(), wiring.now()) if ok else None
    return Response(body, headers={"Cache-Control": "no-store"}, status_code=200 if ok else 503)


@app.route("/statements", methods=["POST"], content_types=ANY_TYPE)
def create_statement() -> Response:
    from chalicelib.web import statements

    return give(app.current_request, statements.create)


@app.route("/deadlines", methods=["POST"], content_types=ANY_TYPE)
def create_deadlines() -> Response:
    from chalicelib.web import deadlines

    return give(app.current_request, lambda request: deadlines.create(request, wiring.today()))


@app.route("/letters", methods=["POST"], content_types=ANY_TYPE)
def create_letter() -> Response:
    from chalicelib.web import letters

    return give(
        app.current_request, lambda request: letters.create(request, wiring.today(), wiring.print_pdf())
    )


@app.route("/letters/preview", methods=["POST"], content_types=ANY_TYPE)
def preview_letter() -> Response:
    from chalicelib.web import letters

    return give(app.current_request, lambda request: letters.preview(request, wiring.today()))


@app.route("/letters/sheet", methods=["POST"], content_types=ANY_TYPE)
def create_sheet() -> Response:
    from chalicelib.web import letters

    return give(
        app.current_request, lambda request: letters.sheet(request, wiring.today(), wiring.print_pdf())
    )


@app.route("/letters/calendar", methods=["POST"], content_types=ANY_TYPE)
def create_calendar() -> Response:
    from chalicelib.web import letters

    return give(app.current_request, lambda request: letters.calendar(request, wiring.today()))


@app.route("/invoices/read", methods=["POST"], content_types=ANY_TYPE)
def read_invoice() -> Response:
    from chalicelib.web import invoices

    return give(app.current_request, lambda request: invoices.read(request, wiring.open_pdf()))


@app.route("/sign-ins", methods=["POST"], content_types=ANY_TYPE)
def create_sign_in() -> Response:
    from chalicelib.web import accounts

    return give(
        app.current_request,
        lambda request: accounts.ask_to_sign_in(
            request, wiring.site(), wiring.now(), wiring.limits(), wiring.sign_ins(), wiring.mailer()
        ),
    )


@app.route("/sessions", methods=["POST"], content_types=ANY_TYPE)
def create_session() -> Response:
    from chalicelib.web import accounts

    return give(
        app.current_request,
        lambda request: accounts.sign_in(
            request, wiring.now(), wiring.sign_ins(), wiring.accounts(), wiring.sessions(), wiring.space
        ),
    )


@app.route("/sessions", methods=["DELETE"], content_types=ANY_TYPE)
def close_sessions() -> Response:
    from chalicelib.web import accounts

    return give_signed_in(
        lambda request, account: accounts.sign_out_everywhere(request, account, wiring.sessions())
    )


@app.route("/sessions/current", methods=["DELETE"], content_types=ANY_TYPE)
def close_session() -> Response:
    from chalicelib.web import accounts

    return give_signed_in(lambda request, account: accounts.sign_out(request, wiring.sessions()))


@app.route("/account")
def read_account() -> Response:
    from chalicelib.web import accounts

    return give_signed_in(lambda request, account: accounts.read(account, wiring.accounts()))


@app.route("/account/profile", methods=["PUT"], content_types=ANY_TYPE)
def change_profile() -> Response:
    from chalicelib.web import accounts

    return give_signed_in(
        lambda request, account: accounts.change_profile(request, account, wiring.accounts())
    )


@app.route("/account/scenarios", methods=["PUT"], content_types=ANY_TYPE)
def change_scenarios() -> Response:
    from chalicelib.web import accounts

    return give_in_space(lambda request, space: accounts.change_scenarios(request, space, wiring.accounts()))


@app.route("/account/export", methods=["POST"], content_types=ANY_TYPE)
def export_account() -> Response:
    from chalicelib.web import accounts

    return give_signed_in(
        lambda request, account: accounts.export(
            request,
            account,
            wiring.now(),
            wiring.accounts(),
            wiring.debtors(),
            wiring.cases(),
            wiring.files(),
            wiring.exports(),
        )
    )


@app.route("/account/erasure", methods=["POST"], content_types=ANY_TYPE)
def erase_account() -> Response:
    from chalicelib.web import accounts

    return give_signed_in(
        lambda request, account: accounts.erase(
            request,
            account,
            wiring.site(),
            wiring.now(),
            wiring.accounts(),
            wiring.files(),
            wiring.exports(),
            wiring.mailer(),
        )
    )


@app.route("/cases")
def read_cases() -> Response:
    from chalicelib.web import cases

    return give_in_space(cases.read_list)


@app.route("/cases", methods=["POST"], content_types=ANY_TYPE)
def open_case() -> Response:
    from chalicelib.web import cases

    return give_in_space(cases.create)


@app.route("/cases/{case}")
def read_case(case: str) -> Response:
    from chalicelib.web import cases

    return give_in_space(lambda _, space: cases.read(space, case))


@app.route("/cases/{case}/events", methods=["POST"], content_types=ANY_TYPE)
def record_event(case: str) -> Response:
    from chalicelib.web import cases

    return give_in_space(lambda request, space: cases.record(request, space, case))


@app.route("/cases/{case}/effects", methods=["POST"], content_types=ANY_TYPE)
def try_case_scenario(case: str) -> Response:
    from chalicelib.web import cases

    return give_in_space(lambda request, space: cases.effects(request, space, case))


@app.route("/cases/{case}/letters/preview", methods=["POST"], content_types=ANY_TYPE)
def preview_case_letter(case: str) -> Response:
    from chalicelib.web import case_letters

    return give_in_space(lambda request, space: case_letters.preview(request, space, case), form=True)


@app.route("/cases/{case}/letters", methods=["POST"], content_types=ANY_TYPE)
def draw_case_letter(case: str) -> Response:
    from chalicelib.web import case_letters

    return give_in_space(
        lambda request, space: case_letters.create(request, space, case, wiring.files(), wiring.print_pdf())
    )


@app.route("/cases/{case}/letters/{number}")
def read_case_letter(case: str, number: str) -> Response:
    from chalicelib.web import case_letters

    return give_in_space(lambda _, space: case_letters.read(space, case, number, wiring.files()))


@app.route("/cases/{case}/invoice-files", methods=["POST"], content_types=ANY_TYPE)
def file_invoice(case: str) -> Response:
    from chalicelib.web import invoice_files

    return give_in_space(lambda request, space: invoice_files.create(request, space, case, wiring.files()))


@app.route("/cases/{case}/invoice-files/{file}")
def read_invoice_file(case: str, file: str) -> Response:
    from chalicelib.web import invoice_files

    return give_in_space(lambda _, space: invoice_files.read(space, case, file, wiring.files()))


@app.route("/forecast")
def read_forecast() -> Response:
    from chalicelib.web import scenarios

    return give_in_space(lambda _, space: scenarios.forecast(space))


@app.route("/account/scenarios/effects", methods=["POST"], content_types=ANY_TYPE)
def try_scenarios() -> Response:
    from chalicelib.web import scenarios

    return give_in_space(scenarios.effects)


@app.route("/debtors")
def read_debtors() -> Response:
    from chalicelib.web import debtors

    return give_in_space(lambda _, space: debtors.read_list(space))


@app.route("/debtors/{debtor}")
def read_debtor(debtor: str) -> Response:
    from chalicelib.web import debtors

    return give_in_space(lambda _, space: debtors.read(space, debtor))


@app.route("/debtors/{debtor}", methods=["PUT"], content_types=ANY_TYPE)
def put_debtor(debtor: str) -> Response:
    from chalicelib.web import debtors

    return give_in_space(lambda request, space: debtors.put(request, space, debtor))


@app.route("/debtors/{debtor}/effects", methods=["POST"], content_types=ANY_TYPE)
def try_debtor_scenario(debtor: str) -> Response:
    from chalicelib.web import debtors

    return give_in_space(lambda request, space: debtors.effects(request, space, debtor))


@app.route("/cases/{case}/file")
def read_dossier(case: str) -> Response:
    from chalicelib.web import figures

    return give_in_space(
        lambda _, space: figures.read_dossier(
            space, case, wiring.files(), wiring.exports(), wiring.print_pdf()
        )
    )


@app.route("/imports", methods=["POST"], content_types=ANY_TYPE)
def preview_import() -> Response:
    from chalicelib.web import imports

    return give_in_space(imports.preview)


@app.route("/imports/confirmed", methods=["POST"], content_types=ANY_TYPE)
def confirm_import() -> Response:
    from chalicelib.web import imports

    return give_in_space(imports.confirm)


@app.route("/figures")
def read_figures() -> Response:
    from chalicelib.web import figures

    return give_in_space(lambda _, space: figures.read(space))


@app.route("/lists/{name}")
def read_list(name: str) -> Response:
    from chalicelib.web import figures

    return give_in_space(lambda _, space: figures.read_list(space, name))


@app.route("/quick-answers/read", methods=["POST"], content_types=ANY_TYPE)
def read_quick_answer() -> Response:
    from chalicelib.web import answers

    return give_by_link(answers.read_quick)


@app.route("/quick-answers", methods=["POST"], content_types=ANY_TYPE)
def answer_quickly() -> Response:
    from chalicelib.web import answers

    return give_by_link(answers.answer_quick)


@app.route("/debtor-answers/read", methods=["POST"], content_types=ANY_TYPE)
def read_debtor_answer() -> Response:
    from chalicelib.web import answers

    return give_by_link(answers.read_debtor)


@app.route("/debtor-answers", methods=["POST"], content_types=ANY_TYPE)
def answer_as_debtor() -> Response:
    from chalicelib.web import answers

    return give_by_link(answers.answer_debtor)


@app.route("/law")
def read_law() -> Response:
    from chalicelib.web import law

    return give(app.current_request, law.read)


@app.route("/openapi.json")
def read_openapi() -> Response:
    from chalicelib.web import openapi

    return give(app.current_request, openapi.read)


# --- the clock ------------------------------------------------------------------------------------------------------


@app.schedule(Rate(15, unit=Rate.MINUTES))
def sweep(event: Any) -> None:
    from chalicelib.law.register import load
    from chalicelib.services import operations, sweep

    sweep.sweep(wiring.cases(), wiring.queue(), wiring.runs(), wiring.now())
    wiring.metrics().say({"RatesLeftDays": operations.rates_left(load(), wiring.today())})


@app.on_sqs_message(queue=wiring.QUEUE, batch_size=10)
def run_step(event: Any) -> dict[str, Any]:
    from chalicelib.services.worker import Message, work_through
    from chalicelib.store.queue import work_of

    messages = [
        Message(each["messageId"], each["body"], int(each["attributes"]["ApproximateReceiveCount"]))
        for each in event.to_dict()["Records"]
    ]
    failed = work_through(wiring.clock(), messages, work_of, wiring.now)
    return {"batchItemFailures": [{"itemIdentifier": id} for id in failed]}


@app.schedule(Rate(1, unit=Rate.HOURS))
def check_businesses(event: Any) -> None:
    from time import sleep

    from chalicelib.services import checks

    now, bodacc = wiring.now(), wiring.bodacc()
    found = checks.run(wiring.cases(), wiring.space, bodacc, now, sleep) if bodacc else {}
    for outcome, times in found.items():
        wiring.runs().count(now, f"check:{outcome}", times)


@app.on_sns_message(topic="acquit-mail-events")
def hear_mail(event: Any) -> None:
    from chalicelib.services import mail_events

    mail_events.hear(event.message, wiring.space, wiring.accounts())
