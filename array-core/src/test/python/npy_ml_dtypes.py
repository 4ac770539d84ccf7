"""Arrays of ml_dtypes in .npy files: python3 npy_ml_dtypes.py write|read FOLDER

write: saves them as TYPE_ORDER.npy. read: a line for each file of that name: its type as NumPy loads it, and the elements as
those of the type, in C order.
"""

import os
import sys

import ml_dtypes
import numpy as np

TYPES = [
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

action, folder = sys.argv[1:]
for name in TYPES:
    dtype = np.dtype(getattr(ml_dtypes, name))
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
            assert array.dtype.name == name and array.shape == shape
            print(name, order, loaded.dtype.str, array.tobytes().hex() or "-")
