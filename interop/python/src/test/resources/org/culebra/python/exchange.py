"""What the tests ask of Python's libraries."""

import numpy as np


def numbers(a):
    """The elements in C order, as complex numbers; times and texts are not asked for."""
    if type(a).__module__.startswith("torch"):
        import torch

        a = a.detach().to(torch.complex128) if a.dtype != torch.complex128 else a
        a = np.array(a.resolve_conj().tolist())
    a = np.asarray(a)
    if a.dtype.kind == "V":
        a = a.astype(np.float32)
    return [complex(v) for v in a.astype(np.complex128).ravel().tolist()]


def by_asarray(x):
    return np.asarray(x)


def by_numpy(x):
    return x.numpy()


def by_memoryview(x):
    return np.asarray(memoryview(x))


def by_interface(x):
    class Holder:
        __array_interface__ = x.__array_interface__
        keep = x

    return np.asarray(Holder())


def by_dlpack(x):
    return np.from_dlpack(x)


def by_dlpack_legacy(x):
    class Legacy:
        def __dlpack__(self, **kwargs):
            return x.__dlpack__()

        def __dlpack_device__(self):
            return x.__dlpack_device__()

    return np.from_dlpack(Legacy())


def by_torch(x):
    import torch

    return torch.from_dlpack(x)


def by_jax(x):
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax.dlpack.from_dlpack(x)


def address(a):
    module = type(a).__module__
    if module.startswith("torch"):
        return a.data_ptr()
    if module.startswith("jax"):
        return a.unsafe_buffer_pointer()
    return a.__array_interface__["data"][0]


def shape(a):
    return tuple(int(n) for n in a.shape)


def strides(a):
    if type(a).__module__.startswith("torch"):
        return tuple(n * a.element_size() for n in a.stride())
    return tuple(a.strides)


LAYOUTS = {
    "C": lambda a: a,
    "F": lambda a: np.asfortranarray(a),
    "transposed": lambda a: a.T,
    "reversed": lambda a: a[::-1, ::-1],
    "strided": lambda a: a[::2, 1::2],
    "broadcast": lambda a: np.broadcast_to(a[:, :1], a.shape),
    "row": lambda a: a[1],
    "0-d": lambda a: a[1, 2, ...],
    "empty": lambda a: a[:0],
    "one": lambda a: a[1:2, 2:3],
}


def read_only(a):
    a = a.view()
    a.flags.writeable = False
    return a


def unaligned(a):
    raw = np.zeros(a.nbytes + 1, np.uint8)
    out = raw[1:].view(a.dtype).reshape(a.shape)
    out[...] = a
    return out


def array(dtype, layout):
    """0, 1, 2 ... of a shape of (4, 6), as far as the type has them."""
    values = np.arange(24).reshape(4, 6)
    if dtype in ("bfloat16",) or dtype.startswith("float8"):
        import ml_dtypes

        kind = np.dtype(getattr(ml_dtypes, dtype))
        values = values % 4
    else:
        kind = np.dtype(dtype)
    if kind == np.bool_:
        values = values % 2
    values = values.astype(kind)
    if layout == "read-only":
        return read_only(values)
    if layout == "unaligned":
        return unaligned(values)
    return LAYOUTS[layout](values)
