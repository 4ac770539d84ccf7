package org.culebra.dlpack;

import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExportTracker;

/// A consumer that calls deleters twice, in a JVM of their own, whose blocks of structs are all
/// kept.
public final class TwiceMain {
  private TwiceMain() {}

  public static void main(String[] arguments) {
    NDArray array = NDArray.zeros(DType.FLOAT64, 5).fill(3.0);
    long kept = DLPack.export(array).address();
    long twice = DLPack.export(array).address();
    CSide.C.release(twice);
    CSide.C.release(twice);
    long legacy = DLPack.export(array, ExportOptions.LEASED.legacy()).address();
    CSide.C.release_legacy(legacy);
    CSide.C.release_legacy(legacy);
    System.out.println("live exports " + ExportTracker.count());
    System.out.println("sum " + CSide.C.consume(kept) + ", again " + round(array));
  }

  private static double round(NDArray array) {
    return CSide.C.consume(DLPack.export(array).address());
  }
}
