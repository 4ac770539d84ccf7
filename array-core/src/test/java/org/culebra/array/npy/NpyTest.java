package org.culebra.array.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.Field;
import org.culebra.array.FormatException;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.Rejections;
import org.culebra.array.Retention;
import org.culebra.array.npy.Npy.Access;
import org.culebra.array.python.ArrayInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `.npy` files that are in order: written as NumPy writes them, read and mapped.
final class NpyTest {

  @TempDir private Path folder;

  static List<NpyGolden> golden() {
    return NpyGolden.ALL;
  }

  private static byte[] written(NDArray array) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(out, array);
    return out.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file.npy"), bytes);
  }

  private static void assertSame(NDArray found, NDArray array) {
    assertThat(found.dtype()).isEqualTo(array.dtype());
    assertThat(found.shape()).isEqualTo(array.shape());
    assertThat(found.rawBytes()).isEqualTo(array.rawBytes());
  }

  @ParameterizedTest
  @MethodSource("golden")
  void write_anyArray_givesNumPysBytes(NpyGolden golden) throws IOException {
    assertThat(written(golden.array())).isEqualTo(golden.file());

    Path file = folder.resolve("a.npy");
    Npy.write(file, golden.array());
    assertThat(file).hasBinaryContent(golden.file());
  }

  @ParameterizedTest
  @MethodSource("golden")
  void read_numPysFile_givesTheArray(NpyGolden golden) throws IOException {
    Path file = file(golden.file());
    try (Arena arena = Arena.ofConfined()) {
      NDArray read = Npy.read(arena, file);
      assertSame(read, golden.array());
      assertThat(read.byteOffset()).isEqualTo(golden.array().byteOffset());
      assertThat(ArrayInterface.of(read).layout())
          .isEqualTo(ArrayInterface.of(golden.array()).layout());
      assertThat(read.owner()).isEqualTo(Retention.ARENA);
      assertThat(read.address() % 64).isZero();
      assertSame(Npy.read(arena, new ByteArrayInputStream(golden.file())), golden.array());
      try (FileChannel channel = FileChannel.open(file)) {
        assertSame(Npy.read(arena, channel), golden.array());
      }
    }
    assertSame(Npy.read(file), golden.array());
    assertThat(Npy.read(file).owner()).isEqualTo(Retention.GC_MANAGED);
    assertSame(Npy.read(new ByteArrayInputStream(golden.file())), golden.array());
  }

  @ParameterizedTest
  @MethodSource("golden")
  void map_numPysFile_givesTheArray(NpyGolden golden) throws IOException {
    NDArray mapped = Npy.map(file(golden.file()));

    assertSame(mapped, golden.array());
    // Of an odd number of bytes the one before is mapped too.
    assertThat(golden.array().byteOffset()).isZero();
    assertThat(ArrayInterface.of(mapped).layout())
        .isEqualTo(ArrayInterface.of(golden.array()).layout());
    assertThat(mapped.isReadOnly()).isTrue();
    assertThat(mapped.owner()).isEqualTo(Retention.GC_MANAGED);
  }

  @Test
  void write_stridedView_isInCOrder() throws IOException {
    NDArray a = NDArray.copyOf(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 3, 4);
    List<NDArray> views =
        List.of(
            a.slice(":, ::2"),
            a.flip(0),
            a.flip(1).transpose(),
            a.select(1, 2),
            a.slice("1:2, ::-3"),
            a.select(0, 1).broadcastTo(5, 4),
            a.slidingWindow(2, 2),
            a.asReadOnly());
    for (NDArray view : views) {
      assertThat(written(view)).isEqualTo(written(view.copy()));
      assertSame(Npy.read(new ByteArrayInputStream(written(view))), view);
    }
  }

  /// Pieces of 16 MiB, cut at other places than rows end.
  @Test
  void write_manyPieces_areJoined() throws IOException {
    NDArray rows = NDArray.zeros(DType.UINT8, 3, 7, 1 << 20);
    NDArray row = NDArray.zeros(DType.UINT8, 2, 20 << 20);
    for (NDArray a : List.of(rows, row)) {
      a.select(-1, -1).fill(7);
      a.select(0, 0).select(-1, 12345).fill(8);
      NDArray reversed = a.flip(0).flip(-1);

      NDArray read = Npy.read(new ByteArrayInputStream(written(reversed)));

      assertThat(read.contentEquals(reversed)).isTrue();
    }
  }

  @Test
  void read_stream_stopsAfterTheElements() throws IOException {
    byte[] one = written(NDArray.copyOf(new int[] {1, 2, 3}));
    byte[] two = written(NDArray.copyOf(new double[] {4}));
    byte[] both = new byte[one.length + two.length + 3];
    System.arraycopy(one, 0, both, 0, one.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    InputStream in = new ByteArrayInputStream(both);

    assertThat(Npy.read(in).toIntArray()).containsExactly(1, 2, 3);
    assertThat(Npy.read(in).toDoubleArray()).containsExactly(4);
    assertThat(in.readAllBytes()).hasSize(3);
    assertThat(Npy.read(file(both)).toIntArray()).containsExactly(1, 2, 3);
    assertThat(Npy.map(file(both)).toIntArray()).containsExactly(1, 2, 3);
  }

  /// Beyond 16 MiB a stream's header is not believed.
  @Test
  void read_longStream_growsWithWhatArrives() throws IOException {
    NDArray big = NDArray.zeros(DType.UINT8, (150 << 20) + 5);
    big.setLong((64 << 20) - 1, 7);
    big.setLong(64 << 20, 8);
    big.setLong((150 << 20) + 4, 9);
    Path file = folder.resolve("big.npy");
    Npy.write(file, big);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      assertThat(Npy.read(in).contentEquals(big)).isTrue();
    }
    byte[] header = NpyHeader.encode(DType.UINT8, false, 1L << 50);
    Rejections.rejected(
        FormatException.class,
        "expected 1125899906842624 bytes of elements (uint8 of shape (1125899906842624,)) but found"
            + " 0",
        () -> Npy.read(new ByteArrayInputStream(header)));
  }

  @Test
  void read_headerOfOtherWriters_isRead() throws IOException {
    // Without padding, other quotes and order, numbers of Python 2, byte order before single bytes.
    String header = "{\"shape\":(3L,),'fortran_order':False,'descr':'<u1'}";
    NDArray array = Npy.read(new ByteArrayInputStream(NpyGolden.v1(header, 3)));
    assertThat(array.dtype()).isEqualTo(DType.UINT8);
    assertThat(array.shape()).containsExactly(3);
  }

  @Test
  void write_longHeader_isVersion2() throws IOException {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      fields.add(new Field("a rather long name " + i, DType.UINT8, 0));
    }
    NDArray array = NDArray.zeros(DType.packed(fields.toArray(Field[]::new)), 2);

    byte[] bytes = written(array);

    assertThat(bytes[6]).isEqualTo((byte) 2);
    assertThat((bytes.length - array.byteSize()) % 64).isZero();
    assertSame(Npy.read(new ByteArrayInputStream(bytes)), array);
  }

  @Test
  void write_nameNotLatin_isVersion3() throws IOException {
    assertThat(NpyGolden.resource("latin.npy")[6]).isEqualTo((byte) 1);
    assertThat(NpyGolden.resource("unicode.npy")[6]).isEqualTo((byte) 3);
  }

  @Test
  void write_typeWithoutTypeString_leavesTheFileAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("precious.npy"), "precious");
    Rejections.rejected(
        UnsupportedOperationException.class,
        "expected a type with a type string but found bfloat16: view it as raw bytes,"
            + " reinterpret(DType.raw(2))",
        () -> Npy.write(file, NDArray.zeros(DType.BFLOAT16, 1)));
    assertThat(file).hasContent("precious");
  }

  @Test
  void map_readWrite_reachesTheFile() throws IOException {
    Path file = file(written(NDArray.copyOf(new double[] {1, 2, 3})));
    try (Arena arena = Arena.ofConfined()) {
      NDArray mapped = Npy.map(arena, file, Access.READ_WRITE);
      mapped.setDouble(1, 7);
      assertThat(mapped.isReadOnly()).isFalse();
      assertThat(mapped.owner()).isEqualTo(Retention.ARENA);
    }
    assertThat(Npy.read(file).toDoubleArray()).containsExactly(1, 7, 3);
  }

  @Test
  void map_copyOnWrite_leavesTheFile() throws IOException {
    Path file = file(written(NDArray.copyOf(new double[] {1, 2, 3})));
    try (Arena arena = Arena.ofConfined()) {
      NDArray mapped = Npy.map(arena, file, Access.COPY_ON_WRITE);
      mapped.setDouble(1, 7);
      assertThat(mapped.toDoubleArray()).containsExactly(1, 7, 3);
    }
    assertThat(Npy.read(file).toDoubleArray()).containsExactly(1, 2, 3);
  }

  @Test
  void map_readOnly_rejectsWriting() throws IOException {
    Path file = file(written(NDArray.copyOf(new double[] {1, 2, 3})));
    try (Arena arena = Arena.ofConfined()) {
      for (NDArray mapped : List.of(Npy.map(arena, file, Access.READ_ONLY), Npy.map(arena, file))) {
        assertThat(mapped.toDoubleArray()).containsExactly(1, 2, 3);
        Rejections.argument(
            "array is read-only: float64 of shape (3,), strides (8,)",
            () -> mapped.setDouble(1, 7));
      }
    }
  }

  @Test
  void map_closedArena_endsTheView() throws IOException {
    Path file = file(written(NDArray.copyOf(new double[] {1, 2, 3})));
    Arena arena = Arena.ofConfined();
    NDArray mapped = Npy.map(arena, file);
    arena.close();
    Rejections.state("Already closed", () -> mapped.getDouble(0));
  }

  @Test
  void map_withoutArena_canBeExported() throws IOException {
    Path file = file(written(NDArray.copyOf(new double[] {1, 2, 3})));
    NDArray mapped = Npy.map(file);
    try (Lease lease = mapped.owner().leaseFor(mapped.segment())) {
      assertThat(lease).isNotNull();
    }
  }

  @Test
  void map_typedView_reads() throws IOException {
    Path file = file(written(NDArray.copyOf(new double[] {1, 2, 3})));
    DoubleView view = Npy.map(file).asDoubles();
    assertThat(view.get(2)).isEqualTo(3);
  }

  @Test
  void create_newFile_isReadByNumPysRules() throws IOException {
    Path file = folder.resolve("new.npy");
    try (Arena arena = Arena.ofShared()) {
      NDArray array = Npy.create(arena, file, DType.INT32, 2, 3);
      array.fill(5);
      assertThat(array.isReadOnly()).isFalse();
    }
    NDArray five = NDArray.zeros(DType.INT32, 2, 3).fill(5);
    assertThat(file).hasBinaryContent(written(five));
    try (Arena arena = Arena.ofConfined()) {
      assertThat(Npy.create(arena, file, DType.INT32, 0).size()).isZero();
    }
    assertThat(Npy.read(file).shape()).containsExactly(0);
  }

  @Test
  void file_missing_isAnIoException() {
    Path missing = folder.resolve("missing.npy");
    assertThatThrownBy(() -> Npy.read(missing)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Npy.map(missing)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void channel_ofAnyKind_isWritten() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NDArray array = NDArray.copyOf(new int[] {1, 2, 3});
    Npy.write(Channels.newChannel(out), array);
    assertThat(out.toByteArray()).isEqualTo(written(array));
  }

  @Test
  void read_intoClosedArena_isRejected() throws IOException {
    Path file = file(written(NDArray.copyOf(new double[] {1})));
    Arena arena = Arena.ofConfined();
    arena.close();
    Rejections.state("Already closed", () -> Npy.read(arena, file));
    Rejections.state("Already closed", () -> Npy.map(arena, file, Access.READ_ONLY));
  }
}
