"""The facts of a sample letter, as a person types them and as a PDF gives them back."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def sample(name: str) -> dict[str, Any]:
    """tests/samples/<name>.json"""
    facts: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return facts


def typed(value: object) -> str:
    """27/3/2026 for a day, 1 234,56 for an amount, a line for each item; the rest as it is."""
    if isinstance(value, list):
        return "\n".join(value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day = date.fromisoformat(text)
        return f"{day.day}/{day.month}/{day.year}"
    if re.fullmatch(r"\d+\.\d\d", text):
        return f"{float(text):,.2f}".replace(",", "\u00a0").replace(".", ",")
    return text


def squeezed(text: str) -> str:
    """Without spaces of any kind: a line break may stand anywhere in a PDF."""
    return re.sub(r"\s", "", text)


def flat(facts: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Path and value of every fact, a list before its entries."""
    for name, value in facts.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from flat(value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield path, value
            for position, entry in enumerate(value):
                yield from flat(entry, f"{path}[{position}].")
        else:
            yield path, value
