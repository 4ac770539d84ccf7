"""Upcalls by ctypes and cffi: C calls functions of Python that read and write three pointers."""

import ctypes

from contender import Loop, c_library

TIMES = 10_000


def shift(output, input, m, n, by):
    for axis in range(n):
        input[axis] = output[axis] - by[0]
    return 1


def shift_back(output, input, m, n, by):
    for axis in range(n):
        input[axis] = output[axis] + by[0]
    return 1


def scale(output, input, m, n, by):
    for axis in range(n):
        input[axis] = output[axis] * by[0]
    return 1


def reverse(output, input, m, n, by):
    for axis in range(n):
        input[axis] = by[0] - output[axis]
    return 1


FUNCTIONS = [shift, shift_back, scale, reverse]


def looped(call):
    """The time of one callback: C makes TIMES of them in a call."""

    def run(n):
        full, rest = divmod(n, TIMES)
        for _ in range(full):
            call(TIMES)
        call(rest)

    return Loop(run, lambda: call(TIMES))


def upcall_ctypes(p):
    pointer = ctypes.POINTER
    mapping = ctypes.CFUNCTYPE(
        ctypes.c_int,
        pointer(ctypes.c_ssize_t),
        pointer(ctypes.c_double),
        ctypes.c_int,
        ctypes.c_int,
        pointer(ctypes.c_double),
    )
    library = ctypes.CDLL(c_library())
    library.call_mappings.argtypes = [
        pointer(mapping),
        pointer(pointer(ctypes.c_double)),
        ctypes.c_int,
        ctypes.c_int,
    ]
    library.call_mappings.restype = ctypes.c_double
    count = p.callbacks
    functions = (mapping * count)(*[mapping(function) for function in FUNCTIONS[:count]])
    by = ctypes.c_double(0.5)
    data = (pointer(ctypes.c_double) * count)(*[ctypes.pointer(by)] * count)
    return looped(lambda n: library.call_mappings(functions, data, count, n))


def upcall_cffi(p):
    import cffi

    ffi = cffi.FFI()
    ffi.cdef(
        """
        typedef int (*mapping)(intptr_t *output, double *input, int m, int n, double *by);
        double call_mappings(mapping *functions, double **data, int count, int n);
        """
    )
    library = ffi.dlopen(c_library())
    count = p.callbacks
    callbacks = [ffi.callback("mapping", function) for function in FUNCTIONS[:count]]
    functions = ffi.new("mapping[]", callbacks)
    by = ffi.new("double *", 0.5)
    data = ffi.new("double *[]", [by] * count)
    keep = callbacks, by
    return looped(lambda n: library.call_mappings(functions, data, count, n) if keep else None)
