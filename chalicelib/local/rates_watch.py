"""`make rates-watch`: which semesters lack a rate, and a change to propose where the European Central Bank says it.

Run by hand or once a month, never by the service: the register is in the repository, and nothing here writes to it. The
ECB's series of changes is believed only if it is whole and says again all that the register holds; the bytes received,
where from, when and their SHA-256 are kept beside the proposal. The legal rate stands in an order that a person reads:
what the Journal officiel and the Banque de France say is typed here and must agree (B22).

    make rates-watch
    make rates-watch SEMESTER=2026-01-01 JO="6,67 2,62" BDF="6,67 2,62" ARRETE="Arrêté du 15 décembre 2025, JORF du …"

A proposal leaves `relu_par` empty: tests fail until whoever compared it with the decision signs it. Ends with 0 when
nothing is missing, 1 when a person is needed, 2 when an answer was refused, 3 when the ECB did not answer; make turns
each of the last three into its own 2, so that a monthly job starts `python -m chalicelib.local.rates_watch` itself.
"""

import difflib
import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from chalicelib import wiring
from chalicelib.core.days import Semester
from chalicelib.core.french import NBSP, day
from chalicelib.law.register import PARAMETERS, Register, read
from chalicelib.local.ecb import (
    FLOW,
    HIGHEST,
    PUBLISHED_AT,
    SERIES,
    Answer,
    Change,
    Down,
    Refused,
    changes_in,
    fetch,
    in_force,
    refuse_other_past,
)
from chalicelib.local.site import REPOSITORY

# In pieces: the register's page lists whoever quotes a figure as using it, and to watch one is not to use it.
ECB, PEOPLE, OTHERS = (f"taux-{what}" for what in ("bce", "legal-particuliers", "legal-autres-cas"))
WARNED_IN = (6, 12)  # months in which the next semester should be known

WHERE_ORDERS_ARE = """\
       Legal rate: an order of late June and late December, «taux de l’intérêt légal» at https://www.legifrance.gouv.fr
       (JORF) and at https://www.banque-france.fr: both must say the same."""
WHERE_THE_ECB_DECIDES = (
    "       ECB: the rate of the first day, known that day; https://www.ecb.europa.eu decides."
)
BY_TWO = "       One person enters it with its source; another compares, and signs relu_par and relu_le."

_TYPED = re.compile(r"[0-9]{1,2}[.,][0-9]{2}")


def watch(
    environment: Mapping[str, str], folder: Path, kept: Path, now: datetime, timeout: float = 20
) -> int:
    """Says what is missing from the register in `folder`, and writes what it proposes under `kept`; the exit code."""
    register = read(folder)
    alarms = _alarms(register, now.date())
    for line in alarms:
        print(line)
    status = 1 if alarms else 0
    try:
        diff = typed(register, folder, environment)
        if diff:
            print(f"Proposed: {_keep(kept, now, diff)}")
            status = 1
        answer = fetch(environment.get("ECB") or PUBLISHED_AT, now, timeout)
        try:
            changes = changes_in(answer.content)
            refuse_other_past(changes, register.parameter(ECB).versions)
        except Refused:
            print(f"Kept, to look at: {_keep(kept, now, '', answer)}")
            raise
        print(f"ECB: {changes[-1].rate} % since {changes[-1].since}.")
        diff = proposal(register, folder, changes, now.date())
        if diff:
            print(f"Proposed: {_keep(kept, now, diff, answer)}")
            status = 1
    except Down as failure:
        print(f"The ECB did not answer ({failure}); nothing changed, try again later.", file=sys.stderr)
        return 3
    except Refused as refusal:
        print(f"Refused: {refusal}.", file=sys.stderr)
        return 2
    if not status:
        print("Nothing is missing.")
    return status


def proposal(register: Register, folder: Path, changes: Sequence[Change], today: date) -> str:
    """The change to the register for every semester that has begun and has no rate; empty when there is none."""
    blocks = []
    for semester in _missing(register, ECB, Semester.of(today)):
        told = in_force(changes, semester.start)
        assert told is not None
        source = f"BCE, série {FLOW}.{SERIES}, taux en vigueur depuis le {_plain(told.since)}, lu le {_plain(today)}"
        blocks.append(_block(ECB, semester, told.rate, source))
    return _diff(folder, ECB, blocks)


# --- the legal rate -------------------------------------------------------------------------------------------------


def typed(register: Register, folder: Path, environment: Mapping[str, str]) -> str:
    """The change to the register that a person typed: both figures, as the order gives them (« 6,67 2,62 »).

    Empty when nothing was typed. Raises Refused unless both sources agree, for the semester that comes next.
    """
    told = {name: environment.get(name, "") for name in ("SEMESTER", "JO", "BDF", "ARRETE")}
    if not any(told.values()):
        return ""
    if empty := [name for name, value in told.items() if not value]:
        raise Refused(f"{' and '.join(empty)} must be told too")
    rates, again = _rates("JO", told["JO"]), _rates("BDF", told["BDF"])
    if rates != again:
        raise Refused("the Journal officiel and the Banque de France do not agree")
    diff = ""
    for key, rate in zip((PEOPLE, OTHERS), rates, strict=True):
        semester = _last(register, key).next()
        if told["SEMESTER"] != semester.start.isoformat():
            raise Refused(f"{key} comes next on {semester.start}, not on {told['SEMESTER']}")
        source = f"{told['ARRETE']} (Journal officiel ; Banque de France)"
        diff += _diff(folder, key, [_block(key, semester, rate, source)])
    return diff


def _rates(name: str, value: str) -> list[Decimal]:
    """Of creditors who are people, then of all others: in the order of the order itself."""
    words = value.split()
    if len(words) != 2 or not all(map(_TYPED.fullmatch, words)):
        raise Refused(f"{name} must be two rates, such as «6,67 2,62», not {value!r}")
    rates = [Decimal(word.replace(",", ".")) for word in words]
    if max(rates) > HIGHEST:
        raise Refused(f"{name} holds a rate above {HIGHEST} %")
    return rates


# --- what is missing, and what is proposed ----------------------------------------------------------------------------


def _alarms(register: Register, today: date) -> list[str]:
    current = Semester.of(today)
    expected = current.next() if today.month in WARNED_IN else current
    lines = []
    for key in (ECB, PEOPLE, OTHERS):
        for semester in _missing(register, key, expected):
            begun = "has been missing since" if semester.start <= today else "will be needed on"
            lines.append(f"ALARM  {key}: {semester.code} {begun} {semester.start}.")
    if any(ECB not in line for line in lines):
        lines.append(WHERE_ORDERS_ARE)
    if any(ECB in line for line in lines):
        lines.append(WHERE_THE_ECB_DECIDES)
    return [*lines, BY_TWO] if lines else []


def _missing(register: Register, key: str, until: Semester) -> list[Semester]:
    """The semesters that follow the last one held, up to this one."""
    found, semester = [], _last(register, key).next()
    while semester <= until:
        found.append(semester)
        semester = semester.next()
    return found


def _last(register: Register, key: str) -> Semester:
    last = register.parameter(key).versions[-1].start
    assert last is not None
    return Semester.of(last)


def _block(key: str, semester: Semester, rate: Decimal, source: str) -> str:
    """As the register writes a version, but that nobody has reviewed it."""
    return (
        f"\n[[{key}.version]]\ndu = {semester.start}\nau = {semester.end}\nvaleur = {rate:.2f}\n"
        f'source = {json.dumps(source, ensure_ascii=False)}\nconfiance = "verified"\nrelu_par = ""\n'
    )


def _diff(folder: Path, key: str, blocks: Sequence[str]) -> str:
    """What `git apply` adds to the register's file."""
    file = folder / f"{key.replace('-', '_')}.toml"
    path = (PARAMETERS / file.name).relative_to(REPOSITORY).as_posix()
    before = file.read_text(encoding="utf-8")
    after = before + "".join(blocks)
    return "".join(
        difflib.unified_diff(before.splitlines(True), after.splitlines(True), f"a/{path}", f"b/{path}")
    )


def _keep(kept: Path, now: datetime, diff: str, answer: Answer | None = None) -> Path:
    """A folder of its own, with what was received, where and when it was, and what is proposed."""
    folder = kept / f"{now:%Y-%m-%dT%H%M%S}"
    folder.mkdir(parents=True, exist_ok=True)
    if answer:
        (folder / "ecb.csv").write_bytes(answer.content)
        digest = hashlib.sha256(answer.content).hexdigest()
        told = {"url": answer.url, "at": answer.at.isoformat(timespec="seconds"), "sha256": digest}
        (folder / "ecb.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    if diff:
        (folder / ("ecb.diff" if answer else "legal.diff")).write_text(diff, encoding="utf-8")
    return folder


def _plain(value: date) -> str:
    return day(value).replace(NBSP, " ")


if __name__ == "__main__":
    sys.exit(watch(os.environ, PARAMETERS, REPOSITORY / "var" / "rates", wiring.now()))
