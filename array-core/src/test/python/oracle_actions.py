"""Conversions by the library's rules, and the last actions of cases: a part of view_golden.py."""

import math

import numpy as np
from oracle_arrays import (
    UNIT_LENGTHS,
    UNIT_SECONDS,
    UNITS,
    Filler,
    NoCase,
    Overflow,
    Rejected,
    address,
    crc,
    has_gaps,
    is_number,
    is_text,
    is_time,
    leaves,
    numbers,
    raveled,
    rejection,
    result,
    type_text,
)

def has_meaning(f, t):
    """DEVIATION: NumPy's unsafe casts also print and parse numbers, cut raw bytes, take times for spans and
    spans of years for days. Here a cast without one obvious meaning is rejected."""
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
        to[...] = converted_times(a, t) if is_time(f) and is_time(t) else a


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
        raise Rejected
    padded = np.zeros((len(points), room), wide)
    padded[:, : points.shape[1]] = points
    return padded.view(to.newbyteorder("=")).reshape(a.shape)


def converted_times(a, to):
    """DEVIATION: NumPy's times wrap around when they overflow, also in between; here they are rejected, or
    right. Between years or months and the rest this leaves what is far from the limits to NumPy."""
    (unit, many), (unit2, many2) = np.datetime_data(a.dtype), np.datetime_data(to)
    counts = a.astype("i8").ravel().tolist()
    nat = -(2**63)
    if (unit in "YM") == (unit2 in "YM"):
        ratio = UNIT_LENGTHS[unit] * many / (UNIT_LENGTHS[unit2] * many2)
        exact = [c if c == nat else math.floor(c * ratio) for c in counts]
        if any(not -(2**63) <= c < 2**63 for c in exact):
            raise Overflow
        if all(abs(c) < 2**40 for c in counts if c != nat) and ratio.numerator < 2**20 > ratio.denominator:
            assert (a.astype(to.newbyteorder("=")).astype("i8").ravel() == exact).all()
        return np.array(exact, "i8").view(to.newbyteorder("=")).reshape(a.shape)
    most = max((abs(c) for c in counts if c != nat), default=0) * many
    seconds = most * UNIT_SECONDS[unit]
    ratio = seconds / (UNIT_SECONDS[unit2] * many2)
    if most >= 2**63 or seconds > 1e15 or 2.0**62 < ratio < 2.0**64:
        raise NoCase
    if ratio >= 2.0**64:
        raise Overflow
    try:
        return a.astype(to.newbyteorder("="))
    except OverflowError:
        # NumPy has no factor for units so far apart, whatever the count.
        raise NoCase from None


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
        makers = [self.to_bytes, self.copy, self.put] + [self.cast] * 3 + [self.overlap] * 2
        return self.rng.choice(makers)(case)

    def to_bytes(self, case):
        a, order = case.a, self.rng.choice("CFK")
        if has_gaps(a.dtype):
            return "none", "-"
        if order == "K":
            # Of a packed array the order of memory is also NumPy's A.
            packed = a.flags.c_contiguous or a.flags.f_contiguous
            data = a.tobytes("A") if packed else raveled(a, "K").tobytes()
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
        except Rejected:
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
        except (IndexError, ValueError) as e:
            return action, rejection(e)
        # What moves in the gaps may be elements of the first array; NumPy leaves that open.
        return action, crc(leaves(x)) + " " + ("-" if has_gaps(x.dtype) else crc(leaves(case.first)))

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
