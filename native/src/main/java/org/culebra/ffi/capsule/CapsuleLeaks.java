package org.culebra.ffi.capsule;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// What was acquired in [CapsuleMode#DEBUG] and not released, with the stack traces of the
/// acquisitions.
final class CapsuleLeaks {
  private static final Map<Long, Throwable> LIVE = new ConcurrentSkipListMap<>();
  private static final AtomicLong NEXT = new AtomicLong();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(CapsuleLeaks::report, "culebra-capsules"));
    } catch (IllegalStateException e) {
      // the JVM is ending already
    }
  }

  private CapsuleLeaks() {}

  /// Records an acquisition; the number is for [#close(long)].
  static long open(String what) {
    long id = NEXT.getAndIncrement();
    LIVE.put(id, stack(what));
    return id;
  }

  static void close(long id) {
    LIVE.remove(id);
  }

  /// The current stack trace, for a report.
  static Throwable stack(String what) {
    return new Throwable(what + " by thread " + Thread.currentThread().getName());
  }

  static List<Throwable> list() {
    return LIVE.values().stream().filter(Objects::nonNull).toList();
  }

  private static void report() {
    List<Throwable> left = list();
    if (left.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder("never returned to capsules: ").append(left.size());
    for (Throwable taken : left) {
      text.append("\n  ").append(taken.getMessage());
      for (StackTraceElement frame : taken.getStackTrace()) {
        text.append("\n    at ").append(frame);
      }
    }
    System.err.println(text);
  }
}
