package org.culebra.ffi.shm;

import java.lang.foreign.Arena;
import java.util.concurrent.locks.LockSupport;
import org.culebra.array.DType;
import org.culebra.array.LongView;
import org.culebra.array.NDArray;

/// Creates shared memory, prints its message and ends in the way that the first argument names.
final class SharedMemoryMain {
  private SharedMemoryMain() {}

  static void main(String[] arguments) throws Exception {
    SharedMemory shared = SharedMemory.create(Arena.global(), 8 * 1000);
    NDArray numbers = shared.array(DType.INT64, 1000);
    for (int i = 0; i < 1000 && !arguments[0].equals("count"); i++) {
      numbers.setLong(i, 7L * i);
    }
    System.out.println(shared.describe(numbers).toJson());
    System.out.flush();
    switch (arguments[0]) {
      case "return" -> {}
      case "exit" -> System.exit(3);
      case "transfer" -> shared.transferName();
      case "kill" -> kill();
      case "count" -> count(numbers, Long.parseLong(arguments[1]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /// Numbers the elements round and round, and is killed meanwhile.
  ///
  /// @param delay after so many microseconds
  private static void count(NDArray numbers, long delay) {
    LongView view = numbers.asLongs();
    Thread.startVirtualThread(() -> {
      LockSupport.parkNanos(1000 * delay);
      try {
        kill();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    for (long i = 1; ; i++) {
      view.set(i % 1000, i);
    }
  }

  private static void kill() throws Exception {
    String self = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("kill", "-9", self).inheritIO().start().waitFor();
    Thread.sleep(60_000);
  }
}
