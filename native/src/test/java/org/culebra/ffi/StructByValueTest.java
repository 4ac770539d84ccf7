package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;

/// A struct by value among arguments, one of which is an omitted length.
class StructByValueTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIB =
      CLibrary.compile(
              """
              struct img { int w; double *data; };
              double run(int n, const double *x, struct img p, void (*f)(void)) {
                f();
                return p.data[0] + x[n - 1];
              }
              """)
          .declare("struct img { int w; double *data; };");

  interface Run {
    double run(NDArray x, CStruct.Value p, Callback f);
  }

  interface Action {
    void run();
  }

  @Test
  void itsArena_cannotBeClosedDuringTheCall_alsoIfALengthIsOmitted() {
    Arena arena = Arena.ofConfined();
    NDArray data = NDArray.zeros(arena, DType.FLOAT64, 1).fill(5);
    CStruct.Value p = LIB.struct("img").allocate(arena).set("data", data);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Run run =
        LIB.function("double run(int n, const double x[n], struct img p, void (*f)(void))")
            .as(LOOKUP, Run.class);
    try (Arena own = Arena.ofConfined()) {
      Callback close =
          Callback.of("void (void)")
              .as(LOOKUP, Action.class)
              .in(
                  own,
                  () -> {
                    try {
                      arena.close();
                    } catch (IllegalStateException e) {
                      thrown.set(e);
                    }
                  });
      assertThat(run.run(NDArray.copyOf(new double[] {1, 2}, 2), p, close)).isEqualTo(7.0);
    }
    assertThat(thrown.get()).hasMessageContaining("Session is acquired");
    arena.close();
  }
}
