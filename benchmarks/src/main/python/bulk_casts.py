"""BulkCasts in NumPy and PyTorch, into existing memory, and in PyArrow, into new memory."""

import numpy as np
from bulk_arrays import Arrays, tensors
from contender import Contender


def toFloat_numpy(p):
    a = Arrays(p)
    return Contender(lambda: np.copyto(a.floats, a.x, casting="same_kind"), a.floats)


def toFloat_torch(p):
    a = Arrays(p)
    floats, x = tensors(a.floats, a.x)
    return Contender(lambda: floats.copy_(x), a.floats)


def toFloat_pyarrow(p):
    import pyarrow as pa

    x = pa.array(Arrays(p).x.reshape(-1))
    to = pa.float32()
    return lambda: x.cast(to)


def fromFloat_numpy(p):
    a = Arrays(p)
    return Contender(lambda: np.copyto(a.out, a.floats), a.out)


def toInt_numpy(p):
    a = Arrays(p)
    return Contender(lambda: np.copyto(a.ints, a.x, casting="unsafe"), a.ints)


def fromInt_numpy(p):
    a = Arrays(p)
    return Contender(lambda: np.copyto(a.out, a.ints), a.out)


def widen_numpy(p):
    a = Arrays(p)
    return Contender(lambda: np.copyto(a.longs, a.ints), a.out)


def widen_torch(p):
    a = Arrays(p)
    longs, ints = tensors(a.longs, a.ints)
    return Contender(lambda: longs.copy_(ints), a.out)


def widen_pyarrow(p):
    import pyarrow as pa

    ints = pa.array(Arrays(p).ints.reshape(-1))
    to = pa.int64()
    return lambda: ints.cast(to)
