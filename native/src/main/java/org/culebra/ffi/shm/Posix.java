package org.culebra.ffi.shm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Errno;

/// The POSIX functions for shared memory. Names have no leading slash, as in Python.
///
/// Constants and `struct statx` are those of Linux, the same on all architectures that Java runs
/// on.
final class Posix {

  private static final int O_RDONLY = 0;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0x40;
  private static final int O_EXCL = 0x80;
  private static final int O_NONBLOCK = 0x800;
  private static final int READ_WRITE_BY_OWNER = 0600;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATX_BYTES = 256;
  private static final long STATX_UID = 20;
  private static final long STATX_SIZE = 40;
  private static final long STATX_BLOCKS = 48;
  private static final long BLOCK_BYTES = 512;

  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EINTR = 4;
  private static final int EACCES = 13;
  private static final int EEXIST = 17;

  private static final CLibrary LIBRARY = library();
  private static final Functions C = LIBRARY.bind(MethodHandles.lookup(), Functions.class);

  /// `munmap(void *, size_t)`, which frees a mapping.
  static final MemorySegment UNMAP = LIBRARY.symbol("munmap");

  private Posix() {}

  /// The C functions. `mmap` returns -1 on failure.
  interface Functions {
    int shm_open(String name, int flags, int mode);

    int shm_unlink(String name);

    int posix_fallocate(int fd, long offset, long length);

    int statx(int fd, String path, int flags, int mask, NDArray result);

    long mmap(long address, long length, int protection, int flags, int fd, long offset);

    int munmap(long address, long length);

    int close(int fd);

    int geteuid();
  }

  private static CLibrary library() {
    CLibrary c = CLibrary.process();
    c.use(c.function("int shm_open(const char *name, int flags, unsigned mode)").withErrno());
    c.use(c.function("int shm_unlink(const char *name)").withErrno());
    c.use(
        c.function(
                "int statx(int fd, const char *path, int flags, unsigned mask, uint8_t"
                    + " result[256])")
            .withErrno());
    c.use(
        c.function(
                "intptr_t mmap(uintptr_t address, size_t length, int protection, int flags, int fd,"
                    + " long offset)")
            .withErrno());
    return c.declare(
        """
        int posix_fallocate(int fd, long offset, long length);
        int munmap(uintptr_t address, size_t length);
        int close(int fd);
        unsigned geteuid(void);
        """);
  }

  /// An open object.
  ///
  /// @param fd its descriptor, to be closed
  record Opened(String name, int fd, boolean writable) implements AutoCloseable {

    /// Maps the object.
    ///
    /// @return the address
    long map(long byteSize) throws IOException {
      int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
      long address = C.mmap(0, byteSize, protection, MAP_SHARED, fd, 0);
      if (address == -1) {
        throw failure(name, "cannot map " + byteSize + " bytes");
      }
      return address;
    }

    /// Reserves a page for every byte now: if a page were missing later, because memory is
    /// exhausted, the process that touches it would end.
    void reserve(long byteSize) throws IOException {
      int error;
      do {
        error = C.posix_fallocate(fd, 0, byteSize);
      } while (error == EINTR); // by a profiler's signals, for example
      if (error != 0) {
        throw failure(name, "cannot reserve " + byteSize + " bytes", new Errno(error));
      }
    }

    Status status() throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        NDArray result = NDArray.zeros(arena, DType.UINT8, STATX_BYTES);
        if (C.statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, result) != 0) {
          throw failure(name, "cannot ask for its size");
        }
        MemorySegment statx = result.segment();
        return new Status(
            statx.get(ValueLayout.JAVA_LONG, STATX_SIZE),
            statx.get(ValueLayout.JAVA_LONG, STATX_BLOCKS) * BLOCK_BYTES,
            statx.get(ValueLayout.JAVA_INT, STATX_UID));
      }
    }

    @Override
    public void close() {
      C.close(fd);
    }
  }

  /// The attributes of an object.
  ///
  /// @param byteSize its size
  /// @param reserved bytes that have pages
  /// @param user the id of its owner
  record Status(long byteSize, long reserved, int user) {
    /// Whether pages are missing, as after `ftruncate`. Reading takes a page too.
    boolean hasHoles() {
      return reserved < byteSize;
    }
  }

  static Opened create(String name) throws IOException {
    int fd = C.shm_open("/" + name, O_RDWR | O_CREAT | O_EXCL, READ_WRITE_BY_OWNER);
    return opened(name, fd, true, "cannot create it");
  }

  static Opened open(String name, boolean writable) throws IOException {
    int access = writable ? O_RDWR : O_RDONLY;
    int fd = C.shm_open("/" + name, access | O_NONBLOCK, 0); // or a FIFO of that name would block
    return opened(name, fd, writable, "cannot open it");
  }

  /// So that pages that are missing can be reserved.
  ///
  /// @param writable whether it will be mapped for writing
  static Opened openWithHoles(String name, boolean writable) throws IOException {
    int fd = C.shm_open("/" + name, O_RDWR | O_NONBLOCK, 0);
    return opened(name, fd, writable, "cannot open it");
  }

  private static Opened opened(String name, int fd, boolean writable, String failure)
      throws IOException {
    if (fd < 0) {
      throw failure(name, failure);
    }
    return new Opened(name, fd, writable);
  }

  static void unmap(long address, long byteSize) {
    C.munmap(address, byteSize);
  }

  /// {@return whether the name existed}
  static boolean unlink(String name) throws IOException {
    if (C.shm_unlink("/" + name) == 0) {
      return true;
    }
    if (Errno.last().number() == ENOENT) {
      return false;
    }
    throw failure(name, "cannot unlink it");
  }

  /// The effective user of this process.
  static int user() {
    return C.geteuid();
  }

  private static IOException failure(String name, String what) {
    return failure(name, what, Errno.last());
  }

  private static IOException failure(String name, String what, Errno errno) {
    String reason = what + ": " + errno;
    return switch (errno.number()) {
      case ENOENT -> new NoSuchFileException(name, null, reason);
      case EEXIST -> new FileAlreadyExistsException(name, null, reason);
      case EACCES, EPERM -> new AccessDeniedException(name, null, reason);
      default -> new FileSystemException(name, null, reason);
    };
  }
}
