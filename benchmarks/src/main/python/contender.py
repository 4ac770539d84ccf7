"""What a contender of ./bench in Python returns to measure.py."""

import os
import pathlib
import subprocess
import tempfile
import zlib
from typing import Any, Callable, NamedTuple


class Contender(NamedTuple):
    """An operation that takes long enough for a call, and the array that it writes to."""

    operation: Callable[[], Any]
    written: Any


class Loop(NamedTuple):
    """A short operation: run(n) repeats it n times; result() is a number to compare, None for nothing."""

    run: Callable[[int], None]
    result: Callable[[], Any] = lambda: None


def checksum(array):
    """A number for all bytes of a packed array, as Java's CRC32 computes it."""
    if hasattr(array, "to_numpy"):  # of PyArrow
        array = array.to_numpy(zero_copy_only=False)
    elif hasattr(array, "numpy"):  # of PyTorch
        array = array.numpy()
    if not array.flags.c_contiguous:
        array = array.copy()
    return zlib.crc32(array.reshape(-1).view("uint8"))


def c_library(name="calls.c"):
    """The path of C code of the benchmarks, compiled once for all contenders of a run."""
    source = pathlib.Path(__file__).parent.parent / "resources/org/culebra/benchmarks" / name
    folder = pathlib.Path(os.environ.get("CULEBRA_LIBRARIES") or tempfile.mkdtemp())
    library = folder / f"python-{name}-{zlib.crc32(source.read_bytes()):08x}.so"
    if not library.exists():
        made = library.with_suffix(f".{os.getpid()}")
        compiler = os.environ.get("CC", "cc").split()
        flags = ["-std=gnu11", "-O3", "-ffp-contract=off", "-shared", "-fPIC"]
        subprocess.run([*compiler, *flags, "-o", made, source], check=True)
        made.rename(library)
    return str(library)
