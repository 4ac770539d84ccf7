package org.culebra.array;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.culebra.array.internal.Segments;
import org.culebra.arraycases.ArrayCase;
import org.culebra.arraycases.ArrayCases;

/// Reads and writes through every kind of view, and prints what came of it: run with the guard on
/// and off.
public final class ViewDigestMain {

  private ViewDigestMain() {}

  /// Prints the state of the guard and two digests.
  ///
  /// @param args none
  /// @throws IOException if the file cannot be mapped
  public static void main(String[] args) throws IOException {
    System.out.println("guard " + Segments.GUARD);
    try (Arena arena = Arena.ofShared()) {
      long hash = 1;
      for (Carrier carrier : Carrier.ALL) {
        for (ArrayCase it : ArrayCases.of(carrier.dtype()).toList()) {
          hash = 31 * hash + digest(carrier, it.make(arena));
        }
      }
      System.out.println("digest native " + hash);
      System.out.println("digest mapped " + mapped(arena));
    }
  }

  private static long mapped(Arena arena) throws IOException {
    Path file = Files.createTempFile(Path.of("."), "mapped", ".bin");
    Files.write(file, new byte[4099]);
    long hash = 1;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment segment = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4099, arena);
      for (Carrier carrier : Carrier.ALL) {
        NDArray array = NDArray.of(segment.asSlice(3), carrier.dtype(), 7, 9);
        hash = 31 * hash + digest(carrier, array);
        hash = 31 * hash + digest(carrier, array.transpose().flip(0));
      }
    }
    Files.delete(file);
    return hash;
  }

  private static long digest(Carrier carrier, NDArray array) {
    Carrier.Access view = carrier.on(array);
    long[] hash = {carrier.method().hashCode()};
    ArrayCases.forEachIndex(
        array.shape(),
        index -> {
          hash[0] = 31 * hash[0] + view.getAny(index).hashCode();
          if (!array.isReadOnly()) {
            view.setAt(Math.floorMod(hash[0], 100), index);
          }
          hash[0] = 31 * hash[0] + view.getAny(index).hashCode();
        });
    hash[0] += thrown(() -> view.getAny(new long[array.rank() + 1]));
    hash[0] += thrown(() -> view.getAny(array.shape()));
    hash[0] += thrown(() -> carrier.on(array.asReadOnly()).setAt(1, new long[array.rank()]));
    return hash[0];
  }

  private static long thrown(Runnable action) {
    try {
      action.run();
      return 7;
    } catch (RuntimeException e) {
      return e.getClass().getName().hashCode();
    }
  }
}
