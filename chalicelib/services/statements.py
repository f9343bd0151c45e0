"""Drawing a statement as the creditor asked: refuse past the last published semester, or stop there (B22)."""

from dataclasses import dataclass

from chalicelib.cases.claim import Claim
from chalicelib.cases.facts import OnUnknownRate
from chalicelib.cases.statement import Statement, UnknownRateInStatement, draw_up
from chalicelib.law.register import Register


@dataclass(frozen=True)
class Drawn:
    """A statement; `unknown_semester` is set when it had to stop on the day before that semester."""

    statement: Statement
    unknown_semester: str | None = None


def draw(claim: Claim, choice: OnUnknownRate, register: Register) -> Drawn:
    """Raises UnknownRateInStatement unless the creditor chose to stop at the last known day."""
    try:
        return Drawn(draw_up(claim, register))
    except UnknownRateInStatement as unknown:
        if choice is OnUnknownRate.REFUSE:
            raise
        return Drawn(unknown.until_known, unknown.semester)
