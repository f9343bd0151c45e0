"""`/sign-ins`, `/sessions`, `/account`: signing in and out, the profile and scenarios, taking it all away, leaving."""

import re
from collections.abc import Callable
from datetime import date, datetime
from email.errors import MessageError
from email.headerregistry import Address as MailAddress
from http import HTTPStatus
from typing import Annotated, Any, Self

from chalice.app import Request, Response
from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.cases.facts import Facts
from chalicelib.cases.fields import Email
from chalicelib.cases.parties import AccountScenarios, Profile
from chalicelib.cases.scenario import Scenario, defaults
from chalicelib.core.errors import Refusal
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from chalicelib.services import account_export, accounts, ports, scenarios
from chalicelib.services.space import Space
from chalicelib.web import auth
from chalicelib.web.answer import NOT_STORED, as_json, refused
from chalicelib.web.read import facts_of
from chalicelib.web.schema import Answer

_SPACES = re.compile(r"\s")


def _deliverable(address: str) -> str:
    """One that a mail's header can hold: printable ASCII, as mail providers want it."""
    try:
        readable = MailAddress(addr_spec=address).addr_spec == address
    except (MessageError, ValueError, IndexError):
        readable = False
    if not (readable and address.isascii() and address.isprintable()):
        raise PydanticCustomError("EMAIL_INVALID", "EMAIL_INVALID")
    return address


Address = Annotated[Email, AfterValidator(_deliverable)]
Code = Annotated[str, StringConstraints(max_length=20), AfterValidator(lambda code: _SPACES.sub("", code))]
Version = Annotated[int, Field(strict=True, ge=0)]


class SignInAsked(Facts):
    """Body of `POST /sign-ins`."""

    email: Address


class Proof(Facts):
    """Body of `POST /sessions`: the link's secret, or the address and the six digits of the mail."""

    link: Annotated[str, StringConstraints(max_length=200)] | None = None
    email: Address | None = None
    code: Code | None = None

    @model_validator(mode="after")
    def _is_one_proof(self) -> Self:
        by_code = self.email is not None and self.code is not None
        if (self.link is None) != by_code or (self.link is not None and (self.email or self.code)):
            raise PydanticCustomError("PROOF_MISSING", "PROOF_MISSING")
        return self


class ProfileChange(Facts):
    """Body of `PUT /account/profile`; `version` is the one the change was made on."""

    version: Version
    profile: Profile


class ScenariosChange(Facts):
    """Body of `PUT /account/scenarios`; `version` is the one the change was made on."""

    version: Version
    scenarios: AccountScenarios


class ExportAsked(Facts):
    """Body of `POST /account/export`: nothing to choose."""


class Erasure(Facts):
    """Body of `POST /account/erasure`: the account's address, typed again."""

    email: Email


class AccountView(Answer):
    """The account: what it may change, our own scenarios, and what a formal notice still lacks of the profile.

    `unheard_since`: its own mailbox refuses our mails, so that nothing leaves by itself.
    """

    email: str
    created_on: date
    version: int
    profile: Profile
    scenarios: AccountScenarios
    default_scenarios: dict[Regime, Scenario]
    missing: tuple[str, ...]
    unheard_since: date | None


class ExportMade(Answer):
    """A link that holds for a minute."""

    url: str


class Nothing(Answer):
    """Accepted; there is nothing to say."""


def ask_to_sign_in(
    request: Request,
    site: str,
    now: datetime,
    limits: ports.Limits,
    sign_ins: ports.SignIns,
    mailer: ports.Mailer,
) -> Response:
    """The same answer for every address."""
    auth.refuse_other_sites(request)
    asked = facts_of(request, SignInAsked)
    network = auth.network_of(request)
    accounts.ask_to_sign_in(asked.email, network, site, load(), now, limits, sign_ins, mailer)
    return _status(HTTPStatus.ACCEPTED, as_json({}))


def sign_in(
    request: Request,
    now: datetime,
    sign_ins: ports.SignIns,
    kept: ports.Accounts,
    sessions: ports.Sessions,
    space_of: Callable[[str], Space],
) -> Response:
    """Opens a session and hands its cookie over."""
    auth.refuse_other_sites(request)
    proof = facts_of(request, Proof)
    if proof.link is not None:
        account, token = accounts.sign_in_by_link(proof.link, now, sign_ins, kept, sessions, space_of)
    else:
        assert proof.email is not None
        assert proof.code is not None
        account, token = accounts.sign_in_by_code(
            proof.email, proof.code, now, sign_ins, kept, sessions, space_of
        )
    return _status(HTTPStatus.CREATED, as_json(_view(account), **auth.cookie(request, token)))


def sign_out(request: Request, sessions: ports.Sessions) -> Response:
    """Closes the session that asks."""
    token = auth.token_of(request)
    assert token is not None  # a session asks
    sessions.close(token)
    return _nothing(request)


def sign_out_everywhere(request: Request, account: str, sessions: ports.Sessions) -> Response:
    """Closes every session of the account, this one included."""
    sessions.close_all(account)
    return _nothing(request)


def read(account: str, kept: ports.Accounts) -> Response:
    return as_json(_view(kept.get(account)))


def change_profile(request: Request, account: str, kept: ports.Accounts) -> Response:
    """The account once changed; on a conflict, as it stands now."""
    change = facts_of(request, ProfileChange)
    try:
        return as_json(_view(accounts.change_profile(account, change.version, change.profile, kept)))
    except ports.Conflict:
        return _conflict(account, kept)


def change_scenarios(request: Request, space: Space, kept: ports.Accounts) -> Response:
    """As `change_profile`; the cases it moves stand at their new days."""
    change = facts_of(request, ScenariosChange)
    try:
        return as_json(_view(scenarios.change_account(space, change.version, change.scenarios, kept)))
    except ports.Conflict:
        return _conflict(space.id, kept)


def export(
    request: Request,
    account: str,
    now: datetime,
    kept: ports.Accounts,
    debtors: ports.Debtors,
    cases: ports.Cases,
    files: ports.Files,
    exports: ports.Files,
) -> Response:
    """A link to the archive of everything."""
    facts_of(request, ExportAsked)
    return as_json({"url": account_export.export(account, load(), now, kept, debtors, cases, files, exports)})


def erase(
    request: Request,
    account: str,
    site: str,
    now: datetime,
    kept: ports.Accounts,
    files: ports.Files,
    exports: ports.Files,
    mailer: ports.Mailer,
) -> Response:
    """Erases the account and signs its browser out."""
    typed = facts_of(request, Erasure)
    accounts.erase(account, typed.email, site, load(), now, kept, files, exports, mailer)
    return _nothing(request)


def _view(account: ports.Account) -> dict[str, Any]:
    view = AccountView(
        email=account.email,
        created_on=account.created_on,
        version=account.version,
        profile=account.profile,
        scenarios=account.scenarios,
        default_scenarios=defaults(),
        missing=accounts.missing(account.profile),
        unheard_since=account.unheard_since,
    )
    return view.model_dump(mode="json")


def _conflict(account: str, kept: ports.Accounts) -> Response:
    return refused(Refusal("CONFLICT"), current=_view(kept.get(account)))


def _nothing(request: Request) -> Response:
    """Done, and the browser is signed out."""
    return Response(
        b"",
        headers={"Content-Type": "application/json", **NOT_STORED, **auth.no_cookie(request)},
        status_code=204,
    )


def _status(status: HTTPStatus, response: Response) -> Response:
    response.status_code = status.value
    return response
