package org.culebra.arrow.internal.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.Buffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ViewWriterTest {
  @Test
  @DisplayName("item 71: values that do not fit one data buffer are in several")
  void longValues_areInSeveralBuffers() {
    List<String> texts =
        List.of("a".repeat(30), "inline", "b".repeat(15), "c".repeat(20), "d".repeat(13));
    long bytes = texts.stream().filter(text -> text.length() > 12).mapToLong(String::length).sum();
    try (Arena arena = Arena.ofConfined()) {
      ViewWriter writer = new ViewWriter(arena, texts.size() + 1, bytes, 40);
      for (int i = 0; i < texts.size(); i++) {
        byte[] utf8 = texts.get(i).getBytes(StandardCharsets.UTF_8);
        writer.put(i, MemorySegment.ofArray(utf8));
      }
      List<Buffer> buffers = writer.buffers(Buffer.ABSENT);
      assertThat(buffers.stream().skip(2).map(buffer -> buffer.memory().byteSize()))
          .containsExactly(30L, 35L, 13L);
      ArrayData column =
          LayoutColumns.leaf("x", "vu", texts.size() + 1L, buffers.toArray(Buffer[]::new));
      for (int i = 0; i < texts.size(); i++) {
        assertThat(ElementReader.string(column, i)).isEqualTo(texts.get(i));
      }
      assertThat(ElementReader.string(column, texts.size())).isEmpty();
    }
  }
}
