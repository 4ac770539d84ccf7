"""ElementLoop in NumPy and SciPy: whole arrays, as one writes it in Python."""

import numpy as np
from bulk_arrays import numbered
from contender import Contender

FACTOR = 1 + 2.0**-30


def multiply_numpy(p):
    a, b = np.zeros((p.n, p.n)), numbered(p.n)
    return Contender(lambda: np.multiply(b, FACTOR, out=a), a)


def sum_numpy(p):
    b = numbered(p.n)
    return lambda: np.sum(b)


def stencil_numpy(p):
    a, b = np.zeros((p.n, p.n)), numbered(p.n)
    inner, ninth = a[1:-1, 1:-1], 1 / 9

    def operation():
        up = b[:-2, :-2] + b[:-2, 1:-1] + b[:-2, 2:]
        at = b[1:-1, :-2] + b[1:-1, 1:-1] + b[1:-1, 2:]
        down = b[2:, :-2] + b[2:, 1:-1] + b[2:, 2:]
        np.multiply(up + at + down, ninth, out=inner)

    return Contender(operation, a)


def stencil_scipy(p):
    """A sum of nine, and the ninth of it inside: SciPy goes beyond the border too."""
    from scipy import ndimage

    a, b, out = np.zeros((p.n, p.n)), numbered(p.n), np.zeros((p.n, p.n))
    ones = np.ones((3, 3))

    def operation():
        ndimage.correlate(b, ones, output=out)
        np.multiply(out[1:-1, 1:-1], 1 / 9, out=a[1:-1, 1:-1])

    return Contender(operation, a)
