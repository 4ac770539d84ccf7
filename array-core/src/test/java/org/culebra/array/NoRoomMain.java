package org.culebra.array;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.culebra.array.npy.Npy;
import org.culebra.array.npy.Npz;

/// Exceeds the limit of GC-managed memory, in all ways that take no arena.
public final class NoRoomMain {

  private static final int TOO_MANY = 1_000_000;

  private NoRoomMain() {}

  private interface Making {
    void make() throws IOException;
  }

  /// Runs; prints the message, or what went wrong.
  public static void main(String[] arguments) throws IOException {
    Path npy = Path.of("a.npy");
    Path npz = Path.of("a.npz");
    try (Arena arena = Arena.ofConfined()) {
      NDArray big = NDArray.zeros(arena, DType.FLOAT64, TOO_MANY);
      Npy.write(npy, big);
      Npz.writeCompressed(npz, Map.of("x", big));
      List<Making> ways =
          List.of(
              () -> NDArray.zeros(DType.FLOAT64, TOO_MANY),
              () -> NDArray.zeros(Arena.ofAuto(), DType.FLOAT64, TOO_MANY),
              () -> NDArray.copyOf(new double[TOO_MANY]),
              () -> big.copy(),
              () -> big.copy(Order.F),
              () -> big.slice("::-1").contiguous(),
              () -> big.slice("::-1").ravel(Order.C),
              () -> big.flatten(Order.C),
              () -> Npy.read(npy),
              () -> Npz.readAll(npz));
      for (int i = 0; i < ways.size(); i++) {
        check(i, ways.get(i));
      }
    }
    System.out.println(Npy.map(npy).size());
  }

  private static void check(int way, Making making) throws IOException {
    try {
      making.make();
      System.out.println("no error: way " + way);
    } catch (OutOfMemoryError e) {
      boolean caused = e.getCause() instanceof OutOfMemoryError;
      System.out.println(caused ? e.getMessage() : "no cause: way " + way);
    }
  }
}
