"""Makes random cases of views, copies, casts and overlaps, with the answers of NumPy.

Usage: python3 view_golden.py SEED COUNT > FILE

NumpyOracleTest replays the output; the committed one is src/test/resources/org/culebra/array/view_golden.txt.gz,
made by the NumPy, with the seed and of the count that its first line names. Needs NumPy 2; the same seed, count
and NumPy give the same file. One case a line, tab-separated; the first word says which kind:

    V  type  shape  C|F  offset  bytes  seed  operations  result  action  outcome
       A base of so many bytes, filled by `Filler`; the array on it; what the operations (one word each, see
       `Operations`) make of it; and what a last action does (see `Actions`). An operation that is rejected is
       followed by !i (an index out of range) or !a (anything else) and changes nothing; an outcome !o is a
       number out of range. A result is `shape strides offset flags crc`: `*` for strides that mean nothing
       (axes of length 1, arrays without elements), the offset counted from the base, or from the first byte
       of a copy (`*` without elements), of C F W A those flags that are set (contiguous in C and
       Fortran order, writable, aligned), and the CRC-32 of the elements in C order.
    K  type  type  casts         which of no equiv safe same_kind unsafe NumPy allows: digits 0 and 1
    O  shape strides offset itemsize  the same again  answer      does the pair share a byte
    I  shape strides offset itemsize  answer                      do two elements of one array

A type is a type string or {layout,itemsize;name,offset,shape,type;...}, layout P packed, A aligned, S anything
else.

Where the library decides otherwise by design, the script writes the library's answer; look for DEVIATION, each has
its reason. The table of casts is NumPy's own, its deviations stand in OracleCasts.java.
"""

import random
import sys
import warnings

sys.dont_write_bytecode = True  # before the parts of this script are loaded

import numpy as np
from oracle_actions import Actions
from oracle_arrays import NUMBERS, Filler, NoCase, Rejected, Types
from oracle_arrays import address, numbers, overlaps_itself, rejection, result, type_text
from oracle_operations import MOST, Operations

warnings.simplefilter("ignore")
np.seterr(all="ignore")


class Case:
    """The array so far and the memory that it lies in."""

    def __init__(self, rng, dtype):
        rank = rng.choice((0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6))
        most = {0: 0, 1: 24, 2: 9, 3: 6, 4: 4, 5: 3, 6: 3}[rank]
        shape = [0 if rng.random() < 0.02 else rng.randint(1, most) for _ in range(rank)]
        order = rng.choice("CCCF")
        bytes_ = int(np.prod(shape, dtype=int)) * dtype.itemsize
        offset = rng.choice((0, 0, 0, 1, 3, 4, 8, 16, dtype.itemsize))
        size = offset + bytes_ + rng.choice((0, 0, 1, 8, 2 * dtype.itemsize))
        seed = rng.getrandbits(31)
        room = np.zeros(size + 64, "u1")
        start = -address(room) % 64
        self.base = room[start : start + size]
        self.base[:] = np.frombuffer(bytes(Filler(seed).fill(size, offset, dtype)), "u1")
        self.address = address(self.base)
        self.a = np.ndarray(shape, dtype, self.base, offset, order=order)
        self.first = self.a
        self.head = [type_text(dtype), numbers(shape), order, str(offset), str(size), str(seed)]

    def rebased(self, copy):
        self.pending = copy
        return copy

    def step(self, word, apply):
        """Does one operation; gives its word as the file has it, or None if it became too big."""
        self.pending = None
        try:
            made = apply(self.a)
        except NoCase:
            return None
        except (IndexError, ValueError, TypeError, Rejected) as e:
            return word + rejection(e)
        if made.size > MOST or made.ndim > 12:
            return None
        if self.pending is not None:
            self.address = address(self.pending)
            self.base = memory_of(self.pending)
        self.a = made
        return word


def memory_of(packed):
    """The bytes of a packed array in the order of memory, as a buffer."""
    if packed.size == 0:
        return np.zeros(0, "u1")
    order = sorted((k for k, n in enumerate(packed.shape) if n > 1), key=lambda k: -packed.strides[k])
    ones = [k for k, n in enumerate(packed.shape) if n == 1]
    flat = packed.transpose(order + ones).reshape(-1).view("u1")
    assert address(flat) == address(packed)
    return flat


def view_line(rng, types, operations, actions):
    while True:
        case = Case(rng, types.any())
        words = []
        for _ in range(rng.randint(0, 6)):
            word = case.step(*operations.draw(case))
            if word is not None:
                words.append(word)
        state = result(case.a, case.address)
        try:
            action, outcome = actions.draw(case)
        except NoCase:
            continue
        return "\t".join(["V", *case.head, " ".join(words), state, action, outcome])


def cast_lines():
    names = [">" + t if t in ("i4", "f8", "c8", "u2") else t for t in NUMBERS]
    names += NUMBERS + "M8[Y] M8[M] M8[D] M8[W] M8[s] M8[25s] >M8[ns] M8[as]".split()
    names += "m8[Y] m8[3M] m8[D] m8[s] m8[ns] >m8[7ms] S1 S3 S8 U1 U3 >U3 U8 V1 V4 V8".split()
    pool = list(dict.fromkeys(np.dtype(name) for name in names))
    pool += [
        np.dtype("i4,f8"),
        np.dtype(">i4,f8"),
        np.dtype("i8,f8"),
        np.dtype("i2,f4"),
        np.dtype("i4,f8", align=True),
        np.dtype([("x", "i4"), ("y", "f8")]),
        np.dtype([("x", "i4", (2,)), ("y", "f8")]),
        np.dtype([("x", "i8", (2,)), ("y", "f8")]),
        np.dtype([("x", "i4", (3,)), ("y", "f8")]),
        np.dtype([("x", "i4")]),
        np.dtype([("x", "S3"), ("y", "M8[s]")]),
        np.dtype([("x", "U3"), ("y", "M8[ns]")]),
    ]
    for f in pool:
        for t in pool:
            allowed = [np.can_cast(f, t, c) for c in ("no", "equiv", "safe", "same_kind", "unsafe")]
            yield "\t".join(["K", type_text(f), type_text(t), "".join("01"[a] for a in allowed)])


def random_strided(rng, size):
    while True:
        dtype = np.dtype(f"V{rng.choice((1, 1, 2, 3, 4, 8))}")
        rank = rng.randint(0, 4)
        shape = [rng.choice((0,) + tuple(range(1, 7)) * 4) for _ in range(rank)]
        steps = (0, 1, 2, 3, 4, 6, 7, 8, 12, 16, 24, 30, 48, 100)
        strides = [rng.choice(steps) * rng.choice((1, -1)) for _ in range(rank)]
        offset = rng.randint(0, size - dtype.itemsize)
        try:
            return np.ndarray(shape, dtype, POOL[:size], offset, strides)
        except ValueError:
            pass


POOL = np.zeros(400, "u1")


def overlap_lines(rng, count):
    for _ in range(count):
        size = rng.choice((24, 60, 120, 400))
        a, b = random_strided(rng, size), random_strided(rng, size)
        parts = [
            " ".join([numbers(x.shape), numbers(x.strides), str(address(x) - address(POOL)), str(x.itemsize)])
            for x in (a, b)
        ]
        yield "\t".join(["O", *parts, str(int(np.shares_memory(a, b)))])
        yield "\t".join(["I", *parts[:1], str(int(overlaps_itself(a)))])


def main(seed, count):
    rng = random.Random(seed)
    types = Types(rng)
    operations = Operations(rng, types)
    actions = Actions(rng, types, operations)
    print(f"# NumPy {np.__version__}, seed {seed}, count {count}")
    for _ in range(count):
        print(view_line(rng, types, operations, actions))
    for line in cast_lines():
        print(line)
    for line in overlap_lines(rng, count // 4):
        print(line)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="ascii", newline="\n")
    main(int(sys.argv[1]), int(sys.argv[2]))
