package org.culebra.examples.c;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Errno;
import org.culebra.ffi.Pointers;

/// `mmap` maps a file of numbers, and `munmap` ends the mapping with the arena.
final class Mmap {
  private static final CLibrary C = CLibrary.process().header("fcntl.h", "sys/mman.h", "unistd.h");

  /// All of a file as an array; what is written to it is written to the file.
  static NDArray map(Arena arena, Path file, DType dtype) throws IOException {
    long bytes = Files.size(file);
    Object fd = C.function("open").call(file.toString(), C.constant("O_RDWR"));
    try {
      long access = C.constant("PROT_READ") | C.constant("PROT_WRITE");
      long shared = C.constant("MAP_SHARED");
      Object memory = C.function("mmap").withErrno().call(null, bytes, access, shared, fd, 0);
      if (C.pointerConstant("MAP_FAILED").equals(memory)) {
        throw new IOException("mmap: " + Errno.last());
      }
      long count = bytes / dtype.itemSize();
      return Pointers.adopt(
          arena, (MemorySegment) memory, bytes, C.function("munmap"), dtype, count);
    } finally {
      C.function("close").call(fd);
    }
  }

  public static void main(String[] args) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      System.out.println(map(arena, Path.of(args[0]), DType.FLOAT64));
    }
  }
}
