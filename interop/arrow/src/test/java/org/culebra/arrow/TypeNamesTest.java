package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Types for readers; every type, compared with pyarrow, is in `PyArrowTypeNamesTest`.
class TypeNamesTest {
  private static final ArrowField ITEM = ArrowField.of("item", "i").withNullable(true);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "g         | float64",
        "u         | string",
        "w:3       | fixed_size_binary[3]",
        "d:12,2    | decimal128(12, 2)",
        "d:7,-2,32 | decimal32(7, -2)",
        "tsu:      | timestamp[us]",
        "tsu:UTC   | timestamp[us, UTC]",
        "ttm       | time32[ms]",
        "tiM       | month_interval",
        "tiD       | day_time_interval"
      })
  @DisplayName("of formats, two of which pyarrow has no class for")
  void formats(String format, String name) {
    ArrowField field = ArrowField.of("x", format);
    assertThat(field.typeName()).isEqualTo(name);
    assertThat(field.withNullable(true).typeName()).isEqualTo(name);
    assertThat(field).hasToString("x: " + name);
    assertThat(field.withNullable(true)).hasToString("x: " + name + "?");
    assertThat(field.format()).isEqualTo(format);
  }

  @Test
  @DisplayName("a question mark is a nullable child, or the nullable field")
  void nested() {
    ArrowField list = ArrowField.of("l", "+l", ITEM);
    assertThat(list.typeName()).isEqualTo("list<int32?>");
    assertThat(ArrowField.of("", "+s", list, ITEM.withName("a")))
        .hasToString("struct<l: list<int32?>, a: int32?>");
    assertThat(ArrowField.of("x", "+w:2", ITEM.withNullable(false)).typeName())
        .isEqualTo("fixed_size_list<int32>[2]");
    assertThat(ArrowField.of("x", "+us:5", ITEM.withName("a")).typeName())
        .isEqualTo("sparse_union<a: int32?=5>");
    assertThat(ArrowField.of("x", "+us:").typeName()).isEqualTo("sparse_union<>");
    assertThat(ArrowField.of("x", "+s").typeName()).isEqualTo("struct<>");
    ArrowField entries = ArrowField.of("entries", "+s", ArrowField.of("key", "u"), ITEM);
    assertThat(ArrowField.of("x", "+m", entries).withFlags(ArrowField.MAP_KEYS_SORTED).typeName())
        .isEqualTo("map<string, int32?, keys_sorted>");
    assertThat(ArrowField.of("x", "+m", ITEM).typeName()).as("no map").isEqualTo("map<>");
  }

  @Test
  @DisplayName("a whole field has all that distinguishes it")
  void wholeFields() {
    ArrowField flag = ArrowField.of("b", "c").withExtension("arrow.bool8", "");
    assertThat(flag.typeName()).isEqualTo("arrow.bool8");
    assertThat(flag)
        .hasToString("b: int8 {ARROW:extension:name=arrow.bool8, ARROW:extension:metadata=}");
    ArrowField list = ArrowField.of("x", "+l", ITEM.withName("element"));
    assertThat(list.typeName()).isEqualTo("list<int32?>");
    assertThat(list).hasToString("x: list<element: int32?>");
    ArrowField ordered =
        ArrowField.of("d", "c")
            .withDictionary(ITEM.withName("v"))
            .withFlags(ArrowField.DICTIONARY_ORDERED);
    assertThat(ordered.typeName()).isEqualTo("dictionary<int8, int32?, ordered>");
    assertThat(ordered).hasToString("d: dictionary<int8, v: int32?, ordered>");
  }

  @Test
  @DisplayName("the name of a type is cut, a whole field is not, and both stay on a line")
  void longOnes() {
    ArrowField[] many =
        IntStream.range(0, 100).mapToObj(k -> ITEM.withName("a\n" + k)).toArray(ArrowField[]::new);
    ArrowField struct = ArrowField.of("x", "+s", many);
    assertThat(struct.typeName()).hasSize(200).startsWith("struct<a?0: int32?, ").endsWith("...");
    assertThat(struct.toString()).endsWith("a?98: int32?, a?99: int32?>");
  }
}
