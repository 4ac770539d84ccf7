package org.culebra.ffi.internal.memory;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.culebra.array.Lease;
import org.culebra.array.internal.Properties;

/// Counts live exports. With the property `culebra.exports=trace`, it stores the stack trace of
/// each export's creation, and lists the live exports on the error stream when the JVM ends.
public final class ExportRegistry {

  private static final boolean TRACE = "trace".equals(System.getProperty(Properties.EXPORTS));

  /// The number of live exports, in words that are 128 bytes apart, so that threads rarely share a
  /// cache line.
  private static final AtomicLongArray LIVE = new AtomicLongArray(8 * 16);

  private static final Map<Long, Throwable> STACKS = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong();
  private static final Ticket UNTRACED = new Ticket(-1);

  static {
    if (TRACE) {
      Runtime.getRuntime().addShutdownHook(new Thread(ExportRegistry::report, "culebra-exports"));
    }
  }

  private ExportRegistry() {}

  /// One live export.
  ///
  /// @param id its number, or -1 if no stack traces are stored
  public record Ticket(long id) {

    /// The export was released.
    public void close() {
      add(-1);
      forget(id);
    }

    /// The export becomes a struct's, which [NodePool] counts; only the stack trace is kept.
    ///
    /// @return the number, for [#forget]
    long transfer() {
      add(-1);
      return id;
    }
  }

  /// Stores the stack trace of an export that is counted elsewhere, if stack traces are stored.
  ///
  /// @return its number for [#forget], or -1
  static long remember(String what) {
    return TRACE ? keepStack(what) : -1;
  }

  /// Such an export was released.
  static void forget(long id) {
    if (id >= 0) {
      STACKS.remove(id);
    }
  }

  /// A lease that is counted separately.
  interface Counted extends Lease {}

  /// Whether a lease is counted separately, so that an export that consists of it need not be.
  ///
  /// @param lease any lease
  /// @return true if it has a ticket
  public static boolean counts(Lease lease) {
    return lease instanceof Counted;
  }

  /// One more export.
  ///
  /// @param what its kind, for the list
  /// @return to be closed once, from any thread
  public static Ticket open(String what) {
    Ticket ticket = TRACE ? new Ticket(keepStack(what)) : UNTRACED;
    add(1);
    return ticket;
  }

  private static void add(long count) {
    LIVE.getAndAdd(((int) Thread.currentThread().threadId() & 7) * 16, count);
  }

  private static long keepStack(String what) {
    long id = NEXT.getAndIncrement();
    STACKS.put(
        id, new Throwable(what + " " + id + " made by thread " + Thread.currentThread().getName()));
    return id;
  }

  /// The number of live exports. Exact while nothing is exported or released.
  ///
  /// @return the count
  public static long count() {
    Postponed.runAll();
    long count = ReleaseStub.live();
    for (int i = 0; i < LIVE.length(); i += 16) {
      count += LIVE.get(i);
    }
    return count;
  }

  /// Whether stack traces are stored.
  ///
  /// @return whether `culebra.exports` is `trace`
  public static boolean isTraced() {
    return TRACE;
  }

  /// Where the live exports were created, if stack traces are stored.
  ///
  /// @return the stack traces, the oldest first
  public static List<Throwable> stacks() {
    return STACKS.keySet().stream().sorted().map(STACKS::get).filter(Objects::nonNull).toList();
  }

  private static void report() {
    List<Throwable> left = stacks();
    if (!left.isEmpty()) {
      System.err.print(list(left));
    }
  }

  private static String list(List<Throwable> left) {
    StringBuilder text = new StringBuilder();
    text.append(left.size())
        .append(left.size() == 1 ? " export was" : " exports were")
        .append(" never released:\n");
    for (Throwable stack : left) {
      text.append("  ").append(stack.getMessage()).append('\n');
      for (StackTraceElement frame : stack.getStackTrace()) {
        text.append("    at ").append(frame).append('\n');
      }
    }
    return text.toString();
  }
}
