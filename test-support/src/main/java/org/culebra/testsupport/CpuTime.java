package org.culebra.testsupport;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// The time that a thread has run, for limits that must hold on a busy machine too. The modules
/// under test do not read `java.management`.
public final class CpuTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private CpuTime() {}

  /// {@return the nanoseconds for which the current thread has run}
  public static long ofThread() {
    return THREADS.getCurrentThreadCpuTime();
  }
}
