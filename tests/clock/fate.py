"""What may go wrong at a call to the outside: it is cut before or after, refused, or answered too late to be heard.

Everything the clock keeps or sends passes through a `Fate`. Between two calls others may do something (`meanwhile`),
so that every interleaving of two workers, or of a worker and a person, is one call of a hook.
"""

from collections.abc import Callable, Iterable
from enum import Enum, auto
from typing import Any

from chalicelib.services.ports import Conflict, NotAccepted


class Killed(BaseException):
    """The process is no more. Nothing in the service may catch it."""


class Failing(Exception):
    """The outside did not answer, or not in time: throttled, down, timed out."""


class Fault(Enum):
    KILLED_BEFORE = auto()
    KILLED_AFTER = auto()
    REFUSED = auto()  # nothing was done, and an error says so
    LOST_ANSWER = auto()  # it was done, and an error is all that comes back
    DONE_TWICE = auto()  # it was done, the answer was lost, the client asked again and met its own write
    NOT_ACCEPTED = auto()  # the mail provider says no, this time
    NEVER_ACCEPTED = auto()  # the mail provider says no, and would again


ANYWHERE = (Fault.KILLED_BEFORE, Fault.KILLED_AFTER, Fault.REFUSED, Fault.LOST_ANSWER)
CONDITIONAL = ("cases.append", "tellings.claim")  # writes that DynamoDB's client asks again by itself
SENDING = "mailer.send"


def faults_of(call: str) -> tuple[Fault, ...]:
    """What may happen at this call."""
    if call == SENDING:
        return (*ANYWHERE, Fault.NOT_ACCEPTED, Fault.NEVER_ACCEPTED)
    return (*ANYWHERE, Fault.DONE_TWICE) if call in CONDITIONAL else ANYWHERE


class Fate:
    """`draw` says what goes wrong at a call, `meanwhile` what others do just before it."""

    def __init__(self) -> None:
        self.draw: Callable[[str], Fault | None] = lambda call: None
        self.meanwhile: Callable[[str], None] = lambda call: None

    def over(self, name: str, part: Any) -> Any:
        """The same part, reached through this fate."""
        return _Reached(self, name, part)

    def call(self, name: str, call: Callable[[], Any]) -> Any:
        self.meanwhile(name)
        fault = self.draw(name)
        match fault:
            case None:
                return call()
            case Fault.KILLED_BEFORE:
                raise Killed(name)
            case Fault.REFUSED:
                raise Failing(name)
            case Fault.NOT_ACCEPTED | Fault.NEVER_ACCEPTED:
                raise NotAccepted("Throttled", lasting=fault is Fault.NEVER_ACCEPTED)
        call()
        match fault:
            case Fault.KILLED_AFTER:
                raise Killed(name)
            case Fault.DONE_TWICE:
                raise Conflict
        raise Failing(name)


class _Reached:
    def __init__(self, fate: Fate, name: str, part: Any) -> None:
        self._fate, self._name, self._part = fate, name, part

    def __getattr__(self, method: str) -> Callable[..., Any]:
        call = getattr(self._part, method)
        return lambda *a, **more: self._fate.call(f"{self._name}.{method}", lambda: call(*a, **more))

    def place(self, account: str, places: Iterable[Any]) -> tuple[str, ...]:
        """One call each: some may be placed when it is cut."""
        left: tuple[str, ...] = ()
        for each in places:
            left += self._fate.call(
                f"{self._name}.place", lambda each=each: self._part.place(account, [each])
            )
        return left
