"""A subscriber's account: signing in by a mail, the profile and scenarios, taking everything away, leaving.

Nobody types a password. Whoever reads a mailbox is its owner: a mail carries a link and a code, once, for a quarter
of an hour. Nothing here tells whether an address is known: an account is opened at the first sign-in, not before.
"""

from datetime import datetime, timedelta

from chalicelib.core.errors import Refusal
from chalicelib.documents import emails
from chalicelib.services.ports import Account, Accounts, Limits, Mail, Mailer, Sessions, SignIns

SIGN_IN_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(days=30)
HOUR = 3600
MOST_PER_ADDRESS, MOST_PER_NETWORK = 5, 20  # mails an hour: a mailbox is not to be flooded, nor the list tried


def ask_to_sign_in(
    email: str, network: str, site: str, now: datetime, limits: Limits, sign_ins: SignIns, mailer: Mailer
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
    message = emails.sign_in(f"{site}/connexion/lien/#{proof.link}", proof.code, site)
    mailer.send(Mail(address, message.subject, message.text, message.html))


def sign_in_by_link(
    link: str, now: datetime, sign_ins: SignIns, accounts: Accounts, sessions: Sessions
) -> tuple[Account, str]:
    """The account and the token of its new session; refuses SIGN_IN_REFUSED."""
    return _enter(sign_ins.redeem_link(link, now), now, accounts, sessions)


def sign_in_by_code(
    email: str, code: str, now: datetime, sign_ins: SignIns, accounts: Accounts, sessions: Sessions
) -> tuple[Account, str]:
    """As `sign_in_by_link`, with the six digits of the mail typed beside the address."""
    return _enter(sign_ins.redeem_code(email.lower(), code, now), now, accounts, sessions)


def _enter(
    address: str | None, now: datetime, accounts: Accounts, sessions: Sessions
) -> tuple[Account, str]:
    if address is None:
        raise Refusal("SIGN_IN_REFUSED")
    account = accounts.of_email(address, now.date())
    return account, sessions.open(account.id, now + SESSION_LASTS)
