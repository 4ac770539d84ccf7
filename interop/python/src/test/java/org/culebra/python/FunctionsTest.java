package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import org.culebra.array.ArrayView;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.IntView;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.ffi.CComplex;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunctionsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private static Python python;
  private PythonScope scope;

  @BeforeAll
  static void start() {
    python = TestPython.with("numpy", "scipy", "pyarrow");
  }

  @BeforeEach
  void open() {
    scope = python.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private PyObject evaluate(String expression, PyObject f) {
    PyObject main = scope.importModule("__main__");
    main.setAttribute("f", f);
    try {
      return scope.evaluate(expression);
    } finally {
      main.setAttribute("f", null);
    }
  }

  @FunctionalInterface
  interface Blur {
    NDArray blur(NDArray image, double radius);
  }

  @FunctionalInterface
  interface Texts {
    @Nullable String join(String left, byte @Nullable [] right);
  }

  @FunctionalInterface
  interface Numbers {
    BigInteger sum(byte a, short b, int c, long d, float e, double f, boolean g, BigInteger h);
  }

  @FunctionalInterface
  interface Complexes {
    CComplex conjugate(CComplex z);
  }

  @FunctionalInterface
  interface Columns {
    long length(Column column);
  }

  @FunctionalInterface
  interface Objects {
    PyObject second(PyObject pair);
  }

  // --- Java in Python

  @Test
  void lambda_isACallable() {
    PyObject f = scope.function(DoubleBinaryOperator.class, (x, y) -> 10 * x + y);
    assertThat(evaluate("f(1.5, 2)", f).asDouble()).isEqualTo(17);
    assertThat(evaluate("callable(f)", f).asBoolean()).isTrue();
    assertThat(f.attribute("__name__").asString()).isEqualTo("applyAsDouble");
    assertThat(f.repr()).startsWith("<culebra.Function applyAsDouble(");
  }

  @Test
  void numbers_ofEachType() {
    PyObject f =
        scope.function(
            LOOKUP,
            Numbers.class,
            (a, b, c, d, e, g, h, i) ->
                i.add(BigInteger.valueOf(a + b + c + d + (long) e + (long) g + (h ? 1 : 0))));
    assertThat(evaluate("f(1, 2, 3, 4, 5.0, 6.0, True, 2**70)", f).asBigInteger())
        .isEqualTo(BigInteger.TWO.pow(70).add(BigInteger.valueOf(22)));
    assertThat(evaluate("f.__doc__", f).asString())
        .isEqualTo(
            "sum(a: int, b: int, c: int, d: int, e: float, f: float, g: bool, h: int) -> int");
  }

  @Test
  void textsBytesAndNone() {
    PyObject f =
        scope.function(
            LOOKUP,
            Texts.class,
            (left, right) ->
                right == null ? null : left + new String(right, StandardCharsets.UTF_8));
    assertThat(evaluate("f('ab\\U0001F40D', b'cd')", f).asString()).isEqualTo("ab🐍cd");
    assertThat(evaluate("f('ab', None)", f).isNone()).isTrue();
  }

  @Test
  void complexNumbers() {
    PyObject f = scope.function(LOOKUP, Complexes.class, z -> new CComplex(z.re(), -z.im()));
    assertThat(evaluate("f(1+2j) == 1-2j", f).asBoolean()).isTrue();
  }

  @Test
  void objects_areHandles() {
    PyObject f = scope.function(LOOKUP, Objects.class, pair -> pair.item(1));
    assertThat(evaluate("f((1, 'two'))", f).asString()).isEqualTo("two");
    assertThat(evaluate("f((1, None)) is None", f).asBoolean()).isTrue();
  }

  @Test
  void arrays_areSeenInPlace() {
    scope.run("import numpy as np; x = np.arange(12.0).reshape(3, 4)[::-1, ::2]");
    PyObject f =
        scope.function(
            LOOKUP,
            Blur.class,
            (image, radius) -> {
              image.setDouble(0, 1, radius);
              return image.transpose();
            });
    scope.importModule("__main__").setAttribute("blur", f);
    scope.run("y = np.asarray(blur(x, radius=-7.5))");
    assertThat(scope.evaluate("x[0, 1]").asDouble()).isEqualTo(-7.5);
    assertThat(scope.evaluate("y.shape == (2, 3) and np.shares_memory(x, y)").asBoolean()).isTrue();
    assertThat(scope.evaluate("y.tolist()").toString())
        .isEqualTo("[[8.0, 4.0, 0.0], [-7.5, 6.0, 2.0]]");
  }

  @Test
  void arrays_endWithTheCall() {
    NDArray[] kept = new NDArray[1];
    PyObject f =
        scope.function(
            LOOKUP,
            Blur.class,
            (image, _) -> {
              kept[0] = image;
              return image;
            });
    evaluate("f(__import__('numpy').zeros(3), 1)", f);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> kept[0].getDouble(0));
  }

  @Test
  void columns_areSeenInPlace() {
    PyObject f = scope.function(LOOKUP, Columns.class, Column::length);
    assertThat(evaluate("f(__import__('pyarrow').array([1, None, 3]))", f).asLong()).isEqualTo(3);
  }

  @Test
  void keywords_haveTheNamesOfTheInterface() {
    PyObject f = scope.function(LOOKUP, Blur.class, (image, _) -> image);
    assertThat(evaluate("str(__import__('inspect').signature(f))", f).asString())
        .isEqualTo("(image, radius)");
    for (Map.Entry<String, String> wrong :
        Map.of(
                "f([1])",
                "blur(image: array, radius: float) -> array expected 2 arguments but found 1",
                "f(1, 2, 3)",
                "blur(image: array, radius: float) -> array expected 2 arguments but found 3",
                "f(1, size=2)",
                "blur(image: array, radius: float) -> array expected argument 'radius' but found"
                    + " ['size']",
                "f(1, image=2)",
                "blur(image: array, radius: float) -> array expected argument 'radius' but found"
                    + " ['image']")
            .entrySet()) {
      assertThatExceptionOfType(PythonException.class)
          .as(wrong.getKey())
          .isThrownBy(() -> evaluate(wrong.getKey(), f))
          .satisfies(e -> assertThat(e.type()).isEqualTo("TypeError"))
          .withMessageContaining(wrong.getValue());
    }
  }

  @Test
  void valuesOfOtherTypes_raisePythonsErrors() {
    PyObject f = scope.function(DoubleUnaryOperator.class, x -> x);
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> evaluate("f('one')", f))
        .satisfies(e -> assertThat(e.type()).isEqualTo("TypeError"));
    PyObject small = scope.function(LOOKUP, Numbers.class, (a, _, _, _, _, _, _, i) -> i);
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> evaluate("f(128, 2, 3, 4, 5, 6, 7, 8)", small))
        .satisfies(e -> assertThat(e.type()).isEqualTo("ValueError"))
        .withMessageContaining("expected an int from -128 to 127 but found 128");
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> evaluate("f(1, 2, 3, 2**63, 5, 6, 7, 8)", small))
        .satisfies(e -> assertThat(e.type()).isEqualTo("OverflowError"));
  }

  @Test
  void interfacesWithoutAConversion_areRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.function(java.util.function.IntFunction.class, _ -> "x"))
        .withMessageContaining("but found java.lang.Object in");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.function(List.class, List.of()))
        .withMessageStartingWith("expected an interface with one abstract method but found");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.function(Blur.class, (image, _) -> image))
        .withMessageContaining("make it public, or pass MethodHandles.lookup()");
  }

  @Test
  void pickling_isRejected() {
    PyObject f = scope.function(DoubleUnaryOperator.class, x -> x);
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> evaluate("__import__('pickle').dumps(f)", f))
        .withMessageContaining("cannot pickle a culebra.Function");
  }

  @Test
  void functionsOfNumbers_runWithoutTheLock() throws Exception {
    CountDownLatch entered = new CountDownLatch(8);
    DoubleUnaryOperator meet =
        x -> {
          entered.countDown();
          try {
            return entered.await(20, TimeUnit.SECONDS) ? x : -1;
          } catch (InterruptedException e) {
            return -2;
          }
        };
    PyObject f = scope.function(DoubleUnaryOperator.class, meet);
    PyObject results =
        evaluate(
            "list(__import__('concurrent.futures').futures.ThreadPoolExecutor(8).map(f, range(8)))",
            f);
    assertThat(results.toString()).isEqualTo("[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]");
  }

  @Test
  void eightThreadsOfPython_callOneLambda() {
    AtomicInteger calls = new AtomicInteger();
    PyObject f =
        scope.function(
            LOOKUP,
            Texts.class,
            (left, _) -> {
              calls.incrementAndGet();
              return left;
            });
    PyObject main = scope.importModule("__main__");
    main.setAttribute("f", f);
    scope.run(
        """
        import concurrent.futures
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            texts = list(pool.map(lambda i: f(str(i), b''), range(8000)))
        assert texts == [str(i) for i in range(8000)]
        """);
    main.setAttribute("f", null);
    assertThat(calls).hasValue(8000);
  }

  @FunctionalInterface
  interface Views {
    double sum(DoubleView x, IntView y, ArrayView z);
  }

  @Test
  void views_areSeenInPlace() {
    scope.run("import numpy as np; x = np.arange(4.0)[::-2]; y = np.arange(3, dtype='i4')");
    List<LongView> kept = new ArrayList<>();
    PyObject f =
        scope.function(
            LOOKUP,
            Views.class,
            (x, y, z) -> {
              x.set(0, 42);
              kept.add((LongView) z);
              return x.get(1) + y.get(2) + z.size();
            });
    assertThat(evaluate("f(x, y, np.zeros(5, dtype='u8'))", f).asDouble()).isEqualTo(8);
    assertThat(scope.evaluate("x[0]").asDouble()).isEqualTo(42);
    assertThatExceptionOfType(IllegalStateException.class)
        .as("it ends with the call")
        .isThrownBy(() -> kept.getFirst().get(0));
    assertThat(f.attribute("__doc__").asString())
        .isEqualTo("sum(x: array[float64], y: array[int32], z: array) -> float");
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> evaluate("f(x, y.astype('f4'), y)", f))
        .satisfies(e -> assertThat(e.type()).isEqualTo("TypeError"))
        .withMessageContaining("argument 'y': ")
        .withMessageContaining("float32");
  }

  @FunctionalInterface
  interface ToView {
    DoubleView view(NDArray x);
  }

  @FunctionalInterface
  interface OfView {
    double sum(DoubleView x);
  }

  @Test
  void views_goToJavaOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.function(LOOKUP, ToView.class, NDArray::asDoubles))
        .withMessageContaining("expected NDArray for what Python receives")
        .withMessageContaining("but found org.culebra.array.DoubleView in ");
    PyObject twice = scope.evaluate("lambda x: 2 * __import__('numpy').asarray(x)");
    assertThatIllegalArgumentException().isThrownBy(() -> twice.as(OfView.class));
    DoubleView view = twice.as(ToView.class).view(NDArray.copyOf(new double[] {1, 2, 3}, 3));
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    assertThat(view.get(2)).as("it lives as long as it is reached").isEqualTo(6);
  }

  @FunctionalInterface
  interface Copies {
    double[] sums(double[] a, float[] b, long[] c, int[] d, short[] e, boolean[] f);
  }

  @Test
  void arraysOfJava_areCopies_inBothDirections() {
    Copies adding =
        (a, b, c, d, e, f) -> {
          double[] sums = {a[0] + a[1], b[0] + b[1], c[0] + c[1], d[0] + d[1], e[0] + e[1], 0};
          sums[5] = f[0] || f[1] ? 1 : 0;
          Arrays.fill(a, -1);
          return sums;
        };
    PyObject f = scope.function(LOOKUP, Copies.class, adding);
    scope.run("import numpy as np; x = np.array([1, 2]); z = np.array([False, True])");
    String call = "np.asarray(f(x, x.astype('f4'), x, x.astype('i4'), x.astype('u1'), z)).tolist()";
    assertThat(evaluate(call, f).toString()).isEqualTo("[3.0, 3.0, 3.0, 3.0, 3.0, 1.0]");
    assertThat(scope.evaluate("x.tolist()").toString()).isEqualTo("[1, 2]");
    assertThat(evaluate("f([1, 2], (1, 2), [1, 2], [1, 2], [1, 2], [0, 1]).shape", f).toString())
        .isEqualTo("(6,)");
    Copies there =
        scope
            .evaluate("lambda *arrays: [float(np.asarray(a).sum()) for a in arrays]")
            .as(Copies.class);
    assertThat(
            there.sums(
                new double[] {1, 2},
                new float[] {1, 2},
                new long[] {1, 2},
                new int[] {1, 2},
                new short[] {1, 2},
                new boolean[] {true, true}))
        .containsExactly(3, 3, 3, 3, 3, 2);
    assertThat(scope.of(new double[] {1, 2}).attribute("dtype").toString()).isEqualTo("float64");
  }

  // --- Python in Java

  @Test
  void callable_isAnInterface() {
    DoubleBinaryOperator hypot =
        scope.importModule("math").attribute("hypot").as(DoubleBinaryOperator.class);
    assertThat(hypot.applyAsDouble(3, 4)).isEqualTo(5);
    assertThat(hypot.equals(hypot)).isTrue();
    assertThat(hypot).isNotEqualTo(new Object());
    assertThat(hypot.toString()).contains("hypot");
    DoubleUnaryOperator negate = scope.evaluate("lambda x: -x").as(DoubleUnaryOperator.class);
    assertThat(negate.andThen(x -> x + 1).applyAsDouble(5)).as("a default method").isEqualTo(-4);
  }

  @FunctionalInterface
  interface Twice {
    double at(double x);

    default double twice(double x) {
      return at(at(x));
    }
  }

  @Test
  void defaultMethods_ofInterfacesThatAreNotPublic() {
    PyObject three = scope.evaluate("lambda x: 3 * x");
    assertThat(three.as(LOOKUP, Twice.class).twice(5)).isEqualTo(45);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> three.as(Twice.class))
        .withMessageContaining("make the interface public, or pass MethodHandles.lookup()");
  }

  @Test
  void callable_staysDuringACall_whenItsHandleIsClosed() throws Exception {
    scope.run(
        """
        import functools, threading, weakref
        entered, let = threading.Event(), threading.Event()
        class Waiting:
            def __init__(self): self.let = let.wait
            def wait(self): entered.set(); self.let(20)
        gone = []
        def waiting():
            made = functools.partial(Waiting().wait)
            watched.append(weakref.ref(made, gone.append))
            return made
        watched = []
        """);
    for (boolean isInterface : new boolean[] {true, false}) {
      scope.run("entered.clear(); let.clear(); gone.clear()");
      PyObject callable = scope.evaluate("waiting()");
      Runnable runnable = callable.as(Runnable.class);
      Runnable call = isInterface ? runnable : () -> python.run(_ -> callable.call());
      Thread thread = new Thread(call);
      thread.start();
      scope.run("entered.wait(20)");
      callable.close();
      assertThat(scope.evaluate("len(gone)").asInt()).as("during the call").isZero();
      scope.run("let.set()");
      scope.close();
      thread.join();
      scope = python.open();
      assertThat(scope.evaluate("len(gone)").asInt()).as("after the call").isOne();
    }
  }

  @Test
  void callable_worksWithoutAScope_andOnVirtualThreads() throws Exception {
    DoubleUnaryOperator half = scope.evaluate("lambda x: x / 2").as(DoubleUnaryOperator.class);
    scope.close();
    double[] results = new double[2];
    Thread platform = new Thread(() -> results[0] = half.applyAsDouble(3));
    Thread virtual = Thread.ofVirtual().unstarted(() -> results[1] = half.applyAsDouble(5));
    platform.start();
    virtual.start();
    platform.join();
    virtual.join();
    assertThat(results).containsExactly(1.5, 2.5);
    scope = python.open();
  }

  @Test
  void arraysOfPython_liveAsLongAsTheyAreReached() {
    Blur blur =
        scope
            .evaluate("lambda image, radius: __import__('numpy').asarray(image) * radius")
            .as(Blur.class);
    NDArray result = blur.blur(NDArray.copyOf(new double[] {1, 2, 3}, 3), 2);
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    assertThat(result.toDoubleArray()).containsExactly(2, 4, 6);
  }

  @Test
  void everyType_goesBothWays() {
    Numbers sum = scope.evaluate("lambda *a: int(sum(a))").as(Numbers.class);
    assertThat(sum.sum((byte) 1, (short) 2, 3, 4, 5, 6, true, BigInteger.TEN))
        .isEqualTo(BigInteger.valueOf(32));
    Complexes conjugate = scope.evaluate("lambda z: z.conjugate()").as(Complexes.class);
    assertThat(conjugate.conjugate(new CComplex(1, 2))).isEqualTo(new CComplex(1, -2));
    Texts join = scope.evaluate("lambda a, b: b and a + b.decode()").as(Texts.class);
    assertThat(join.join("x", new byte[] {'y'})).isEqualTo("xy");
    assertThat(join.join("x", null)).isNull();
    Objects second = scope.evaluate("lambda p: p[1]").as(Objects.class);
    assertThat(second.second(scope.of(new Object[] {1, 2})).asInt()).isEqualTo(2);
    Runnable nothing = scope.evaluate("lambda: 5").as(Runnable.class);
    nothing.run();
  }

  @Test
  void wrongResults_areThrown() {
    DoubleUnaryOperator text = scope.evaluate("lambda x: 'no'").as(DoubleUnaryOperator.class);
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> text.applyAsDouble(1))
        .satisfies(e -> assertThat(e.type()).isEqualTo("TypeError"));
    IntUnaryOperator large = scope.evaluate("lambda x: 2**40").as(IntUnaryOperator.class);
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> large.applyAsInt(1))
        .withMessage(
            "ValueError: expected an int from -2147483648 to 2147483647 but found 1099511627776");
    DoubleUnaryOperator none = scope.evaluate("lambda x: None").as(DoubleUnaryOperator.class);
    assertThatExceptionOfType(PythonException.class).isThrownBy(() -> none.applyAsDouble(1));
  }

  @FunctionalInterface
  interface Reading {
    double read(double x) throws IOException;
  }

  @Test
  void checkedExceptions_areThoseThatTheInterfaceDeclares() {
    IOException thrown = new IOException("no file");
    PyObject f =
        scope.function(
            LOOKUP,
            Reading.class,
            x -> {
              throw thrown;
            });
    PyObject through = scope.evaluate("lambda f: lambda x: f(x)").call(f);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> through.as(Reading.class).read(1))
        .satisfies(e -> assertThat(e).isSameAs(thrown));
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> through.as(DoubleUnaryOperator.class).applyAsDouble(1))
        .withMessage("culebra.JavaError: java.io.IOException: no file")
        .satisfies(e -> assertThat(e.getCause()).isSameAs(thrown));
  }

  // --- through both

  @Test
  void exceptions_comeOutAtEveryDepth() {
    for (int depth : new int[] {1, 2, 5}) {
      IllegalStateException thrown = new IllegalStateException("at the bottom of " + depth);
      DoubleUnaryOperator java =
          x -> {
            throw thrown;
          };
      for (int i = 0; i < depth; i++) {
        PyObject f = scope.function(DoubleUnaryOperator.class, java);
        PyObject wrap = scope.evaluate("lambda f: lambda x: f(x) + 1");
        java = wrap.call(f).as(DoubleUnaryOperator.class);
      }
      DoubleUnaryOperator outermost = java;
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> outermost.applyAsDouble(1))
          .satisfies(e -> assertThat(e).isSameAs(thrown));
    }
    DoubleUnaryOperator bottom = scope.evaluate("lambda x: 1 / 0").as(DoubleUnaryOperator.class);
    PyObject f = scope.function(DoubleUnaryOperator.class, bottom);
    assertThatExceptionOfType(PythonException.class)
        .isThrownBy(() -> evaluate("f(2)", f))
        .satisfies(e -> assertThat(e.type()).isEqualTo("ZeroDivisionError"));
    assertThat(scope.evaluate("1 + 1").asInt()).as("the lock is held").isEqualTo(2);
  }

  @Test
  void functions_areReleased() {
    int before = python.interpreter().exports().live();
    PyObject f = scope.function(DoubleUnaryOperator.class, x -> x);
    assertThat(python.interpreter().exports().live()).isEqualTo(before + 1);
    f.close();
    assertThat(python.interpreter().exports().live()).isEqualTo(before);
  }

  @Test
  void manyCalls_doNotGrow() {
    int before = python.interpreter().exports().live();
    PyObject f = scope.function(LOOKUP, Blur.class, (image, _) -> image);
    PyObject main = scope.importModule("__main__");
    main.setAttribute("f", f);
    scope.run(
        """
        import sys, numpy as np
        x = np.zeros(4)
        f(x, 1)
        before = sys.getrefcount(x)
        for i in range(20000):
            f(x, 1)
        assert sys.getrefcount(x) <= before + 1, (before, sys.getrefcount(x))
        """);
    main.setAttribute("f", null);
    f.close();
    assertThat(python.interpreter().exports().live()).isLessThanOrEqualTo(before);
    DoubleUnaryOperator negate = scope.evaluate("lambda x: -x").as(DoubleUnaryOperator.class);
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      sum += negate.applyAsDouble(i);
    }
    assertThat(sum).isEqualTo(-4_999_950_000.0);
    assertThat(List.of(DType.FLOAT64)).isNotEmpty();
  }
}
