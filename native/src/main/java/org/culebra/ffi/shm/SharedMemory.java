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

/// Named memory that several processes can access at once, without a copy: POSIX shared memory, as
/// used by Python's `multiprocessing.shared_memory.SharedMemory`.
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
/// The mapping belongs to an arena, like all memory: Java's access ends when the arena is closed,
/// and the memory is unmapped when its last lease is released. The mapping depends neither on the
/// name nor on the process that created it: the memory exists as long as one process has it mapped.
///
/// The name belongs to the process that created it, which unlinks it when the arena is closed, or
/// at the latest when the JVM ends. [#transferName()] transfers it to another process, which takes
/// it with [#adoptName()]. So exactly one process unlinks each name. Memory of a killed process
/// stays until it is unlinked: [#abandoned()] lists such memory of this library's processes.
///
/// ## Python
///
/// A Python process that opens shared memory unlinks it when it ends (always before 3.13, and by
/// default since then). In a worker that does not own the name, open it with `SharedMemory(name,
/// track=False)`, or before Python 3.13 call `resource_tracker.unregister(shm._name,
/// "shared_memory")` after opening it.
///
/// ## Trust
///
/// Memory is opened only if it belongs to the user of this process, and its pages are reserved when
/// it is created or opened, so that no access ends the process because memory is exhausted. Any
/// process of the same user may write to it at any time, and a process that shrinks it ends those
/// that read beyond its new end.
///
/// ## Cost
///
/// Handing memory over takes the same fraction of a millisecond whatever its size, but the first
/// message of a process takes longer, since it loads classes: send a small one first where that
/// matters. Creating memory clears all of it.
///
/// Linux only. Objects of this class are thread-safe; the arrays may be used by the threads that
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

  /// Creates zeroed memory with a new name, which contains this process's number.
  ///
  /// @param arena ends Java's access, then unlinks the name
  /// @param byteSize the size in bytes, at least 1
  /// @return the memory, writable
  /// @throws IOException if the memory cannot be reserved
  /// @throws IllegalArgumentException if the size is not positive
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static SharedMemory create(Arena arena, long byteSize) throws IOException {
    return create(arena, SharedName.fresh(), byteSize);
  }

  /// Creates zeroed memory.
  ///
  /// @param arena ends Java's access, then unlinks the name
  /// @param name 1 to 254 bytes of UTF-8 without a slash, except a leading one, which is dropped
  /// @param byteSize the size in bytes, at least 1
  /// @return the memory, writable
  /// @throws java.nio.file.FileAlreadyExistsException if the name exists
  /// @throws IOException if the memory cannot be reserved
  /// @throws IllegalArgumentException if the name is invalid
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
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
  /// @param arena ends Java's access; the name is not unlinked
  /// @param name the name, without a slash
  /// @return the memory, writable
  /// @throws java.nio.file.NoSuchFileException if there is no such memory
  /// @throws AccessDeniedException if it belongs to another user
  /// @throws IOException if it is empty, because its creator has not finished or has died, or if it
  ///   cannot be mapped
  /// @throws IllegalArgumentException if the name is invalid
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static SharedMemory open(Arena arena, String name) throws IOException {
    return open(arena, name, true, NOTHING);
  }

  /// The same, read-only: writing throws [java.lang.foreign.MemorySegment]'s exception.
  ///
  /// @param arena ends Java's access; the name is not unlinked
  /// @param name the name, without a slash
  /// @return the memory, read-only
  /// @throws java.nio.file.NoSuchFileException if there is no such memory
  /// @throws AccessDeniedException if it belongs to another user
  /// @throws IOException if it is empty or cannot be mapped, or lacks pages that this process may
  ///   not reserve
  /// @throws IllegalArgumentException if the name is invalid
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static SharedMemory openReadOnly(Arena arena, String name) throws IOException {
    return open(arena, name, false, NOTHING);
  }

  /// @param needed what must be in the memory
  private static SharedMemory open(Arena arena, String name, boolean writable, StridedLayout needed)
      throws IOException {
    Objects.requireNonNull(arena, "arena");
    String plain = start(name);
    try (Posix.Opened opened = Posix.open(plain, writable)) {
      if (!checkedStatus(opened, needed).hasHoles()) {
        return filled(arena, opened, needed);
      }
    }
    try (Posix.Opened opened = openWithHoles(plain, writable)) {
      return filled(arena, opened, needed);
    }
  }

  /// Its pages can be reserved.
  private static Posix.Opened openWithHoles(String name, boolean writable) throws IOException {
    try {
      return Posix.openWithHoles(name, writable);
    } catch (AccessDeniedException e) {
      throw new IOException(
          "expected shared memory %s with a page for each byte but found holes, which this process may not fill: its creator has to write to all of it first"
              .formatted(name),
          e);
    }
  }

  private static SharedMemory filled(Arena arena, Posix.Opened opened, StridedLayout needed)
      throws IOException {
    Posix.Status status = checkedStatus(opened, needed);
    if (status.hasHoles()) {
      opened.reserve(status.byteSize());
    }
    return mapped(arena, opened, status.byteSize(), NameOwnership.none(opened.name()));
  }

  private static Posix.Status checkedStatus(Posix.Opened opened, StridedLayout needed)
      throws IOException {
    Posix.Status status = opened.status();
    if (status.user() != Posix.user()) {
      throw new AccessDeniedException(
          opened.name(),
          null,
          "expected shared memory of user %s but found user %s's"
              .formatted(
                  Integer.toUnsignedString(Posix.user()), Integer.toUnsignedString(status.user())));
    }
    if (status.byteSize() == 0) {
      throw new IOException(
          "expected shared memory %s of at least 1 byte but found 0: its creator is not done with it, or has died"
              .formatted(opened.name()));
    }
    SharedArray.requireInside(status.byteSize(), needed, "\"" + opened.name() + "\"");
    return status;
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
  /// @param array the message, from [SharedArray#parse(String)]
  /// @return the array, over the same memory as in the other process
  /// @throws java.nio.file.NoSuchFileException if the memory no longer exists
  /// @throws AccessDeniedException if it belongs to another user
  /// @throws IOException if it cannot be opened
  /// @throws IllegalArgumentException if elements are outside the memory's current size
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray open(Arena arena, SharedArray array) throws IOException {
    return open(arena, array, true);
  }

  /// The same, read-only.
  ///
  /// @param arena ends Java's access
  /// @param array the message, from [SharedArray#parse(String)]
  /// @return the array, read-only
  /// @throws java.nio.file.NoSuchFileException if the memory no longer exists
  /// @throws AccessDeniedException if it belongs to another user
  /// @throws IOException if it cannot be opened
  /// @throws IllegalArgumentException if elements are outside the memory's current size
  /// @throws IllegalStateException if the arena is closed
  /// @throws WrongThreadException if the arena belongs to another thread
  public static NDArray openReadOnly(Arena arena, SharedArray array) throws IOException {
    return open(arena, array, false);
  }

  private static NDArray open(Arena arena, SharedArray array, boolean writable) throws IOException {
    Objects.requireNonNull(array, "array");
    return open(arena, array.name(), writable, array.layout()).array(array.dtype(), array.layout());
  }

  /// The name.
  ///
  /// @return the name without a slash, for Python's `SharedMemory(name)`
  public String name() {
    return name;
  }

  /// The size.
  ///
  /// @return bytes; memory created by Python may be rounded up on other systems
  public long byteSize() {
    return block.byteSize();
  }

  /// The whole memory.
  ///
  /// @return a segment in the arena's scope
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
  /// @param layout shape, strides and offset in bytes, relative to the memory's first byte
  /// @return a view of the memory; exports of it keep it mapped
  /// @throws IllegalArgumentException if an element is outside the memory
  public NDArray array(DType dtype, StridedLayout layout) {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(layout, "layout");
    SharedArray.requireInside(byteSize(), layout, "\"" + name + "\"");
    return NDArray.of(segment, (MemoryOwner) block, dtype, layout);
  }

  /// The message with which another process opens the same array.
  ///
  /// @param array any view of this memory
  /// @return the location of the array
  /// @throws IllegalArgumentException if an element is outside this memory
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

  /// Transfers the name to another process, which unlinks it: one that has been sent the name and
  /// calls [#adoptName()], or Python's `unlink()`.
  ///
  /// @return this
  /// @throws IllegalStateException if this process does not own the name
  public SharedMemory transferName() {
    ownership.transfer();
    return this;
  }

  /// Takes the name from another process: it is unlinked when the arena is closed, or at the latest
  /// when the JVM ends. The other process must not unlink it.
  ///
  /// @return this
  /// @throws IllegalStateException if this process already owns the name
  public SharedMemory adoptName() {
    ownership.adopt();
    return this;
  }

  /// Removes a name, which this process then no longer owns. The memory stays valid where it is
  /// mapped.
  ///
  /// @param name the name, without a slash
  /// @return whether the name existed
  /// @throws IOException if it belongs to another user
  public static boolean unlink(String name) throws IOException {
    String plain = start(name);
    NameOwnership.forget(plain); // first, since the name may be used again at once
    return Posix.unlink(plain);
  }

  /// The names of memory that will not be unlinked by their creators: [#create(Arena, long)]
  /// created them, the creators were killed or crashed, and no process has them mapped. Unlink them
  /// with [#unlink(String)], or open them to inspect them. Lists only processes visible to this
  /// one: not those of other containers or of other users.
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
