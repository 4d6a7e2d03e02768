"""Figures side by side. Each path runs in a process of its own, so that its peak of memory is its own."""

import json
import os
import subprocess
import sys
from importlib import import_module


def bench(name):
    """The module of a benchmark: TITLE, PATHS {label: function}, BASELINE (a label), TARGETS {sentence: of results}.

    ROUNDS, if it is there, says how often each path runs; the best counts.
    """
    return import_module(f"benchmarks.bench_{name}")


def measure(name, size, vendor):
    """Measure and print every path of a benchmark; return {label: {"seconds", "queries", "peak"}}."""
    module = bench(name)
    print(f"\n{module.TITLE}: {size:,} actions, {vendor}")
    print(f"  {'':<44}{'seconds':>9}{'ratio':>8}{'queries':>10}{'peak MB':>9}")
    rounds = getattr(module, "ROUNDS", 3 if size <= 1000 else 1)
    found = {label: _in_own_process(name, label, rounds) for label in module.PATHS}
    for label, figures in found.items():
        ratio = figures["seconds"] / found[module.BASELINE]["seconds"]
        print(
            f"  {label:<44}{figures['seconds']:>9.3f}{ratio:>8.2f}{figures['queries']:>10,}{figures['peak']:>9.0f}",
            flush=True,
        )
    return found


def _in_own_process(name, label, rounds):
    command = [sys.executable, "-m", "benchmarks.path", name, label, str(rounds)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ).stdout)


def verdict(name, by_size):
    """Print whether each target is met; return whether all are."""
    module = bench(name)
    print(f"\n{module.TITLE}")
    met = {sentence: all(holds(found) for found in by_size.values()) for sentence, holds in module.TARGETS.items()}
    for sentence, is_met in met.items():
        print(f"  {'met   ' if is_met else 'MISSED'}  {sentence}")
    return all(met.values())
