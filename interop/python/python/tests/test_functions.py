"""Static methods of Java."""

import inspect
import pickle
import re
import threading
import traceback

import culebra
import numpy as np
import pytest

pytestmark = pytest.mark.usefixtures("java")


def function(name):
    return culebra.function("com.acme.Filters::" + name)


def test_strings_and_none():
    assert function("greet")("Δelta 🐍") == "¡Hola, Δelta 🐍!"
    assert function("greet")(None) is None
    assert function("text")(np.array([1.5, 2])) == "[1.5 2. ]"


def test_methods_of_java_itself():
    assert culebra.function("java.lang.Math::hypot")(3, 4) == 5.0


def test_name_documentation_and_signature():
    scale = function("scale")
    assert scale.__name__ == "scale"
    assert scale.__doc__ == "scale(image: array, factor: float) -> None"
    assert list(inspect.signature(scale).parameters) == ["image", "factor"]
    image = np.ones((1, 1))
    scale(factor=3, image=image)
    assert image[0, 0] == 3


def test_overloads_are_chosen_by_the_number_of_arguments():
    add = function("add")
    assert (add(1, 2), add(1, 2, 3)) == (3, 6)
    assert repr(add) == "<culebra.Function com.acme.Filters::add with 2 or 3 arguments>"
    with pytest.raises(TypeError, match=r"add\(a: int, b: int\) -> int\n.*add\(a: int, b: int, c: int\) -> int\nbut found 1"):
        add(1)


def test_overloads_with_the_same_number_are_chosen_by_types():
    with pytest.raises(ValueError, match=r"(?s)choose one of\n.*Filters::mean\(double\)\n.*Filters::mean\(NDArray\)"):
        function("mean")
    assert function("mean(double)")(2.5) == 2.5
    assert function("mean( NDArray )")(np.array([1.0, 2.0])) == 1.5


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("com.acme.Filters.scale", 'expected a name such as com.acme.Filters::blur but found "com.acme.Filters.scale"'),
        ("com.acme.Nothing::scale", "expected a class com.acme.Nothing but found none on the class path"),
        ("com.acme.Hidden::one", "expected a public class but found com.acme.Hidden"),
        ("com.acme.Filters::nothing", "but found none of this name"),
        ("com.acme.Filters::hidden", "but found none of this name"),
        ("com.acme.Filters::scale(NDArray)", "but found none of this name"),
        ("com.acme.Filters::instance", r"instance\(int\): not static"),
        ("com.acme.Filters::anything", r"anything\(Object\): expected .* but found java.lang.Object"),
        ("jdk.internal.misc.Unsafe::getUnsafe", "but found"),
    ],
)
def test_other_methods_are_rejected(name, message):
    with pytest.raises(ValueError, match=message):
        culebra.function(name)


def test_nested_class_has_its_name_in_java():
    assert function("add(int,int)")(1, 2) == 3
    assert culebra.function("com.acme.Filters.Inner::twice")(21) == 42
    assert culebra.function("com.acme.Filters$Inner::twice")(21) == 42


def test_wrong_arguments_are_pythons_errors():
    with pytest.raises(TypeError, match="expected 2 arguments but found 1"):
        function("scale")(np.ones((1, 1)))
    with pytest.raises(TypeError, match="str"):
        function("mean(double)")("x")
    with pytest.raises(TypeError, match="expected str but found int"):
        function("greet")(1)
    with pytest.raises(TypeError, match="expected str but found list"):
        culebra.function([])
    with pytest.raises(ValueError, match="argument 'b': expected an int from -2147483648 to 2147483647 but found 4294967296"):
        function("add")(1, 2**32)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("add(int,int)", (1, 2.5), r"add(a: int, b: int) -> int: argument 'b': expected int but found float: "),
        ("add(int,int)", (None, 2), "argument 'a': expected int but found NoneType: "),
        ("scale", (np.ones((1, 1)), "3"), "argument 'factor': expected float but found str: "),
        ("greet", (1,), "greet(name: str) -> str: argument 'name': expected str but found int"),
        ("sorted", ([1, "two"],), "argument 'values': expected sequence[float] but found list: must be real number, not str"),
    ],
)
def test_wrong_type_names_the_function_and_the_argument(name, arguments, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        function(name)(*arguments)


def test_exception_of_an_argument_stays_what_it_is():
    class Unwilling:
        def __index__(self):
            raise TypeError("not now")

    with pytest.raises(TypeError, match="^not now$"):
        function("add")(1, Unwilling())


def test_exceptions_of_java_have_javas_trace():
    with pytest.raises(culebra.JavaError, match="too dark") as raised:
        function("fail")("too dark")
    assert str(raised.value) == "java.lang.IllegalStateException: too dark"
    assert type(raised.value) is culebra.JavaError
    text = "".join(traceback.format_exception(raised.value))
    assert "at com.acme.Filters.fail(Filters.java:" in text
    assert repr(raised.value.throwable) == "java.lang.IllegalStateException: too dark"
    elsewhere = pickle.loads(pickle.dumps(raised.value))
    assert (elsewhere.args, elsewhere.__notes__) == (raised.value.args, raised.value.__notes__)
    assert elsewhere.throwable is None


def test_functions_over_numbers_release_the_gil():
    met = []
    threads = [threading.Thread(target=lambda: met.append(function("meet")())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert met == [True, True]


def test_functions_are_called_by_many_threads():
    add, sums = function("add"), []

    def work(k):
        sums.append(sum(add(i, k) for i in range(1000)))

    threads = [threading.Thread(target=work, args=[k]) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(sums) == [499_500 + 1000 * k for k in range(8)]
