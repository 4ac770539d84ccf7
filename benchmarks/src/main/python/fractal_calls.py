"""FractalCalls by ctypes, cffi and Cython: Python calls C for each pixel, or once."""

import ctypes
from functools import cache

import cython_module
import numpy as np
from contender import Loop, c_library

WIDTH, HEIGHT, ITERATIONS = 1500, 1000, 20

HEADER = """
typedef struct _Img { int width; int height; unsigned char * data; } cImg;
int create_fractal(cImg img, int iters);
int mandel(float real, float imag, int max_iters, unsigned char * val);
"""


def looped(operation, data):
    """The sum of the pixels is compared: Python computes positions as doubles, C as floats, so that some differ by 1."""

    def run(n):
        for _ in range(n):
            operation()

    return Loop(run, lambda: int(np.frombuffer(data, np.uint8).sum()))


def each_pixel(mandel, value):
    """The second seed's loop."""
    data = bytearray(WIDTH * HEIGHT)

    def create_fractal():
        pixel_size_x = 3.0 / WIDTH
        pixel_size_y = 2.0 / HEIGHT
        for y in range(HEIGHT):
            imag = y * pixel_size_y - 1
            yy = y * WIDTH
            for x in range(WIDTH):
                real = x * pixel_size_x - 2
                ret = mandel(real, imag, ITERATIONS, value)
                if ret < 0:
                    return
                data[yy + x] = value[0]

    return looped(create_fractal, data)


class Img(ctypes.Structure):
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_uint8))]


def by_ctypes():
    library = ctypes.CDLL(c_library())
    library.create_fractal.argtypes = [Img, ctypes.c_int]
    library.mandel.argtypes = [ctypes.c_float, ctypes.c_float, ctypes.c_int, ctypes.POINTER(ctypes.c_uint8)]
    return library


def calls_ctypes(p):
    return each_pixel(by_ctypes().mandel, (ctypes.c_uint8 * 1)())


def once_ctypes(p):
    library = by_ctypes()
    data = (ctypes.c_uint8 * (WIDTH * HEIGHT))()
    return looped(lambda: library.create_fractal(Img(WIDTH, HEIGHT, data), ITERATIONS), data)


@cache  # cffi closes a library that nobody refers to, though its functions are in use
def by_cffi():
    import cffi

    ffi = cffi.FFI()
    ffi.cdef(HEADER)
    return ffi, ffi.dlopen(c_library())


def calls_cffi(p):
    ffi, library = by_cffi()
    return each_pixel(library.mandel, ffi.new("unsigned char[1]"))


def once_cffi(p):
    ffi, library = by_cffi()
    data = ffi.new("unsigned char[]", WIDTH * HEIGHT)
    return looped(
        lambda: library.create_fractal(ffi.new("cImg *", [WIDTH, HEIGHT, data])[0], ITERATIONS), ffi.buffer(data)
    )


def by_cython():
    return cython_module.of(
        '''
cdef extern from *:
    """%s"""
    ctypedef struct cImg:
        int width
        int height
        unsigned char * data
    int create_fractal(cImg img, int iters)
    int mandel(float real, float imag, int max_iters, unsigned char * val)

def once(unsigned char[::1] data, int width, int height, int iters):
    cdef cImg img
    img.width = width
    img.height = height
    img.data = &data[0]
    return create_fractal(img, iters)

cpdef int call(float real, float imag, int max_iters, unsigned char[::1] val):
    return mandel(real, imag, max_iters, &val[0])
'''
        % HEADER
    )


def calls_cython(p):
    return each_pixel(by_cython().call, bytearray(1))


def once_cython(p):
    once = by_cython().once
    data = bytearray(WIDTH * HEIGHT)
    return looped(lambda: once(data, WIDTH, HEIGHT, ITERATIONS), data)
