"""DLPack's exchange table of a type, used by a library of C: LIBRARY is set by the test."""

import ctypes

C = ctypes.PyDLL(LIBRARY)
WITHOUT_LOCK = ctypes.CDLL(LIBRARY)
P, I, O, L = ctypes.c_void_p, ctypes.c_int, ctypes.py_object, ctypes.c_int64


def declare(name, result, *arguments):
    function = getattr(C, name)
    function.restype, function.argtypes = result, list(arguments)
    return function


last_error = declare("last_error", ctypes.c_char_p)
error_count = declare("error_count", I)
version = declare("version", I, P)
slots = declare("slots", I, P)
_allocate = declare("allocate", P, P, I, I, I, I, I, ctypes.POINTER(L), ctypes.POINTER(I))
_from_object = declare("from_object", P, P, O)
_to_object = declare("to_object", O, P, P)
_view_object = declare("view_object", I, P, O, ctypes.POINTER(ctypes.c_double))
view_data = declare("view_data", P, P, O)
tensor_sum = declare("sum", ctypes.c_double, P)
flags = declare("flags", L, P)
data = declare("data", P, P)
length = declare("length", L, P, I)
step = declare("step", L, P, I)
delete = declare("delete", None, P)
work_stream = declare("work_stream", P, P, I, I)
from_thread = WITHOUT_LOCK.from_thread
from_thread.restype, from_thread.argtypes = I, [P]

get = ctypes.pythonapi.PyCapsule_GetPointer
get.restype, get.argtypes = P, [O, ctypes.c_char_p]


def table(cls):
    return get(cls.__dlpack_c_exchange_api__, b"dlpack_exchange_api")


def allocate(api, shape, code=2, bits=64, lanes=1, device=1):
    """The tensor; else what was reported."""
    lengths = (L * max(1, len(shape)))(*shape)
    context = I(0)
    before = error_count()
    tensor = _allocate(api, device, code, bits, lanes, len(shape), lengths, ctypes.byref(context))
    reports = error_count() - before
    assert (reports == 0 and context.value == 0) if tensor else (reports == 1 and context.value == 42)
    return tensor or last_error().decode()


def from_object(api, x):
    return _from_object(api, x)


def to_object(api, tensor):
    return _to_object(api, tensor)


def view_sum(api, x):
    result = ctypes.c_double()
    status = _view_object(api, x, ctypes.byref(result))
    assert status == 0, status
    return result.value
