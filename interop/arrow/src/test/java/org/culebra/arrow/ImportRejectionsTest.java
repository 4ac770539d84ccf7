package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.Consumer;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.ffi.Imports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Arrays that are rejected; item 52 is in every one of these tests, which count the releases.
class ImportRejectionsTest {
  private final long arrays = Producers.C.arrays();
  private final long blocks = Producers.C.live_blocks();

  @AfterEach
  void allIsReleased() {
    assertThat(Producers.C.live_blocks()).isEqualTo(blocks);
  }

  private void rejected(ProducedArray made, String message) {
    int structs = made.arrays().size();
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> made.adopt(arena))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message + "; the array has been released")
          .matches(Imports::hasReleased);
      assertThat(Producers.C.arrays() - arrays).as("by the rejection").isEqualTo(structs);
    }
    assertThat(Producers.C.arrays() - arrays).as("after the close").isEqualTo(structs);
  }

  private static ProducedArray text(int... offsets) {
    return ProducedArray.of("u", offsets.length - 1).absent().ints(offsets).text("abc");
  }

  private static ProducedArray list(int size, ProducedArray child) {
    return ProducedArray.of("+w:" + size, 2, 1).absent().child(child.name("item"));
  }

  static List<Arguments> item31() {
    return List.of(
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.LENGTH,
            -1,
            "expected a length and an offset >= 0 that end below 2^63 but found length -1, offset 0"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.OFFSET,
            -3,
            "expected a length and an offset >= 0 that end below 2^63 but found length 3, offset -3"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.OFFSET,
            Long.MAX_VALUE - 2,
            "expected a length and an offset >= 0 that end below 2^63 but found length 3, offset 9223372036854775805"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.LENGTH,
            Long.MAX_VALUE,
            "expected elements that fit in memory but found 9223372036854775807 of 8 bytes"),
        spoilt(ProducedArray.doubles(3, 0), ArrowArray.LENGTH, 1L << 31, null),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.N_BUFFERS,
            1,
            "expected 2 buffers for format \"g\" but found n_buffers 1"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.N_BUFFERS,
            3,
            "expected 2 buffers for format \"g\" but found n_buffers 3"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.N_BUFFERS,
            -1,
            "expected 2 buffers for format \"g\" but found n_buffers -1"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.BUFFERS,
            0,
            "expected a valid address in buffers but found NULL"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.N_CHILDREN,
            1,
            "expected 0 children for format \"g\" but found n_children 1"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.NULL_COUNT,
            1,
            "expected a validity buffer for null_count 1 but found NULL"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.NULL_COUNT,
            -2,
            "expected null_count in [-1, 3] but found -2"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.NULL_COUNT,
            4,
            "expected null_count in [-1, 3] but found 4"),
        spoilt(
            ProducedArray.doubles(3, 0),
            ArrowArray.DICTIONARY,
            8,
            "expected no dictionary for g but found one"),
        Arguments.of(
            ProducedArray.of("c", 1).absent().absent(),
            nothing(),
            "expected the address of 1 bytes in buffer 1 of format \"c\" but found NULL"),
        Arguments.of(
            ProducedArray.of("b", 1, 8).absent().absent(),
            nothing(),
            "expected the address of 2 bytes in buffer 1 of format \"b\" but found NULL"),
        Arguments.of(
            ProducedArray.of("u", 1).absent().absent().absent(),
            nothing(),
            "expected the address of 8 bytes in buffer 1 of format \"u\" but found NULL"),
        Arguments.of(
            ProducedArray.of("u", 1).absent().ints(0, 3).absent(),
            nothing(),
            "expected the address of 3 bytes in buffer 2 of format \"u\" but found NULL"),
        Arguments.of(
            text(-1, 2),
            nothing(),
            "expected offsets that begin at 0 or more and do not decrease but found -1 to 2"),
        Arguments.of(
            text(3, 2),
            nothing(),
            "expected offsets that begin at 0 or more and do not decrease but found 3 to 2"),
        Arguments.of(
            ProducedArray.of("+l", 1)
                .absent()
                .ints(0, 4)
                .child(ProducedArray.doubles(3, 5).name("item")),
            nothing(),
            "expected at least 4 elements in the child \"item\" but found 3"),
        Arguments.of(
            ProducedArray.of("+L", 1, 1)
                .absent()
                .longs(0, 2, -1)
                .child(ProducedArray.doubles(3, 0)),
            nothing(),
            "expected offsets that begin at 0 or more and do not decrease but found 2 to -1"),
        Arguments.of(
            ProducedArray.of("vu", 0).absent().absent(),
            nothing(),
            "expected 3 buffers for format \"vu\" but found n_buffers 2"),
        Arguments.of(
            ProducedArray.of("vu", 0).absent().absent().absent().longs(1),
            nothing(),
            "expected a buffer of at least 0 bytes in buffer 2 but found 1 at 0x0"),
        Arguments.of(
            ProducedArray.of("vu", 0).absent().absent().bytes((byte) 1).longs(-1), nothing(), null),
        Arguments.of(
            ProducedArray.of("vu", 0).absent().absent().bytes((byte) 1).absent(),
            nothing(),
            "expected a valid address in the buffer of buffer sizes but found NULL"),
        Arguments.of(
            ProducedArray.of("+us:0", 1)
                .bits("1")
                .bytes((byte) 0)
                .nulls(1)
                .child(ProducedArray.doubles(1, 0)),
            nothing(),
            "expected a union without a validity buffer but found one, and null_count 1"),
        Arguments.of(
            ProducedArray.of("+ud:0", 1).bytes((byte) 0).child(ProducedArray.doubles(1, 0)),
            nothing(),
            "expected 2 buffers for format \"+ud:0\" but found n_buffers 1"),
        Arguments.of(
            ProducedArray.of("+s", 3).absent().child(ProducedArray.doubles(2, 9).name("item")),
            nothing(),
            "expected at least 3 elements in the child \"item\" but found 2"),
        Arguments.of(
            ProducedArray.of("+us:0", 3)
                .bytes(new byte[3])
                .child(ProducedArray.doubles(2, 0).name("item")),
            nothing(),
            "expected at least 3 elements in the child \"item\" but found 2"),
        Arguments.of(
            ProducedArray.of("+r", 5, 2)
                .child(ProducedArray.of("s", 2).absent().shorts(3, 6), ProducedArray.doubles(2, 0)),
            nothing(),
            "expected runs to 7 or beyond but found an end at 6"),
        Arguments.of(
            ProducedArray.of("+r", 1)
                .child(ProducedArray.of("s", 0).absent().absent(), ProducedArray.doubles(2, 0)),
            nothing(),
            "expected runs to 1 or beyond but found an end at 0"),
        Arguments.of(
            ProducedArray.of("+r", 1)
                .child(ProducedArray.of("s", 2).absent().shorts(1, 2), ProducedArray.doubles(1, 0)),
            nothing(),
            "expected a value for each of 2 runs but found 1"),
        Arguments.of(
            ProducedArray.of("+s", 0),
            nothing(),
            "expected 1 buffers for format \"+s\" but found n_buffers 0"));
  }

  @SuppressWarnings("UnnecessaryLambda") // a method reference has no type among arguments
  private static Consumer<ProducedArray> nothing() {
    return made -> {};
  }

  private static Arguments spoilt(
      ProducedArray made, int field, long value, @Nullable String message) {
    Consumer<ProducedArray> spoil = it -> ProducedArray.put(it.array().address() + field, value);
    return Arguments.of(made, spoil, message);
  }

  @ParameterizedTest
  @MethodSource("item31")
  @DisplayName("items 31, 52: structs that contradict themselves or the format")
  void item31_isRejected(ProducedArray made, Consumer<ProducedArray> spoil, String message) {
    spoil.accept(made);
    if (message != null) {
      rejected(made, "field x: " + message);
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      try {
        made.adopt(arena); // long, but what a process could have
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("but found");
      }
    }
    assertThat(Producers.C.arrays()).isEqualTo(arrays + 1);
  }

  @Test
  @DisplayName("item 31: a child's fault names it")
  void item31_childIsNamed() {
    ProducedArray made =
        ProducedArray.of("+s", 1)
            .absent()
            .name("batch")
            .child(
                ProducedArray.doubles(1, 0).name("a"),
                ProducedArray.of("+l", 1)
                    .absent()
                    .ints(0, 1)
                    .name("")
                    .child(ProducedArray.of("g", 1).absent().absent().name("item")));
    rejected(
        made,
        "field batch.#1.item: expected the address of 8 bytes in buffer 1 of format \"g\" but found NULL");
  }

  @Test
  @DisplayName("item 31: a NULL child, a released one, a missing dictionary")
  void item31_children() {
    ProducedArray none = ProducedArray.of("+s", 1).absent().child(ProducedArray.doubles(1, 0));
    ProducedArray.put(ProducedArray.longAt(none.array().address() + ArrowArray.CHILDREN), 0);
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> none.adopt(arena))
          .hasMessage(
              "field x: expected a valid address in a child or dictionary but found NULL; the array"
                  + " has been released");
    }
    Arrow.releaseArray(none.child(0).array());

    ProducedArray gone =
        ProducedArray.of("+s", 1).absent().child(ProducedArray.doubles(1, 0).name("y"));
    Arrow.releaseArray(gone.child(0).array());
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> gone.adopt(arena))
          .hasMessage(
              "field x.y: expected a live array but found a released one; the array has been released");
    }

    ProducedArray made = ProducedArray.of("c", 1).absent().bytes((byte) 0).dictionary(text(0, 1));
    ProducedArray.put(made.array().address() + ArrowArray.DICTIONARY, 0);
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> made.adopt(arena))
          .hasMessage(
              "field x: expected a dictionary for c but found none; the array has been released");
    }
    assertThat(Producers.C.arrays()).isEqualTo(arrays + 6);
  }

  @Test
  @DisplayName("item 31: an error in a dictionary names it")
  void item31_dictionaryIsNamed() {
    rejected(
        ProducedArray.of("c", 1).absent().bytes((byte) 0).dictionary(text(2, 1)),
        "field x.dictionary: expected offsets that begin at 0 or more and do not decrease but found 2 to 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9})
  @DisplayName("item 32: a child must have N times offset and length; its own offset is its own")
  void item32_shortChild(int elements) {
    ProducedArray made = list(3, ProducedArray.doubles(elements, 4));
    if (elements == 9) {
      try (Arena arena = Arena.ofConfined()) {
        assertThat(made.adopt(arena).array().getDouble(1, 2)).isEqualTo(4 + 8);
      }
    } else {
      rejected(made, "field x: expected at least 9 elements in the child \"item\" but found 8");
    }
  }

  @Test
  @DisplayName("item 32: N times the length is more than 64 bits")
  void item32_overflow() {
    ProducedArray made =
        ProducedArray.of("+w:2147483647", 1L << 40).absent().child(ProducedArray.doubles(1, 0));
    rejected(
        made, "field x: expected children below 2^63 but found 1099511627776 times 2147483647");
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65})
  @DisplayName("item 34: nested 64 deep, and deeper")
  void item34_depth(int depth) {
    ProducedArray made = ProducedArray.doubles(1, 0);
    for (int i = 1; i < depth; i++) {
      made = ProducedArray.of("+w:1", 1).absent().child(made);
    }
    ProducedArray root = made;
    ArrowField field = ArrowField.of("x", "g");
    for (int i = 1; i < depth; i++) {
      field = ArrowField.of("x", "+w:1", field);
    }
    ArrowField type = field;
    try (Arena arena = Arena.ofConfined()) {
      if (depth == 64) {
        Column column = Arrow.adoptArray(arena, type, root.array());
        assertThat(column.array().rank()).isEqualTo(64);
        assertThat(column.child(0).array().rank()).isEqualTo(63);
      } else {
        assertThatThrownBy(() -> Arrow.adoptArray(arena, type, root.array()))
            .hasMessageEndingWith(
                ".x: expected at most 64 nested structs but found more; the array has been released");
      }
    }
    assertThat(Producers.C.arrays()).isEqualTo(arrays + depth);
  }
}
