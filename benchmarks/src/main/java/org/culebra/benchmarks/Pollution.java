package org.culebra.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.LongStream;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;

/// The effect of a long-lived JVM on the type profiles that C2 uses: JDK accessors that have been
/// used with every kind of segment and arena, views that have been used with every kind of layout.
///
/// An accessor whose profile contains one class is inlined; with three it becomes a virtual call
/// permanently. A benchmark in a fresh JVM shows only the first case. The second trap is a confined
/// arena among shared ones: C2 then hoists the check for the owning thread out of loops over memory
/// without one, where it fails, and recompiles the loop repeatedly.
final class Pollution {

  /// Enough calls for C2 to have compiled everything that is touched.
  private static final int ROUNDS = 500;

  private static final int ELEMENTS = 64;

  private Pollution() {}

  /// Uses the JDK's accessors on every kind of segment and the views on every kind of layout.
  ///
  /// @return a number to keep the work alive
  static double spread() {
    double sum = 0;
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> segments = segments(arena);
      List<DoubleView> views = views();
      for (int round = 0; round < ROUNDS; round++) {
        for (MemorySegment segment : segments) {
          sum += touch(segment);
        }
        for (DoubleView view : views) {
          sum += touch(view);
        }
      }
    }
    return sum;
  }

  /// A temporary file of zeros, mapped; the file is already deleted.
  static MemorySegment mapped(Arena arena, long bytes) {
    try {
      Path file = Files.createTempFile("culebra-benchmarks", ".bin");
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<MemorySegment> segments(Arena arena) {
    return List.of(
        arena.allocate(ELEMENTS * 8),
        mapped(arena, ELEMENTS * 8),
        MemorySegment.ofArray(new double[ELEMENTS]),
        MemorySegment.ofArray(new long[ELEMENTS]),
        MemorySegment.ofArray(new float[ELEMENTS * 2]));
  }

  /// Packed, strided and transposed, of one to four axes.
  private static List<DoubleView> views() {
    return LongStream.rangeClosed(1, 4)
        .boxed()
        .<DoubleView>mapMulti((rank, sink) -> {
          long[] shape = LongStream.generate(() -> 4).limit(rank).toArray();
          NDArray array = NDArray.zeros(DType.FLOAT64, shape);
          sink.accept(array.asDoubles());
          sink.accept(array.transpose().asDoubles());
          sink.accept(array.sliceAxis((int) (rank - 1), 0, 4, 2).asDoubles());
          sink.accept(array.flip(0).asReadOnly().transpose().asDoubles());
        })
        .toList();
  }

  private static double touch(MemorySegment segment) {
    double sum = 0;
    for (long at = 0; at < ELEMENTS * 8; at += 8) {
      segment.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, 1);
      sum += segment.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
      sum += segment.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    }
    return sum;
  }

  private static double touch(DoubleView view) {
    int rank = view.rank();
    int n0 = view.intShape(0);
    int n1 = rank > 1 ? view.intShape(1) : 1;
    int n2 = rank > 2 ? view.intShape(2) : 1;
    int n3 = rank > 3 ? view.intShape(3) : 1;
    double sum = 0;
    for (int i = 0; i < n0; i++) {
      for (int j = 0; j < n1; j++) {
        for (int k = 0; k < n2; k++) {
          for (int l = 0; l < n3; l++) {
            sum +=
                switch (rank) {
                  case 1 -> view.get(i);
                  case 2 -> view.get(i, j);
                  case 3 -> view.get(i, j, k);
                  default -> view.get(i, j, k, l);
                };
          }
        }
      }
    }
    return sum;
  }
}
