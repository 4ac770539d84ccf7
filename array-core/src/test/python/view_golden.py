"""Makes random cases of views, copies, casts and overlaps, with the answers of NumPy.

Usage: python3 view_golden.py SEED COUNT > FILE

NumpyOracleTest replays the output. The committed view_golden.txt.gz beside it was made by the NumPy that
its first line names, with the seed and count that stand there. Needs NumPy 2; the same seed, count and
NumPy give the same file. One case a line, tab-separated, the first word says which kind:

    V  type  shape  C|F  offset  bytes  seed  operations  result  action  result
       A base of so many bytes, filled by `Filler`; the array on it; what the operations (one word each,
       see `Operations`) make of it; and what a last action does (see `Actions`). An operation that is
       refused is followed by !i (an index out of range) or !a (anything else) and changes nothing.
       A result is `shape strides offset flags crc`: `*` for strides that mean nothing (axes of length 1,
       arrays without elements), the offset counted from the base or from a copy's first element, flags of
       C F W A for contiguous, writable, aligned, and the CRC-32 of the elements in C order.
    K  type  type  casts         which of no equiv safe same_kind unsafe NumPy allows: digits 0 and 1
    O  shape strides offset itemsize  the same again  answer      does the pair share a byte
    I  shape strides itemsize  answer                             do two elements of one array

A type is a type string or {layout,itemsize;name,offset,shape,type;...}, layout P packed, A aligned,
S anything else.

WHERE THE LIBRARY DECIDES OTHERWISE, this script writes the library's answer, from `DEVIATION` on in the
comments: what is only a refusal or a defined number in place of an undefined one stands here, what concerns
the table of casts stands in NumpyOracleTest.
"""

import random
import struct
import sys
import warnings
import zlib

import numpy as np

try:
    from numpy._core._multiarray_tests import internal_overlap
except ImportError:
    from numpy.core._multiarray_tests import internal_overlap

warnings.simplefilter("ignore")
np.seterr(all="ignore")

MASK = (1 << 64) - 1
MOST = 3000  # elements that a view may have
INTEGERS = "b1 i1 i2 i4 i8 u1 u2 u4 u8".split()
NUMBERS = INTEGERS + "f2 f4 f8 c8 c16".split()
UNITS = "Y M W D h m s ms us ns ps fs as".split()
# Values of so many bits keep a time within some centuries of 1970.
UNIT_BITS = dict(zip(UNITS, (8, 12, 14, 17, 21, 27, 33, 43, 53, 60, 60, 60, 60)))
UNIT_SECONDS = dict(
    zip(UNITS, (31556952, 2629746, 604800, 86400, 3600, 60, 1, 1e-3, 1e-6, 1e-9, 1e-12, 1e-15, 1e-18))
)


class Refused(Exception):
    """The library refuses where NumPy does not."""


class Overflow(Exception):
    """A time that does not fit 64 bits."""


class NoCase(Exception):
    """What was drawn makes no case: too big, or with an answer that is hard to tell."""


# --- types


def type_text(dtype):
    if dtype.names is None:
        return dtype.str
    parts, end = [], 0
    for name in dtype.names:
        field, offset = dtype.fields[name][:2]
        shape = "x".join(map(str, field.shape))
        parts.append(f"{name},{offset},{shape},{type_text(field.base)}")
    return "{%s,%d;%s}" % (struct_layout(dtype), dtype.itemsize, ";".join(parts))


def struct_layout(dtype):
    if dtype.isalignedstruct:
        return "A"
    end = 0
    for name in dtype.names:
        field, offset = dtype.fields[name][:2]
        if offset != end:
            return "S"
        end += field.itemsize
    return "P" if end == dtype.itemsize else "S"


def is_time(dtype):
    return dtype.kind in "mM"


def is_number(dtype):
    return dtype.kind in "biufc"


def is_text(dtype):
    return dtype.kind in "SU"


def has_gaps(dtype):
    """Whether a struct has bytes of no field, whose content NumPy's copies leave open, or of two fields."""
    if dtype.names is None:
        return False
    fields = [dtype.fields[name][0] for name in dtype.names]
    return struct_layout(dtype) == "S" or sum(f.itemsize for f in fields) != dtype.itemsize or any(
        has_gaps(f.base) for f in fields
    )


class Types:
    """Random types."""

    def __init__(self, rng):
        self.rng = rng

    def any(self):
        return self.struct() if self.rng.random() < 0.12 else self.plain()

    def plain(self):
        pick = self.rng.random()
        if pick < 0.7:
            return self.number()
        if pick < 0.84:
            return self.time()
        if pick < 0.95:
            return self.text()
        return np.dtype(f"V{self.rng.choice((1, 2, 3, 4, 5, 8, 12, 16, 24))}")

    def number(self):
        return self.ordered(self.rng.choice(NUMBERS))

    def time(self, kind=None, near=None):
        at = self.rng.randrange(13) if near is None else UNITS.index(near) + self.rng.randint(-3, 3)
        unit = UNITS[min(12, max(0, at))]
        many = self.rng.choice((1, 1, 1, 2, 7, 25, 60))
        many = "" if many == 1 else many
        return self.ordered(f"{kind or self.rng.choice('mM')}8[{many}{unit}]")

    def text(self):
        return self.ordered(f"{self.rng.choice('SU')}{self.rng.choice((1, 2, 3, 4, 5, 8))}")

    def ordered(self, text):
        return np.dtype(self.rng.choice("<<>") + text)

    def struct(self, depth=0):
        names = self.rng.sample("abcdxyz", self.rng.randint(1, 4))
        fields = []
        for name in names:
            inner = self.struct(1) if depth == 0 and self.rng.random() < 0.15 else self.plain()
            shape = self.rng.choice(((), (), (), (), (2,), (3,), (2, 2), (1, 3), (2, 1, 2)))
            fields.append((name, inner, shape))
        if self.rng.random() < 0.7:
            return np.dtype(fields, align=self.rng.random() < 0.5)
        return self.scattered(fields)

    def scattered(self, fields):
        """Any offsets: gaps, another order than that of the names, fields over each other."""
        offsets, end = [], 0
        for _, inner, shape in fields:
            size = inner.itemsize * int(np.prod(shape, dtype=int))
            offsets.append(self.rng.choice((end, end, end + 1, end + 4, self.rng.randint(0, end))))
            end = max(end, offsets[-1] + size)
        return np.dtype(
            {
                "names": [f[0] for f in fields],
                "formats": [(f[1], f[2]) for f in fields],
                "offsets": offsets,
                "itemsize": end + self.rng.choice((0, 0, 1, 3)),
            }
        )


# --- the bytes of a base


class Filler:
    """The bytes of a base: SplitMix64 throughout, and over it values that make sense for the type."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def fill(self, size, offset, dtype):
        data = bytearray()
        while len(data) < size:
            data += self.next().to_bytes(8, "little")
        del data[size:]
        for at in range(offset % dtype.itemsize, size - dtype.itemsize + 1, dtype.itemsize):
            self.element(data, at, dtype)
        return data

    def element(self, data, at, dtype):
        if dtype.names is not None:
            for name in dtype.names:
                field, offset = dtype.fields[name][:2]
                for i in range(field.itemsize // field.base.itemsize):
                    self.element(data, at + offset + i * field.base.itemsize, field.base)
        elif dtype.kind == "S":
            for i in range(dtype.itemsize):
                r = self.next() >> 1
                data[at + i] = 0 if r % 8 == 0 else 97 + r % 26
        elif dtype.kind == "U":
            for i in range(0, dtype.itemsize, 4):
                r = self.next() >> 1
                special = {0: 0, 1: 0, 2: 0xE9, 3: 0x1F600}
                self.put(data, at + i, 4, dtype, special.get(r % 64 if r % 64 > 1 else r % 8, 97 + r % 26))
        elif dtype.kind == "c":
            half = dtype.itemsize // 2
            self.put(data, at, half, dtype, self.real(half))
            self.put(data, at + half, half, dtype, self.real(half))
        elif dtype.kind != "V":
            self.put(data, at, dtype.itemsize, dtype, self.scalar(dtype))

    def put(self, data, at, width, dtype, value):
        order = "big" if dtype.byteorder == ">" else "little"
        data[at : at + width] = (value & ((1 << 8 * width) - 1)).to_bytes(width, order)

    def scalar(self, dtype):
        if dtype.kind == "b":
            return self.next() & 1
        if dtype.kind == "f":
            return self.real(dtype.itemsize)
        value = self.next()
        value -= 1 << 64 if value >> 63 else 0
        more = self.next() >> 1
        if is_time(dtype):
            bits = UNIT_BITS[np.datetime_data(dtype)[0]]
            return 1 << 63 if more % 16 == 0 else value >> (64 - bits)
        width = 8 * dtype.itemsize
        return value >> (64 - width) >> (more % width)

    def real(self, width):
        """Bits of a floating-point number: short mantissas for ties, few zeros, infinities and NaN."""
        mantissa_bits, exponent_bits = {2: (10, 5), 4: (23, 8), 8: (52, 11)}[width]
        r, k = self.next(), self.next() >> 1
        zeros = k % (mantissa_bits + 1)
        mantissa = (r & ((1 << mantissa_bits) - 1)) >> zeros << zeros
        top = (1 << exponent_bits) - 1
        bias = top >> 1
        kind = (k >> 8) % 16
        span = (k >> 16) % (2 * min(70, bias - 1))
        exponent = bias + span - min(70, bias - 1)
        if kind == 0:
            exponent = 0
        elif kind == 1:
            exponent, mantissa = top, 0
        elif kind == 2:
            exponent, mantissa = top, mantissa | 1
        return (r >> 63) << (8 * width - 1) | exponent << mantissa_bits | mantissa


# --- results


def leaves(a, canonical=False):
    """The bytes in C order; of a struct with gaps, field by field. Canonical: one NaN for all."""
    if a.dtype.names is not None and (canonical or has_gaps(a.dtype)):
        return b"".join(leaves(a[name], canonical) for name in a.dtype.names)
    if canonical and a.dtype.kind == "c":
        return leaves(a.real, True) + leaves(a.imag, True)
    if canonical and a.dtype.kind == "f":
        a = a.copy()
        a[np.isnan(a)] = np.nan
    return a.tobytes()


def crc(data):
    return "%08x" % zlib.crc32(data)


def address(a):
    return a.__array_interface__["data"][0]


def numbers(values):
    return ",".join(map(str, values))


def result(a, base, canonical=False):
    strides = [str(s) if n > 1 and a.size > 0 else "*" for n, s in zip(a.shape, a.strides)]
    flags = "".join(
        letter
        for letter, name in (("C", "C_CONTIGUOUS"), ("F", "F_CONTIGUOUS"), ("W", "WRITEABLE"), ("A", "ALIGNED"))
        if a.flags[name]
    )
    return " ".join(
        [numbers(a.shape), ",".join(strides), str(address(a) - base), flags, crc(leaves(a, canonical))]
    )


# --- operations


class Operations:
    """Random operations: each is a word, and a function of the array that may raise."""

    def __init__(self, rng, types):
        self.rng = rng
        self.types = types

    def draw(self, case):
        """A word and what it makes; `case` may be given a new base."""
        makers = [self.index] * 4 + [self.axes] * 2 + [self.reshape] * 3 + [self.view] * 2
        makers += [self.broadcast, self.lengths_one, self.flip, self.diagonal, self.window]
        makers += [self.strided, self.copy, self.ravel, self.read_only]
        if case.a.dtype.names is not None:
            makers += [self.field] * 6
        if case.a.dtype.kind == "c" or self.rng.random() < 0.02:
            makers += [self.part] * 3
        return self.rng.choice(makers)(case)

    def wrong(self):
        return self.rng.random() < 0.06

    def axis(self, rank):
        over = 1 if self.wrong() else 0
        return self.rng.randint(-rank - over, max(rank - 1 + over, -rank - over))

    def index_text(self, shape, newaxes=True, integers=True):
        entries, left = [], list(shape)
        if self.wrong():
            left.append(3)
        cut = self.rng.randint(0, len(left)) if self.rng.random() < 0.3 else len(left)
        dots = self.rng.randint(0, cut) if self.rng.random() < 0.4 else None
        behind = len(left) - cut
        for k in range(cut):
            if k == dots:
                entries.append("...")
            n = left[k] if dots is None or k < dots else left[k + behind]
            entries.append(self.entry(n, integers))
            if newaxes and self.rng.random() < 0.12:
                entries.append("None")
        if dots == cut or newaxes and self.rng.random() < 0.01:
            entries.append("...")
        return ",".join(entries)

    def entry(self, n, integers):
        if integers and self.rng.random() < 0.3:
            over = 1 if self.wrong() else 0
            return str(self.rng.randint(-n - over, max(n - 1 + over, -n - over)))
        bound = lambda: "" if self.rng.random() < 0.4 else str(self.rng.randint(-n - 2, n + 2))
        step = self.rng.choice(("", "", ":", ":-1", ":2", ":-2", ":3", ":-3", ":1", ":7", ":-9"))
        if self.rng.random() < 0.005:
            step = ":0"
        if self.rng.random() < 0.3:
            return ":" + step
        return f"{bound()}:{bound()}{step}"

    @staticmethod
    def parse(text):
        entries = eval(f"np.s_[{text},]") if text else ()
        # With an ellipsis an index of integers gives an array too, not a scalar.
        return entries if any(e is Ellipsis for e in entries) else entries + (Ellipsis,)

    def index(self, case):
        text = self.index_text(case.a.shape)
        return "i:" + text, lambda a: a[self.parse(text)]

    def axes(self, case):
        rank = case.a.ndim
        pick = self.rng.randrange(4)
        if pick == 0:
            return "t:", lambda a: a.T
        if pick == 1:
            order = [k - rank * self.rng.randint(0, 1) for k in self.rng.sample(range(rank), rank)]
            if self.wrong():
                order = order + [0] if self.rng.random() < 0.5 else [0] * rank
            return "p:" + numbers(order), lambda a: np.transpose(a, order)
        one, two = self.axis(rank), self.axis(rank)
        if pick == 2:
            return f"s:{one},{two}", lambda a: np.swapaxes(a, one, two)
        return f"m:{one},{two}", lambda a: np.moveaxis(a, one, two)

    def factors(self, n):
        shape = []
        if n == 0:
            shape = [self.rng.randint(0, 3) for _ in range(self.rng.randint(0, 2))] + [0]
            self.rng.shuffle(shape)
            return shape
        while n > 1 and len(shape) < 5:
            divisors = [d for d in range(2, n + 1) if n % d == 0]
            shape.append(self.rng.choice(divisors))
            n //= shape[-1]
        shape += [n] if n > 1 else []
        self.rng.shuffle(shape)
        for _ in range(self.rng.choice((0, 0, 0, 1, 2))):
            shape.insert(self.rng.randint(0, len(shape)), 1)
        return shape

    def merged(self, shape):
        """The shape with neighbours merged or an axis split, which often stays a view."""
        shape = list(shape)
        if len(shape) > 1:
            k = self.rng.randrange(len(shape) - 1)
            shape[k : k + 2] = [shape[k] * shape[k + 1]]
        if shape and self.rng.random() < 0.5:
            k = self.rng.randrange(len(shape))
            for d in (2, 3):
                if shape[k] and shape[k] % d == 0:
                    shape[k : k + 1] = self.rng.choice(([d, shape[k] // d], [shape[k] // d, d]))
                    break
        return shape

    def reshape(self, case):
        shape = self.merged(case.a.shape) if self.rng.random() < 0.6 else self.factors(case.a.size)
        if shape and self.rng.random() < 0.3:
            shape[self.rng.randrange(len(shape))] = -1
        if self.wrong():
            shape = shape + [self.rng.choice((-1, 2, -2))]
        order = self.rng.choice("CCFA")
        may_copy = self.rng.random() < 0.5

        def apply(a):
            # DEVIATION: NumPy takes any negative length for -1; -2 is more likely a mistake.
            if any(n < -1 for n in shape):
                raise Refused
            if order == "A" and a.size > 0 and not (a.flags.c_contiguous or a.flags.f_contiguous):
                made = a.reshape(shape, order="C")
            else:
                made = a.reshape(shape, order=order)
            if made.size > 0 and not np.may_share_memory(made, a):
                # DEVIATION: without leave to copy, reshape refuses (issue 3); NumPy's copy=False does.
                if not may_copy:
                    raise Refused
                case.rebased(made)
            return made

        # NumPy's A is the library's K: F for what is packed so, else C.
        return f"{'R' if may_copy else 'r'}:{order.replace('A', 'K')}:{numbers(shape)}", apply

    def view(self, case):
        to = self.types.struct() if self.rng.random() < 0.1 else self.types.plain()
        if self.rng.random() < 0.4 and case.a.dtype.itemsize > 1:
            size = case.a.dtype.itemsize
            to = np.dtype(f"V{self.rng.choice([d for d in range(1, size + 1) if size % d == 0])}")

        def apply(a):
            # DEVIATION: NumPy wants a smaller size to divide the old one; here the bytes of the last
            # axis need only be a whole number of elements, as NumPy has it by way of u1.
            if to.itemsize < a.dtype.itemsize and a.dtype.itemsize % to.itemsize != 0 and a.ndim > 0:
                return a.view("u1").view(to)
            return a.view(to)

        return "v:" + type_text(to), apply

    def broadcast(self, case):
        shape = [self.rng.randint(0, 4) if n == 1 else n for n in case.a.shape]
        for _ in range(self.rng.randint(0, 2)):
            shape.insert(0, self.rng.randint(0, 3))
        if self.wrong() and shape:
            shape = shape[1:] if self.rng.random() < 0.5 else [n + 1 for n in shape]
        return "b:" + numbers(shape), lambda a: np.broadcast_to(a, shape)

    def lengths_one(self, case):
        a = case.a
        pick = self.rng.randrange(3)
        if pick == 0:
            return "q:", lambda a: np.squeeze(a)
        ones = [k for k, n in enumerate(a.shape) if n == 1]
        if pick == 1 and (ones or self.wrong()):
            axes = tuple(self.rng.sample(ones, self.rng.randint(1, len(ones)))) if ones else (0,)
            axes = (0, -a.ndim) if self.wrong() and ones else axes
            return "Q:" + numbers(axes), lambda a: np.squeeze(a, axes)
        k = self.axis(a.ndim + 1)
        return f"e:{k}", lambda a: np.expand_dims(a, k)

    def flip(self, case):
        k = self.axis(case.a.ndim)
        return f"f:{k}", lambda a: np.flip(a, k)

    def diagonal(self, case):
        k, one, two = self.rng.randint(-5, 5), self.axis(case.a.ndim), self.axis(case.a.ndim)
        return f"d:{k},{one},{two}", lambda a: np.diagonal(a, k, one, two)

    def window(self, case):
        over = 1 if self.wrong() else 0
        shape = [self.rng.randint(1, max(1, n + over)) for n in case.a.shape]
        return "w:" + numbers(shape), lambda a: self.windows(a, shape)

    @staticmethod
    def windows(a, shape):
        if a.size > 0 and a.size * int(np.prod(shape, dtype=int)) > 20 * MOST:
            raise NoCase
        return np.lib.stride_tricks.sliding_window_view(a, shape)

    def strided(self, case):
        a = case.a
        rank = self.rng.randint(0, 3)
        shape = [self.rng.randint(1, 4) for _ in range(rank)]
        size = a.dtype.itemsize
        step = lambda: self.rng.choice((size, size, 2 * size, 3 * size, 0, 1, 4 * size)) * self.rng.choice((1, 1, -1))
        strides = [step() for _ in range(rank)]
        from_here = self.rng.choice((0, 0, 0, size, -size, 2 * size, 1))

        def apply(a):
            made = np.ndarray(shape, a.dtype, case.base, address(a) - case.address + from_here, strides)
            # DEVIATION (item 77): what overlaps itself is read-only here, writable in NumPy.
            made.flags.writeable = a.flags.writeable and not overlaps_itself(made)
            return made

        return f"S:{from_here}:{numbers(shape)}:{numbers(strides)}", apply

    def copy(self, case):
        order = self.rng.choice("CFK")
        return "c:" + order, lambda a: case.rebased(a.copy(order))

    def ravel(self, case):
        order = self.rng.choice("CFK")

        def apply(a):
            made = a.ravel(order)
            if made.size > 0 and not np.may_share_memory(made, a):
                case.rebased(made)
            return made

        return "l:" + order, apply

    def read_only(self, case):
        if self.rng.random() < 0.7:
            return self.index(case)

        def apply(a):
            made = a.view()
            made.flags.writeable = False
            return made

        return "o:", apply

    def field(self, case):
        name = "none" if self.wrong() else self.rng.choice(case.a.dtype.names)
        return "F:" + name, lambda a: a[name]

    def part(self, case):
        word = self.rng.choice(("re", "im"))

        def apply(a):
            # DEVIATION: NumPy's real of real numbers is the array, its imag new zeros; both are refused.
            if a.dtype.kind != "c":
                raise Refused
            return a.real if word == "re" else a.imag

        return word + ":", apply


def overlaps_itself(a):
    return internal_overlap(a) != 0


# --- conversions


def has_meaning(f, t):
    """DEVIATION: NumPy's unsafe casts also print and parse numbers, cut raw bytes, take times for spans and
    spans of years for days. Here a cast without one obvious meaning is refused."""
    if is_number(f) and is_number(t) or is_text(f) and is_text(t):
        return True
    if f == t or is_time(f) and t.kind == "i" and t.itemsize == 8:
        return True
    if is_time(t) and f.kind == "i" and f.itemsize == 8:
        return True
    if is_time(f) and f.kind == t.kind:
        calendar = [np.datetime_data(x)[0] in "YM" for x in (f, t)]
        return f.kind == "M" or calendar[0] == calendar[1]
    if f.names is not None and t.names is not None and len(f.names) == len(t.names):
        pairs = [(f.fields[a][0], t.fields[b][0]) for a, b in zip(f.names, t.names)]
        return all(a.shape == b.shape and has_meaning(a.base, b.base) for a, b in pairs)
    return f.kind == t.kind == "V" and f.names is t.names is None and f.itemsize == t.itemsize


def assign(to, a):
    """to[...] = a, by the library's rules."""
    f, t = a.dtype, to.dtype
    if f != t and t.names is not None:
        for one, two in zip(t.names, f.names):
            assign(to[one], np.broadcast_to(a, to.shape)[two])
    elif f.kind in "fc" and t.kind in "iu":
        to[...] = saturated(a, t)
    elif f.kind == "b" and t.kind != "b":
        to[...] = a.view("u1") != 0  # any other byte than 0 is true, which NumPy leaves open
    elif is_text(f) and is_text(t) and f.kind != t.kind:
        to[...] = characters(a, t)
    else:
        if is_time(f) and is_time(t):
            check_range(a, t)
        try:
            to[...] = a
        except OverflowError:
            # NumPy has no factor for units so far apart, whatever the count.
            raise NoCase from None


def saturated(a, to):
    """DEVIATION (item 68): NumPy's result depends on the CPU; here towards zero, clamped, NaN to 0."""
    info = np.iinfo(to)
    values = []
    for x in a.real.ravel().tolist():
        whole = 0 if x != x else info.max if x == float("inf") else info.min if x == -float("inf") else int(x)
        values.append(min(max(whole, info.min), info.max))
    return np.array(values, to.newbyteorder("=")).reshape(a.shape)


def characters(a, to):
    """DEVIATION: NumPy takes ASCII only; here a byte stands for the code point of its number."""
    length = a.dtype.itemsize // (4 if a.dtype.kind == "U" else 1)
    points = np.frombuffer(a.astype(a.dtype.newbyteorder("=")).tobytes(), "u4" if a.dtype.kind == "U" else "u1")
    points = points.reshape(-1, length)
    wide = "u4" if to.kind == "U" else "u1"
    room = to.itemsize // np.dtype(wide).itemsize
    points = points[:, :room]
    if to.kind == "S" and (points > 255).any():
        raise Refused
    padded = np.zeros((len(points), room), wide)
    padded[:, : points.shape[1]] = points
    return padded.view(to.newbyteorder("=")).reshape(a.shape)


def check_range(a, to):
    """DEVIATION: NumPy's times wrap around when they overflow; here they are refused."""
    (unit, many), (unit2, many2) = np.datetime_data(a.dtype), np.datetime_data(to)
    counts = a.astype("i8").ravel().tolist()
    most = max((abs(c) for c in counts if c != -(2**63)), default=0)
    calendar = [u in "YM" for u in (unit, unit2)]
    if calendar[0] != calendar[1] and most * UNIT_SECONDS[unit] * many > 1e15:
        raise NoCase  # tens of millions of years: no calendar is meant for that
    ratio = most * UNIT_SECONDS[unit] * many / (UNIT_SECONDS[unit2] * many2)
    if 2.0**62 < ratio < 2.0**64:
        raise NoCase  # too near the limit to tell from here
    if ratio >= 2.0**64:
        raise Overflow


def like(a, to, order):
    """An empty array such as a.astype(to, order) gives."""
    return np.zeros_like(a, to, order, False)


# --- last actions


class Actions:
    def __init__(self, rng, types, operations):
        self.rng = rng
        self.types = types
        self.operations = operations

    def draw(self, case):
        maker = self.rng.choice((self.to_bytes, self.copy, self.cast, self.cast, self.cast, self.overlap, self.overlap, self.put))
        return maker(case)

    def to_bytes(self, case):
        a, order = case.a, self.rng.choice("CFK")
        if has_gaps(a.dtype):
            return "none", "-"
        if order == "K":
            # Of a packed array the order of memory is also NumPy's A.
            packed = a.flags.c_contiguous or a.flags.f_contiguous
            data = a.tobytes("A") if packed else a.ravel("K").tobytes()
        else:
            data = a.tobytes(order)
        return "bytes:" + order, crc(data)

    def copy(self, case):
        order = self.rng.choice("CFK")
        made = case.a.copy(order)
        return "copy:" + order, result(made, address(made))

    def target(self, f):
        pick = self.rng.random()
        if pick < 0.1:
            return f.newbyteorder(self.rng.choice("<>")) if f.names is None else f
        if pick < 0.15:
            return self.types.plain()
        if is_number(f):
            return self.types.number()
        if is_time(f):
            same = self.types.time(f.kind, np.datetime_data(f)[0])
            return same if self.rng.random() < 0.85 else np.dtype(self.rng.choice("<>") + "i8")
        if is_text(f):
            return self.types.text()
        if f.names is not None:
            return self.struct_like(f)
        return np.dtype(f"V{f.itemsize}") if self.rng.random() < 0.5 else self.types.plain()

    def struct_like(self, f):
        fields = []
        for name in f.names:
            field = f.fields[name][0]
            fields.append((name, self.target(field.base), field.shape))
        return np.dtype(fields, align=self.rng.random() < 0.5)

    def cast(self, case):
        f, order = case.a.dtype, self.rng.choice("CFK")
        t = self.target(f)
        action = f"cast:{order}:{type_text(t)}"
        if not has_meaning(f, t):
            return action, "!a"
        made = like(case.a, t, order)
        try:
            assign(made, case.a)
        except Refused:
            return action, "!a"
        except Overflow:
            return action, "!o"
        return action, result(made, address(made), True)

    def overlap(self, case):
        """x[one] = x[two] of one array, with NumPy's promise: as if the right side had been copied."""
        x = case.a
        one, two = [], []
        for n in x.shape:
            m = self.rng.randint(max(0, n - 2), n)
            one.append(self.run(n, m))
            two.append(self.run(n, m) if self.rng.random() < 0.85 else self.run(n, min(n, 1)))
        if self.wrong_shape():
            two = self.operations.index_text(x.shape)
        else:
            two = ",".join(two)
        one = ",".join(one)
        swap = "t" if self.rng.random() < 0.25 else ""
        action = f"move:{one}|{two}|{swap}"
        try:
            source = x[self.operations.parse(two)]
            x[self.operations.parse(one)] = source.T if swap else source
        except IndexError:
            return action, "!i"
        except ValueError:
            return action, "!a"
        all_known = x.dtype == case.first.dtype or not has_gaps(x.dtype)
        return action, crc(leaves(x)) + " " + (crc(leaves(case.first)) if all_known else "-")

    def wrong_shape(self):
        return self.rng.random() < 0.15

    def run(self, n, m):
        """`m` of `n` positions in a row, forwards or backwards."""
        start = self.rng.randint(0, n - m)
        if self.rng.random() < 0.6:
            return f"{start}:{start + m}"
        stop = "" if start == 0 else start - 1
        return f"{start + m - 1}:{stop}:-1" if m > 0 else "0:0"

    def put(self, case):
        """Another array broadcast into this one, converted as far as same_kind goes."""
        x = case.a
        t = x.dtype
        f = self.types.number() if is_number(t) else self.types.time(t.kind) if is_time(t) else t
        shape = [n if self.rng.random() < 0.7 else 1 for n in x.shape]
        shape = shape[self.rng.randint(0, len(shape)) :] if self.rng.random() < 0.3 else shape
        if self.rng.random() < 0.1:
            shape = [self.rng.randint(1, 3)] + shape
        seed = self.rng.getrandbits(31)
        action = f"put:{type_text(f)}:{numbers(shape)}:{seed}"
        size = int(np.prod(shape, dtype=int)) * f.itemsize
        y = np.ndarray(shape, f, Filler(seed).fill(max(1, size), 0, f))
        try:
            if not np.can_cast(f, t, "same_kind") or not has_meaning(f, t):
                return action, "!a"
            np.copyto(np.zeros(x.shape), np.zeros(shape))
            if not x.flags.writeable:
                return action, "!a"
            while y.ndim > x.ndim and y.shape[0] == 1:
                y = y[0] if y.ndim > 1 else y.reshape(())
            np.broadcast_to(y, x.shape)
            if x.size > 0:  # without elements nothing is converted, and nothing overflows
                assign(x, y)
        except ValueError:
            return action, "!a"
        except Overflow:
            return action, "!o"
        return action, crc(leaves(x, True))


# --- cases


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
        except IndexError as e:
            axis_error = isinstance(e, ValueError)
            return word + ("!i" if "out of bounds" in str(e) and not axis_error else "!a")
        except (ValueError, TypeError, KeyError, Refused):
            return word + "!a"
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
        strides = [rng.choice((0, 1, 2, 3, 4, 6, 7, 8, 12, 16, 24, 30, 48, 100)) * rng.choice((1, -1)) for _ in range(rank)]
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
