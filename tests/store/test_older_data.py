"""What an older release wrote is read as if it were written today; so is, after a rollback, what a newer one wrote.

`before_the_clock.jsonl` is the table of an account as the release of 22 November 2026 left it, one item a line, bodies
opened: three cases with letters, payments, a correction, a promise, one of them closed. Since then cases have gained
required fields (`touched_on`, a letter's `issued_at`), histories new events, items an index.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from moto import mock_aws

from chalicelib import wiring
from chalicelib.cases.case import PARIS, SHAPE, Case
from chalicelib.cases.events import LetterIssued
from chalicelib.cases.fold import fold
from chalicelib.cases.history import intact
from chalicelib.local.migrate import migrate
from chalicelib.services import cases as services
from chalicelib.store.cases import Cases
from chalicelib.store.tables import Row, packed, unpacked
from tests.services.a_space import a_payment
from tests.store.calls import recorded

OLDER = Path(__file__).with_name("before_the_clock.jsonl")
LEA = "lea-account-0001"
OPEN, CLOSED = ("case-0001", "case-0002"), ("case-0003",)
NOW = datetime(2026, 11, 22, 9, tzinfo=PARIS)
LATER = datetime(2027, 1, 31, 9, tzinfo=PARIS)


@pytest.fixture
def kept() -> Iterator[Cases]:
    """The older table, before the real store of today."""
    with mock_aws():
        wiring.table().create_table()
        for line in OLDER.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            body = item.pop("body")
            text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
            Row(**item, body=packed(text)).save()
        yield Cases(wiring.table())


def shown(case: str) -> Row:
    return wiring.table().get(f"account#{LEA}", f"case#{case}#{case}")


def items() -> list[dict[str, Any]]:
    client = wiring.table()._get_connection().connection.client
    return sorted(
        client.scan(TableName="acquit")["Items"], key=lambda item: (item["pk"]["S"], item["sk"]["S"])
    )


def test_lists_show_cases_of_an_older_release_as_their_history_tells_them(kept: Cases) -> None:
    by_list = {OPEN: kept.open_cases(LEA).cases, CLOSED: kept.closed_cases(LEA).cases}
    for ids, listed in by_list.items():
        assert {case.id: case for case in listed} == {id: fold(id, kept.history(LEA, id)) for id in ids}
    (with_letter,) = kept.of_debtor(LEA, "case-0001")
    assert with_letter.touched_on == date(2026, 11, 5)
    assert with_letter.letters[0].issued_at == datetime(2026, 10, 27, 9, tzinfo=PARIS)
    assert not with_letter.letters[0].uncertain


def test_an_older_history_is_read_and_still_sealed(kept: Cases) -> None:
    for case in (*OPEN, *CLOSED):
        assert intact(kept.history(LEA, case))
    issued = [each.event for each in kept.history(LEA, "case-0001") if isinstance(each.event, LetterIssued)]
    assert [each.being_sent for each in issued] == [False]


def test_an_older_account_and_its_clients_are_read(kept: Cases) -> None:
    account = wiring.accounts().of_email("lea@example.fr", NOW.date())
    assert (account.id, account.suspended, account.unheard_since) == (LEA, False, None)
    assert [debtor.dead for debtor in wiring.debtors().all(LEA)] == [None] * 3


def test_a_case_is_rewritten_when_it_is_written_to(kept: Cases) -> None:
    assert shown("case-0001").shape is None
    with wiring.at(NOW):
        services.record_fact(wiring.space(LEA), "case-0001", 6, "paid-00002", a_payment("10.00"))
    assert shown("case-0001").shape == SHAPE
    with recorded() as calls:
        (case,) = kept.of_debtor(LEA, "case-0001")
    assert [call.operation for call in calls] == ["Query"]
    assert case == fold("case-0001", kept.history(LEA, "case-0001"))


def test_what_a_newer_release_shows_is_folded_again_by_this_one(kept: Cases) -> None:
    newer = packed(json.dumps({"id": "case-0001", "a_field_of_tomorrow": True}))
    table = wiring.table()
    shown("case-0001").update([table.body.set(newer), table.shape.set(SHAPE + 1)])
    assert kept.of_debtor(LEA, "case-0001") == (fold("case-0001", kept.history(LEA, "case-0001")),)


def test_a_migration_rewrites_and_places_every_case_and_may_run_twice(kept: Cases) -> None:
    histories = {id: kept.history(LEA, id) for id in (*OPEN, *CLOSED)}
    with wiring.at(NOW):
        assert migrate() == 3
        first = items()
        assert migrate() == 0
    assert items() == first
    for id, history in histories.items():
        assert kept.history(LEA, id) == history
        assert Case.model_validate_json(unpacked(shown(id))) == fold(id, history)
    assert sorted(due.case for due in kept.due(LATER)) == list(OPEN)
    assert sorted(due.case for due in kept.to_check(LATER)) == []  # none of these clients has a SIREN
    with recorded() as calls:
        kept.open_cases(LEA)
    assert [call.operation for call in calls] == ["Query"]


def test_a_case_written_to_during_the_migration_is_left_to_that_write(
    kept: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kept.history(LEA, "case-0001")
    monkeypatch.setattr(Cases, "history", lambda self, account, case: before[:-1])
    assert kept.renew(LEA) == 0
    assert shown("case-0001").shape is None


def test_the_shape_is_raised_with_the_fields_of_a_case() -> None:
    fields = json.dumps(_plain(Case.model_json_schema()), sort_keys=True)
    told = f"{SHAPE} {hashlib.sha256(fields.encode()).hexdigest()[:12]}"
    assert told == "2 346622cab624", (
        "Case changed: raise SHAPE in cases/case.py, then write the new pair here"
    )


def _plain(schema: Any) -> Any:
    """Without the words of the docstrings."""
    if isinstance(schema, dict):
        return {name: _plain(each) for name, each in schema.items() if name not in ("description", "title")}
    return [_plain(each) for each in schema] if isinstance(schema, list) else schema
