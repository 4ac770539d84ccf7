"""DuckDbScan in Python's DuckDB, of another version than the driver's: a table of PyArrow, and an array of NumPy."""


def queried(p, made):
    import duckdb
    import numpy as np

    x = (np.arange(p.rows) & 0xFFFF) * 0.5
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("java", made(x))
    return connection


def by_arrow(x):
    import pyarrow as pa

    return pa.table({"x": x})


def by_numpy(x):
    return {"x": x}


def sum_of(p, made):
    connection = queried(p, made)
    return lambda: connection.execute("SELECT sum(x) FROM java").fetchone()[0]


def sum_pyarrow(p):
    return sum_of(p, by_arrow)


def sum_numpy(p):
    return sum_of(p, by_numpy)


def filter_pyarrow(p):
    connection = queried(p, by_arrow)
    return lambda: connection.execute("SELECT count(*) FROM java WHERE x > 1000").fetchone()[0]
