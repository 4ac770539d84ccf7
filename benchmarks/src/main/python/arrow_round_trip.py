"""ArrowRoundTrip in PyArrow: out through the C data interface and in, an element of each column."""

from contender import Loop

LENGTH, COLUMNS = 1000, 16


def structs():
    """The addresses of a schema and an array, and what keeps them."""
    from pyarrow.cffi import ffi

    schema, array = ffi.new("struct ArrowSchema*"), ffi.new("struct ArrowArray*")
    return int(ffi.cast("uintptr_t", schema)), int(ffi.cast("uintptr_t", array)), (schema, array)


def values():
    import numpy as np
    import pyarrow as pa

    return pa.array(np.arange(LENGTH) * 0.5)


def looped(there, kept):
    def run(n):
        for _ in range(n):
            there()

    return Loop(run, lambda: there() if kept else None)


def column_pyarrow(p):
    import pyarrow as pa

    schema, array, kept = structs()
    x = values()

    def there():
        x._export_to_c(array, schema)
        return pa.Array._import_from_c(array, schema)[6].as_py()

    return looped(there, kept)


def values_pyarrow(p):
    import pyarrow as pa

    _, array, kept = structs()
    x = values()

    def there():
        x._export_to_c(array)
        return pa.Array._import_from_c(array, x.type)[6].as_py()

    return looped(there, kept)


def batch_pyarrow(p):
    import pyarrow as pa

    schema, array, kept = structs()
    x = pa.record_batch([values() for _ in range(COLUMNS)], [f"x{i}" for i in range(COLUMNS)])

    def there():
        x._export_to_c(array, schema)
        return sum(column[6].as_py() for column in pa.RecordBatch._import_from_c(array, schema).columns)

    return looped(there, kept)
