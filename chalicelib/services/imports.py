"""Unpaid invoices out of a CSV file: shown before anything is written, then followed. Nothing is half imported.

Nothing is kept between the two: the file comes again with the mapping a person agreed to. Every fault is found before
the first write, and what is written bears ids that follow from the import's own: the same import sent again goes on
where it was cut and adds nothing twice. The same file in another import adds nothing either: its invoices are known.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.cases import facts
from chalicelib.cases.case import Case
from chalicelib.cases.events import CaseOpened, ClosingReason, InvoicesAdded
from chalicelib.cases.opening import Opening, Owing, Paid
from chalicelib.cases.parties import FollowedDebtor
from chalicelib.core.errors import Fault, Refusal
from chalicelib.law.regimes import Regime
from chalicelib.reading.csv_invoices import (
    ReadLine,
    checked,
    guessed,
    read,
)
from chalicelib.reading.table import folded, table_of
from chalicelib.services.cases import derived_id, open_case
from chalicelib.services.lists import every_case
from chalicelib.services.ports import Debtor
from chalicelib.services.space import Space

MOST_TOGETHER = 40  # invoices of one opening, each with what was paid on it


class Status(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    KNOWN = "known"  # a case already follows this invoice of this debtor
    PAID = "paid"  # nothing is left to follow
    FAULTY = "faulty"


@dataclass(frozen=True)
class JudgedLine:
    """A line and what would become of it; `debtor` is the client it is known as, `case` the one that follows it."""

    read: ReadLine
    status: Status
    debtor: Debtor | None = None
    case: Case | None = None


@dataclass(frozen=True)
class Judged:
    """A file as it would be imported."""

    columns: tuple[str, ...]
    mapping: dict[str, str]
    lines: tuple[JudgedLine, ...]

    def count(self, status: Status) -> int:
        return sum(line.status is status for line in self.lines)


@dataclass(frozen=True)
class Imported:
    """The cases this import opened, those its invoices joined, and the lines it left alone (known, or paid)."""

    opened: tuple[str, ...]
    joined: tuple[str, ...]
    ignored: int


def judge(space: Space, text: str, mapping: Mapping[str, str] | None = None) -> Judged:
    """Reads the file with the columns told, or guessed; refuses what `table_of` and `checked` refuse."""
    table = table_of(text)
    columns = guessed(table.columns) if mapping is None else checked(mapping, table.columns)
    followed = _Followed(space)
    lines = tuple(followed.judge(line) for line in read(table, columns, space.today))
    return Judged(table.columns, columns, lines)


def confirm(space: Space, id: str, text: str, mapping: Mapping[str, str], common: FollowedDebtor) -> Imported:
    """Follows every new invoice, those of one debtor together; `common` is what all new clients have in common.

    Refuses IMPORT_FAULTY with every fault of every line, before anything is written.
    """
    judged = judge(space, text, mapping)
    faults = tuple(
        replace(fault, field=f"rows[{line.read.line}].{fault.field}")
        for line in judged.lines
        for fault in line.read.faults
    )
    if faults:
        raise Refusal("IMPORT_FAULTY", faults=faults)
    batches = tuple(_batches(id, judged.lines, common))
    for batch in batches:
        batch.check(space)
    done = [each for batch in batches if (each := batch.follow(space))]
    return Imported(
        opened=tuple(each.case for each in done if not each.joined),
        joined=tuple(dict.fromkeys(each.case for each in done if each.joined)),
        ignored=len(judged.lines) - sum(each.invoices for each in done),
    )


class _Followed:
    """The clients of the account and the invoices its cases hold, read once, and those the file adds line by line."""

    def __init__(self, space: Space) -> None:
        self.by_siren: dict[str, list[Debtor]] = {}
        self.by_name: dict[str, list[Debtor]] = {}
        for debtor in space.debtors.all(space.id):
            described = debtor.facts.debtor
            if described.siren:
                self.by_siren.setdefault(described.siren, []).append(debtor)
            self.by_name.setdefault(folded(described.name or ""), []).append(debtor)
        self.held = {
            (case.debtor, folded(invoice.ref)): case
            for case in every_case(space)
            if case.closed is None or case.closed.reason is not ClosingReason.MISTAKE
            for invoice in case.invoices
        }
        self.told: dict[tuple[str, str], int] = {}
        self.siren_of: dict[str, str] = {}  # a client whose SIREN nobody knew, and the one this file gives it

    def judge(self, line: ReadLine) -> JudgedLine:
        if line.invoice is None:
            return JudgedLine(line, Status.FAULTY)
        found = self._clients(line.invoice.debtor)
        if len(found) > 1:
            return _faulty(line, Fault("DEBTOR_TWO_COMPANIES", "siren"))
        status = Status.PAID if line.invoice.settled else Status.NEW
        if not found:
            return JudgedLine(line, status)
        (debtor,) = found
        invoice = (debtor.id, folded(line.invoice.invoice.ref))
        first = self.told.setdefault(invoice, line.line)  # under two names of one client
        if first != line.line:
            return _faulty(line, Fault("SAME_INVOICE", "invoice", {"line": first}))
        if case := self.held.get(invoice):
            return JudgedLine(line, Status.KNOWN, debtor, case)
        return JudgedLine(line, status, debtor)

    def _clients(self, told: facts.Debtor) -> list[Debtor]:
        """Those a line may be about: by SIREN, else by name, but never two SIREN for one client."""
        named = self.by_name.get(folded(told.name or ""), [])
        if told.siren and (same := self.by_siren.get(told.siren)):
            return ([each for each in same if each in named] or same)[:1]
        found = [each for each in named if not (told.siren and each.facts.debtor.siren)]
        if told.siren and len(found) == 1 and self.siren_of.setdefault(found[0].id, told.siren) != told.siren:
            return []
        return found


def _faulty(line: ReadLine, fault: Fault) -> JudgedLine:
    return JudgedLine(replace(line, invoice=None, faults=(fault,)), Status.FAULTY)


def _batches(id: str, lines: Iterable[JudgedLine], common: FollowedDebtor) -> Iterator["_Batch"]:
    """The lines of each debtor, as many at once as one opening takes: the same ones each time the import is sent."""
    for group in _by_debtor(lines):
        owing = _owing(group, common)
        for start in range(0, len(group), MOST_TOGETHER):
            batch = group[start : start + MOST_TOGETHER]
            yield _Batch(derived_id(id, batch[0].read.line), batch, *owing)


def _by_debtor(lines: Iterable[JudgedLine]) -> Iterable[list[JudgedLine]]:
    groups: dict[str, list[JudgedLine]] = {}
    for line in lines:
        if line.read.invoice:
            told = line.read.invoice.debtor
            who = line.debtor.id if line.debtor else told.siren or folded(told.name or "")
            groups.setdefault(who, []).append(line)
    return groups.values()


def _owing(group: list[JudgedLine], common: FollowedDebtor) -> tuple[Owing, Regime]:
    """Who owes: the client it is already, else a new one, as the line with the fullest address describes it."""
    if known := next((line.debtor for line in group if line.debtor), None):
        return Owing(id=known.id), known.facts.regime
    told = [line.read.invoice for line in group if line.read.invoice]
    debtor = max((each.debtor for each in told), key=lambda d: len(d.address.model_dump(exclude_none=True)))
    email = next((each.email for each in told if each.email), None)
    return Owing(facts=common.model_copy(update={"debtor": debtor, "email": email})), common.regime


@dataclass(frozen=True)
class _Done:
    """What one batch of this import became: `invoices` were added to `case`."""

    case: str
    joined: bool
    invoices: int


@dataclass(frozen=True)
class _Batch:
    """Some lines of one debtor: one opening."""

    id: str
    lines: list[JudgedLine]
    owing: Owing
    regime: Regime

    def check(self, space: Space) -> None:
        if (opening := self._opening()) and (faults := opening.faults(self.regime, space.today)):
            raise Refusal("INVALID_FACTS", faults=faults)

    def follow(self, space: Space) -> _Done | None:
        """Opens a case or joins one, unless an earlier sending of this import did; None when no line is its own."""
        if opening := self._opening():
            seen, joined = open_case(space, opening)
            return _Done(seen.position.case.id, joined, len(opening.invoices))
        for case in sorted({line.case.id for line in self.lines if line.case}):
            for recorded in space.cases.history(space.id, case):
                if recorded.id == self.id and isinstance(recorded.event, CaseOpened | InvoicesAdded):
                    return _Done(case, case != self.id, len(recorded.event.invoices))
        return None

    def _opening(self) -> Opening | None:
        """The new invoices of the batch, with what was already paid on them."""
        new = [line.read.invoice for line in self.lines if line.status is Status.NEW and line.read.invoice]
        if not new:
            return None
        return Opening(
            id=self.id,
            debtor=self.owing,
            invoices=tuple(each.invoice for each in new),
            payments=tuple(
                Paid(date=each.paid_on, amount=each.paid, invoice=each.invoice.ref)
                for each in new
                if each.paid_on
            ),
        )
