"""The queue: what the sweep puts in it, whole; what failed too often, seen and sent back."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from chalicelib.cases.case import PARIS
from chalicelib.services.ports import DeadLetter, Due, Work
from chalicelib.store.queue import DeadLetters, Queue, message_of, work_of
from tests import fakes
from tests.store.calls import recorded
from tests.store.conftest import DEAD, QUEUE, Parts

RUN = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=PARIS)
AT = datetime(2026, 11, 23, 7, tzinfo=UTC)


def some_work(number: int) -> list[Work]:
    return [Work(RUN, Due("account-01", "debtor-01", f"case-{n:04}", AT)) for n in range(number)]


@pytest.fixture(autouse=True)
def _made_anew(real: Parts) -> None:
    assert isinstance(real.queue, Queue)
    for url in (QUEUE, DEAD):
        real.queue.client.delete_queue(QueueUrl=url)
        real.queue.client.create_queue(QueueName=url.rpartition("/")[2])


def waiting(parts: Parts) -> list[Work]:
    """What a worker would get, in any order."""
    if isinstance(parts.queue, fakes.Queue):
        return sorted(parts.queue.world.queue, key=lambda work: work.due.case)
    return sorted(map(work_of, bodies(parts)), key=lambda work: work.due.case)


def bodies(parts: Parts) -> list[str]:
    assert isinstance(parts.queue, Queue)
    received: list[str] = []
    while messages := parts.queue.client.receive_message(QueueUrl=QUEUE, MaxNumberOfMessages=10).get(
        "Messages"
    ):
        received += [each["Body"] for each in messages]
    return received


def lay_dead(parts: Parts, *left: str) -> None:
    if isinstance(parts.dead_letters, fakes.DeadLetters):
        parts.dead_letters.world.dead += [DeadLetter(uuid4().hex, body, 3) for body in left]
        return
    assert isinstance(parts.dead_letters, DeadLetters)
    for body in left:
        parts.dead_letters.client.send_message(QueueUrl=DEAD, MessageBody=body)


# --- the queue -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, 10, 25])
def test_each_case_is_one_message(parts: Parts, number: int) -> None:
    assert parts.queue.put(iter(some_work(number))) == number
    assert parts.queue.depths() == (number, 0)
    assert waiting(parts) == some_work(number)


def test_what_a_worker_holds_no_longer_waits(real: Parts) -> None:
    real.queue.put(some_work(3))
    assert len(bodies(real)) == 3
    assert real.queue.depths() == (0, 3)


def test_what_was_refused_is_sent_once_more_then_left(real: Parts) -> None:
    assert isinstance(real.queue, Queue)
    refusals = [["3", "5"], ["1"], []]  # of the first ten, of those two again, of the last

    class Unwell:
        """Refuses some entries of each call, as SQS may."""

        def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, str]]) -> Any:  # noqa: N803
            refused = refusals.pop(0)
            client.send_message_batch(
                QueueUrl=QueueUrl, Entries=[each for each in Entries if each["Id"] not in refused]
            )
            return {"Failed": [{"Id": id} for id in refused]}

    client = real.queue.client
    work = some_work(12)
    assert Queue(Unwell(), QUEUE).put(work) == 11  # type: ignore[arg-type]
    assert refusals == []
    assert waiting(real) == [each for each in work if each.due.case != "case-0005"]


def test_a_queue_that_is_not_there_is_an_error_not_a_count(real: Parts) -> None:
    assert isinstance(real.queue, Queue)
    with pytest.raises(ClientError):
        Queue(real.queue.client, f"{QUEUE}-nowhere").put(some_work(1))


# --- messages --------------------------------------------------------------------------------------------------------


def test_a_message_says_everything_of_a_work() -> None:
    (work,) = some_work(1)
    assert work_of(message_of(work)) == work


def told(**changes: Any) -> str:
    (work,) = some_work(1)
    message = json.loads(message_of(work)) | changes
    return json.dumps({name: value for name, value in message.items() if value != "left out"})


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{}",
        "{",
        "à payer",
        told(run="left out"),
        told(case=None),
        told(case="../.."),
        told(account=12345678),
        told(at=1764000000),
        told(at="2026-11-23T07:00:00"),
        told(at="2026-11-23"),
        told(then="more"),
    ],
)
def test_anything_else_is_no_work(body: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        work_of(body)


# --- what failed too often -------------------------------------------------------------------------------------------


def test_dead_letters_are_seen_and_stay(parts: Parts) -> None:
    left = [message_of(work) for work in some_work(13)]
    lay_dead(parts, *left)
    for _ in range(2):
        seen = parts.dead_letters.some()
        assert sorted(each.body for each in seen) == left
        assert len({each.id for each in seen}) == 13
    assert all(each.received >= 2 for each in seen)
    assert len(parts.dead_letters.some(3)) == 3
    assert len(parts.dead_letters.some()) == 13


def test_one_dead_letter_is_sent_back_and_the_others_stay(parts: Parts) -> None:
    work = some_work(12)
    lay_dead(parts, *map(message_of, work))
    chosen = next(each for each in parts.dead_letters.some() if work_of(each.body) == work[7])
    assert parts.dead_letters.replay(chosen.id)
    assert waiting(parts) == [work[7]]
    assert not parts.dead_letters.replay(chosen.id)
    assert {each.id for each in parts.dead_letters.some()}.isdisjoint({chosen.id})
    assert len(parts.dead_letters.some()) == 11


def test_there_may_be_no_dead_letter(parts: Parts) -> None:
    assert parts.dead_letters.some() == ()
    assert not parts.dead_letters.replay("unknown")


def test_a_letter_that_is_no_work_is_sent_back_as_it_was(real: Parts) -> None:
    lay_dead(real, "à payer")
    (letter,) = real.dead_letters.some()
    assert real.dead_letters.replay(letter.id)
    assert bodies(real) == ["à payer"]


def test_a_letter_stays_dead_when_it_could_not_be_sent_back(real: Parts) -> None:
    lay_dead(real, "à payer")
    assert isinstance(real.dead_letters, DeadLetters)
    client = real.dead_letters.client
    cut = DeadLetters(client, DEAD, Queue(client, f"{QUEUE}-nowhere"))
    (letter,) = real.dead_letters.some()
    with pytest.raises(ClientError):
        cut.replay(letter.id)
    assert [each.body for each in real.dead_letters.some()] == ["à payer"]


def test_looking_at_a_few_letters_receives_no_more_than_ten_at_a_time(real: Parts) -> None:
    lay_dead(real, *map(message_of, some_work(12)))
    with recorded() as calls:
        real.dead_letters.some(2)
    assert [(call.operation, call.on) for call in calls] == [
        ("ReceiveMessage", DEAD),
        ("ChangeMessageVisibilityBatch", DEAD),
    ]
