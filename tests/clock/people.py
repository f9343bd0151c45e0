"""Whoever else acts on a case: its creditor, at any instant, by the space or by a link; its debtor; the mail provider.

What they ask goes through the same services as over HTTP. What is refused is as if it had not been asked.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from chalicelib.cases import events as e
from chalicelib.cases.case import Case
from chalicelib.cases.facts import Channel
from chalicelib.cases.fold import fold
from chalicelib.cases.opening import Opening
from chalicelib.cases.parties import Profile
from chalicelib.core.errors import Refusal
from chalicelib.law.notice import Document
from chalicelib.services import answers, mail_events, ports, scenarios
from chalicelib.services.cases import open_case, record_fact
from chalicelib.services.space import Space
from tests import builders as a
from tests import fakes
from tests.clock.fate import Failing, Fate, Killed
from tests.clock.world import Accepted, World
from tests.services.a_space import profile

REGIMES = ("b2b", "b2b", "b2c", "non_professional", "public")
REMINDERS = (Document.COURTESY, Document.FIRST_REMINDER, Document.SECOND_REMINDER)
REASON = "Le travail n’est pas fini."


class People:
    def __init__(self, world: World) -> None:
        self.world, self.random, self.rank, self.fate = world, world.random, 0, Fate()

    # --- who there is ------------------------------------------------------------------------------------------------

    def settle_in(self) -> None:
        """One or two accounts, a few clients, a few cases each."""
        for n in range(self.random.choice((1, 1, 1, 2))):
            account = f"account-{n + 1}"
            complete = self.random.random() < 0.85
            self.world.kept.accounts[account] = ports.Account(
                account,
                f"{account}@example.fr",
                date(2025, 1, 1),
                profile=profile() if complete else Profile(),
                version=1,
            )
            for client in range(self.random.randint(1, 2)):
                facts = self._client(f"{account}-{client}")
                for _ in range(self.random.choice((1, 1, 2, 3))):
                    self._open(account, facts)

    def _client(self, name: str) -> Any:
        regime = self.random.choice(REGIMES)
        debtor = dict(a.a_debtor().debtor.model_dump(exclude_defaults=True), name=f"Client {name}")
        email = None if self.random.random() < 0.08 else f"{name}@client.example"
        return a.a_debtor(regime, debtor=debtor, email=email)

    def _open(self, account: str, facts: Any) -> None:
        """By its own terms, so that it joins no other case of the client."""
        self.rank += 1
        today = self.world.today
        invoices = []
        for n in range(self.random.choice((1, 1, 2))):
            due = today + timedelta(self.random.randint(-45, 20))
            issue = due - timedelta(30)
            amount = self.random.choice(("12.00", "480.00", "1000.00", "7350.50"))
            invoices.append(a.an_invoice(f"F-{self.rank}{n}", amount, str(due), issue_date=str(issue)))
        opening = Opening.model_validate(
            {
                "id": f"case-{self.rank:04}",
                "debtor": {"facts": facts.model_dump()},
                "invoices": [each.model_dump() for each in invoices],
                "terms": {"rate": {"mode": "contract_fixed", "contract_rate_pct": f"{11 + self.rank}.00"}}
                if facts.regime == "b2b"
                else {"origin": {"description": f"Travaux {self.rank}"}},
                "sending": "send_reminders" if self.random.random() < 0.85 else "tell_me",
                "reminders": [{"date": str(today - timedelta(60)), "channel": "post"}]
                if self.random.random() < 0.5
                else [],
            }
        )
        self._try(lambda: open_case(self._space(account), opening))

    # --- what they do ------------------------------------------------------------------------------------------------

    def act(self) -> None:
        """Something, about a case of somebody."""
        known = sorted(self.world.kept.histories)
        if known:
            account, case = self.random.choice(known)
            self.random.choice((*[self._record] * 6, self._answer, self._report, self._change))(account, case)

    def record(self, account: str, case: str, event: e.Event) -> None:
        """The creditor tells it, having just read the case again."""
        id = f"told-{self.random.getrandbits(60)}"
        version = len(self.world.kept.histories[account, case])
        self._try(lambda: record_fact(self._space(account), case, version, id, event))

    def _record(self, account: str, id: str) -> None:
        case, today = self._case(account, id), self.world.today
        event = self.random.choice(_FACTS)(self, case, today)
        if event:
            self.record(account, id, event)

    def _answer(self, account: str, case: str) -> None:
        """By a link of one of our mails, long after it was sent if need be."""
        tokens = [token for token, link in self.world.kept.links.items() if link.case == case]
        if not tokens:
            return
        token = self.random.choice(tokens)
        doors = answers.Doors(fakes.Links(self.world.kept), self._space, self.world.now)
        if self.world.kept.links[token].letter:
            said = self.random.choice(list(answers.Said))
            self._try(lambda: answers.answer_debtor(doors, token, said, REASON))
        else:
            event = self.random.choice(_QUICK)(self, self._case(account, case), self.world.today)
            self._try(lambda: answers.answer_quick(doors, token, event))

    def _report(self, account: str, case: str) -> None:
        """What the provider reports of a letter it accepted."""
        letters = [
            each
            for each in self.world.diary
            if isinstance(each, Accepted) and each.mail.tags.get("case") == case
        ]
        if letters:
            kind = self.random.choice(("Delivery", "Delivery", "Delivery", "Bounce", "Complaint"))
            self.world.note(f"the provider reports: {kind}")
            said = report(self.random.choice(letters), kind)
            self._try(lambda: mail_events.hear(said, self._space, self.world.accounts))

    def _change(self, account: str, case: str) -> None:
        """The profile completed, a client that is no longer to be written to, or that has another address."""
        space = self._space(account)
        if self.random.random() < 0.5:
            self.world.note("the profile is complete")
            self.world.accounts.put(replace(space.account, profile=profile()))
            return
        debtor = self.world.debtors.get(account, self._case(account, case).debtor)
        change = self.random.choice(
            ({"opted_out": True}, {"opted_out": False}, {"email": "new@client.example"})
        )
        self.world.note(f"{debtor.id}: {change}")
        facts = debtor.facts.model_copy(update=change)
        self._try(lambda: scenarios.change_debtor(space, replace(debtor, facts=facts)))

    def _space(self, account: str) -> Space:
        """Their own requests may be cut too."""
        space = self.world.space(account)
        cases, debtors = self.fate.over("cases", space.cases), self.fate.over("debtors", space.debtors)
        return replace(space, cases=cases, debtors=debtors)

    def _case(self, account: str, case: str) -> Case:
        return fold(case, self.world.kept.histories[account, case])

    def _try(self, asked: Callable[[], object]) -> None:
        try:
            asked()
        except (Refusal, ports.Conflict, ports.Gone, Failing, Killed) as refused:
            self.world.note(f"({type(refused).__name__} {getattr(refused, 'code', '')})")


def report(accepted: Accepted, kind: str) -> str:
    """What SES publishes about a message."""
    facts = {
        "Bounce": {"bounce": {"bounceType": "Permanent"}},
        "Complaint": {"complaint": {"complaintFeedbackType": "abuse"}},
    }
    mail = {
        "timestamp": accepted.at.isoformat(),
        "messageId": accepted.id,
        "destination": [accepted.mail.to],
        "tags": {name: [value] for name, value in accepted.mail.tags.items()},
    }
    return json.dumps({"eventType": kind, "mail": mail, **facts.get(kind, {})})


def owed(case: Case) -> Decimal:
    """What came in subtracted from what was invoiced."""
    invoiced = sum((each.amount_ttc for each in case.invoices), Decimal(0))
    return invoiced - sum((each.amount for each in case.payments), Decimal(0))


# --- the facts a creditor tells --------------------------------------------------------------------------------------


def _paid(people: People, case: Case, today: date) -> e.Event | None:
    left = owed(case)
    part = people.random.choice((Decimal(1), Decimal(1), Decimal("0.3")))
    return e.PaymentReceived(date=today, amount=(left * part).quantize(Decimal("0.01"))) if left > 1 else None


def _paid_all(people: People, case: Case, today: date) -> e.Event:
    return e.PaymentReceived(date=today, amount=max(owed(case), Decimal(1)))


def _disputed(people: People, case: Case, today: date) -> e.Event:
    refs = () if people.random.random() < 0.6 else (people.random.choice(case.invoices).ref,)
    return e.DisputeRaised(reason=REASON, invoices=refs)


def _paused(people: People, case: Case, today: date) -> e.Event:
    return e.Paused(until=today + timedelta(people.random.randint(0, 12)), reason="Congés")


def _promised(people: People, case: Case, today: date) -> e.Event:
    return e.PaymentPromised(until=today + timedelta(people.random.randint(0, 12)))


def _released(people: People, case: Case, today: date) -> e.Event:
    return e.StepReleased(document=people.random.choice(REMINDERS))


def _skipped(people: People, case: Case, today: date) -> e.Event:
    return e.StepSkipped(document=people.random.choice(REMINDERS))


def _said_sent(people: People, case: Case, today: date) -> e.Event | None:
    waits = [each.number for each in case.letters if each.waits]
    return e.LetterSent(letter=waits[0], date=today, channel=Channel.EMAIL) if waits else None


def _discarded(people: People, case: Case, today: date) -> e.Event | None:
    waits = [each.number for each in case.letters if each.waits]
    return e.LetterDiscarded(letter=waits[0]) if waits else None


def _closed(people: People, case: Case, today: date) -> e.Event:
    return e.Closed(reason=people.random.choice((e.ClosingReason.WAIVED, e.ClosingReason.PAID)))


def _insolvent(people: People, case: Case, today: date) -> e.Event | None:
    if people.random.random() < 0.7:
        return None
    return e.InsolvencyRecorded(procedure=e.Procedure.RECEIVERSHIP, judgment_date=today - timedelta(3))


def _sending(people: People, case: Case, today: date) -> e.Event:
    return e.SendingChosen(sending=people.random.choice(list(e.Sending)))


def _corrected(people: People, case: Case, today: date) -> e.Event | None:
    histories = people.world.kept.histories
    history = next(told for (_, id), told in histories.items() if id == case.id)
    return e.Corrected(event=people.random.choice(history).id, reason="Erreur")


_FACTS: tuple[Callable[[People, Case, date], e.Event | None], ...] = (
    _paid,
    _paid,
    _disputed,
    lambda *_: e.DisputeSettled(answer="Fini."),
    _paused,
    lambda *_: e.Resumed(),
    _promised,
    _released,
    _released,
    _skipped,
    _said_sent,
    _said_sent,
    _discarded,
    _discarded,
    _closed,
    lambda *_: e.Reopened(reason="Erreur"),
    _insolvent,
    _sending,
    _corrected,
    lambda *_: e.Noted(text="Appelé."),
)
_QUICK: tuple[Callable[[People, Case, date], Any], ...] = (_paid_all, _disputed, _paused, _released)
