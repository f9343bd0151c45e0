"""`python -m tests.clock.replay SEED`: what happened in that history, and what did not hold."""

import logging
import sys

from tests.clock.histories import history
from tests.clock.invariants import broken


def main() -> None:
    logging.disable(logging.CRITICAL)
    world = history(int(sys.argv[1]))
    print("\n".join((*world.trace, *(f"BROKEN: {each}" for each in broken(world)))))


if __name__ == "__main__":
    main()
