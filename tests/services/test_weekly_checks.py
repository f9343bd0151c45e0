"""The debtors looked for in the BODACC: what is recorded, once, and what a run that goes badly leaves for the next."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case import PARIS, Case
from chalicelib.cases.facts import Obstacle
from chalicelib.cases.history import Author, Recorded, intact
from chalicelib.services import checks, ports
from chalicelib.services.cases import case_of, open_case, record_fact
from chalicelib.services.space import Space
from tests import builders as a
from tests import fakes
from tests.services.a_space import ACCOUNT, a_space, an_invoice, an_opening, everything_in_its_place
from tests.services.unreliable import Line, over

SIREN, OTHER, THIRD = "404833048", "443061841", "552100554"
OPENED, MONDAY = "2026-11-20 09:00", "2026-11-23 06:00"
NOTICE = "https://www.bodacc.fr/annonce/detail-annonce/A/20260199/1201"
LIQUIDATION = ports.Finding(
    procedure=e.Procedure.LIQUIDATION,
    judgment_date=date(2026, 10, 8),
    published_on=date(2026, 10, 15),
    notice=NOTICE,
)
STRUCK_OFF = ports.Finding(struck_off=True, published_on=date(2026, 7, 10), notice=NOTICE)
UNCLEAR = ports.Finding(nature="Extrait de jugement", published_on=date(2026, 7, 8), notice=NOTICE)
DOWN = ports.Unavailable("status 429")


@dataclass
class Bodacc:
    """Answers what is `published` of each business, nothing of the others; remembers what it was asked."""

    published: dict[str, ports.Finding | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def of(self, siren: str) -> ports.Finding:
        self.asked.append(siren)
        found = self.published.get(siren, ports.Finding())
        if isinstance(found, Exception):
            raise found
        return found


class Office:
    """A world, its BODACC, and the runs made there, each with the time that it is then."""

    def __init__(self) -> None:
        self.world, self.bodacc, self.pauses = fakes.World(), Bodacc(), list[float]()
        self.space_of: Callable[[str], Space] = lambda account: self.space(account)
        self.now = MONDAY

    def space(self, account: str = ACCOUNT, now: str | None = None) -> Space:
        if account not in self.world.accounts:
            raise ports.Gone
        space = a_space(self.world, now or self.now)
        return replace(space, account=self.world.accounts[account])

    def opens(self, case: str, siren: str | None = SIREN, account: str = ACCOUNT, **more: Any) -> None:
        own = a_space(self.world, OPENED)
        self.world.accounts.setdefault(account, replace(own.account, id=account))
        facts = a.a_debtor(debtor={"name": f"Vasseur {siren}", "siren": siren}).model_dump()
        opening = an_opening(case, an_invoice(f"F-{case}"), debtor={"facts": facts}, **more)
        open_case(self.space(account, OPENED), opening)

    def run(self, now: str | None = None, **more: Any) -> dict[str, int]:
        self.now = now or self.now
        at = datetime.fromisoformat(self.now).replace(tzinfo=PARIS)
        cases = fakes.Cases(self.world)
        return dict(checks.run(cases, self.space_of, self.bodacc, at, self.pauses.append, **more))

    def tells(self, case: str, event: e.Event, id: str = "a-person-1") -> None:
        space = self.space()
        record_fact(space, case, case_of(space, case).position.case.version, id, event)

    def case(self, id: str = "case-0001") -> Case:
        return case_of(self.space(), id).position.case

    def recorded(self, id: str = "case-0001", account: str = ACCOUNT) -> list[e.Event]:
        """What the clock recorded in this case."""
        return [each.event for each in self.history(id, account) if each.by is Author.CLOCK]

    def history(self, id: str, account: str = ACCOUNT) -> tuple[Recorded, ...]:
        history = self.world.histories[account, id]
        assert intact(history)
        return history


@pytest.fixture
def office() -> Office:
    return Office()


CHECKED = e.InsolvencyChecked(date=date(2026, 11, 23))
INSOLVENT = e.InsolvencyRecorded(
    procedure=e.Procedure.LIQUIDATION,
    judgment_date=date(2026, 10, 8),
    published_on=date(2026, 10, 15),
    notice=NOTICE,
)
TO_READ = e.PublicationFound(published_on=date(2026, 7, 8), nature="Extrait de jugement", notice=NOTICE)


# --- what is recorded ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "outcome", "event"),
    [
        (ports.Finding(), "checked", CHECKED),
        (LIQUIDATION, "found", INSOLVENT),
        (replace(LIQUIDATION, published_on=None, notice=None), "found", None),
        (STRUCK_OFF, "struck_off", e.ObstacleRecorded(obstacle=Obstacle.STRUCK_OFF)),
        (UNCLEAR, "unclear", TO_READ),
        (
            ports.Finding(nature="?"),
            "unclear",
            e.PublicationFound(published_on=date(2026, 11, 23), nature="?"),
        ),
    ],
)
def test_a_finding_is_recorded_once_however_often_the_run_is_made(
    office: Office, found: ports.Finding, outcome: str, event: e.Event | None
) -> None:
    office.opens("case-0001")
    office.bodacc.published[SIREN] = found
    shown = dict(office.world.shown)
    assert office.run() == {outcome: 1}
    (told,) = office.recorded()
    assert event in (None, told)
    assert office.run() == {}
    office.world.shown = shown  # the index still says so
    office.run()
    assert office.recorded() == [told]


def test_nothing_is_asked_again_within_a_week(office: Office) -> None:
    office.opens("case-0001")
    office.run()
    assert office.run("2026-11-30 05:59") == {}
    assert office.run("2026-11-30 06:00") == {"checked": 1}
    assert office.case().insolvency_checked_on == date(2026, 11, 30)
    assert office.bodacc.asked == [SIREN, SIREN]


def test_every_open_case_of_the_debtor_is_told_and_no_closed_one(office: Office) -> None:
    notice = {"date": "2026-11-02"}  # an older one keeps a case by itself
    office.opens("case-0001")
    office.opens("case-0004", notice=notice)
    office.opens("case-0005", notice=notice)
    office.tells("case-0005", e.Closed(reason=e.ClosingReason.WRITTEN_OFF))
    office.bodacc.published[SIREN] = LIQUIDATION
    assert office.run() == {"found": 2}
    assert office.recorded("case-0001") == office.recorded("case-0004") == [INSOLVENT]
    assert office.recorded("case-0005") == []


def test_two_accounts_share_a_question_and_nothing_else(office: Office) -> None:
    office.opens("case-0001")
    office.opens("case-0001", account="account-2")
    office.opens("case-0002", siren=OTHER, account="account-2")
    office.bodacc.published[SIREN] = LIQUIDATION
    assert office.run() == {"found": 2, "checked": 1}
    assert sorted(office.bodacc.asked) == sorted((SIREN, OTHER))
    assert office.recorded() == office.recorded(account="account-2") == [INSOLVENT]
    assert office.history("case-0001")[-1].id == office.history("case-0001", "account-2")[-1].id
    assert office.pauses == [checks.BETWEEN]


def test_a_conversion_is_recorded_and_what_a_person_knows_of_a_later_judgment_stands(office: Office) -> None:
    notice = {"date": "2026-11-02"}
    by_hand = {
        "case-0001": e.InsolvencyRecorded(procedure=e.Procedure.SAFEGUARD, judgment_date=date(2026, 3, 3)),
        "case-0002": e.InsolvencyRecorded(procedure=e.Procedure.LIQUIDATION, judgment_date=date(2026, 11, 9)),
        "case-0003": e.InsolvencyRecorded(procedure=e.Procedure.LIQUIDATION, judgment_date=date(2026, 10, 8)),
    }
    for case in (*by_hand, "case-0004"):
        office.opens(case, notice=notice)
    for case, event in by_hand.items():
        office.tells(case, event)
    office.bodacc.published[SIREN] = LIQUIDATION
    assert office.run() == {"found": 2, "skipped": 2}
    assert office.recorded("case-0001") == office.recorded("case-0004") == [INSOLVENT]
    assert office.case("case-0001").insolvency == INSOLVENT
    assert office.recorded("case-0002") == office.recorded("case-0003") == []


def test_a_stopped_case_is_not_told_that_nothing_was_found(office: Office) -> None:
    notice = {"date": "2026-11-02"}
    for case in ("case-0001", "case-0002", "case-0003"):
        office.opens(case, notice=notice)
    office.tells(
        "case-0001", e.InsolvencyRecorded(procedure=e.Procedure.SAFEGUARD, judgment_date=date(2026, 3, 3))
    )
    office.tells("case-0002", e.ObstacleRecorded(obstacle=Obstacle.STRUCK_OFF))
    assert office.run() == {"checked": 1, "skipped": 2}
    assert (office.recorded("case-0001"), office.recorded("case-0002")) == ([], [])


# --- what a person said of it -------------------------------------------------------------------------------------


def test_a_notice_a_person_has_read_is_not_told_again_and_another_one_is(office: Office) -> None:
    office.opens("case-0001")
    office.bodacc.published[SIREN] = UNCLEAR
    office.run()
    office.tells("case-0001", e.InsolvencyChecked(date=date(2026, 11, 23)))
    assert office.run("2026-11-30 07:00") == {"checked": 1}
    assert office.recorded() == [TO_READ, e.InsolvencyChecked(date=date(2026, 11, 30))]
    office.bodacc.published[SIREN] = replace(UNCLEAR, notice=f"{NOTICE}2", published_on=date(2026, 12, 1))
    assert office.run("2026-12-07 07:00") == {"unclear": 1}
    publication = office.case().publication
    assert publication is not None
    assert publication.published_on == date(2026, 12, 1)


def test_a_notice_nobody_has_read_yet_stays_to_be_read(office: Office) -> None:
    office.opens("case-0001")
    office.bodacc.published[SIREN] = UNCLEAR
    office.run()
    office.run("2026-11-30 07:00")
    assert office.recorded() == [TO_READ]
    assert office.case().publication == TO_READ


@pytest.mark.parametrize("found", [LIQUIDATION, STRUCK_OFF])
def test_what_a_person_took_back_is_not_told_again(office: Office, found: ports.Finding) -> None:
    office.opens("case-0001")
    office.bodacc.published[SIREN] = found
    office.run()
    told = office.history("case-0001")[-1]
    office.tells("case-0001", e.Corrected(event=told.id, reason="Un homonyme."))
    assert office.run("2026-11-30 07:00") == {"checked": 1}
    assert (office.case().insolvency, office.case().obstacles) == (None, frozenset())
    assert office.case().insolvency_checked_on == date(2026, 11, 30)


def test_a_notice_that_was_cancelled_is_no_longer_to_be_read(office: Office) -> None:
    office.opens("case-0001")
    office.bodacc.published[SIREN] = UNCLEAR
    office.run()
    office.opens("case-0002", notice={"date": "2026-11-02"})
    office.bodacc.published[SIREN] = ports.Finding()
    office.run("2026-12-01 07:00")
    assert office.case().publication is None


# --- what goes badly ----------------------------------------------------------------------------------------------


def test_three_questions_in_vain_end_the_run_and_the_next_one_goes_on(office: Office) -> None:
    sirens = [SIREN, OTHER, THIRD, "775670417", "542065479"]
    for number, siren in enumerate(sirens, 1):
        office.opens(f"case-000{number}", siren=siren)
        office.bodacc.published[siren] = DOWN
    assert office.run() == {"unavailable": 3, "stopped": 1}
    assert len(office.bodacc.asked) == 3
    assert not any(each.by is Author.CLOCK for history in office.world.histories.values() for each in history)
    office.bodacc.published = {}
    assert office.run() == {"checked": 5}


def test_two_in_vain_now_and_then_are_borne_and_a_business_is_not_asked_twice(office: Office) -> None:
    sirens = [SIREN, OTHER, THIRD, "775670417", "542065479"]
    for number, siren in enumerate(sirens, 1):
        office.opens(f"case-000{number}", siren=siren)
    office.opens("case-0001", siren=SIREN, account="account-2")
    office.bodacc.published = dict.fromkeys((SIREN, OTHER, "775670417", "542065479"), DOWN)
    assert office.run() == {"unavailable": 5, "checked": 1}
    assert sorted(office.bodacc.asked) == sorted(sirens)
    assert office.pauses == [checks.BETWEEN] * 4


def test_a_run_has_an_end_and_the_next_one_takes_the_rest(office: Office) -> None:
    for number, siren in enumerate((SIREN, OTHER, THIRD), 1):
        office.opens(f"case-000{number}", siren=siren)
    assert [office.run(most=2), office.run(most=2), office.run(most=2)] == [
        {"checked": 2},
        {"checked": 1},
        {},
    ]
    assert len(set(office.bodacc.asked)) == 3


def test_what_fails_holds_up_nothing_else_and_is_logged_by_its_kind_alone(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    for number, siren in enumerate((SIREN, OTHER, THIRD), 1):
        office.opens(f"case-000{number}", siren=siren, account=f"account-{number}")
    office.bodacc.published[OTHER] = RuntimeError("Madame Vasseur")

    def space_of(account: str) -> Space:
        if account == "account-1":
            raise ValueError("compta@vasseur.example")
        return office.space(account)

    office.space_of = space_of
    with caplog.at_level(logging.DEBUG):
        assert office.run() == {"failed": 2, "checked": 1}
    assert sorted(record.getMessage().split(": ")[1] for record in caplog.records) == [
        "RuntimeError",
        "ValueError",
    ]
    assert "asseur" not in caplog.text


def test_one_case_that_cannot_be_written_leaves_its_siblings_checked(office: Office) -> None:
    for case in ("case-0001", "case-0002"):
        office.opens(case, notice={"date": "2026-11-02"})
    broken = office.world.histories[ACCOUNT, "case-0001"]
    office.bodacc.published[SIREN] = LIQUIDATION

    class Cases(fakes.Cases):
        def append(self, account: str, case: Case, *more: Any, **named: Any) -> None:
            if case.id == "case-0001":
                raise RuntimeError
            super().append(account, case, *more, **named)

    office.space_of = lambda account: replace(office.space(account), cases=Cases(office.world))
    assert office.run() == {"failed": 1, "found": 1}
    assert office.world.histories[ACCOUNT, "case-0001"] == broken
    assert office.recorded("case-0002") == [INSOLVENT]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize(
    ("found", "event"), [(LIQUIDATION, INSOLVENT), (UNCLEAR, TO_READ), (ports.Finding(), CHECKED)]
)
def test_a_run_cut_at_any_write_is_made_again_and_records_nothing_twice(
    office: Office, found: ports.Finding, event: e.Event, at: int, after: bool
) -> None:
    for case in ("case-0001", "case-0002"):
        office.opens(case, notice={"date": "2026-11-02"})
    office.bodacc.published[SIREN] = found
    line = Line(at, after=after)
    office.space_of = lambda account: over(line, office.space(account))
    assert ("failed" in office.run()) == line.cut
    office.space_of = office.space
    office.run()
    assert office.recorded("case-0001") == office.recorded("case-0002") == [event]
    assert everything_in_its_place(office.space(), office.world)


def test_whoever_is_gone_is_left_out(office: Office) -> None:
    office.opens("case-0001")
    office.opens("case-0002", siren=OTHER, account="account-2")
    office.opens("case-0003", siren=THIRD, account="account-3")
    del office.world.accounts["account-2"]
    del office.world.debtors["account-3", "case-0003"]
    assert office.run() == {"checked": 1, "skipped": 2}
    assert office.bodacc.asked == [SIREN]


def test_an_account_erased_while_the_bulletin_answers_gets_nothing_back(office: Office) -> None:
    office.opens("case-0001")

    class Erasing(Bodacc):
        def of(self, siren: str) -> ports.Finding:
            fakes.Accounts(office.world).erase(office.space().account, date(2026, 11, 23))
            return LIQUIDATION

    office.world.addresses["a@example.fr"] = ACCOUNT
    space = office.space()
    office.space_of = lambda account: space
    office.bodacc = Erasing()
    cases = fakes.Cases(office.world)
    assert dict(checks.run(cases, lambda account: space, office.bodacc, space.now, office.pauses.append)) == {
        "skipped": 1
    }
    assert office.world.histories == {}


def test_a_debtor_whose_number_was_taken_away_is_not_asked_for(office: Office) -> None:
    office.opens("case-0001")
    key, debtor = next(iter(office.world.debtors.items()))
    office.world.debtors[key] = replace(debtor, facts=a.a_debtor())
    assert office.run() == {"skipped": 1}
    assert office.bodacc.asked == []


def written_meanwhile(office: Office, *events: e.Event) -> None:
    """Somebody records these, one just before each write of the run."""
    told = iter(enumerate(events))

    class Cases(fakes.Cases):
        def append(self, *arguments: Any, **named: Any) -> None:
            for number, event in told:
                office.tells("case-0001", event, f"meanwhile-{number}")
                break
            super().append(*arguments, **named)

    office.space_of = lambda account: replace(office.space(account), cases=Cases(office.world))


def test_a_case_written_meanwhile_is_told_all_the_same(office: Office) -> None:
    office.opens("case-0001")
    office.bodacc.published[SIREN] = LIQUIDATION
    written_meanwhile(office, e.Noted(text="Appel."))
    assert office.run() == {"found": 1}
    assert office.recorded() == [INSOLVENT]


def test_a_case_others_keep_writing_to_is_left_for_the_next_run(office: Office) -> None:
    office.opens("case-0001")
    written_meanwhile(office, e.Noted(text="Appel."), e.Noted(text="Rappel."))
    assert office.run() == {"skipped": 1}
    assert office.run() == {"checked": 1}


def test_a_case_closed_meanwhile_is_told_nothing(office: Office) -> None:
    office.opens("case-0001")
    written_meanwhile(office, e.Closed(reason=e.ClosingReason.WRITTEN_OFF))
    assert office.run() == {"skipped": 1}
    assert office.recorded() == []
