package org.culebra.array.npy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.array.Numpy;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `.npy` and `.npz` files judged by a live NumPy.
final class NpyNumpyTest {

  private static final List<DType> TYPES =
      List.of(
          DType.BOOL,
          DType.INT8,
          DType.UINT16,
          DType.INT64,
          DType.FLOAT16,
          DType.FLOAT32,
          DType.COMPLEX128,
          DType.datetime64("us"),
          DType.timedelta64("3D"),
          DType.bytes(3),
          DType.string(2),
          DType.raw(5),
          DType.packed(new Field("ü", DType.INT32, 0)));

  @TempDir private Path scratch;

  @TempDir private Path folder;

  @BeforeEach
  void requireNumpy() {
    Numpy.require();
  }

  @Test
  void golden_liveNumPy_makesTheCommittedFiles() throws IOException {
    Numpy.golden(scratch, folder.toString());
    for (NpyGolden golden : NpyGolden.ALL) {
      assertThat(folder.resolve(golden + ".npy")).hasBinaryContent(golden.file());
    }
  }

  @Test
  void write_randomViews_areTheSameWhenNumPySavesThem() throws IOException {
    Random random = Seeds.random("NpyNumpyTest.write");
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String name = "a%03d.npy".formatted(i);
      Npy.write(folder.resolve(name), randomView(random));
      expected.add(name + " same");
    }
    assertThat(Numpy.golden(scratch, "check", folder.toString()).lines().toList())
        .isEqualTo(expected);
  }

  private static NDArray randomView(Random random) {
    DType type = TYPES.get(random.nextInt(TYPES.size()));
    type = random.nextBoolean() ? type : type.withByteOrder(ByteOrder.BIG_ENDIAN);
    long[] shape = random.longs(random.nextInt(6), 0, 5).toArray();
    NDArray array = NDArray.zeros(type, shape);
    NDArray bytes = NDArray.of(array.segment(), DType.INT8, array.segment().byteSize());
    for (long i = 0; i < bytes.size(); i++) {
      bytes.setLong(i, random.nextInt(-128, 128));
    }
    if (random.nextBoolean()) {
      array = array.transpose();
    }
    for (int k = 0; k < array.rank(); k++) {
      array =
          switch (random.nextInt(6)) {
            case 0 -> array.flip(k);
            case 1 -> array.sliceAxis(k, 0, array.shape(k), 2);
            case 2 -> array.expandDims(k);
            default -> array;
          };
    }
    return array;
  }

  @Test
  void npz_ofOurs_isLoadedByNumPy() throws IOException {
    Map<String, NDArray> arrays =
        new TreeMap<>(
            Map.of("x", NDArray.copyOf(new short[] {1, 2}), "a/ü", NDArray.copyOf(new byte[] {7})));
    Npz.write(folder.resolve("a.npz"), arrays);
    Npz.writeCompressed(folder.resolve("b.npz"), arrays);

    assertThat(Numpy.golden(scratch, "check", folder.toString()).lines())
        .containsExactly(
            "a.npz a/ü |i1(1,) 07",
            "a.npz x <i2(2,) 01000200",
            "b.npz a/ü |i1(1,) 07",
            "b.npz x <i2(2,) 01000200");
    assertThat(Files.size(folder.resolve("a.npz"))).isPositive();
  }
}
