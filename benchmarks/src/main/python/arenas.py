"""Arenas in NumPy: arrays of zeros, freed again."""

import numpy as np
from contender import Loop


def zeros(size):
    def run(n):
        for _ in range(n):
            np.zeros(size)

    return Loop(run)


def small_numpy(p):
    return zeros(16)


def zeros_numpy(p):
    return zeros(1 << 24)
