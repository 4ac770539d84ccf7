"""The part of the exported types that is written in Python."""


def _numpy_array(self):
    import numpy

    if hasattr(self, "__array_interface__"):
        return numpy.asarray(self)
    # NumPy has no such type by itself: the numbers as raw ones, seen as those of ml_dtypes
    import ml_dtypes

    dtype = numpy.dtype(getattr(ml_dtypes, self._dtype))
    return numpy.asarray(self._raw).view(dtype)


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

    cls.numpy = numpy
    cls.__array__ = __array__
    cls.__reduce_ex__ = __reduce_ex__
    cls.__len__ = __len__
    cls.dtype = property(dtype, doc="The type of the elements: NumPy's where there is NumPy, else its name.")
    cls.ndim = property(lambda self: len(self.shape), doc="The number of axes.")
    if dlpack:
        cls.__dlpack_device__ = lambda self: (1, 0)


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
    """The module whose code has called Java."""
    import sys

    return str(sys._getframe(1).f_globals.get("__name__"))


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
