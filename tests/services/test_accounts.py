"""Signing in, the profile, the scenarios and the erasure, with twins of everything outside."""

import base64
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from chalicelib.cases.parties import AccountScenarios, FollowedDebtor, Person, Profile
from chalicelib.core.errors import Refusal
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from chalicelib.services import accounts, cases
from chalicelib.services.ports import Account, Conflict, Debtor, Gone, Mail
from chalicelib.services.space import Space
from tests import fakes
from tests.builders import a_debtor
from tests.services.a_space import an_opening, everything_in_its_place, profile

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
SITE = "https://acquit.example"
CASE = "case-0001"
JEANNE, PAUL = "jeanne@exemple.fr", "paul@exemple.fr"
COMPLETE = {
    "creditor": {
        "kind": "sole_trader",
        "name": "Jeanne Martin",
        "siren": "404833048",
        "registered_in_rne": True,
        "address": {"street": "3 rue des Lilas", "postcode": "69003", "city": "Lyon"},
        "email": JEANNE,
    },
    "payment": {"iban": "FR76 3000 6000 0112 3456 7890 189"},
    "signatory": {"name": "Jeanne Martin"},
    "place": "Lyon",
}


@dataclass
class Outside:
    """Everything the accounts ask of the outside."""

    world: fakes.World = field(default_factory=fakes.World)

    def __post_init__(self) -> None:
        self.accounts, self.sessions = fakes.Accounts(self.world), fakes.Sessions(self.world)
        self.sign_ins, self.limits = fakes.SignIns(self.world), fakes.Limits(self.world)
        self.files, self.exports = fakes.Files(self.world), fakes.Files(fakes.World())
        self.debtors = fakes.Debtors(self.world)
        self.mailer = fakes.Mailer()

    def space(self, account: str) -> Space:
        return Space(self.accounts.get(account), fakes.Cases(self.world), self.debtors, load(), NOW)

    def ask(self, email: str, network: str = "203.0.113.1", at: datetime = NOW) -> Mail | None:
        """Asks to sign in; the mail that left, if one did."""
        before = len(self.mailer.sent)
        accounts.ask_to_sign_in(email, network, SITE, load(), at, self.limits, self.sign_ins, self.mailer)
        return self.mailer.sent[-1] if len(self.mailer.sent) > before else None

    def by_link(self, link: str, at: datetime = NOW) -> tuple[Account, str]:
        return accounts.sign_in_by_link(link, at, self.sign_ins, self.accounts, self.sessions, self.space)

    def by_code(self, email: str, code: str, at: datetime = NOW) -> tuple[Account, str]:
        return accounts.sign_in_by_code(
            email, code, at, self.sign_ins, self.accounts, self.sessions, self.space
        )

    def account(self, email: str) -> Account:
        return self.accounts.of_email(email, NOW.date())

    def erase(self, account: str, email: str, mailer: fakes.Mailer | None = None) -> None:
        kept = (self.accounts, self.files, self.exports)
        accounts.erase(account, email, SITE, load(), NOW, *kept, mailer or self.mailer)

    def remains(self) -> str:
        """All that is kept, but the counters: whose they are is hashed in the real store, and they last an hour."""
        return repr(replace(self.world, counts={}))


@pytest.fixture
def outside() -> Outside:
    return Outside()


def link_in(mail: Mail | None) -> str:
    assert mail
    return mail.text.partition(f"{SITE}/connexion/lien/#")[2].partition("\n")[0]


def code_in(mail: Mail | None) -> str:
    assert mail
    return (
        "".join(line for line in mail.text.splitlines() if line.startswith("    "))
        .replace("\u00a0", "")
        .strip()
    )


# --- signing in ------------------------------------------------------------------------------------------------------


def test_the_mail_opens_one_session_by_its_link(outside: Outside) -> None:
    mail = outside.ask(JEANNE)
    account, token = outside.by_link(link_in(mail))
    assert account.email == JEANNE
    assert outside.sessions.account_of(token, NOW) == account.id
    with pytest.raises(Refusal, match="SIGN_IN_REFUSED"):
        outside.by_link(link_in(mail))


def test_or_by_its_code_which_is_spent_with_the_link(outside: Outside) -> None:
    mail = outside.ask(JEANNE)
    account, _ = outside.by_code(JEANNE.upper(), code_in(mail))
    assert account.email == JEANNE
    with pytest.raises(Refusal, match="SIGN_IN_REFUSED"):
        outside.by_link(link_in(mail))


def test_both_expire_after_a_quarter_of_an_hour(outside: Outside) -> None:
    mail = outside.ask(JEANNE)
    late = NOW + timedelta(minutes=15)
    with pytest.raises(Refusal, match="SIGN_IN_REFUSED"):
        outside.by_link(link_in(mail), late)
    with pytest.raises(Refusal, match="SIGN_IN_REFUSED"):
        outside.by_code(JEANNE, code_in(mail), late)
    assert outside.by_link(link_in(mail), late - timedelta(seconds=1))


def test_a_session_lasts_thirty_days(outside: Outside) -> None:
    _, token = outside.by_link(link_in(outside.ask(JEANNE)))
    assert outside.sessions.account_of(token, NOW + timedelta(days=30, seconds=-1))
    assert outside.sessions.account_of(token, NOW + timedelta(days=30)) is None


def unheard(outside: Outside) -> Account:
    """An account whose mailbox refuses our mails, with a reminder that would leave by itself but for that."""
    account = outside.account(JEANNE)
    account = outside.accounts.put(replace(account, unheard_since=NOW.date(), profile=profile()))
    opening = an_opening(CASE, sending="send_reminders")
    facts = a_debtor(email="compta@client.example")
    owing = opening.debtor.model_copy(update={"facts": facts})
    cases.open_case(outside.space(account.id), opening.model_copy(update={"debtor": owing}))
    shown = outside.world.shown[account.id, CASE]
    shown.due = None  # the creditor was told to read it and send it: the clock has nothing to do
    return account


def enter(outside: Outside) -> Account:
    return outside.by_link(link_in(outside.ask(JEANNE)))[0]


def test_who_signs_in_by_a_mail_is_heard_again_and_what_waited_for_that_goes_on(outside: Outside) -> None:
    account = unheard(outside)
    assert enter(outside).unheard_since is None
    assert outside.accounts.get(account.id).unheard_since is None
    assert everything_in_its_place(outside.space(account.id), outside.world)
    assert outside.world.shown[account.id, CASE].due is not None


def test_being_heard_again_survives_another_write_at_the_same_time(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, put = unheard(outside), fakes.Accounts.put

    def put_after_somebody(accounts: fakes.Accounts, told: Account) -> Account:
        monkeypatch.setattr(fakes.Accounts, "put", put)
        put(accounts, replace(accounts.get(told.id), suspended=True))
        return put(accounts, told)

    monkeypatch.setattr(fakes.Accounts, "put", put_after_somebody)
    enter(outside)
    kept = outside.accounts.get(account.id)
    assert (kept.unheard_since, kept.suspended) == (None, True)


def test_a_session_that_is_open_already_proves_nothing(outside: Outside) -> None:
    session = outside.by_link(link_in(outside.ask(JEANNE)))[1]
    account = unheard(outside)
    assert outside.sessions.account_of(session, NOW) == account.id
    assert outside.accounts.get(account.id).unheard_since == NOW.date()


def test_the_code_of_one_address_opens_no_other(outside: Outside) -> None:
    outside.ask(PAUL)
    with pytest.raises(Refusal, match="SIGN_IN_REFUSED"):
        outside.by_code(PAUL, code_in(outside.ask(JEANNE)))


def test_the_same_address_in_capitals_is_the_same_account(outside: Outside) -> None:
    one, _ = outside.by_link(link_in(outside.ask(JEANNE)))
    other, _ = outside.by_link(link_in(outside.ask(JEANNE.title())))
    assert one.id == other.id


def test_no_account_is_opened_before_somebody_read_the_mail(outside: Outside) -> None:
    outside.ask(JEANNE)
    assert outside.world.accounts == {}


def test_a_mailbox_gets_five_mails_an_hour_and_nobody_is_told(outside: Outside) -> None:
    assert all(outside.ask(JEANNE, f"203.0.113.{n}") for n in range(5))
    assert outside.ask(JEANNE.upper(), "203.0.113.9") is None
    assert outside.ask(PAUL, "203.0.113.9")
    assert outside.ask(JEANNE, "203.0.113.9", NOW + timedelta(hours=1))


def test_a_network_asks_twenty_times_an_hour(outside: Outside) -> None:
    assert all(outside.ask(f"n{n}@exemple.fr") for n in range(20))
    with pytest.raises(Refusal, match="TOO_MANY_SIGN_INS"):
        outside.ask(JEANNE)
    assert outside.ask(JEANNE, "203.0.113.2")
    assert outside.ask(JEANNE, at=NOW + timedelta(hours=1))


# --- profile and scenarios -------------------------------------------------------------------------------------------


def test_a_change_counts_and_a_stale_one_is_refused(outside: Outside) -> None:
    account, profile = outside.account(JEANNE), Profile.model_validate(COMPLETE)
    changed = accounts.change_profile(account.id, account.version, profile, outside.accounts)
    assert (changed.profile, changed.version) == (profile, account.version + 1)
    with pytest.raises(Conflict):
        accounts.change_profile(account.id, account.version, Profile(), outside.accounts)
    assert outside.accounts.get(account.id).profile == profile


def test_the_same_change_told_twice_is_one(outside: Outside) -> None:
    account, profile = outside.account(JEANNE), Profile.model_validate(COMPLETE)
    scenarios = AccountScenarios.model_validate({"b2c": {"formal_notice": {"off": True}}})
    for _ in range(2):
        changed = accounts.change_profile(account.id, account.version, profile, outside.accounts)
        later = accounts.change_scenarios(account.id, changed.version, scenarios, outside.accounts)
    assert later.version == account.version + 2
    assert (later.profile, later.scenarios) == (profile, scenarios)


def test_an_empty_profile_lacks_what_a_formal_notice_shows_of_its_author() -> None:
    missing = accounts.missing(Profile())
    assert missing == (
        "creditor.kind",
        "creditor.name",
        "creditor.address.postcode",
        "creditor.address.city",
        "place",
        "signatory.name",
        "creditor.address.street",
        "creditor.email",
        "payment.iban",
    )


def test_a_complete_profile_lacks_nothing_and_a_company_more_than_a_sole_trader() -> None:
    profile = Profile.model_validate(COMPLETE)
    assert accounts.missing(profile) == ()
    company = Profile.model_validate(COMPLETE | {"creditor": COMPLETE["creditor"] | {"kind": "company"}})
    assert accounts.missing(company) == (
        "creditor.legal_form",
        "creditor.share_capital",
        "creditor.registry_town",
        "signatory.capacity",
    )


def test_a_logo_that_is_no_picture_is_refused_before_anything_is_written(outside: Outside) -> None:
    account = outside.account(JEANNE)
    text = base64.b64encode(b"not a picture").decode()
    profile = Profile.model_validate({"logo": {"mime": "image/png", "content_base64": text}})
    with pytest.raises(Refusal, match="LOGO_NOT_A_PICTURE") as refused:
        accounts.change_profile(account.id, account.version, profile, outside.accounts)
    assert refused.value.field == "profile.logo.content_base64"
    assert outside.accounts.get(account.id) == account


def test_a_logo_that_is_one_is_kept_as_it_came(outside: Outside) -> None:
    drawn = BytesIO()
    Image.new("RGB", (300, 80), "navy").save(drawn, "PNG")
    logo = {"mime": "image/png", "content_base64": base64.b64encode(drawn.getvalue()).decode()}
    account = outside.account(JEANNE)
    changed = accounts.change_profile(
        account.id, account.version, Profile.model_validate({"logo": logo}), outside.accounts
    )
    assert changed.profile.logo
    assert changed.profile.logo.model_dump() == logo


# --- leaving ---------------------------------------------------------------------------------------------------------


def furnished(outside: Outside, email: str) -> Account:
    """An account with a session, a client, a letter and an export."""
    account, _ = outside.by_link(link_in(outside.ask(email)))
    client = FollowedDebtor.model_validate({"regime": Regime.BUSINESS, "person": Person.LEGAL})
    outside.debtors.put(account.id, Debtor("debtor-1", client))
    outside.files.put(f"{account.id}/case-0001/1.pdf", b"%PDF", "application/pdf")
    outside.exports.put(f"{account.id}/x.zip", b"PK", "application/zip")
    return account


def files_of(outside: Outside, account: Account) -> list[str]:
    return [key for bucket in (outside.files, outside.exports) for key in bucket.keys(f"{account.id}/")]


def test_erasing_leaves_nothing_of_the_account_and_everything_of_the_others(outside: Outside) -> None:
    jeanne, paul = furnished(outside, JEANNE), furnished(outside, PAUL)
    outside.erase(jeanne.id, JEANNE.upper())
    with pytest.raises(Gone):
        outside.accounts.get(jeanne.id)
    assert files_of(outside, jeanne) == []
    assert outside.debtors.all(jeanne.id) == ()
    assert jeanne.id not in {account for account, _ in outside.world.sessions.values()}
    assert JEANNE not in outside.remains()
    assert outside.accounts.get(paul.id) == paul
    assert len(files_of(outside, paul)) == 2
    assert paul.id in {account for account, _ in outside.world.sessions.values()}


def test_a_mail_confirms_it_and_says_what_the_law_makes_a_creditor_keep(outside: Outside) -> None:
    outside.erase(furnished(outside, JEANNE).id, JEANNE)
    mail = outside.mailer.sent[-1]
    assert (mail.to, mail.subject) == (JEANNE, "Votre compte Acquit est effacé")
    assert "pendant 10 ans (article\u00a0L123-22 du code de commerce)" in mail.text


def test_another_address_erases_nothing(outside: Outside) -> None:
    jeanne = furnished(outside, JEANNE)
    with pytest.raises(Refusal, match="ERASURE_EMAIL_MISMATCH"):
        outside.erase(jeanne.id, PAUL)
    assert outside.accounts.get(jeanne.id) == jeanne
    assert len(files_of(outside, jeanne)) == 2


def test_the_account_is_gone_even_when_the_mail_cannot_leave(
    outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    class Down(fakes.Mailer):
        def send(self, mail: Mail) -> str:
            raise ConnectionError(mail.to)

    jeanne = furnished(outside, JEANNE)
    outside.erase(jeanne.id, JEANNE, Down())
    assert JEANNE not in outside.remains()
    assert "ConnectionError" in caplog.text
    assert JEANNE not in caplog.text
