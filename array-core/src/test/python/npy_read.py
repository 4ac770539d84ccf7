"""What NumPy reads in the .npy and .npz files of a folder: python3 npy_read.py FOLDER

One array a line, tab-separated: the file, the array's name in an archive, the version of the format, the type as
TypeText.java prints it, the shape, C, F or - for an array that is both, the elements in C order.
"""

import os
import sys
import zipfile

import numpy as np
from buffer_format import type_text

LIMIT = 1 << 30  # of a header, which NumPy takes for an attack from 10,000 bytes on


def elements(array):
    """Whole items, also what no field has of them; "=" stands before the last word, which may be empty."""
    items = np.empty(array.shape, np.dtype(("V", array.dtype.itemsize)))
    raw = array.view(items.dtype) if array.ndim else array.reshape(1).view(items.dtype)
    return "=" + raw.tobytes().hex()


def order(array):
    flags = array.flags
    return "-" if flags.c_contiguous and flags.f_contiguous else "C" if flags.c_contiguous else "F"


def line(file, name, array, version):
    shape = ",".join(map(str, array.shape))
    words = [file, name, str(version), type_text(array.dtype), shape, order(array), elements(array)]
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
