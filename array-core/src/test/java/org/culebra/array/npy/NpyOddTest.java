package org.culebra.array.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.culebra.array.ByteView;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.npy.Npy.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Files with an odd number of bytes of elements: a typed view of their mapping needs a byte more.
final class NpyOddTest {

  static final List<NDArray> ARRAYS =
      List.of(
          filled(DType.UINT8, 3, 3),
          filled(DType.INT8, 3, 3).transpose(),
          filled(DType.BOOL, 5),
          filled(DType.BOOL),
          filled(DType.UINT8),
          filled(DType.UINT8, 1),
          filled(DType.UINT8, 1, 1, 1),
          filled(DType.UINT8, 4),
          filled(DType.UINT8, 0, 3),
          filled(DType.UINT8, 4097));

  @TempDir private Path folder;

  private static NDArray filled(DType type, long... shape) {
    NDArray array = NDArray.zeros(type, shape);
    NDArray bytes = array.reshape(array.size());
    for (long i = 0; i < bytes.size(); i++) {
      bytes.setLong(i, type.equals(DType.BOOL) ? (i + 1) % 2 : i % 100);
    }
    return array;
  }

  private Path file(NDArray array) throws IOException {
    Path file = folder.resolve("odd.npy");
    Npy.write(file, array);
    return file;
  }

  private static NDArray flat(NDArray array) {
    return array.isCContiguous()
        ? array.reshape(array.size())
        : array.transpose().reshape(array.size());
  }

  private static void assertViewed(NDArray mapped, NDArray array) {
    assertThat(mapped.shape()).isEqualTo(array.shape());
    assertThat(mapped.dtype()).isEqualTo(array.dtype());
    assertThat(mapped.isFContiguous()).isEqualTo(array.isFContiguous());
    assertThat(mapped.rawBytes()).isEqualTo(array.rawBytes());
    ByteView view = flat(mapped).asBytes();
    ByteView expected = flat(array).asBytes();
    for (long i = 0; i < expected.shape(0); i++) {
      assertThat(view.get(i)).isEqualTo(expected.get(i));
    }
  }

  @ParameterizedTest
  @FieldSource("ARRAYS")
  void map_inEveryAccess_hasATypedView(NDArray array) throws IOException {
    Path file = file(array);
    assertViewed(Npy.map(file), array);
    for (Access access : Access.values()) {
      try (Arena confined = Arena.ofConfined();
          Arena shared = Arena.ofShared()) {
        assertViewed(Npy.map(confined, file, access), array);
        assertViewed(Npy.map(shared, file, access), array);
        assertViewed(Npy.map(Arena.ofAuto(), file, access), array);
      }
    }
  }

  @Test
  void map_throughTheView_writesTheElementsAndNothingElse() throws IOException {
    Path file = file(filled(DType.UINT8, 3, 3));
    byte[] before = Files.readAllBytes(file);
    try (Arena arena = Arena.ofConfined()) {
      Npy.map(arena, file, Access.COPY_ON_WRITE).asBytes().set(2, 2, (byte) 99);
    }
    assertThat(file).hasBinaryContent(before);
    try (Arena arena = Arena.ofConfined()) {
      NDArray mapped = Npy.map(arena, file, Access.READ_WRITE);
      mapped.asBytes().set(2, 2, (byte) 99);
      mapped.asBytes().set(0, 0, (byte) 98);
    }
    before[before.length - 1] = 99;
    before[before.length - 9] = 98;
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void create_ofAnOddNumberOfBytes_hasATypedView() throws IOException {
    Path file = folder.resolve("made.npy");
    for (long[] shape : List.of(new long[] {3, 3}, new long[] {1}, new long[] {})) {
      try (Arena arena = Arena.ofConfined()) {
        NDArray made = Npy.create(arena, file, DType.UINT8, shape);
        ByteView view = made.reshape(-1).asBytes();
        view.set(view.shape(0) - 1, (byte) 7);
      }
      NDArray read = Npy.read(file);
      assertThat(read.shape()).isEqualTo(shape);
      assertThat(read.reshape(-1).getLong(read.size() - 1)).isEqualTo(7);
      assertThat(read.sumLong()).isEqualTo(7);
    }
  }
}
