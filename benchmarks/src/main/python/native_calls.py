"""NativeCalls by ctypes, cffi and Cython: one call of Python for each call of C."""

import ctypes
from functools import cache

import cython_module
from contender import Loop, c_library


def by_ctypes():
    library = ctypes.CDLL(c_library())
    library.identity.argtypes = [ctypes.c_long]
    library.identity.restype = ctypes.c_long
    library.first.restype = ctypes.c_double
    return library


@cache  # cffi closes a library that nobody refers to, though its functions are in use
def by_cffi():
    import cffi

    ffi = cffi.FFI()
    ffi.cdef("long identity(long x); double first(const double *x);")
    return ffi, ffi.dlopen(c_library())


def by_cython():
    return cython_module.of(
        """
cdef extern from *:
    \"\"\"long identity(long x); double first(const double *x);\"\"\"
    long c_identity "identity"(long x)
    double c_first "first"(const double *x)

def identity(long x):
    return c_identity(x)

def first(double[::1] x):
    return c_first(&x[0])
"""
    )


def repeated(function, argument):
    def run(n):
        for _ in range(n):
            function(argument)

    return Loop(run, lambda: function(argument))


def call_ctypes(p):
    return repeated(by_ctypes().identity, 42)


def call_cffi(p):
    return repeated(by_cffi()[1].identity, 42)


def call_cython(p):
    return repeated(by_cython().identity, 42)


def array_ctypes(p):
    """With NumPy's check of the array's type, as its documentation has it."""
    import numpy as np

    library = by_ctypes()
    library.first.argtypes = [np.ctypeslib.ndpointer(np.float64, flags="C_CONTIGUOUS")]
    return repeated(library.first, np.full(16, 1.5))


def array_cffi(p):
    import numpy as np

    ffi, library = by_cffi()
    x = np.full(16, 1.5)

    def first(array):
        return library.first(ffi.from_buffer("double[]", array))

    return repeated(first, x)


def array_cython(p):
    import numpy as np

    return repeated(by_cython().first, np.full(16, 1.5))
