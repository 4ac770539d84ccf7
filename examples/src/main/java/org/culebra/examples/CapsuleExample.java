package org.culebra.examples;

import java.lang.invoke.MethodHandles;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.capsule.Capsule;
import org.culebra.ffi.capsule.CapsuleMode;
import org.culebra.ffi.capsule.CapsuleTable;
import org.culebra.ffi.capsule.CapsuleType;
import org.culebra.ffi.capsule.CapsuleUse;

/// Two independent libraries: one offers a table of functions as a capsule, the other calls them.
/// Here Java offers and C calls, first directly, then with tracing.
final class CapsuleExample {
  private static final String NAME = "org.culebra.examples.curve";

  private static final CapsuleType<CapsuleTable> CURVE =
      CapsuleType.table("struct curve { double (*at)(double x); double (*slope)(double x); };");

  /// The consumer sees the capsule's own header, printed from the same type.
  private static final String CONSUMER =
      "#include <stdint.h>\n"
          + CURVE.header("curve")
          + """
          double zero_of(const curve *f, double x) {
            for (int i = 0; i < 8; i++) x -= f->at(x) / f->slope(x);
            return x;
          }
          """;

  /// A slot as Java sees it.
  interface Function {
    double of(double x);
  }

  private CapsuleExample() {}

  /// Computes the square root of two by Newton's method in C, with functions implemented in Java.
  ///
  /// @param arguments none
  public static void main(String[] arguments) {
    CLibrary consumer =
        CLibrary.compile(CONSUMER).declare("double zero_of(const void *f, double x);");
    try (Capsule<CapsuleTable> capsule = squareMinusTwo()) {
      for (CapsuleMode mode : new CapsuleMode[] {CapsuleMode.PLAIN, CapsuleMode.TRACE}) {
        try (CapsuleUse<CapsuleTable> use = capsule.open(NAME, 1, 0, CURVE, mode)) {
          Object zero = consumer.function("zero_of").call(use.pointer(), 1.0);
          System.out.println(mode + ": " + zero);
          use.counts()
              .forEach((slot, count) ->
                  System.out.println(
                      "  %s: %d calls, %d ns".formatted(slot, count.calls(), count.nanos())));
        }
      }
      try {
        capsule.open(NAME, 2, 0, CURVE).close();
      } catch (IllegalArgumentException rejected) {
        System.out.println(rejected.getMessage());
      }
    }
  }

  private static Capsule<CapsuleTable> squareMinusTwo() {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    return Capsule.of(NAME, CURVE)
        .version(1, 0)
        .slot("at", lookup, Function.class, x -> x * x - 2)
        .slot("slope", lookup, Function.class, x -> 2 * x)
        .make();
  }
}
