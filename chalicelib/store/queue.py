"""The queue between the sweep and its workers, through SQS: one message for each case, and what failed too often.

A standard queue: a message may come twice or late, and a worker always looks at the case again first.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import boto3
from botocore.config import Config
from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from chalicelib.services.ports import DeadLetter, Due, Work

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import MessageTypeDef, SendMessageBatchRequestEntryTypeDef

A_CALL = 10  # messages, at most
WAIT = 1  # second an empty answer takes: enough to ask every server of the queue
HELD = 60  # seconds a dead letter is held while it is looked at

_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Queue:
    def __init__(self, client: "SQSClient", url: str) -> None:
        self.client, self.url = client, url

    def put(self, work: Iterable[Work]) -> int:
        """What SQS does not take is sent once more, then left. Raises when SQS does not answer at all."""
        taken, bodies = 0, map(message_of, work)
        while batch := list(islice(bodies, A_CALL)):
            refused = self._refused(batch)
            if refused:
                refused = self._refused(refused)
            taken += len(batch) - len(refused)
        return taken

    def put_body(self, body: str) -> None:
        """A message as it was."""
        self.client.send_message(QueueUrl=self.url, MessageBody=body)

    def depths(self) -> tuple[int, int]:
        told = self.client.get_queue_attributes(
            QueueUrl=self.url,
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )["Attributes"]
        return int(told["ApproximateNumberOfMessages"]), int(told["ApproximateNumberOfMessagesNotVisible"])

    def _refused(self, bodies: list[str]) -> list[str]:
        """Sends these; those that were not taken."""
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)
        ]
        answer = self.client.send_message_batch(QueueUrl=self.url, Entries=entries)
        return [bodies[int(each["Id"])] for each in answer.get("Failed", ())]


class DeadLetters:
    """The queue of what failed too often. Whoever looks holds the letters meanwhile, then lets them go."""

    def __init__(self, client: "SQSClient", url: str, queue: Queue) -> None:
        self.client, self.url, self.queue = client, url, queue

    def some(self, limit: int = 20) -> tuple[DeadLetter, ...]:
        with self._held() as letters:
            return tuple(
                DeadLetter(
                    each["MessageId"], each["Body"], int(each["Attributes"]["ApproximateReceiveCount"])
                )
                for each in islice(letters, limit)
            )

    def replay(self, id: str) -> bool:
        """Cut off between the two calls, it stays here too: replayed again, it comes twice, which does no harm."""
        with self._held() as letters:
            for letter in letters:
                if letter["MessageId"] == id:
                    self.queue.put_body(letter["Body"])
                    self.client.delete_message(QueueUrl=self.url, ReceiptHandle=letter["ReceiptHandle"])
                    return True
        return False

    @contextmanager
    def _held(self) -> "Iterator[Iterator[MessageTypeDef]]":
        """Each message once, received in tens as they are asked for; in the end others may have them."""
        held: list[MessageTypeDef] = []

        def received() -> "Iterator[MessageTypeDef]":
            while True:
                answer = self.client.receive_message(
                    QueueUrl=self.url,
                    MaxNumberOfMessages=A_CALL,
                    VisibilityTimeout=HELD,
                    WaitTimeSeconds=WAIT,
                    MessageSystemAttributeNames=["ApproximateReceiveCount"],
                )
                known = {each["MessageId"] for each in held}
                new = [each for each in answer.get("Messages", ()) if each["MessageId"] not in known]
                if not new:
                    return
                held.extend(new)
                yield from new

        try:
            yield received()
        finally:
            handles = iter([each["ReceiptHandle"] for each in held])
            while batch := list(islice(handles, A_CALL)):
                self.client.change_message_visibility_batch(
                    QueueUrl=self.url,
                    Entries=[
                        {"Id": str(n), "ReceiptHandle": handle, "VisibilityTimeout": 0}
                        for n, handle in enumerate(batch)
                    ],
                )


class _Message(BaseModel):
    """What a message holds."""

    model_config = ConfigDict(extra="forbid", strict=True)

    run: AwareDatetime
    account: _Id
    debtor: _Id
    case: _Id
    at: AwareDatetime


def message_of(work: Work) -> str:
    due = work.due
    told = _Message(run=work.run, account=due.account, debtor=due.debtor, case=due.case, at=due.at)
    return told.model_dump_json()


def work_of(body: str) -> Work:
    """Raises ValueError when it is not what `message_of` writes."""
    told = _Message.model_validate_json(body)
    return Work(told.run, Due(told.account, told.debtor, told.case, told.at))


def sqs_client(region: str) -> "SQSClient":
    config = Config(region_name=region, connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 2})
    return boto3.client("sqs", config=config)
