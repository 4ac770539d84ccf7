package org.culebra.array.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.Rejections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Models in several files, found by their index.
final class SafetensorsShardsTest {

  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";

  @TempDir private Path folder;

  @BeforeEach
  void writeShards() throws IOException {
    NDArray one = NDArray.full(DType.INT32, 1, 2);
    Safetensors.write(
        folder.resolve(FIRST),
        Map.of("b", one, "a", NDArray.full(DType.BFLOAT16, 2, 3)),
        Map.of("format", "pt", "first", "1"));
    Safetensors.write(
        folder.resolve(SECOND),
        Map.of("c", NDArray.full(DType.INT8, 3, 1)),
        Map.of("format", "np", "second", "2"));
  }

  private Path index(String weightMap) throws IOException {
    return Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\n  \"metadata\": {\n    \"total_size\": 15.0, \"more\": [{}, null, \"a\"]\n  },\n"
            + "  \"weight_map\": "
            + weightMap
            + "\n}\n");
  }

  private static String map(String... namesAndFiles) {
    StringBuilder out = new StringBuilder("{");
    for (int k = 0; k < namesAndFiles.length; k += 2) {
      out.append(k == 0 ? "" : ", ");
      out.append('"').append(namesAndFiles[k]).append("\": \"");
      out.append(namesAndFiles[k + 1]).append('"');
    }
    return out.append('}').toString();
  }

  private void rejected(String message, String text) throws IOException {
    Path index = index(text);
    assertThatThrownBy(() -> Safetensors.mapSharded(index))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessage(index + ": " + message);
  }

  @Test
  @DisplayName("S23: the arrays of all shards, in the order of the index")
  void mapSharded_index_hasAllArrays() throws IOException {
    Path index = index(map("c", SECOND, "a", FIRST, "b", FIRST));
    Safetensors model = Safetensors.mapSharded(index);
    assertThat(model.names()).containsExactly("c", "a", "b");
    assertThat(model.get("a").toDoubleArray()).containsExactly(2, 2, 2);
    assertThat(model.get("b").toLongArray()).containsExactly(1, 1);
    assertThat(model.get("c").asBytes().get(0)).isEqualTo((byte) 3);
    assertThat(model.metadata())
        .containsExactlyInAnyOrderEntriesOf(Map.of("format", "np", "first", "1", "second", "2"));
    Rejections.argument(
        index + ": expected one of the tensors [c, a, b] but found 'd'", () -> model.get("d"));
    Safetensors closed;
    try (Arena arena = Arena.ofConfined()) {
      closed = Safetensors.mapSharded(arena, index);
      assertThat(closed.get("b").getLong(1)).isEqualTo(1);
    }
    Rejections.state("Already closed", () -> closed.get("b").getLong(1));
  }

  @Test
  @DisplayName("S23: shards may be links, as in the caches of hubs, and in folders below")
  void mapSharded_links_areFollowed() throws IOException {
    Path blobs = Files.createDirectories(folder.resolve("blobs"));
    Path snapshot = Files.createDirectories(folder.resolve("snapshots").resolve("1"));
    Files.move(folder.resolve(FIRST), blobs.resolve("0123"));
    Files.createDirectories(snapshot.resolve("sub"));
    Files.move(folder.resolve(SECOND), snapshot.resolve("sub").resolve(SECOND));
    Files.createSymbolicLink(snapshot.resolve(FIRST), Path.of("..", "..", "blobs", "0123"));
    Files.move(index(map("a", FIRST, "b", FIRST, "c", "sub/" + SECOND)), blobs.resolve("4567"));
    Path index = snapshot.resolve("model.safetensors.index.json");
    Files.createSymbolicLink(index, Path.of("..", "..", "blobs", "4567"));
    assertThat(Safetensors.mapSharded(index).get("a").getDouble(2)).isEqualTo(2);
    assertThat(Safetensors.mapSharded(index).get("c").getLong(0)).isEqualTo(3);
  }

  @Test
  @DisplayName("S24: a file outside the folder")
  void mapSharded_fileElsewhere_isRejected() throws IOException {
    Files.createDirectories(folder.resolve("sub"));
    for (String file :
        List.of(
            "../" + FIRST,
            "/" + FIRST,
            folder.resolve(FIRST).toString(),
            "sub/../" + FIRST,
            "",
            ".",
            "./" + FIRST,
            "a//b",
            "C:x",
            "a\\\\b",
            "a\\u0000b")) {
      Path index = index(map("a", file));
      assertThatThrownBy(() -> Safetensors.mapSharded(index))
          .isExactlyInstanceOf(FormatException.class)
          .hasMessageStartingWith(
              index + ": 'a': expected a file inside the index's folder but found '");
    }
  }

  @Test
  @DisplayName("S25: shards that are missing or invalid")
  void mapSharded_missingShard_isNamed() throws IOException {
    Path index = index(map("a", FIRST, "b", FIRST, "x", "none.safetensors"));
    assertThatThrownBy(() -> Safetensors.mapSharded(index))
        .isExactlyInstanceOf(NoSuchFileException.class)
        .hasMessage(
            folder.resolve("none.safetensors") + ": expected it, since " + index + " names it");
    Files.writeString(folder.resolve(SECOND), "");
    rejected(
        folder.resolve(SECOND) + ": expected 8 bytes, the header's length, but found 0",
        map("a", FIRST, "b", FIRST, "c", SECOND));
  }

  @Test
  @DisplayName("S26: tensors that are in another shard, in two, in none, or not in the index")
  void mapSharded_indexThatDoesNotMatch_isRejected() throws IOException {
    rejected(
        "expected 'a' in '%s' but found it in '%s'".formatted(SECOND, FIRST),
        map("a", SECOND, "b", FIRST, "c", SECOND));
    rejected(
        "expected the tensor 'd' in '%s' but found none".formatted(SECOND),
        map("a", FIRST, "b", FIRST, "c", SECOND, "d", SECOND));
    rejected(
        "expected 'a' in \"weight_map\" but found it in '%s'".formatted(FIRST),
        map("b", FIRST, "c", SECOND));
    rejected(
        "expected keys that differ but found 'a' twice at position 129",
        map("a", FIRST, "a", SECOND));
    Safetensors.write(
        folder.resolve(SECOND),
        Map.of("a", NDArray.zeros(DType.INT8), "c", NDArray.zeros(DType.INT8)));
    rejected(
        "expected 'a' in '%s' but found it in '%s'".formatted(FIRST, SECOND),
        map("a", FIRST, "b", FIRST, "c", SECOND));
  }

  @Test
  @DisplayName("S27: an index that is none")
  void mapSharded_noIndex_isRejected() throws IOException {
    rejected("expected tensors in \"weight_map\" but found none", "{}");
    rejected("expected an object but found '[' at position 87", "[]");
    rejected("expected a string but found '1' at position 92", "{\"a\":1}");
    Path index = index("{}");
    for (String text :
        List.of(
            "",
            "[]",
            "1",
            "{\"weight_map\":{\"a\":\"b\"}",
            "{}",
            "{\"a\":nul}",
            "{\"a\":01}",
            "{\"a\":" + "[".repeat(100_000),
            "{\"weight_map\":{}} {}")) {
      Files.writeString(index, text);
      assertThatThrownBy(() -> Safetensors.mapSharded(index))
          .as(text)
          .isExactlyInstanceOf(FormatException.class)
          .hasMessageStartingWith(index + ": expected ");
    }
    Files.write(index, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> Safetensors.mapSharded(index))
        .isExactlyInstanceOf(FormatException.class)
        .hasMessage(index + ": expected an index in UTF-8 but found other bytes");
    Files.delete(index);
    assertThatThrownBy(() -> Safetensors.mapSharded(index))
        .isExactlyInstanceOf(NoSuchFileException.class);
  }
}
