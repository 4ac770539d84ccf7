"""What NumPy reads in the .npy and .npz files of a folder: python3 npy_read.py FOLDER

One array a line, tab-separated: the file, the array's name in an archive, the version of the format, the type as
TypeText.java prints it, the shape, C, F or - for an array that is both, the elements in C order.
"""

import math
import os
import sys
import zipfile

import numpy as np
from buffer_format import type_text

LIMIT = 1 << 30  # of a header, which NumPy takes for an attack from 10,000 bytes on


def used(dtype):
    """Which bytes are a field's."""
    if dtype.subdtype is not None:
        return np.tile(used(dtype.base), math.prod(dtype.shape))
    mask = np.full(dtype.itemsize, not dtype.names)
    for name in dtype.names or ():
        field, offset = dtype.fields[name][:2]
        mask[offset : offset + field.itemsize] |= used(field)
    return mask


def elements(array, name):
    """Whole items, of an archive's what fields have; "=" stands before the last word, which may be empty."""
    items = array.view(("V", array.dtype.itemsize)).tobytes()  # as a struct, it loses what no field has
    raw = np.frombuffer(items, np.uint8).reshape(-1, array.dtype.itemsize)
    return "=" + (raw * used(array.dtype) if name else raw).tobytes().hex()


def order(array):
    flags = array.flags
    return "-" if flags.c_contiguous and flags.f_contiguous else "C" if flags.c_contiguous else "F"


def line(file, name, array, version):
    shape = ",".join(map(str, array.shape))
    words = [file, name, str(version), type_text(array.dtype), shape, order(array), elements(array, name)]
    print("\t".join(words))


def archive(path, file):
    with np.load(path, max_header_size=LIMIT) as arrays, zipfile.ZipFile(path) as entries:
        assert entries.testzip() is None
        assert arrays.files == [name.removesuffix(".npy") for name in entries.namelist()]
        for name in arrays.files:
            with entries.open(name + ".npy") as entry:
                version = entry.read(7)[6]
            line(file, name, arrays[name], version)


sys.stdout.reconfigure(encoding="utf-8")
for file in sorted(os.listdir(sys.argv[1])):
    path = os.path.join(sys.argv[1], file)
    if file.endswith(".npz"):
        archive(path, file)
    else:
        with open(path, "rb") as opened:
            version = opened.read(7)[6]
        line(file, "", np.load(path, max_header_size=LIMIT), version)
