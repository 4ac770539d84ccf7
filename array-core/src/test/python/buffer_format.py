"""NumPy's side of BufferFormatNumPyTest.

Usage: python3 buffer_format.py golden OUTPUT.txt
       python3 buffer_format.py check < LINES

`golden` makes the committed file, which NumPy 2.4.6 made on 64-bit Linux; its first line names the version.
The run is deterministic. One case a line, tab-separated:

    export, the format that NumPy gives a type, item size, type
    read,   a format, the item size that NumPy reads in it, type

`check` reads lines of a format and a type, and prints those that NumPy reads differently.

A type is a type string, or a struct: { itemsize name offset (sub-shape) type ... }.
"""

import random
import sys

import numpy as np
from numpy._core._internal import _dtype_from_pep3118

PLAIN = ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16"]
PLAIN += ["S1", "S5", "U1", "U3", "V1", "V7"]
rng = random.Random(20260102)


def type_text(dtype):
    if dtype.subdtype is not None:  # a field of its own, for types are not arrays
        dtype = np.dtype({"names": ["f0"], "formats": [dtype], "itemsize": dtype.itemsize})
    if not dtype.names:
        return dtype.str
    parts = ["{", str(dtype.itemsize)]
    for name in dtype.names:
        field, offset = dtype.fields[name][:2]
        shape = field.shape
        while field.subdtype is not None and field.base.subdtype is not None:
            field = field.base
            shape += field.shape
        shape = "(" + ",".join(map(str, shape)) + ")"
        parts += [name, str(offset), shape, type_text(field.base)]
    return " ".join(parts + ["}"])


def read(text):
    return _dtype_from_pep3118(text)


def random_type(depth):
    if depth == 0 or rng.random() < 0.7:
        return np.dtype(rng.choice(PLAIN)).newbyteorder(rng.choice("===>"))
    fields = []
    for k in range(rng.randint(1, 4)):
        shape = tuple(rng.randint(1, 3) for _ in range(rng.choice([0, 0, 0, 1, 2])))
        fields.append(("abcd"[k], random_type(depth - 1), shape))
    return np.dtype(fields, align=rng.random() < 0.6)


def random_item(depth):
    item = ""
    if rng.random() < 0.15:
        item += "(" + ",".join(str(rng.randint(1, 3)) for _ in range(rng.randint(1, 3))) + ")"
    if rng.random() < 0.2:
        item += rng.choice("@@^=<>!")
    if rng.random() < 0.2:
        item += str(rng.randint(1, 4))
    if depth > 0 and rng.random() < 0.3:
        return item + "T{" + random_format(depth - 1) + "}"
    return item + rng.choice(list("?cbBhHiIlLqQefdswx") + ["Zf", "Zd"])


def random_format(depth):
    names = rng.sample(["a", "b", "f0", "f1", "x_y"], 5)
    return "".join(
        random_item(depth) + (":" + names[k] + ":" if rng.random() < 0.6 else "")
        for k in range(rng.randint(1, 5))
    )


def golden(path):
    lines = ["NumPy " + np.__version__]
    types = [np.dtype(t).newbyteorder(o) for t in PLAIN for o in "=>"]
    types += [random_type(2) for _ in range(300)]
    for dtype in dict.fromkeys(types):
        text = memoryview(np.zeros(2, dtype)).format
        # NumPy leaves out padding at the end and then does not read its own format.
        if type_text(read(text)) == type_text(dtype):
            lines.append("\t".join(["export", text, str(dtype.itemsize), type_text(dtype)]))
    for _ in range(200):
        text = random_format(2)
        dtype = read(text)
        lines.append("\t".join(["read", text, str(dtype.itemsize), type_text(dtype)]))
    with open(path, "w", newline="\n") as file:
        file.write("\n".join(lines) + "\n")


def check():
    for line in sys.stdin.read().splitlines():
        text, expected = line.split("\t")
        try:
            found = type_text(read(text))
        except Exception as error:
            found = repr(error)
        if found != expected:
            print(f"{text} is {expected} but NumPy reads {found}")


if __name__ == "__main__":
    if sys.argv[1] == "golden":
        golden(sys.argv[2])
    else:
        check()
