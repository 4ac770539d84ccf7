"""The operations of SafetensorsFiles in Python's safetensors, on the file of the first argument.

Reads the name of an operation per line, calls it for a while, and answers with the median and the least time
of a call in nanoseconds.
"""

import statistics
import sys
import time

from safetensors import safe_open

SECONDS = 0.3

path = sys.argv[1]


def names():
    with safe_open(path, "pt") as file:
        return len(file.keys())


def views():
    """PyTorch's tensors are views of the mapping."""
    with safe_open(path, "pt") as file:
        return [file.get_tensor(name) for name in file.keys()]


OPERATIONS = {"names": names, "views": views}

for line in sys.stdin:
    operation = OPERATIONS[line.strip()]
    times = []
    end = time.perf_counter() + SECONDS
    while not times or time.perf_counter() < end:
        start = time.perf_counter_ns()
        operation()
        times.append(time.perf_counter_ns() - start)
    print(statistics.median(times), min(times), flush=True)
