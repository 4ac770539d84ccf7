package org.culebra.ffi.internal.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.array.internal.Properties;
import org.jspecify.annotations.Nullable;

/// A few instructions that neither Java nor C has, on a page of their own: written once, then
/// executable and never written again. There are none on hosts that are not in the list, and where
/// the host or the property `culebra.machineCode` says no; whoever uses them has another way.
///
/// | entry, 16 bytes | x86-64 | aarch64 |
/// |---|---|---|
/// | the stack pointer | `endbr64; mov rax, rsp; ret` | `bti c; mov x0, sp; ret` |
/// | *release* of a struct with it at byte n | `endbr64; mov qword [rdi + n], 0; ret` | `bti c; str xzr, [x0, n]; ret` |
/// | a gate: goes on to where its word says | `endbr64; jmp [rip + word]` | `bti c; ldr x16, word; br x16` |
///
/// The words are on pages behind that stay writable.
public final class MachineCode {
  /// A multiple of the size of a page on every host.
  private static final int PAGE = 64 << 10;

  private static final int ENTRY = 16;
  private static final int RELEASES = 16;
  private static final int GATES = 64;
  private static final int FIRST_GATE = 1 + RELEASES;
  private static final int READ_EXECUTE = 5;

  private static final AtomicInteger GATES_USED = new AtomicInteger();

  /// The address of the page, or 0.
  private static final long PAGES = pages();

  private static final @Nullable MethodHandle STACK_POINTER = stackPointerHandle();

  private MachineCode() {}

  private enum Processor {
    X86_64,
    AARCH64
  }

  private static @Nullable Processor processor() {
    if (Platform.current() != Platform.LINUX
        || "off".equals(System.getProperty(Properties.MACHINE_CODE))) {
      return null;
    }
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> Processor.X86_64;
      case "aarch64" -> Processor.AARCH64;
      default -> null;
    };
  }

  private static long pages() {
    Processor processor = processor();
    MethodHandle protect =
        CMemory.optional(
            "mprotect", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    if (processor == null || protect == null || !CMemory.canMap()) {
      return 0;
    }
    try {
      long pages = CMemory.map(2L * PAGE);
      write(processor, pages);
      if ((int) protect.invokeExact(pages, (long) PAGE, READ_EXECUTE) == 0) {
        return pages;
      }
    } catch (Throwable e) {
      System.getLogger("org.culebra").log(Level.DEBUG, "no page for machine code", e);
    }
    return 0;
  }

  private static void write(Processor processor, long pages) {
    boolean x86 = processor == Processor.X86_64;
    write(
        pages,
        x86 ? new int[] {0xfa1e0ff3, 0xc3e08948} : new int[] {0xd503245f, 0x910003e0, 0xd65f03c0});
    for (int i = 0; i < RELEASES; i++) {
      write(
          pages + (long) ENTRY * (1 + i),
          x86
              ? new int[] {0xfa1e0ff3, 0x0047c748 | 8 * i << 24, 0, 0xc3}
              : new int[] {0xd503245f, 0xf900001f | i << 10, 0xd65f03c0});
    }
    for (int i = 0; i < GATES; i++) {
      int offset = ENTRY * (FIRST_GATE + i);
      int toWord = PAGE + Long.BYTES * i - offset;
      write(
          pages + offset,
          x86
              ? new int[] {0xfa1e0ff3, 0x25ff | toWord - 10 << 16, toWord - 10 >>> 16}
              : new int[] {0xd503245f, 0x58000010 | (toWord - 4) / 4 << 5, 0xd61f0200});
    }
  }

  private static void write(long at, int[] code) {
    for (int i = 0; i < code.length; i++) {
      CMemory.ALL.set(JAVA_INT_UNALIGNED, at + 4L * i, code[i]);
    }
  }

  private static @Nullable MethodHandle stackPointerHandle() {
    return PAGES == 0
        ? null
        : Restricted.downcall(
            MemorySegment.ofAddress(PAGES),
            FunctionDescriptor.of(JAVA_LONG),
            Linker.Option.critical(false));
  }

  /// Where the stack of the thread that calls this ends by now, which grows downwards.
  ///
  /// @return an address; 0 where there is no machine code
  public static long stackPointer() {
    if (STACK_POINTER == null) {
      return 0;
    }
    try {
      return (long) STACK_POINTER.invokeExact();
    } catch (Throwable e) {
      throw SneakyThrow.rethrow(e);
    }
  }

  /// A function of C for a struct whose release has to become NULL, and nothing else.
  ///
  /// @param release where the struct has it, in bytes; a multiple of 8 below 128
  /// @return its address; 0 where there is no machine code
  public static long nullRelease(int release) {
    return PAGES == 0 ? 0 : PAGES + ENTRY * (1L + release / Long.BYTES);
  }

  /// A function that C may keep, and that goes on to another one.
  ///
  /// @param address of the function, for C; the target itself where there is no machine code
  /// @param word where the address of the target is; 0 where there is none
  public record Gate(long address, long word) {

    /// A gate, which is never given back.
    public static Gate to(long target) {
      int number = PAGES == 0 ? GATES : GATES_USED.getAndIncrement();
      if (number >= GATES) {
        return new Gate(target, 0);
      }
      Gate gate =
          new Gate(PAGES + (long) ENTRY * (FIRST_GATE + number), PAGES + PAGE + 8L * number);
      CMemory.ALL.set(JAVA_LONG, gate.word, target);
      return gate;
    }

    /// Whoever comes from now on goes elsewhere.
    ///
    /// @return false where that cannot be done
    public boolean divert(long target) {
      if (word == 0 || target == 0) {
        return false;
      }
      CMemory.ALL.set(JAVA_LONG, word, target); // one store of 8 aligned bytes
      return true;
    }
  }
}
