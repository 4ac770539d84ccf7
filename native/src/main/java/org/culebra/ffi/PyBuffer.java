package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.culebra.array.Lease;
import org.culebra.array.NDArray;
import org.culebra.array.internal.ArenaMemory;
import org.culebra.ffi.internal.memory.ArenaChecks;
import org.culebra.ffi.internal.memory.ExportRegistry;
import org.culebra.ffi.internal.memory.NativeBlock;
import org.culebra.ffi.internal.memory.RetainedMemory;
import org.jspecify.annotations.Nullable;

/// The C struct `Py_buffer` of Python's buffer protocol (PEP 3118), both ways. Only the bytes of
/// the struct and plain memory are touched: neither Python nor its lock is needed here.
///
/// | offset | 0 | 8 | 16 | 24 | 32 | 36 | 40 | 48 | 56 | 64 | 72 |
/// |---|---|---|---|---|---|---|---|---|---|---|---|
/// | field | `void *buf` | `PyObject *obj` | `ssize_t len` | `ssize_t itemsize` | `int readonly` | `int ndim` | `char *format` | `ssize_t *shape` | `ssize_t *strides` | `ssize_t *suboffsets` | `void *internal` |
///
/// **Reading** a struct filled by a producer: [#read(Arena, MemorySegment)] borrows the buffer,
/// [#adopt(Arena, MemorySegment, MemorySegment)] takes ownership and releases it later,
/// [#copy(Arena, MemorySegment)] copies the elements.
///
/// **Filling** a struct for an array: [#fill(MemorySegment, NDArray, int)] serves a consumer's
/// request (`bf_getbuffer`), and the returned object is released once when the consumer is done
/// (`bf_releasebuffer`). Until then the array's memory and the lengths, strides and format that the
/// struct points to stay valid, even if the object becomes unreachable.
///
/// An object of this class is one served request; any thread may release it.
public final class PyBuffer implements Lease {
  /// The size of the struct in bytes.
  public static final int BYTES = 80;

  /// The maximum number of axes.
  public static final int MAX_NDIM = 64;

  /// Requests C-contiguous bytes, without lengths or format.
  public static final int SIMPLE = 0;

  /// Requests writable memory.
  public static final int WRITABLE = 0x1;

  /// Requests the format of the elements; without it, the consumer treats them as bytes.
  public static final int FORMAT = 0x4;

  /// Requests the lengths of the axes.
  public static final int ND = 0x8;

  /// Requests the strides, of any value; includes [#ND].
  public static final int STRIDES = 0x10 | ND;

  /// Requests C-contiguous elements; includes [#STRIDES].
  public static final int C_CONTIGUOUS = 0x20 | STRIDES;

  /// Requests Fortran-contiguous elements; includes [#STRIDES].
  public static final int F_CONTIGUOUS = 0x40 | STRIDES;

  /// Requests elements that are C-contiguous or Fortran-contiguous; includes [#STRIDES].
  public static final int ANY_CONTIGUOUS = 0x80 | STRIDES;

  /// Accepts suboffsets, although [#fill] never provides any; includes [#STRIDES].
  public static final int INDIRECT = 0x100 | STRIDES;

  /// Requests writable, C-contiguous elements with their lengths: `WRITABLE | ND`.
  public static final int CONTIG = WRITABLE | ND;

  /// Requests writable elements with strides and format: `STRIDES | FORMAT | WRITABLE`.
  public static final int RECORDS = STRIDES | FORMAT | WRITABLE;

  /// Requests all information, and writable memory: `INDIRECT | FORMAT | WRITABLE`.
  public static final int FULL = INDIRECT | FORMAT | WRITABLE;

  /// Requests all information; the memory may be read-only: `INDIRECT | FORMAT`.
  public static final int FULL_RO = INDIRECT | FORMAT;

  /// Buffers that are not released: C knows only an address, so the memory of one that Java has
  /// dropped must stay.
  private static final Set<PyBuffer> LIVE = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean released = new AtomicBoolean();
  private final long block;
  private final Lease lease;
  private final ExportRegistry.@Nullable Ticket ticket;

  private PyBuffer(long block, Lease lease) {
    this.block = block;
    this.lease = lease;
    this.ticket = ExportRegistry.counts(lease) ? null : ExportRegistry.open("Py_buffer");
  }

  /// A request that has been served: the memory stays until the release, even if the object becomes
  /// unreachable.
  static PyBuffer pinned(long block, Lease lease) {
    PyBuffer buffer = new PyBuffer(block, lease);
    LIVE.add(buffer);
    return buffer;
  }

  long block() {
    return block;
  }

  /// Trusts the pointer and all pointers in the struct: views the elements of a filled `Py_buffer`.
  /// Ownership does not change; the buffer must be released only after the arena is closed.
  ///
  /// Without lengths the elements are the `len` bytes; without a format they are raw bytes of
  /// `itemsize` each, or `uint8` if that is 1.
  ///
  /// @param arena ends Java's access
  /// @param pointer to the struct
  /// @return the array, read-only if the struct is
  /// @throws IllegalArgumentException if the pointer is invalid, or the struct does not describe an
  ///   array
  /// @throws UnsupportedOperationException if the struct has suboffsets: use
  ///   [#copy(Arena,MemorySegment)]
  /// @throws IllegalStateException if the arena, or the arena of the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray read(Arena arena, MemorySegment pointer) {
    ArenaChecks.requireUsable(arena);
    return PyBufferReader.at(pointer).view(arena, ArenaMemory.borrowed(arena));
  }

  /// Trusts the pointer, all pointers in the struct, and the function: views the elements and takes
  /// ownership of the buffer. `release(pointer)` is called exactly once, when the arena has been
  /// closed (or, if automatic, collected) and the last lease released, on the thread of the last of
  /// these events; it takes Python's lock if it needs it. The struct must not move until then.
  ///
  /// If this throws because the pointer is NULL or invalid, or the arena is closed or belongs to
  /// another thread, the caller still owns the buffer. After any other error the buffer has been
  /// released when the exception is thrown.
  ///
  /// @param arena ends Java's access
  /// @param pointer to the struct
  /// @param release a C function: `void (Py_buffer *)`
  /// @return the array, read-only if the struct is; it can be exported
  /// @throws IllegalArgumentException if the pointer is invalid, or the struct does not describe an
  ///   array
  /// @throws UnsupportedOperationException if the struct has suboffsets
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray adopt(Arena arena, MemorySegment pointer, MemorySegment release) {
    Adoption.Release function = Adoption.Release.of(release);
    ArenaChecks.requireUsable(arena);
    long address = PyBufferReader.address(pointer);
    // from now on any error releases the buffer
    NativeBlock duty = NativeBlock.adopt(address, BYTES, function.function(), address, 0, 0);
    return Adoption.adopt(
        arena, duty, struct -> PyBufferReader.of(struct).view(arena, new RetainedMemory(duty)));
  }

  /// Trusts the pointer and all pointers in the struct: copies the elements of a filled
  /// `Py_buffer`, following suboffsets. Ownership does not change; the buffer is not needed
  /// afterwards.
  ///
  /// @param arena owns the copy
  /// @param pointer to the struct
  /// @return a new array in C order
  /// @throws IllegalArgumentException if the pointer is invalid, the struct does not describe an
  ///   array, or a pointer to elements is NULL
  /// @throws IllegalStateException if the arena, or the arena of the pointer, is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray copy(Arena arena, MemorySegment pointer) {
    return PyBufferReader.at(pointer).copy(arena);
  }

  /// Trusts the pointer: fills a `Py_buffer` for an array according to a request, and leases the
  /// array's memory until the returned object is released. The caller still owns the struct's
  /// memory.
  ///
  /// `buf` is the address of element `(0, …, 0)`; strides without meaning are those of a packed
  /// array; `suboffsets` is NULL; `internal` is used by this class. `obj` is set to NULL: the
  /// caller stores the exporting object there. If the request is rejected, `obj` is NULL, as the
  /// protocol requires, and nothing else has changed.
  ///
  /// A request for the format without lengths (`FORMAT` without `ND`) is served as by NumPy:
  /// `format` and `itemsize` are those of the elements, `shape` is NULL, `ndim` is 1, and the `len`
  /// bytes are contiguous.
  ///
  /// @param struct to be overwritten: a pointer from C, or memory
  /// @param array the array to export
  /// @param flags the request: a sum of [#WRITABLE], [#FORMAT] and the others
  /// @return to be released once, from any thread
  /// @throws IllegalArgumentException if the pointer is invalid, or the array does not satisfy the
  ///   request; with the message for a `BufferError`
  /// @throws UnsupportedOperationException if the format is requested but cannot be written
  /// @throws IllegalStateException if the array's memory cannot be leased, see [NDArray#owner()],
  ///   or the arena of the pointer is closed
  /// @throws WrongThreadException if the memory's [ExchangeArena] belongs to another thread
  public static PyBuffer fill(MemorySegment struct, NDArray array, int flags) {
    Objects.requireNonNull(array, "array");
    return PyBufferWriter.fill(struct, array, flags);
  }

  /// Releases the array's memory and frees what the struct points to. Does not access the struct.
  ///
  /// @throws IllegalStateException if it was released before
  @Override
  public void release() {
    if (!releaseOnce()) {
      throw new IllegalStateException("expected a live buffer but found a released one");
    }
  }

  @Override
  public void close() {
    boolean ignored = releaseOnce();
  }

  private boolean releaseOnce() {
    if (!released.compareAndSet(false, true)) {
      return false;
    }
    LIVE.remove(this);
    if (ticket != null) {
      ticket.close();
    }
    try {
      lease.release();
    } finally {
      PyBufferWriter.free(block);
    }
    return true;
  }
}
