package org.culebra.examples;

import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;

/// A child JVM that cannot start what it wants.
final class StartErrorsMain {
  private StartErrorsMain() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0) {
      NDArray.zeros(DType.FLOAT64, Long.parseLong(arguments[0]));
    } else {
      CLibrary.process();
    }
  }
}
