"""Capsules of DLPack, made and looked at by ctypes alone."""

import ctypes

api = ctypes.pythonapi
api.PyCapsule_GetName.restype = ctypes.c_char_p
api.PyCapsule_GetName.argtypes = [ctypes.py_object]
api.PyCapsule_GetPointer.restype = ctypes.c_void_p
api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
api.PyCapsule_New.restype = ctypes.py_object
api.PyCapsule_New.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


def name(capsule):
    return api.PyCapsule_GetName(capsule).decode()


class Tensor(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("device_type", ctypes.c_int32),
        ("device_id", ctypes.c_int32),
        ("ndim", ctypes.c_int32),
        ("code", ctypes.c_uint8),
        ("bits", ctypes.c_uint8),
        ("lanes", ctypes.c_uint16),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("byte_offset", ctypes.c_uint64),
    ]


class Versioned(ctypes.Structure):
    _fields_ = [
        ("major", ctypes.c_uint32),
        ("minor", ctypes.c_uint32),
        ("context", ctypes.c_void_p),
        ("deleter", ctypes.c_void_p),
        ("flags", ctypes.c_uint64),
        ("tensor", Tensor),
    ]


class Legacy(ctypes.Structure):
    _fields_ = [("tensor", Tensor), ("context", ctypes.c_void_p), ("deleter", ctypes.c_void_p)]


NAMES = {Versioned: b"dltensor_versioned", Legacy: b"dltensor"}
DELETER = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)
DESTRUCTOR = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)
kept = []  # structs and functions stay, whoever has their addresses


def version(capsule):
    address = api.PyCapsule_GetPointer(capsule, b"dltensor_versioned")
    struct = Versioned.from_address(address)
    return struct.major, struct.minor, struct.flags


class Producer:
    """Three doubles, in a struct whose deleter and whose capsule's destructor are counted."""

    def __init__(self, kind=Versioned, destructor=True, major=1, minor=3, **fields):
        self.deleted = self.destroyed = 0
        self.values = (ctypes.c_double * 3)(1, 2, 3)
        self.lengths = (ctypes.c_int64 * 1)(3)
        self.steps = (ctypes.c_int64 * 1)(1)
        struct = kind()
        tensor = struct.tensor
        tensor.data = ctypes.addressof(self.values)
        tensor.device_type = 1
        tensor.ndim = 1
        tensor.code, tensor.bits, tensor.lanes = 2, 64, 1
        tensor.shape = ctypes.addressof(self.lengths)
        tensor.strides = ctypes.addressof(self.steps)
        for field, value in fields.items():
            setattr(struct if hasattr(struct, field) else tensor, field, value)
        if kind is Versioned:
            struct.major, struct.minor = major, minor
        deleter = DELETER(self.delete)
        struct.deleter = ctypes.cast(deleter, ctypes.c_void_p)
        kept.extend([struct, deleter])
        self.struct = struct
        end = DESTRUCTOR(self.destroy)
        kept.append(end)
        destroy = ctypes.cast(end, ctypes.c_void_p) if destructor else None
        self.capsule = api.PyCapsule_New(ctypes.addressof(struct), NAMES[kind], destroy)
        self.kind = kind

    def delete(self, address):
        assert address == ctypes.addressof(self.struct)
        self.deleted += 1

    def destroy(self, capsule):
        """As producers do it: what nobody has consumed is deleted."""
        self.destroyed += 1
        is_valid = api.PyCapsule_IsValid
        is_valid.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        if is_valid(capsule, NAMES[self.kind]):
            self.delete(ctypes.addressof(self.struct))

    def __dlpack__(self, **keywords):
        capsule = self.capsule
        return capsule

    def __dlpack_device__(self):
        return (1, 0)


class OnlyOnce(Producer):
    """Forgets its capsule once it has given it away."""

    def __dlpack__(self, **keywords):
        capsule = self.capsule
        del self.capsule
        return capsule


class Old:
    """From before the keywords."""

    def __init__(self, array):
        self.array = array
        self.calls = 0

    def __dlpack__(self, stream=None):
        self.calls += 1
        return self.array.__dlpack__()

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


class Stubborn(Old):
    """Takes all keywords and answers with the legacy struct."""

    def __dlpack__(self, **keywords):
        self.calls += 1
        return self.array.__dlpack__()


def result(call):
    """What a call returns, or the name of what it raises."""
    try:
        return call()
    except Exception as e:
        return "%s: %s" % (type(e).__name__, e)
