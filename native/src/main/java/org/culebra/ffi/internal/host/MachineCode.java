package org.culebra.ffi.internal.host;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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

/// A few instructions that neither Java nor C offers, on separate pages: written once, then
/// executable and never written again. Not available on hosts other than those listed, and if the
/// host or the property `culebra.machineCode` forbids it; all users have an alternative.
///
/// | entry, 16 bytes | x86-64 | aarch64 |
/// |---|---|---|
/// | the stack pointer | `endbr64; mov rax, rsp; ret` | `bti c; mov x0, sp; ret` |
/// | *release* of a struct with it at byte n | `endbr64; mov qword [rdi + n], 0; ret` | `bti c; str xzr, [x0, n]; ret` |
/// | nothing: returns | `endbr64; ret` | `bti c; ret` |
/// | a gate: jumps to the address in its word | `endbr64; jmp [rip + word]` | `bti c; ldr x16, word; br x16` |
///
/// | entry, 48 bytes | x86-64 | aarch64 |
/// |---|---|---|
/// | *failing*: calls one function with two words, returns 0 (or -1) | `endbr64; push rax; mov rdi, [rip + a]; mov rsi, [rip + b]; call [rip + f]; xor eax, eax; nop; nop (or rax, -1); pop rcx; ret` | `bti c; stp x29, x30, [sp, -16]!; ldr x0, a; ldr x1, b; ldr x16, f; blr x16; mov x0, 0 (-1); ldp x29, x30, [sp], 16; ret` |
/// | *reporting*: calls its fourth argument with the third and two words, returns -1 | `endbr64; push rax; mov rdi, rdx; mov rsi, [rip + k]; mov rdx, [rip + b]; call rcx; or rax, -1; pop rcx; ret` | `bti c; stp x29, x30, [sp, -16]!; mov x0, x2; ldr x1, k; ldr x2, b; blr x3; mov x0, -1; ldp x29, x30, [sp], 16; ret` |
///
/// The words are on pages after the code that stay writable. Next to them are the values that a
/// child process copies over them after a fork, see [#forChild()].
public final class MachineCode {
  /// A multiple of the size of a page on every host.
  private static final int PAGE = 64 << 10;

  private static final int ENTRY = 16;
  private static final int RELEASES = 16;
  private static final int GATES = 256;
  private static final int NOTHING = 1 + RELEASES;
  private static final int FIRST_GATE = NOTHING + 1;
  private static final int FIRST_FAILING = FIRST_GATE + GATES;
  private static final int FAILING = 3 * ENTRY;
  private static final int FIRST_REPORTING = FIRST_FAILING + 2 * (FAILING / ENTRY);

  /// The words: those of the gates, then the function, `a` and `b` of those that fail, then the
  /// kind of error of those that report.
  private static final int FUNCTION = GATES;

  private static final int KIND = FUNCTION + 3;
  private static final int WORDS = KIND + 1;

  /// The offset of the words for a child from the first word.
  private static final int FOR_CHILD = 4096;

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
    write(
        pages + (long) ENTRY * NOTHING,
        x86 ? new int[] {0xfa1e0ff3, 0xc3} : new int[] {0xd503245f, 0xd65f03c0});
    for (int i = 0; i < 2; i++) {
      writeFailing(x86, pages, ENTRY * FIRST_FAILING + FAILING * i, i == 1);
    }
    writeReporting(x86, pages, ENTRY * FIRST_REPORTING);
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

  private static void writeFailing(boolean x86, long pages, int offset, boolean minusOne) {
    int function = PAGE + Long.BYTES * FUNCTION - offset;
    int a = function + 8;
    int b = function + 16;
    if (x86) {
      // each displacement counts from the end of its instruction: bytes 12, 19 and 25
      long at = pages + offset;
      writeBytes(at, 0xf3, 0x0f, 0x1e, 0xfa, 0x50, 0x48, 0x8b, 0x3d);
      writeBytes(at + 12, 0x48, 0x8b, 0x35);
      writeBytes(at + 19, 0xff, 0x15);
      CMemory.ALL.set(JAVA_INT_UNALIGNED, at + 8, a - 12);
      CMemory.ALL.set(JAVA_INT_UNALIGNED, at + 15, b - 19);
      CMemory.ALL.set(JAVA_INT_UNALIGNED, at + 21, function - 25);
      if (minusOne) {
        writeBytes(at + 25, 0x48, 0x83, 0xc8, 0xff);
      } else {
        writeBytes(at + 25, 0x31, 0xc0, 0x90, 0x90);
      }
      writeBytes(at + 29, 0x59, 0xc3);
    } else {
      write(
          pages + offset,
          new int[] {
            0xd503245f,
            0xa9bf7bfd,
            0x58000000 | (a - 8) / 4 << 5,
            0x58000001 | (b - 12) / 4 << 5,
            0x58000010 | (function - 16) / 4 << 5,
            0xd63f0200,
            minusOne ? 0x92800000 : 0xd2800000,
            0xa8c17bfd,
            0xd65f03c0
          });
    }
  }

  private static void writeReporting(boolean x86, long pages, int offset) {
    int kind = PAGE + Long.BYTES * KIND - offset;
    int b = PAGE + Long.BYTES * (FUNCTION + 2) - offset;
    if (x86) {
      // each displacement counts from the end of its instruction: bytes 15 and 22
      long at = pages + offset;
      writeBytes(at, 0xf3, 0x0f, 0x1e, 0xfa, 0x50, 0x48, 0x89, 0xd7, 0x48, 0x8b, 0x35);
      writeBytes(at + 15, 0x48, 0x8b, 0x15);
      CMemory.ALL.set(JAVA_INT_UNALIGNED, at + 11, kind - 15);
      CMemory.ALL.set(JAVA_INT_UNALIGNED, at + 18, b - 22);
      writeBytes(at + 22, 0xff, 0xd1, 0x48, 0x83, 0xc8, 0xff, 0x59, 0xc3);
    } else {
      write(
          pages + offset,
          new int[] {
            0xd503245f,
            0xa9bf7bfd,
            0xaa0203e0,
            0x58000001 | (kind - 12) / 4 << 5,
            0x58000002 | (b - 16) / 4 << 5,
            0xd63f0060,
            0x92800000,
            0xa8c17bfd,
            0xd65f03c0
          });
    }
  }

  private static void writeBytes(long at, int... code) {
    for (int i = 0; i < code.length; i++) {
      CMemory.ALL.set(JAVA_BYTE, at + i, (byte) code[i]);
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

  /// The stack pointer of the calling thread; the stack grows downwards.
  ///
  /// @return an address; 0 if there is no machine code
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

  /// A C function that sets a struct's release field to NULL, and does nothing else.
  ///
  /// @param release the offset of the field in the struct, in bytes; a multiple of 8 below 128
  /// @return its address; 0 if there is no machine code
  public static long nullRelease(int release) {
    return PAGES == 0 ? 0 : PAGES + ENTRY * (1L + release / Long.BYTES);
  }

  /// A C function that does nothing, for any arguments.
  ///
  /// @return an address; 0 if there is no machine code
  public static long nothing() {
    return PAGES == 0 ? 0 : PAGES + (long) ENTRY * NOTHING;
  }

  /// A C function that reports a failure, for any arguments, see [#failWith].
  ///
  /// @param minusOne whether it returns -1 instead of NULL
  /// @return an address; 0 if there is no machine code
  public static long failing(boolean minusOne) {
    return PAGES == 0 ? 0 : PAGES + (long) ENTRY * FIRST_FAILING + (minusOne ? FAILING : 0);
  }

  /// A C function that reports a failure by another one, which its caller passes: it calls its
  /// fourth argument with its third, the kind of [#reportWith] and `b` of [#failWith], and returns
  /// -1.
  ///
  /// @return its address; 0 where there is no machine code
  public static long reporting() {
    return PAGES == 0 ? 0 : PAGES + (long) ENTRY * FIRST_REPORTING;
  }

  /// Specifies the kind of error that [#reporting()] passes.
  ///
  /// @param kind the address of a C string
  public static void reportWith(long kind) {
    if (PAGES != 0) {
      setWord(KIND, kind, kind);
    }
  }

  /// Sets what functions that report a failure call: `function(a, b)`.
  ///
  /// @param function the address of a C function
  /// @param a its first argument
  /// @param b its second argument
  /// @param bForChild its second argument in a child process, see [#forChild()]
  public static void failWith(long function, long a, long b, long bForChild) {
    if (PAGES != 0) {
      setWord(FUNCTION, function, function);
      setWord(FUNCTION + 1, a, a);
      setWord(FUNCTION + 2, b, bForChild);
    }
  }

  private static void setWord(int number, long value, long forChild) {
    long at = PAGES + PAGE + (long) Long.BYTES * number;
    CMemory.ALL.set(JAVA_LONG, at, value);
    CMemory.ALL.set(JAVA_LONG, at + FOR_CHILD, forChild);
  }

  /// Memory that a child process must copy after a fork, because Java does not run there: each
  /// function is then redirected as after the JVM's end.
  ///
  /// @param to the destination
  /// @param from the source
  /// @param bytes the size
  public record ForChild(long to, long from, long bytes) {}

  /// What a child process must do after a fork, before anything else.
  ///
  /// @return what to copy; nothing if there is no machine code
  public static ForChild forChild() {
    return PAGES == 0
        ? new ForChild(0, 0, 0)
        : new ForChild(PAGES + PAGE, PAGES + PAGE + FOR_CHILD, (long) Long.BYTES * WORDS);
  }

  /// A function that C may store, and that jumps to another one.
  ///
  /// @param address of the function, for C; the target itself if there is no machine code
  /// @param word the address of the target's address; 0 if there is none
  public record Gate(long address, long word) {

    /// Creates a gate, which is never freed.
    public static Gate to(long target) {
      int number = PAGES == 0 ? GATES : GATES_USED.getAndIncrement();
      if (number >= GATES) {
        return new Gate(target, 0);
      }
      Gate gate =
          new Gate(PAGES + (long) ENTRY * (FIRST_GATE + number), PAGES + PAGE + 8L * number);
      setWord(number, target, target);
      return gate;
    }

    /// Sets the target in a child process, see [#forChild()].
    ///
    /// @param target the address of a C function, or 0 if there is none
    public void divertInChild(long target) {
      if (word != 0 && target != 0) {
        CMemory.ALL.set(JAVA_LONG, word + FOR_CHILD, target);
      }
    }

    /// Redirects the gate from now on.
    ///
    /// @return false if that is impossible
    public boolean divert(long target) {
      if (word == 0 || target == 0) {
        return false;
      }
      CMemory.ALL.set(JAVA_LONG, word, target); // one store of 8 aligned bytes
      return true;
    }
  }
}
