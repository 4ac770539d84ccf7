package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.python.internal.Handle;
import org.culebra.python.internal.Interpreter;
import org.culebra.testsupport.NullSweep;
import org.culebra.testsupport.Samples;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NullsTest {
  private final Python python = TestPython.with();

  private long noneAgain() {
    long none = python.interpreter().constants().none();
    python.interpreter().c().Py_IncRef(none);
    return none;
  }

  @Test
  @SuppressWarnings("NullAway") // that is what it is for
  @DisplayName("null is rejected by everything public")
  void nulls_areRejected() {
    try (PythonScope py = python.open();
        Arena arena = Arena.ofConfined()) {
      PyObject object = py.evaluate("lambda *args: args");
      NDArray array = NDArray.zeros(DType.INT8, 1);
      Samples samples =
          new Samples()
              .add(Python.class, () -> python)
              .add(PythonScope.class, () -> py)
              .add(PyObject.class, () -> object)
              .add(PythonException.class, () -> new PythonException("T", "t", "", null, null))
              .add(Throwable.class, () -> new IllegalStateException("cause"))
              .add(Handle.class, () -> new Handle(python.interpreter().references(), noneAgain()))
              .add(CFunction.class, () -> CLibrary.process().function("int abs(int)"))
              .add(PythonOptions.class, PythonOptions::defaults)
              .add(ImportOptions.class, () -> ImportOptions.SHARED)
              .add(Set.class, () -> Set.of(ArrayProtocol.DLPACK))
              .add(CopyPolicy.class, () -> CopyPolicy.NEVER)
              .add(Python.Work.class, () -> Objects::requireNonNull)
              .add(Python.Computation.class, () -> Objects::requireNonNull)
              .add(Interpreter.class, python::interpreter)
              .add(MethodHandles.Lookup.class, MethodHandles::publicLookup)
              .add(Class.class, () -> Runnable.class)
              .add(Arena.class, () -> arena)
              .add(NDArray.class, () -> array)
              .add(Optional.class, Optional::empty)
              .add(Map.class, Map::of)
              .add(Path.class, () -> Path.of("python3"));
      // arguments may be null each
      new NullSweep(samples)
          .except("PyObject.call(Object[])")
          .except("PyObject.call(Object[], Map)")
          .except("PyObject.callMethod(String, Object[])")
          .except("PyObject.callMethod(String, Object[], Map)")
          .assertClean(Python.class);
      assertThatNullPointerException().isThrownBy(() -> object.call((Object[]) null));
      assertThatNullPointerException().isThrownBy(() -> object.call(null, Map.of()));
      assertThatNullPointerException().isThrownBy(() -> object.call(new Object[0], null));
      assertThatNullPointerException().isThrownBy(() -> object.callMethod(null));
      assertThatNullPointerException().isThrownBy(() -> object.callMethod("x", (Object[]) null));
      assertThatNullPointerException()
          .isThrownBy(() -> object.callMethod(null, new Object[0], Map.of()));
      assertThatNullPointerException().isThrownBy(() -> object.callMethod("x", null, Map.of()));
      assertThatNullPointerException()
          .isThrownBy(() -> object.callMethod("x", new Object[0], null));
    }
  }
}
