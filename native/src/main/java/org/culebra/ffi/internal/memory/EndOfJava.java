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

/// Functions of C that run Java, and that C may call after the JVM's end: Java runs no more then,
/// and a call of it would end the process with an error. So from the shutdown hooks on each goes to
/// a function that needs no Java; what a struct keeps alive goes with the process.
///
/// A thread of C that has called Java once is attached to the JVM until it ends, and detaching it
/// after the JVM's end would block it, see [InvocationTable].
///
/// That does not ask where the structs are, which a consumer may have moved. Where there is no
/// [org.culebra.ffi.internal.host.MachineCode], or there are too many functions, they stay what
/// they are, and what is left is named in a warning.
public final class EndOfJava {
  private static final System.Logger LOG = System.getLogger("org.culebra");

  private static final List<Function> FUNCTIONS = new ArrayList<>();
  private static final List<Runnable> BEFORE = new CopyOnWriteArrayList<>();
  private static final List<Runnable> AFTER = new CopyOnWriteArrayList<>();
  private static boolean hooked;
  private static boolean ended;

  private EndOfJava() {}

  /// @param name of what may be left, for the warning
  /// @param after the address of what is called after the end
  /// @param live how many of these may still call it
  private record Function(String name, Gate gate, long after, LongSupplier live) {
    /// @return what is to be warned of, or nothing
    String end() {
      long count = live.getAsLong();
      return gate.divert(after) || count == 0 ? "" : count + " " + name;
    }
  }

  /// A function for C that never goes, for an upcall that never goes.
  ///
  /// @param name what it is, for a reader of this list; there is no warning about it
  /// @param upcall the address of what it does while there is Java, of the global arena
  /// @param after the address of what it does then, a function of C of the same type; 0 if there is
  ///   none
  /// @return the address of the function
  public static long function(String name, long upcall, long after) {
    return function(name, upcall, after, () -> 0);
  }

  /// The same with a warning where C may still call it after the JVM's end, and would run Java.
  ///
  /// @param name of what C may have, `ArrowArray` say, for the warning
  /// @param upcall the address of what it does while there is Java, of the global arena
  /// @param after the address of what it does then, a function of C of the same type; 0 if there is
  ///   none
  /// @param live how many of what C may have there are; asked once, at the end
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
    // not by the logger: java.util.logging may have ended its work by now, in a hook of its own
    if (!left.isEmpty() && LOG.isLoggable(Level.WARNING)) {
      System.err.println(
          "WARNING: the JVM ends before consumers have released what they have: "
              + left
              + "; releasing it later ends the process with an error");
    }
  }
}
