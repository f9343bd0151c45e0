"""A subscriber's account: signing in by a mail, the profile and the scenarios, and leaving.

Nobody types a password. Whoever reads a mailbox is its owner: a mail carries a link and a code, once, for a quarter
of an hour. Nothing here tells whether an address is known: an account is opened at the first sign-in, not before.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Any

from chalicelib.cases.parties import AccountScenarios, Profile
from chalicelib.core.errors import Refusal
from chalicelib.documents import emails
from chalicelib.law import notice
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Register
from chalicelib.reading import logo
from chalicelib.services.ports import (
    Account,
    Accounts,
    Conflict,
    Files,
    Limits,
    Mail,
    Mailer,
    Sessions,
    SignIns,
)
from chalicelib.services.space import Space, every_open_case, moved, place

SIGN_IN_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(days=30)
HOUR = 3600
MOST_PER_ADDRESS, MOST_PER_NETWORK = 5, 20  # mails an hour: nobody's mailbox is to be flooded

log = logging.getLogger("acquit")


def ask_to_sign_in(
    email: str,
    network: str,
    site: str,
    register: Register,
    now: datetime,
    limits: Limits,
    sign_ins: SignIns,
    mailer: Mailer,
) -> None:
    """Sends the link and the code, unless this address had enough of them; refuses TOO_MANY_SIGN_INS.

    `network` is the address the request came from. The sixth mail of an hour is not sent, and nobody is told:
    the answer is the same for every address.
    """
    if limits.count("sign-ins-of-network", network, now, HOUR) > MOST_PER_NETWORK:
        raise Refusal("TOO_MANY_SIGN_INS")
    address = email.lower()
    if limits.count("sign-ins-of-address", address, now, HOUR) > MOST_PER_ADDRESS:
        return
    proof = sign_ins.create(address, now + SIGN_IN_LASTS)
    # After the sign #, which browsers keep for themselves: no log on the way ever holds the link's secret.
    link = f"{site}/connexion/lien/#{proof.link}"
    _send(address, emails.sign_in(link, proof.code, site, register, now.date()), mailer)


def sign_in_by_link(
    link: str,
    now: datetime,
    sign_ins: SignIns,
    accounts: Accounts,
    sessions: Sessions,
    space_of: Callable[[str], Space],
) -> tuple[Account, str]:
    """The account and the token of its new session; refuses SIGN_IN_REFUSED.

    `space_of` is asked only when the mailbox had refused our mails: whoever reads one hears us again.
    """
    return _enter(sign_ins.redeem_link(link, now), now, accounts, sessions, space_of)


def sign_in_by_code(
    email: str,
    code: str,
    now: datetime,
    sign_ins: SignIns,
    accounts: Accounts,
    sessions: Sessions,
    space_of: Callable[[str], Space],
) -> tuple[Account, str]:
    """As `sign_in_by_link`, with the six digits of the mail typed beside the address."""
    return _enter(sign_ins.redeem_code(email.lower(), code, now), now, accounts, sessions, space_of)


def change_profile(account: str, version: int, profile: Profile, accounts: Accounts) -> Account:
    """Raises Conflict when somebody wrote since `version`, and what `reading.logo` refuses."""
    if profile.logo:
        logo.check(profile.logo, "profile.logo.content_base64")
    kept = accounts.get(account)
    return kept if kept.profile == profile else accounts.put(replace(kept, version=version, profile=profile))


def change_scenarios(account: str, version: int, scenarios: AccountScenarios, accounts: Accounts) -> Account:
    """Raises Conflict when somebody wrote since `version`."""
    kept = accounts.get(account)
    if kept.scenarios == scenarios:  # told twice: a double click, or an answer that was lost on its way
        return kept
    return accounts.put(replace(kept, version=version, scenarios=scenarios))


def missing(profile: Profile) -> tuple[str, ...]:
    """What a formal notice to a professional would still lack of the creditor (M07), as paths of the profile.

    A consumer's also names the mediator (M08), which only creditors of consumers have.
    """
    needed = notice.needs(notice.Document.FORMAL_NOTICE, Regime.BUSINESS, profile.creditor.kind)
    of_profile = tuple(need for need in needed if need.fields[0].partition(".")[0] in Profile.model_fields)
    return notice.missing(of_profile, lambda path: bool(reduce(getattr, path.split("."), profile)), {})


def erase(
    account: str,
    email: str,
    site: str,
    register: Register,
    now: datetime,
    accounts: Accounts,
    files: Files,
    exports: Files,
    mailer: Mailer,
) -> None:
    """Removes everything the account holds, then says so by mail, with what the law makes a creditor keep (E08).

    `email` is the account's address, typed again; refuses ERASURE_EMAIL_MISMATCH. Files go first: whoever is cut
    off in between is still signed in, and asks again.
    """
    kept = accounts.get(account)
    if email.lower() != kept.email.lower():
        raise Refusal("ERASURE_EMAIL_MISMATCH", "email")
    _erase_files(account, files, exports)
    accounts.erase(kept, now.date())
    _erase_files(account, files, exports)  # a letter that was being drawn meanwhile
    try:
        _send(kept.email, emails.account_erased(kept.email, site, register, now.date()), mailer)
    except Exception as error:  # the account is gone all the same, which no error page may deny
        log.error("an erasure was not confirmed by mail: %s", type(error).__qualname__)


def _erase_files(account: str, *buckets: Files) -> None:
    for each in buckets:
        each.erase(f"{account}/")


def _enter(
    address: str | None,
    now: datetime,
    accounts: Accounts,
    sessions: Sessions,
    space_of: Callable[[str], Space],
) -> tuple[Account, str]:
    if address is None:
        raise Refusal("SIGN_IN_REFUSED")
    account = accounts.of_email(address, now.date())
    if account.unheard_since is not None:
        account = _let(space_of(account.id), accounts, unheard_since=None)
    return account, sessions.open(account.id, now + SESSION_LASTS)


def suspend(space: Space, accounts: Accounts, suspended: bool) -> Account:
    """The operator stops everything that leaves in the name of an account, or lets it go again; raises Gone."""
    return _let(space, accounts, suspended=suspended)


def _let(space: Space, accounts: Accounts, **changes: Any) -> Account:
    """Whether messages leave changes: the clock looks at each case when it must, from now on.

    Cases are placed before too: cut off in between, they are only looked at too early.
    """
    then = space.under(replace(accounts.get(space.id), **changes))
    places = moved(every_open_case(space), every_open_case(then))
    place(then, places)
    try:
        account = accounts.put(then.account)
    except Conflict:  # another request wrote to the account
        return _let(space, accounts, **changes)
    place(then, places)
    return account


def _send(to: str, message: emails.Message, mailer: Mailer) -> None:
    mailer.send(Mail(to, message.subject, message.text, message.html))
