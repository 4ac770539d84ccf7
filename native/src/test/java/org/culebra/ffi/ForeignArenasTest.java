package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.arraycases.LyingArena;
import org.culebra.arraycases.LyingArena.Lie;
import org.culebra.ffi.capsule.Capsule;
import org.culebra.ffi.capsule.CapsuleTable;
import org.culebra.ffi.capsule.CapsuleType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Memory from an arbitrary arena is checked where it is allocated.
class ForeignArenasTest {
  private static final CStruct STRUCT = CStruct.of("struct big { double values[515]; };");
  private static final CapsuleType<CapsuleTable> TABLE =
      CapsuleType.table("struct t { int (*f)(int x); };");

  interface Function {
    int at(int x);
  }

  /// A way in.
  record Place(String name, int alignment, Consumer<Arena> action) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Place> places() {
    return List.of(
        new Place("CStruct.allocate", 8, STRUCT::allocate),
        new Place("CText.allocate", 1, arena -> CText.allocate(arena, "text")),
        new Place("CapsuleBuilder.make", 8, ForeignArenasTest::capsule),
        new Place("PyBuffer.copy", 64, ForeignArenasTest::bufferCopy));
  }

  private static void capsule(Arena arena) {
    Capsule.of("capsule", TABLE)
        .slot("f", MethodHandles.lookup(), Function.class, x -> x)
        .make(arena);
  }

  private static void bufferCopy(Arena arena) {
    MemorySegment struct = Arena.ofAuto().allocate(PyBuffer.BYTES, 8);
    PyBuffer filled = PyBuffer.fill(struct, NDArray.zeros(DType.FLOAT64, 3), PyBuffer.FULL);
    try {
      PyBuffer.copy(arena, struct);
    } finally {
      filled.release();
    }
  }

  static Stream<Arguments> lies() {
    List<Arguments> all = new ArrayList<>();
    for (Place place : places()) {
      for (Lie lie : Lie.values()) {
        if (lie != Lie.MISALIGNED || place.alignment() > 1) {
          all.add(Arguments.of(place, lie));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("lies")
  void memoryThatWasNotAskedFor_isRejected(Place place, Lie lie) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> place.action().accept(new LyingArena(lie)))
        .withMessageStartingWith("expected an arena that returns ")
        .withMessageContaining(" bytes of native memory, aligned to ");
  }

  /// Code that allocates in an arena that it has not created itself goes through the one class that
  /// checks.
  @Test
  void arenas_areAskedInTheseFilesOnly() throws IOException {
    Pattern asking = Pattern.compile("\\b(arena|allocator)\\s*\\.allocate(From)?\\(");
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> file.toString().contains("src/main/"))
                  .filter(file -> !file.toString().matches(".*/(benchmarks|examples|demo)/.*"))
                  .filter(file -> asking.matcher(code(file)).find())
                  .map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "ArenaMemory.java", // the one that checks
              "BlockAccess.java", // all others have arenas of the JDK that were made for them
              "Operand.java",
              "CallMemory.java",
              "InvocationTable.java",
              "Loader.java",
              "PackedRuns.java",
              "ArrowSlice.java", // of the DuckDB module
              "CCallbacks.java",
              "CData.java",
              "ColumnTypes.java",
              "DuckLibrary.java",
              "ArrayExchangeTable.java", // from here on, of the Python module
              "Errors.java",
              "FunctionCapsules.java",
              "Gil.java",
              "HeapType.java",
              "NativeFunctions.java",
              "PythonStarter.java",
              "Values.java");
    }
  }

  private static String code(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return String.join(
          "\n", lines.filter(line -> !line.strip().startsWith("//")).toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What another arena gives need not be zero.
  @Test
  void structs_ofAnyArena_areZero() {
    MemorySegment used = Arena.ofAuto().allocate(STRUCT.byteSize(), 8).fill((byte) 1);
    CStruct.Value value = STRUCT.allocate(new Giving(used, Arena.ofAuto().scope()));
    assertThat(value.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
  }

  /// An arena that returns one segment and claims a certain scope for it.
  record Giving(MemorySegment memory, MemorySegment.Scope scope) implements Arena {
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      return memory.asSlice(0, byteSize);
    }

    @Override
    public void close() {}
  }

  @Test
  void releaseFunction_ofAnArenaThatMayEnd_isRejected() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment release =
          Callback.of("int (int x)")
              .as(MethodHandles.lookup(), Function.class)
              .in(arena, x -> x)
              .pointer();
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              Pointers.adopt(arena, MemorySegment.ofAddress(4096), 8, release, DType.FLOAT64, 1))
          .withMessageContaining("expected a function that is never freed");
    }
  }

  @Test
  void ownerOfMemory_isAskedOfTheMemory() {
    try (Arena arena = Arena.ofConfined()) {
      NDArray lied =
          NDArray.zeros(
              new Giving(arena.allocate(64, 64), Arena.global().scope()), DType.FLOAT64, 2);
      assertThat(lied.owner()).isEqualTo(Retention.ARENA);
      MemorySegment struct = arena.allocate(PyBuffer.BYTES, 8);
      assertThatIllegalStateException()
          .isThrownBy(() -> PyBuffer.fill(struct, lied, PyBuffer.FULL))
          .withMessageContaining("may be closed at any time");
      NDArray automatic = NDArray.zeros(Arena.ofAuto(), DType.FLOAT64, 2);
      PyBuffer.fill(struct, automatic, PyBuffer.FULL).release();
    }
  }

  /// As if the arena had it from C's `malloc`, and freed it at its close.
  @Test
  void globalMemory_ofAnArenaThatMayEnd_isBorrowed() {
    CStruct pointing = CStruct.of("struct pointing { const double *p; };");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment global = Arena.global().allocate(64, 64);
      NDArray array = NDArray.zeros(new Giving(global, arena.scope()), DType.FLOAT64, 2);
      assertThat(array.owner()).isEqualTo(Retention.ARENA);
      MemorySegment struct = arena.allocate(PyBuffer.BYTES, 8);
      assertThatIllegalStateException()
          .isThrownBy(() -> PyBuffer.fill(struct, array, PyBuffer.FULL))
          .withMessageContaining("may be closed at any time");
      // in a struct it is checked as any other of an arena, and C may use it in a call
      assertThat(pointing.allocate(arena).set("p", array).get("p")).isNotNull();
    }
  }
}
