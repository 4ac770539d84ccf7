"""BulkOperations in NumPy and PyTorch, into existing memory."""

import numpy as np
from bulk_arrays import Arrays, tensors
from contender import Contender


def copy_numpy(p):
    a = Arrays(p)
    return Contender(lambda: np.copyto(a.out, a.x), a.out)


def copy_torch(p):
    a = Arrays(p)
    out, x = tensors(a.out, a.x)
    return Contender(lambda: out.copy_(x), a.out)


def transpose_numpy(p):
    a = Arrays(p)
    return Contender(lambda: np.copyto(a.out, a.x.T), a.out)


def transpose_torch(p):
    a = Arrays(p)
    out, x = tensors(a.out, a.x)
    return Contender(lambda: out.copy_(x.T), a.out)


def everySecond_numpy(p):
    a = Arrays(p)
    return Contender(lambda: np.copyto(a.half, a.x[:, ::2]), a.out)


def swap_numpy(p):
    a = Arrays(p)
    return Contender(lambda: np.copyto(a.swapped, a.x), a.out)


def fill_numpy(p):
    a = Arrays(p)
    return Contender(lambda: a.out.fill(1.5), a.out)


def fill_torch(p):
    a = Arrays(p)
    (out,) = tensors(a.out)
    return Contender(lambda: out.fill_(1.5), a.out)
