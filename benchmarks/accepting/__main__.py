"""Few accidents, or some of one kind: to look at what a number does, and for the tests.

Prints the figures as `script/bench accept` does, and exits with 1 if a goal is missed.
"""

import argparse
import json
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.accept import faults, large
from benchmarks.accepting.accidents import Accidents
from benchmarks.accepting.case import Kind
from benchmarks.accepting.large_file import accept_many
from benchmarks.figures import as_object, as_table


def main() -> int:
    """Return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accepting", description=__doc__)
    kinds = [each.name.lower() for each in Kind]
    parser.add_argument("--kind", choices=kinds, help="all of them without")
    parser.add_argument("--each", type=int, default=10, help="how many of a kind")
    parser.add_argument("--first", type=int, default=0, help="the number of the first")
    parser.add_argument("--accepts", type=int, default=0, help="in a file of 20 automations")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    asked = parser.parse_args()
    counts = {each: asked.each for each in Kind if asked.kind in (None, each.name.lower())}
    with TemporaryDirectory(prefix="homeiq-bench-", ignore_cleanup_errors=True) as folder:
        accidents = Accidents(Path(folder))
        begin = perf_counter()
        accidents.prepare()
        verdicts = list(accidents.all(accidents.cases(counts, asked.first)))
        figures = list(faults(verdicts, perf_counter() - begin))
        if asked.accepts:
            many = accept_many(accidents.where, Path(folder) / "large", 20, asked.accepts)
            figures += large(many, 20, asked.accepts)
    print(json.dumps(as_object("accept", figures)) if asked.json else as_table(figures))
    return int(any(each.met is False for each in figures))


if __name__ == "__main__":
    sys.exit(main())
