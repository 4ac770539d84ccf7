package org.culebra.array;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.culebra.array.Rejections.argument;
import static org.culebra.array.Rejections.rejected;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Types as memory layouts, and back; [MemoryLayoutTableTest] has a row for each type.
final class MemoryLayoutsTest {

  private static final DType PIXEL =
      DType.aligned(
          new Field("tag", DType.INT8, 0),
          new Field("at", null, DType.FLOAT64, new long[] {2, 3}, 0),
          new Field("z", DType.COMPLEX64, 0),
          new Field("on", DType.BOOL, 0));

  private static final MemoryLayout PIXEL_LAYOUT =
      structLayout(
          JAVA_BYTE.withName("tag"),
          paddingLayout(7),
          sequenceLayout(2, sequenceLayout(3, JAVA_DOUBLE)).withName("at"),
          structLayout(JAVA_FLOAT.withName("re"), JAVA_FLOAT.withName("im")).withName("z"),
          JAVA_BOOLEAN.withName("on"),
          paddingLayout(7));

  private static void unsupported(String message, MemoryLayout layout) {
    rejected(UnsupportedOperationException.class, message, () -> MemoryLayouts.parse(layout));
  }

  @Test
  void plainTypes_withACarrier_comeBackTheSame() {
    Map<DType, MemoryLayout> layouts =
        Map.of(
            DType.BOOL,
            JAVA_BOOLEAN,
            DType.INT8,
            JAVA_BYTE,
            DType.INT16,
            JAVA_SHORT,
            DType.UINT16,
            JAVA_CHAR,
            DType.INT32,
            JAVA_INT,
            DType.INT64,
            JAVA_LONG,
            DType.FLOAT32,
            JAVA_FLOAT,
            DType.FLOAT64,
            JAVA_DOUBLE,
            DType.COMPLEX128,
            structLayout(JAVA_DOUBLE.withName("re"), JAVA_DOUBLE.withName("im")),
            DType.raw(5),
            sequenceLayout(5, JAVA_BYTE));
    layouts.forEach((type, layout) -> {
      assertThat(MemoryLayouts.of(type)).isEqualTo(layout);
      assertThat(MemoryLayouts.parse(layout)).isEqualTo(type);
      DType swapped = type.withByteOrder(BIG_ENDIAN);
      assertThat(MemoryLayouts.parse(MemoryLayouts.of(swapped))).isEqualTo(swapped);
    });
    assertThat(MemoryLayouts.of(DType.INT32.withByteOrder(BIG_ENDIAN)))
        .isEqualTo(JAVA_INT.withOrder(BIG_ENDIAN));
  }

  @Test
  void struct_aligned_isWhatCWouldHave() {
    assertThat(PIXEL.memoryLayout()).isEqualTo(PIXEL_LAYOUT);
    DType back = DType.ofLayout(PIXEL_LAYOUT);
    assertThat(back).isEqualTo(PIXEL);
    assertThat(back.alignment()).isEqualTo(8);
  }

  @Test
  void struct_packed_hasUnalignedMembers() {
    DType packed = DType.packed(new Field("a", DType.INT32, 0), new Field("b", DType.INT8, 0));
    MemoryLayout layout = structLayout(JAVA_INT_UNALIGNED.withName("a"), JAVA_BYTE.withName("b"));
    assertThat(MemoryLayouts.of(packed)).isEqualTo(layout);
    assertThat(MemoryLayouts.parse(layout)).isEqualTo(packed);
    // Aligned or not is a matter of all elements: these layouts go into sequences.
    assertThat(sequenceLayout(3, MemoryLayouts.of(packed)).byteSize()).isEqualTo(15);
    assertThat(MemoryLayouts.parse(structLayout(JAVA_INT, JAVA_BYTE)).alignment()).isEqualTo(1);
  }

  @Test
  void struct_withMembersWithoutNames_isNumbered() {
    assertThat(MemoryLayouts.parse(structLayout(JAVA_INT, paddingLayout(4), JAVA_LONG)))
        .isEqualTo(TypeText.parse("{ 16 f0 0 () <i4 f1 8 () <i8 }"));
    argument(
        "expected fields with different names but found 'f1' twice",
        () -> MemoryLayouts.parse(structLayout(JAVA_INT.withName("f1"), JAVA_INT)));
  }

  @Test
  void twoFloats_notNamedReAndIm_areAStruct() {
    for (MemoryLayout layout :
        List.of(
            structLayout(JAVA_FLOAT.withName("im"), JAVA_FLOAT.withName("re")),
            structLayout(JAVA_FLOAT.withName("re"), JAVA_INT.withName("im")),
            structLayout(JAVA_INT.withName("re"), JAVA_INT.withName("im")),
            structLayout(
                JAVA_FLOAT.withName("re"), JAVA_FLOAT.withOrder(BIG_ENDIAN).withName("im")),
            structLayout(JAVA_FLOAT, JAVA_FLOAT))) {
      assertThat(MemoryLayouts.parse(layout).kind()).isEqualTo(DType.Kind.STRUCT);
    }
  }

  @Test
  void randomTypes_thereAndBackTwice_settleAndKeepEveryOffset() {
    RandomTypes types = new RandomTypes(Seeds.random("MemoryLayoutsTest"));
    for (int round = 0; round < 1000; round++) {
      DType type = types.next(3);
      if (type.kind() == DType.Kind.STRING) {
        continue;
      }
      MemoryLayout layout = MemoryLayouts.of(type);
      DType back = MemoryLayouts.parse(layout);
      assertThat(layout.byteSize()).as(type.toString()).isEqualTo(type.itemSize());
      assertThat(MemoryLayouts.of(back)).as(type.toString()).isEqualTo(layout);
      assertThat(sequenceLayout(2, layout).byteSize()).isEqualTo(2L * type.itemSize());
      for (Field field : type.fields()) {
        assertThat(layout.byteOffset(PathElement.groupElement(field.name())))
            .isEqualTo(field.byteOffset());
      }
    }
  }

  @Test
  void varHandle_ofTheLayout_readsWhatTheArrayHolds() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocate(PIXEL_LAYOUT);
      NDArray array = NDArray.of(segment, PIXEL, 1);
      array.field("tag").setLong(0, 7);
      array.field("at").setDouble(0, 1, 2, 2.5);
      assertThat(segment.get(JAVA_BYTE, 0)).isEqualTo((byte) 7);
      long offset =
          MemoryLayouts.of(PIXEL)
              .byteOffset(
                  PathElement.groupElement("at"),
                  PathElement.sequenceElement(1),
                  PathElement.sequenceElement(2));
      assertThat(segment.get(JAVA_DOUBLE, offset)).isEqualTo(2.5);
    }
  }

  @Test
  void layouts_thatElementsCannotBe_areRejectedByName() {
    unsupported(
        "expected a value or a struct but found an address, which elements cannot be: " + ADDRESS,
        ADDRESS);
    MemoryLayout union = MemoryLayout.unionLayout(JAVA_INT, JAVA_FLOAT);
    unsupported(
        "expected a value or a struct but found a union, which elements cannot be: " + union,
        union);
    unsupported(
        "expected a value or a struct but found a union, which elements cannot be: " + union,
        structLayout(JAVA_INT, sequenceLayout(2, union)));
  }

  @Test
  void layouts_withoutASizeOrAMeaning_areRejected() {
    MemoryLayout row = sequenceLayout(3, JAVA_INT);
    argument(
        "expected the layout of one element but found %s: its length belongs in an array's shape"
            .formatted(row),
        () -> MemoryLayouts.parse(row));
    argument(
        "expected a value or a struct but found padding: x4",
        () -> MemoryLayouts.parse(paddingLayout(4)));
    argument(
        "expected at least one field in a struct but found none",
        () -> MemoryLayouts.parse(structLayout(paddingLayout(4))));
    argument(
        "expected a layout of 1 to 2^31-1 bytes but found 0 in []",
        () -> MemoryLayouts.parse(structLayout()));
    MemoryLayout huge = sequenceLayout(1L << 31, JAVA_BYTE);
    argument(
        "expected a layout of 1 to 2^31-1 bytes but found 2147483648 in " + huge,
        () -> MemoryLayouts.parse(huge));
    argument(
        "expected lengths of at least 1 in the shape of field 'rest' but found (0,)",
        () ->
            MemoryLayouts.parse(
                structLayout(JAVA_INT, sequenceLayout(0, JAVA_BYTE).withName("rest"))));
  }

  @Test
  void fields_overlappingOrOutOfOrder_areRejected() {
    rejected(
        UnsupportedOperationException.class,
        "expected fields in order and without overlap for a memory layout but found 'b' at byte 2,"
            + " before 4",
        () ->
            MemoryLayouts.of(
                DType.struct(
                    8, List.of(new Field("a", DType.INT32, 0), new Field("b", DType.INT32, 2)))));
  }
}
