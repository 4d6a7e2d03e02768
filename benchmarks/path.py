"""`python -m benchmarks.path NAME LABEL ROUNDS`: run one path and print what it cost as JSON."""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

import django


def memory(line):
    """What /proc says this process holds, in MB: VmRSS now, VmHWM the most it ever held."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status[line].split()[0]) / 1000


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
    idle = memory("VmRSS")
    seconds, cpu = [], []
    with connection.execute_wrapper(count):
        for _round in range(int(rounds)):
            queries = 0
            start, worked = perf_counter(), process_time()
            run()
            seconds.append(perf_counter() - start)
            cpu.append(process_time() - worked)
    peak = memory("VmHWM")
    found = {"seconds": min(seconds), "cpu": min(cpu), "queries": queries, "peak": peak, "more": peak - idle}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
