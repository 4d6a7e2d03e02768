"""`python -m benchmarks.path NAME LABEL ROUNDS`: run one path and print what it cost as JSON."""

import json
import sys
from pathlib import Path
from time import perf_counter

import django


def peak():
    """The most memory this process ever held, in MB."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1000


def main(name, label, rounds):
    django.setup()
    from django.db import connection

    from benchmarks.report import bench

    run = bench(name).PATHS[label]
    queries = 0

    def count(execute, *args):
        nonlocal queries
        queries += 1
        return execute(*args)

    connection.ensure_connection()
    seconds = []
    with connection.execute_wrapper(count):
        for _round in range(int(rounds)):
            queries = 0
            start = perf_counter()
            run()
            seconds.append(perf_counter() - start)
    json.dump({"seconds": min(seconds), "queries": queries, "peak": peak()}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
