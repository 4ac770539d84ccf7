package org.culebra.ffi.shm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.testsupport.ChildJvm;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Either side is killed while it writes: what it wrote is there, and nothing stays unseen.
class KilledProcessesTest {

  private static final int ROUNDS = Boolean.getBoolean("culebra.long") ? 500 : 5;

  private final Random random = Seeds.random("KilledProcessesTest");

  /// All that was numbered: the last number, and before it its predecessors.
  private static void assertNumbered(NDArray numbers) {
    long n = numbers.size();
    long last = numbers.maxLong();
    assertThat(last).isPositive();
    for (long i = last; i > Math.max(0, last - n + 1); i--) {
      assertThat(numbers.getLong(i % n)).isEqualTo(i);
    }
  }

  @Test
  void killedPython() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      try (Arena arena = Arena.ofConfined();
          PythonWorker worker = new PythonWorker()) {
        SharedMemory shared = SharedMemory.create(arena, 8 * 1000);
        NDArray numbers = shared.array(DType.INT64, 1000);
        assertThat(worker.ask("count", shared.describe(numbers).toJson())).isEqualTo("counting");
        LockSupport.parkNanos(1000L * random.nextInt(1, 20_000));
        while (numbers.getLong(1) == 0) {
          Thread.onSpinWait();
        }
        worker.kill();
        assertNumbered(numbers);
        assertThat(SharedMemory.abandoned()).doesNotContain(shared.name());
        assertThat(Files.exists(SharedName.FOLDER.resolve(shared.name()))).isTrue();
      }
    }
  }

  @Test
  void killedJava() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      ChildJvm.Result child =
          ChildJvm.of(SharedMemoryMain.class)
              .flags("--enable-native-access=ALL-UNNAMED")
              .arguments("count", Integer.toString(random.nextInt(1, 20_000)))
              .run();
      assertThat(child.exitCode()).as(child.toString()).isEqualTo(128 + 9);
      SharedArray message = SharedArray.parse(child.stdout().strip());
      assertThat(SharedMemory.abandoned()).contains(message.name());
      try (Arena arena = Arena.ofConfined()) {
        SharedMemory found = SharedMemory.open(arena, message.name()).adoptName();
        assertNumbered(found.array(message.dtype(), message.layout()));
      }
      assertThat(SharedMemory.abandoned()).doesNotContain(message.name());
    }
  }
}
