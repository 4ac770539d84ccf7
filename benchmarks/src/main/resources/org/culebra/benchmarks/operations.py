"""The operations of the Bulk benchmarks and of DlpackRoundTrip in NumPy. Arrays are n x n; results have
their memory already, but for those of selections.

Reads the name of an operation per line, calls it for a while, and answers with the median and the least time
of a call in nanoseconds.
"""

import statistics
import sys
import time

import numpy as np

SECONDS = 0.1

n = int(sys.argv[1])
x = np.full((n, n), 1.5)
out = np.ones((n, n))
half = out.reshape(-1)[: n * n // 2].reshape(n, n // 2)
swapped = out.view(out.dtype.newbyteorder())
longs = out.view(np.int64)
floats = np.ones((n, n), np.float32)
ints = np.ones((n, n), np.int32)
random = np.random.default_rng(1)
mask = random.random((n, n)) < 0.5
rows = mask[0]
order = random.permutation(n)
bytes_ = x.view(np.uint8).reshape(-1)
result = out.view(np.uint8).reshape(-1)
pixels = bytes_[: 3 * n * n].reshape(n, n, 3)
padded = bytes_[: 4 * n * n].reshape(n, n, 4)
planes = bytes_[: 3 * n * n].reshape(3, n, n)
to_pixels = result[: 3 * n * n].reshape(n, n, 3)
to_planes = result[: 3 * n * n].reshape(3, n, n)
float_planes = np.zeros((3, n, n), np.float32)
sound = x.view(np.float32).reshape(2, n * n)
samples = x.view(np.int16).reshape(-1)[: 2 * n * n].reshape(n * n, 2)
to_sound = out.view(np.float32).reshape(n * n, 2)
to_channels = out.view(np.float32).reshape(2, n * n)


def dlpack_1000():
    """So many that the clock does not count."""
    for _ in range(1000):
        np.from_dlpack(x)


def dlpack_read_1000():
    """The same, and an element of each."""
    for _ in range(1000):
        np.from_dlpack(x)[1, 2]


OPERATIONS = {
    "copy": lambda: np.copyto(out, x),
    "transpose": lambda: np.copyto(out, x.T),
    "everySecond": lambda: np.copyto(half, x[:, ::2]),
    "swap": lambda: np.copyto(swapped, x),
    "toFloat": lambda: np.copyto(floats, x, casting="same_kind"),
    "fromFloat": lambda: np.copyto(out, floats),
    "toInt": lambda: np.copyto(ints, x, casting="unsafe"),
    "fromInt": lambda: np.copyto(out, ints),
    "widen": lambda: np.copyto(longs, ints),
    "fill": lambda: out.fill(1.5),
    "sum": lambda: np.sum(x),
    "sumFloat": lambda: np.sum(floats),
    "sumInt": lambda: np.sum(ints),
    "min": lambda: np.min(x),
    "minFloat": lambda: np.min(floats),
    "minInt": lambda: np.min(ints),
    "max": lambda: np.max(x),
    "maxFloat": lambda: np.max(floats),
    "maxInt": lambda: np.max(ints),
    "mean": lambda: np.mean(x),
    "meanFloat": lambda: np.mean(floats),
    "meanInt": lambda: np.mean(ints),
    "sumColumns": lambda: np.sum(x, 0),
    "sumRows": lambda: np.sum(x, 1),
    "maxColumns": lambda: np.max(floats, 0),
    "maxRows": lambda: np.max(floats, 1),
    "argmax": lambda: np.argmax(x),
    "count": lambda: np.count_nonzero(mask),
    "takeRows": lambda: np.take(x, order, 0),
    "takeColumns": lambda: np.take(x, order, 1),
    "compress": lambda: x[mask],
    "compressRows": lambda: np.compress(rows, x, 0),
    "concatenate": lambda: np.concatenate((x, x)),
    "split": lambda: np.copyto(to_planes, pixels.transpose(2, 0, 1)),
    "splitFloats": lambda: np.copyto(float_planes, pixels.transpose(2, 0, 1)),
    "join": lambda: np.copyto(to_pixels, planes.transpose(1, 2, 0)),
    "drop": lambda: np.copyto(to_pixels, padded[:, :, :3]),
    "reverse": lambda: np.copyto(to_pixels, pixels[:, :, ::-1]),
    "joinFloats": lambda: np.copyto(to_sound, sound.T),
    "splitShorts": lambda: np.copyto(to_channels, samples.T),
    "dlpack1000": dlpack_1000,
    "dlpackRead1000": dlpack_read_1000,
}

for line in sys.stdin:
    operation = OPERATIONS[line.strip()]
    times = []
    end = time.perf_counter() + SECONDS
    while not times or time.perf_counter() < end:
        start = time.perf_counter_ns()
        operation()
        times.append(time.perf_counter_ns() - start)
    print(statistics.median(times), min(times), flush=True)
