"""Run one benchmark or all, print the figures and exit with 1 if a goal is missed."""

import argparse
from importlib import import_module
import json
import sys
from typing import Final

from benchmarks.figures import Bench, as_object, as_table

BENCHES: Final = ("quality", "speed", "store", "history", "devices", "wording", "accept")


def main() -> int:
    """Return the exit status."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=BENCHES, help="all of them without a name")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    arguments = parser.parse_args()
    missed = False
    for name in [arguments.name] if arguments.name else BENCHES:
        run: Bench = import_module(f"benchmarks.{name}").run
        figures = list(run())
        missed |= any(figure.met is False for figure in figures)
        if arguments.json:
            print(json.dumps(as_object(name, figures)))
        else:
            print(f"\n{name}\n{as_table(figures)}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
