package org.culebra.ffi.internal.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// C's memory functions, all from one lookup in the whole process.
///
/// The lookup is the process's own, not the linker's default one: with a preloaded allocator the
/// latter still finds the C library's functions, and memory of one must not be passed to the
/// other's `free`.
public final class CMemory {

  /// All memory as one segment, for headers that are accessed by address.
  public static final MemorySegment ALL = Restricted.segment(0, Long.MAX_VALUE);

  private static final VarHandle LONG = JAVA_LONG_UNALIGNED.varHandle();
  private static final VarHandle INT = JAVA_INT_UNALIGNED.varHandle();

  /// From this size on C zeroes the memory; it knows when that is unnecessary.
  public static final long CALLOC_FROM = 64L << 10;

  /// From this size on pages are mapped, huge ones if the host has them: they are zero without
  /// being touched. For smaller sizes page faults would cost more than zeroing reused memory.
  public static final long MAPPED_FROM = 4L << 20;

  /// The maximal array length of every JVM.
  private static final int MOST_OF_AN_ARRAY = Integer.MAX_VALUE - 8;

  private static final SymbolLookup PROCESS =
      Objects.requireNonNull(Loader.open(null, false).symbols(), "the process itself");

  /// The address of C's `free`.
  public static final MemorySegment FREE_FUNCTION = PROCESS.findOrThrow("free");

  /// Links a function when the first that needs it is called: each link takes milliseconds, which a
  /// program that only calls a library need not wait for.
  private static final class Malloc {
    // void *malloc(size_t size)
    static final MethodHandle MALLOC =
        critical("malloc", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    // void free(void *ptr)
    static final MethodHandle FREE = critical("free", FunctionDescriptor.ofVoid(JAVA_LONG));
  }

  private static final class Calloc {
    // void *calloc(size_t n, size_t size): not critical, because zeroing may take long
    static final MethodHandle CALLOC =
        Restricted.downcall(
            PROCESS.findOrThrow("calloc"), FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }

  private static final class Mapping {
    // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
    static final @Nullable MethodHandle MMAP =
        optional(
            "mmap",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    // int madvise(void *addr, size_t length, int advice)
    static final @Nullable MethodHandle MADVISE =
        optional("madvise", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    static final long MUNMAP =
        MMAP == null ? 0 : PROCESS.find("munmap").map(MemorySegment::address).orElse(0L);
  }

  private static final class Call {
    // any function of up to three words: free(p), munmap(p, n), a deleter(self)
    static final MethodHandle CALL3 =
        Restricted.downcall(FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG));
  }

  private CMemory() {}

  /// Initializes the classes of all functions, on a stack that does not overflow.
  public static void link() {
    OwnStack.initialize(
        MethodHandles.lookup(), Malloc.class, Calloc.class, Mapping.class, Call.class);
  }

  private static MethodHandle critical(String name, FunctionDescriptor descriptor) {
    return Restricted.downcall(
        PROCESS.findOrThrow(name), descriptor, Linker.Option.critical(false));
  }

  static @Nullable MethodHandle optional(String name, FunctionDescriptor descriptor) {
    return PROCESS.find(name).map(f -> Restricted.downcall(f, descriptor)).orElse(null);
  }

  /// A symbol of the process.
  static Optional<MemorySegment> symbol(String name) {
    return PROCESS.find(name);
  }

  /// Memory of C's `malloc`, not zeroed.
  ///
  /// @param bytes at least 1
  /// @return its address, for [#free(long)]
  /// @throws OutOfMemoryError if the memory cannot be allocated
  public static long malloc(long bytes) {
    try {
      return found((long) Malloc.MALLOC.invokeExact(bytes), bytes);
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// Zeroed memory, for [#free(long)].
  public static long calloc(long bytes) {
    try {
      return found((long) Calloc.CALLOC.invokeExact(1L, bytes), bytes);
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  private static long found(long address, long bytes) {
    if (address == 0) {
      throw noMemory("allocate", bytes);
    }
    return address;
  }

  /// Trusts the address: reads the 8 bytes there.
  ///
  /// With an unaligned layout, like all three, and without [MemorySegment#get]: C2 then has less to
  /// check and to compile, and one level less to inline.
  ///
  /// @param address their address
  /// @return their value in this machine's byte order
  public static long longAt(long address) {
    return (long) LONG.get(ALL, address);
  }

  /// Trusts the address: reads the 4 bytes there.
  ///
  /// @param address their address
  /// @return their value in this machine's byte order
  public static int intAt(long address) {
    return (int) INT.get(ALL, address);
  }

  /// Trusts the address: writes 8 bytes, atomically if they are aligned.
  ///
  /// @param address their address
  /// @param value in this machine's byte order
  public static void put(long address, long value) {
    LONG.set(ALL, address, value);
  }

  /// Trusts the address: reads a string in UTF-8. Reads no byte after the NUL beyond its aligned
  /// group of eight, which is in the same page.
  ///
  /// @param address of the string; NULL is allowed
  /// @return the string, or `null` for NULL
  /// @throws OutOfMemoryError if the string has more bytes than a Java array can hold
  public static @Nullable String text(long address) {
    return text(address, MOST_OF_AN_ARRAY);
  }

  /// The same for a string of limited length.
  static @Nullable String text(long address, int most) {
    if (address == 0) {
      return null;
    }
    long length = textLength(address, most);
    if (length < 0) {
      throw new OutOfMemoryError(
          "expected a text of at most " + most + " bytes, which Java can hold, but found more");
    }
    if (length == 0) {
      return "";
    }
    byte[] bytes = new byte[(int) length];
    MemorySegment.copy(ALL, JAVA_BYTE, address, bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Trusts the address: determines the length of a string. The JDK's own search reads eight bytes
  /// at any address, and so may read into the next page, which may be unmapped.
  ///
  /// @param address of the string
  /// @param most the maximal length, in bytes
  /// @return the bytes before the NUL; -1 if there are more than `most`
  public static long textLength(long address, long most) {
    long length = 0;
    while (length <= most) {
      long at = address + length;
      boolean whole = at % Long.BYTES == 0 && most - length >= Long.BYTES;
      if (whole && !hasZero(longAt(at))) {
        length += Long.BYTES;
      } else if (ALL.get(JAVA_BYTE, at) == 0) {
        return length;
      } else {
        length++;
      }
    }
    return -1;
  }

  private static boolean hasZero(long word) {
    long ones = 0x0101010101010101L;
    return (word - ones & ~word & ones << 7) != 0;
  }

  /// Frees memory with C's `free`.
  ///
  /// @param address from [#malloc(long)]
  public static void free(long address) {
    try {
      Malloc.FREE.invokeExact(address);
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// Calls a C function of up to three words and ignores its result.
  public static void call(long function, long a, long b, long c) {
    try {
      Call.CALL3.invokeExact(MemorySegment.ofAddress(function), a, b, c);
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// Whether large blocks are mapped on this host.
  public static boolean canMap() {
    return Mapping.MUNMAP != 0 && Platform.current().mapFlags() != 0;
  }

  public static long unmapFunction() {
    return Mapping.MUNMAP;
  }

  /// Zeroed pages, huge ones if the host has them.
  public static long map(long bytes) {
    try {
      int readWrite = 3;
      long address =
          (long)
              Objects.requireNonNull(Mapping.MMAP)
                  .invokeExact(0L, bytes, readWrite, Platform.current().mapFlags(), -1, 0L);
      if (address == -1) {
        throw noMemory("map", bytes);
      }
      int advice = Platform.current().hugePageAdvice();
      if (advice != 0 && Mapping.MADVISE != null) {
        int ignored = (int) Mapping.MADVISE.invokeExact(address, bytes, advice);
      }
      return address;
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// Memory could not be allocated.
  ///
  /// @param verb what was tried: `allocate` or `map`
  /// @param bytes the size
  /// @return the error to throw
  public static OutOfMemoryError noMemory(String verb, long bytes) {
    return new OutOfMemoryError("cannot " + verb + " " + bytes + " bytes of native memory");
  }
}
