package org.culebra.examples;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Pointers;

/// A struct over C memory of a stated length, and what read-only memory rejects.
public final class Overlay {

  private static final CStruct OBJECT =
      CStruct.of("struct object { size_t refcount; struct object *type; };");

  /// Header, size and hash, the text and its NUL.
  private static final int BYTES = 46;

  private Overlay() {}

  /// Reads and writes a C object, and tries what must fail.
  ///
  /// @param args none
  public static void main(String[] args) {
    CLibrary c = CLibrary.process();
    Object result = c.function("void *calloc(size_t n, size_t size)").call(1, BYTES);
    MemorySegment memory = (MemorySegment) Objects.requireNonNull(result);
    try (Arena arena = Arena.ofConfined()) {
      NDArray bytes = Pointers.adopt(arena, memory, BYTES, DType.UINT8, BYTES);
      CStruct.Value object = OBJECT.over(bytes.segment()).set("refcount", 1);
      bytes.setLong(0, 2); // the same memory, for this machine is little-endian
      System.out.println("refcount " + object.get("refcount"));
      rejected(() -> CStruct.of("struct all { char bytes[100]; };").over(bytes.segment()));

      NDArray hello = NDArray.of(arena.allocateFrom("Hello, world!"), DType.UINT8, 13).asReadOnly();
      NDArray evil = NDArray.copyOf(new byte[] {69, 86, 73, 76}).reinterpret(DType.UINT8);
      rejected(() -> hello.slice("4:8").copyFrom(evil));
      rejected(() -> c.function("void *memset(void s[n], int c, size_t n)").call(hello, 0, 13));
    }
  }

  private static void rejected(Runnable attempt) {
    try {
      attempt.run();
      System.out.println("not rejected");
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
  }
}
