"""BulkSelections in NumPy, PyTorch and PyArrow. Selections go to new memory, which is freed again."""

import numpy as np
from bulk_arrays import Arrays, tensors


def sum_numpy(p):
    a = Arrays(p)
    return lambda: np.sum(a.x)


def sum_torch(p):
    (x,) = tensors(Arrays(p).x)
    return lambda: x.sum()


def sum_pyarrow(p):
    import pyarrow as pa
    import pyarrow.compute as pc

    x = pa.array(Arrays(p).x.reshape(-1))
    return lambda: pc.sum(x).as_py()


def sumFloat_numpy(p):
    a = Arrays(p)
    return lambda: np.sum(a.floats)


def sumFloat_torch(p):
    (floats,) = tensors(Arrays(p).floats)
    return lambda: floats.sum()


def sumInt_numpy(p):
    a = Arrays(p)
    return lambda: np.sum(a.ints)


def min_numpy(p):
    a = Arrays(p)
    return lambda: np.min(a.x)


def minFloat_numpy(p):
    a = Arrays(p)
    return lambda: np.min(a.floats)


def minInt_numpy(p):
    a = Arrays(p)
    return lambda: np.min(a.ints)


def max_numpy(p):
    a = Arrays(p)
    return lambda: np.max(a.x)


def max_torch(p):
    (x,) = tensors(Arrays(p).x)
    return lambda: x.max()


def max_pyarrow(p):
    import pyarrow as pa
    import pyarrow.compute as pc

    x = pa.array(Arrays(p).x.reshape(-1))
    return lambda: pc.max(x).as_py()


def maxFloat_numpy(p):
    a = Arrays(p)
    return lambda: np.max(a.floats)


def maxFloat_torch(p):
    (floats,) = tensors(Arrays(p).floats)
    return lambda: floats.max()


def maxInt_numpy(p):
    a = Arrays(p)
    return lambda: np.max(a.ints)


def mean_numpy(p):
    a = Arrays(p)
    return lambda: np.mean(a.x)


def meanFloat_numpy(p):
    a = Arrays(p)
    return lambda: np.mean(a.floats)


def meanInt_numpy(p):
    a = Arrays(p)
    return lambda: np.mean(a.ints)


def sumColumns_numpy(p):
    a = Arrays(p)
    return lambda: np.sum(a.x, 0)


def sumColumns_torch(p):
    (x,) = tensors(Arrays(p).x)
    return lambda: x.sum(0)


def sumRows_numpy(p):
    a = Arrays(p)
    return lambda: np.sum(a.x, 1)


def sumRows_torch(p):
    (x,) = tensors(Arrays(p).x)
    return lambda: x.sum(1)


def maxColumns_numpy(p):
    a = Arrays(p)
    return lambda: np.max(a.floats, 0)


def maxRows_numpy(p):
    a = Arrays(p)
    return lambda: np.max(a.floats, 1)


def argmax_numpy(p):
    a = Arrays(p)
    return lambda: np.argmax(a.x)


def count_numpy(p):
    a = Arrays(p)
    return lambda: np.count_nonzero(a.mask)


def takeRows_numpy(p):
    a = Arrays(p)
    return lambda: np.take(a.x, a.order, 0)


def takeRows_torch(p):
    a = Arrays(p)
    x, order = tensors(a.x, a.order)
    return lambda: x.index_select(0, order)


def takeColumns_numpy(p):
    a = Arrays(p)
    return lambda: np.take(a.x, a.order, 1)


def compress_numpy(p):
    a = Arrays(p)
    return lambda: a.x[a.mask]


def compress_torch(p):
    a = Arrays(p)
    x, mask = tensors(a.x, a.mask)
    return lambda: x.masked_select(mask)


def compress_pyarrow(p):
    import pyarrow as pa

    a = Arrays(p)
    x, mask = pa.array(a.x.reshape(-1)), pa.array(a.mask.reshape(-1))
    return lambda: x.filter(mask)


def compressRows_numpy(p):
    a = Arrays(p)
    return lambda: np.compress(a.mask[0], a.x, 0)


def concatenate_numpy(p):
    a = Arrays(p)
    return lambda: np.concatenate((a.x, a.x))


def concatenate_torch(p):
    (x,) = tensors(Arrays(p).x)
    cat = __import__("torch").cat
    return lambda: cat((x, x))


def concatenate_pyarrow(p):
    import pyarrow as pa

    x = pa.array(Arrays(p).x.reshape(-1))
    return lambda: pa.concat_arrays([x, x])
