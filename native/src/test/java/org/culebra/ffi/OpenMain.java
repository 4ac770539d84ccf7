package org.culebra.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.ffi.capsule.Capsule;
import org.culebra.ffi.capsule.CapsuleTable;
import org.culebra.ffi.capsule.CapsuleType;
import org.culebra.ffi.internal.memory.NativeBlock;

/// A child JVM without native access, which asks for it again and again. The argument says which
/// way first: classes that were initialized in vain stay broken.
public final class OpenMain {
  private static final CapsuleType<CapsuleTable> TABLE =
      CapsuleType.table("struct t { void (*f)(void); };");

  static final int WAYS = 13;

  private OpenMain() {}

  public static void main(String[] arguments) {
    List<Runnable> ways = new ArrayList<>(all(arguments[0]));
    Collections.rotate(ways, -Integer.parseInt(arguments[1]));
    for (int i = 0; i < 2; i++) {
      ways.forEach(Runnable::run);
    }
  }

  /// Every way in which native access may be asked for first.
  private static List<Runnable> all(String library) {
    MemorySegment memory = Arena.global().allocate(64, 8);
    return List.of(
        () -> report("open", () -> CLibrary.open(library)),
        () -> report("process", CLibrary::process),
        () -> report("compile", () -> CLibrary.compile("int f(void) { return 1; }")),
        () -> report("confined", ExchangeArena::ofConfined),
        () -> report("shared", ExchangeArena::ofShared),
        () -> report("auto", ExchangeArena::ofAuto),
        () -> report("block", () -> NativeBlock.allocate(8, 8)),
        () ->
            report(
                "asArray",
                () -> Pointers.asArray(Arena.global(), MemorySegment.ofAddress(64), DType.INT8, 1)),
        () ->
            report(
                "adopt",
                () ->
                    Pointers.adopt(
                        Arena.global(), MemorySegment.ofAddress(64), 8, memory, DType.INT8, 8)),
        () ->
            report(
                "callback",
                () ->
                    Callback.of("void (void)")
                        .as(MethodHandles.lookup(), Runnable.class)
                        .in(Arena.global(), () -> {})),
        () -> report("errno", () -> new Errno(2).message()),
        () -> report("capsule at", () -> Capsule.at(memory, "c", 1, TABLE)),
        () -> report("capsule", () -> Capsule.of("c", TABLE).slot("f", MemorySegment.NULL).make()));
  }

  private static void report(String name, Runnable open) {
    try {
      open.run();
      System.out.println(name + ": opened");
    } catch (IllegalCallerException denied) {
      System.out.println(name + ": " + denied.getMessage());
    } catch (Throwable thrown) {
      System.out.println(name + ": " + thrown);
    }
  }
}
