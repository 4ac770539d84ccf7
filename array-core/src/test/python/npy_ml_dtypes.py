"""Arrays of ml_dtypes in .npy files: python3 npy_ml_dtypes.py write|read FOLDER

write: saves them as TYPE_ORDER.npy. read: a line for each file of that name: its type as NumPy loads it, and the elements as
those of the type, in C order. NpyMlDtypesTest.java has the same table.
"""

import os
import sys

import ml_dtypes
import numpy as np

NAMES = [
    "bfloat16",
    "float8_e3m4",
    "float8_e4m3",
    "float8_e4m3b11fnuz",
    "float8_e4m3fn",
    "float8_e4m3fnuz",
    "float8_e5m2",
    "float8_e5m2fnuz",
    "float8_e8m0fnu",
]
SHAPES = {"C": (2, 3), "F": (2, 3), "scalar": (), "empty": (0, 2)}
BF16, E5M2 = ml_dtypes.bfloat16, ml_dtypes.float8_e5m2
INNER = np.dtype([("x", BF16), ("y", E5M2)])

TYPES = {name: np.dtype(getattr(ml_dtypes, name)) for name in NAMES}
TYPES["every"] = np.dtype([(name, TYPES[name]) for name in NAMES])
TYPES["gaps"] = np.dtype([("e", E5M2), ("b", BF16), ("d", "f8"), ("g", ml_dtypes.float8_e4m3fn)], align=True)
TYPES["subarrays"] = np.dtype([("m", BF16, (2, 3)), ("s", "S3"), ("v", E5M2, (4,))])
TYPES["nested"] = np.dtype([("id", ">i4"), ("in", INNER), ("rows", INNER, (2,))])


def show(dtype):
    """The types that are read, without their names in NumPy, which a file does not have."""
    if dtype.subdtype:
        return show(dtype.subdtype[0]) + str(dtype.subdtype[1]).replace(" ", "")
    if not dtype.names:
        return dtype.name
    return "{" + ",".join("%s:%s@%d" % (n, show(dtype.fields[n][0]), dtype.fields[n][1]) for n in dtype.names) + "}"


action, folder = sys.argv[1:]
for name, dtype in TYPES.items():
    for order, shape in SHAPES.items():
        path = os.path.join(folder, "%s_%s.npy" % (name, order))
        if action == "write":
            count = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
            raw = np.frombuffer(bytes((7 * i + 3) % 251 for i in range(count)), np.uint8)
            array = raw.view(dtype).reshape(shape, order="F" if order == "F" else "C")
            np.save(path, array, allow_pickle=False)
        else:
            loaded = np.load(path)
            array = loaded.view(dtype)
            assert show(array.dtype) == show(dtype) and array.shape == shape
            print(name, order, show(loaded.dtype), loaded.view("V%d" % dtype.itemsize).tobytes().hex() or "-")
