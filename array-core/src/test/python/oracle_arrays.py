"""Random types, the bytes of bases, and arrays in words: parts of view_golden.py, which says more."""

import zlib
from fractions import Fraction

import numpy as np

MASK = (1 << 64) - 1
INTEGERS = "b1 i1 i2 i4 i8 u1 u2 u4 u8".split()
NUMBERS = INTEGERS + "f2 f4 f8 c8 c16".split()
UNITS = "Y M W D h m s ms us ns ps fs as".split()
# Values of so many bits keep a time within some centuries of 1970.
UNIT_BITS = dict(zip(UNITS, (8, 12, 14, 17, 21, 27, 33, 43, 53, 60, 60, 60, 60)))
# In months, and in attoseconds.
UNIT_LENGTHS = {"Y": Fraction(12), "M": Fraction(1), "as": Fraction(1)}
for _unit, _less, _times in (
    *(("fs", "as", 1000), ("ps", "fs", 1000), ("ns", "ps", 1000), ("us", "ns", 1000), ("ms", "us", 1000)),
    *(("s", "ms", 1000), ("m", "s", 60), ("h", "m", 60), ("D", "h", 24), ("W", "D", 7)),
):
    UNIT_LENGTHS[_unit] = UNIT_LENGTHS[_less] * _times
UNIT_SECONDS = {unit: float(length / 10**18) for unit, length in UNIT_LENGTHS.items()}
UNIT_SECONDS.update(Y=31556952.0, M=2629746.0)


class Rejected(Exception):
    """The library rejects where NumPy does not."""


class Overflow(Exception):
    """A time that does not fit 64 bits."""


class NoCase(Exception):
    """What was drawn makes no case: too big, or with an answer that is hard to tell."""


# --- types


def type_text(dtype):
    if dtype.names is None:
        return dtype.str
    parts = []
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
            exponent, mantissa = 0, mantissa if k >> 12 & 1 else 0
        elif kind == 1:
            exponent, mantissa = top, 0
        elif kind == 2:
            exponent, mantissa = top, mantissa | 1
        elif kind < 6 and width > 2:
            # On, just below or just above the middle of two numbers of a narrower type.
            cut = mantissa_bits - (24 if width == 8 and k >> 12 & 1 else 11)
            mantissa = (mantissa >> cut | 1) << cut
            mantissa += (k >> 13) % 3 - 1
            exponent = bias + (k >> 16) % 40 - 22
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


def whole(a):
    """The array without fields, so that a copy takes the gaps along, as the library's copies do."""
    return a.view(f"V{a.dtype.itemsize}") if has_gaps(a.dtype) else a


def raveled(a, order):
    # DEVIATION: where K order puts an axis of stride 0, NumPy's ravel and copy do not agree; here both
    # have it innermost, as NumPy's copy.
    repeated = any(n > 1 and s == 0 for n, s in zip(a.shape, a.strides))
    return a.copy("K").ravel("K") if order == "K" and repeated and a.size > 0 else a.ravel(order)


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
    # DEVIATION (item 14): NumPy moves the beginning of arrays without elements too, out of their memory;
    # here it stays inside, which the replay checks.
    offset = str(address(a) - base) if a.size > 0 else "*"
    return " ".join([numbers(a.shape), ",".join(strides), offset, flags, crc(leaves(a, canonical))])


def rejection(error):
    """The mark of a rejection: only an index, not an axis, is out of bounds as Java has it."""
    index = isinstance(error, IndexError) and not isinstance(error, ValueError)
    return "!i" if index and "out of bounds" in str(error) else "!a"


def overlaps_itself(a):
    """Whether two elements have a byte in common, by counting: NumPy has no public function for it."""
    places = np.arange(a.itemsize)
    for n, stride in zip(a.shape, a.strides):
        places = np.add.outer(np.arange(n) * stride, places)
    return len(np.unique(places)) < places.size
