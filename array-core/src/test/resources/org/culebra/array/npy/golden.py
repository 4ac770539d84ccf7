"""Writes the golden .npy files with NumPy: python3 golden.py FOLDER

With "check" it loads every .npy and .npz file in the folder, saves it again with NumPy and says whether the
bytes are the same: python3 golden.py check FOLDER
"""

import io
import os
import sys
import warnings

import numpy as np

# name: type, shape, order. The same list stands in NpyGolden.java.
CASES = {
    "float64_c": ("<f8", (2, 3), "C"),
    "float64_f": ("<f8", (2, 3), "F"),
    "int32_big": (">i4", (3,), "C"),
    "scalar": ("<f8", (), "C"),
    "empty": ("<i2", (0, 3), "C"),
    "empty_f": ("<i2", (3, 0), "F"),
    "bool": ("|b1", (5,), "C"),
    "uint8_4d": ("|u1", (1, 2, 3, 4), "C"),
    "uint64_f": ("<u8", (2, 1, 3), "F"),
    "float16": ("<f2", (4,), "C"),
    "complex64": ("<c8", (2,), "C"),
    "complex128_big": (">c16", (2,), "C"),
    "datetime": ("<M8[ns]", (2,), "C"),
    "timedelta": (">m8[25s]", (2,), "C"),
    "bytes": ("|S5", (3,), "C"),
    "string": ("<U3", (2,), "C"),
    "string_big": (">U1", (2,), "C"),
    "raw": ("|V7", (3,), "C"),
    "packed": ([("a", "<f4"), ("b", "<i2", (3,)), ("c", "|S3")], (2,), "C"),
    "gaps": (np.dtype([("a", "|i1"), ("b", "<f8"), ("c", "|u1")], align=True), (2,), "C"),
    "nested": (
        [("p", [("x", ">f8"), ("y", "<i4", (2, 2))]), (("title", "n"), "<u2")],
        (2, 2),
        "F",
    ),
    "quotes": ([("it's", "|u1"), ('both \' and "', "|u1"), ("tab\there", "|u1")], (1,), "C"),
    "latin": ([("\xe9t\xe9", "<f4")], (2,), "C"),
    "unicode": ([("\u65e5\u672c", "<f4"), ("\U0001f40d", "|u1")], (2,), "C"),
    "big_shape": ("|u1", (0, 1000000000000), "C"),
}


def array(dtype, shape, order):
    dtype = np.dtype(dtype)
    size = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
    data = bytes((7 * i + 3) % 251 for i in range(size))
    return np.frombuffer(data, dtype).reshape(shape, order=order)


def saved(value):
    out = io.BytesIO()
    np.save(out, value, allow_pickle=False)
    return out.getvalue()


def check(folder):
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name.endswith(".npz"):
            with np.load(path, allow_pickle=False) as arrays:
                for key in arrays.files:
                    kind = "%s%s" % (arrays[key].dtype.str, arrays[key].shape)
                    print(name, key, kind.replace(" ", ""), arrays[key].tobytes().hex())
        else:
            with open(path, "rb") as file:
                data = file.read()
            array = np.lib.format.read_array(io.BytesIO(data), max_header_size=1 << 20)
            print(name, "same" if saved(array) == data else "different")


warnings.simplefilter("ignore")
if sys.argv[1] == "check":
    check(sys.argv[2])
else:
    for case, spec in CASES.items():
        with open(os.path.join(sys.argv[1], case + ".npy"), "wb") as target:
            target.write(saved(array(*spec)))
