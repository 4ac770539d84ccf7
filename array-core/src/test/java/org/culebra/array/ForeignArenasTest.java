package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.culebra.array.npy.Npy;
import org.culebra.array.npy.Npz;
import org.culebra.array.python.PyArrayInterface;
import org.culebra.arraycases.LyingArena;
import org.culebra.arraycases.LyingArena.Lie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Memory from an arbitrary arena is checked where it is allocated, and its lifetime is taken from
/// its own scope.
class ForeignArenasTest {
  private static final NDArray ARRAY = NDArray.copyOf(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);

  @TempDir Path folder;

  private static void rejects(Lie lie, Consumer<Arena> place) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> place.accept(new LyingArena(lie)))
        .withMessageStartingWith("expected an arena that returns ")
        .withMessageContaining(" bytes of native memory, aligned to ");
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void newArrays(Lie lie) {
    rejects(lie, arena -> NDArray.zeros(arena, DType.FLOAT64, 3));
    rejects(lie, arena -> NDArray.copyOf(arena, new double[] {1}, 1));
    rejects(lie, arena -> ARRAY.copy(arena));
    rejects(lie, arena -> ARRAY.copy(arena, DType.FLOAT32));
    rejects(lie, arena -> ARRAY.copy(arena, DType.FLOAT32, Order.F));
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void structs(Lie lie) {
    rejects(lie, arena -> PyArrayInterface.write(arena, ARRAY));
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void files(Lie lie) throws IOException {
    Path npy = folder.resolve("a.npy");
    Path npz = folder.resolve("a.npz");
    Npy.write(npy, ARRAY);
    Npz.write(npz, Map.of("a", ARRAY));
    rejects(lie, arena -> reading(() -> Npy.read(arena, npy)));
    rejects(lie, arena -> reading(() -> Npy.read(arena, stream(ARRAY))));
    rejects(
        lie, arena -> reading(() -> Npy.read(arena, stream(NDArray.zeros(DType.INT8, 3 << 20)))));
    try (Npz archive = Npz.open(npz)) {
      rejects(lie, arena -> reading(() -> archive.read(arena, "a")));
    }
  }

  private interface Reading {
    Object read() throws IOException;
  }

  private static void reading(Reading reading) {
    try {
      reading.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream stream(NDArray array) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    reading(() -> {
      Npy.write(out, array);
      return out;
    });
    return new ByteArrayInputStream(out.toByteArray());
  }

  @Test
  void owner_isAskedOfTheMemory() {
    try (Arena confined = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      for (Arena arena : Arrays.asList(confined, shared)) {
        Arena global = new Wrapper(arena, Arena.global().scope());
        Arena automatic = new Wrapper(arena, Arena.ofAuto().scope());
        for (Arena liar : Arrays.asList(global, automatic)) {
          assertThat(NDArray.zeros(liar, DType.INT8, 2).owner()).isEqualTo(Retention.ARENA);
          assertThat(ARRAY.copy(liar).owner()).isEqualTo(Retention.ARENA);
          assertThat(MemoryOwner.of(liar)).isEqualTo(Retention.ARENA);
        }
      }
    }
  }

  @Test
  void owner_ofUnclosableMemory() throws IOException {
    Arena automatic = Arena.ofAuto();
    Arena wrapped = new Wrapper(automatic, automatic.scope());
    assertThat(NDArray.zeros(automatic, DType.INT8, 2).owner()).isEqualTo(Retention.GC_MANAGED);
    assertThat(NDArray.zeros(wrapped, DType.INT8, 2).owner()).isEqualTo(Retention.GC_MANAGED);
    assertThat(ARRAY.copy(automatic).owner()).isEqualTo(Retention.GC_MANAGED);
    assertThat(MemoryOwner.of(automatic)).isEqualTo(Retention.GC_MANAGED);
    assertThat(Npy.read(automatic, stream(ARRAY)).owner()).isEqualTo(Retention.GC_MANAGED);
    Path npy = folder.resolve("a.npy");
    Npy.write(npy, ARRAY);
    assertThat(Npy.map(automatic, npy, Npy.Access.READ_ONLY).owner())
        .isEqualTo(Retention.GC_MANAGED);
    assertThat(NDArray.zeros(Arena.global(), DType.INT8, 2).owner()).isEqualTo(Retention.PERMANENT);
    // a wrapped segment may be borrowed, whatever its scope
    assertThat(NDArray.of(automatic.allocate(2), DType.INT8, 2).owner()).isEqualTo(Retention.ARENA);
    assertThat(NDArray.of(Arena.global().allocate(2), DType.INT8, 2).owner())
        .isEqualTo(Retention.ARENA);
  }

  /// What an arena has from C's `malloc` lies in the global scope, and may be freed at its close.
  @Test
  void owner_ofMemoryInAnotherScopeThanItsArenas() throws IOException {
    Path npy = folder.resolve("a.npy");
    Npy.write(npy, ARRAY);
    try (Arena confined = Arena.ofConfined()) {
      for (Arena lasting : Arrays.asList(Arena.global(), Arena.ofAuto())) {
        Arena pool = new Wrapper(lasting, confined.scope());
        assertThat(NDArray.zeros(pool, DType.INT8, 2).owner()).isEqualTo(Retention.ARENA);
        assertThat(ARRAY.copy(pool).owner()).isEqualTo(Retention.ARENA);
        assertThat(Npy.read(pool, stream(ARRAY)).owner()).isEqualTo(Retention.ARENA);
        assertThat(Npy.read(pool, npy).owner()).isEqualTo(Retention.ARENA);
        assertThat(MemoryOwner.of(pool)).isEqualTo(Retention.ARENA);
      }
    }
    Arena global = new Wrapper(Arena.global(), Arena.global().scope());
    assertThat(NDArray.zeros(global, DType.INT8, 2).owner()).isEqualTo(Retention.PERMANENT);
  }

  /// An arena of a user around one of the JDK's.
  private record Wrapper(Arena arena, MemorySegment.Scope scope) implements Arena {
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      return arena.allocate(byteSize, byteAlignment);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
