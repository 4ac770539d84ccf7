package org.culebra.ffi.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What stands below C: it returns, whatever happens.
class UpcallGuardTest {
  private static final class Told extends UpcallGuard.Failures {
    @Nullable Throwable failure;
    boolean full;

    @Override
    protected void failed(Throwable thrown) {
      if (full) {
        throw new StackOverflowError("while telling");
      }
      failure = thrown;
    }
  }

  @SuppressWarnings("unused") // by a handle
  private static double divide(int a, long b) {
    return Math.floorDiv(a, b);
  }

  private static MethodHandle guarded(Told record, Object onError)
      throws ReflectiveOperationException {
    MethodHandle target =
        MethodHandles.lookup()
            .findStatic(
                UpcallGuardTest.class,
                "divide",
                MethodType.methodType(double.class, int.class, long.class));
    return UpcallGuard.around(target, new WeakReference<>("life"), record, onError);
  }

  @Test
  void result_isPassedOn() throws Throwable {
    Told record = new Told();
    assertThat((double) guarded(record, -1.0).invokeExact(7, 2L)).isEqualTo(3);
    assertThat(record.failure).isNull();
    assertThat(record.outOfStack).isFalse();
  }

  @Test
  void failure_isReported_andTheErrorValueReturned() throws Throwable {
    Told record = new Told();
    assertThat((double) guarded(record, -1.0).invokeExact(7, 0L)).isEqualTo(-1);
    assertThat(record.failure).isInstanceOf(ArithmeticException.class);
    assertThat(record.outOfStack).isFalse();
  }

  @Test
  void failure_thatCannotBeRecorded_isMarked() throws Throwable {
    Told record = new Told();
    record.full = true;
    assertThat((double) guarded(record, -1.0).invokeExact(7, 0L)).isEqualTo(-1);
    assertThat(record.failure).isNull();
    assertThat(record.outOfStack).isTrue();
  }
}
