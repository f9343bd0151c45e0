"""A case as JSON: a row of a list, or the whole of it, with every French word a page shows beside its code.

Amounts are decimal strings with two decimals, days are ISO.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import zip_longest
from typing import Any

from chalicelib.cases.admissible import allowed_kinds
from chalicelib.cases.case import Case, Letter
from chalicelib.cases.case_letter import documents_open
from chalicelib.cases.history import Author, Recorded
from chalicelib.cases.life import ActionKind, Followed, NextAction, Situation, SituationKind, Why
from chalicelib.cases.limitation import limitation_day
from chalicelib.cases.sequence import forecast
from chalicelib.core.money import ZERO
from chalicelib.documents import timeline
from chalicelib.documents.phrases import phrase
from chalicelib.documents.statement_json import explained_document, waiver_document
from chalicelib.law.notice import Document
from chalicelib.law.procedure import last_day_to_declare
from chalicelib.law.regimes import Regime
from chalicelib.law.register import Register

AHEAD = 90  # days of planned steps a case shows


@dataclass(frozen=True)
class Position:
    """A case on a day, where it stands and what is next."""

    followed: Followed
    situation: Situation
    action: NextAction

    @property
    def case(self) -> Case:
        return self.followed.case


@dataclass(frozen=True)
class CaseSeen:
    """A case and its history, among the open cases of its debtor (`siblings`, itself included)."""

    position: Position
    history: tuple[Recorded, ...]
    siblings: tuple[Followed, ...]

    def planned(self, register: Register) -> tuple[tuple[date, Document], ...]:
        """The steps to come if nothing happens before."""
        steps = forecast(self.siblings, self.position.followed.today, AHEAD, register)
        return tuple((each.day, each.document) for each in steps if each.case == self.position.case.id)


def case_row(position: Position) -> dict[str, Any]:
    """A case in a list: who, which invoices, how much, where it stands, what is next and why."""
    followed, case = position.followed, position.case
    return {
        "id": case.id,
        "version": case.version,
        "debtor": {
            "id": case.debtor,
            "name": followed.debtor.debtor.name or "",
            "regime": followed.debtor.regime.value,
        },
        "invoices": [invoice.ref for invoice in case.invoices],
        "owed": str(followed.owed),
        "overdue": str(followed.overdue),
        "due": str(followed.due),
        "situation": _situation(position.situation),
        "next": _next(position.action),
    }


def case_view(seen: CaseSeen, register: Register) -> dict[str, Any]:
    """The whole case: its facts, its statement with the reasons, its story, what may be recorded or drawn."""
    followed, case = seen.position.followed, seen.position.case
    return case_row(seen.position) | {
        "opened_on": case.opened_on.isoformat(),
        "sending": case.sending.value,
        "facts": case.model_dump(mode="json"),
        "statement": _statement(followed, register),
        "timeline": [
            plain(asdict(entry))
            for entry in (*_past(seen.history), *timeline.planned(seen.planned(register)))
        ],
        "letters": [_letter(letter) for letter in case.letters],
        "plan": _plan(followed),
        "limitation": _limitation(followed, register),
        "declare_by": _declare_by(case, register),
        "allowed": list(allowed_kinds(followed)),
        "proposals": {"documents": plain(documents_open(followed, seen.position.situation))},
        "scenario": followed.scenario.model_dump(mode="json"),
    }


def sentence(why: Why) -> dict[str, str]:
    """A reason: its code, and its sentence."""
    return {"code": why.code, "sentence": phrase("why", why.code, **why.details)}


def step(action: NextAction) -> dict[str, str] | None:
    """The letter an action is about and its day; None when it is about none."""
    if action.document is None or action.day is None:
        return None
    return {
        "document": action.document.value,
        "day": action.day.isoformat(),
        "label": timeline.label(action.document),
    }


def plain(value: Any) -> Any:
    """Days, amounts and choices as JSON has them."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _past(history: tuple[Recorded, ...]) -> Iterator[timeline.Entry]:
    """The story, of whose weekly looks at BODACC in a row the last says enough."""
    looks = {
        each.id for each in history if each.by is Author.CLOCK and each.event.kind == "insolvency_checked"
    }
    entries = timeline.past(history)
    for entry, following in zip_longest(entries, entries[1:]):
        if not (following and entry.event in looks and following.event in looks):
            yield entry


def _situation(situation: Situation) -> dict[str, Any]:
    kind = (
        "late_one" if situation.kind is SituationKind.LATE and situation.days == 1 else situation.kind.value
    )
    return {
        "kind": situation.kind.value,
        "label": phrase("situations", kind, days=situation.days, day=situation.day),
        "days": situation.days,
        "day": plain(situation.day),
    }


def _next(action: NextAction) -> dict[str, Any]:
    button = None if action.kind is ActionKind.WAIT else phrase("actions", action.kind.value)
    return {
        "kind": action.kind.value,
        "group": action.group.value,
        "day": plain(action.day),
        "document": plain(action.document),
        "letter": action.letter,
        "automatic": action.automatic,
        "button": button,
        "why": sentence(action.why),
    }


def _statement(followed: Followed, register: Register) -> dict[str, Any]:
    statement, waiver = followed.statement, followed.case.waiver
    document = explained_document(statement, register, followed.today, followed.unknown_semester)
    if followed.debtor.regime is Regime.BUSINESS and (waiver.penalties or waiver.indemnity):
        totals = statement.totals
        document["waiver"] = waiver_document(
            statement,
            totals.interest_remaining if waiver.penalties else ZERO,
            totals.indemnity_remaining if waiver.indemnity else ZERO,
        )
    return document


def _letter(letter: Letter) -> dict[str, Any]:
    sent, returned = letter.sent, letter.returned
    return {
        "number": letter.number,
        "document": letter.document.value,
        "label": timeline.label(letter.document),
        "issued_on": letter.issued_on.isoformat(),
        "amount": str(letter.issued.amount),
        "sent": sent and sent.model_dump(mode="json", include={"date", "channel", "registered_number"}),
        "presented_on": plain(letter.presented_on),
        "returned": returned and returned.model_dump(mode="json", include={"date", "reason"}),
        "discarded": letter.discarded,
        "uncertain": letter.uncertain,
    }


def _plan(followed: Followed) -> dict[str, Any] | None:
    if followed.progress is None:
        return None
    return {
        "instalments": [plain(asdict(each)) for each in followed.progress.instalments],
        "state": followed.progress.state.value,
    }


def _limitation(followed: Followed, register: Register) -> dict[str, str] | None:
    """The prudent day of what is still unpaid (L01-L05)."""
    unpaid = {balance.invoice for balance in followed.unpaid}
    if not unpaid:
        return None
    day = limitation_day(followed.case, followed.debtor.regime, register, unpaid)
    return {"day": day.isoformat(), "note": phrase("deadlines", "limitation")}


def _declare_by(case: Case, register: Register) -> str | None:
    """H-02."""
    published = case.insolvency.published_on if case.insolvency else None
    return last_day_to_declare(register, published).isoformat() if published else None
