package org.culebra.ffi.capsule;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.culebra.ffi.internal.argument.Describe;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.ffi.internal.host.SneakyThrow;
import org.culebra.ffi.internal.memory.Addresses;

/// The native form of a function table: 40 bytes, then the slots.
///
/// | offset | field | |
/// |---|---|---|
/// | 0 | `uint64_t magic` | the letters `CULEBRA1` |
/// | 8 | `uint32_t major` | different major versions are incompatible |
/// | 12 | `uint32_t minor` | a higher one has more slots at the end |
/// | 16 | `uint64_t size` | `sizeof` the whole table |
/// | 24 | `void *ctx` | the producer's |
/// | 32 | `void (*release)(void *ctx)` | called once by the owner; NULL if the table is borrowed |
final class CapsuleHeader {
  static final long BYTES = 40;
  static final long MAGIC = 0x31415242454C5543L;

  private static final Set<String> FIELDS =
      Set.of("magic", "major", "minor", "size", "ctx", "release");
  private static final long MAJOR = 8;
  private static final long MINOR = 12;
  private static final long SIZE = 16;
  private static final long CTX = 24;
  private static final long RELEASE = 32;
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final MethodHandle CALL =
      Restricted.downcall(FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));

  private CapsuleHeader() {}

  /// Writes a borrowed table.
  static void write(
      MemorySegment table, int major, int minor, MemorySegment context, List<MemorySegment> slots) {
    table.set(ValueLayout.JAVA_LONG, 0, MAGIC);
    table.set(ValueLayout.JAVA_INT, MAJOR, major);
    table.set(ValueLayout.JAVA_INT, MINOR, minor);
    table.set(ValueLayout.JAVA_LONG, SIZE, size(slots.size()));
    table.set(ValueLayout.ADDRESS, CTX, context);
    table.set(ValueLayout.ADDRESS, RELEASE, MemorySegment.NULL);
    for (int i = 0; i < slots.size(); i++) {
      table.set(ValueLayout.ADDRESS, BYTES + 8L * i, slots.get(i));
    }
  }

  static long size(int slots) {
    return BYTES + 8L * slots;
  }

  /// The number of whole slots in a table of this size.
  static int slots(long size) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, size - BYTES) / 8);
  }

  /// Trusts the address: reads the header of a table created by C.
  ///
  /// @throws IllegalArgumentException if there is none, or one with another major version
  static MemorySegment read(MemorySegment pointer, int major) {
    long address = Addresses.ofStruct(pointer, "a capsule's table", BYTES);
    MemorySegment header = Restricted.segment(address, BYTES);
    List<String> problems = new ArrayList<>();
    long magic = header.get(ValueLayout.JAVA_LONG, 0);
    if (magic != MAGIC) {
      problems.add("magic: expected 0x%x but found 0x%x".formatted(MAGIC, magic));
    } else if (major(header) != major) {
      problems.add(
          "major: expected " + major + " but found " + Integer.toUnsignedString(major(header)));
    } else if (size(header) < BYTES) {
      problems.add(
          "size: expected at least 40 bytes but found " + Long.toUnsignedString(size(header)));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          Describe.list(
              "cannot read a capsule's table at 0x" + Long.toHexString(pointer.address()),
              problems));
    }
    return header;
  }

  static int major(MemorySegment header) {
    return header.get(ValueLayout.JAVA_INT, MAJOR);
  }

  static int minor(MemorySegment header) {
    return header.get(ValueLayout.JAVA_INT, MINOR);
  }

  /// Implausible sizes are treated as the greatest possible one.
  static long size(MemorySegment header) {
    long size = header.get(ValueLayout.JAVA_LONG, SIZE);
    return size < 0 ? Long.MAX_VALUE : size;
  }

  static MemorySegment context(MemorySegment header) {
    return header.get(ValueLayout.ADDRESS, CTX);
  }

  /// Calls `release` unless it was called already: it is removed from the header first.
  static void release(long address) {
    MemorySegment header = Restricted.segment(address, BYTES);
    // without it the table may be constant, and not even a zero may be written
    if (header.get(ValueLayout.JAVA_LONG, RELEASE) == 0) {
      return;
    }
    long function = (long) LONG.getAndSet(header, RELEASE, 0L);
    if (function == 0) {
      return;
    }
    try {
      CALL.invokeExact(MemorySegment.ofAddress(function), context(header));
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// The native form in C.
  static String declaration(String name, List<CapsuleSlot> slots) {
    for (CapsuleSlot slot : slots) {
      if (FIELDS.contains(slot.name())) {
        throw new IllegalArgumentException(
            "expected slot names other than those of the header's fields but found '%s'"
                .formatted(slot.name()));
      }
    }
    return """
    typedef struct %1$s {
      uint64_t magic; /* 0x%2$xULL */
      uint32_t major;
      uint32_t minor;
      uint64_t size; /* sizeof(%1$s) */
      void *ctx;
      void (*release)(void *ctx);
    %3$s} %1$s;
    """
        .formatted(
            name,
            MAGIC,
            slots.stream().map(CapsuleHeader::declaration).collect(Collectors.joining()));
  }

  private static String declaration(CapsuleSlot slot) {
    return "  %s;\n".formatted(slot.type().withoutLengths().declaration(slot.name()));
  }
}
