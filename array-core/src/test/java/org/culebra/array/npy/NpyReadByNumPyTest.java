package org.culebra.array.npy;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.culebra.array.DType;
import org.culebra.array.ElementModel;
import org.culebra.array.Field;
import org.culebra.array.NDArray;
import org.culebra.array.Numpy;
import org.culebra.array.PythonScript;
import org.culebra.array.RandomTypes;
import org.culebra.array.TypeText;
import org.culebra.arraycases.ArrayCases;
import org.culebra.testsupport.Seeds;
import org.culebra.testsupport.Shapes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything that the writers can write, read by a live NumPy and compared by type, shape, order
/// and value: every type in every byte and memory order, rank, version and container; random types,
/// nested structs too, as random views; all writers, archives of no entry and of hundreds.
final class NpyReadByNumPyTest {

  private static final List<String> NAMES = List.of("a", "it's", "ü", "日本", "\\", "🐍 x", "\"");

  @TempDir private Path folder;

  private final Random random = Seeds.random("NpyReadByNumPyTest");
  private final RandomTypes types = new RandomTypes(random);
  private final List<String> expected = new ArrayList<>();

  @BeforeEach
  void requireNumpy() {
    Numpy.require();
  }

  // --- arrays

  private DType type() {
    return switch (random.nextInt(5)) {
      case 0 -> time();
      case 1 -> DType.packed(field(DType.INT8, "é"), field(time(), one(NAMES)));
      default -> types.next(3);
    };
  }

  private DType time() {
    String unit = one(List.of("Y", "M", "W", "D", "h", "m", "s", "25ms", "us", "7ns", "ps", "as"));
    DType type = random.nextBoolean() ? DType.datetime64(unit) : DType.timedelta64(unit);
    return random.nextBoolean() ? type : type.withByteOrder(ArrayCases.otherOrder());
  }

  private static Field field(DType type, String name) {
    return new Field(name, null, type, new long[0], 0);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private NDArray view(DType type) {
    return ArrayCases.randomView(random, filled(type, Shapes.random(random, 5, 60)), 3);
  }

  private NDArray filled(DType type, long... shape) {
    NDArray array = packed(type, shape);
    return random.nextBoolean() ? array : array.transpose();
  }

  private NDArray packed(DType type, long... shape) {
    NDArray array = NDArray.zeros(type, shape);
    byte[] bytes = new byte[(int) array.byteSize()];
    random.nextBytes(bytes);
    array.segment().copyFrom(MemorySegment.ofArray(bytes));
    return array;
  }

  /// Which bytes are a field's.
  private static void use(BitSet bytes, DType type, int at) {
    if (type.fields().isEmpty()) {
      bytes.set(at, at + type.itemSize());
    }
    for (Field field : type.fields()) {
      for (int k = 0; k < field.byteSize() / field.dtype().itemSize(); k++) {
        use(bytes, field.dtype(), at + field.byteOffset() + k * field.dtype().itemSize());
      }
    }
  }

  /// What NumPy has to print.
  private static String line(String file, String name, NDArray array) {
    String shape =
        LongStream.of(array.shape()).mapToObj(Long::toString).collect(Collectors.joining(","));
    return String.join(
        "\t",
        file,
        name,
        Integer.toString(version(array.dtype())),
        TypeText.print(array.dtype()),
        shape,
        order(array),
        "=" + elements(array, name.isEmpty()));
  }

  /// Whole items, or only their fields: from an archive NumPy copies no more.
  private static String elements(NDArray array, boolean whole) {
    int size = array.dtype().itemSize();
    BitSet used = new BitSet();
    use(used, array.dtype(), 0);
    StringWriter text = new StringWriter();
    for (long offset : ElementModel.of(array.layout()).offsets()) {
      byte[] item = array.segment().asSlice(offset, size).toArray(JAVA_BYTE);
      for (int i = used.nextClearBit(0); i < size && !whole; i = used.nextClearBit(i + 1)) {
        item[i] = 0;
      }
      text.write(HexFormat.of().formatHex(item));
    }
    return text.toString();
  }

  /// Only what lies packed the first axis fastest, and not the last one, is left in that order.
  private static String order(NDArray array) {
    boolean single =
        array.size() < 2 || LongStream.of(array.shape()).filter(n -> n > 1).count() < 2;
    return single ? "-" : array.isFContiguous() ? "F" : "C";
  }

  private static int version(DType type) {
    String text = TypeText.print(type);
    if (text.chars().anyMatch(c -> c > 0xff)) {
      return 3;
    }
    return text.length() > 0x8000 ? 2 : 1;
  }

  private void assertRead() {
    String output = PythonScript.run("npy_read.py", "", folder.toString());
    Set<String> found = new LinkedHashSet<>(output.lines().toList());
    Set<String> right = new LinkedHashSet<>(expected);
    assertThat(right.stream().filter(line -> !found.contains(line)).limit(5)).isEmpty();
    assertThat(found.stream().filter(line -> !right.contains(line)).limit(5)).isEmpty();
    assertThat(found).hasSize(expected.size());
  }

  // --- files

  @Test
  void files_ofRandomViews_areReadByValue() throws IOException {
    for (int i = 0; i < (Boolean.getBoolean("culebra.long") ? 4000 : 400); i++) {
      file("a%05d.npy".formatted(i), view(type()));
    }
    assertRead();
  }

  private void file(String name, NDArray array) throws IOException {
    write(folder.resolve(name), array);
    expected.add(line(name, "", array));
  }

  private void write(Path file, NDArray array) throws IOException {
    switch (random.nextInt(4)) {
      case 0 -> Npy.write(file, array);
      case 1 -> {
        try (OutputStream out = Files.newOutputStream(file)) {
          Npy.write(out, array);
        }
      }
      case 2 -> {
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          Npy.write(channel, array);
        }
      }
      default -> create(file, array);
    }
  }

  /// A file that is made first and filled afterwards is always in C order.
  private void create(Path file, NDArray array) throws IOException {
    if (order(array).equals("F")) {
      Npy.write(file, array);
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      NDArray mapped = Npy.create(arena, file, array.dtype(), array.shape());
      DType raw = DType.raw(array.dtype().itemSize());
      mapped.reinterpret(raw).copyFrom(array.reinterpret(raw));
    }
  }

  // --- every type

  @Test
  void everyType_inEveryOrderRankAndContainer_isReadByValue() throws IOException {
    long[] lengths = {2, 3, 1, 4};
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (Map.Entry<String, DType> named : NpyTableTest.types().entrySet()) {
      for (ByteOrder end : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
        for (int rank = 0; rank <= lengths.length; rank++) {
          NDArray array = packed(named.getValue().withByteOrder(end), Arrays.copyOf(lengths, rank));
          String name = named.getKey() + end + rank;
          arrays.put(name + "C", array);
          arrays.put(name + "F", array.transpose());
        }
      }
    }
    everywhere(arrays);
    assertRead();
    assertThat(expected.stream().map(line -> line.split("\t", -1)[5]).distinct())
        .containsExactlyInAnyOrder("C", "F", "-");
  }

  @Test
  void everyVersion_inEveryContainer_isReadByValue() throws IOException {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (int count : new int[] {1, 3000}) { // a header of 64 KiB and more is version 2
      for (String suffix : List.of("", "ü", "日本")) {
        Field[] fields =
            IntStream.range(0, count)
                .mapToObj(i -> field(DType.INT16, "field number " + i + suffix))
                .toArray(Field[]::new);
        arrays.put(count + suffix, filled(DType.packed(fields), 2));
      }
    }
    everywhere(arrays);
    assertRead();
    assertThat(expected.stream().map(line -> line.split("\t", 4)[2]).distinct())
        .containsExactlyInAnyOrder("1", "2", "3");
  }

  /// A file of each array, and all of them in an archive, stored and deflated.
  private void everywhere(Map<String, NDArray> arrays) throws IOException {
    for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
      file(entry.getKey() + ".npy", entry.getValue());
    }
    archive("stored.npz", arrays, true);
    archive("deflated.npz", arrays, false);
  }

  // --- archives

  @Test
  void archives_ofRandomViews_areReadByValue() throws IOException {
    for (int i = 0; i < 40; i++) {
      archive("a%02d.npz".formatted(i), random.nextInt(6), i % 2 == 0);
    }
    assertRead();
  }

  @Test
  void archives_ofManyEntries_areReadByValue() throws IOException {
    int entries = Boolean.getBoolean("culebra.long") ? 70_000 : 700; // beyond 65,535 is zip64
    archive("many.npz", entries, true);
    archive("packed.npz", entries, false);
    assertRead();
  }

  private void archive(String name, int entries, boolean stored) throws IOException {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (int k = 0; k < entries; k++) {
      String key = one(Arrays.asList("x", "a/b/", "ü", "日本 ", "x.npy ")) + k;
      NDArray array = entries < 100 ? view(type()) : filled(DType.INT16, random.nextInt(3));
      arrays.put(key, array);
    }
    archive(name, arrays, stored);
  }

  private void archive(String name, Map<String, NDArray> arrays, boolean stored)
      throws IOException {
    arrays.forEach((key, array) -> expected.add(line(name, key, array)));
    if (stored) {
      Npz.write(folder.resolve(name), arrays);
    } else {
      Npz.writeCompressed(folder.resolve(name), arrays);
    }
  }
}
