"""What the creditor is told by mail: all at once, once, and never silently not at all."""

from dataclasses import replace

import pytest

from chalicelib.cases import events as e
from chalicelib.cases.case import Case
from chalicelib.cases.fold import fold
from chalicelib.cases.history import Author
from chalicelib.services import ports
from chalicelib.services.accounts import suspend
from chalicelib.services.cases import open_case, record_fact
from chalicelib.services.clock import Clock
from chalicelib.services.step import run_step
from tests import fakes
from tests.builders import a_debtor
from tests.services.a_clock import Mailbox, a_clock, at, tick
from tests.services.a_space import ACCOUNT, a_space, an_invoice, an_opening

OTHER = {"facts": a_debtor(debtor={"name": "Garage Moulin"}, email="garage@moulin.example").model_dump()}


class Scene:
    """Two clients, one case each: the reminders of the first leave by themselves, those of the second are read."""

    def __init__(self) -> None:
        self.world, self.mailbox = fakes.World(), Mailbox()
        self.clock: Clock = a_clock(self.world, self.mailbox)
        space = a_space(self.world, "2026-11-19 18:55")  # too late for anything that day
        open_case(space, an_opening(sending="send_reminders"))
        other = an_opening("case-0002", an_invoice("F-2")).model_dump() | {"debtor": OTHER}
        open_case(space, type(an_opening()).model_validate(other))

    def tick(self, when: str) -> dict[str, str]:
        return dict(tick(self.clock, when))

    def case(self, id: str) -> Case:
        return fold(id, self.world.histories[ACCOUNT, id])

    def told(self, id: str) -> list[e.CreditorTold]:
        events = (each.event for each in self.world.histories[ACCOUNT, id])
        return [event for event in events if isinstance(event, e.CreditorTold)]

    @property
    def to_creditor(self) -> list[ports.Mail]:
        return [mail for mail in self.mailbox.mails if mail.to == "a@example.fr"]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_one_mail_tells_of_all_that_there_is_to_tell(scene: Scene) -> None:
    assert scene.tick("2026-11-20 08:59") == {}
    assert "told" in scene.tick("2026-11-20 09:00").values()
    assert len(scene.to_creditor) == 1
    text = scene.to_creditor[0].text
    assert "Imprimerie Vasseur" in text
    assert "Garage Moulin" in text
    assert scene.tick("2026-11-20 09:15") == {}


def test_each_case_says_what_was_told_of_it(scene: Scene) -> None:
    scene.tick("2026-11-20 09:00")
    [first], [second] = scene.told("case-0001"), scene.told("case-0002")
    assert (first.document, str(first.leaves_on)) == ("first_reminder", "2026-11-23")
    assert (second.document, second.leaves_on) == ("first_reminder", None)


def test_a_refused_mail_is_sent_at_the_next_run(scene: Scene) -> None:
    def refuses(mail: ports.Mail) -> None:
        raise ports.NotAccepted("TooManyRequestsException", lasting=False)

    scene.mailbox.refuses = refuses
    assert set(scene.tick("2026-11-20 09:00").values()) == {"refused"}
    scene.mailbox.refuses = lambda mail: None
    scene.tick("2026-11-20 09:15")
    assert len(scene.to_creditor) == 1


def test_a_mail_that_may_have_left_is_not_sent_again_and_announces_nothing(scene: Scene) -> None:
    def breaks(mail: ports.Mail) -> None:
        raise TimeoutError

    scene.mailbox.breaks = breaks
    first = scene.tick("2026-11-20 09:00")
    assert first["case-0001"] == "uncertain"
    scene.mailbox.breaks = lambda mail: None
    assert set(scene.tick("2026-11-20 09:05").values()) == {"skipped:BEING_TOLD"}
    assert scene.tick("2026-11-20 09:15") == {"case-0001": "uncertain", "case-0002": "uncertain"}
    assert len(scene.to_creditor) == 1
    assert [told.certain for told in scene.told("case-0001")] == [False]
    assert scene.tick("2026-11-20 11:00") == {}
    scene.tick("2026-11-23 09:00")  # told on the Monday, it leaves on the Tuesday
    assert str(scene.told("case-0001")[-1].leaves_on) == "2026-11-24"
    assert "Garage Moulin" in scene.to_creditor[-1].text
    assert "novembre n’est peut-être pas parti" in scene.to_creditor[-1].text
    assert len(scene.to_creditor) == 2


def test_cut_off_once_the_mail_left_the_cases_find_the_mark_at_their_next_turn(scene: Scene) -> None:
    appended = scene.clock.cases.append

    def cut(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    scene.clock.cases.append = cut  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        scene.tick("2026-11-20 09:00")
    scene.clock.cases.append = appended  # type: ignore[method-assign]
    assert scene.tick("2026-11-20 09:15") == {"case-0001": "told", "case-0002": "told"}
    assert len(scene.to_creditor) == 1
    assert [told.certain for told in (*scene.told("case-0001"), *scene.told("case-0002"))] == [True, True]


def test_of_two_workers_that_tell_at_once_one_does(scene: Scene) -> None:
    claim = scene.clock.tellings.claim

    def after_another(account: str, telling: ports.Telling) -> None:
        claim(account, replace(telling, at=telling.at))
        claim(account, telling)

    scene.clock.tellings.claim = after_another  # type: ignore[method-assign]
    assert set(scene.tick("2026-11-20 09:00").values()) == {"skipped:BEING_TOLD"}
    assert scene.to_creditor == []


def test_what_the_debtor_said_is_told_at_the_next_run_with_its_words(scene: Scene) -> None:
    scene.tick("2026-11-20 09:00")
    scene.tick("2026-11-23 09:00")  # it leaves
    space = a_space(scene.world, "2026-11-23 11:00")
    disputed = e.DisputeRaised(reason="Trois palettes manquaient.")
    version = scene.case("case-0001").version
    record_fact(space, "case-0001", version, "dispute-0001", disputed, Author.DEBTOR)
    assert scene.tick("2026-11-23 11:15") == {"case-0001": "told"}
    assert "Trois palettes manquaient." in scene.to_creditor[-1].text
    assert scene.tick("2026-11-23 11:30") == {}


def test_an_account_that_was_erased_meanwhile_is_told_nothing(scene: Scene) -> None:
    scene.world.addresses["a@example.fr"] = ACCOUNT
    due = list(scene.clock.cases.due(a_space(scene.world, "2026-11-20 09:00").now))
    scene.clock.accounts.erase(scene.clock.accounts.get(ACCOUNT), a_space(scene.world).today)
    now = a_space(fakes.World(), "2026-11-20 09:00").now
    assert {run_step(scene.clock, ports.Work(now, each), now) for each in due} == {"gone"}
    assert scene.mailbox.mails == []


def test_nothing_is_told_nor_leaves_once_the_creditor_s_own_mailbox_takes_nothing(scene: Scene) -> None:
    def refuses(mail: ports.Mail) -> None:
        raise ports.NotAccepted("MessageRejected", lasting=True)

    scene.mailbox.refuses = refuses
    scene.tick("2026-11-20 09:00")
    assert scene.clock.accounts.get(ACCOUNT).unheard_since is not None
    scene.mailbox.refuses = lambda mail: None
    scene.tick("2026-11-20 09:15")
    assert scene.tick("2026-11-20 09:30") == {}
    for day in ("2026-11-23", "2026-11-24", "2026-11-25"):
        scene.tick(f"{day} 09:00")
    assert scene.mailbox.mails == []


def test_the_operator_stops_what_leaves_in_the_name_of_an_account_and_lets_it_go_again(scene: Scene) -> None:
    space = a_space(scene.world, "2026-11-20 08:00")
    suspend(space, scene.clock.accounts, suspended=True)
    for when in ("2026-11-20 09:00", "2026-11-23 09:00", "2026-11-24 09:00"):
        scene.tick(when)
    assert scene.mailbox.mails == []
    suspended = replace(space, account=scene.clock.accounts.get(ACCOUNT), now=at("2026-11-24 10:00"))
    suspend(suspended, scene.clock.accounts, suspended=False)
    scene.tick("2026-11-24 10:15")
    scene.tick("2026-11-25 09:00")
    assert [mail.to for mail in scene.mailbox.mails] == ["a@example.fr", "compta@vasseur.example"]
