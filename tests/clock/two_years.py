"""Two years of one account, day by day: what people do is told before eight, then the clock runs, and is judged.

    story = Story(seed=7, first=date(2024, 7, 1), last=date(2026, 12, 31), cases=10)
    story.live()
    story.faults           # what the clock did or failed to do: seed, day, case, and all that was recorded of it
    story.counts           # how often each outcome, and each thing worth telling

The services are the real ones, over the twins in memory. A day is: BODACC asked at six, facts at half past seven, the
forecast of the page, then the sweeps. A sweep that would find nothing is passed over, so that the quarters of an hour
of two years take minutes.

`python -m tests.clock.two_years 7` tells a story again, with the trace of each case.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from random import Random

import holidays

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS, Case
from chalicelib.cases.case_letter import Choices
from chalicelib.cases.due import leaves_now, to_tell
from chalicelib.cases.facts import Channel, NextStep
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Recorded
from chalicelib.cases.life import ActionKind, Group, NextAction, Why
from chalicelib.cases.plan import PlanState
from chalicelib.cases.sequence import Planned, forecast
from chalicelib.cases.statement import UnknownRateInStatement
from chalicelib.core.errors import Refusal
from chalicelib.documents.case_json import Position
from chalicelib.documents.pdf import PrintJob
from chalicelib.documents.phrases import phrase
from chalicelib.law.notice import NOTICES, Document
from chalicelib.law.regimes import Regime
from chalicelib.law.register import load
from chalicelib.services import answers, case_letters, cases, checks, ports, scenarios
from chalicelib.services.clock import Clock
from chalicelib.services.mail_events import hear
from chalicelib.services.space import Space, kin_of, together
from chalicelib.services.sweep import sweep
from chalicelib.services.worker import Message, work_through
from chalicelib.store.queue import message_of, work_of
from tests import fakes
from tests.clock.two_years_lives import Lives, profile

ACCOUNT = "account-1"
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
FORGOTTEN = timedelta(days=30)
# E03, by regime: at most one message of any case of the debtor in so many days.
GAPS = {Regime.BUSINESS: 5, Regime.PUBLIC: 5, Regime.CONSUMER: 7, Regime.NON_PROFESSIONAL: 5}
CHOICES = Choices(next_step=NextStep.ORDER_FOR_PAYMENT)
# Where the law stops every letter, a case may wait for its closing alone.
STOPPED = ("INSOLVENCY", "STOPPED_")
BUSIEST = 6  # looks at a case in one day that change nothing: more is a clock that runs idle
FRENCH_HOLIDAYS = holidays.country_holidays("FR", years=range(2024, 2028))


@dataclass(frozen=True)
class Left:
    """A reminder that the mail provider accepted."""

    at: datetime
    case: str
    debtor: str
    document: Document


@dataclass
class Story:
    """One account, its clients, its clock."""

    seed: int
    first: date
    last: date
    cases: int = 10
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.lives = Lives(self.chance)
        self.world = fakes.World()
        self.now = _at(self.first, 6)
        self.swept = self.now
        self.left: list[Left] = []
        self.trace: dict[str, list[str]] = {}
        self.planned: dict[str, Planned] = {}
        self.foreseen: set[str] = set()  # the debtors whose forecast was asked for this morning
        self.action: dict[str, NextAction] = {}  # as the worker finds each case
        self.looks: Counter[str] = Counter()
        self.faults: list[str] = []
        self.heard: set[str] = set()
        self.register = load()
        account = ports.Account(
            ACCOUNT,
            "lea@example.fr",
            self.first,
            profile=profile(),
            scenarios=self.lives.scenarios(),
            version=1,
        )
        self.world.accounts[ACCOUNT] = account
        self.kept, self.runs = fakes.Cases(self.world), fakes.Runs(self.world)
        self.queue, self.debtors = fakes.Queue(self.world), fakes.Debtors(self.world)
        self.accounts, self.links = fakes.Accounts(self.world), fakes.Links(self.world)
        self.clock = Clock(
            accounts=self.accounts,
            cases=self.kept,
            debtors=self.debtors,
            files=fakes.Files(self.world),
            mailer=self,
            links=self.links,
            limits=fakes.Limits(self.world),
            tellings=fakes.Tellings(self.world),
            runs=self.runs,
            register=self.register,
            site="https://acquit.example",
            print_pdf=_print,
        )
        clients = max(1, round(self.cases * 0.6))
        for number in range(clients):
            self.debtors.put(ACCOUNT, ports.Debtor(f"client-{number:04}", self.lives.client(number)))
        # Half of them early, so that many lives are whole; two thirds of the clients have several cases.
        span = (self.last - self.first).days
        days = sorted(self.chance.randint(0, span * 4 // 5) for _ in range(self.cases))
        self.openings = [(self.first + timedelta(n), self.chance.randrange(clients)) for n in days]
        self.found: dict[str, ports.Finding] = {}

    # --- the days -------------------------------------------------------------------------------------------------

    def live(self) -> "Story":
        day = self.first
        while day <= self.last:
            self._day(day)
            day += DAY
        return self

    def _day(self, day: date) -> None:
        self.looks.clear()
        self._forget(day)
        self.now = _at(day, 6)
        self._check(day)
        self._sweep_until(_at(day, 7, 30))
        self.now = _at(day, 7, 30)
        self._people(day)
        self.now = _at(day, 7, 40)
        self._morning(day)
        self._sweep_until(_at(day, 18, 45))
        self.now = _at(day, 18, 45)
        self._evening(day)
        self._sweep_until(_at(day, 23, 59))

    def _forget(self, day: date) -> None:
        """What the store deletes by itself."""
        if day.weekday() == 0:
            tellings, links = self.world.tellings, self.world.links
            self.world.tellings = {k: t for k, t in tellings.items() if t.day > day - FORGOTTEN}
            self.world.links = {k: link for k, link in links.items() if link.expires > self.now}
            self.world.runs.clear()
            self.world.counts.clear()

    def _check(self, day: date) -> None:
        if self.chance.random() < 0.004:
            siren = self.chance.choice(self.debtors.all(ACCOUNT)).facts.debtor.siren
            if siren:
                self.found[siren] = self.lives.finding(day)
        for outcome, times in checks.run(self.kept, self._space_of, self, self.now, lambda _: None).items():
            self.counts[f"check {outcome}"] += times
            if outcome == "failed":
                self._broken("a check failed")

    def _sweep_until(self, end: datetime) -> None:
        while at := self._next_sweep(end):
            self.now = self.swept = at
            sweep(self.kept, self.queue, self.runs, at)
            work, self.world.queue = self.world.queue, []
            messages = [Message(each.due.case, message_of(each), 1) for each in work]
            for failed in work_through(self.clock, messages, self._found, lambda: self.now):
                self._broken("a step failed", failed)
            for outcome, times in self.world.runs.pop(at.astimezone(UTC)).items():
                self.counts[outcome] += times

    def _next_sweep(self, end: datetime) -> datetime | None:
        """The first quarter of an hour to come, after the last sweep, that finds something due."""
        dues = [shown.due for shown in self.world.shown.values() if shown.due]
        if not dues:
            return None
        at = max(self.swept + QUARTER, _quarter(max(self.now, min(dues))))
        return at if at <= end else None

    def _found(self, body: str) -> ports.Work:
        """Notes where the worker finds a case."""
        work = work_of(body)
        id = work.due.case
        self.looks[id] += 1
        if self.looks[id] == BUSIEST:
            self._broken(f"looked at {BUSIEST} times today, and still due", id)
        if id in self.planned:
            self.action[id] = self._position(id).action
        return work

    # --- people ---------------------------------------------------------------------------------------------------

    def _people(self, day: date) -> None:
        while self.openings and self.openings[0][0] <= day:
            self._open(day, self.openings.pop(0)[1])
        self._answer_links(day)
        self._bounce()
        for (_, id), shown in list(self.world.shown.items()):
            if shown.case.closed:
                if self.chance.random() < 0.001:
                    self._tell(id, e.Reopened(reason="Un fait"))
            elif self.chance.random() < (0.25 if _told_yesterday(shown.case, day) else 0.03):
                self._live_a_day(id, day)

    def _open(self, day: date, client: int) -> None:
        debtor = f"client-{client:04}"
        self.counts["opened"] += 1
        id = f"case-{self.counts['opened']:04}-{day:%y%m%d}"
        opening = self.lives.opening(id, debtor, self.debtors.get(ACCOUNT, debtor).facts, day)
        cases.open_case(self._space(), opening)

    def _live_a_day(self, id: str, day: date) -> None:
        position = self._position(id)
        action = position.action
        if self.chance.random() < 0.45:
            self._tell(id, self.lives.happens(position.case, day))
        elif action.why.code == "ADDRESS_DEAD":
            kept = self.debtors.get(ACCOUNT, position.case.debtor)
            facts = kept.facts.model_copy(update={"email": f"{id}-{day}@example.fr"})
            scenarios.change_debtor(self._space(), ports.Debtor(kept.id, facts, kept.version, kept.dead))
        elif (
            action.kind is ActionKind.REVIEW_AND_SEND and action.group is Group.TODAY and not action.automatic
        ):
            assert action.document
            self._draw(id, position, action.document, day)
        else:
            for event in self.lives.acts(position, day):
                self._tell(id, event)

    def _draw(self, id: str, position: Position, document: Document, day: date) -> None:
        """The creditor reads the letter again, approves it, and mostly sends it the same day."""
        if document in NOTICES and position.followed.debtor.regime is Regime.BUSINESS:
            self._tell(id, e.InsolvencyChecked(date=day))
        version = len(self._history(id))
        try:
            number, _ = case_letters.issue(
                self._space(),
                id,
                version,
                f"drawn-{version:04}",
                document,
                Choices(),
                self.clock.files,
                _print,
            )
        except Refusal as refusal:
            codes = [fault.code for fault in refusal.faults] or [refusal.code]
            self.counts.update(f"not drawn: {code}" for code in codes)
            return
        except UnknownRateInStatement:
            self.counts["not drawn: UNKNOWN_RATE"] += 1
            return
        self.counts["drawn"] += 1
        if self.chance.random() < 0.7:
            channel = Channel.REGISTERED if document in NOTICES else Channel.EMAIL
            self._tell(id, e.LetterSent(letter=number, date=day, channel=channel, registered_number=None))

    def _answer_links(self, day: date) -> None:
        """Some of the links sent since yesterday are answered: by the creditor, by whoever got a reminder."""
        doors = answers.Doors(self.links, self._space_of, self.now)
        for token in [token for token in self.world.links if token not in self.heard]:
            self.heard.add(token)
            try:
                if self.world.links[token].letter is None:
                    if self.chance.random() < 0.12:
                        self._quick(doors, token, day)
                elif self.chance.random() < 0.08:
                    said = self.chance.choice(tuple(answers.Said))
                    answers.answer_debtor(doors, token, said, "Ce n’est pas ce qui était commandé")
                    self.counts[f"debtor says {said}"] += 1
            except Refusal as refusal:
                self.counts[f"link refused: {refusal.code}"] += 1

    def _quick(self, doors: answers.Doors, token: str, day: date) -> None:
        quick = answers.read_quick(doors, token)
        if not quick.possible:
            return
        kind = self.chance.choice(quick.possible)
        event: answers.QuickEvent
        match kind:
            case "payment_received":
                share = self.chance.choice((1, Decimal("0.5")))
                amount = max(Decimal("1.00"), (quick.amount * share).quantize(Decimal("0.01")))
                event = e.PaymentReceived(date=day, amount=amount)
            case "dispute_raised":
                event = e.DisputeRaised(reason="Contesté")
            case "paused":
                event = e.Paused(until=day + timedelta(10), reason="J’attends")
            case _:
                event = e.StepReleased(document=quick.document)
        answers.answer_quick(doors, token, event)
        self.counts[f"quick answer {kind}"] += 1

    def _bounce(self) -> None:
        for left in reversed(self.left):
            if left.at < self.now - DAY:
                return
            if self.chance.random() < 0.04:
                letter = self.kept.history(ACCOUNT, left.case)
                number = max(each.event.letter for each in letter if isinstance(each.event, e.LetterIssued))
                self.counts[f"mail {hear(self._report(left, number), self._space_of, self.accounts)}"] += 1

    def _report(self, left: Left, number: int) -> str:
        to = self.debtors.get(ACCOUNT, left.debtor).facts.email
        tags = f'{{"account": ["{ACCOUNT}"], "case": ["{left.case}"], "letter": ["{number}"]}}'
        mail = (
            f'{{"messageId": "m-{left.case}-{number}", "timestamp": "{left.at.isoformat()}", '
            f'"destination": ["{to}"], "tags": {tags}}}'
        )
        return f'{{"eventType": "Bounce", "mail": {mail}, "bounce": {{"bounceType": "Permanent"}}}}'

    def _tell(self, id: str, event: e.Event) -> None:
        """A fact, unless the service finds that it cannot be one."""
        version = len(self._history(id))
        try:
            cases.record_fact(self._space(), id, version, f"fact-{version + 1:04}", event)
            self.counts["facts"] += 1
        except Refusal:
            self.counts["facts refused"] += 1

    # --- what the outside is asked --------------------------------------------------------------------------------

    def of(self, siren: str) -> ports.Finding:
        """BODACC."""
        return self.found.get(siren, ports.Finding())

    def send(self, mail: ports.Mail) -> str:
        """The mail provider: it accepts everything, and what must never be accepted is seen here."""
        id = f"mail-{self.counts['mails']}"
        self.counts["mails"] += 1
        if "telling" in mail.tags:
            self._told(mail)
        else:
            self._leaves(mail)
        return id

    def _told(self, mail: ports.Mail) -> None:
        """The letters «à relire» that the creditor is told of are those of the morning's forecast."""
        if mail.to != "lea@example.fr":
            self._broken(f"a creditor's mail to {mail.to}")
        day, rank = mail.tags["telling"][:10], int(mail.tags["telling"][11:])
        telling = self.world.tellings[ACCOUNT, date.fromisoformat(day), rank]
        for told in telling.told:
            event = told.event
            if (
                event.action != ActionKind.REVIEW_AND_SEND
                or event.leaves_on
                or self.now < _at(self.now.date(), 7, 40)
            ):
                continue
            position = self._position(told.case)
            planned = self.planned.get(told.case)
            if planned is None or planned.automatic or planned.document is not event.document:
                self._broken(f"{event.document} «à relire» was not foreseen this morning", told.case)
            else:
                self._same_why(planned, position.action.why, told.case)
                self.counts["told to read"] += 1

    def _leaves(self, mail: ports.Mail) -> None:
        """A reminder is handed over: every rule on what may leave, and when."""
        id = mail.tags["case"]
        history = self._history(id)
        claim = history[-1].event
        assert isinstance(claim, e.LetterIssued)
        case, paris = fold(id, history), self.now.astimezone(PARIS)
        day, debtor = paris.date(), self.debtors.get(ACCOUNT, case.debtor)
        for reason in self._forbidden(case, debtor, paris):
            self._broken(f"{claim.document} left: {reason}", id)
        if mail.to != debtor.facts.email:
            self._broken(f"a reminder to {mail.to}", id)
        if case.released is not claim.document and not self._announced(id, claim.document, day):
            self._broken(f"{claim.document} left without having been announced", id)
        if any(each.case == id and each.document is claim.document for each in self.left):
            self._broken(f"{claim.document} left twice", id)
        planned, action = self.planned.get(id), self.action.get(id)
        if (
            planned is None
            or not planned.automatic
            or planned.document is not claim.document
            or action is None
        ):
            self._broken(f"{claim.document} left and was not foreseen this morning", id)
        self._same_why(planned, action.why, id)
        hour = time(8) if case.released is claim.document else self._position(id).followed.scenario.at
        if not hour <= paris.time() < time(19):
            self._broken(f"{claim.document} left at {paris.time()}", id)
        self.left.append(Left(self.now, id, case.debtor, claim.document))

    def _forbidden(self, case: Case, debtor: ports.Debtor, paris: datetime) -> Iterator[str]:
        """What alone would have kept this message from leaving; read from the facts, not from what the clock thinks."""
        day = paris.date()
        if not _works(day):
            yield f"on {day:%A} {day}"
        if not time(8) <= paris.time() <= time(19):
            yield f"at {paris.time()}"
        if case.closed or case.insolvency or case.obstacles or case.answer or case.publication:
            yield "of a case that is closed, stopped or answered"
        if any(each and each.until >= day for each in (case.pause, case.promise)):
            yield "while it waits for a day"
        if {each.ref for each in case.invoices} <= {each.invoice for each in case.disputes}:
            yield "of what is all disputed"
        received = sum(each.amount for each in (*case.payments, *case.credit_notes))
        if received >= sum(each.amount_ttc for each in case.invoices):
            yield "of what is paid"
        progress = self._position(case.id).followed.progress
        if progress and progress.state is PlanState.RUNNING:
            yield "while its plan is kept"
        if debtor.facts.opted_out or (debtor.dead and debtor.dead.email == debtor.facts.email):
            yield "to who is not to be written to"
        kin = self.kept.of_debtor(ACCOUNT, case.debtor)
        if any(each.insolvency or each.obstacles for each in kin if not each.closed):
            yield "to a debtor that another case says is stopped"
        gap = timedelta(GAPS[debtor.facts.regime])
        for each in kin:
            for message in each.messages:
                if message.document is not Document.RECEIPT and message.date > day - gap:
                    yield f"{(day - message.date).days} days after {message.document} of {each.id}"

    def _announced(self, id: str, document: Document, day: date) -> bool:
        """Whether a mail accepted on an earlier working day named this reminder, for today or a day since."""
        return any(
            telling.message_id
            and telling.day < day
            and _works(telling.day)
            and any(
                told.case == id
                and told.event.document is document
                and told.event.leaves_on
                and told.event.leaves_on <= day
                for told in telling.told
            )
            for telling in self.world.tellings.values()
        )

    # --- what the page says, and what comes of it -----------------------------------------------------------------

    def _morning(self, day: date) -> None:
        """The forecast of the debtors something is due about; now and then the page's own, of the whole account."""
        self.planned, self.action = {}, {}
        space = self._space()
        if self.chance.random() < 0.04:
            ahead = [planned for planned, _ in scenarios.ahead(space)]
            self.foreseen = {each.id for each in self.debtors.all(ACCOUNT)}
            self.counts["whole forecasts"] += 1
        else:
            end = _at(day, 23, 59)
            self.foreseen = {
                shown.case.debtor for shown in self.world.shown.values() if shown.due and shown.due <= end
            }
            ahead = []
            for debtor in self.foreseen:
                followed = [each.followed for each in together(space, kin_of(space, debtor)).values()]
                ahead += forecast(tuple(followed), day, 1, self.register)
        for each in ahead:
            if each.day == day:
                if each.case in self.planned:
                    self._broken("foreseen twice on a day", each.case)
                self.planned[each.case] = each

    def _evening(self, day: date) -> None:
        """What was foreseen was done, and every case knows what comes next."""
        left = {each.case for each in self.left if each.at.astimezone(PARIS).date() == day}
        for id, planned in self.planned.items():
            if planned.automatic and id not in left:
                self._not_left(id, planned, day)
            elif planned.automatic:
                self.counts["foreseen and left"] += 1
            elif not self._knows_to_read(id, planned, day):
                self._broken(f"{planned.document} «à relire» was foreseen, and the creditor not told", id)
            else:
                self.counts["foreseen to read"] += 1
        space = self._space()
        for debtor in self.foreseen:
            for id, position in together(space, kin_of(space, debtor)).items():
                self._goes_on(id, position)

    def _not_left(self, id: str, planned: Planned, day: date) -> None:
        """E03 also counts what a case that is closed now said of late: the forecast does not know of it."""
        case = self._case(id)
        others = [each for each in self.kept.of_debtor(ACCOUNT, case.debtor) if each.closed]
        lately = [m for each in others for m in each.messages if (day - m.date).days < 60]
        if case.held and case.held.code == "LETTER_TOO_SOON" and lately:
            self.counts["corner: held for a closed case"] += 1
        else:
            self._broken(f"{planned.document} was foreseen and did not leave", id)

    def _knows_to_read(self, id: str, planned: Planned, day: date) -> bool:
        case = self._case(id)
        told = case.told is not None and (case.told.action, case.told.document) == (
            ActionKind.REVIEW_AND_SEND,
            planned.document,
        )
        return told or case.touched_on == day or not _works(day)

    def _goes_on(self, id: str, position: Position) -> None:
        """No open case without a next step, in French; none that is forgotten, today or for ever."""
        action, due = position.action, self.world.shown[ACCOUNT, id].due
        phrase("why", action.why.code, **action.why.details)
        if leaves_now(position.followed, action, self.now):
            self._broken(f"{action.document} should have left today; to be looked at on {due}", id)
        if told := to_tell(position.followed, action, self.now):
            self._broken(f"its creditor should have been told by now: {told.action}; looked at on {due}", id)
        if action.kind is ActionKind.WAIT and due is None:
            if not action.why.code.startswith(STOPPED):
                self._broken(f"waits for nothing: {action.why.code}", id)
            self.counts[f"stopped until a person says more: {action.why.code}"] += 1
        self.counts["evenings of a case"] += 1

    def _same_why(self, planned: Planned, why: Why, id: str) -> None:
        said = [phrase("why", each.code, **each.details) for each in (planned.why, why)]
        if said[0] != said[1]:
            self._broken(f"the page said «{said[0]}», the clock «{said[1]}»", id)

    # --- helpers ----------------------------------------------------------------------------------------------------

    def _space(self) -> Space:
        return self.clock.space(ACCOUNT, self.now)

    def _space_of(self, account: str) -> Space:
        return self.clock.space(account, self.now)

    def _history(self, id: str) -> tuple[Recorded, ...]:
        return self.kept.history(ACCOUNT, id)

    def _case(self, id: str) -> Case:
        return self.world.shown[ACCOUNT, id].case

    def _position(self, id: str) -> Position:
        space, case = self._space(), fold(id, self._history(id))
        return together(space, kin_of(space, case.debtor), case)[id]

    def _broken(self, what: str, id: str | None = None) -> None:
        """Noted, and the days go on: one run tells all that is wrong."""
        told = []
        if id:
            kin = self.kept.of_debtor(ACCOUNT, self._case(id).debtor)
            told = [self._told_of(each) for each in sorted(kin, key=lambda each: each.id != id)]
        self.faults.append(
            "\n".join([f"seed {self.seed}, {self.now.astimezone(PARIS)}, {id}: {what}", *told])
        )

    def _told_of(self, case: Case) -> str:
        lines = [f"  {case.id}, {self.debtors.get(ACCOUNT, case.debtor).facts.regime}"]
        for each in self._history(case.id):
            told = each.event.model_dump_json(
                exclude_defaults=True, exclude={"file", "sha256", "register_digest"}
            )
            lines.append(
                f"    {each.at.astimezone(PARIS):%Y-%m-%d %H:%M} {each.by} {each.event.kind} {told[:300]}"
            )
        return "\n".join(lines)


def _told_yesterday(case: Case, day: date) -> bool:
    return case.told_at is not None and case.told_at.astimezone(PARIS).date() >= day - 3 * DAY


def _works(day: date) -> bool:
    return day.weekday() < 5 and day not in FRENCH_HOLIDAYS


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS)


def _quarter(at: datetime) -> datetime:
    """The first quarter of an hour that is not before this instant."""
    passed = at.timestamp() % 900
    return at if not passed else at + timedelta(seconds=900 - passed)


def _print(job: PrintJob) -> bytes:
    """As many letters, as many files."""
    return b"%PDF-1.7 " + sha256(job.html.encode()).digest()


if __name__ == "__main__":
    story = Story(int(sys.argv[1]), date(2024, 7, 1), date(2026, 12, 31)).live()
    print(*story.faults, sep="\n")
    for what, times in sorted(story.counts.items()):
        print(f"{times:7} {what}")
