"""Threads that exchange arrays with Java until they are stopped."""

import threading

import numpy as np
import pyarrow as pa
import torch

failures = []
threads = []
stopped = threading.Event()
rounds = 0
lock = threading.Lock()

VIEWS = [
    np.asarray,
    np.from_dlpack,
    lambda x: np.asarray(memoryview(x)),
    lambda x: torch.from_dlpack(x).numpy(),
]


def total(x, way):
    return float(VIEWS[way](x).sum())


def made(n, value, way):
    """An array in one of the forms that Java takes."""
    array = np.full(n, value)
    return [lambda: array, lambda: torch.from_numpy(array), lambda: memoryview(array), lambda: pa.array(array)][way]()


def column(x):
    a = pa.array(x)
    a.validate(full=True)
    return a


def run(number, array, sum_of):
    global rounds
    try:
        n = 0
        while not stopped.is_set():
            n += 1
            length = 1 + (number * 31 + n * 7) % 500
            x = array(length)
            view = VIEWS[n % 4](x)
            del x
            assert view.sum() == length * length, (view.sum(), length)
            view[0] = -1
            assert sum_of(view) == length * length - length - 1
            assert sum_of(torch.full((length,), 2.0)) == 2 * length
        with lock:
            rounds += n
    except BaseException as e:
        failures.append(repr(e))


def start(count, array, sum_of):
    failures.clear()
    threads.clear()
    stopped.clear()
    for number in range(count):
        thread = threading.Thread(target=run, args=(number, array, sum_of))
        threads.append(thread)
        thread.start()


def stop():
    stopped.set()
    for thread in threads:
        thread.join()
    threads.clear()
    return list(failures), rounds
