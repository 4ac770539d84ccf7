package org.culebra.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.Exports;
import org.culebra.ffi.internal.CMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written, field by field, read back where it lies.
class ExportTest {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment schema = Arrow.newSchema(arena);
  private final MemorySegment array = Arrow.newArray(arena);
  private final long exports = Exports.count();

  @BeforeEach
  void fillWithRubbish() {
    schema.fill((byte) 0xaa);
    array.fill((byte) 0xaa);
  }

  @AfterEach
  void item54_countsReturn() {
    arena.close();
    assertThat(Exports.count()).as("live exports").isEqualTo(exports);
  }

  private void release() {
    Arrow.releaseSchema(schema);
    Arrow.releaseArray(array);
    assertThat(CSide.C.is_released(schema, array)).isEqualTo(1);
  }

  private static String text(long address) {
    return CMemory.ALL.getString(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "c", "g", "z", "w:16", "tsu:Europe/Zürich", "d:9,2,32", "tDn"})
  @DisplayName("items 2, 4, 5: format as given, name never NULL, metadata NULL when empty")
  void item02_formats(String format) {
    for (String name : List.of("", "x", "grün 🌍")) {
      Arrow.exportSchema(ArrowField.of(name, format), schema);
      assertThat(text(Words.get(schema.address() + ArrowSchema.FORMAT))).isEqualTo(format);
      assertThat(text(Words.get(schema.address() + ArrowSchema.NAME))).isEqualTo(name);
      assertThat(schema.get(ValueLayout.JAVA_LONG, ArrowSchema.METADATA)).isZero();
      assertThat(schema.get(ValueLayout.JAVA_LONG, ArrowSchema.FLAGS)).isZero();
      assertThat(schema.get(ValueLayout.JAVA_LONG, ArrowSchema.CHILDREN)).isZero();
      assertThat(schema.get(ValueLayout.JAVA_LONG, ArrowSchema.DICTIONARY)).isZero();
      Arrow.releaseSchema(schema);
    }
  }
}
