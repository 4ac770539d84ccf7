package org.culebra.ffi;

import java.util.List;
import org.culebra.ffi.internal.memory.ExportRegistry;

/// What has been handed out and not come back: leases of memory that an [ExchangeArena] or an
/// import owns. Memory stays allocated as long as one is live, so a count that grows is a leak.
///
/// With the system property `culebra.exports` set to `trace` when the JVM starts, the stack of
/// every export's creation is kept until its release, and those that are left when the JVM ends are
/// listed on the error stream:
///
/// ```text
/// 1 export was never released:
///   lease 0 made by thread main
///     at org.culebra.ffi/org.culebra.ffi.ExchangeArena.leaseFor(ExchangeArena.java:140)
///     …
/// ```
///
/// A bare lease of automatic or global memory outside an [ExchangeArena] is not counted: forgotten,
/// it keeps nothing. Where such memory has been handed out, by [PyBuffer#fill] say, it is counted
/// as any other and stays until the release.
///
/// **Class loaders.** The first export keeps this library's class loader, and all classes that it
/// has loaded, until the JVM ends: C has the address of a function that runs this library's code,
/// may call it at any time and from any thread, and nobody can know when it has forgotten it. A
/// loader that was unloaded under it would end the process. So where applications are loaded and
/// unloaded, put this library into a loader that stays, a server's shared one.
public final class Exports {
  private Exports() {}

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
