package org.culebra.ffi;

import java.util.List;
import org.culebra.ffi.internal.memory.ExportRegistry;

/// Counts exports that have not been released: leases of memory that an [ExchangeArena] or an
/// import owns, and structs that consumers have. Memory stays allocated as long as one is live, so
/// a count that keeps growing is a leak.
///
/// With the system property `culebra.exports` set to `trace` when the JVM starts, the stack of
/// every export's creation is kept until its release, and those that are left when the JVM ends are
/// listed on the error stream:
///
/// ```text
/// 1 export was never released:
///   lease 0 made by thread main
///     at org.culebra.ffi/org.culebra.ffi.internal.memory.BlockArena.leaseFor(BlockArena.java:83)
///     …
/// ```
///
/// A bare lease of automatic or global memory outside an [ExchangeArena] is not counted, since a
/// forgotten one keeps nothing alive. Once such memory is exported, by [PyBuffer#fill] for example,
/// it is counted as any other and stays until the release.
///
/// **Class loaders.** The first export keeps this library's class loader, and all classes that it
/// has loaded, until the JVM ends: C has the address of a function that runs this library's code,
/// may call it at any time and from any thread, and there is no way to know when it has dropped it.
/// Unloading the class loader would then end the process. So where applications are loaded and
/// unloaded, put this library into a class loader that stays, such as a server's shared one.
public final class ExportTracker {
  private ExportTracker() {}

  /// How many exports are live. Exact as long as no thread exports or releases; any thread may ask.
  ///
  /// @return the number
  public static long count() {
    return ExportRegistry.count();
  }

  /// Whether the stacks of exports are kept.
  ///
  /// @return true if the JVM was started with `-Dculebra.exports=trace`
  public static boolean isTraced() {
    return ExportRegistry.isTraced();
  }

  /// Where the live exports were made, the oldest first.
  ///
  /// @return one throwable for each, which has the stack and was never thrown; empty unless
  ///   [#isTraced()]
  public static List<Throwable> stacks() {
    return ExportRegistry.stacks();
  }
}
