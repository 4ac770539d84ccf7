"""The arrays of the Bulk benchmarks, with the same elements as in BulkArrays.java; each is made when it is needed."""

from functools import cached_property

import numpy as np


def numbered(n):
    """Multiples of 1/8, whose sums are exact in any order; floats and ints hold them too."""
    i, j = np.ogrid[:n, :n]
    return (7 * i + 13 * j) % 1021 * 0.125 + 1.5


def random(i):
    """A mixed number of 63 bits."""
    mixed = (i.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ mixed >> np.uint64(32)) * np.uint64(0xD6E8FEB86659FD93)
    return (mixed ^ mixed >> np.uint64(32)) >> np.uint64(1)


class Arrays:
    def __init__(self, p):
        self.n = p.n

    @cached_property
    def x(self):
        return numbered(self.n)

    @cached_property
    def out(self):
        return np.ones((self.n, self.n))

    @cached_property
    def floats(self):
        return np.ascontiguousarray(self.x[::-1], np.float32)

    @cached_property
    def ints(self):
        return np.ascontiguousarray(self.x[::-1].astype(np.int32))

    @cached_property
    def mask(self):
        return (random(np.arange(self.n * self.n)) & np.uint64(1) != 0).reshape(self.n, self.n)

    @cached_property
    def order(self):
        return np.argsort(random(np.arange(self.n)), kind="stable")

    # some results are in the memory of out

    @cached_property
    def half(self):
        return self.out.reshape(-1)[: self.n * self.n // 2].reshape(self.n, self.n // 2)

    @cached_property
    def swapped(self):
        return self.out.view(self.out.dtype.newbyteorder())

    @cached_property
    def longs(self):
        return self.out.view(np.int64)


def torch():
    """PyTorch, with one thread, as all others."""
    import torch

    torch.set_num_threads(1)
    return torch


def tensors(*arrays):
    """Views of arrays of NumPy."""
    of = torch().from_numpy
    return [of(array) for array in arrays]
