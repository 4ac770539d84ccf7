"""The operations of PythonFunctions."""

import ctypes
import ctypes.util

minimum = ctypes.CDLL(ctypes.util.find_library("m")).fmin
minimum.argtypes = [ctypes.c_double, ctypes.c_double]
minimum.restype = ctypes.c_double


def add(x, y):
    return x + y


def repeat(function, n):
    for _ in range(n):
        function(1.5, 2.5)


def integrand(x, y, z):
    return 1 + x - y * z


def mapping(output):
    return output[0] - 0.5, output[1] - 0.5


def of_capsule(function):
    """Functions of Python stay as they are."""
    if callable(function):
        return function
    from scipy import LowLevelCallable

    return LowLevelCallable(function)


def nquad(function):
    from scipy.integrate import nquad

    return nquad(of_capsule(function), [[0, 10], [-10, 0], [-1, 1]])[0]


def transform(function):
    import numpy as np
    from scipy import ndimage

    image = np.arange(64.0 * 64.0).reshape(64, 64)
    return ndimage.geometric_transform(image, of_capsule(function)).sum()
