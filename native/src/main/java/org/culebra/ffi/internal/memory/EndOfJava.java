package org.culebra.ffi.internal.memory;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.culebra.ffi.internal.host.InvocationTable;
import org.culebra.ffi.internal.host.MachineCode.Gate;

/// C functions that run Java, and that C may call after the JVM's end: Java code cannot run then,
/// and calling it would end the process with an error. So the shutdown hooks redirect each to a
/// function that needs no Java; what a struct keeps alive is freed with the process.
///
/// A C thread that has called Java once is attached to the JVM until it ends, and detaching it
/// after the JVM's end would block it, see [InvocationTable].
///
/// This works wherever a consumer has moved the structs. Without
/// [org.culebra.ffi.internal.host.MachineCode], or with too many functions, they are not
/// redirected, and a warning lists the live exports.
public final class EndOfJava {
  private static final System.Logger LOG = System.getLogger("org.culebra");

  private static final List<Function> FUNCTIONS = new ArrayList<>();
  private static final List<Runnable> BEFORE = new CopyOnWriteArrayList<>();
  private static final List<Runnable> AFTER = new CopyOnWriteArrayList<>();
  private static boolean hooked;
  private static boolean ended;

  private EndOfJava() {}

  /// @param name the kind of export, for the warning
  /// @param after the address of the function called after the end
  /// @param live the number of exports that may still call it
  private record Function(String name, Gate gate, long after, LongSupplier live) {
    /// @return the text of the warning, or nothing
    String end() {
      long count = live.getAsLong();
      return gate.divert(after) || count == 0 ? "" : count + " " + name;
    }
  }

  /// Creates a C function that is never freed, for an upcall that is never freed.
  ///
  /// @param name its name, for readers of this list; there is no warning about it
  /// @param upcall the address of the function to call while Java runs, in the global arena
  /// @param after the address of the function to call after that, a C function of the same type; 0
  ///   if there is none
  /// @return the address of the function
  public static long function(String name, long upcall, long after) {
    return function(name, upcall, after, () -> 0);
  }

  /// The same, with a warning if C may still call it after the JVM's end and it would run Java.
  ///
  /// @param upcall the address of the function to call while Java runs, in the global arena
  /// @param after the address of the function to call after that, a C function of the same type; 0
  ///   if there is none
  /// @param after the address of the function to call after that, a C function of the same type; 0
  ///   if there is none
  /// @param live the number of live exports of this kind; called once, at the end
  /// @return the address of the function
  public static synchronized long function(
      String name, long upcall, long after, LongSupplier live) {
    Function function = new Function(name, Gate.to(upcall), after, live);
    function.gate.divertInChild(after);
    FUNCTIONS.add(function);
    hook();
    if (ended) {
      function.end();
    }
    return function.gate.address();
  }

  /// Does something at the JVM's end, in the shutdown hook.
  ///
  /// @param before what to do while C may still call Java; new functions may be made meanwhile
  /// @param after what to do when it may not
  public static synchronized void around(Runnable before, Runnable after) {
    BEFORE.add(Objects.requireNonNull(before, "before"));
    AFTER.add(Objects.requireNonNull(after, "after"));
    hook();
  }

  private static void hook() {
    if (hooked) {
      return;
    }
    hooked = true;
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(EndOfJava::end, "culebra-release"));
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "the JVM is ending already", e);
      ended = true;
    }
  }

  private static void end() {
    BEFORE.forEach(EndOfJava::run);
    divert();
    AFTER.forEach(EndOfJava::run);
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "an action at the JVM's end failed", e);
    }
  }

  private static synchronized void divert() {
    ended = true;
    InvocationTable.detachNothing();
    String left =
        FUNCTIONS.stream()
            .map(Function::end)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(", "));
    // not the logger: java.util.logging may already have shut down, in its own hook
    if (!left.isEmpty() && LOG.isLoggable(Level.WARNING)) {
      System.err.println(
          "WARNING: the JVM ends with live exports: "
              + left
              + "; releasing them later ends the process with an error");
    }
  }
}
