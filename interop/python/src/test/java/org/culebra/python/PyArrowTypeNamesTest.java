package org.culebra.python;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Metadata;
import org.culebra.arrowcases.Kind;
import org.culebra.arrowcases.Kinds;
import org.culebra.arrowcases.UnsupportedTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The names of types, compared with those that pyarrow prints.
class PyArrowTypeNamesTest {
  /// A type within pyarrow's angle brackets, at most two levels deep.
  private static final String TYPE = "((?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*)";

  private final PyArrow py = PyArrow.open();

  @AfterEach
  void close() {
    py.close();
  }

  @Test
  @DisplayName("item 74: every type by its name in pyarrow, but for the documented differences")
  void everyType_hasPyArrowsName() {
    int known = 0;
    for (Kind kind : Kinds.all()) {
      if (kind.gap(UnsupportedTypes.PYARROW) == null) {
        check(kind.field());
        known++;
      }
    }
    ArrowField key = ArrowField.of("key", "tsn:Europe/Berlin");
    ArrowField value = ArrowField.of("value", "d:5,-2,256").withNullable(true);
    ArrowField map = ArrowField.of("x", "+m", ArrowField.of("entries", "+s", key, value));
    check(map);
    check(map.withFlags(ArrowField.MAP_KEYS_SORTED));
    py.requireAllRight(known + 2);
  }

  private void check(ArrowField field) {
    String printed = printed(field);
    boolean isKnown = field.extensionName() == null || printed.startsWith("extension<");
    ArrowField storage = isKnown ? field : field.withMetadata(Metadata.EMPTY);
    py.expect(printed, ours(printed), storage.typeName().replace("?", ""));
  }

  private String printed(ArrowField field) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment schema = Arrow.newSchema(arena);
      Arrow.exportSchema(field, schema);
      return py.given(List.of(schema.address()), "str(pa.Field._import_from_c(GIVEN[0]).type)");
    }
  }

  /// The name that stands for pyarrow's.
  private static String ours(String printed) {
    return printed
        .replaceAll("\\bfloat\\b", "float32")
        .replaceAll("\\bhalffloat\\b", "float16")
        .replaceAll("\\bdouble\\b", "float64")
        .replace("date32[day]", "date32")
        .replace("date64[ms]", "date64")
        .replace("tz=", "")
        .replace(" not null", "")
        .replace("item: ", "")
        .replace("run_ends: ", "")
        .replace("values: ", "")
        .replaceAll(
            "dictionary<values=" + TYPE + ", indices=(\\w+), ordered=0>", "dictionary<$2, $1>")
        .replaceAll(
            "dictionary<values=" + TYPE + ", indices=(\\w+), ordered=1>",
            "dictionary<$2, $1, ordered>")
        .replaceAll("^extension<([\\w.]+).*>$", "$1");
  }
}
