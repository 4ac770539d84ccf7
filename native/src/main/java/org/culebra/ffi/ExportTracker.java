package org.culebra.ffi;

import java.util.List;
import org.culebra.ffi.internal.memory.ExportRegistry;

/// Counts exports that have not been released: leases of memory owned by an [ExchangeArena] or an
/// import, and structs held by consumers. Memory stays allocated as long as an export is live, so a
/// count that keeps growing indicates a leak.
///
/// If the system property `culebra.exports` is set to `trace` when the JVM starts, the stack trace
/// of each export's creation is stored until its release, and the exports that are live when the
/// JVM ends are listed on the error stream:
///
/// ```text
/// 1 export was never released:
///   lease 0 made by thread main
///     at org.culebra.ffi/org.culebra.ffi.internal.memory.BlockArena.leaseFor(BlockArena.java:83)
///     …
/// ```
///
/// A lease of automatic or global memory outside an [ExchangeArena] is not counted, since
/// forgetting it keeps no memory alive. Once such memory is exported, by [PyBuffer#fill] for
/// example, it is counted like any other and kept until the release.
///
/// **Class loaders.** After the first export, this library's class loader, and all classes that it
/// has loaded, stay loaded until the JVM ends: C has the address of a function that runs this
/// library's code and may call it at any time, from any thread; there is no way to know when C no
/// longer uses it. Unloading the class loader would then end the process. In an application server,
/// put this library into a class loader that is never unloaded, such as the server's shared one.
public final class ExportTracker {
  private ExportTracker() {}

  /// The number of live exports. Exact while no thread exports or releases; thread-safe.
  ///
  /// @return the number
  public static long count() {
    return ExportRegistry.count();
  }

  /// Whether the stack traces of exports are stored.
  ///
  /// @return true if the JVM was started with `-Dculebra.exports=trace`
  public static boolean isTraced() {
    return ExportRegistry.isTraced();
  }

  /// Where the live exports were created, the oldest first.
  ///
  /// @return one throwable for each, which carries the stack trace and was never thrown; empty
  ///   unless [#isTraced()]
  public static List<Throwable> stacks() {
    return ExportRegistry.stacks();
  }
}
