"""The part of the exported types that is written in Python."""

import operator

def _numpy_array(self):
    import numpy

    if hasattr(self, "__array_interface__"):
        return numpy.asarray(self)
    # NumPy has no such type by itself: the numbers as raw ones, seen as those of ml_dtypes
    import ml_dtypes

    dtype = numpy.dtype(getattr(ml_dtypes, self._dtype))
    return numpy.asarray(self._raw).view(dtype)


def _elements(self):
    """What reads and writes the elements: NumPy's array, or a memoryview if there is no NumPy."""
    try:
        import numpy  # noqa: F401
    except ImportError:
        return memoryview(self)
    return _numpy_array(self)


def _scalar(self):
    if self.shape:
        raise TypeError("expected an array without axes but found one of shape %s" % (self.shape,))
    return _elements(self)[()]


def _complete_items(cls):
    """Adds what makes the type a collection: pandas and others take an object without iteration for a scalar."""
    cls.__getitem__ = lambda self, key: _elements(self)[key]
    cls.__setitem__ = lambda self, key, value: _elements(self).__setitem__(key, value)
    cls.__iter__ = lambda self: iter(_elements(self))
    cls.__contains__ = lambda self, value: value in _elements(self)
    cls.__bool__ = lambda self: bool(_elements(self) if self.shape else _scalar(self))
    cls.__float__ = lambda self: float(_scalar(self))
    cls.__int__ = lambda self: int(_scalar(self))
    cls.__complex__ = lambda self: complex(_scalar(self))
    cls.__index__ = lambda self: operator.index(_scalar(self))


def complete_array(cls, dlpack):
    def numpy(self):
        """This memory as NumPy's array, without a copy."""
        return _numpy_array(self)

    def __array__(self, dtype=None, copy=None):
        import numpy

        array = _numpy_array(self)
        if dtype is not None and numpy.dtype(dtype) != array.dtype:
            if copy is False:
                raise ValueError("expected dtype %s without a copy but found %s" % (dtype, array.dtype))
            return array.astype(dtype)
        return array.copy() if copy else array

    def __arrow_array__(self, type=None):
        import pyarrow

        return pyarrow.array(_numpy_array(self), type)

    def __reduce_ex__(self, protocol):
        raise TypeError(
            "cannot pickle a culebra.Array, which is memory of this process: pickle its numpy(), or use shared memory"
        )

    def __len__(self):
        if not self.shape:
            raise TypeError("len() of an array without axes")
        return self.shape[0]

    def dtype(self):
        try:
            import numpy
        except ImportError:
            return self._dtype
        return _numpy_array(self).dtype

    _complete_items(cls)
    cls.__arrow_array__ = __arrow_array__
    cls.numpy = numpy
    cls.__array__ = __array__
    cls.__reduce_ex__ = __reduce_ex__
    cls.__len__ = __len__
    cls.dtype = property(dtype, doc="The type of the elements: NumPy's where there is NumPy, else its name.")
    cls.ndim = property(lambda self: len(self.shape), doc="The number of axes.")
    if dlpack:
        cls.__dlpack_device__ = lambda self: (1, 0)


def complete_column(cls, column):
    """Without iteration pandas would take one for a scalar and repeat it in each row."""

    def values(self):
        import pyarrow

        return pyarrow.array(self)

    def __array__(self, dtype=None, copy=None):
        array = values(self).to_numpy(zero_copy_only=copy is False)
        return array if dtype is None else array.astype(dtype, copy=False)

    def __iter__(self):
        raise TypeError(
            "cannot iterate over a culebra.%s: pyarrow.table(x), polars.DataFrame(x) and pandas.DataFrame.from_arrow(x)"
            " take it"
            % cls.__name__
        )

    if column:
        cls.__array__ = __array__
        cls.__len__ = lambda self: self._length
        cls.__iter__ = lambda self: iter(values(self).to_pylist())
    else:
        cls.__iter__ = __iter__


def complete_function(cls, _):
    def __signature__(self):
        import inspect

        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Signature([inspect.Parameter(name, kind) for name in self._parameters])

    def __reduce_ex__(self, protocol):
        raise TypeError("cannot pickle a culebra.Function, which is of this process")

    cls.__doc__ = property(lambda self: self._doc)
    cls.__signature__ = property(__signature__)
    cls.__reduce_ex__ = __reduce_ex__
    cls.__module__ = "culebra"


class JavaError(RuntimeError):
    """A Java exception, whose stack trace is its note."""

    __module__ = "culebra"


def java_error():
    """The class of Java's exceptions: that of the package culebra, if the process has imported it."""
    import sys

    return getattr(sys.modules.get("culebra"), "JavaError", JavaError)


def traceback(exception):
    """What Python prints of an exception that nobody catches."""
    import traceback

    return "".join(traceback.format_exception(exception))


def at_fork(words, in_child):
    """In a child process there is no Java: leads its functions elsewhere, and takes its signals back, which nobody
    would answer there: multiprocessing ends its workers by SIGTERM."""
    import os
    import signal

    signals = [getattr(signal, name) for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM") if hasattr(signal, name)]

    def child():
        words[:] = in_child
        for number in signals:
            handler = signal.getsignal(number)  # None: the JVM's, from before Python
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=child)


def caller():
    """The module whose code has called Java; empty where no code of Python's runs."""
    import sys

    frame = sys._getframe().f_back
    return "" if frame is None else str(frame.f_globals.get("__name__"))


def at_end(java):
    """Closes Python's lock to Java when Python ends."""
    import atexit

    @atexit.register
    def close():
        try:
            java.close()
        except RuntimeError:
            pass  # the JVM has ended before


def end():
    """What Python would do at its own end, but for waiting for threads."""
    import atexit
    import sys

    atexit._run_exitfuncs()
    # What DuckDB does when its module ends; left out, its destructor in C ends the process with an error.
    for name in ("duckdb", "_duckdb"):
        vars(sys.modules.get(name, sys)).pop("_clean_default_connection", None)

    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass  # closed, or none


_CTYPES_INTEGERS = {"b": "signed char", "B": "unsigned char", "h": "short", "H": "unsigned short", "i": "int",
                    "I": "unsigned", "l": "long", "L": "unsigned long", "q": "long long", "Q": "unsigned long long"}
_CTYPES = {"c": "char", "f": "float", "d": "double", "?": "_Bool", "P": "void *", "z": "char *", **_CTYPES_INTEGERS}


def _ctypes_name(kind):
    """How C declares a type of ctypes; None where that is not known."""
    if kind is None:
        return "void"
    target = getattr(kind, "_type_", None)
    if isinstance(target, str):
        return _CTYPES.get(target)
    inner = None if target is None or hasattr(kind, "_length_") else _ctypes_name(target)
    return None if inner is None else inner + " *"


def _ctypes_function(pointer):
    import ctypes

    address = ctypes.cast(pointer, ctypes.c_void_p).value or 0
    if pointer.argtypes is None:
        return address, None, "a function of ctypes"
    names = [_ctypes_name(kind) for kind in (pointer.restype, *pointer.argtypes)]
    known = isinstance(pointer.restype, type) or pointer.restype is None
    text = "%s (%s)" % (names[0], ", ".join(names[1:]) or "void") if known and None not in names else None
    return address, text, "a function of ctypes"


def native_function(o):
    """The address of a function of C, its declared type if it has one, and what kind of object it is."""
    import sys

    kind = type(o)
    if kind.__name__ == "PyCapsule":
        return _capsule_function(o)
    if hasattr(o, "address") and hasattr(o, "ctypes"):  # Numba's cfunc
        return (o.address, *_ctypes_function(o.ctypes)[1:2], "a cfunc of Numba")
    ctypes = sys.modules.get("ctypes")
    if ctypes is not None and isinstance(o, ctypes._CFuncPtr):
        return _ctypes_function(o)
    if kind.__module__ == "_cffi_backend":
        import _cffi_backend

        ffi = _cffi_backend.FFI()
        described = ffi.typeof(o)
        if described.kind == "function":  # cffi's name for a pointer to one, "double(*)(double)"
            return int(ffi.cast("uintptr_t", o)), described.cname.replace("(*)", "", 1), "a function of cffi"
    return None


def _capsule_function(capsule):
    import ctypes

    api = ctypes.pythonapi
    get_name = ctypes.PYFUNCTYPE(ctypes.c_char_p, ctypes.py_object)(("PyCapsule_GetName", api))
    get_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_GetPointer", api))
    name = get_name(capsule)
    return get_pointer(capsule, name), None if name is None else name.decode(), "a capsule"
