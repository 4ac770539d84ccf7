"""Measures a contender of ./bench in this process:

    measure.py MODULE FUNCTION quick|full [NAME=VALUE ...]

The function gets the parameters, prepares, and returns an operation, a Contender or a Loop. Prints "result NUMBER
TOLERANCE", if there is one to compare, then "time NANOSECONDS" for each round of a loop that is long enough for the
clock; "missing REASON" if a library is not there.
"""

import gc
import importlib
import itertools
import sys
import time
import types

from contender import Contender, Loop, checksum


def parameters(words):
    pairs = [word.split("=", 1) for word in words]
    return types.SimpleNamespace(**{name: int(value) if value.isdigit() else value for name, value in pairs})


def looped(operation):
    def run(n):
        for _ in itertools.repeat(None, n):
            operation()

    return run


def prepared(made):
    """The loop to be measured, and the result of the first call."""
    if isinstance(made, Loop):
        made.run(1)
        return made.run, made.result()
    if isinstance(made, Contender):
        made.operation()
        return looped(made.operation), made.written
    return looped(made), made()


def report(result):
    if result is not None:
        is_number = hasattr(result, "__float__") and getattr(result, "ndim", 0) == 0
        number = float(result) if is_number else checksum(result)
        print(f"result {number!r} 0", flush=True)


def duration(run, n):
    start = time.perf_counter_ns()
    run(n)
    return time.perf_counter_ns() - start


def measure(run, nanos, rounds):
    n = 1
    while (took := duration(run, n)) < nanos:
        n = max(n + 1, min(10 * n, round(1.1 * n * nanos / max(took, 1))))
    for _ in range(rounds):
        print(f"time {duration(run, n) / n!r}", flush=True)


def main(module, function, mode, *words):
    try:
        made = getattr(importlib.import_module(module), function)(parameters(words))
        run, result = prepared(made)
    except ModuleNotFoundError as e:
        print(f"missing {e}", flush=True)
        return
    report(result)
    del result
    gc.collect()
    gc.disable()
    if mode == "quick":
        measure(run, 40e6, 5)
    else:
        measure(run, 100e6, 7)


main(*sys.argv[1:])
