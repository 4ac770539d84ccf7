"""Runs NumPy's own test_dlpack.py, in which np.from_dlpack is replaced from outside."""

import contextlib
import importlib.util
import itertools
import sys
import types

import numpy as np


@contextlib.contextmanager
def raises(expected):
    try:
        yield
    except expected:
        return
    raise AssertionError("did not raise %s" % expected)


def parametrize(name, values):
    values = list(values)

    def mark(function):
        function.__dict__.setdefault("axes", []).append([(name, value) for value in values])
        return function

    return mark


def skipif(condition, reason):
    assert not condition, reason
    return lambda function: function


def pytest():
    """As much of pytest as the file uses."""
    module = types.ModuleType("pytest")
    module.raises = raises
    module.mark = types.SimpleNamespace(parametrize=parametrize, skipif=skipif)
    return module


def loaded():
    before = sys.modules.get("pytest")
    sys.modules["pytest"] = pytest()
    try:
        spec = importlib.util.find_spec("numpy._core.tests.test_dlpack")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        del sys.modules["pytest"]
        if before is not None:
            sys.modules["pytest"] = before


def text(value):
    return getattr(value, "__name__", None) or (type(value).__name__ if isinstance(value, np.ndarray) else repr(value))


def failure(function, arguments):
    try:
        function(**arguments)
        return ""
    except BaseException as e:
        return "%s: %s" % (type(e).__name__, e)


def run(by_java, done):
    """Pairs of the name of a case, and why it fails."""
    original = np.from_dlpack

    def from_dlpack(x, /, *, device=None, copy=None):
        try:
            return original(by_java(x), device=device, copy=copy)
        finally:
            done(None)

    module = loaded()
    results = []
    np.from_dlpack = from_dlpack
    try:
        cls = module.TestDLPack
        for name, function in vars(cls).items():
            if name.startswith("test_"):
                for case in itertools.product(*getattr(function, "axes", [])):
                    label = name + ("[%s]" % "-".join(text(value) for _, value in case) if case else "")
                    results.append((label, failure(getattr(cls(), name), dict(case))))
    finally:
        np.from_dlpack = original
    return results
