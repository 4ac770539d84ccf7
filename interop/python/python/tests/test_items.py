"""Arrays and columns of Java as collections: pandas and others take an object without iteration for a scalar."""

import math
import operator
import subprocess
import sys
from collections import abc

import culebra
import numpy as np
import pytest

pytestmark = pytest.mark.usefixtures("java")

IMAGES = [
    np.arange(24.0).reshape(4, 6)[::-2, 1::2],
    np.arange(6, dtype=">i4"),
    np.array(7, dtype=np.uint8),
    np.zeros((0, 3), dtype=np.float32),
    np.array([1 + 2j, 3], dtype=np.complex64),
    np.array([True, False]),
    np.array(["2026-11-30", "2026-12-01"], dtype="M8[D]"),
    np.array(["one", "two"]),
    np.array([b"raw", b"abc"], dtype="V3"),
]

USES = {
    "x[0]": lambda x: x[0],
    "x[-1]": lambda x: x[-1],
    "x[9]": lambda x: x[9],
    "x[1:3]": lambda x: x[1:3],
    "x[::-1]": lambda x: x[::-1],
    "x[...]": lambda x: x[...],
    "x[..., 0]": lambda x: x[..., 0],
    "x[()]": lambda x: x[()],
    "x[None]": lambda x: x[None],
    "x[0, 1]": lambda x: x[0, 1],
    "x[0, 1, 2]": lambda x: x[0, 1, 2],
    "x[[0, 1]]": lambda x: x[[0, 1]],
    "x['a']": lambda x: x["a"],
    "x[1.0]": lambda x: x[1.0],
    "iter": lambda x: [*iter(x)],
    "reversed": lambda x: [*reversed(x)],
    "sorted": sorted,
    "zip": lambda x: [*zip(x, range(3))],
    "in": lambda x: 1 in x,
    "in itself": lambda x: np.asarray(x).flat[0] in x,
    "bool": bool,
    "float": float,
    "int": int,
    "complex": complex,
    "index": operator.index,
    "concatenate": lambda x: np.concatenate([x, x]),
    "array": lambda x: np.array([x, x]),
}


def result(use, x):
    try:
        return use(x)
    except Exception as e:
        return type(e)


@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
@pytest.mark.parametrize("image", IMAGES, ids=lambda a: a.dtype.str)
def test_items_are_numpys(image, use):
    expected, found = result(use, image), result(use, culebra.array(image))
    if isinstance(expected, np.ndarray):
        assert type(found) is np.ndarray
        assert (found.dtype, found.shape) == (expected.dtype, expected.shape)
        assert np.shares_memory(found, image) == np.shares_memory(expected, image)
        np.testing.assert_array_equal(found, expected)
    else:
        assert repr(found) == repr(expected)


def test_items_can_be_set():
    image = np.zeros((2, 3))
    x = culebra.array(image)
    x[0, 1] = 42
    x[1] = [1, 2, 3]
    x[1][0] = 7
    assert image.tolist() == [[0, 42, 0], [7, 2, 3]]
    image.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        culebra.array(image)[0, 0] = 1


def test_array_is_a_collection_and_an_iterable_as_numpys():
    x, image = culebra.array(np.arange(3)), np.arange(3)
    for kind in (abc.Iterable, abc.Sized, abc.Container, abc.Collection, abc.Sequence, abc.Mapping):
        assert isinstance(x, kind) == isinstance(image, kind)


def test_small_floats_have_the_items_of_ml_dtypes():
    ml_dtypes = pytest.importorskip("ml_dtypes", reason="peer missing: ml_dtypes")
    torch = pytest.importorskip("torch", reason="peer missing: torch")
    x = culebra.array(torch.tensor([1.5, 2], dtype=torch.bfloat16))
    assert [*x] == [1.5, 2]
    assert type(x[0]) is ml_dtypes.bfloat16


def test_without_numpy_items_are_those_of_a_memoryview(classes):
    program = """
import array, sys
sys.modules["numpy"] = None
import culebra
culebra.start()
numbers = array.array("d", [1, 2, 3])
x = culebra.array(numbers)
x[1] = 42
print([*x], x[-1], x[1:].tolist(), 42 in x, numbers[1], bool(x))
square = culebra.array(memoryview(numbers).cast("B").cast("d", (3, 1)))
print(square[1, 0])
scalar = culebra.array(memoryview(numbers)[:1].cast("B").cast("d", ()))
print(scalar[()], float(scalar), int(scalar), bool(scalar))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=100, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == ["[1.0, 42.0, 3.0] 3.0 [42.0, 3.0] True 42.0 True", "42.0", "1.0 1.0 1 True"]


@pytest.fixture
def x():
    return culebra.array(np.arange(3.0))


@pytest.fixture
def column():
    pa = pytest.importorskip("pyarrow", reason="peer missing: pyarrow")
    return culebra.function("com.acme.Filters::present")(pa.array([1, None, 3]))


@pytest.fixture
def batch():
    pa = pytest.importorskip("pyarrow", reason="peer missing: pyarrow")
    return culebra.function("com.acme.Filters::present")(pa.record_batch({"n": [1, 2, 3], "s": ["a", None, "c"]}))


def test_pandas_has_a_row_for_each_item(x):
    pd = pytest.importorskip("pandas", reason="peer missing: pandas")
    b = np.array([5.0, 6, 7])
    assert pd.Series(x).tolist() == [0, 1, 2]
    assert pd.Index(x).tolist() == [0, 1, 2]
    assert pd.concat([pd.Series(x), pd.Series(x)]).tolist() == [0, 1, 2, 0, 1, 2]
    for frame in (
        pd.DataFrame({"a": x, "b": b}),
        pd.DataFrame({"b": b}).assign(a=x)[["a", "b"]],
        pd.DataFrame({"a": x}).assign(b=culebra.array(b)),
    ):
        assert frame.dtypes.tolist() == [np.float64, np.float64]
        assert frame.to_numpy().tolist() == [[0, 5], [1, 6], [2, 7]]
    square = np.arange(6.0).reshape(3, 2)
    assert pd.DataFrame(culebra.array(square)).to_numpy().tolist() == square.tolist()
    with pytest.raises(ValueError, match="1-dimensional"):
        pd.DataFrame({"a": culebra.array(square), "b": b})
    with pytest.raises(ValueError, match="(?i)length"):
        pd.DataFrame({"a": culebra.array(b[:2]), "b": b})
    times = culebra.array(np.array(["2026-11-30"], dtype="M8[ns]"))
    assert pd.Series(times).dtype == "M8[ns]"
    scalar = culebra.array(np.array(3.0))
    assert [float(value) for value in pd.DataFrame({"a": scalar, "b": b})["a"]] == [3, 3, 3]


def test_pandas_shares_or_copies_as_the_guide_states(x):
    pd = pytest.importorskip("pandas", reason="peer missing: pandas")
    memory = np.asarray(x)
    assert np.shares_memory(pd.Series(x).to_numpy(), memory)
    assert not np.shares_memory(pd.DataFrame({"a": x})["a"].to_numpy(), memory)
    assert np.shares_memory(pd.DataFrame({"a": x}, copy=False)["a"].to_numpy(), memory)
    assert not np.shares_memory(pd.DataFrame({"b": [1, 2, 3]}).assign(a=x)["a"].to_numpy(), memory)


def test_pandas_has_a_row_for_each_value_of_a_column(column, batch):
    pd = pytest.importorskip("pandas", reason="peer missing: pandas")
    b = np.array([5.0, 6, 7])
    for series in (pd.Series(column), pd.DataFrame({"a": column, "b": b})["a"], pd.DataFrame({"b": b}).assign(a=column)["a"]):
        assert [series[0], math.isnan(series[1]), series[2]] == [1, True, 3]
    for use in (pd.Series, pd.DataFrame, lambda x: pd.DataFrame({"a": x, "b": b})):
        with pytest.raises(TypeError, match=r"cannot iterate over a culebra.RecordBatch: .*pandas.DataFrame.from_arrow\(x\)"):
            use(batch)


def test_column_has_its_values(column):
    assert len(column) == 3
    assert [*column] == [1, None, 3]
    assert 3 in column
    np.testing.assert_array_equal(column, [1, np.nan, 3])
    with pytest.raises(ValueError, match="copy"):
        np.array(column, copy=False)


def test_polars_has_a_row_for_each_item(x, column, batch):
    pl = pytest.importorskip("polars", reason="peer missing: polars")
    b = np.array([5.0, 6, 7])
    assert pl.DataFrame({"a": column, "b": b}).rows() == [(1, 5), (None, 6), (3, 7)]
    assert pl.DataFrame({"b": b}).with_columns(a=pl.Series(column)).rows() == [(5, 1), (6, None), (7, 3)]
    assert pl.DataFrame(batch).rows() == [(1, "a"), (2, None), (3, "c")]
    assert pl.Series(x.numpy()).to_list() == [0, 1, 2]
    for use in (pl.Series, pl.DataFrame, lambda x: pl.DataFrame({"a": x})):
        with pytest.raises(TypeError, match="unsupported type 'Array'"):  # its list of types is closed
            use(x)


def test_pyarrow_shares_arrays(x):
    pa = pytest.importorskip("pyarrow", reason="peer missing: pyarrow")
    array = pa.array(x)
    assert array.to_pylist() == [0, 1, 2]
    assert array.buffers()[1].address == np.asarray(x).ctypes.data
    assert pa.array(x, pa.float32()).to_pylist() == [0, 1, 2]
    assert pa.table({"a": x}).column("a").to_pylist() == [0, 1, 2]
    assert pa.array(culebra.array(np.array(["2026-11-30"], dtype="M8[D]"))).type == pa.date32()
    with pytest.raises(ValueError, match="1-dimensional"):
        pa.array(culebra.array(np.zeros((2, 2))))


@pytest.mark.parametrize("image", IMAGES[:1] + IMAGES[2:6], ids=lambda a: a.dtype.str)
def test_torch_and_jax_have_the_elements(image):
    torch = pytest.importorskip("torch", reason="peer missing: torch")
    jnp = pytest.importorskip("jax.numpy", reason="peer missing: jax")
    x = culebra.array(image)
    for use in (torch.tensor, torch.as_tensor):
        if all(stride >= 0 for stride in image.strides):
            np.testing.assert_array_equal(use(x).numpy(), image)
    for use in (jnp.array, jnp.asarray):
        np.testing.assert_array_equal(use(x), image)


def test_scipy_takes_one_for_a_list(x):
    integrate = pytest.importorskip("scipy.integrate", reason="peer missing: scipy")
    solved = integrate.solve_ivp(lambda t, y: -y, culebra.array(np.array([0.0, 1.0])), x, rtol=1e-9)
    np.testing.assert_allclose(solved.y[:, -1], np.arange(3) * math.exp(-1), rtol=1e-6)
