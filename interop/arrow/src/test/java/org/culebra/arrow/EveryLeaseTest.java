package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.Lease;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every place of this module that gives several things back: all of them are, where one throws an
/// error.
class EveryLeaseTest {
  private final AtomicInteger leased = new AtomicInteger();
  private final AtomicInteger released = new AtomicInteger();

  /// The places.
  enum Where {
    COLUMN_LEASE {
      @Override
      void go(Column column, Arena arena) {
        Lease lease = column.lease();
        lease.release();
      }
    },
    ARRAY {
      @Override
      void go(Column column, Arena arena) {
        MemorySegment array = Arrow.newArray(arena);
        Arrow.exportArray(column, array);
        Arrow.releaseArray(array);
      }
    },
    ARRAY_BY_C {
      @Override
      void go(Column column, Arena arena) {
        MemorySegment array = Arrow.newArray(arena);
        Arrow.exportArray(column, array);
        CSide.C.release_array(array);
      }
    },
    DEVICE_ARRAY {
      @Override
      void go(Column column, Arena arena) {
        MemorySegment array = Arrow.newArray(arena, CInterface.DEVICE);
        Arrow.exportArray(column, array, CInterface.DEVICE);
        Arrow.releaseArray(array);
      }
    },
    STREAM_THAT_NOBODY_READ {
      @Override
      void go(Column column, Arena arena) {
        MemorySegment stream = Arrow.newStream(arena);
        Arrow.exportStream(BatchSource.of(column, column, column), stream);
        Arrow.releaseStream(stream);
      }
    },
    COLUMNS_OF_A_STREAM_ONE_OF_WHICH_IS_REJECTED {
      @Override
      void go(Column column, Arena arena) {
        Column rejected = two(segment -> reject());
        Arrow.exportStream(BatchSource.of(column, column, rejected), Arrow.newStream(arena));
      }
    },
    EXPORT_THAT_IS_REJECTED {
      @Override
      void go(Column column, Arena arena) {
        Column rejected = Column.of("c", owned(segment -> reject()));
        Column batch = Column.ofBatch(column.child(0), column.child(1), rejected);
        Arrow.exportArray(batch, Arrow.newArray(arena));
      }
    };

    abstract void go(Column column, Arena arena);

    private static Lease reject() {
      throw new IllegalStateException("not this one");
    }
  }

  private static NDArray owned(MemoryOwner owner) {
    NDArray plain = NDArray.copyOf(new double[] {1, 2}, 2);
    return NDArray.of(plain.segment(), owner, plain.dtype());
  }

  private static Column two(MemoryOwner owner) {
    return Column.ofBatch(Column.of("a", owned(owner)), Column.of("b", owned(owner)));
  }

  @ParameterizedTest
  @EnumSource
  void errorInOne_allAreReleased(Where where) {
    long exports = ExportTracker.count();
    MemoryOwner owner =
        segment -> {
          leased.incrementAndGet();
          return () -> {
            released.incrementAndGet();
            throw new StackOverflowError("on purpose");
          };
        };
    Throwable thrown = catchThrowable(() -> where.go(two(owner), Arena.global()));

    List<Where> silent = List.of(Where.ARRAY_BY_C); // nothing is thrown into C
    assertThat(thrown != null).as("thrown: " + thrown).isEqualTo(!silent.contains(where));
    assertThat(leased.get()).isGreaterThanOrEqualTo(2);
    assertThat(released).hasValue(leased.get());
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }
}
