"""A store that breaks, and one that somebody else writes to meanwhile.

cut = over(Line(2, after=True), space)  # the second write is made, its answer is lost, nothing passes any more
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalicelib.services.space import Space

WRITES = {"append", "place", "put"}


class Broken(Exception):
    """The line was cut."""


class Line:
    """Counts what several stores are asked. The write numbered `at` (from 1) is not made, or is made `after` all."""

    def __init__(self, at: int | None, *, after: bool) -> None:
        self.at, self.after, self.writes, self.calls = at, after, 0, 0
        self.cut = False

    def through(self, kept: Any) -> Any:
        return _Store(self, kept)

    def pass_on(self, call: Callable[..., Any], writes: bool, *arguments: Any) -> Any:
        if self.cut:
            raise Broken
        self.calls += 1
        self.writes += writes
        self.cut = writes and self.writes == self.at
        if self.cut and not self.after:
            raise Broken
        told = call(*arguments)
        if self.cut:
            raise Broken
        return told


class _Store:
    def __init__(self, line: Line, kept: Any) -> None:
        self.line, self.kept = line, kept

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self.kept, name)
        return lambda *arguments: self.line.pass_on(call, name in WRITES, *arguments)


def over(line: Line, space: Space) -> Space:
    """The same space, its stores reached by this line."""
    return replace(space, cases=line.through(space.cases), debtors=line.through(space.debtors))


class Meanwhile:
    """A store in which somebody else writes just before the first append."""

    def __init__(self, kept: Any, write: Callable[[], object]) -> None:
        self.kept, self.write = kept, write

    def __getattr__(self, name: str) -> Any:
        return getattr(self.kept, name)

    def append(self, *arguments: Any) -> None:
        write, self.write = self.write, lambda: None
        write()
        self.kept.append(*arguments)
