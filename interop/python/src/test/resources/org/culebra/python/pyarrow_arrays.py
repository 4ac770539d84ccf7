"""Arrays of pyarrow's own, of every type that it can export: ARRAYS, by name. Each is valid in full."""
import datetime
import decimal
import random
import uuid

N = 11


def drawn(rng, make):
    """N values, some of them missing."""
    return [None if rng.random() < 0.25 else make() for _ in range(N)]


def text(rng):
    return "".join(rng.choice("ab'\\\n é中😀") for _ in range(rng.choice([0, 1, 5, 12, 13, 30])))


def flat_types(rng):
    """Each flat type with what makes a value of it."""
    types = [(pa.null(), lambda: None), (pa.bool_(), lambda: rng.random() < 0.5)]
    for bits in (8, 16, 32, 64):
        low = -(2 ** (bits - 1))
        types.append((f"int{bits}", lambda low=low: rng.randint(low, -low - 1)))
        types.append((f"uint{bits}", lambda bits=bits: rng.randrange(2**bits)))
    types.append((pa.float16(), lambda: rng.randint(-2000, 2000) / 8))
    types.append((pa.float32(), lambda: rng.randint(-2000, 2000) / 8))
    types.append((pa.float64(), lambda: rng.choice([rng.random(), math.inf, -0.0])))
    for make, digits in ((pa.decimal32, 9), (pa.decimal64, 18), (pa.decimal128, 38), (pa.decimal256, 76)):
        top = 10**digits - 1
        value = lambda top=top: decimal.Decimal(rng.randint(-top, top)).scaleb(-2, WIDE)
        types.append((make(digits, 2), value))
    for time in (pa.date32(), pa.time32("s"), pa.time32("ms"), pa.time64("us"), pa.time64("ns")):
        types.append((time, lambda: rng.randrange(86400)))
    types.append((pa.date64(), lambda: 86400000 * rng.randint(-10000, 10000)))
    for unit in ("s", "ms", "us", "ns"):
        for time in (pa.timestamp(unit), pa.timestamp(unit, "Europe/Zurich"), pa.duration(unit)):
            types.append((time, lambda: rng.randint(-(2**40), 2**40)))
    types.append(
        (pa.month_day_nano_interval(), lambda: tuple(rng.randint(-1000, 1000) for _ in range(3)))
    )
    for binary in (pa.binary(), pa.large_binary(), pa.binary_view()):
        types.append((binary, lambda: text(rng).encode()))
    for string in (pa.string(), pa.large_string(), pa.string_view()):
        types.append((string, lambda: text(rng)))
    types.append((pa.binary(3), lambda: rng.randbytes(3)))
    return types


WIDE = decimal.Context(prec=80)


def flat(rng):
    return {str(type): pa.array(drawn(rng, make), type) for type, make in flat_types(rng)}


def offsets(rng, length, dtype):
    ends = sorted(rng.randint(0, length) for _ in range(N + 1))
    return pa.array(ends, dtype)


def lists(rng, values):
    """Lists of values, of every kind; the sizes follow from random offsets."""
    mask = pa.array([rng.random() < 0.25 for _ in range(N)])
    small = offsets(rng, len(values), pa.int32())
    large = offsets(rng, len(values), pa.int64())
    made = {
        "list": pa.ListArray.from_arrays(small, values, mask=mask),
        "large_list": pa.LargeListArray.from_arrays(large, values, mask=mask),
        "fixed_size_list": pa.FixedSizeListArray.from_arrays(values.slice(0, 10), 2),
    }
    for name, kind, dtype in (
        ("list_view", pa.ListViewArray, pa.int32()),
        ("large_list_view", pa.LargeListViewArray, pa.int64()),
    ):
        starts = [rng.randint(0, len(values)) for _ in range(N)]
        sizes = [rng.randint(0, len(values) - start) for start in starts]
        made[name] = kind.from_arrays(pa.array(starts, dtype), pa.array(sizes, dtype), values, mask=mask)
    return made


def compounds(rng):
    ints = pa.array(drawn(rng, lambda: rng.randint(0, 9)), pa.int32())
    texts = pa.array(drawn(rng, lambda: text(rng)))
    made = {f"{name} of int32": array for name, array in lists(rng, ints).items()}
    made |= {f"{name} of string": array for name, array in lists(rng, texts).items()}
    made |= {f"{name} of list": array for name, array in lists(rng, made["list of string"]).items()}
    mask = pa.array([rng.random() < 0.25 for _ in range(N)])
    made["struct"] = pa.StructArray.from_arrays([ints, texts], ["i", "t"], mask=mask)
    made["struct of struct"] = pa.StructArray.from_arrays([made["struct"], texts], ["s", "t"])
    made["struct without fields"] = pa.array([{}] * N, pa.struct([]))
    keys = pa.array([text(rng) for _ in range(N)])
    made["map"] = pa.MapArray.from_arrays(offsets(rng, N, pa.int32()), keys, ints)
    made["list of struct"] = lists(rng, made["struct"])["list"]
    return made | special(rng, ints, texts)


def special(rng, ints, texts):
    codes = [rng.randrange(2) for _ in range(N)]
    types = pa.array(codes, pa.int8())
    places = pa.array([codes[:i].count(code) for i, code in enumerate(codes)], pa.int32())
    made = {
        "sparse union": pa.UnionArray.from_sparse(types, [ints, texts]),
        "dense union": pa.UnionArray.from_dense(types, places, [ints, texts], ["i", "t"]),
    }
    words = pa.array(["a", "bé", "c" * 20])
    for dtype in ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"):
        indices = pa.array(drawn(rng, lambda: rng.randrange(3)), dtype)
        made[f"dictionary by {dtype}"] = pa.DictionaryArray.from_arrays(indices, words)
    indices = pa.array([i % 3 for i in range(N)], "int8")
    made["ordered dictionary"] = pa.DictionaryArray.from_arrays(indices, words, ordered=True)
    for dtype, width in (("int16", 16), ("int32", 32), ("int64", 64)):
        ends = pa.array([2, 3, 7, N], dtype)
        made[f"runs by {dtype}"] = pa.RunEndEncodedArray.from_arrays(ends, ints.slice(0, 4))
    return made | extensions(rng, ints)


def extensions(rng, ints):
    raw = pa.array([uuid.UUID(int=rng.getrandbits(128)).bytes for _ in range(N)], pa.binary(16))
    cells = np.arange(N * 6, dtype="f4").reshape(N, 2, 3)
    return {
        "uuid": pa.ExtensionArray.from_storage(pa.uuid(), raw),
        "bool8": pa.ExtensionArray.from_storage(pa.bool8(), pa.array([i % 2 for i in range(N)], "int8")),
        "json": pa.ExtensionArray.from_storage(pa.json_(), pa.array(['{"a": 1}'] * N)),
        "opaque": pa.ExtensionArray.from_storage(pa.opaque(pa.int32(), "what", "who"), ints),
        "tensors": pa.FixedShapeTensorArray.from_numpy_ndarray(cells),
        "tensors, permuted": pa.FixedShapeTensorArray.from_numpy_ndarray(cells.transpose(0, 2, 1)),
    }


def arrays(seed):
    rng = random.Random(seed)
    made = flat(rng) | compounds(rng)
    for array in made.values():
        array.validate(full=True)
    return made


def batch(seed):
    """All arrays side by side; the names are those of arrays()."""
    return pa.RecordBatch.from_pydict({n: a for n, a in ARRAYS.items() if len(a) == N})


def restored(array):
    """The same values in new memory."""
    return pa.concat_arrays([array])
