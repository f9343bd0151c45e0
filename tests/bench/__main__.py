"""`make bench`: how fast letters and statements are made, as ratios measured in one run; what the store is asked.

The engines take turns, one letter each, so that a slow moment of the machine falls on all of them; the median
of the pairwise ratios is the figure to quote. Times are CPU time of this process unless said otherwise.
"""

from tests.bench import clock, cold, engines, growth, site, start, statements, store


def main() -> None:
    engines.report()
    start.report()
    cold.report()
    growth.report()
    statements.report()
    store.report()
    clock.report()
    site.report()


if __name__ == "__main__":
    main()
