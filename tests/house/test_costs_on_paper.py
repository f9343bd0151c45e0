"""The costs on paper: every input is dated and used, and the sums are sums."""

from datetime import date
from pathlib import Path

from tests.bench import clock, costs
from tests.bench.prices import INPUTS, PRICES
from tests.store.calls import Call

OPERATIONS = (costs.LIST, costs.CASE, costs.PAYMENT, costs.OPENING, costs.SESSION)
STEPS = (costs.REMINDER, costs.TELLING, costs.SKIP)


def measured(units: float) -> costs.Measured:
    """Every operation takes one call of so many units, and ten milliseconds."""
    call = Call("dynamodb", "GetItem", "acquit", reads=units, writes=units)
    names = OPERATIONS + STEPS
    return costs.Measured({name: [call] for name in names}, dict.fromkeys(names, 0.01), case_kb=2.0)


def test_every_price_is_dated_has_a_source_and_is_reckoned_with() -> None:
    code = Path(costs.__file__).read_text() + Path(clock.__file__).read_text()
    for name, price in INPUTS["price"].items():
        assert isinstance(price["read_on"], date), name
        assert price["source"], name
        assert price["dollars"] > 0, name
        assert f'PRICES["{name}"]' in code, name


def test_every_habit_and_every_assumption_is_reckoned_with() -> None:
    code = Path(costs.__file__).read_text()
    assert [name for name in INPUTS["month"] if f'MONTH["{name}"]' not in code] == []
    assert [name for name in INPUTS["assumed"] if f'ASSUMED["{name}"]' not in code] == []


def test_capacity_costs_what_it_takes() -> None:
    cheap, dear = (costs.monthly(measured(units)) for units in (1, 3))
    name = "DynamoDB, reads and writes"
    assert dear[name][1] == 3 * cheap[name][1] > 0
    assert measured(1).store(costs.LIST) == PRICES["dynamodb_read"] + PRICES["dynamodb_write"]
    assert all(cheap[other] == dear[other] for other in cheap if other != name)


def test_a_flood_at_every_throttle_costs_no_fortune_before_the_budget_tells_of_it() -> None:
    assert 0 < costs.flood(measured(1)) < 200  # dollars a day


def test_the_first_limit_met_comes_first_and_says_what_to_do() -> None:
    met = costs.limits(measured(1))
    assert len(met) == len(INPUTS["limit"])
    assert [count for count, *_ in met] == sorted(count for count, *_ in met)
    assert met[0][1].startswith("SES sandbox")
    assert all(then for *_, then in met)
