"""Kept copies of TOML change the time of a start and nothing else."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from chalicelib.core import toml
from chalicelib.law.register import PARAMETERS

LAW = sorted(PARAMETERS.glob("*.toml"))


@pytest.mark.parametrize("path", LAW, ids=lambda path: path.name)
def test_the_law_reads_the_same_whether_its_copy_is_made_or_loaded(path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()
    made, loaded = toml.parsed(content, tmp_path), toml.parsed(content, tmp_path)
    assert made == loaded == tomllib.loads(content.decode(), parse_float=Decimal)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_loaded_copy_holds_days_and_exact_numbers(tmp_path: Path) -> None:
    for _ in range(2):
        assert toml.parsed(b"day = 2026-07-01\nrate = 2.40", tmp_path) == {
            "day": date(2026, 7, 1),
            "rate": Decimal("2.40"),
        }


def test_a_changed_text_is_read_anew(tmp_path: Path) -> None:
    assert toml.parsed(b"rate = 1", tmp_path) == {"rate": 1}
    assert toml.parsed(b"rate = 2", tmp_path) == {"rate": 2}


@pytest.mark.parametrize("left", [0, 20], ids=["empty", "half"])
def test_a_damaged_copy_is_made_again(left: int, tmp_path: Path) -> None:
    content = LAW[0].read_bytes()
    whole = toml.parsed(content, tmp_path)
    (copy,) = tmp_path.iterdir()
    intact = copy.read_bytes()
    copy.write_bytes(intact[:left])
    assert toml.parsed(content, tmp_path) == whole
    assert copy.read_bytes() == intact


def test_where_no_copy_can_be_written_the_text_is_parsed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert toml.parsed(b"rate = 1", file / "folder") == {"rate": 1}


def test_what_is_no_toml_is_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        toml.parsed(b"rate =", tmp_path)
    assert list(tmp_path.iterdir()) == []
