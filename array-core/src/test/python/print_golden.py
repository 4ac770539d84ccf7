"""Makes the golden file of ArrayPrinterTest: what str() of NumPy prints for many arrays.

Usage: python3 print_golden.py OUTPUT.txt.gz [SEED]

The committed file was made by NumPy 2.4.6 with its default print options; the first line of the file names
the version. The run is deterministic. With a seed it draws other cases, and arrays of any type, shape and value
too. One case a line, tab-separated:

    type, shape, strides, offset, bytes in hexadecimal, text with \\n, \\r, \\t and \\\\ escaped

A type is a type string, or a struct: { itemsize name offset (sub-shape) type ... }.
"""

import gzip
import math
import random
import struct
import sys

import numpy as np

SEED = int(sys.argv[2]) if len(sys.argv) > 2 else None
rng = random.Random(20260101 if SEED is None else SEED)
lines = []

INTEGERS = ["|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", ">i4", ">u8"]
FLOATS = ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"]
COMPLEX = ["<c8", "<c16", ">c8", ">c16"]
UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as", "25s", "7D", "3M"]
LETTERS = [0x61, 0x62, 0x5A, 0x20, 0x27, 0x22, 0x5C, 0x09, 0x0A, 0x0D, 0x00, 0x1B, 0x7F, 0xA0, 0xAD]
LETTERS += [0xE9, 0x3B1, 0x4E2D, 0x1F600, 0x2028, 0xE000, 0xD800, 0x200B, 0xFFFD, 0x10FFFF, 0x301]
SHAPES = [(1,), (2,), (3,), (5,), (12,), (20,), (1, 1), (2, 3), (4, 2), (3, 7), (2, 2, 2), (2, 1, 3)]
SHAPES += [(1, 3, 2, 1), (2, 2, 1, 2, 2)]


def type_text(dtype):
    if dtype.names is None:
        return dtype.str
    parts = ["{", str(dtype.itemsize)]
    for name in dtype.names:
        field, offset = dtype.fields[name][:2]
        shape = "(" + ",".join(map(str, field.shape)) + ")"
        parts += [name, str(offset), shape, type_text(field.base)]
    return " ".join(parts + ["}"])


def case(dtype, data, shape, strides=None, offset=0):
    """One array over `data`, bytes."""
    dtype = np.dtype(dtype)
    if strides is None:
        strides = np.empty(shape, np.dtype(("V", dtype.itemsize))).strides
    array = np.ndarray(shape, dtype, data, offset, strides)
    with np.errstate(all="ignore"):
        # Alone NumPy prints np.bytes_(b'x'), which Culebra prints as it does in an array.
        text = repr(bytes(array[()])) if shape == () and dtype.kind == "S" else str(array)
    for plain, escaped in [("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")]:
        text = text.replace(plain, escaped)
    numbers = [" ".join(map(str, shape)), " ".join(map(str, strides)), str(offset)]
    lines.append("\t".join([type_text(dtype), *numbers, bytes(data).hex(), text]))


def values_case(dtype, values, shape=None):
    with np.errstate(all="ignore"):
        data = np.array(values).astype(dtype).tobytes()
    case(dtype, data, (len(values),) if shape is None else shape)


def layouts(dtype, data, count):
    """The same memory in other ways: reversed, every second one, Fortran order, repeated, overlapping."""
    size = np.dtype(dtype).itemsize
    if count < 2:
        return
    case(dtype, data, (count,), (-size,), (count - 1) * size)
    case(dtype, data, (count // 2,), (2 * size,), (count % 2) * size)
    if count % 2 == 0:
        case(dtype, data, (2, count // 2), (size, 2 * size))
        case(dtype, data, (count // 2, 2), (-2 * size, -size), (count - 1) * size)
    case(dtype, data, (3, count), (0, size))
    case(dtype, data, (count // 2, 2), (size, size))


def summaries(dtype, data, count):
    """More than a thousand elements that share a little memory."""
    size = np.dtype(dtype).itemsize
    case(dtype, data, (1001,), (0,))
    case(dtype, data, (count, 1001), (size, 0))
    case(dtype, data, (1200, count), (0, size))
    if count >= 14:
        case(dtype, data, (11, count - 10, 40), (size, size, 0))
        case(dtype, data, (5, 9, count - 10, 5), (size, 0, size, size))
        case(dtype, data, (4, 4, 4, 4, 5), (size, size, 0, size, 0))


# --- values ----------------------------------------------------------------------------------------

EDGES = [0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 1 / 3, 2 / 3, 1e-3, 1e-4, 9.9e-5, 1e-5, 123.456, 999.0, 999.5]
EDGES += [1e3, 1001.0, 2048.0, 65504.0, 1e5, 999999.0, 1e6, 1e7, 16777216.0, 99999999.0, 1e8]
EDGES += [123456789.0, 1e15, 1e16, 1e17, 9007199254740993.0, 1e22, 1e23, 2e23, 5e-324, 2.2250738585072014e-308]
EDGES += [1.7976931348623157e308, 1.4e-45, 3.4028235e38, 6e-8, 0.99999999, 0.999999999, 0.9999999949999]
EDGES += [0.12345678, 0.123456785, 1.00000005, 2.5, 1.005, 5.684341886080802e-14, 2.0**-44, 2.0**60, 9.5e-4]
EDGES += [math.inf, -math.inf, math.nan, 8.41e21, 4.35, 1.0000000149, 100.0, 12.0, 0.0625, 1.1754944e-38]


def uniform():
    return rng.uniform(-1, 1)


def whole():
    return float(rng.randint(-999, 999))


def whole_wide():
    return float(rng.randint(-(10 ** rng.randint(1, 9)), 10 ** rng.randint(1, 9)))


def decimal():
    return round(rng.uniform(-100, 100), rng.randint(0, 4))


def mixed():
    return rng.uniform(-10, 10) * 10.0 ** rng.randint(-6, 6)


def narrow():
    return rng.uniform(1, 1000)


def tiny():
    return rng.uniform(-10, 10) * 10.0 ** rng.randint(-300, -4)


def huge():
    return rng.uniform(-10, 10) * 10.0 ** rng.randint(7, 300)


def any_bits():
    return struct.unpack("<d", rng.randbytes(8))[0]


def subnormal():
    return struct.unpack("<d", struct.pack("<q", rng.getrandbits(rng.randint(1, 52))))[0]


def power_of_two():
    return 2.0 ** rng.randint(-20, 20)


def tie():
    return rng.randint(1, 4000) + rng.randrange(1, 1 << 12, 2) / (1 << 12)


def special():
    return rng.choice([math.nan, math.inf, -math.inf, 0.0, -0.0, 1.0, -12.5, decimal()])


def not_finite():
    return rng.choice([math.nan, math.inf, -math.inf])


GENERATORS = [uniform, whole, whole_wide, decimal, mixed, narrow, tiny, huge, any_bits, subnormal]
GENERATORS += [power_of_two, tie, special, not_finite]


def narrowed(dtype, generator, n):
    """Random bits of the type itself where the generator asks for bits, so that narrow types have theirs."""
    size = np.dtype(dtype).itemsize
    if generator is any_bits:
        return rng.randbytes(n * size)
    if generator is subnormal and np.dtype(dtype).kind == "f":
        top = {2: 10, 4: 23, 8: 52}[size]
        order = "big" if dtype[0] == ">" else "little"
        return b"".join(rng.getrandbits(rng.randint(1, top)).to_bytes(size, order) for _ in range(n))
    with np.errstate(all="ignore"):
        return np.array([generator() for _ in range(n)]).astype(dtype).tobytes()


# --- kinds -----------------------------------------------------------------------------------------


def floats():
    for dtype in ["<f2", "<f4", "<f8"]:
        for value in EDGES:
            values_case(dtype, [value], ())
            values_case(dtype, [value])
    for dtype in FLOATS:
        for generator in GENERATORS:
            for shape in rng.sample(SHAPES, 4 if dtype[0] == "<" else 1):
                case(dtype, narrowed(dtype, generator, math.prod(shape)), shape)
    for dtype in ["<f2", "<f4", "<f8", ">f8"]:
        for generator in [decimal, mixed, special]:
            layouts(dtype, narrowed(dtype, generator, 8), 8)
        for generator in [whole, decimal, huge]:
            summaries(dtype, narrowed(dtype, generator, 17), 17)
    for low, high in [(1, 1000), (1, 1000.1), (1e-4, 0.1), (0.001, 1), (0.5, 99999999), (1e-4, 1e-4)]:
        for dtype in ["<f2", "<f4", "<f8"]:
            values_case(dtype, [low, high, -low, 0])


def complexes():
    for dtype in ["<c8", "<c16"]:
        for _ in range(60):
            values_case(dtype, [complex(rng.choice(EDGES), rng.choice(EDGES))], rng.choice([(), (1,)]))
        for generator in GENERATORS:
            for shape in rng.sample(SHAPES, 3):
                n = math.prod(shape)
                pairs = [complex(generator(), generator()) for _ in range(n)]
                values_case(dtype, pairs, shape)
    for dtype in COMPLEX:
        data = np.array([complex(decimal(), mixed()) for _ in range(17)]).astype(dtype).tobytes()
        layouts(dtype, data, 8)
        summaries(dtype, data, 17)


def integers():
    for dtype in INTEGERS:
        size = np.dtype(dtype).itemsize
        info = np.iinfo(dtype)
        for value in [0, 1, 7, info.max, info.min]:
            values_case(dtype, np.array([value], dtype), ())
        for shape in rng.sample(SHAPES, 6):
            case(dtype, rng.randbytes(size * math.prod(shape)), shape)
        small = np.array([rng.randint(0, 120) for _ in range(17)]).astype(dtype).tobytes()
        layouts(dtype, small, 8)
        summaries(dtype, small, 17)
        case(dtype, small, (30,), (0,))
    for data in [b"\0\1", b"\1\0\5", b"\0" * 20]:
        case("|b1", bytes(map(bool, data)), (len(data),))
        layouts("|b1", bytes(map(bool, data)), len(data))
        summaries("|b1", bytes(map(bool, data)), len(data))
    case("|b1", b"\0", ())
    case("|b1", b"\1", ())


def times():
    nat = -(2**63)
    for kind in "mM":
        for unit in UNITS:
            for order in "<>" if unit in ("ns", "25s") else "<":
                dtype = np.dtype(f"{order}{kind}8[{unit}]")
                for count in [0, 1, -1, 12345, -719529, 10**9, -(10**12), nat]:
                    values_case(dtype, np.array([count]), ())
                for bits in [8, 20, 32, 45]:
                    n = rng.choice([2, 3, 5])
                    counts = [rng.randint(-(2**bits), 2**bits) for _ in range(n)]
                    values_case(dtype, np.array(counts))
                    values_case(dtype, np.array([nat] + counts))
                values_case(dtype, np.array([nat]))
        layouts(f"<{kind}8[s]", np.arange(-4, 4, dtype="<i8").tobytes(), 8)
        summaries(f"<{kind}8[D]", np.arange(-9, 8, dtype="<i8").tobytes(), 17)


def texts():
    for length in [1, 2, 5, 9]:
        for shape in [(1,), (4,), (2, 3), (9,)]:
            n = math.prod(shape)
            case(f"|S{length}", rng.randbytes(n * length), shape)
            case(f"|S{length}", bytes(rng.choice(b"ab'\"\\\n\0 \x7f") for _ in range(n * length)), shape)
            case(f"|V{length}", rng.randbytes(n * length), shape)
            for order, mark in [("little", "<"), ("big", ">")]:
                points = [rng.choice(LETTERS) for _ in range(n * length)]
                data = b"".join(c.to_bytes(4, order) for c in points)
                case(f"{mark}U{length}", data, shape)
        case(f"|V{length}", rng.randbytes(length), ())
        case(f"<U{length}", b"".join((0x61 + i).to_bytes(4, "little") for i in range(length)), ())
    for dtype, data in [("|S3", b"abcde\0"), ("<U2", "abcd".encode("utf-32-le")), ("|V2", b"wxyz")]:
        summaries(dtype, data, 2)
        layouts(dtype, data, 2)
    values_case("<U40", np.array(["x" * 40, "y" * 33, "z" * 3, "w" * 36, "v"]))
    values_case("<U90", np.array(["x" * 90, "y" * 80]))


def structs():
    inner = np.dtype([("x", "u1"), ("y", ">c8")])
    types = [
        np.dtype([("a", "<i4"), ("b", "<f8")]),
        np.dtype([("a", "|i1"), ("b", "<f4"), ("c", "|b1")], align=True),
        np.dtype([("only", "<f4")]),
        np.dtype([("s", "|S3"), ("u", "<U2"), ("v", "|V2")]),
        np.dtype([("t", "<M8[s]"), ("d", "<m8[ms]")]),
        np.dtype([("m", "<f8", (2, 2)), ("b", "|b1", (2,)), ("i", ">i2", (3,))]),
        np.dtype([("n", inner), ("h", "<f2")]),
        np.dtype([("n", inner, (2,)), ("u", "<u8")]),
        np.dtype({"names": ["p", "q"], "formats": ["<i2", "<f4"], "offsets": [6, 0], "itemsize": 16}),
    ]
    for dtype in types:
        for shape in [(), (1,), (3,), (2, 2)]:
            for _ in range(5):
                case(dtype, record_bytes(dtype, math.prod(shape)), shape)
        layouts(dtype, record_bytes(dtype, 4), 4)
        summaries(dtype, record_bytes(dtype, 4), 4)
    big = np.dtype([("k", "|u1", (1001,)), ("m", "|u1", (4, 300))])
    case(big, bytes([7]) * big.itemsize, (1,))


def record_bytes(dtype, count):
    array = np.zeros(count, dtype)
    fill(array)
    return array.tobytes()


def fill(array):
    if array.dtype.names is not None:
        for name in array.dtype.names:
            fill(array[name])
        return
    for index in np.ndindex(array.shape):
        kind = array.dtype.kind
        if kind in "iu":
            array[index] = rng.randint(0, 120)
        elif kind in "fc":
            array[index] = rng.choice([decimal, special, whole])()
        elif kind == "b":
            array[index] = rng.random() < 0.5
        elif kind in "mM":
            array[index] = rng.choice([rng.randint(-(10**9), 10**10), "NaT"])
        else:
            text = "".join(rng.choice("ab'z") for _ in range(2))
            array[index] = text if kind == "U" else text.encode()


def empties():
    for dtype in ["<f8", "<i4", "|b1", "<c8", "|S3", "<M8[D]"]:
        for shape in [(0,), (0, 3), (3, 0), (2, 0, 4)]:
            case(dtype, b"\0" * 16, shape)


def deep():
    for rank in [3, 6, 12, 20, 40, 64]:
        values_case("<f8", [1.5, -2.25], (1,) * (rank - 1) + (2,))
        values_case("<i4", list(range(30)), (1,) * (rank - 2) + (2, 15))


def random_type(depth):
    if depth == 0 or rng.random() < 0.6:
        times = [f"{rng.choice('<>')}{kind}8[{rng.choice(UNITS)}]" for kind in "mM"]
        texts = [f"{kind}{rng.randint(1, 6)}" for kind in ["|S", "<U", ">U", "|V"]]
        return np.dtype(rng.choice(INTEGERS + FLOATS + COMPLEX + ["|b1"] + 2 * times + texts))
    fields = []
    for k in range(rng.randint(1, 4)):
        shape = tuple(rng.randint(1, 3) for _ in range(rng.choice([0, 0, 0, 1, 2])))
        fields.append((f"f{k}", random_type(depth - 1), shape))
    return np.dtype(fields, align=rng.random() < 0.5)


def random_bytes(dtype, n, generator):
    """Any values that the type can hold, its floats drawn by the generator."""
    if dtype.names is not None:
        array = np.zeros(n, dtype)
        for name in dtype.names:
            field = dtype.fields[name][0]
            data = random_bytes(field.base, n * math.prod(field.shape), generator)
            array[name] = np.frombuffer(data, field.base).reshape((n,) + field.shape)
        return array.tobytes()
    if dtype.kind in "fc":
        parts = {"f": 1, "c": 2}[dtype.kind]
        return narrowed(f"{dtype.str[0]}f{dtype.itemsize // parts}", generator, n * parts)
    if dtype.kind in "mM":
        bits = rng.randint(1, 58)  # beyond, NumPy wraps what Culebra prints as it is
        counts = [-(2**63) if rng.random() < 0.1 else rng.randrange(-(2**bits), 2**bits) for _ in range(n)]
        return np.array(counts).astype(f"{dtype.str[0]}i8").tobytes()
    if dtype.kind == "U":
        order = "big" if dtype.str[0] == ">" else "little"
        letters = LETTERS if n > 1 else [c for c in LETTERS if c != 0xD800]  # alone it is not escaped
        return b"".join(rng.choice(letters).to_bytes(4, order) for _ in range(n * dtype.itemsize // 4))
    return rng.randbytes(n * dtype.itemsize)


def random_shape():
    """0-d to 4-d, one of five of more than 1000 elements."""
    shape = [rng.randint(1, 4) for _ in range(rng.randint(0, 4))]
    if shape and rng.random() < 0.2:
        at = rng.randrange(len(shape))
        shape[at] = 1000 * shape[at] // math.prod(shape) + rng.randint(2, 9)
    return tuple(shape)


def random_arrays():
    for _ in range(700):
        dtype, shape = random_type(rng.choice([0, 3])), random_shape()
        data = random_bytes(dtype, math.prod(shape), rng.choice(GENERATORS))
        strides = np.empty(shape, np.dtype(("V", dtype.itemsize)), rng.choice("CF")).strides
        case(dtype, data, shape, strides)


def random_structs():
    for _ in range(100):
        dtype = random_type(3)
        layouts(dtype, record_bytes(dtype, 4), 4)
        summaries(dtype, record_bytes(dtype, 4), 4)


for part in [floats, complexes, integers, times, texts, structs, empties, deep]:
    part()
if SEED is not None:
    random_arrays()
    random_structs()
with open(sys.argv[1], "wb") as out:
    with gzip.GzipFile("", "wb", 9, out, 0) as zipped:
        text = f"# NumPy {np.__version__}\n" + "\n".join(lines) + "\n"
        zipped.write(text.encode("utf-8", "surrogatepass"))
print(len(lines), "cases")
