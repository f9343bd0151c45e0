"""July 2024 to December 2026, day by day: nothing leaves when it must not, nothing that was foreseen fails to leave.

A story that goes wrong prints its seed, the day, the case and all that was recorded of its debtor;
`python -m tests.clock.two_years <seed>` tells it again.
"""

from collections import Counter
from datetime import date

import pytest

from tests.clock.two_years import Story

FIRST, LAST = date(2024, 7, 1), date(2026, 12, 31)
# What a proof over so many days must have met: a story where nothing happens proves nothing.
HAPPENS = ("sent", "told", "told to read", "foreseen and left", "foreseen to read", "drawn", "check checked")


def lived(seeds: range, first: date, last: date) -> Counter[str]:
    """What happened in these stories, each of ten cases."""
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for seed in seeds:
        story = Story(seed, first, last)
        story.live()
        counts += story.counts
        faults += story.faults
    assert not faults, "\n\n".join(faults[:3])
    assert all(counts[each] for each in HAPPENS), counts
    return counts


def test_six_months_of_forty_cases_go_as_the_page_foretells():
    counts = lived(range(100, 104), FIRST, date(2024, 12, 31))
    assert counts["opened"] == 40


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, 31, 5))
def test_two_years_of_three_hundred_cases_go_as_the_page_foretells(first: int):
    counts = lived(range(first, first + 5), FIRST, LAST)
    print(dict(counts))
    assert counts["opened"] == 50
