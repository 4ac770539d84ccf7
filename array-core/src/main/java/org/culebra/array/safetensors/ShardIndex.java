package org.culebra.array.safetensors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.file.ChannelBytes;
import org.culebra.array.internal.file.FileNames;
import org.culebra.array.internal.literal.JsonReader;
import org.culebra.array.internal.literal.Literal;

/// An index of shards, `model.safetensors.index.json`: which file has which tensor. Its metadata,
/// sizes and counts, is not trusted and not read.
///
/// @param files the file of each tensor, by the tensor's name, in the order of the index
record ShardIndex(Map<String, String> files) {

  private static final String WEIGHT_MAP = "weight_map";

  /// Reads an index.
  ///
  /// @throws FormatException if it is not one, or names a file that may be in another folder
  static ShardIndex read(Path index) throws IOException {
    try (FileChannel channel = FileChannel.open(index, READ)) {
      return parse(ChannelBytes.text(bytes(channel), UTF_8, "an index"));
    }
  }

  private static byte[] bytes(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size > SafetensorsHeader.MAX_LENGTH) {
      throw new FormatException(
          Errors.text(
              "expected an index of at most %d bytes but found %d",
              SafetensorsHeader.MAX_LENGTH, size));
    }
    return ChannelBytes.take(channel, (int) size);
  }

  private static ShardIndex parse(String text) {
    Map<String, String> files = new LinkedHashMap<>();
    JsonReader json = new JsonReader(text);
    json.object(key -> {
      if (key.equals(WEIGHT_MAP)) {
        json.object(name -> files.put(name, file(name, json.string())));
      } else {
        json.skip();
      }
    });
    json.end();
    if (files.isEmpty()) {
      throw new FormatException("expected tensors in \"" + WEIGHT_MAP + "\" but found none");
    }
    return new ShardIndex(files);
  }

  private static String file(String name, String file) {
    if (!FileNames.staysInFolder(file)) {
      throw new FormatException(
          Errors.text(
              "%s: expected a file inside the index's folder but found %s",
              Literal.show(name), Literal.show(file)));
    }
    return file;
  }

  /// The names of the files, in the order of the index.
  Set<String> names() {
    return new LinkedHashSet<>(files.values());
  }

  /// Rejects a shard with a tensor that the index does not have, or has in another shard: of two
  /// with the same name, one would be ignored.
  ///
  /// @throws FormatException if it has one
  void requireAll(String shard, Set<String> tensors) {
    for (String tensor : tensors) {
      String file = files.get(tensor);
      if (!shard.equals(file)) {
        throw new FormatException(
            Errors.text(
                "expected %s in %s but found it in %s",
                Literal.show(tensor),
                file == null ? "\"" + WEIGHT_MAP + "\"" : Literal.show(file),
                Literal.show(shard)));
      }
    }
  }
}
