"""Makes random cases of joining, selecting and reducing arrays, with the answers of NumPy.

Usage: python3 select_golden.py SEED COUNT

SelectionOracleTest replays the output. One case a line, tab-separated: the operation, its arguments, the answer.

An array is `type~shape~C or F~offset~bytes~seed~operations`: a base filled by `Filler` of oracle_arrays, and
operations that give it its layout, in the words of OracleCase. Indices are such arrays too, but `type~shape~values`.

An answer is `shape type crc` (with the CRC-32 of the elements in C order, NaN and zeros made one), several of them
with ` ; ` between, or `!i` (an index out of range) or `!a` (anything else that is rejected). Floating-point sums are
`= shape type n eps exact:sum_of_absolutes,...`, hexadecimal, computed exactly by math.fsum; variances and standard
deviations `= shape type 1 1 exact:tolerance,...`, computed exactly as fractions.

Where the library decides otherwise by design, the script writes the library's answer; look for DEVIATION.
"""

import math
import random
import sys
import warnings
from fractions import Fraction

sys.dont_write_bytecode = True  # before the parts of this script are loaded

import numpy as np
from oracle_arrays import NUMBERS, Filler, Rejected, Types, crc, has_gaps, leaves, numbers, rejection, type_text

warnings.simplefilter("ignore")
np.seterr(all="ignore")

EPS = 2.0**-53
TIMES = ("M8", "m8")
LAYOUTS = ("C", "C", "F", "reversed", "strided", "broadcast", "turned", "unaligned")


def base(rng, dtype, shape, order, offset):
    size = offset + int(np.prod(shape, dtype=int)) * dtype.itemsize
    seed = rng.getrandbits(31)
    data = np.frombuffer(bytes(Filler(seed).fill(size, offset, dtype)), "u1").copy()
    array = np.ndarray(shape, dtype, data, offset, order=order)
    return array, "~".join((type_text(dtype), numbers(shape), order, str(offset), str(size), str(seed)))


def made(rng, dtype, shape, layout=None):
    """An array of a shape in a random layout, and its text."""
    layout = layout or rng.choice(LAYOUTS)
    shape = list(shape)
    rank = len(shape)
    order = "F" if layout == "F" else "C"
    offset = 1 if layout == "unaligned" else rng.choice((0, 0, 8))
    before, words = list(shape), []
    if layout == "reversed":
        words = [f"f:{k}" for k in range(rank)]
    elif layout == "strided" and rank > 0:
        before = [2 * n + 1 for n in shape]
        words = ["i:" + ",".join(["1::2"] * rank)]
    elif layout == "broadcast" and rank > 0:
        before[rng.randrange(rank)] = 1
        words = ["b:" + numbers(shape)]
    elif layout == "turned":
        before = shape[::-1]
        words = ["t:"]
    array, text = base(rng, dtype, before, order, offset)
    for word in words:
        name, rest = word.split(":", 1)
        if name == "f":
            array = np.flip(array, int(rest))
        elif name == "i":
            array = array[(slice(1, None, 2),) * rank]
        elif name == "b":
            array = np.broadcast_to(array, shape)
        else:
            array = array.T
    return array, text + "~" + " ".join(words)


def integers(rng, values, shape, kinds=None):
    """Indices of a random type of integers and their text."""
    low, high = min(values, default=0), max(values, default=0)
    fitting = [
        k for k in kinds or ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">i4", ">u2")
        if np.iinfo(k).min <= low and high <= np.iinfo(k).max
    ]
    array = np.array(values, rng.choice(fitting)).reshape(shape)
    return array, "~".join((array.dtype.str, numbers(shape), numbers(values)))


def unified(a):
    """Without the sign of zeros."""
    return a + a.dtype.type(0) if a.dtype.kind in "fc" else a


def answer(*arrays):
    return " ; ".join(
        " ".join((numbers(a.shape), type_text(a.dtype), crc(leaves(a, True)))) for a in map(np.asarray, arrays)
    )


class Cases:
    def __init__(self, rng):
        self.rng = rng
        self.types = Types(rng)

    def shape(self, least=0, rank=None):
        rank = self.rng.choice((least, 1, 1, 2, 2, 3, 3, 4)) if rank is None else rank
        rank = max(least, rank)
        most = {0: 0, 1: 60, 2: 12, 3: 6, 4: 4}[rank]
        return [0 if self.rng.random() < 0.05 else self.rng.randint(1, most) for _ in range(rank)]

    def axis(self, rank):
        if self.rng.random() < 0.05:
            return self.rng.choice((rank, -rank - 1, rank + 3))
        return self.rng.randrange(-rank, rank) if rank else self.rng.choice((0, -1))

    def axes(self, rank):
        """Several axes, a few of them illegal."""
        if rank < 2 or self.rng.random() < 0.6:
            return (self.axis(rank),)
        axes = [k - rank if self.rng.random() < 0.3 else k for k in self.rng.sample(range(rank), self.rng.randint(2, rank))]
        if self.rng.random() < 0.05:
            axes.append(self.rng.choice((axes[0], (axes[0] + rank) % rank, rank)))
        return tuple(axes)

    def case(self):
        pick = self.rng.random()
        if pick < 0.5:
            name = self.rng.choice(("concatenate", "stack", "split", "take", "take", "take", "compress", "mask", "nonzero", "put"))
        else:
            name = self.rng.choice(("sum", "mean", "var", "std", "min", "max", "argmin", "argmax", "any", "all", "count"))
        if pick >= 0.5:
            return self.reduce(name)
        return getattr(self, name)()

    def line(self, name, words, make):
        try:
            found = make()
        except (IndexError, ValueError, TypeError, ZeroDivisionError, Rejected) as e:
            found = rejection(e)
        return "\t".join([name, *map(str, words), found])

    # --- joining

    def family(self):
        """Types that have a common one."""
        pick = self.rng.random()
        if pick < 0.3:
            one = self.types.any()
            while has_gaps(one):  # NumPy 2.4 writes outside of the result where fields overlap
                one = self.types.any()
            return lambda: one
        if pick < 0.8:
            return self.types.number
        if pick < 0.9:
            return self.types.text
        # DEVIATION: only units of which one divides the other have a common type here.
        kind, units = self.rng.choice(TIMES), self.rng.choice((("D", "h", "m", "s", "ms"), ("Y", "M")))
        return lambda: self.types.ordered(f"{kind}[{self.rng.choice(units)}]")

    def join(self, name, parts, axis, function):
        def make():
            joined = function([a for a, _ in parts], axis=axis)
            if joined.dtype.names is not None:
                # DEVIATION: NumPy repacks a struct here.
                joined = joined.astype(parts[0][0].dtype.newbyteorder("="))
            return answer(joined)

        return self.line(name, [axis, *(text for _, text in parts)], make)

    def concatenate(self):
        family, shape = self.family(), self.shape(self.rng.choice((0, 1, 1, 1)))
        axis = self.axis(len(shape))
        parts = []
        for _ in range(self.rng.randint(1, 4)):
            own = list(shape)
            if -len(own) <= axis < len(own):
                own[axis] = self.rng.randint(0, 5)
            if own and self.rng.random() < 0.03:
                own[self.rng.randrange(len(own))] += 1
            parts.append(made(self.rng, family(), own))
        return self.join("concatenate", parts, axis, np.concatenate)

    def stack(self):
        family, shape = self.family(), self.shape()
        parts = []
        for _ in range(self.rng.randint(1, 4)):
            own = shape if self.rng.random() < 0.97 else self.shape()
            parts.append(made(self.rng, family(), own))
        return self.join("stack", parts, self.axis(len(shape) + 1), np.stack)

    def split(self):
        a, text = made(self.rng, self.types.any(), self.shape())
        axis = self.axis(a.ndim)
        length = a.shape[axis] if -a.ndim <= axis < a.ndim else 1
        if self.rng.random() < 0.5:
            parts = self.rng.choice((1, 2, 3, max(1, length), 0))
            words, at = [f"n{parts}"], parts
        else:
            at = sorted(self.rng.randint(0, length) for _ in range(self.rng.randint(0, 3)))
            if self.rng.random() < 0.1:
                at.append(self.rng.choice((-1, length + 1, 0)))
            words = [numbers(at)]

        def make():
            if isinstance(at, list) and [0, *at, length] != sorted([0, *at, length]):
                raise Rejected  # DEVIATION: positions are not clipped.
            if a.ndim == 0 or not -a.ndim <= axis < a.ndim:
                raise Rejected
            return answer(*np.split(a, at, axis))

        return self.line("split", [axis, *words, text], make)

    # --- selecting

    def indices(self, length):
        shape = self.rng.choice(((), (0,), (1,), (3,), (7,), (2, 3), (2, 1, 2)))
        count = int(np.prod(shape, dtype=int))
        low = self.rng.choice((0, -length))
        values = [self.rng.randint(low, max(low, length - 1)) for _ in range(count)]
        if count and self.rng.random() < 0.08:
            values[self.rng.randrange(count)] = self.rng.choice((length, -length - 1, length + 100))
        return integers(self.rng, values, shape)

    def take(self):
        a, text = made(self.rng, self.types.any(), self.shape())
        axis = self.axis(a.ndim)
        legal = -a.ndim <= axis < a.ndim
        length = a.shape[axis] if legal else 3
        indices, words = self.indices(length)

        def make():
            if not legal:
                raise Rejected  # DEVIATION: NumPy takes a single element for an array with an axis.
            if any(not -length <= int(i) < length for i in indices.ravel()):
                return "!i"  # DEVIATION: NumPy checks no index where the result has no elements.
            # DEVIATION: a single element of NumPy is a scalar, which has no byte order.
            return answer(np.asarray(np.take(a, indices, axis)).astype(a.dtype))

        return self.line("take", [axis, text, words], make)

    def compress(self):
        a, text = made(self.rng, self.types.any(), self.shape())
        axis = self.axis(a.ndim)
        legal = -a.ndim <= axis < a.ndim
        length = a.shape[axis] if legal else 3
        size = length if self.rng.random() < 0.95 else length + 1
        mask, words = made(self.rng, np.dtype("?"), (size,))

        def make():
            if not legal or size != length:
                raise Rejected  # DEVIATION: NumPy takes masks of other lengths.
            return answer(np.compress(mask, a, axis))

        return self.line("compress", [axis, text, words], make)

    def mask(self):
        a, text = made(self.rng, self.types.any(), self.shape())
        shape = list(a.shape[: self.rng.randint(0, a.ndim)])
        if shape and self.rng.random() < 0.05:
            shape[0] += 1
        mask, words = made(self.rng, np.dtype("?"), shape)
        # An array without fields keeps the gaps, as the library's copies do.
        return self.line("mask", [text, words], lambda: answer(a[mask]))

    def nonzero(self):
        a, text = made(self.rng, self.types.number(), self.shape())
        return self.line("nonzero", [text], lambda: answer(*np.nonzero(a)))

    def put(self):
        dtype = self.types.any()
        a, text = made(self.rng, dtype, self.shape())
        indices, words = self.indices(a.size)
        other = self.types.number() if dtype.kind in "biufc" else dtype
        values, texts = made(self.rng, other, self.shape())
        legal = all(-a.size <= int(i) < a.size for i in indices.ravel())

        def make():
            if not np.can_cast(other, dtype, "same_kind") or not a.flags.writeable:
                raise Rejected  # DEVIATION: NumPy converts anything.
            if not legal:
                return "!i"
            np.put(a, indices.astype("i8"), values)  # DEVIATION: NumPy takes no uint64.
            return answer(a)

        return self.line("put", [text, words, texts], make)

    # --- reducing

    def reduce(self, name):
        ordered = name in ("min", "max", "argmin", "argmax")
        dtype = self.types.number() if not ordered or self.rng.random() < 0.85 else self.types.time()
        a, text = made(self.rng, dtype, self.shape())
        totals = ("mean", "var", "std", "argmin", "argmax", "any", "all", "count")
        if name in totals and self.rng.random() < 0.25:
            axes = None
        else:
            axes = (self.axis(a.ndim),) if name in ("argmin", "argmax") else self.axes(a.ndim)
        axis = axes[0] if axes is not None and len(axes) == 1 else axes
        spread = name in ("var", "std")
        ddof = self.rng.choice((0, 0, 1, 1, 0.5, 2, -1)) if spread else 0

        def make():
            if any(not -a.ndim <= k < a.ndim for k in axes or ()):
                raise Rejected  # DEVIATION: NumPy reduces a single element along axis 0.
            if dtype.kind == "c" and (ordered or name == "mean" and axis is None):
                raise Rejected  # DEVIATION: there is no order, and no double.
            if spread:
                return self.spread(name, a, axis, ddof)
            if name in ("sum", "mean") and (name == "mean" or dtype.kind in "fc"):
                return self.exact(name, a, axis)
            function = {"count": np.count_nonzero}.get(name, getattr(np, name, None))
            found = function(a, axis=axis)
            return answer(unified(np.asarray(found)))

        return self.line(name, [numbers(axes or ()), text, *([ddof] if spread else [])], make)

    @staticmethod
    def rows(a, axis, size):
        """The elements of each result."""
        if axis is None:
            return a.reshape(1, -1)
        axes = axis if isinstance(axis, tuple) else (axis,)
        moved = np.moveaxis(a, axes, range(-len(axes), 0))
        count = math.prod(moved.shape[a.ndim - len(axes) :])
        return moved.reshape(size, count)

    def exact(self, name, a, axis):
        result = np.asarray(getattr(a, name)(axis=axis))
        part = result.real.dtype if result.dtype.kind == "c" else result.dtype
        rows = self.rows(a, axis, result.size)
        count = rows.shape[1]
        pairs = []
        for row in rows:
            for values in (row.real, row.imag) if a.dtype.kind == "c" else (row,):
                pairs.append(self.pair(name, [float(v) for v in values], part, count))
        return " ".join(("=", numbers(result.shape), type_text(result.dtype), str(count), str(np.finfo(part).eps), ",".join(pairs)))

    def spread(self, name, a, axis, ddof):
        """DEVIATION: NumPy computes variances in the type, where they may overflow before the root."""
        result = np.asarray(getattr(a, name)(axis=axis, ddof=ddof))
        pairs = []
        for row in self.rows(a, axis, result.size):
            parts = (row.real, row.imag) if a.dtype.kind == "c" else (row,)
            exact, slack = spread([[float(v) for v in part] for part in parts], ddof, name == "std", result.dtype.type)
            if len(row) <= ddof and math.isinf(exact):
                wide = row.astype("c16" if a.dtype.kind == "c" else "f8")
                exact = float(wide.var(ddof=ddof))  # NaN for squares so small that they are rounded to 0
            pairs.append(f"{exact.hex()}:{slack.hex()}")
        return " ".join(("=", numbers(result.shape), type_text(result.dtype), "1", "1", ",".join(pairs)))

    @staticmethod
    def pair(name, values, part, count):
        total = sum(values) if not all(map(math.isfinite, values)) else math.fsum(values)
        absolute = float(sum(map(abs, values)))
        if name == "mean":
            total = total / count if count else math.nan
            absolute = absolute / count if count else math.nan
        return f"{float(part.type(total)).hex()}:{absolute.hex()}"


def spread(parts, ddof, root, kind):
    """The variance of numbers, or its root, rounded to a type, and by how much another value may differ."""
    n = len(parts[0])
    if not all(map(math.isfinite, sum(parts, []))):
        return math.nan, 0.0
    if n == 0:
        return (0.0 if ddof < 0 else math.nan), 0.0
    squares = Fraction(0)
    for values in parts:
        whole = [Fraction(v) for v in values]
        squares += sum(v * v for v in whole) - sum(whole) ** 2 / n
    divisor = max(n - Fraction(ddof), 0)
    if divisor == 0:
        return (math.inf if squares else math.nan), 0.0
    exact = float(squares / divisor)
    mean = sum(sum(map(abs, values)) for values in parts) / n
    slack = (n + 4) * EPS * exact + n / float(divisor) * (n * EPS * mean) ** 2
    if root:
        exact, slack = math.sqrt(exact), root_slack(exact, slack)
    rounded = float(kind(exact))
    if math.isinf(rounded):
        return rounded, 0.0
    return rounded, slack + float(np.finfo(kind).eps) * rounded + float(np.finfo(kind).smallest_subnormal)


def root_slack(exact, slack):
    """By how much the root of a number may differ."""
    return slack / (math.sqrt(exact) + math.sqrt(exact - slack)) if slack < exact else math.sqrt(exact + slack)


def main(seed, count):
    print(f"# NumPy {np.__version__}, seed {seed}, count {count}")
    cases = Cases(random.Random(seed))
    for _ in range(count):
        print(cases.case())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
