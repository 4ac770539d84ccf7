package org.culebra.ffi.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Objects by numbers: each number is in use once, and a released number is used again.
class ObjectTableTest {
  private final ObjectTable table = new ObjectTable();

  @Test
  void object_isGivenOnce() {
    int number = table.take();
    table.put(number, "kept");
    assertThat(table.remove(number)).isEqualTo("kept");
    assertThat(table.remove(number)).isNull();
  }

  @Test
  void numbers_areTheirHolders_beyondTheFirstChunks() {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      numbers.add(table.take());
      table.put(numbers.get(i), i);
    }
    assertThat(numbers).doesNotHaveDuplicates();
    for (int i = 0; i < 3000; i++) {
      assertThat(table.remove(numbers.get(i))).isEqualTo(i);
    }
  }

  @Test
  void number_released_isNext() {
    int first = table.take();
    int second = table.take();
    table.release(first);
    table.release(second);
    assertThat(table.take()).isEqualTo(second);
    assertThat(table.take()).isEqualTo(first);
    assertThat(table.take()).isNotIn(first, second);
  }
}
