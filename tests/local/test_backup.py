"""Everything to a folder and back, as it was; and nobody who has left comes back with it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from unittest.mock import Mock

import pytest
from moto import mock_aws

from chalicelib import wiring
from chalicelib.local import backup, drill, stage
from chalicelib.services.ports import Account, Gone
from tests.store.conftest import real_parts
from tests.store.test_isolation_of_accounts import NOW, everything, subscriber

TABLE, BUCKET = "acquit", "acquit-files"
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Table and bucket as `make run` prepares them, before moto."""
    monkeypatch.setenv("ACQUIT_LINKS", "")
    for each in (wiring.files, wiring.exports):
        each.cache_clear()
    with mock_aws():
        stage.prepare()
        yield
    for each in (wiring.files, wiring.exports):
        each.cache_clear()


def two() -> tuple[Account, Account]:
    """An account that stays and one that leaves, with one of everything."""
    parts = real_parts(wiring.table())
    return subscriber(parts, "1.00")[0], subscriber(parts, "2.00")[0]


def leave(account: Account) -> None:
    wiring.files().erase(f"{account.id}/")
    wiring.accounts().erase(account, TODAY)


def lose_everything() -> None:
    backup.wipe(TABLE, BUCKET)


def test_what_was_lost_comes_back_as_it_was(tmp_path: Path) -> None:
    parts = real_parts(wiring.table())
    mine, token, link = subscriber(parts, "1.00")
    before = everything(parts, mine, token, link)
    wiring.exports().put(f"{mine.id}/1.zip", b"PK", "application/zip")
    assert backup.export(tmp_path / "kept") == (12, 1)
    lose_everything()
    with pytest.raises(Gone):
        wiring.accounts().get(mine.id)
    assert backup.restore(tmp_path / "kept") == 0
    assert backup.differences(tmp_path / "kept") == []
    assert everything(parts, mine, token, link) == before
    assert [due.account for due in parts.cases.due(NOW)] == [mine.id]


def test_whoever_left_since_the_export_is_erased_again(tmp_path: Path) -> None:
    stays, leaves = two()
    backup.export(tmp_path / "older")
    leave(leaves)
    backup.export(tmp_path / "last")
    lose_everything()
    assert backup.restore(tmp_path / "older") == 1
    assert backup.differences(tmp_path / "last") == []
    assert wiring.files().keys("") == (f"{stays.id}/case-0001/1.pdf",)


def test_the_tombstone_keeps_its_own_day(tmp_path: Path) -> None:
    _, leaves = two()
    backup.export(tmp_path / "older")
    leave(leaves)
    before = wiring.table().get(f"erased#{leaves.id}", "erased").attribute_values
    lose_everything()
    backup.restore(tmp_path / "older")
    assert wiring.table().get(f"erased#{leaves.id}", "erased").attribute_values == before


def test_a_restore_that_was_cut_off_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two()
    backup.export(tmp_path / "kept")
    lose_everything()
    with monkeypatch.context() as cut:
        cut.setattr(backup, "_exported_objects", Mock(side_effect=OSError("cut")))
        with pytest.raises(OSError, match="cut"):
            backup.restore(tmp_path / "kept")
    assert len(backup.differences(tmp_path / "kept")) == 2  # both files
    backup.restore(tmp_path / "kept")
    assert backup.differences(tmp_path / "kept") == []


def test_nothing_is_restored_over_something_else(tmp_path: Path) -> None:
    stays, _ = two()
    backup.export(tmp_path / "kept")
    wiring.accounts().put(stays)
    with pytest.raises(backup.NotEmptyError):
        backup.restore(tmp_path / "kept")


@pytest.mark.parametrize(
    "told", [("", ""), ("acquit", "other"), ("other", "acquit-files"), ("acquit-files", "")]
)
def test_a_wipe_names_what_it_empties(tmp_path: Path, told: tuple[str, str]) -> None:
    two()
    backup.export(tmp_path / "kept")
    with pytest.raises(backup.NotToldError):
        backup.wipe(*told)
    assert backup.differences(tmp_path / "kept") == []


def test_a_table_that_was_lost_comes_back_beside_the_letters_that_were_not(tmp_path: Path) -> None:
    two()
    backup.export(tmp_path / "kept")
    backup.wipe(TABLE)
    assert len(wiring.files().keys("")) == 2
    backup.restore(tmp_path / "kept")
    assert backup.differences(tmp_path / "kept") == []


def test_every_difference_is_named(tmp_path: Path) -> None:
    stays, leaves = two()
    files = wiring.files()
    backup.export(tmp_path / "kept")
    files.erase(f"{stays.id}/")
    files.put(f"{stays.id}/case-0001/2.pdf", b"%PDF", "application/pdf")
    wiring.accounts().put(leaves)
    assert sorted(backup.differences(tmp_path / "kept")) == [
        f"missing: {stays.id}/case-0001/1.pdf",
        f"not the same: account#{leaves.id} account",
        f"unknown: {stays.id}/case-0001/2.pdf",
    ]


def test_an_export_never_replaces_another(tmp_path: Path) -> None:
    backup.export(tmp_path / "kept")
    with pytest.raises(FileExistsError):
        backup.export(tmp_path / "kept")


def test_the_drill_finds_everything_again(tmp_path: Path) -> None:
    assert drill.drill(tmp_path, two) == []


def test_the_drill_tells_what_did_not_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "erase_again", lambda: 0)  # a restore that would honour no tombstone
    lost = drill.drill(tmp_path, two)
    assert "0 accounts erased again, not 1" in lost
    assert any(line.startswith("unknown: account#") for line in lost)


def test_the_commands_need_to_be_told_of_what_and_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(act: str, **environment: str) -> tuple[int, str]:
        with monkeypatch.context() as told:
            told.setattr("sys.argv", ["backup", act])
            for name, value in environment.items():
                told.setenv(name, value)
            status = backup.main()
        out = capsys.readouterr()
        return status, out.out + out.err

    stays, leaves = two()
    here = {"ACQUIT_TABLE": TABLE, "ACQUIT_BUCKET": BUCKET, "FOLDER": str(tmp_path / "kept")}
    assert run("export", FOLDER=str(tmp_path / "kept"))[0] == 1
    assert run("export", **here) == (0, "24 items, 2 objects\n")
    assert run("export", **here)[1].endswith("kept exists already.\n")
    leave(leaves)
    wiring.accounts().put(stays)
    assert run("restore", **here)[1].startswith("The table is not empty.")
    assert run("restore", **here, WIPE_TABLE="another")[1].startswith("WIPE_TABLE may only repeat")
    assert run("restore", **here, WIPE_TABLE=TABLE, WIPE_BUCKET=BUCKET) == (
        0,
        "Restored; 1 accounts erased again, which had left since.\n",
    )
