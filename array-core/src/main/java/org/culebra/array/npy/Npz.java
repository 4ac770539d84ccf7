package org.culebra.array.npy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.literal.Literal;
import org.culebra.array.npy.Npy.WriteOption;

/// An archive of named arrays, NumPy's `.npz`: a zip file with an entry `name.npy` for each, stored
/// or deflated, of any size.
///
/// Opening reads only the table of contents; arrays are read on request. Names are only keys: no
/// file is ever created from one, whatever slashes and dots it contains. Check names before you
/// create files from them. Entries other than `.npy` are skipped.
///
/// The sizes stated in an archive are trusted only as far as its bytes can hold them: a stored
/// array allocates at most the file's size, a deflated one at most 1032 times its compressed size,
/// deflate's maximal ratio.
///
/// ```java
/// Npz.write(Path.of("run.npz"), Map.of("x", x, "y", y));
/// try (Npz run = Npz.open(Path.of("run.npz"))) {
///   NDArray x = run.read("x");
/// }
/// ```
///
/// Several threads may read at the same time.
public final class Npz implements AutoCloseable {

  static final String SUFFIX = ".npy";

  /// The maximal number of names in a message.
  private static final int MAX_NAMES = 100;

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries;

  private Npz(Path file, ZipFile zip, Map<String, ZipEntry> entries) {
    this.file = file;
    this.zip = zip;
    this.entries = entries;
  }

  /// Opens an archive for reading.
  ///
  /// @param file the archive
  /// @return the archive; the caller closes it
  /// @throws FormatException if it is not a zip file, two entries have the same name, or the
  ///   entries claim more bytes than the file has
  /// @throws IOException if the file cannot be read
  public static Npz open(Path file) throws IOException {
    Objects.requireNonNull(file, "file");
    ZipFile zip = zip(file);
    try {
      return new Npz(file, zip, NpzEntries.read(file, zip));
    } catch (IOException | RuntimeException | Error e) {
      zip.close();
      throw e;
    }
  }

  private static ZipFile zip(Path file) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException | EOFException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /// The names of the arrays, without `.npy`.
  ///
  /// @return the names, in the order of the archive
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /// Reads an array into GC-managed memory.
  ///
  /// @param name its name, without `.npy`
  /// @return a new array
  /// @throws IllegalArgumentException if there is no such array
  /// @throws FormatException if the entry is damaged, is not a `.npy` file, holds Python objects or
  ///   is truncated
  /// @throws IOException if the archive cannot be read
  /// @throws IllegalStateException if the archive is closed
  public NDArray read(String name) throws IOException {
    return read(Arena.ofAuto(), name);
  }

  /// Reads an array into memory of an arena.
  ///
  /// @param arena the arena, which owns the memory
  /// @param name its name, without `.npy`
  /// @return a new array, aligned to 64 bytes
  /// @throws IllegalArgumentException if there is no such array
  /// @throws FormatException if the entry is damaged, is not a `.npy` file, holds Python objects or
  ///   is truncated
  /// @throws IOException if the archive cannot be read
  /// @throws IllegalStateException if the archive or the arena is closed
  public NDArray read(Arena arena, String name) throws IOException {
    Objects.requireNonNull(arena, "arena");
    ZipEntry entry = entries.get(Objects.requireNonNull(name, "name"));
    if (entry == null) {
      throw Errors.argument(
          "%s: expected one of the arrays %s but found %s", file, someNames(), Literal.show(name));
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return read(arena, entry, in);
    } catch (FormatException e) {
      throw Errors.located(file + ", " + Literal.show(entry.getName()), e);
    } catch (ZipException | EOFException e) {
      throw unreadable(file + ", " + Literal.show(entry.getName()), e);
    }
  }

  /// The first names, as many as fit a message.
  private String someNames() {
    return Errors.brief(entries.keySet().stream().limit(MAX_NAMES).toList().toString());
  }

  private static NDArray read(Arena arena, ZipEntry entry, InputStream in) throws IOException {
    long size = NpzEntries.size(entry);
    CheckedInputStream checked = new CheckedInputStream(in, new CRC32());
    ReadableByteChannel channel = Channels.newChannel(checked);
    NpyHeader header = NpyHeader.read(channel);
    long most = Math.max(0, size - header.byteSize());
    boolean stored = entry.getMethod() == ZipEntry.STORED;
    NDArray array = NpyBody.read(arena, header, channel, most, stored ? most : 0);
    // Bytes that NumPy does not read are part of the checksum, up to the entry's size.
    checked.skip(most - array.byteSize());
    long sum = checked.getChecksum().getValue();
    if (in.read() >= 0) {
      throw new FormatException(Errors.text("expected an entry of %d bytes but found more", size));
    }
    if (sum != entry.getCrc()) {
      throw new FormatException(
          Errors.text(
              "expected the checksum %08x but found %08x: the entry is damaged",
              entry.getCrc(), sum));
    }
    return array;
  }

  private static FormatException unreadable(String where, IOException e) {
    FormatException rejection =
        new FormatException(
            Errors.text(
                "%s: expected a readable zip archive but found: %s",
                where, e instanceof EOFException ? "it is truncated" : e.getMessage()));
    rejection.initCause(e);
    return rejection;
  }

  /// Closes the archive. Arrays that were read remain valid.
  @Override
  public void close() throws IOException {
    zip.close();
  }

  /// Reads all arrays of an archive into GC-managed memory.
  ///
  /// @param file the archive
  /// @return the arrays by name, in the order of the archive
  /// @throws FormatException if it is not a zip file, or an entry is damaged, is not a `.npy` file,
  ///   holds Python objects or is truncated
  /// @throws IOException if the file cannot be read
  public static Map<String, NDArray> readAll(Path file) throws IOException {
    try (Npz npz = open(file)) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (String name : npz.names()) {
        arrays.put(name, npz.read(name));
      }
      return Collections.unmodifiableMap(arrays);
    }
  }

  /// Writes an archive without compression, replacing the file's content: NumPy's `savez`. Each
  /// array is read twice, first for its checksum, so it must not be modified meanwhile.
  ///
  /// The old file is replaced as by [Npy#write(Path, NDArray, WriteOption...)]: it stays intact if
  /// anything fails.
  ///
  /// @param file the archive
  /// @param arrays the arrays by name, written in the order of the map
  /// @param options none, or [WriteOption#ML_DTYPES]
  /// @throws IOException if the file cannot be written
  /// @throws IllegalStateException if an array's arena is closed
  /// @throws WrongThreadException if an array's arena belongs to another thread
  /// @throws IllegalArgumentException if a name is empty or could lead out of a folder (it begins
  ///   with a slash or has an empty, `.` or `..` part, a backslash, a colon or a NUL), or if the
  ///   format cannot describe a type
  /// @throws UnsupportedOperationException if a type has no type string
  public static void write(Path file, Map<String, NDArray> arrays, WriteOption... options)
      throws IOException {
    NpzWriter.write(file, arrays, false, WriteOption.mlDtypes(options));
  }

  /// Writes an archive with deflated elements, replacing the file's content: NumPy's
  /// `savez_compressed`.
  ///
  /// @param file the archive
  /// @param arrays the arrays by name, written in the order of the map
  /// @param options none, or [WriteOption#ML_DTYPES]
  /// @throws IOException if the file cannot be written
  /// @throws IllegalStateException if an array's arena is closed
  /// @throws WrongThreadException if an array's arena belongs to another thread
  /// @throws IllegalArgumentException as for [#write(Path, Map, WriteOption...)]
  /// @throws UnsupportedOperationException if a type has no type string
  public static void writeCompressed(Path file, Map<String, NDArray> arrays, WriteOption... options)
      throws IOException {
    NpzWriter.write(file, arrays, true, WriteOption.mlDtypes(options));
  }

  /// Writes an archive without compression to a stream, which stays open, as
  /// [#write(Path,Map,WriteOption...)] does. An archive is read from a file only, since its table
  /// is at its end.
  ///
  /// @param out the stream
  /// @param arrays the arrays by name, written in the order of the map
  /// @param options none, or [WriteOption#ML_DTYPES]
  /// @throws IOException if the stream cannot be written
  /// @throws IllegalStateException if an array's arena is closed
  /// @throws WrongThreadException if an array's arena belongs to another thread
  /// @throws IllegalArgumentException as for [#write(Path, Map, WriteOption...)]
  /// @throws UnsupportedOperationException if a type has no type string
  public static void write(OutputStream out, Map<String, NDArray> arrays, WriteOption... options)
      throws IOException {
    Objects.requireNonNull(out, "out");
    NpzWriter.write(out, arrays, false, WriteOption.mlDtypes(options));
  }

  /// Writes an archive with deflated elements to a stream, which stays open.
  ///
  /// @param out the stream
  /// @param arrays the arrays by name, written in the order of the map
  /// @param options none, or [WriteOption#ML_DTYPES]
  /// @throws IOException if the stream cannot be written
  /// @throws IllegalStateException if an array's arena is closed
  /// @throws WrongThreadException if an array's arena belongs to another thread
  /// @throws IllegalArgumentException as for [#write(Path, Map, WriteOption...)]
  /// @throws UnsupportedOperationException if a type has no type string
  public static void writeCompressed(
      OutputStream out, Map<String, NDArray> arrays, WriteOption... options) throws IOException {
    Objects.requireNonNull(out, "out");
    NpzWriter.write(out, arrays, true, WriteOption.mlDtypes(options));
  }
}
