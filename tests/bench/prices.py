"""Prices, limits and the habits of a subscriber, from prices.toml: dated inputs, none of them measured here."""

import tomllib
from pathlib import Path
from typing import Any

INPUTS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("prices.toml").read_text(encoding="utf-8"))

# US dollars for one: a read unit, a mail, a gigabyte for a month…
PRICES: dict[str, float] = {
    name: price["dollars"] / price.get("per", 1) for name, price in INPUTS["price"].items()
}
