"""What the tests need of pyarrow: reads what Java exports, and compares it in Python. What Java hands over is GIVEN: an
object, or the addresses of a device array and a schema."""
import contextlib
import decimal
import gc
import math
import traceback

import numpy as np
import pyarrow as pa

GIVEN = None
LISTS = ("list", "large_list", "fixed_size_list", "list_view", "large_list_view", "map")
LISTS = tuple(getattr(pa.types, "is_" + name) for name in LISTS)


def guarded(action):
    """'' after an action that says nothing, else what it says or the traceback."""
    try:
        return action() or ""
    except BaseException:
        return traceback.format_exc()


def run(statements):
    """'' after statements that end well, else the traceback."""
    return guarded(lambda: exec(statements, globals()))


def message_of(expression):
    """What an expression says: '' if that is None, else its text or the traceback."""
    return guarded(lambda: eval(expression, globals()))


def imported(route):
    """The arrays that come by a route; each is validated in full."""
    if route == "array":
        arrays = [pa.array(GIVEN)]
    elif route == "device":
        arrays = [pa.Array._import_from_c_device(*GIVEN)]
    elif route == "stream":
        arrays = pa.chunked_array(GIVEN).chunks
    elif route == "batch":
        arrays = [pa.record_batch(GIVEN)]
    elif route == "device batch":
        arrays = [pa.RecordBatch._import_from_c_device(*GIVEN)]
    elif route == "reader":
        arrays = list(pa.RecordBatchReader.from_stream(GIVEN))
    else:
        raise ValueError(route)
    for array in arrays:
        array.validate(full=True)
    return arrays


def plain(array):
    """All values as Python's own, times as integers, structs as dicts; None where missing."""
    if isinstance(array, pa.RecordBatch):
        return plain(array.to_struct_array())
    type = array.type
    if isinstance(type, pa.BaseExtensionType):
        return array.to_pylist() if type.extension_name == "arrow.bool8" else plain(array.storage)
    if pa.types.is_dictionary(type):
        values = plain(array.dictionary)
        return [None if i is None else values[i] for i in array.indices.to_pylist()]
    if pa.types.is_struct(type):
        columns = [plain(array.field(i)) for i in range(type.num_fields)]
        rows = [dict(zip([field.name for field in type], row)) for row in zip(*columns)]
        rows = rows if columns else [{}] * len(array)
        return [row if there else None for row, there in zip(rows, array.is_valid().to_pylist())]
    if any(is_one(type) for is_one in LISTS):
        return [plain(one.values) if one.is_valid else None for one in array]
    if pa.types.is_interval(type):
        return [value and list(value) for value in array.to_pylist()]
    if pa.types.is_temporal(type):
        return array.view(pa.int32() if type.bit_width == 32 else pa.int64()).to_pylist()
    return array.to_pylist()


def tensors(array):
    """The elements of tensors as NumPy has them; the same by each tensor's own way to NumPy."""
    assert isinstance(array.type, pa.FixedShapeTensorType), array.type
    if not numpy_has(array.type.value_type):  # its own storage type says what the elements are
        values = plain(array.storage.flatten())
        shape = (len(array), *array.type.shape)
        places = np.arange(len(values)).reshape(shape)
        axes = [0] + [axis + 1 for axis in array.type.permutation or range(len(array.type.shape))]
        return nested(values, places.transpose(axes).tolist())
    whole = array.to_numpy_ndarray().tolist()
    # pyarrow 25 rejects a single tensor with a permutation, its own ones too ("strides must not
    # involve buffer over run"), but not the whole.
    if list(array.type.permutation or []) == sorted(array.type.permutation or []):
        single = [array[i].to_numpy().tolist() for i in range(len(array))]
        assert same(single, whole), (single, whole)
    return whole


def numpy_has(type):
    return pa.types.is_integer(type) or pa.types.is_floating(type)


def nested(values, places):
    return [nested(values, p) for p in places] if isinstance(places, list) else values[places]


def same(found, expected):
    """Equal, and of the same type; NaN is NaN, and 0.0 is not -0.0."""
    if type(found) is not type(expected):
        return False
    if isinstance(expected, float):
        nan = math.isnan(found) and math.isnan(expected)
        return nan or found == expected and math.copysign(1, found) == math.copysign(1, expected)
    if isinstance(expected, (list, tuple)):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(expected, dict):
        return list(found) == list(expected) and all(same(found[k], expected[k]) for k in expected)
    return found == expected


def counts_nulls(type):
    """Whether the type has a bitmap of its own."""
    parts = (pa.types.is_union, pa.types.is_dictionary, pa.types.is_run_end_encoded)
    if isinstance(type, pa.BaseExtensionType):
        return counts_nulls(type.storage_type)
    return not any(is_one(type) for is_one in parts)


def difference(a, expected, also=None, read=plain):
    """What is different in an array; None if nothing is."""
    found = read(a)
    if not same(found, expected):
        return f"expected {expected!r}\nbut found {found!r}\nof type {a_type(a)}"
    if not isinstance(a, pa.RecordBatch) and counts_nulls(a.type):
        nulls = sum(value is None for value in expected)
        if nulls != a.null_count:
            return f"expected {nulls} nulls but found {a.null_count} of type {a.type}"
    if also is not None and not also(a):
        return f"expected the condition to hold but found {a_type(a)}: {a!r}"
    return None


def a_type(a):
    return a.schema if isinstance(a, pa.RecordBatch) else a.type


def check(route, expected, also=None, read=plain):
    """Compares all that a route brings, one array or, of streams, as many as expected."""
    arrays = imported(route)
    if route not in ("stream", "reader"):
        return difference(arrays[0], expected, also, read)
    if len(arrays) != len(expected):
        return f"expected {len(expected)} columns but found {len(arrays)}"
    differences = (difference(a, e, also, read) for a, e in zip(arrays, expected))
    return "\n".join(filter(None, differences))


def check_equal(route, expected):
    """Compares with an array of pyarrow's, type and metadata included."""
    (a,) = imported(route)
    if a_type(a) != a_type(expected):
        return f"expected type {a_type(expected)} but found {a_type(a)}"
    if not a.equals(expected):
        alike = same(plain(a), plain(expected))  # NaN is never equal
        return None if alike else f"expected {expected!r}\nbut found {a!r}"
    return None


def read_as(array, values):
    """Compares what Java has read."""
    expected = plain(array)
    return None if same(values, expected) else f"expected {expected!r}\nbut read {values!r}"


def keep(route, variable):
    (globals()[variable],) = imported(route)


def error_of():
    """The exception of a stream that fails, after the batches before it."""
    reader = pa.RecordBatchReader.from_stream(GIVEN)
    batches = []
    try:
        while True:
            batches.append(plain(reader.read_next_batch()))
    except StopIteration:
        return f"{len(batches)} batches"
    except Exception as e:
        again = ""
        with contextlib.suppress(StopIteration, Exception):
            reader.read_next_batch()
            again = " and then a batch"
        return f"{len(batches)} batches, {type(e).__name__}: {e}{again}"


def first_batch():
    """The first batch of a stream, the rest of which nobody wants."""
    reader = pa.RecordBatchReader.from_stream(GIVEN)
    return str(reader.read_next_batch().to_pylist())
