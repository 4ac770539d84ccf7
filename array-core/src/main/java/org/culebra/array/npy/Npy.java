package org.culebra.array.npy;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.file.AtomicFileWriter;
import org.culebra.array.internal.file.ChannelBytes;
import org.culebra.array.internal.file.ElementWriter;
import org.jspecify.annotations.Nullable;

/// Arrays in NumPy's file format, `.npy` versions 1.0 to 3.0: read, written, and mapped into
/// memory.
///
/// Files are byte-for-byte the same as those of `numpy.save`: byte order and Fortran order are
/// preserved, other layouts are written in C order. Files with Python objects are rejected, because
/// pickles are never read. As in NumPy, bytes after the last element are not read, so a stream may
/// hold several arrays.
///
/// ```java
/// Npy.write(Path.of("a.npy"), array);
/// NDArray copy = Npy.read(Path.of("a.npy"));
/// NDArray view = Npy.map(Path.of("a.npy"));   // nothing is read until it is touched
/// ```
///
/// Invalid file content throws a [FormatException] whose message begins with the path; problems of
/// the file system throw an [IOException]. For archives of arrays see [Npz].
public final class Npy {

  /// How a mapped file may be accessed.
  public enum Access {
    /// The array is read-only.
    READ_ONLY,
    /// Writes to the array reach the file, at the latest after the array's arena is closed and the
    /// operating system has flushed them.
    READ_WRITE,
    /// The array is writable, the file does not change: pages are copied when they are first
    /// written. The JDK nevertheless requires permission to write the file.
    COPY_ON_WRITE;

    private MapMode mode() {
      return switch (this) {
        case READ_ONLY -> MapMode.READ_ONLY;
        case READ_WRITE -> MapMode.READ_WRITE;
        case COPY_ON_WRITE -> MapMode.PRIVATE;
      };
    }
  }

  /// How a type that NumPy does not have is written.
  public enum WriteOption {
    /// `bfloat16` and the 8-bit floats are written as NumPy writes the arrays of Python's
    /// [ml_dtypes](https://github.com/jax-ml/ml_dtypes): as raw bytes, `<V2` and `<V1`. The file
    /// does not state which type it was, so its reader has to:
    /// `np.load(file).view(ml_dtypes.bfloat16)` or `Npy.read(file).reinterpret(DType.BFLOAT16)`;
    /// the same for fields of structs, where the type to view is the whole struct. `bfloat16` is
    /// written in little-endian order.
    ///
    /// `float8_e5m2` is written like the others: NumPy writes `<f1` for it, which [Npy] reads, but
    /// NumPy does not.
    ML_DTYPES;

    static boolean mlDtypes(WriteOption... options) {
      return List.of(options).contains(ML_DTYPES);
    }
  }

  private Npy() {}

  // --- reading

  /// Reads a file into GC-managed memory.
  ///
  /// @param file the file
  /// @return a new array
  /// @throws FormatException if the file is not a `.npy` file, holds Python objects or is truncated
  /// @throws IOException if the file cannot be read
  public static NDArray read(Path file) throws IOException {
    return read(Arena.ofAuto(), file);
  }

  /// Reads a file into memory of an arena.
  ///
  /// @param arena the arena, which owns the memory
  /// @param file the file
  /// @return a new array, aligned to 64 bytes
  /// @throws FormatException if the file is not a `.npy` file, holds Python objects or is truncated
  /// @throws IOException if the file cannot be read
  /// @throws IllegalStateException if the arena is closed
  public static NDArray read(Arena arena, Path file) throws IOException {
    Objects.requireNonNull(arena, "arena");
    try (FileChannel channel = FileChannel.open(file, READ)) {
      return read(arena, channel);
    } catch (FormatException e) {
      throw Errors.located(file, e);
    }
  }

  /// Reads the next array of a stream into GC-managed memory. Reads nothing after its last element;
  /// the stream stays open.
  ///
  /// @param in the stream
  /// @return a new array
  /// @throws FormatException if the bytes are not `.npy`, hold Python objects or are truncated
  /// @throws IOException if the stream cannot be read
  public static NDArray read(InputStream in) throws IOException {
    Objects.requireNonNull(in, "in");
    return read(Arena.ofAuto(), Channels.newChannel(in));
  }

  /// Reads the next array of a stream into memory of an arena. Reads nothing after its last
  /// element; the stream stays open.
  ///
  /// @param arena the arena, which owns the memory
  /// @param in the stream
  /// @return a new array, aligned to 64 bytes
  /// @throws FormatException if the bytes are not `.npy`, hold Python objects or are truncated
  /// @throws IOException if the stream cannot be read
  /// @throws IllegalStateException if the arena is closed
  public static NDArray read(Arena arena, InputStream in) throws IOException {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(in, "in");
    return read(arena, Channels.newChannel(in));
  }

  /// Reads the next array of a channel in blocking mode into memory of an arena. Reads nothing
  /// after its last element; the channel stays open.
  ///
  /// @param arena the arena, which owns the memory
  /// @param channel the channel
  /// @return a new array, aligned to 64 bytes
  /// @throws FormatException if the bytes are not `.npy`, hold Python objects or are truncated
  /// @throws IOException if the channel cannot be read
  /// @throws IllegalStateException if the arena is closed
  public static NDArray read(Arena arena, ReadableByteChannel channel) throws IOException {
    Objects.requireNonNull(arena, "arena");
    NpyHeader header = NpyHeader.read(channel);
    if (channel instanceof SeekableByteChannel file && hasSize(file)) {
      long available = Math.max(0, file.size() - file.position());
      return NpyBody.read(arena, header, channel, available, available);
    }
    return NpyBody.read(arena, header, channel, Long.MAX_VALUE, 0);
  }

  /// A pipe or device opened like a file has size 0, or no position.
  private static boolean hasSize(SeekableByteChannel channel) {
    try {
      return channel.size() > 0 && channel.position() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  // --- mapping

  /// Maps a file into memory, read-only. The mapping ends when no view of it is reachable any more;
  /// it is accessible from every thread and can be exported.
  ///
  /// The file must not be truncated while it is mapped: access to the missing part throws an
  /// [InternalError] in Java and ends the process in C.
  ///
  /// @param file the file
  /// @return a read-only view of the file's elements
  /// @throws FormatException if the file is not a `.npy` file, holds Python objects or is truncated
  /// @throws IOException if the file cannot be mapped
  public static NDArray map(Path file) throws IOException {
    return map(Arena.ofAuto(), file);
  }

  /// Maps a file into memory, read-only. The mapping ends when the arena is closed.
  ///
  /// The file must not be truncated while it is mapped: access to the missing part throws an
  /// [InternalError] in Java and ends the process in C.
  ///
  /// @param arena the arena, which owns the mapping
  /// @param file the file
  /// @return a read-only view of the file's elements
  /// @throws FormatException if the file is not a `.npy` file, holds Python objects or is truncated
  /// @throws IOException if the file cannot be mapped
  /// @throws IllegalStateException if the arena is closed
  public static NDArray map(Arena arena, Path file) throws IOException {
    return map(arena, file, Access.READ_ONLY);
  }

  /// Maps a file into memory. The mapping ends when the arena is closed.
  ///
  /// The file must not be truncated while it is mapped: access to the missing part throws an
  /// [InternalError] in Java and ends the process in C.
  ///
  /// @param arena the arena, which owns the mapping
  /// @param file the file
  /// @param access how the elements may be accessed
  /// @return a view of the file's elements
  /// @throws FormatException if the file is not a `.npy` file, holds Python objects or is truncated
  /// @throws IOException if the file cannot be mapped with this access
  /// @throws IllegalStateException if the arena is closed
  public static NDArray map(Arena arena, Path file, Access access) throws IOException {
    Objects.requireNonNull(arena, "arena");
    Objects.requireNonNull(access, "access");
    Set<StandardOpenOption> options =
        access == Access.READ_ONLY ? Set.of(READ) : Set.of(READ, WRITE);
    try (FileChannel channel = FileChannel.open(file, options)) {
      NpyHeader header = NpyHeader.read(channel);
      long bytes = header.layout().byteSize();
      // Checked here, because a writable mapping beyond the end would extend the file.
      long available = Math.max(0, channel.size() - header.byteSize());
      if (available < bytes) {
        throw NpyBody.truncated(header, available);
      }
      Mapper mapper = (at, length) -> channel.map(access.mode(), at, length, arena);
      return map(mapper, arena, header);
    } catch (FormatException e) {
      throw Errors.located(file, e);
    }
  }

  private interface Mapper {
    MemorySegment map(long at, long bytes) throws IOException;
  }

  /// If the number of bytes is odd, one more is mapped, the last one of the header: a typed view
  /// needs an even number.
  private static NDArray map(Mapper mapper, Arena arena, NpyHeader header) throws IOException {
    long bytes = header.layout().byteSize();
    int before = (int) (bytes % 2);
    MemorySegment memory = mapper.map(header.byteSize() - before, bytes + before);
    MemoryOwner owner = MemoryOwner.of(arena, memory);
    StridedLayout packed = header.layout();
    StridedLayout layout =
        StridedLayout.of(packed.itemSize(), before, packed.shape(), packed.strides());
    return NDArray.of(memory, owner, header.dtype(), layout);
  }

  /// Creates a file of zeros, replacing an existing one, and maps it for reading and writing: the
  /// way to an array larger than memory.
  ///
  /// An existing file is replaced as by [#write(Path, NDArray, WriteOption...)]: it stays unchanged
  /// if anything fails.
  ///
  /// @param arena the arena, which owns the mapping
  /// @param file the file
  /// @param dtype the type of the elements
  /// @param shape elements per axis, none for a single element
  /// @return a writable view of the file's elements, in C order
  /// @throws IOException if the file cannot be created or mapped
  /// @throws IllegalStateException if the arena is closed
  /// @throws IllegalArgumentException if the shape is invalid, or the format cannot describe the
  ///   type
  /// @throws UnsupportedOperationException if the type has no type string
  public static NDArray create(Arena arena, Path file, DType dtype, long... shape)
      throws IOException {
    Objects.requireNonNull(arena, "arena");
    StridedLayout layout = StridedLayout.cOrder(dtype.itemSize(), shape);
    byte[] bytes = NpyHeader.encode(dtype, false, layout.shape());
    NpyHeader header = new NpyHeader(dtype, layout, bytes.length);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "expected a regular file to map");
    }
    return AtomicFileWriter.write(
        file,
        channel -> {
          ChannelBytes.write(channel, bytes);
          Mapper mapper = (at, length) -> channel.map(MapMode.READ_WRITE, at, length, arena);
          return map(mapper, arena, header);
        });
  }

  // --- writing

  /// Writes an array to a file, replacing its content.
  ///
  /// A new file with the permissions of the old one is written to the same folder and then moved
  /// over it. So the old file stays intact if anything fails, and arrays that are mapped from it,
  /// even this one, keep their content. The folder must be writable and have room for both files.
  /// If the path is a symbolic link, its target is replaced; devices and pipes are written
  /// directly.
  ///
  /// @param file the file
  /// @param array the array, in any layout
  /// @param options none, or [WriteOption#ML_DTYPES]
  /// @throws IOException if the file cannot be written
  /// @throws IllegalStateException if the array's arena is closed
  /// @throws WrongThreadException if the array's arena belongs to another thread
  /// @throws IllegalArgumentException if the type is a struct that the format cannot describe
  /// @throws UnsupportedOperationException if the type has no type string: `bfloat16` and the 8-bit
  ///   floats, without [WriteOption#ML_DTYPES]
  public static void write(Path file, NDArray array, WriteOption... options) throws IOException {
    byte[] header = header(array, WriteOption.mlDtypes(options));
    AtomicFileWriter.<@Nullable Void>write(
        file,
        channel -> {
          ChannelBytes.write(channel, header);
          NpyBody.write(channel, array);
          return null;
        });
  }

  /// Writes an array to a stream, which stays open.
  ///
  /// @param out the stream
  /// @param array the array, in any layout
  /// @param options none, or [WriteOption#ML_DTYPES]
  /// @throws IOException if the stream cannot be written
  /// @throws IllegalStateException if the array's arena is closed
  /// @throws WrongThreadException if the array's arena belongs to another thread
  /// @throws IllegalArgumentException if the type is a struct that the format cannot describe
  /// @throws UnsupportedOperationException if the type has no type string
  public static void write(OutputStream out, NDArray array, WriteOption... options)
      throws IOException {
    Objects.requireNonNull(out, "out");
    write(Channels.newChannel(out), array, options);
  }

  /// Writes an array to a channel in blocking mode, which stays open.
  ///
  /// @param channel the channel
  /// @param array the array, in any layout
  /// @param options none, or [WriteOption#ML_DTYPES]
  /// @throws IOException if the channel cannot be written
  /// @throws IllegalStateException if the array's arena is closed
  /// @throws WrongThreadException if the array's arena belongs to another thread
  /// @throws IllegalArgumentException if the type is a struct that the format cannot describe
  /// @throws UnsupportedOperationException if the type has no type string
  public static void write(WritableByteChannel channel, NDArray array, WriteOption... options)
      throws IOException {
    Objects.requireNonNull(channel, "channel");
    write(channel, array, WriteOption.mlDtypes(options));
  }

  static void write(WritableByteChannel channel, NDArray array, boolean mlDtypes)
      throws IOException {
    ChannelBytes.write(channel, header(array, mlDtypes));
    NpyBody.write(channel, array);
  }

  /// Rejects, before anything is written, what the format cannot describe.
  static byte[] header(NDArray array, boolean mlDtypes) {
    ElementWriter.requireReadable(array);
    boolean fortran = NpyHeader.inFortranOrder(array);
    Object descr = NpyHeader.descr(array.dtype(), mlDtypes);
    return NpyHeader.encodeDescr(descr, fortran, array.shape());
  }
}
