"""WrapPointer in NumPy: an array over an address, and one read."""

import ctypes

import numpy as np
from contender import Loop

MEMORY = np.arange(16.0)


def wrapped(run):
    return Loop(run, lambda: MEMORY[3])


def wrap_numpy(p):
    """By ctypes, as NumPy's documentation has it."""
    address, doubles = MEMORY.ctypes.data, ctypes.c_double * 16

    def run(n):
        for _ in range(n):
            np.ctypeslib.as_array(doubles.from_address(address))[3]

    return wrapped(run)


def wrap_cffi(p):
    import cffi

    ffi = cffi.FFI()
    pointer = ffi.cast("void *", MEMORY.ctypes.data)

    def run(n):
        for _ in range(n):
            np.frombuffer(ffi.buffer(pointer, 128))[3]

    return wrapped(run)
