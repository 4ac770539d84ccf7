"""ViewChains in NumPy: an existing array, views of views, one element."""

import numpy as np
from contender import Loop


def chained(shape, axis, stop, *index):
    array = np.arange(np.prod(shape), dtype=np.float64).reshape(shape)

    def element():
        x = array[2:14:2].T
        return (x[:, 1:stop] if axis == 1 else x[:, :, 1:stop])[index]

    def run(n):
        for _ in range(n):
            element()

    return Loop(run, element)


def chain3_numpy(p):
    return chained((16, 16, 4), 1, 5, 1, 2, 1)


def chain4_numpy(p):
    return chained((16, 16, 4, 3), 2, 5, 1, 2, 1, 2)


def chain5_numpy(p):
    return chained((16, 4, 4, 4, 16), 1, 3, 1, 1, 1, 1, 1)


def index3_numpy(p):
    array = np.arange(16 * 16 * 4, dtype=np.float64).reshape(16, 16, 4)

    def run(n):
        for _ in range(n):
            array[2:14, :, 0:3][1, 2, 1]

    return Loop(run, lambda: array[2:14, :, 0:3][1, 2, 1])
