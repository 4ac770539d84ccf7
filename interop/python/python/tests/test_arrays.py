"""Arrays and columns, whose memory both sides have."""

import gc
import sys
import weakref

import culebra
import numpy as np
import pytest

pytestmark = pytest.mark.usefixtures("java")


def address(x):
    return culebra.function("com.acme.Filters::address")(x)


def test_three_lines_filter_without_a_copy():
    image = np.arange(12.0).reshape(3, 4)
    expected = np.where(image < 5, 0, image)
    filtered = culebra.function("com.acme.Filters::threshold")(image, 5)
    assert address(image) == image.ctypes.data
    assert address(filtered) == filtered.numpy().ctypes.data == np.asarray(filtered).ctypes.data
    np.testing.assert_array_equal(filtered.numpy(), expected)


def test_java_writes_into_numpys_memory():
    image = np.arange(6.0).reshape(2, 3)
    assert culebra.function("com.acme.Filters::scale")(image, 10) is None
    np.testing.assert_array_equal(image, [[0, 10, 20], [30, 40, 50]])


def test_view_of_an_argument_as_result_keeps_it():
    image = np.arange(6.0).reshape(2, 3)
    there = image.ctypes.data
    result = culebra.function("com.acme.Filters::transposed")(image)
    del image
    gc.collect()
    assert result.shape == (3, 2)
    assert result.strides == (8, 24)
    assert result.numpy().ctypes.data == there
    np.testing.assert_array_equal(result, [[0, 3], [1, 4], [2, 5]])


@pytest.mark.parametrize(
    "image",
    [
        np.arange(24.0).reshape(4, 6)[::-2, 1::2],
        np.arange(6, dtype=">i4"),
        np.array(7, dtype=np.uint8),
        np.zeros((0, 3), dtype=np.float32),
        np.array([1 + 2j], dtype=np.complex64),
        np.array([True, False]),
        np.array(["2026-11-30"], dtype="M8[D]"),
    ],
    ids=lambda a: a.dtype.str,
)
def test_array_has_the_memory_of_numpys(image):
    x = culebra.array(image)
    assert isinstance(x, culebra.Array)
    assert (x.shape, x.ndim, x.itemsize, x.readonly) == (image.shape, image.ndim, image.itemsize, False)
    if image.size > 0:  # else NumPy's strides and address may be any
        assert x.strides == image.strides
        assert x.numpy().ctypes.data == image.ctypes.data
    assert x.dtype == image.dtype
    np.testing.assert_array_equal(x.numpy(), image)


def test_array_keeps_the_memory_as_long_as_it_lives():
    image = np.arange(3.0)
    kept = weakref.ref(image)
    x = culebra.array(image)
    del image
    gc.collect()
    np.testing.assert_array_equal(x, [0, 1, 2])
    view = x.numpy()
    del x
    gc.collect()
    np.testing.assert_array_equal(view, [0, 1, 2])
    del view
    gc.collect()
    culebra.array(np.zeros(1))  # what is to be released waits for the next one who has the lock
    assert kept() is None


def test_array_of_an_array_has_the_same_memory():
    image = np.arange(3.0)
    x = culebra.array(culebra.array(image))
    x.numpy()[0] = 42
    assert image[0] == 42


def test_read_only_stays_read_only():
    image = np.arange(3.0)
    image.flags.writeable = False
    assert culebra.function("com.acme.Filters::isReadOnly")(image)
    x = culebra.array(image)
    assert x.readonly
    assert not x.numpy().flags.writeable


def test_torch_shares_its_memory():
    torch = pytest.importorskip("torch", reason="peer missing: torch")
    tensor = torch.arange(6, dtype=torch.float64).reshape(2, 3)
    x = culebra.array(tensor)
    assert address(tensor) == tensor.data_ptr()
    assert torch.from_dlpack(x).data_ptr() == tensor.data_ptr()
    culebra.function("com.acme.Filters::scale")(tensor, 2)
    assert tensor.tolist() == [[0, 2, 4], [6, 8, 10]]


def test_columns_share_their_memory():
    pa = pytest.importorskip("pyarrow", reason="peer missing: pyarrow")
    column = pa.array([1, None, 3])
    assert culebra.function("com.acme.Filters::missing")(column) == 1
    back = pa.array(culebra.function("com.acme.Filters::present")(column))
    assert back.equals(column)
    assert [b.address for b in back.buffers()] == [b.address for b in column.buffers()]


def test_what_is_no_array_is_an_error_with_each_try():
    with pytest.raises(TypeError, match="argument 'x': expected an object that shares an array but found object"):
        culebra.array(object())


def test_views_have_the_memory_and_the_type_of_their_argument():
    total = culebra.function("com.acme.Filters::sum")
    assert total.__doc__ == "sum(values: array[float64]) -> float"
    assert total(np.arange(6.0)[::-2]) == 9
    with pytest.raises(TypeError, match="argument 'values': .*float64.*float32"):
        total(np.zeros(3, dtype=np.float32))


def test_arrays_of_java_are_copies():
    numbers = np.array([3.0, 1, 2])
    in_order = culebra.function("com.acme.Filters::sorted")
    assert in_order.__doc__ == "sorted(values: sequence[float]) -> sequence[float]"
    assert in_order(numbers).numpy().tolist() == [1, 2, 3]
    assert numbers.tolist() == [3, 1, 2]
    assert in_order([3, 1.5]).numpy().tolist() == in_order((1.5, 3)).numpy().tolist() == [1.5, 3]
    assert in_order(np.array([2, 1], dtype=np.int16)).numpy().tolist() == [1, 2]
    assert in_order([]).shape == (0,)
    with pytest.raises(TypeError, match=r"expected an array with one axis, to be copied, but found the shape \[2, 2\]"):
        in_order(np.zeros((2, 2)))
    with pytest.raises(TypeError, match="must be real number, not str"):
        in_order([1, "two"])
    count = culebra.function("com.acme.Filters::count")
    assert count([True, False, True]) == count(np.array([True, False, True])) == 2
    with pytest.raises(TypeError, match="expected an array of bool but found int64"):
        count(np.array([1, 0]))


class FirstDlpack(np.ndarray):
    """As NumPy's arrays before 2.1."""

    def __dlpack__(self, stream=None):
        return super().__dlpack__()


def test_arrays_with_the_first_version_of_dlpack_can_be_written():
    image = np.zeros((2, 2)).view(FirstDlpack)
    culebra.array(image).numpy()[0, 1] = 42
    assert image[0, 1] == 42
    image.flags.writeable = False
    assert culebra.array(image).readonly


def test_references_do_not_accumulate():
    transposed = culebra.function("com.acme.Filters::transposed")
    image = np.zeros((2, 2))
    before = sys.getrefcount(image)
    for _ in range(5_000):
        transposed(image)
        culebra.array(image)
    assert sys.getrefcount(image) <= before + 2  # of the last calls, which the next one releases
