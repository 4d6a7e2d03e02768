"""Figures side by side. Each path runs in a process of its own, so that its peak of memory is its own."""

import json
import os
import subprocess
import sys
from importlib import import_module

LARGE = 100_000  # actions, at which the peers would take minutes
WORDS = {True: "met   ", False: "MISSED", None: "not run"}


def bench(name):
    """The module of a benchmark: TITLE, PATHS {label: function}, BASELINE (a label), TARGETS {sentence: of results}.

    If they are there, ROUNDS says how often each path runs, of which the best counts; UNIT what the ratio compares,
    "seconds" or "cpu"; GROWTH {sentence: of the results by size} holds targets of one size or of several, which
    answer None where a size was not measured; ONLY_OURS which paths alone run at 100,000 actions and more.
    """
    return import_module(f"benchmarks.bench_{name}")


def measure(name, size, vendor):
    """Measure and print every path of a benchmark; return {label: figures}.

    Seconds are those of the clock and those of the processor in the process itself, without a database server;
    memory is the most that it held, and how much more that is than when it had only started.
    """
    module = bench(name)
    print(f"\n{module.TITLE}: {size:,} actions, {vendor}")
    print(f"  {'':<44}{'seconds':>9}{'cpu':>9}{'ratio':>8}{'queries':>10}{'peak MB':>9}{'more':>7}")
    rounds = getattr(module, "ROUNDS", 3 if size <= 1000 else 1)
    unit = getattr(module, "UNIT", "seconds")
    labels = module.PATHS if size < LARGE else getattr(module, "ONLY_OURS", module.PATHS)
    found = {label: _in_own_process(name, label, rounds) for label in labels}
    for label, figures in found.items():
        ratio = f"{figures[unit] / found[module.BASELINE][unit]:.3f}" if module.BASELINE in found else ""
        print(
            f"  {label:<44}{figures['seconds']:>9.3f}{figures['cpu']:>9.3f}{ratio:>8}"
            f"{figures['queries']:>10,}{figures['peak']:>9.0f}{figures['more']:>7.0f}",
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
    small = [found for size, found in by_size.items() if size < LARGE]
    met = {sentence: all(holds(found) for found in small) for sentence, holds in module.TARGETS.items()}
    met |= {sentence: holds(by_size) for sentence, holds in getattr(module, "GROWTH", {}).items()}
    for sentence, is_met in met.items():
        print(f"  {WORDS[is_met]}  {sentence}")
    return False not in met.values()
