package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.model.FieldPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Structs that are children in many places, or of themselves: a few lead to more than can be read.
class SharedStructsTest {
  private static final String TOO_MANY =
      "expected at most 1048576 nested fields, shared ones counted at every place, but found ";

  /// A function of C to which it does not matter what it is called with.
  private static final MemorySegment NOTHING =
      Linker.nativeLinker().defaultLookup().findOrThrow("abs");

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  enum Share {
    CHILDREN,
    DICTIONARIES
  }

  /// Structs with two children that are one, so deep; the last has none.
  private MemorySegment shared(int depth, Share share, byte[] metadata) {
    ProducedArray node = ProducedArray.of("c", 0).metadata(metadata);
    MemorySegment schema = node.schema();
    for (int i = 0; i < depth; i++) {
      ProducedArray parent =
          ProducedArray.of("+s", 0).child(ProducedArray.of("c", 0), ProducedArray.of("c", 0));
      MemorySegment self = parent.schema();
      long children = ProducedArray.longAt(self.address() + ArrowSchema.CHILDREN);
      ProducedArray.put(children, schema.address());
      ProducedArray.put(children + 8, schema.address());
      if (share == Share.DICTIONARIES) {
        ProducedArray index = ProducedArray.of("c", 0).dictionary(parent);
        self = index.schema();
      }
      schema = self;
    }
    return schema;
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("26 levels of one shared struct are 2^27 fields")
  void sharedChildren_areCounted(Share share) {
    MemorySegment schema = shared(26, share, new byte[4]);
    assertThatThrownBy(() -> Arrow.adoptSchema(schema))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(TOO_MANY + "1048577; the schema has been released");
  }

  @Test
  @DisplayName("metadata that is shared counts wherever it is")
  void sharedMetadata_isCounted() {
    byte[] megabyte = Metadata.of("key", "v".repeat(1 << 20)).encode();
    MemorySegment schema = shared(12, Share.CHILDREN, megabyte);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adoptSchema(schema))
        .withMessageContaining(
            "expected at most 2147483639 bytes of metadata in a schema, shared ones counted at every"
                + " place");
  }

  @Test
  @DisplayName("a schema that is its own child: the message has the ends of the path")
  void cycle_isRejected_withAShortPath() {
    ProducedArray parent = ProducedArray.of("+s", 0).name(null).child(ProducedArray.of("c", 0));
    long self = parent.schema().address();
    ProducedArray.put(ProducedArray.longAt(self + ArrowSchema.CHILDREN), self);
    // a release that does nothing, for a true one would not end either
    ProducedArray.put(self + ArrowSchema.RELEASE, NOTHING.address());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Arrow.adoptSchema(parent.schema()))
        .withMessage(
            "field \"\".#0.#0.#0. … 57 more … .#0.#0.#0.#0: expected at most 64 nested structs but"
                + " found more; the schema has been released");
  }

  @Test
  @DisplayName("one field or column as the child of many: rejected where it would be made")
  void sharedFields_areCounted() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> {
          ArrowField field = ArrowField.of("x", "g");
          for (int i = 0; i < 30; i++) {
            field = ArrowField.of("x", "+s", field, field);
          }
        })
        .withMessage(TOO_MANY + "2097151");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> {
          ArrowField field = ArrowField.of("x", "g");
          for (int i = 0; i < 30; i++) {
            ArrowField indices = ArrowField.of("x", "i").withDictionary(field);
            field = ArrowField.of("x", "+s", indices, indices);
          }
        })
        .withMessageStartingWith(TOO_MANY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> {
          Column column = Column.of("x", NDArray.zeros(DType.INT8, 1));
          for (int i = 0; i < 30; i++) {
            column = Column.ofStruct("x", column, column);
          }
        })
        .withMessageStartingWith(TOO_MANY);
  }

  @Test
  @DisplayName("as many as there may be are read, written, compared")
  void wideSchema_isRead() {
    ArrowField[] fields = new ArrowField[100_000];
    Arrays.setAll(fields, i -> ArrowField.of("c" + i, "g"));
    ArrowField wide = ArrowField.of("", "+s", fields);
    MemorySegment schema = Arrow.newSchema(arena);
    Arrow.exportSchema(wide, schema);
    assertThat(Arrow.adoptSchema(schema)).isEqualTo(wide);
  }

  @Test
  @DisplayName("a path is shortened, and so is a name of many characters")
  void place_isShortened() {
    FieldPath place = FieldPath.top("top");
    for (int i = 0; i < 8; i++) {
      place = new FieldPath(place, "f" + i, i);
    }
    assertThat(place).hasToString("top.f0.f1.f2.f3.f4.f5.f6.f7");
    assertThat(new FieldPath(place, "f8", 8)).hasToString("top.f0.f1.f2. … 2 more … .f5.f6.f7.f8");
    assertThat(new FieldPath(null, "x".repeat(1000), 0)).hasToString("x".repeat(100) + "…");
    assertThat(new FieldPath(FieldPath.top(""), "", 3)).hasToString("\"\".#3");
    assertThat(List.of(new FieldPath(FieldPath.top("d"), "v", FieldPath.DICTIONARY)))
        .hasToString("[d.dictionary]");
  }
}
