package org.culebra.ffi.shm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.memory.NativeBlock;

/// Named memory that several processes see at once, without a copy: POSIX shared memory, which is
/// also that of Python's `multiprocessing.shared_memory.SharedMemory`.
///
/// ```java
/// try (ExchangeArena arena = ExchangeArena.ofShared()) {
///   SharedMemory shared = SharedMemory.create(arena, 8L * 1000 * 1000);
///   NDArray a = shared.array(DType.FLOAT64, 1000, 1000);
///   worker.println(shared.describe(a).toJson()); // one line, to any process
/// } // unmapped and unlinked
/// ```
///
/// ## Lifetime
///
/// The mapping belongs to an arena, as all memory does: it ends for Java when the arena is closed,
/// and is unmapped when the last lease of it is released. It does not need the name, nor the
/// process that created it: as long as one process has it mapped, the memory is there.
///
/// The name belongs to the process that created it, which unlinks it when the arena is closed, at
/// the latest at the JVM's end. [#transferName()] leaves it to another process, [#adoptName()]
/// takes it over. So exactly one process unlinks each name. Memory of a process that was killed
/// stays until somebody unlinks it: [#abandoned()] lists what processes of this library have left.
///
/// ## Python
///
/// A Python that opens shared memory unlinks it when it ends (before 3.13 there is no other way,
/// and from then on it is the default). In a worker that does not own the name, open it with
/// `SharedMemory(name, track=False)`, or before Python 3.13 call
/// `resource_tracker.unregister(shm._name, "shared_memory")` after opening it.
///
/// ## Trust
///
/// Memory is opened only if it belongs to the user of this process, and its pages are reserved when
/// it is created or opened for writing, so that no access ends the process for want of memory. Any
/// process of the same user may write to it at any time, and one that shrinks it ends those that
/// read behind its new end.
///
/// For Linux. Any thread may use an object of this class; the arrays are used from the threads that
/// the arena allows.
public final class SharedMemory {

  private static final StridedLayout NOTHING = StridedLayout.cOrder(1, 0);

  private final String name;
  private final MemorySegment segment;
  private final NativeBlock block;
  private final NameOwnership ownership;

  private SharedMemory(
      String name, MemorySegment segment, NativeBlock block, NameOwnership ownership) {
    this.name = name;
    this.segment = segment;
    this.block = block;
    this.ownership = ownership;
  }

  /// Creates zeroed memory under a new name, which tells this process's number.
  ///
  /// @param arena ends Java's access, then unlinks the name
  /// @param byteSize the size in bytes, at least 1
  /// @return the memory, writable
  /// @throws IOException if there is not so much memory
  /// @throws IllegalArgumentException if the size is not positive
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static SharedMemory create(Arena arena, long byteSize) throws IOException {
    return create(arena, SharedName.fresh(), byteSize);
  }

  /// Creates zeroed memory.
  ///
  /// @param arena ends Java's access, then unlinks the name
  /// @param name 1 to 254 characters without a slash, of which one in front is dropped
  /// @param byteSize the size in bytes, at least 1
  /// @return the memory, writable
  /// @throws java.nio.file.FileAlreadyExistsException if there is such memory
  /// @throws IOException if there is not so much memory
  /// @throws IllegalArgumentException if it is not a name, or the size is not positive
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static SharedMemory create(Arena arena, String name, long byteSize) throws IOException {
    Objects.requireNonNull(arena, "arena");
    String plain = start(name);
    if (byteSize <= 0) {
      throw new IllegalArgumentException(
          "expected a size of at least 1 byte but found " + byteSize);
    }
    try (Posix.Opened opened = Posix.create(plain)) {
      NameOwnership ownership = NameOwnership.of(plain);
      try {
        opened.reserve(byteSize);
        return mapped(arena, opened, byteSize, ownership);
      } catch (Throwable e) {
        ownership.unlink();
        throw e;
      }
    }
  }

  /// Opens memory that another process, or this one, has created.
  ///
  /// @param arena ends Java's access; the name stays
  /// @param name the name, without a slash
  /// @return the memory, writable
  /// @throws java.nio.file.NoSuchFileException if there is no such memory
  /// @throws AccessDeniedException if it belongs to another user
  /// @throws IOException if it is empty, since its creator is not done with it or has died, or
  ///   cannot be mapped
  /// @throws IllegalArgumentException if it is not a name
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static SharedMemory open(Arena arena, String name) throws IOException {
    return open(arena, name, true, NOTHING);
  }

  /// The same for reading alone: writing throws [java.lang.foreign.MemorySegment]'s exception.
  ///
  /// @param arena ends Java's access; the name stays
  /// @param name the name, without a slash
  /// @return the memory, read-only
  /// @throws java.nio.file.NoSuchFileException if there is no such memory
  /// @throws AccessDeniedException if it belongs to another user
  /// @throws IOException if it is empty or cannot be mapped
  /// @throws IllegalArgumentException if it is not a name
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena is another thread's
  public static SharedMemory openReadOnly(Arena arena, String name) throws IOException {
    return open(arena, name, false, NOTHING);
  }

  /// @param needed what must lie in the memory
  private static SharedMemory open(Arena arena, String name, boolean writable, StridedLayout needed)
      throws IOException {
    Objects.requireNonNull(arena, "arena");
    String plain = start(name);
    try (Posix.Opened opened = Posix.open(plain, writable)) {
      Posix.Status status = opened.status();
      if (status.user() != Posix.user()) {
        throw new AccessDeniedException(
            plain,
            null,
            "expected shared memory of user %s but found user %s's"
                .formatted(
                    Integer.toUnsignedString(Posix.user()),
                    Integer.toUnsignedString(status.user())));
      }
      if (status.byteSize() == 0) {
        throw new IOException(
            "expected shared memory %s of at least 1 byte but found 0: its creator is not done with it, or has died"
                .formatted(plain));
      }
      SharedArray.requireInside(status.byteSize(), needed, "\"" + plain + "\"");
      if (writable && status.reserved() < status.byteSize()) {
        opened.reserve(status.byteSize());
      }
      return mapped(arena, opened, status.byteSize(), NameOwnership.none(plain));
    }
  }

  private static String start(String name) {
    String plain = SharedName.checked(Objects.requireNonNull(name, "name"));
    Restricted.check();
    return plain;
  }

  private static SharedMemory mapped(
      Arena arena, Posix.Opened opened, long byteSize, NameOwnership ownership) throws IOException {
    long address = opened.map(byteSize);
    NativeBlock block =
        NativeBlock.adopt(address, byteSize, Posix.UNMAP.address(), address, byteSize, 0);
    MemorySegment segment;
    try {
      segment = opened.writable() ? block.viewIn(arena) : block.readOnlyIn(arena);
    } catch (Throwable e) {
      Posix.unmap(address, byteSize); // the arena has not taken it
      throw e;
    }
    ownership.endsWith(arena);
    return new SharedMemory(opened.name(), segment, block, ownership);
  }

  /// Opens the array that a message describes, for writing.
  ///
  /// @param arena ends Java's access
  /// @param array the message, as [SharedArray#parse(String)] reads it
  /// @return the array, over the same memory as in the other process
  /// @throws java.nio.file.NoSuchFileException if there is no such memory any more
  /// @throws AccessDeniedException if it belongs to another user
  /// @throws IOException if it cannot be opened
  /// @throws IllegalArgumentException if elements lie outside of the memory as it is
  public static NDArray open(Arena arena, SharedArray array) throws IOException {
    return open(arena, array, true);
  }

  /// The same for reading alone.
  ///
  /// @param arena ends Java's access
  /// @param array the message, as [SharedArray#parse(String)] reads it
  /// @return the array, read-only
  /// @throws java.nio.file.NoSuchFileException if there is no such memory any more
  /// @throws AccessDeniedException if it belongs to another user
  /// @throws IOException if it cannot be opened
  /// @throws IllegalArgumentException if elements lie outside of the memory as it is
  public static NDArray openReadOnly(Arena arena, SharedArray array) throws IOException {
    return open(arena, array, false);
  }

  private static NDArray open(Arena arena, SharedArray array, boolean writable) throws IOException {
    Objects.requireNonNull(array, "array");
    return open(arena, array.name(), writable, array.layout()).array(array.dtype(), array.layout());
  }

  /// The name.
  ///
  /// @return the name without a slash, as Python's `SharedMemory(name)` takes it
  public String name() {
    return name;
  }

  /// The size.
  ///
  /// @return bytes; of memory that Python has created maybe rounded up on other systems
  public long byteSize() {
    return block.byteSize();
  }

  /// The whole memory.
  ///
  /// @return a segment of the arena's scope
  public MemorySegment segment() {
    return segment;
  }

  /// A packed array in C order at the beginning of the memory.
  ///
  /// @param dtype the type of the elements
  /// @param shape elements per axis
  /// @return a view of the memory; exports of it keep it mapped
  /// @throws IllegalArgumentException if the shape is invalid or does not fit
  public NDArray array(DType dtype, long... shape) {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(shape, "shape");
    return array(dtype, StridedLayout.cOrder(dtype.itemSize(), shape));
  }

  /// An array anywhere in the memory.
  ///
  /// @param dtype the type of the elements
  /// @param layout shape, strides and offset in bytes, counted from the memory's first byte
  /// @return a view of the memory; exports of it keep it mapped
  /// @throws IllegalArgumentException if an element lies outside of the memory
  public NDArray array(DType dtype, StridedLayout layout) {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(layout, "layout");
    SharedArray.requireInside(byteSize(), layout, "\"" + name + "\"");
    return NDArray.of(segment, (MemoryOwner) block, dtype, layout);
  }

  /// The message by which another process opens the same array.
  ///
  /// @param array any view of this memory
  /// @return where it is
  /// @throws IllegalArgumentException if an element lies outside of this memory
  public SharedArray describe(NDArray array) {
    Objects.requireNonNull(array, "array");
    long offset = array.address() - segment.address();
    StridedLayout layout = array.layout();
    StridedLayout here =
        StridedLayout.of(
            array.dtype().itemSize(),
            layout.size() == 0 ? 0 : offset,
            layout.shape(),
            layout.strides());
    return new SharedArray(name, byteSize(), array.dtype(), here);
  }

  /// Leaves the name to another process, which unlinks it: one that was told its name and calls
  /// [#adoptName()], or Python's `unlink()`.
  ///
  /// @return this
  /// @throws IllegalStateException if this process does not own the name
  public SharedMemory transferName() {
    ownership.transfer();
    return this;
  }

  /// Takes the name over from another process: it is unlinked when the arena is closed, at the
  /// latest at the JVM's end. The other process must not unlink it.
  ///
  /// @return this
  /// @throws IllegalStateException if this process owns the name already
  public SharedMemory adoptName() {
    ownership.adopt();
    return this;
  }

  /// Removes a name. The memory lives on where it is mapped.
  ///
  /// @param name the name, without a slash
  /// @return whether there was such a name
  /// @throws IOException if it belongs to another user
  public static boolean unlink(String name) throws IOException {
    return Posix.unlink(start(name));
  }

  /// The names of memory that nobody will unlink: [#create(Arena, long)] has made them, their
  /// creators have ended without unlinking them, since they were killed or have crashed, and no
  /// process has them mapped. Unlink them with [#unlink(String)], or open them to see what is
  /// there. Only of processes that this one can see: not of other containers, nor of other users.
  ///
  /// @return the names, in order
  /// @throws IOException if the system's list cannot be read
  public static List<String> abandoned() throws IOException {
    return SharedName.abandoned();
  }

  /// The name and the size.
  @Override
  public String toString() {
    return "SharedMemory[\"%s\", %d bytes]".formatted(name, byteSize());
  }
}
