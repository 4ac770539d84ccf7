package org.culebra.array.safetensors;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Suggestions;
import org.culebra.array.internal.file.ElementReader;
import org.culebra.array.internal.literal.Literal;

/// The named arrays of a `.safetensors` file, the format of the weights of models: mapped into
/// memory or read, of any size, also from a stream. [#write(Path, Map)] writes such files.
///
/// A file is a header, which is read and validated as a whole, and packed little-endian elements in
/// C order. Arrays are views of the file's memory, created on request; nothing is copied.
///
/// ```java
/// Safetensors.write(Path.of("model.safetensors"), Map.of("weight", w, "bias", b));
/// Safetensors model = Safetensors.map(Path.of("model.safetensors"));
/// NDArray weight = model.get("weight");   // nothing is read until it is touched
/// ```
///
/// | type in the file | type of the array |
/// |---|---|
/// | `BOOL`, `I8` to `I64`, `U8` to `U64`, `F16` to `F64`, `C64` | `bool`, `int8` to `int64`, `uint8` to `uint64`, `float16` to `float64`, `complex64` |
/// | `BF16` | `bfloat16` |
/// | `F8_E4M3`, `F8_E5M2` | `float8_e4m3fn`, `float8_e5m2` |
/// | `F8_E4M3FNUZ`, `F8_E5M2FNUZ`, `F8_E8M0` | `float8_e4m3fnuz`, `float8_e5m2fnuz`, `float8_e8m0fnu` |
/// | `F4`, `F6_E2M3`, `F6_E3M2` | none: elements of less than a byte; only [#bytes(String)] |
///
/// Files are untrusted. A file is rejected with a [FormatException] whose message begins with its
/// path if its header is not strict JSON of at most 100 MB, has a name twice, or states types,
/// shapes and places that do not cover the bytes after it exactly, without holes and overlaps. The
/// values are not checked. Streams are untrusted, too: memory is allocated as bytes arrive; what
/// comes after the last tensor is not read.
///
/// Several threads may use a file at the same time, as far as its arena allows.
public final class Safetensors {

  /// The maximal number of names in a message, and of those that are compared with an unknown one.
  private static final int MAX_NAMES = 10_000;

  /// The maximal number of arrays that [#toString] names.
  private static final int MAX_SHOWN = 20;

  /// Begins a message: the file and a colon; empty for a stream.
  private final String place;

  private final Map<String, String> metadata;
  private final Map<String, Tensor> tensors;

  private Safetensors(String place, Map<String, String> metadata, Map<String, Tensor> tensors) {
    this.place = place;
    this.metadata = Collections.unmodifiableMap(metadata);
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  private record Tensor(TensorInfo info, TensorMemory memory) {}

  // --- mapping and reading

  /// Maps a file into memory, read-only. The mapping ends when no view of it is reachable any more;
  /// it is accessible from every thread and can be exported.
  ///
  /// The file must not be truncated while it is mapped: access to the missing part throws an
  /// [InternalError] in Java and ends the process in C.
  ///
  /// @param file the file
  /// @return its arrays, read-only views
  /// @throws FormatException if it is not a valid `.safetensors` file
  /// @throws IOException if the file cannot be mapped
  public static Safetensors map(Path file) throws IOException {
    return map(Arena.ofAuto(), file);
  }

  /// Maps a file into memory, read-only. The mapping ends when the arena is closed.
  ///
  /// The file must not be truncated while it is mapped: access to the missing part throws an
  /// [InternalError] in Java and ends the process in C.
  ///
  /// @param arena the arena, which owns the mapping
  /// @param file the file
  /// @return its arrays, read-only views
  /// @throws FormatException if it is not a valid `.safetensors` file
  /// @throws IOException if the file cannot be mapped
  /// @throws IllegalStateException if the arena is closed
  public static Safetensors map(Arena arena, Path file) throws IOException {
    Objects.requireNonNull(arena, "arena");
    return open(file, (channel, header) -> mapped(arena, channel, header));
  }

  private static TensorMemory mapped(Arena arena, FileChannel channel, SafetensorsHeader header)
      throws IOException {
    long size = header.byteSize() + header.dataSize();
    MemorySegment memory = channel.map(MapMode.READ_ONLY, 0, size, arena);
    return new TensorMemory(arena, memory, header.byteSize());
  }

  /// Reads a file into GC-managed memory.
  ///
  /// @param file the file
  /// @return its arrays, writable
  /// @throws FormatException if it is not a valid `.safetensors` file
  /// @throws IOException if the file cannot be read
  public static Safetensors read(Path file) throws IOException {
    return read(Arena.ofAuto(), file);
  }

  /// Reads a file into memory of an arena: one block with all arrays, in which the first is aligned
  /// to 64 bytes, and the others as in the file.
  ///
  /// @param arena the arena, which owns the memory
  /// @param file the file
  /// @return its arrays, writable
  /// @throws FormatException if it is not a valid `.safetensors` file
  /// @throws IOException if the file cannot be read
  /// @throws IllegalStateException if the arena is closed
  public static Safetensors read(Arena arena, Path file) throws IOException {
    Objects.requireNonNull(arena, "arena");
    return open(file, (channel, header) -> read(arena, channel, header, header.dataSize()));
  }

  /// Reads the arrays of a stream into GC-managed memory. Reads nothing after the last of them; the
  /// stream stays open.
  ///
  /// @param in the stream
  /// @return its arrays, writable
  /// @throws FormatException if the bytes are not `.safetensors`, or truncated
  /// @throws IOException if the stream cannot be read
  public static Safetensors read(InputStream in) throws IOException {
    return read(Arena.ofAuto(), in);
  }

  /// Reads the arrays of a stream into memory of an arena, as [#read(Arena, Path)] does. Reads
  /// nothing after the last of them; the stream stays open.
  ///
  /// @param arena the arena, which owns the memory
  /// @param in the stream
  /// @return its arrays, writable
  /// @throws FormatException if the bytes are not `.safetensors`, or truncated
  /// @throws IOException if the stream cannot be read
  /// @throws IllegalStateException if the arena is closed
  public static Safetensors read(Arena arena, InputStream in) throws IOException {
    Objects.requireNonNull(arena, "arena");
    return read(arena, Channels.newChannel(Objects.requireNonNull(in, "in")));
  }

  /// Reads the arrays of a channel in blocking mode into memory of an arena, as [#read(Arena,Path)]
  /// does. Reads nothing after the last of them; the channel stays open.
  ///
  /// @param arena the arena, which owns the memory
  /// @param channel the channel
  /// @return its arrays, writable
  /// @throws FormatException if the bytes are not `.safetensors`, or truncated
  /// @throws IOException if the channel cannot be read
  /// @throws IllegalStateException if the arena is closed
  public static Safetensors read(Arena arena, ReadableByteChannel channel) throws IOException {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(channel, "channel");
    SafetensorsHeader header = SafetensorsHeader.read(channel);
    return of("", header, read(arena, channel, header, 0));
  }

  private static TensorMemory read(
      Arena arena, ReadableByteChannel channel, SafetensorsHeader header, long certain)
      throws IOException {
    MemorySegment memory =
        ElementReader.read(arena, channel, header.dataSize(), certain, header::truncated);
    return new TensorMemory(arena, memory, 0);
  }

  private interface Opener {
    TensorMemory open(FileChannel channel, SafetensorsHeader header) throws IOException;
  }

  private static Safetensors open(Path file, Opener opener) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ)) {
      SafetensorsHeader header = SafetensorsHeader.read(channel);
      header.requireWhole(Math.max(0, channel.size() - header.byteSize()));
      return of(file + ": ", header, opener.open(channel, header));
    } catch (FormatException e) {
      throw Errors.located(file, e);
    }
  }

  private static Safetensors of(String place, SafetensorsHeader header, TensorMemory memory) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    header.tensors().forEach(info -> tensors.put(info.name(), new Tensor(info, memory)));
    return new Safetensors(place, header.metadata(), tensors);
  }

  // --- shards

  /// Maps the files that an index names, `model.safetensors.index.json`, read-only. The mappings
  /// end when no view of any is reachable any more; they are accessible from every thread and can
  /// be exported.
  ///
  /// @param index the index; its files are in the same folder
  /// @return the arrays of all files, read-only views, in the order of the index
  /// @throws FormatException as for [#mapSharded(Arena, Path)]
  /// @throws IOException if a file is missing or cannot be mapped
  public static Safetensors mapSharded(Path index) throws IOException {
    return mapSharded(Arena.ofAuto(), index);
  }

  /// Maps the files that an index names, `model.safetensors.index.json`, read-only. The mappings
  /// end when the arena is closed, also if this method throws.
  ///
  /// @param arena the arena, which owns the mappings
  /// @param index the index; its files are in the same folder
  /// @return the arrays of all files, read-only views, in the order of the index; of metadata with
  ///   the same key, the first file's
  /// @throws FormatException if it is not an index, it names a file that may be in another folder,
  ///   a file is not a valid `.safetensors` file, or it has not exactly the tensors that the index
  ///   states
  /// @throws IOException if a file is missing or cannot be mapped
  /// @throws IllegalStateException if the arena is closed
  public static Safetensors mapSharded(Arena arena, Path index) throws IOException {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(index, "index");
    try {
      return mapShards(arena, index, ShardIndex.read(index));
    } catch (FormatException e) {
      throw Errors.located(index, e);
    }
  }

  private static Safetensors mapShards(Arena arena, Path index, ShardIndex shards)
      throws IOException {
    Map<String, Tensor> found = new HashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (String name : shards.names()) {
      Safetensors shard = mapShard(arena, index, name);
      shards.requireAll(name, shard.tensors.keySet());
      found.putAll(shard.tensors);
      shard.metadata.forEach(metadata::putIfAbsent);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    shards
        .files()
        .forEach((name, shard) -> {
          Tensor tensor = found.get(name);
          if (tensor == null) {
            throw new FormatException(
                Errors.text(
                    "expected the tensor %s in %s but found none",
                    Literal.show(name), Literal.show(shard)));
          }
          tensors.put(name, tensor);
        });
    return new Safetensors(index + ": ", metadata, tensors);
  }

  private static Path shard(Path index, String name) {
    try {
      return index.resolveSibling(name);
    } catch (InvalidPathException e) {
      throw new FormatException(
          "expected the name of a file that this system can have but found " + Literal.show(name));
    }
  }

  private static Safetensors mapShard(Arena arena, Path index, String name) throws IOException {
    Path file = shard(index, name);
    try {
      return map(arena, file);
    } catch (NoSuchFileException e) {
      NoSuchFileException missing =
          new NoSuchFileException(
              file.toString(), null, "expected it, since " + index + " names it");
      missing.initCause(e);
      throw missing;
    }
  }

  // --- contents

  /// The names of the arrays.
  ///
  /// @return the names, in the order of the arrays in the file, of shards in that of the index
  public List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /// The texts that a file has beside its arrays, its `__metadata__`.
  ///
  /// @return the texts by their keys, unmodifiable; empty if there are none
  public Map<String, String> metadata() {
    return metadata;
  }

  /// An array of the file.
  ///
  /// @param name its name
  /// @return a view of its elements
  /// @throws IllegalArgumentException if there is no such array
  /// @throws UnsupportedOperationException if its elements have less than a byte each
  public NDArray get(String name) {
    Tensor tensor = find(name);
    TensorInfo info = tensor.info();
    DType dtype = info.type().dtype();
    if (dtype == null) {
      throw new UnsupportedOperationException(
          Errors.text(
              "%sexpected elements of whole bytes but found %s of shape %s in %s:"
                  + " bytes(name) has its bytes",
              place, info.type(), Errors.tuple(info.shape()), Literal.show(name)));
    }
    return tensor.memory().view(info, dtype, info.shape());
  }

  /// The bytes of an array of any type.
  ///
  /// @param name its name
  /// @return a view of type `uint8` and with one axis
  /// @throws IllegalArgumentException if there is no such array
  public NDArray bytes(String name) {
    Tensor tensor = find(name);
    return tensor.memory().view(tensor.info(), DType.UINT8, tensor.info().byteSize());
  }

  /// The number of arrays, and a line for each with its name, type and shape; of many, the first.
  ///
  /// @return the text
  @Override
  public String toString() {
    int count = tensors.size();
    StringBuilder text = new StringBuilder(place);
    text.append(count == 1 ? "1 tensor" : count + " tensors");
    tensors.values().stream().limit(MAX_SHOWN).forEach(tensor -> text.append(line(tensor.info())));
    if (count > MAX_SHOWN) {
      text.append("\n  … and ").append(count - MAX_SHOWN).append(" more");
    }
    return text.toString();
  }

  private static String line(TensorInfo info) {
    DType dtype = info.type().dtype();
    return Errors.text(
        "\n  %s: %s %s",
        Literal.show(info.name()),
        dtype == null ? info.type() : dtype,
        Errors.brief(Errors.tuple(info.shape())));
  }

  private Tensor find(String name) {
    Tensor tensor = tensors.get(Objects.requireNonNull(name, "name"));
    if (tensor == null) {
      List<String> some = tensors.keySet().stream().limit(MAX_NAMES).toList();
      throw Errors.argument(
          "%sexpected one of the tensors %s but found %s%s",
          place, Errors.brief(some.toString()), Literal.show(name), Suggestions.hint(name, some));
    }
    return tensor;
  }

  // --- writing

  /// Writes a file without metadata, replacing its content.
  ///
  /// The file is byte-for-byte the same as that of Python's `safetensors`: types with a bigger
  /// alignment come first, tensors of the same type in the order of their names.
  ///
  /// A new file with the permissions of the old one is written to the same folder and then moved
  /// over it. So the old file stays intact if anything fails, and arrays that are mapped from it,
  /// even these, keep their content.
  ///
  /// @param file the file
  /// @param arrays the arrays by name, in any layout and byte order
  /// @throws IOException if the file cannot be written
  /// @throws IllegalStateException if an array's arena is closed
  /// @throws WrongThreadException if an array's arena belongs to another thread
  /// @throws IllegalArgumentException if the format does not have an array's type, a name is
  ///   `__metadata__` or has an unpaired surrogate, or the header exceeds 100 MB
  public static void write(Path file, Map<String, NDArray> arrays) throws IOException {
    SafetensorsWriter.write(file, arrays, null);
  }

  /// Writes a file with metadata, replacing its content, as [#write(Path, Map)] does.
  ///
  /// @param file the file
  /// @param arrays the arrays by name, in any layout and byte order
  /// @param metadata texts by their keys, written in the order of the map; Python's order is random
  /// @throws IOException if the file cannot be written
  /// @throws IllegalStateException if an array's arena is closed
  /// @throws WrongThreadException if an array's arena belongs to another thread
  /// @throws IllegalArgumentException as for [#write(Path, Map)], also if a text has an unpaired
  ///   surrogate
  public static void write(Path file, Map<String, NDArray> arrays, Map<String, String> metadata)
      throws IOException {
    SafetensorsWriter.write(file, arrays, Objects.requireNonNull(metadata, "metadata"));
  }

  /// Writes arrays without metadata to a stream, which stays open: the bytes of the file that
  /// [#write(Path, Map)] writes. Everything is checked before the first byte is written.
  ///
  /// @param out the stream
  /// @param arrays the arrays by name, in any layout and byte order
  /// @throws IOException if the stream cannot be written
  /// @throws IllegalStateException if an array's arena is closed
  /// @throws WrongThreadException if an array's arena belongs to another thread
  /// @throws IllegalArgumentException as for [#write(Path, Map)]
  public static void write(OutputStream out, Map<String, NDArray> arrays) throws IOException {
    Objects.requireNonNull(out, "out");
    SafetensorsWriter.write(Channels.newChannel(out), arrays, null);
  }

  /// Writes arrays with metadata to a stream, which stays open, as [#write(OutputStream, Map)]
  /// does.
  ///
  /// @param out the stream
  /// @param arrays the arrays by name, in any layout and byte order
  /// @param metadata texts by their keys, written in the order of the map
  /// @throws IOException if the stream cannot be written
  /// @throws IllegalStateException if an array's arena is closed
  /// @throws WrongThreadException if an array's arena belongs to another thread
  /// @throws IllegalArgumentException as for [#write(Path, Map, Map)]
  public static void write(
      OutputStream out, Map<String, NDArray> arrays, Map<String, String> metadata)
      throws IOException {
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(metadata, "metadata");
    SafetensorsWriter.write(Channels.newChannel(out), arrays, metadata);
  }

  /// Writes arrays without metadata to a channel in blocking mode, which stays open, as
  /// [#write(OutputStream, Map)] does.
  ///
  /// @param channel the channel
  /// @param arrays the arrays by name, in any layout and byte order
  /// @throws IOException if the channel cannot be written
  /// @throws IllegalStateException if an array's arena is closed
  /// @throws WrongThreadException if an array's arena belongs to another thread
  /// @throws IllegalArgumentException as for [#write(Path, Map)]
  public static void write(WritableByteChannel channel, Map<String, NDArray> arrays)
      throws IOException {
    SafetensorsWriter.write(Objects.requireNonNull(channel, "channel"), arrays, null);
  }

  /// Writes arrays with metadata to a channel in blocking mode, which stays open, as
  /// [#write(OutputStream, Map)] does.
  ///
  /// @param channel the channel
  /// @param arrays the arrays by name, in any layout and byte order
  /// @param metadata texts by their keys, written in the order of the map
  /// @throws IOException if the channel cannot be written
  /// @throws IllegalStateException if an array's arena is closed
  /// @throws WrongThreadException if an array's arena belongs to another thread
  /// @throws IllegalArgumentException as for [#write(Path, Map, Map)]
  public static void write(
      WritableByteChannel channel, Map<String, NDArray> arrays, Map<String, String> metadata)
      throws IOException {
    Objects.requireNonNull(channel, "channel");
    SafetensorsWriter.write(channel, arrays, Objects.requireNonNull(metadata, "metadata"));
  }
}
