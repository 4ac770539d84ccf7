package org.culebra.ffi.internal.memory;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.culebra.ffi.internal.host.MachineCode.Gate;

/// The functions that C has for its releases, and what becomes of them at the JVM's end: Java runs
/// no more then, and a call of it would end the process with an error. So from the shutdown hooks
/// on each goes to a function that needs no Java; what the structs keep alive goes with the
/// process.
///
/// That does not ask where the structs are, which a consumer may have moved. Where there is no
/// [MachineCode], the functions stay what they are, and what is left is named in a warning.
final class EndOfJava {
  private static final System.Logger LOG = System.getLogger("org.culebra");

  private static final List<Stub> STUBS = new ArrayList<>();
  private static boolean hooked;
  private static boolean ended;

  private EndOfJava() {}

  /// @param struct whose release it is, for the warning
  /// @param after the address of what is called after the end
  /// @param live how many such structs there are
  private record Stub(String struct, Gate gate, long after, LongSupplier live) {
    /// @return what is to be warned of, or nothing
    String end() {
      long count = live.getAsLong();
      return gate.divert(after) || count == 0 ? "" : count + " " + struct;
    }
  }

  /// A function for C that never goes.
  ///
  /// @param struct whose release it is
  /// @param upcall what it does while there is Java
  /// @param after what it does then: the address of a function, or 0 if there is none
  /// @param live how many such structs there are
  /// @return its address
  static synchronized long stub(String struct, long upcall, long after, LongSupplier live) {
    Stub stub = new Stub(struct, Gate.to(upcall), after, live);
    stub.gate.divertInChild(after);
    STUBS.add(stub);
    if (!hooked) {
      hooked = true;
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(EndOfJava::end, "culebra-release"));
      } catch (IllegalStateException e) {
        LOG.log(Level.DEBUG, "the JVM is ending already", e);
        ended = true;
      }
    }
    if (ended) {
      stub.end();
    }
    return stub.gate.address();
  }

  private static synchronized void end() {
    ended = true;
    String[] left =
        STUBS.stream().map(Stub::end).filter(text -> !text.isEmpty()).toArray(String[]::new);
    // not by the logger: java.util.logging may have ended its work by now, in a hook of its own
    if (left.length > 0 && LOG.isLoggable(Level.WARNING)) {
      System.err.println(
          "WARNING: the JVM ends before consumers have released what they have: "
              + String.join(", ", Arrays.asList(left))
              + "; releasing it later ends the process with an error");
    }
  }
}
