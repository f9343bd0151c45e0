"""What a creditor and its clients do in two years, drawn at random: one chance, one story.

    lives = Lives(Random(7))
    facts = lives.client(3)                      # somebody who owes
    opening = lives.opening("case-0001", "client-0003", facts, day)
    events = lives.acts(position, day)           # what the creditor makes of where a case stands
    event = lives.happens(position.case, day)    # what befalls a case wherever it stands

Nothing here knows what may be told: the services refuse what cannot have happened.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from stdnum import luhn

from chalicelib.cases import events as e
from chalicelib.cases.case import Case
from chalicelib.cases.facts import Channel, CreditNoteFacts, InvoiceFacts, Obstacle
from chalicelib.cases.life import ActionKind, NextAction
from chalicelib.cases.opening import Opening
from chalicelib.cases.parties import AccountScenarios, FollowedDebtor, Profile
from chalicelib.cases.plan import PaymentPlan, proposed
from chalicelib.core.money import CENT
from chalicelib.documents.case_json import Position
from chalicelib.reading.bodacc import Finding

SAMPLES = Path(__file__).parents[1] / "samples"
REGIMES = ("b2b", "b2b", "b2c", "public", "non_professional")
REASON = "Un fait"
AMOUNTS = ("12.00", "100.00", "250.00", "999.99", "1000.00", "4000.00")
SCENARIOS: tuple[dict[str, Any], ...] = (
    {"gap_days": 10},
    {"formal_notice": {"off": True}},
    {"first_reminder": 1, "second_reminder": 3, "formal_notice": 9},
    {"minimum_amount": "300.00", "validate_above": "1500.00"},
    {"hour": 8},
    {"hour": 18},
    {"hour": 14, "second_reminder": {"off": True}},
)
# What befalls a case: what most lives hold is drawn most, what ends them least.
BEFALLS = (
    *["paid_in_part", "promised", "paused", "disputed", "chosen", "released"] * 4,
    *["paid", "settled", "resumed", "credited", "plan", "noted", "renegotiated", "corrected"] * 3,
    *["invoice_added", "invoice_corrected", "scenario", "skipped", "waived", "checked", "plan_ended"] * 2,
    *["insolvent", "obstacle", "closed", "reopened"],
)


@cache
def sample(regime: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((SAMPLES / f"formal_notice.{regime}.json").read_text(encoding="utf-8"))
    return told


def profile() -> Profile:
    """A creditor that lacks nothing, whoever it writes to."""
    told = sample("b2b") | {"mediator": sample("b2c")["mediator"]}
    names = ("creditor", "payment", "signatory", "place", "mediator")
    return Profile.model_validate({name: told[name] for name in names})


@dataclass
class Lives:
    chance: Random

    def scenarios(self) -> AccountScenarios:
        """What the account changes, of some regimes."""
        changed = {each: self.chance.choice(SCENARIOS) for each in REGIMES[1:] if self.chance.random() < 0.3}
        return AccountScenarios.model_validate(changed)

    def client(self, number: int) -> FollowedDebtor:
        regime = self.chance.choice(REGIMES)
        told = sample(regime)
        debtor = told["debtor"] | {"name": f"{told['debtor']['name']} {number}"}
        if "siren" in debtor and regime != "public":
            digits = f"99{number:06}"
            debtor["siren"] = digits + luhn.calc_check_digit(digits)
        return FollowedDebtor.model_validate(
            {
                "regime": regime,
                "person": "natural_person" if regime == "b2c" else "legal_person",
                "debtor": debtor,
                "public": {k: v for k, v in told.get("public", {}).items() if k != "suspensions"},
                "email": None if self.chance.random() < 0.1 else f"client-{number}@example.fr",
                "scenario": self.chance.choice(SCENARIOS) if self.chance.random() < 0.15 else {},
                "opted_out": self.chance.random() < 0.04,
            }
        )

    def opening(self, id: str, debtor: str, facts: FollowedDebtor, day: date) -> Opening:
        invoices = [self._invoice(f"{id[5:9]}-{n}", day) for n in range(self.chance.randint(1, 3))]
        origin = sample(facts.regime.value)["origin"]
        told: dict[str, Any] = {
            "id": id,
            "debtor": {"id": debtor},
            "terms": {
                "origin": origin | {"contract_date": "2024-03-01", "performance_date": "2024-05-02"},
                "imputation": self.chance.choice(("interest_first", "interest_first", "principal_first")),
            },
            "invoices": [each.model_dump() for each in invoices],
            "sending": self.chance.choice(("send_reminders", "send_reminders", "send_reminders", "tell_me")),
        }
        if self.chance.random() < 0.15:
            told["reminders"] = [{"date": day - timedelta(self.chance.randint(1, 30)), "channel": "post"}]
        if self.chance.random() < 0.08:
            sent = day - timedelta(self.chance.randint(2, 40))
            presented = sent + timedelta(2) if self.chance.random() < 0.7 else None
            told["notice"] = {"date": sent, "presented_on": presented, "deadline_days": 15}
        return Opening.model_validate(told)

    def finding(self, day: date) -> Finding:
        """What BODACC may publish that day."""
        judged = day - timedelta(9)
        return self.chance.choice(
            (
                Finding(e.Procedure.LIQUIDATION, judged, published_on=day),
                Finding(struck_off=True, published_on=day),
                Finding(nature="Jugement à lire", published_on=day),
            )
        )

    def acts(self, position: Position, day: date) -> list[e.Event]:
        """What the creditor does about what he is told to do; a letter to draw is drawn, not told."""
        case, action = position.case, position.action
        match action.kind:
            case ActionKind.CONFIRM_SENT:
                return [self._posted(action, day)]
            case ActionKind.RECORD_PRESENTATION:
                return [self._presented(case, action, day)]
            case ActionKind.CHECK_PAYMENT:
                return [self.chance.choice((self._rest(case, day), self._part(case, day), e.Resumed()))]
            case ActionKind.ANSWER_DEBTOR:
                return [self.chance.choice((self._rest(case, day), e.Resumed()))]
            case ActionKind.ANSWER_DISPUTE:
                return [e.DisputeSettled(answer=REASON)]
            case ActionKind.SETTLE_ACCESSORIES | ActionKind.CLOSE:
                return [e.Closed(reason=e.ClosingReason.PAID)]
            case ActionKind.CHOOSE_PROCEDURE:
                reasons = (e.ClosingReason.HANDED_OVER, e.ClosingReason.WRITTEN_OFF)
                return [e.Closed(reason=self.chance.choice(reasons))]
            case ActionKind.CORRECT if action.why.code == "PUBLICATION_TO_READ":
                return [e.InsolvencyChecked(date=day)]
            case ActionKind.CORRECT:
                return [self.chance.choice((e.Noted(text=REASON), e.Closed(reason=e.ClosingReason.OTHER)))]
        return []

    def happens(self, case: Case, day: date) -> e.Event:
        ref = self.chance.choice(case.invoices).ref
        soon = day + timedelta(self.chance.randint(1, 40))
        match self.chance.choice(BEFALLS):
            case "paid":
                return self._rest(case, day)
            case "paid_in_part":
                return self._part(case, day)
            case "promised":
                return e.PaymentPromised(until=soon, amount=self.chance.choice((None, Decimal("100.00"))))
            case "paused":
                return e.Paused(until=soon, reason=REASON)
            case "resumed":
                return e.Resumed()
            case "disputed":
                return e.DisputeRaised(reason=REASON, invoices=self.chance.choice(((), (ref,))))
            case "settled":
                return e.DisputeSettled(answer=REASON)
            case "credited":
                note = CreditNoteFacts(
                    id=f"AV-{case.version}", date=day, amount=Decimal("10.00"), invoice=ref
                )
                return e.CreditNoteIssued(credit_note=note)
            case "plan":
                return self._plan(case, day, soon)
            case "plan_ended":
                return e.PlanEnded(reason=REASON)
            case "renegotiated":
                return e.DueDateRenegotiated(invoice=ref, due_date=soon)
            case "corrected":
                number = self.chance.randint(2, max(2, case.version))
                return e.Corrected(event=f"fact-{number:04}", reason=REASON)
            case "invoice_added":
                return e.InvoicesAdded(invoices=(self._invoice(f"{ref}+{case.version}"[-30:], day),))
            case "invoice_corrected":
                becomes = self.chance.choice((None, self._invoice(f"{ref}*"[-30:], day)))
                return e.InvoiceCorrected(invoice=ref, becomes=becomes, reason=REASON)
            case "scenario":
                return e.ScenarioChanged.model_validate({"scenario": self.chance.choice(SCENARIOS)})
            case "skipped":
                return e.StepSkipped.model_validate(
                    {"document": self.chance.choice(("courtesy_reminder", "first_reminder"))}
                )
            case "released":
                return e.StepReleased.model_validate(
                    {"document": self.chance.choice(("first_reminder", "second_reminder"))}
                )
            case "chosen":
                return e.SendingChosen(sending=self.chance.choice((*e.Sending, e.Sending.SEND_REMINDERS)))
            case "waived":
                return e.AccessoriesWaived(penalties=True, indemnity=True, reason=REASON)
            case "checked":
                return e.InsolvencyChecked(date=day)
            case "insolvent":
                judged, published = day - timedelta(5), self.chance.choice((None, day))
                return e.InsolvencyRecorded(
                    procedure=e.Procedure.RECEIVERSHIP, judgment_date=judged, published_on=published
                )
            case "obstacle":
                return e.ObstacleRecorded(
                    obstacle=self.chance.choice((Obstacle.DECEASED, Obstacle.STRUCK_OFF))
                )
            case "closed":
                return e.Closed(reason=self.chance.choice(tuple(e.ClosingReason)))
            case "reopened":
                return e.Reopened(reason=REASON)
        return e.Noted(text=REASON)

    def _invoice(self, ref: str, day: date) -> InvoiceFacts:
        due = day + timedelta(self.chance.randint(-40, 45))
        issued = due - timedelta(30)
        return InvoiceFacts(
            ref=ref,
            amount_ttc=Decimal(self.chance.choice(AMOUNTS)),
            issue_date=issued,
            due_date=due,
            performance_date=issued,
            chorus_number=f"CPP-{ref}",
            chorus_notification_date=issued,
        )

    def _rest(self, case: Case, day: date) -> e.Event:
        """The rest of the price in one sum, at times with something for the penalties."""
        invoiced = sum(each.amount_ttc for each in case.invoices)
        received = sum(each.amount for each in (*case.payments, *case.credit_notes))
        amount = (invoiced - received) * self.chance.choice((Decimal(1), Decimal("1.3")))
        return e.PaymentReceived(date=day, amount=max(Decimal(50), amount).quantize(CENT))

    def _part(self, case: Case, day: date) -> e.Event:
        invoice = self.chance.choice((None, self.chance.choice(case.invoices).ref))
        amount = Decimal(self.chance.choice(AMOUNTS[1:4]))
        return e.PaymentReceived(
            date=day - timedelta(self.chance.randint(0, 3)), amount=amount, invoice=invoice
        )

    def _plan(self, case: Case, day: date, soon: date) -> e.Event:
        total = sum((each.amount_ttc for each in case.invoices), Decimal(0))
        return e.PlanAgreed(
            plan=PaymentPlan.model_validate(
                {
                    "agreed_on": day,
                    "instalments": proposed(total, self.chance.randint(1, 4), soon),
                    "penalties": self.chance.choice(("stop_if_kept", "keep_running")),
                    "signed": True,
                }
            )
        )

    def _posted(self, action: NextAction, day: date) -> e.Event:
        assert action.letter
        if self.chance.random() < 0.15:
            return e.LetterDiscarded(letter=action.letter)
        return e.LetterSent(
            letter=action.letter, date=day, channel=Channel.REGISTERED, registered_number="1A 234 567 8901 2"
        )

    def _presented(self, case: Case, action: NextAction, day: date) -> e.Event:
        letter = next(each for each in case.letters if each.number == action.letter)
        assert letter.sent
        if self.chance.random() < 0.15:
            reason = self.chance.choice(tuple(e.ReturnReason))
            return e.LetterReturned(letter=letter.number, date=day, reason=reason)
        on = min(day, letter.sent.date + timedelta(self.chance.randint(1, 4)))
        return e.LetterPresented(letter=letter.number, date=on)
