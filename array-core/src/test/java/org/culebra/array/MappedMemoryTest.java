package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.culebra.array.internal.Segments;
import org.culebra.array.internal.kernel.Operand;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Arrays over mapped files, whose segments are of another class than plain native ones.
final class MappedMemoryTest {

  static final List<Carrier> CARRIERS = Carrier.ALL;

  @TempDir Path folder;

  private MemorySegment map(Arena arena, byte[] content, FileChannel.MapMode mode)
      throws IOException {
    Path file = Files.createTempFile(folder, "map", ".bin");
    Files.write(file, content);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(mode, 0, content.length, arena);
    }
  }

  private static byte[] bytes(int n) {
    byte[] bytes = new byte[n];
    for (int i = 0; i < n; i++) {
      bytes[i] = (byte) (i * 37 + 11);
    }
    return bytes;
  }

  /// The same bytes in plain native memory.
  private static MemorySegment plain(Arena arena, byte[] content) {
    return arena.allocate(content.length, 8).copyFrom(MemorySegment.ofArray(content));
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void typedViews_ofEverySizeAndOffset_readAndWriteAsPlainMemoryDoes(Carrier carrier)
      throws IOException {
    int item = carrier.dtype().itemSize();
    try (Arena arena = Arena.ofConfined()) {
      for (int size = item; size < item + 12; size++) {
        byte[] content = bytes(size);
        MemorySegment mapped = map(arena, content, FileChannel.MapMode.READ_WRITE);
        MemorySegment plain = plain(arena, content);
        for (int offset = 0; offset + item <= size; offset++) {
          StridedLayout layout =
              StridedLayout.of(
                  item, offset, new long[] {(size - offset) / item}, new long[] {item});
          assertSame(carrier, mapped, plain, layout);
          assertSame(carrier, mapped, plain, layout.flip(0));
          assertSame(carrier, mapped, plain, layout.select(0, 0));
        }
      }
    }
  }

  private static void assertSame(
      Carrier carrier, MemorySegment mapped, MemorySegment plain, StridedLayout layout) {
    if (isWholeAndOdd(mapped, layout)) {
      return;
    }
    String what = carrier + " of " + layout + " in " + mapped.byteSize() + " bytes";
    assertThat(mapped.isMapped()).isTrue();
    Carrier.Access a = access(carrier, mapped, layout, what);
    Carrier.Access b = access(carrier, plain, layout, what);
    ArrayCases.forEachIndex(
        layout.shape(),
        index -> {
          assertThat(a.getAny(index)).as(what).isEqualTo(b.getAny(index));
          a.setAt(Arrays.stream(index).sum() + 3, index);
          b.setAt(Arrays.stream(index).sum() + 3, index);
        });
    assertThat(mapped.mismatch(plain)).as(what).isEqualTo(-1);
  }

  /// The one case that re-basing through a buffer of shorts cannot reach; it has tests of its own.
  private static boolean isWholeAndOdd(MemorySegment mapped, StridedLayout layout) {
    long size = mapped.byteSize();
    return size % 2 == 1 && layout.lowByte() == 0 && layout.highByte() == size;
  }

  @Test
  void wholeOfAnOddFile_inATypedView_isRejectedWithTheReason() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      for (int size : new int[] {1, 9, 4097}) {
        MemorySegment mapped = map(arena, bytes(size), FileChannel.MapMode.READ_WRITE);
        NDArray array = NDArray.of(mapped, DType.UINT8, size);
        Rejections.argument(
            "expected an even number of mapped bytes for a typed view, or a spare byte, but found"
                + " an array of all "
                + size
                + " bytes of the mapping: map one byte more, copy the array, or re-base it with"
                + " org.culebra.ffi.Pointers.rebase",
            array::asBytes);
        assertThat(array.copy().asBytes().get(size - 1)).isEqualTo(bytes(size)[size - 1]);
      }
    }
  }

  private static Carrier.Access access(
      Carrier carrier, MemorySegment segment, StridedLayout layout, String what) {
    try {
      return carrier.on(NDArray.of(segment, Retention.ARENA, carrier.dtype(), layout));
    } catch (UnsupportedOperationException e) {
      throw new AssertionError(what, e);
    }
  }

  @Test
  void everythingElse_onMappedMemory_isAsOnPlainMemory() throws IOException {
    Random random = Seeds.random("MappedMemoryTest.everythingElse");
    try (Arena arena = Arena.ofConfined()) {
      byte[] content = bytes(2049);
      MemorySegment mapped = map(arena, content, FileChannel.MapMode.READ_WRITE);
      MemorySegment plain = plain(arena, content);
      for (DType type : List.of(DType.UINT8, DType.INT16, DType.UINT32, DType.INT64)) {
        for (int i = 0; i < 60; i++) {
          StridedLayout layout = randomLayout(random, type);
          NDArray a = NDArray.of(mapped, Retention.ARENA, type, layout);
          NDArray b = NDArray.of(plain, Retention.ARENA, type, layout);
          String what = a.dtype() + " " + layout;
          assertThat(a.rawBytes()).as(what).isEqualTo(b.rawBytes());
          assertThat(a.toDoubleArray()).as(what).isEqualTo(b.toDoubleArray());
          assertThat(a.contentEquals(b)).as(what).isTrue();
          assertThat(a.copy(DType.FLOAT64).contentEquals(b.copy(DType.FLOAT64))).as(what).isTrue();
          a.copyFrom(a.flip(0));
          b.copyFrom(b.flip(0));
          assertThat(mapped.mismatch(plain)).as(what).isEqualTo(-1);
          a.select(0, 0).fill(i);
          b.select(0, 0).fill(i);
          a.select(1, 0).copyFrom(NDArray.copyOf(new byte[] {(byte) i}), Casting.UNSAFE);
          b.select(1, 0).copyFrom(NDArray.copyOf(new byte[] {(byte) i}), Casting.UNSAFE);
          assertThat(mapped.mismatch(plain)).as(what).isEqualTo(-1);
          assertThat(a.toString()).as(what).isEqualTo(b.toString());
        }
      }
    }
  }

  private static StridedLayout randomLayout(Random random, DType type) {
    int item = type.itemSize();
    StridedLayout layout = StridedLayout.cOrder(item, 4, 5, 6);
    layout = layout.atOffset(random.nextInt(2049 - (int) layout.byteSize() + 1));
    layout = random.nextBoolean() ? layout.sliceAxis(2, 1, 6, 1 + random.nextInt(2)) : layout;
    layout = random.nextBoolean() ? layout.flip(random.nextInt(3)) : layout;
    return layout.permute(ArrayCases.randomPermutation(random, 3));
  }

  @Test
  void wholeOfAnOddFile_canBeCopiedFilledAndRead() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = map(arena, bytes(9), FileChannel.MapMode.READ_WRITE);
      NDArray a = NDArray.of(mapped, DType.UINT8, 9);
      assertThat(a.rawBytes()).isEqualTo(bytes(9));
      assertThat(a.toString()).isNotEmpty();
      assertThat(a.sumLong())
          .isEqualTo(NDArray.of(plain(arena, bytes(9)), DType.UINT8, 9).sumLong());
      assertThat(a.copy().rawBytes()).isEqualTo(bytes(9));
      assertThat(a.copy(DType.INT32).getLong(8)).isEqualTo(a.getLong(8));
      assertThat(a.flip(0).copy().getLong(0)).isEqualTo(a.getLong(8));
      a.fill(7L);
      assertThat(a.rawBytes()).containsOnly(7);
      a.copyFrom(NDArray.of(plain(arena, bytes(9)), DType.UINT8, 9));
      assertThat(mapped.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes(9));
    }
  }

  @Test
  void withoutElements_aViewCanBeMade_whereverItBegins() throws IOException {
    for (int size : new int[] {0, 1, 2, 9, 16}) {
      MemorySegment seen;
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment mapped = map(arena, bytes(size), FileChannel.MapMode.READ_WRITE);
        MemorySegment constant = map(arena, bytes(size), FileChannel.MapMode.READ_ONLY);
        NDArray none = NDArray.of(mapped.asSlice(size), DType.FLOAT64, 0);
        NDArray readOnly = NDArray.of(constant, DType.FLOAT64, 0, 3);
        assertThat(none.asDoubles().size()).isZero();
        assertThat(none.copy().size()).isZero();
        assertThat(none.asDoubles().segment().isReadOnly()).isFalse();
        assertThat(readOnly.asDoubles().segment().isReadOnly()).isTrue();
        assertThat(none.asReadOnly().asDoubles().segment().isReadOnly()).isTrue();
        assertThat(none.asDoubles().segment().scope()).isEqualTo(arena.scope());
        assertThat(none.asDoubles().segment().getClass()).isEqualTo(Segments.NATIVE);
        NDArray narrow = NDArray.of(mapped, DType.INT32, 0, 100);
        assertThat(narrow.select(1, 99).asInts().size()).isZero();
        seen = readOnly.asDoubles().segment();
      }
      assertThat(seen.scope().isAlive()).as("size " + size).isFalse();
    }
  }

  private static int widestAxis(NDArray array) {
    return Operand.of(array.segment(), array.layout(), array.dtype()).widestAxis();
  }

  /// A mapping of one byte cannot be seen through the native class; what it repeats is copied once.
  @Test
  void oneByteOfAFile_broadcastToMany_isCopiedAtOnce() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = map(arena, new byte[] {42}, FileChannel.MapMode.READ_WRITE);
      NDArray one = NDArray.of(mapped, DType.UINT8, 1);
      assertThat(widestAxis(one.broadcastTo(1 << 22))).isEqualTo(-1);
      NDArray many = one.broadcastTo(1 << 22).copy();
      assertThat(many.sumLong()).isEqualTo(42L << 22);
      NDArray odd =
          NDArray.of(map(arena, bytes(9), FileChannel.MapMode.READ_WRITE), DType.UINT8, 9);
      assertThat(odd.copyFrom(one).toByteArray()).containsOnly(42);
      assertThat(one.copyFrom(odd.select(0, 0)).toByteArray()).containsExactly(42);
      assertThat(one.broadcastTo(3, 1000, 1).copy(DType.FLOAT32).sum()).isEqualTo(42 * 3000);
    }
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void readOnlyMap_isReadOnly(Carrier carrier) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = map(arena, bytes(33), FileChannel.MapMode.READ_ONLY);
      NDArray a = NDArray.of(mapped.asSlice(1), carrier.dtype(), 2);
      assertThat(a.isReadOnly()).isTrue();
      Carrier.Access view = carrier.on(a);
      assertThat(view.get(1))
          .isEqualTo(
              carrier
                  .on(NDArray.of(plain(arena, bytes(33)).asSlice(1), carrier.dtype(), 2))
                  .get(1));
      for (ThrowingSet set : List.<ThrowingSet>of(() -> view.set(1, 0), () -> view.setAt(1, 0))) {
        assertThatThrownBy(set::run)
            .isExactlyInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("read-only");
      }
      assertThatThrownBy(() -> a.setLong(0, 1))
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("array is read-only: ");
    }
  }

  private interface ThrowingSet {
    void run();
  }

  @ParameterizedTest
  @FieldSource("CARRIERS")
  void afterClose_andFromAnotherThread_accessThrows(Carrier carrier) throws IOException {
    Carrier.Access view;
    NDArray array;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = map(arena, bytes(33), FileChannel.MapMode.READ_WRITE);
      array = NDArray.of(mapped.asSlice(1), carrier.dtype(), 2);
      view = carrier.on(array);
      assertThat(view.get(0)).isNotNull();
      Carrier.Access open = view;
      assertThat(Rejections.thrownElsewhere(() -> open.get(0)))
          .isExactlyInstanceOf(WrongThreadException.class);
    }
    Carrier.Access closed = view;
    Rejections.state("Already closed", () -> closed.get(0));
    Rejections.state("Already closed", () -> closed.set(1, 0));
    Rejections.state("Already closed", () -> array.getLong(0));
    Rejections.state("Already closed", () -> array.copy());
    assertThatThrownBy(() -> carrier.on(array).get(0))
        .isExactlyInstanceOf(IllegalStateException.class);
    assertThat(array.toString()).isNotEmpty();
  }

  @Test
  void mappedByteBuffer_isAcceptedLikeAMappedSegment() throws IOException {
    Path file = Files.write(folder.resolve("buffer.bin"), bytes(41));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = channel.map(FileChannel.MapMode.READ_ONLY, 0, 41);
      NDArray a = NDArray.of(buffer.position(1), DType.UINT8, 40);
      assertThat(a.isReadOnly()).isTrue();
      assertThat(a.asBytes().get(39)).isEqualTo(bytes(41)[40]);
    }
  }

  @Test
  void automaticArena_keepsTheMapAliveThroughAView() throws IOException {
    IntView view =
        NDArray.of(map(Arena.ofAuto(), bytes(400), FileChannel.MapMode.READ_ONLY), DType.INT32, 100)
            .asInts();
    int sum = 0;
    for (int round = 0; round < 5; round++) {
      System.gc();
      for (int i = 0; i < view.intShape(0); i++) {
        sum += view.get(i);
      }
    }
    assertThat(sum).isNotZero();
  }

  @Test
  void over2GiB_oneTypedViewIsRejected_ofASliceItWorks() throws IOException {
    long size = (1L << 31) + 4097;
    Path file = folder.resolve("sparse.bin");
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.SPARSE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Arena arena = Arena.ofShared()) {
      channel.write(ByteBuffer.wrap(new byte[] {42}), size - 1);
      MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
      NDArray all = NDArray.of(mapped, DType.UINT8, size);
      assertThat(all.getLong(size - 1)).isEqualTo(42);
      Rejections.argument(
          "expected at most 2147483639 bytes of mapped memory in a typed view but found 2147487745:"
              + " view a slice, or re-base it with org.culebra.ffi.Pointers.rebase",
          all::asBytes);
      ByteView tail = all.sliceAxis(0, size - 100, size).asBytes();
      assertThat(tail.get(99)).isEqualTo((byte) 42);
      tail.set(98, (byte) 43);
      assertThat(all.getLong(size - 2)).isEqualTo(43);
      ByteView steps = all.sliceAxis(0, Long.MAX_VALUE, size - 10, -2).asBytes();
      assertThat(steps.get(0)).isEqualTo((byte) 42);
      // Every step-th element spans too much as well, though there are few.
      assertThatThrownBy(() -> all.sliceAxis(0, 0, size, 1L << 30).asBytes())
          .isExactlyInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("expected at most 2147483639 bytes of mapped memory");
      NDArray few = all.sliceAxis(0, Long.MAX_VALUE, Long.MIN_VALUE, -(1L << 30)).copy();
      assertThat(few.toByteArray()).containsExactly(42, 0, 0);
      assertThat(all.sliceAxis(0, 1, size, size - 2).rawBytes()).containsExactly(0, 42);
      Rejections.argument(
          "expected at most 2^31-9 bytes for a Java array but found 2147487745: uint8 of shape"
              + " (2147487745,), strides (1,)",
          all::rawBytes);
    }
  }
}
