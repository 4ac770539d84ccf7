"""SciPy's side of SeedsGeometricTransformSciPyTest.

Usage: python3 geometric_transform.py FOLDER

FOLDER/cases.txt has a line for each case: a number N, an order and a shift in hexadecimal. FOLDER/N.npy is the
image; SciPy's answer goes to FOLDER/N.scipy.npy.
"""

import pathlib
import sys

import numpy as np
from scipy import ndimage

folder = pathlib.Path(sys.argv[1])
for line in (folder / "cases.txt").read_text().splitlines():
    number, order, text = line.split()
    shift = float.fromhex(text)
    image = np.load(folder / f"{number}.npy")
    answer = ndimage.geometric_transform(image, lambda output: tuple(i - shift for i in output), order=int(order))
    np.save(folder / f"{number}.scipy.npy", answer)
