"""What CloudWatch reads: lines of its embedded metric format, which name nobody."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.cases.case import PARIS
from chalicelib.services.metrics import MeasuredQueue, MeasuredRuns, Metrics
from chalicelib.services.ports import Due, Work
from chalicelib.services.sweep import sweep
from tests import fakes

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)


@pytest.fixture
def written() -> list[str]:
    return []


def told(written: list[str]) -> list[dict[str, Any]]:
    """The lines, each held to what CloudWatch asks of one."""
    lines = [json.loads(line) for line in written]
    for line, raw in zip(lines, written, strict=True):
        assert raw.endswith("\n")
        assert raw.count("\n") == 1
        head = line["_aws"]
        assert head["Timestamp"] == int(NOW.timestamp()) * 1000
        (described,) = head["CloudWatchMetrics"]
        assert described["Namespace"] == "Acquit"
        (dimensions,) = described["Dimensions"]
        assert all(isinstance(line[name], str) for name in dimensions)
        assert all(isinstance(line[each["Name"]], int) for each in described["Metrics"])
    return lines


def due(minutes: int) -> Work:
    return Work(NOW, Due("account-1", "debtor-01", f"case-{minutes:04}", NOW - timedelta(minutes=minutes)))


def test_each_outcome_is_counted_in_the_store_and_told(written: list[str]) -> None:
    world = fakes.World()
    runs = MeasuredRuns(fakes.Runs(world), Metrics(written.append, lambda: NOW))
    runs.count(NOW, "sent", 2)
    runs.count(NOW, "skipped:PROMISED")
    (run,) = runs.last()
    assert run.counts == {"sent": 2, "skipped:PROMISED": 1}
    sent, skipped = told(written)
    assert (sent["Outcomes"], sent["Outcome"]) == (2, "sent")
    assert sent["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["Outcome"]]
    assert (skipped["Outcome"], skipped["why"]) == ("skipped", "PROMISED")


def test_a_case_in_doubt_is_counted_without_its_name_being_a_dimension(written: list[str]) -> None:
    MeasuredRuns(fakes.Runs(fakes.World()), Metrics(written.append, lambda: NOW)).count(
        NOW, "uncertain:account-1/case-0001"
    )
    (line,) = told(written)
    assert line["Outcome"] == "uncertain"


def test_a_sweep_tells_how_much_was_due_and_since_when(written: list[str]) -> None:
    world = fakes.World()
    queue = MeasuredQueue(fakes.Queue(world), Metrics(written.append, lambda: NOW))
    assert queue.put(iter([due(5), due(150), due(0)])) == 3
    assert queue.depths() == (3, 0)
    (line,) = told(written)
    assert (line["Due"], line["OldestDueSeconds"]) == (3, 9000)
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [[]]


def test_a_sweep_that_finds_nothing_says_so_too(written: list[str]) -> None:
    """An alarm tells a clock that found nothing from one that does not run."""
    world, metrics = fakes.World(), Metrics(written.append, lambda: NOW)
    queue, runs = MeasuredQueue(fakes.Queue(world), metrics), MeasuredRuns(fakes.Runs(world), metrics)
    assert sweep(fakes.Cases(world), queue, runs, NOW) == 0
    found, counted = told(written)
    assert (found["Due"], found["OldestDueSeconds"]) == (0, 0)
    assert (counted["Outcome"], counted["Outcomes"]) == ("due", 0)
