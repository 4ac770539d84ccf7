package org.culebra.arrow.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.culebra.arrow.Column;
import org.culebra.arrow.Columns;
import org.culebra.arrowcases.CreatedColumns;
import org.culebra.arrowcases.CreatedColumns.Created;
import org.culebra.arrowcases.Texts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Columns that [Columns] creates and joins, as vectors: the same values by arrow-java's getters.
class CreatedColumnsTest {
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void close() {
    allocator.close();
  }

  static List<Created> created() {
    return CreatedColumns.all().stream().filter(Created::vectors).toList();
  }

  @ParameterizedTest(name = "item 71: {0}")
  @MethodSource("created")
  void created_hasTheSameValuesInVectors(Created it) {
    assertValues(it.name(), it.column(), it.expected());
    int length = it.expected().size();
    if (length > 0) {
      assertValues(it.name(), it.column().slice(1, length), it.expected().subList(1, length));
    }
    Column twice = Columns.concatenate(it.column().slice(length / 2, length), it.column());
    List<Object> expected = new ArrayList<>(it.expected().subList(length / 2, length));
    expected.addAll(it.expected());
    assertValues(it.name() + ", joined", twice, expected);
  }

  private void assertValues(String name, Column column, List<?> expected) {
    try (MapDictionaryProvider dictionaries = new MapDictionaryProvider();
        FieldVector vector = Vectors.vector(column, allocator, dictionaries)) {
      assertThat(Texts.of(new VectorValues(dictionaries).of(vector)))
          .as(name)
          .isEqualTo(Texts.of(expected));
    }
  }
}
