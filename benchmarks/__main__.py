"""`python -m benchmarks [NAME …] [--sizes 100,1000,10000]`: measure, compare, and fail if a target is missed."""

import argparse
import sys

from benchmarks import database, report

NAMES = ["table", "edit", "export", "return"]


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(NAMES)} (all)")
    parser.add_argument("--sizes", default="100,1000,10000", help="how many actions, in growing order")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    sizes = [int(size) for size in options.sizes.split(",")]
    with database.throw_away() as vendor:
        results = {}
        for size in sizes:
            database.grow(size)
            for name in options.names or NAMES:
                results.setdefault(name, {})[size] = report.measure(name, size, vendor)
    verdicts = [report.verdict(name, by_size) for name, by_size in results.items()]
    sys.exit(not all(verdicts))


if __name__ == "__main__":
    main()
