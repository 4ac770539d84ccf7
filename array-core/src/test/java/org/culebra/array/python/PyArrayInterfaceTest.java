package org.culebra.array.python;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.culebra.array.Rejections.argument;
import static org.culebra.array.Rejections.rejected;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.Field;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.Numpy;
import org.culebra.array.PythonScript;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.Test;

/// The struct of `__array_struct__`.
final class PyArrayInterfaceTest {

  /// The struct as a C compiler lays it out, which reads one and prints its fields.
  private static final String READER =
      """
      #include <stdint.h>
      #include <stdio.h>
      struct interface {
        int two;
        int nd;
        char typekind;
        int itemsize;
        int flags;
        intptr_t *shape;
        intptr_t *strides;
        void *data;
        void *descr;
      };
      int main(void) {
        struct interface a;
        if (fread(&a, sizeof a, 1, stdin) != 1) return 1;
        printf("%zu: %d %d %c %d %#x %lld %lld %lld %lld\\n", sizeof a, a.two, a.nd, a.typekind,
            a.itemsize, a.flags, (long long) (intptr_t) a.shape, (long long) (intptr_t) a.strides,
            (long long) (intptr_t) a.data, (long long) (intptr_t) a.descr);
        return 0;
      }
      """;

  private static final NDArray MATRIX = NDArray.zeros(DType.FLOAT64, 2, 3);

  private static int flags(NDArray array) {
    return PyArrayInterface.parse(PyArrayInterface.write(Arena.ofAuto(), array)).flags();
  }

  private static long[] longs(MemorySegment block, long from, int count) {
    return block.asSlice(from, 8L * count).toArray(JAVA_LONG);
  }

  private static ArrayInterface roundTrip(NDArray array) {
    MemorySegment block = PyArrayInterface.write(Arena.ofAuto(), array);
    PyArrayInterface struct = PyArrayInterface.parse(block);
    int nd = struct.nd();
    return struct.descriptor(longs(block, 56, nd), longs(block, 56 + 8L * nd, nd));
  }

  @Test
  void write_matrix_hasEveryFieldAtItsOffset() {
    MemorySegment block = PyArrayInterface.write(Arena.ofAuto(), MATRIX.slice(":, ::-1"));
    assertThat(block.byteSize()).isEqualTo(56 + 32);
    assertThat(block.get(JAVA_INT, 0)).isEqualTo(2);
    assertThat(block.get(JAVA_INT, 4)).isEqualTo(2);
    assertThat(block.get(JAVA_BYTE, 8)).isEqualTo((byte) 'f');
    assertThat(block.get(JAVA_INT, 12)).isEqualTo(8);
    assertThat(block.get(JAVA_INT, 16)).isEqualTo(0x700);
    assertThat(block.get(JAVA_LONG, 24)).isEqualTo(block.address() + 56);
    assertThat(block.get(JAVA_LONG, 32)).isEqualTo(block.address() + 72);
    assertThat(block.get(JAVA_LONG, 40)).isEqualTo(MATRIX.address() + 16);
    assertThat(block.get(JAVA_LONG, 48)).isZero();
    assertThat(longs(block, 56, 4)).containsExactly(2, 3, 24, -8);
  }

  @Test
  void write_readByC_isTheSameStruct() {
    Path reader = CFixtures.executable("read_interface", READER);
    MemorySegment block =
        PyArrayInterface.write(Arena.ofAuto(), NDArray.zeros(DType.COMPLEX64, 4, 5).transpose());
    byte[] bytes = block.asSlice(0, 56).toArray(JAVA_BYTE);
    PyArrayInterface struct = PyArrayInterface.parse(block);
    assertThat(PythonScript.run(List.of(reader.toString()), bytes))
        .isEqualTo(
            "56: 2 2 c 8 0x702 %d %d %d 0"
                .formatted(block.address() + 56, block.address() + 72, struct.data()));
  }

  @Test
  void flags_ofArrays_areThoseOfNumPy() {
    assertThat(flags(MATRIX)).isEqualTo(0x701);
    assertThat(flags(MATRIX.transpose())).isEqualTo(0x702);
    assertThat(flags(NDArray.zeros(DType.FLOAT64.withByteOrder(BIG_ENDIAN), 3))).isEqualTo(0x503);
    assertThat(flags(NDArray.zeros(DType.FLOAT64))).isEqualTo(0x703);
    assertThat(flags(NDArray.zeros(DType.FLOAT64, 0, 3))).isEqualTo(0x703);
    assertThat(flags(MATRIX.asReadOnly())).isEqualTo(0x301);
    assertThat(flags(MATRIX.slice(":, ::2"))).isEqualTo(0x700);
    MemorySegment odd = Arena.ofAuto().allocate(25, 8).asSlice(1);
    assertThat(flags(NDArray.of(odd, DType.FLOAT64, 3))).isEqualTo(0x603);
  }

  @Test
  void write_zeroDimensions_hasNullForShapeAndStrides() {
    MemorySegment block = PyArrayInterface.write(Arena.ofAuto(), NDArray.zeros(DType.BOOL));
    assertThat(block.byteSize()).isEqualTo(56);
    PyArrayInterface struct = PyArrayInterface.parse(block);
    assertThat(struct.shape()).isZero();
    assertThat(struct.strides()).isZero();
  }

  @Test
  void write_stridesWithoutMeaning_areAPackedArrays() {
    StridedLayout layout = StridedLayout.of(8, 0, new long[] {1, 3}, new long[] {999, 8});
    NDArray array = NDArray.of(MATRIX.segment(), Retention.GC_MANAGED, DType.FLOAT64, layout);
    MemorySegment block = PyArrayInterface.write(Arena.ofAuto(), array);
    assertThat(longs(block, 56, 4)).containsExactly(1, 3, 24, 8);
  }

  @Test
  void write_intoDirtyMemory_leavesNothingOfIt() {
    MemorySegment dirty = Arena.ofAuto().allocate(72, 8).fill((byte) 0xAB);
    MemorySegment block =
        PyArrayInterface.write((size, _) -> dirty.asSlice(0, size), NDArray.zeros(DType.INT8, 4));
    assertThat(HexFormat.of().formatHex(block.asSlice(0, 24).toArray(JAVA_BYTE)))
        .isEqualTo("0200000001000000690000000100000003070000" + "00000000");
    assertThat(block.get(JAVA_LONG, 48)).isZero();
  }

  @Test
  void write_intoHeapMemory_isRejected() {
    argument(
        "expected an arena that returns 72 bytes of native memory, aligned to 8, but found a heap"
            + " segment of 72 bytes",
        () ->
            PyArrayInterface.write(
                (size, _) -> MemorySegment.ofArray(new long[(int) size / 8]),
                NDArray.zeros(DType.INT8, 4)));
  }

  @Test
  void descriptor_ofWhatWasWritten_describesTheArray() {
    List<NDArray> arrays = new ArrayList<>();
    for (DType type :
        List.of(
            DType.BOOL,
            DType.INT8,
            DType.INT64,
            DType.UINT32,
            DType.FLOAT16,
            DType.COMPLEX128,
            DType.bytes(5),
            DType.INT32.withByteOrder(BIG_ENDIAN))) {
      NDArray a = NDArray.zeros(type, 3, 4);
      arrays.addAll(
          List.of(
              a,
              a.transpose(),
              a.slice("::-1, 1::2"),
              a.asReadOnly(),
              a.broadcastTo(2, 3, 4),
              NDArray.zeros(type),
              NDArray.zeros(type, 0, 2)));
    }
    for (NDArray array : arrays) {
      assertThat(roundTrip(array)).as(array.layout() + "").isEqualTo(ArrayInterface.of(array));
    }
  }

  @Test
  void write_typesThatTheStructLoses_areRejectedWithTheReason() {
    unsayable(DType.string(2), "<U2: consumers would read its size in bytes as one in code points");
    unsayable(DType.datetime64("ns"), "datetime64[ns]: it has no place for the unit");
    unsayable(DType.timedelta64("s"), "timedelta64[s]: it has no place for the unit");
    String raw =
        ": it has no place for fields, and consumers cannot distinguish raw bytes from"
            + " structs";
    unsayable(DType.raw(4), "|V4" + raw);
    unsayable(DType.packed(new Field("a", DType.INT8, 0)), "struct{a: int8 at 0; 1 bytes}" + raw);
    unsayable(DType.BFLOAT16, "bfloat16: it has no typekind");
    unsayable(DType.FLOAT8_E5M2, "float8_e5m2: it has no typekind");
  }

  private static void unsayable(DType type, String found) {
    rejected(
        UnsupportedOperationException.class,
        "expected a type that __array_struct__ can describe but found " + found,
        () -> PyArrayInterface.write(Arena.ofAuto(), NDArray.zeros(type, 2)));
  }

  private static void malformed(String message, long offset, int value) {
    MemorySegment block = PyArrayInterface.write(Arena.ofAuto(), MATRIX);
    if (offset == 8) {
      block.set(JAVA_BYTE, offset, (byte) value);
    } else {
      block.set(JAVA_INT, offset, value);
    }
    rejected(FormatException.class, message, () -> PyArrayInterface.parse(block));
  }

  @Test
  void parse_damagedStruct_isRejected() {
    malformed("expected 2 as the first field of a PyArrayInterface but found 3", 0, 3);
    malformed("expected nd in [0, 64] but found 65", 4, 65);
    malformed("expected nd in [0, 64] but found -1", 4, -1);
    for (char kind : new char[] {'U', 'V', 'O', 'm', 'M', 't', '?'}) {
      malformed("expected one of b, i, u, f, c, S as typekind but found '" + kind + "'", 8, kind);
    }
    malformed("expected one of b, i, u, f, c, S as typekind but found byte 0", 8, 0);
    malformed("expected one of b, i, u, f, c, S as typekind but found byte 255", 8, -1);
    malformed("expected an itemsize of typekind 'f' but found 16", 12, 16);
    malformed("expected an itemsize of typekind 'f' but found 0", 12, 0);
    malformed("expected an itemsize of typekind 'b' but found 8", 8, 'b');
    rejected(
        FormatException.class,
        "expected the 56 bytes of a PyArrayInterface but found 55",
        () -> PyArrayInterface.parse(MemorySegment.ofArray(new byte[55])));
    argument(
        "expected the address of 1 lengths in shape but found NULL",
        () -> new PyArrayInterface(1, 'f', 8, 0x701, 0, 4096, 4096));
    argument(
        "expected an itemsize of typekind 'S' but found 0",
        () -> new PyArrayInterface(0, 'S', 0, 0x701, 0, 0, 4096));
  }

  @Test
  void parse_copyOnTheHeap_isDecoded() {
    MemorySegment block = PyArrayInterface.write(Arena.ofAuto(), MATRIX);
    MemorySegment copy = MemorySegment.ofArray(block.toArray(JAVA_BYTE));
    assertThat(PyArrayInterface.parse(copy)).isEqualTo(PyArrayInterface.parse(block));
  }

  @Test
  void descriptor_ofForeignStructs_isChecked() {
    PyArrayInterface struct = new PyArrayInterface(1, 'i', 4, 0x700, 4096, 0, 8192);
    assertThat(struct.descriptor(new long[] {3}, null))
        .isEqualTo(struct.descriptor(new long[] {3}, new long[] {4}));
    rejectedDescriptor(struct, "expected nd = 1 lengths but found 2", new long[2], new long[1]);
    rejectedDescriptor(struct, "expected nd = 1 strides but found 0", new long[1], new long[0]);
    rejectedDescriptor(
        struct,
        "expected a shape without negative lengths but found (-1,)",
        new long[] {-1},
        new long[] {4});
    rejectedDescriptor(
        new PyArrayInterface(1, 'i', 4, 0x700, 4096, 4096, 0),
        "expected memory for 12 bytes but found address 0: int32 of shape (3,), strides (4,)",
        new long[] {3},
        new long[] {4});
  }

  private static void rejectedDescriptor(
      PyArrayInterface struct, String message, long[] shape, long[] strides) {
    rejected(FormatException.class, message, () -> struct.descriptor(shape, strides));
  }

  @Test
  void numPy_givenTheStructs_seesTheArrays() {
    Numpy.require();
    NDArray values = NDArray.copyOf(new int[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(seenByNumpy(values)).isEqualTo("<i4 (2, 3) (12, 4) True [[1, 2, 3], [4, 5, 6]]");
    assertThat(seenByNumpy(values.transpose().asReadOnly()))
        .isEqualTo("<i4 (3, 2) (4, 12) False [[1, 4], [2, 5], [3, 6]]");
    assertThat(seenByNumpy(values.copy(DType.FLOAT64.withByteOrder(BIG_ENDIAN)).select(0, 1)))
        .isEqualTo(">f8 (3,) (8,) True [4.0, 5.0, 6.0]");
    assertThat(seenByNumpy(NDArray.zeros(DType.bytes(3)))).isEqualTo("|S3 () () True b''");
  }

  /// Another process cannot follow our addresses: it gets the struct's memory and the elements, and
  /// puts its own addresses in.
  private static String seenByNumpy(NDArray array) {
    MemorySegment block = PyArrayInterface.write(Arena.ofAuto(), array);
    long low = array.layout().lowByte();
    MemorySegment data = array.segment().asSlice(low, array.layout().highByte() - low);
    HexFormat hex = HexFormat.of();
    String input =
        String.join(
            " ",
            Arrays.asList(
                Long.toString(block.address()),
                hex.formatHex(block.toArray(JAVA_BYTE)),
                Long.toString(data.address()),
                hex.formatHex(data.toArray(JAVA_BYTE))));
    return PythonScript.run("array_struct.py", input);
  }
}
