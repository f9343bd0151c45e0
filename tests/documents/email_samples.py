"""Every mail there is, made once: those of an account, each reminder × regime, what a creditor is told."""

from datetime import date, time
from decimal import Decimal
from functools import cache

from chalicelib.documents import emails
from chalicelib.documents.creditor_email import to_creditor
from chalicelib.documents.emails import Message
from chalicelib.documents.phrases import phrase
from chalicelib.documents.reminder_email import reminder
from chalicelib.documents.told import ANSWERS, Leaving, News, Ready, Task, ToCreditor, Waiting
from chalicelib.law.notice import Document
from tests.letters import samples
from tests.letters.samples import REGISTER

SITE = "https://acquit.example"
TODAY = date(2026, 11, 29)  # a Sunday
MONDAY = date(2026, 11, 30)
SIGN_IN_LINK = f"{SITE}/connexion/lien/#Zm9v.YmFy_-"
ANSWER_LINK = f"{SITE}/message/#q7Xn0uS1vB4"
REMINDERS = tuple(
    f"{document}.{regime}"
    for document in ("courtesy", "first_reminder", "second_reminder")
    for regime in ("b2b", "b2c", "non_professional", "public")
)


def leaving(number: int = 1, **changed: object) -> Leaving:
    """One of the reminders that leave on Monday."""
    clients = ("Dupont SARL", "Le Fournil d’Anjou SAS", "Atelier <b>Nord</b> & Cie")
    usual = {
        "case": f"case-000{number}",
        "debtor": clients[number - 1],
        "document": Document.FIRST_REMINDER,
        "invoices": tuple(f"F-2026-04{n}" for n in range(number)),
        "amount": Decimal(1240 * number),
        "recipient": f"compta{number}@client.example",
        "leaves_on": MONDAY,
        "at": time(9),
        "answers": {answer: f"{SITE}/reponse/#tOkEn{number}.{answer}" for answer in ANSWERS},
    }
    return Leaving(**{**usual, **changed})  # type: ignore[arg-type]


NOTICE = Ready(
    "case-0011", "Garage Bertin", Document.FORMAL_NOTICE, ("F-2026-012", "F-2026-019"), Decimal("3480.55")
)
REMINDER = Ready("case-0012", "M. Antoine Perrot", Document.FIRST_REMINDER, ("2026-031",), Decimal("1980.00"))
CONFIRM = Task(
    "case-0021",
    "Dupont SARL",
    phrase("actions", "confirm_sent"),
    phrase("why", "LETTER_DRAWN", day=date(2026, 11, 27)),
)
PROMISE = Task(
    "case-0022",
    "Clinique des Œillets",
    phrase("actions", "check_payment"),
    phrase("why", "PROMISE_BROKEN", day=date(2026, 11, 26)),
)
SENT = News(
    "case-0031", "Dupont SARL", "letter_mailed_first_reminder", Document.FIRST_REMINDER, Decimal("1240.00")
)
BOUNCED = News("case-0032", "Garage Bertin", "address_failed_bounced", email="compta@bertin.example")
INSOLVENT = News(
    "case-0033", "Le Fournil d’Anjou SAS", "insolvency_recorded_receivership", day=date(2026, 11, 20)
)
HOSTILE = """Réglé le 12.
</blockquote><script>alert("1")</script> <a href="https://vol.example">ici</a>

Payé : https://vol.example/#x"""
PAID = News("case-0034", "Atelier <b>Nord</b> & Cie", "debtor_answered_paid", words=HOSTILE)
WAITING = Waiting("case-0041", "Mairie de Trégor", phrase("actions", "review_and_send"), date(2026, 11, 12))
EVERYTHING = ToCreditor(
    (leaving(1), leaving(2), leaving(3)),
    (NOTICE, REMINDER),
    (CONFIRM, PROMISE),
    (SENT, BOUNCED, PAID, INSOLVENT),
    (WAITING, Waiting("case-0042", "Dupont SARL", phrase("actions", "answer_dispute"))),
)


def told(what: ToCreditor, today: date = TODAY) -> Message:
    return to_creditor(what, SITE, REGISTER, today)


@cache
def reminder_mail(name: str) -> Message:
    return reminder(samples.facts(name), samples.statement(name), ANSWER_LINK, REGISTER, samples.TODAY)


SIGN_IN = emails.sign_in(SIGN_IN_LINK, "482913", SITE, REGISTER, TODAY)
ERASED = emails.account_erased("o'neil+x&y@exemple.fr", SITE, REGISTER, TODAY)
ACCOUNT = {"sign_in": SIGN_IN, "account_erased": ERASED}
CREDITOR = {
    "creditor.everything": told(EVERYTHING),
    "creditor.one_leaves": told(ToCreditor(leaving=(leaving(),))),
    "creditor.ready": told(ToCreditor(ready=(NOTICE,))),
    "creditor.news": told(ToCreditor(news=(SENT,))),
}
MAILS = ACCOUNT | {name: reminder_mail(name) for name in REMINDERS} | CREDITOR
