package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PythonScopeTest {
  private static final Python PYTHON = TestPython.with();

  @Test
  void get_andAttach_giveTheOneThatRuns() {
    assertThat(Python.get()).isSameAs(PYTHON);
    assertThat(Python.attach()).isSameAs(PYTHON);
  }

  @Test
  void start_aSecondTime_isRejected() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Python.start(PythonOptions.defaults()))
        .withMessage(
            "expected a process without Python but one runs, and there can be only one:"
                + " Python.attach() takes it");
  }

  @Test
  void open_withinAnotherScope_keepsTheLockUntilTheOuterOneCloses() {
    try (PythonScope outer = PYTHON.open()) {
      try (PythonScope inner = PYTHON.open()) {
        assertThat(inner.evaluate("1 + 1").asInt()).isEqualTo(2);
      }
      assertThat(outer.evaluate("2 + 2").asInt()).isEqualTo(4);
    }
  }

  @Test
  void scope_afterItsClose_isRejected_andMayBeClosedTwice() {
    PythonScope scope = PYTHON.open();
    scope.close();
    scope.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> scope.evaluate("1"))
        .withMessage("expected an open scope but found a closed one");
  }

  @Test
  void scope_ofAnotherThread_isRejected() throws Exception {
    try (PythonScope scope = PYTHON.open()) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread other =
          Thread.ofPlatform()
              .name("other")
              .start(() -> {
                try {
                  scope.evaluate("1");
                } catch (Throwable e) {
                  thrown.set(e);
                }
              });
      other.join();

      assertThat(thrown.get())
          .isInstanceOf(WrongThreadException.class)
          .hasMessage(
              "expected thread "
                  + Thread.currentThread().getName()
                  + ", which opened the scope, but found other");
    }
  }

  @Test
  void objects_outsideAScope_areRejected_butMayBeClosed() {
    PyObject object;
    try (PythonScope scope = PYTHON.open()) {
      object = scope.evaluate("object()");
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> object.attribute("x"))
        .withMessageContaining("expected a thread with an open Python scope but found");
    assertThat(object.toString()).startsWith("PyObject at 0x");
    object.close();
    object.close();
    assertThat(object.toString()).isEqualTo("PyObject, closed");
    try (PythonScope _ = PYTHON.open()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> object.attribute("x"))
          .withMessage("expected an open handle but found a closed one");
    }
  }

  @Test
  void virtualThread_isRejectedByOpen_andServedByRunAndCall() {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            PYTHON.open();
          } catch (Throwable e) {
            thrown.set(e);
          }
          result.complete(
              PYTHON.<String, RuntimeException>call(
                  scope -> scope.evaluate("'from ' + 'Python'").asString()));
        });

    assertThat(result.join()).isEqualTo("from Python");
    assertThat(thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected a platform thread but found the virtual thread")
        .hasMessageContaining("use Python.run or Python.call");
  }

  @Test
  void call_throwsWhatTheWorkThrows() {
    java.io.IOException boom = new java.io.IOException("boom");

    assertThat(
            catchThrowableOfType(
                java.io.IOException.class,
                () ->
                    PYTHON.run(scope -> {
                      throw boom;
                    })))
        .isSameAs(boom);
  }

  /// C releases the lock for a thread that has ended; otherwise all others would wait indefinitely.
  @Test
  void threadThatEndsWithinAScope_doesNotKeepTheLock() throws Exception {
    Thread careless = new Thread(PYTHON::open);
    careless.start();
    careless.join();

    CompletableFuture<Integer> next =
        CompletableFuture.supplyAsync(
            () -> PYTHON.<Integer, RuntimeException>call(scope -> scope.evaluate("7").asInt()));
    assertThat(next.get(10, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(7);
  }

  @Test
  void exceptionsOfPython_haveTypeTextAndTraceback() {
    try (PythonScope scope = PYTHON.open()) {
      PythonException e =
          catchThrowableOfType(
              PythonException.class, () -> scope.run("def half(x):\n    return x / 0\nhalf(1)"));

      assertThat(e.type()).isEqualTo("ZeroDivisionError");
      assertThat(e.text()).isEqualTo("division by zero");
      assertThat(e.traceback())
          .startsWith("Traceback (most recent call last):\n")
          .contains("line 2, in half")
          .endsWith("ZeroDivisionError: division by zero\n");
      assertThat(e).hasMessageStartingWith("ZeroDivisionError: division by zero").hasNoCause();
    }
  }

  @Test
  void exceptionsOfModules_areNamedWithTheirModule() {
    try (PythonScope scope = PYTHON.open()) {
      assertThatExceptionOfType(PythonException.class)
          .isThrownBy(() -> scope.evaluate("__import__('json').loads('{')"))
          .matches(e -> e.type().equals("json.decoder.JSONDecodeError"), "type");
    }
  }

  /// As one that another thread shortens or extends meanwhile.
  @Test
  void listOfChangingSize_becomesOneOfTheItemsThatItHas() {
    try (PythonScope scope = PYTHON.open()) {
      for (int first : new int[] {3, 1}) {
        List<Integer> list =
            new AbstractList<>() {
              private int asked;

              @Override
              public int size() {
                return asked++ == 0 ? first : 2;
              }

              @Override
              public Integer get(int index) {
                return index;
              }
            };
        assertThat(scope.of(list).repr()).isEqualTo("[0, 1]");
      }
    }
  }

  @Test
  void valuesWithoutAnObject_areRejected() {
    try (PythonScope scope = PYTHON.open()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> scope.of(new Thread()))
          .withMessage("expected a value of a supported type but found java.lang.Thread");
    }
  }
}
