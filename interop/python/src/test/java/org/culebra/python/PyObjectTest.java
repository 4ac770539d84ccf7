package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.culebra.ffi.CComplex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyObjectTest {
  private final Python python = TestPython.with();
  private PythonScope py;

  @BeforeEach
  void open() {
    py = python.open();
  }

  @AfterEach
  void close() {
    py.close();
  }

  static List<Arguments> values() {
    return List.of(
        Arguments.of(null, "None"),
        Arguments.of(true, "True"),
        Arguments.of(false, "False"),
        Arguments.of((byte) -128, "-128"),
        Arguments.of((short) 32767, "32767"),
        Arguments.of(Integer.MIN_VALUE, "-2147483648"),
        Arguments.of(Long.MAX_VALUE, "9223372036854775807"),
        Arguments.of(BigInteger.TWO.pow(64).negate(), "-18446744073709551616"),
        Arguments.of(BigInteger.TWO.pow(63), "9223372036854775808"),
        Arguments.of(BigInteger.TEN, "10"),
        Arguments.of(1.5f, "1.5"),
        Arguments.of(0.1, "0.1"),
        Arguments.of(Double.NEGATIVE_INFINITY, "-inf"),
        Arguments.of(new CComplex(1, -2), "(1-2j)"),
        Arguments.of('ä', "'ä'"),
        Arguments.of("text", "'text'"),
        Arguments.of("", "''"),
        Arguments.of("a\0b", "'a\\x00b'"),
        Arguments.of("😀", "'😀'"),
        Arguments.of("\ud800", "'\\ud800'"),
        Arguments.of(java.nio.CharBuffer.wrap("built"), "'built'"),
        Arguments.of(new byte[] {0, 'a', -1}, "b'\\x00a\\xff'"),
        Arguments.of(new byte[0], "b''"),
        Arguments.of(Arrays.asList(1, null, "x"), "[1, None, 'x']"),
        Arguments.of(List.of(), "[]"),
        Arguments.of(new Object[] {1, 2.5}, "(1, 2.5)"),
        Arguments.of(new Object[0], "()"),
        Arguments.of(Map.of("a", List.of(true)), "{'a': [True]}"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesOfJava_becomeObjects(Object value, String repr) {
    PyObject object = py.of(value);

    assertThat(object.repr()).isEqualTo(repr);
    assertThat(object.isNone()).isEqualTo(value == null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "1", "-1", "2**31", "-2**31", "2**62", "2**63 - 1", "-2**63", "True"})
  void integersThatFit_comeAsLong(String expression) {
    PyObject number = py.evaluate(expression);

    assertThat(number.asLong()).isEqualTo(number.asBigInteger().longValueExact());
    assertThat(py.of(number.asLong()).isEqual(number)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2**63", "-2**63 - 1", "2**64", "10**100", "-10**100"})
  void integersThatDoNotFit_areRejected_andComeAsBigInteger(String expression) {
    PyObject number = py.evaluate(expression);

    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(number::asLong);
    assertThat(number.asBigInteger().toString()).isEqualTo(number.repr());
    assertThat(py.of(number.asBigInteger()).isEqual(number)).isTrue();
  }

  @Test
  void numbers_comeAsWhatTheyAre() {
    assertThat(py.evaluate("7").asInt()).isEqualTo(7);
    assertThat(py.evaluate("7").asDouble()).isEqualTo(7.0);
    assertThat(py.evaluate("-1.0").asDouble()).isEqualTo(-1.0);
    assertThat(py.evaluate("float('nan')").asDouble()).isNaN();
    assertThat(py.evaluate("3 - 4j").asComplex()).isEqualTo(new CComplex(3, -4));
    assertThat(py.evaluate("-1").asComplex()).isEqualTo(new CComplex(-1, 0));
    assertThat(py.evaluate("[]").asBoolean()).isFalse();
    assertThat(py.evaluate("[0]").asBoolean()).isTrue();
  }

  /// As numbers of NumPy's are that are no subclasses of Python's.
  @Test
  void objectsWithNumberMethods_comeAsWhatThoseReturn() {
    py.run(
        """
        class Number:
            def __complex__(self): return 1 + 2j
            def __float__(self): return 0.5
            def __index__(self): return 7
        """);
    PyObject number = py.evaluate("Number()");

    assertThat(number.asComplex()).isEqualTo(new CComplex(1, 2));
    assertThat(number.asDouble()).isEqualTo(0.5);
    assertThat(number.asLong()).isEqualTo(7);
  }

  @Test
  void listsThatContainThemselves_overflowTheStack_andNothingElse() {
    List<Object> list = new ArrayList<>();
    list.add(list);

    assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> py.of(list));
    assertThat(py.of(List.of(1)).repr()).isEqualTo("[1]");
  }

  @Test
  void otherObjects_areNoNumbers() {
    PyObject text = py.evaluate("'x'");

    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(text::asLong)
        .matches(e -> e.type().equals("TypeError"), "type");
    assertThatExceptionOfType(PythonException.class).isThrownBy(text::asDouble);
    assertThatExceptionOfType(PythonException.class).isThrownBy(text::asComplex);
    assertThatExceptionOfType(PythonException.class).isThrownBy(text::asBytes);
    assertThatExceptionOfType(PythonException.class).isThrownBy(() -> py.of(1).asString());
    assertThatExceptionOfType(PythonException.class).isThrownBy(() -> py.evaluate("1.5").asLong());
    assertThatExceptionOfType(PythonException.class).isThrownBy(() -> py.of(1).size());
    assertThatExceptionOfType(PythonException.class).isThrownBy(() -> py.of(1).items());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "ä€😀", "a\0b", "\ud800", "x\udc00y", "\udc00\ud800"})
  void strings_comeBackAsTheyWere(String text) {
    assertThat(py.of(text).asString()).isEqualTo(text);
  }

  @Test
  void bytes_comeBackAsTheyWere() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }

    assertThat(py.of(all).asBytes()).isEqualTo(all);
  }

  @Test
  void attributes_areReadSetAndAskedFor() {
    PyObject object = py.evaluate("type('C', (), {'a': 1})()");
    object.setAttribute("b", List.of(2));

    assertThat(object.attribute("a").asInt()).isEqualTo(1);
    assertThat(object.attribute("b").repr()).isEqualTo("[2]");
    assertThat(object.hasAttribute("a")).isTrue();
    assertThat(object.hasAttribute("c")).isFalse();
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> object.attribute("c"))
        .matches(e -> e.type().equals("AttributeError"), "type");
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> py.of(1).setAttribute("x", 1));
  }

  @Test
  void items_areReadAndSet() {
    PyObject dict = py.dict(Map.of("k", 1));
    dict.setItem("k", 2);
    dict.setItem(new Object[] {1, 2}, "pair");

    assertThat(dict.item("k").asInt()).isEqualTo(2);
    assertThat(dict.item(new Object[] {1, 2}).asString()).isEqualTo("pair");
    assertThat(dict.size()).isEqualTo(2);
    assertThat(py.of(List.of(5, 6, 7)).item(-1).asInt()).isEqualTo(7);
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> dict.item("none"))
        .matches(e -> e.type().equals("KeyError"), "type");
  }

  @Test
  void calls_takeValuesAndKeywords() {
    PyObject function = py.evaluate("lambda *args, **kwargs: (args, kwargs)");

    assertThat(function.call().repr()).isEqualTo("((), {})");
    assertThat(function.call(1, "x").repr()).isEqualTo("((1, 'x'), {})");
    assertThat(function.call(new Object[] {1}, Map.of("k", 2.5)).repr())
        .isEqualTo("((1,), {'k': 2.5})");
    assertThat(py.of("a-b").callMethod("split", "-").repr()).isEqualTo("['a', 'b']");
    assertThatExceptionOfType(PythonException.class).isThrownBy(() -> py.of(1).call());
  }

  @Test
  void items_areIterated() {
    List<Integer> found = new ArrayList<>();
    for (PyObject item : py.evaluate("iter([3, 1, 2])").items()) {
      found.add(item.asInt());
    }

    assertThat(found).containsExactly(3, 1, 2);
  }

  @Test
  void iteration_throwsWhatTheIteratorRaises() {
    PyObject generator = py.evaluate("(1 / x for x in (1, 0))");

    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> generator.items().forEach(PyObject::asDouble))
        .matches(e -> e.type().equals("ZeroDivisionError"), "type");
  }

  @Test
  void sameAndEqual_areTwoThings() {
    PyObject a = py.evaluate("[1]");
    PyObject b = py.evaluate("[1]");

    assertThat(a.isEqual(b)).isTrue();
    assertThat(a.isSame(b)).isFalse();
    assertThat(a.isSame(py.of(a))).isTrue();
    assertThat(a.isEqual(List.of(1))).isTrue();
    assertThat(a.isEqual(2)).isFalse();
  }

  /// Each operation of an object whose Python code closes the object's only handle.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "attribute",
        "hasAttribute",
        "setAttribute",
        "item",
        "setItem",
        "equals",
        "boolean",
        "long",
        "double",
        "size",
        "items",
        "repr",
        "str",
        "array"
      })
  void handle_canBeClosedDuringAnOperation(String operation) {
    PyObject[] handle = new PyObject[1];
    PyObject main = py.importModule("__main__");
    JavaFunctions.Body closing = // not without the lock, or the release would wait
        argument -> {
          handle[0].close();
          return argument;
        };
    main.setAttribute("close", JavaFunctions.of(py, closing));
    py.run(
        """
        import gc, weakref
        class Closing:
            def __getattr__(self, name): return self._close("x")
            def __setattr__(self, name, value): self._close(None)
            def __getitem__(self, key): return self._close("x")
            def __setitem__(self, key, value): self._close(None)
            def __eq__(self, other): return self._close(True)
            def __bool__(self): return self._close(True)
            def __index__(self): return self._close(1)
            def __float__(self): return self._close(1.0)
            def __len__(self): return self._close(1)
            def __iter__(self): return self._close(iter("x"))
            def __repr__(self): return self._close("x")
            def __dlpack__(self, **keywords): return self._close(1)
            def _close(self, result):
                close(None)
                assert here() is not None
                return result
        def closing():
            global here
            made = Closing()
            here = weakref.ref(made)
            return made
        """);
    handle[0] = py.evaluate("closing()");
    PyObject object = handle[0];
    switch (operation) {
      case "attribute" -> assertThat(object.attribute("x").asString()).isEqualTo("x");
      case "hasAttribute" -> assertThat(object.hasAttribute("x")).isTrue();
      case "setAttribute" -> object.setAttribute("x", 1);
      case "item" -> assertThat(object.item(1).asString()).isEqualTo("x");
      case "setItem" -> object.setItem(1, 1);
      case "equals" -> assertThat(object.isEqual(1)).isTrue();
      case "boolean" -> assertThat(object.asBoolean()).isTrue();
      case "long" -> assertThat(object.asLong()).isOne();
      case "double" -> assertThat(object.asDouble()).isOne();
      case "size" -> assertThat(object.size()).isOne();
      case "items" -> assertThat(object.items().iterator().next().asString()).isEqualTo("x");
      case "repr" -> assertThat(object.repr()).isEqualTo("x");
      case "str" -> assertThat(object.toString()).isEqualTo("x");
      default ->
          assertThatIllegalArgumentException()
              .isThrownBy(() -> py.array(Arena.ofAuto(), object))
              .withMessageContaining("expected a capsule named");
    }
    assertThat(py.evaluate("gc.collect() and None or here() is None").asBoolean()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(object::repr)
        .withMessage("expected an open handle but found a closed one");
  }

  @Test
  void callMethod_takesKeywords_andAMapIsADict() {
    py.run(
        """
        class Recorder:
            def record(self, *arguments, **keywords):
                return arguments, keywords
        """);
    PyObject recorder = py.evaluate("Recorder()");
    Map<String, Object> dtype = Map.of("dtype", "int8");

    assertThat(recorder.callMethod("record", new Object[] {3, "C"}, dtype).repr())
        .isEqualTo("((3, 'C'), {'dtype': 'int8'})");
    assertThat(recorder.callMethod("record", new Object[0], Map.of()).repr()).isEqualTo("((), {})");
    assertThat(recorder.callMethod("record", 3, dtype).repr())
        .isEqualTo("((3, {'dtype': 'int8'}), {})");
    assertThat(recorder.callMethod("record", dtype).repr()).isEqualTo("(({'dtype': 'int8'},), {})");
  }
}
