package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Schemas from C.
class SchemaTest {
  private final long schemas = Producers.C.schemas();
  private final long blocks = Producers.C.live_blocks();

  @AfterEach
  void allIsReleased() {
    assertThat(Producers.C.live_blocks()).isEqualTo(blocks);
  }

  private static ArrowField read(ProducedArray made) {
    return Arrow.adoptSchema(made.schema());
  }

  @Test
  @DisplayName("item 8: a NULL name is empty; unknown flags are preserved")
  void name_andFlags() {
    ProducedArray made = ProducedArray.of("g", 0).name(null);
    ProducedArray.put(made.schema().address() + ArrowSchema.FLAGS, 0x7000_0000_0000_0003L);
    ArrowField field = read(made);
    assertThat(field.name()).isEmpty();
    assertThat(field.flags()).isEqualTo(0x7000_0000_0000_0003L);
    assertThat(field.isNullable()).isTrue();
    assertThat(Producers.C.schemas()).isEqualTo(schemas + 1);
    assertThat(read(ProducedArray.of("g", 0).name("grüße 🐍")).name()).isEqualTo("grüße 🐍");
  }

  @Test
  @DisplayName("names of any length, also equal hash codes, are read as they were written")
  void names_ofAllLengths_again() {
    List<String> names =
        new ArrayList<>(List.of("", "Aa", "BB", "AaAa", "BBBB", "é", "x\u0001", "\u007f"));
    for (int length = 1; length < 70; length++) {
      names.add("n".repeat(length));
      names.add("n".repeat(length - 1) + "ü");
    }
    for (int round = 0; round < 3; round++) {
      for (String name : names) {
        assertThat(read(ProducedArray.of("g", 0).name(name)).name()).isEqualTo(name);
      }
    }
  }

  @Test
  @DisplayName("item 7: metadata at odd addresses, keys twice, empty and binary values")
  void item7_metadata_isReadAtOddAddresses() {
    byte[] encoded =
        ByteBuffer.allocate(100)
            .order(ByteOrder.nativeOrder())
            .putInt(3)
            .putInt(1)
            .put((byte) 'k')
            .putInt(3)
            .put("é1".getBytes(StandardCharsets.UTF_8))
            .putInt(1)
            .put((byte) 'k')
            .putInt(0)
            .putInt(0)
            .putInt(2)
            .put(new byte[] {0, -1})
            .array();
    Metadata metadata = read(ProducedArray.of("g", 0).metadata(encoded)).metadata();
    assertThat(metadata.keys()).containsExactly("k", "k", "");
    assertThat(metadata.get("k")).isEqualTo("é1");
    assertThat(metadata.bytes("")).containsExactly(0, -1);
    assertThat(metadata.encode())
        .as("the same bytes")
        .isEqualTo(Arrays.copyOf(encoded, metadata.encode().length));
    assertThat(read(ProducedArray.of("g", 0).metadata(new byte[4])).metadata())
        .isEqualTo(Metadata.EMPTY);
  }

  @Test
  void children_andDictionary_areRead() {
    ArrowField field =
        read(
            ProducedArray.of("+s", 0)
                .name("batch")
                .child(
                    ProducedArray.of("+w:3", 0)
                        .name("m")
                        .child(ProducedArray.of("f", 0).name("item")),
                    ProducedArray.of("c", 0)
                        .name("d")
                        .dictionary(ProducedArray.of("u", 0).name(""))));
    assertThat(field.toString())
        .isEqualTo(
            "batch: struct<m: fixed_size_list<float32?>[3]?, d: dictionary<int8, string?>?>?");
    assertThat(Producers.C.schemas()).isEqualTo(schemas + 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65})
  @DisplayName("item 34: 64 levels of structs are read, 65 are not")
  void item34_depth(int depth) {
    ProducedArray made = ProducedArray.of("g", 0);
    for (int i = 1; i < depth; i++) {
      made = ProducedArray.of("+l", 0).name("l" + i).child(made);
    }
    ProducedArray root = made;
    if (depth == 64) {
      assertThat(read(root).children()).hasSize(1);
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> read(root))
          .withMessageStartingWith("field l64.l63.")
          .withMessageEndingWith(
              ".l1.x: expected at most 64 nested structs but found more; the schema has been"
                  + " released");
    }
    assertThat(Producers.C.schemas()).isEqualTo(schemas + depth);
  }

  static List<Arguments> faults() {
    return List.of(
        fault(
            ProducedArray.of("g", 0),
            ArrowSchema.FORMAT,
            0,
            "expected a valid address in format but found NULL"),
        fault(
            ProducedArray.of("g", 0),
            ArrowSchema.FORMAT,
            -1,
            "expected a valid address in format but found 0xffffffffffffffff"),
        fault(
            ProducedArray.of("g", 0),
            ArrowSchema.NAME,
            1L << 47,
            "expected a valid address in name but found 0x800000000000",
            "\"\""),
        fault(
            ProducedArray.of("g", 0),
            ArrowSchema.METADATA,
            -8,
            "expected a valid address in metadata but found 0xfffffffffffffff8"),
        fault(
            ProducedArray.of("g", 0),
            ArrowSchema.N_CHILDREN,
            1,
            "expected 0 children for format \"g\" but found 1"),
        fault(
            ProducedArray.of("g", 0),
            ArrowSchema.N_CHILDREN,
            -1,
            "expected n_children in [0, 2^31) but found -1"),
        fault(
            ProducedArray.of("+l", 0).child(ProducedArray.of("g", 0)),
            ArrowSchema.N_CHILDREN,
            0,
            "expected 1 children for format \"+l\" but found 0"),
        fault(
            ProducedArray.of("+s", 0),
            ArrowSchema.N_CHILDREN,
            Long.MAX_VALUE,
            "expected n_children in [0, 2^31) but found 9223372036854775807"),
        fault(
            ProducedArray.of("+s", 0),
            ArrowSchema.N_CHILDREN,
            2,
            "expected a valid address in a child or dictionary but found NULL"),
        fault(
            ProducedArray.of("+us:1,2", 0).child(ProducedArray.of("g", 0)),
            ArrowSchema.FLAGS,
            0,
            "expected 2 children for format \"+us:1,2\" but found 1"),
        fault(
            ProducedArray.of("g", 0).dictionary(ProducedArray.of("u", 0)),
            ArrowSchema.FLAGS,
            0,
            "expected the format of an integer for a dictionary's indices but found \"g\""),
        fault(
            ProducedArray.of("+m", 0).child(ProducedArray.of("g", 0)),
            ArrowSchema.FLAGS,
            0,
            "expected a struct of keys and values in a map but found x: float64?"),
        fault(
            ProducedArray.of("+r", 0).child(ProducedArray.of("u", 0), ProducedArray.of("g", 0)),
            ArrowSchema.FLAGS,
            0,
            "expected run ends of format s, i or l but found \"u\""),
        fault(
            ProducedArray.of("d:0,2", 0),
            ArrowSchema.FLAGS,
            0,
            "expected a format string of the Arrow C data interface but found \"d:0,2\""),
        fault(
            ProducedArray.of("g", 0).metadata(new byte[] {-1, -1, -1, -1}),
            ArrowSchema.FLAGS,
            0,
            "expected a number of pairs in [0, 2^28) in metadata but found -1"),
        fault(
            ProducedArray.of("g", 0).metadata(new byte[] {1, 0, 0, 0, -2, -1, -1, -1}),
            ArrowSchema.FLAGS,
            0,
            "expected a length in [0, 2147483635] in metadata but found -2"));
  }

  private static Arguments fault(ProducedArray made, int field, long value, String message) {
    return fault(made, field, value, message, "x");
  }

  private static Arguments fault(
      ProducedArray made, int field, long value, String message, String place) {
    Consumer<ProducedArray> spoil = it -> ProducedArray.put(it.schema().address() + field, value);
    return Arguments.of(
        made, spoil, "field " + place + ": " + message + "; the schema has been released");
  }

  @ParameterizedTest
  @MethodSource("faults")
  @DisplayName("what is no schema is rejected, and released once")
  void fault_isRejected(ProducedArray made, Consumer<ProducedArray> spoil, String message) {
    int structs = made.schemas().size();
    spoil.accept(made);
    assertThatIllegalArgumentException().isThrownBy(() -> read(made)).withMessage(message);
    assertThat(Producers.C.schemas() - schemas).isEqualTo(structs);
  }

  @Test
  @DisplayName("a child that is released already is rejected")
  void releasedChild_isRejected() {
    ProducedArray made = ProducedArray.of("+s", 0).child(ProducedArray.of("g", 0));
    Arrow.releaseSchema(made.child(0).schema());
    made.schema();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(made))
        .withMessage(
            "field x: expected live children but found a released one; the schema has been"
                + " released");
    assertThat(Producers.C.schemas()).isEqualTo(schemas + 2);
  }
}
