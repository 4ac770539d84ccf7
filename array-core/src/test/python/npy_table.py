"""Saves an array of every type, byte order and memory order with NumPy: python3 npy_table.py FOLDER

The files are NAME_little_C.npy and so on. NpyTableTest.java has the same table.
"""

import os
import sys
import warnings

import numpy as np

UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]

INNER = [("x", "f8"), ("y", "i4", (2, 2)), ("s", "S3")]
ALIGNED = [("a", "i1"), ("b", "f8"), ("c", "u2"), ("d", "c8"), ("e", "u1")]

TYPES = {
    "bool": np.bool_,
    "int8": np.int8,
    "int16": np.int16,
    "int32": np.int32,
    "int64": np.int64,
    "uint8": np.uint8,
    "uint16": np.uint16,
    "uint32": np.uint32,
    "uint64": np.uint64,
    "float16": np.float16,
    "float32": np.float32,
    "float64": np.float64,
    "complex64": np.complex64,
    "complex128": np.complex128,
    "bytes1": "S1",
    "bytes3": "S3",
    "string1": "U1",
    "string2": "U2",
    "raw1": "V1",
    "raw5": "V5",
    "packed": [("a", "i2"), ("b", "f4"), ("\xfc", "u8")],
    "titled": [(("title", "a"), "i2"), ("b", "U2", (3,))],
    "nested": [("p", INNER), ("q", "u2"), ("r", [("z", INNER, (2,))])],
    "aligned": np.dtype(ALIGNED, align=True),
    "aligned_nested": np.dtype([("f", "i2"), ("g", np.dtype(ALIGNED, align=True))], align=True),
}
for unit in UNITS:
    TYPES["datetime_" + unit] = "M8[%s]" % unit
    TYPES["timedelta_" + unit] = "m8[25%s]" % unit

SHAPES = {"C": (2, 3), "F": (2, 3), "scalar": (), "one": (3,), "empty": (0, 2)}


def array(dtype, shape, order):
    size = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
    data = bytes((7 * i + 3) % 251 for i in range(size))
    return np.frombuffer(data, dtype).reshape(shape, order="F" if order == "F" else "C")


warnings.simplefilter("ignore")
for name, spec in TYPES.items():
    for end, mark in ("little", "<"), ("big", ">"):
        dtype = np.dtype(spec).newbyteorder(mark)
        for order, shape in SHAPES.items():
            path = os.path.join(sys.argv[1], "%s_%s_%s.npy" % (name, end, order))
            np.save(path, array(dtype, shape, order), allow_pickle=False)
