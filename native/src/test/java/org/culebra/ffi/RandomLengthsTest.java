package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.host.Restricted;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random lengths of random arguments: `call`, an interface and a callback follow the same rule,
/// and that is what numbers without bounds say. No memory is touched, so lengths may be of any
/// size.
class RandomLengthsTest {
  private static final int PROTOTYPES = Boolean.getBoolean("culebra.long") ? 2000 : 200;
  private static final int CALLS = 500;
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String PARAMETERS = "int a, unsigned b, int64_t c, uint64_t d, size_t s, ";
  private static final CLibrary LIB =
      CLibrary.open(
          CFixtures.sharedLibrary(
                  "random_lengths",
                  """
                  #include <stddef.h>
                  #include <stdint.h>
                  int f(int a, unsigned b, int64_t c, uint64_t d, size_t s, const void *x) { return 7; }
                  void drive(int a, unsigned b, int64_t c, uint64_t d, uint64_t s, void *x,
                      void (*g)(int, unsigned, int64_t, uint64_t, size_t, void *)) {
                    g(a, b, c, d, s, x);
                  }
                  """)
              .toString());

  /// A target of a pointer: how it is declared, and its bytes.
  private record Target(String type, String name, long bytes) {}

  private static final List<Target> TARGETS =
      List.of(
          new Target("char", "x", 1),
          new Target("double", "x", 8),
          new Target("int16_t", "x", 2),
          new Target("struct three", "x", 12),
          new Target("char", "*x", 8),
          new Target("struct three *", "const *x", 8),
          new Target("void", "(*x", 8),
          new Target("void", "x", 1));

  /// The integers of a call, as Java passes them.
  private record Arguments(int a, int b, long c, long d, long s) {
    /// As C sees them.
    Map<String, BigInteger> values() {
      return Map.of(
          "a", BigInteger.valueOf(a),
          "b", BigInteger.valueOf(Integer.toUnsignedLong(b)),
          "c", BigInteger.valueOf(c),
          "d", new BigInteger(Long.toUnsignedString(d)),
          "s", new BigInteger(Long.toUnsignedString(s)));
    }
  }

  interface Function {
    int f(int a, int b, long c, long d, long s, MemorySegment x);
  }

  interface WiderFunction {
    int f(int a, long b, long c, long d, long s, MemorySegment x);
  }

  interface Listener {
    void on(int a, int b, long c, long d, long s, MemorySegment x);
  }

  interface Drive {
    void drive(int a, int b, long c, long d, long s, MemorySegment x, Callback g);
  }

  private final Random random = Seeds.random("RandomLengthsTest");
  private final Arena arena = Arena.ofConfined();
  private long reached;
  private int accepted;
  private int rejected;

  @Test
  void lengths_ofAnyExpression_areExactInCallsInterfacesAndCallbacks() {
    try (arena) {
      for (int i = 0; i < PROTOTYPES; i++) {
        try (Arena own = Arena.ofConfined()) {
          new Case(TARGETS.get(random.nextInt(TARGETS.size())), own).run();
        }
      }
    }
    // neither side of the rule is left out
    assertThat(accepted).isGreaterThan(PROTOTYPES * CALLS / 10);
    assertThat(rejected).isGreaterThan(PROTOTYPES * CALLS / 10);
  }

  /// One prototype.
  private final class Case {
    private final Target target;
    private final List<RandomLength> axes = new ArrayList<>();
    private final String declared;
    private final CFunction dynamic;
    private final Function bound;
    private final WiderFunction wider;
    private final Drive drive;
    private final Callback callback;

    Case(Target target, Arena own) {
      this.target = target;
      boolean bytes = target.type.equals("void") && target.name.equals("x");
      int count = bytes ? 1 : 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        axes.add(RandomLength.of(random, random.nextInt(4)));
      }
      String lengths = axes.stream().map(axis -> "[" + axis + "]").collect(Collectors.joining());
      boolean function = target.name.startsWith("(");
      declared = target.type + " " + target.name + lengths + (function ? ")(int)" : "");
      CDeclarations types = CDeclarations.parse("struct three { int32_t a, b, c; };");
      dynamic =
          LIB.declare("struct three { int32_t a, b, c; };")
              .function("int f(" + PARAMETERS + declared + ")");
      bound = dynamic.as(LOOKUP, Function.class);
      wider = dynamic.as(LOOKUP, WiderFunction.class);
      FunctionType type =
          CDeclarations.function("void g(" + PARAMETERS + declared + ")", types).type();
      callback =
          Callback.of(type)
              .as(LOOKUP, Listener.class)
              .in(own, (a, b, c, d, s, x) -> reached = x.byteSize());
      drive =
          LIB.function(
                  "void drive(int a, unsigned b, int64_t c, uint64_t d, uint64_t s, void *x, void"
                      + " (*g)(int, unsigned, int64_t, uint64_t, size_t, void *))")
              .as(LOOKUP, Drive.class);
    }

    void run() {
      for (int i = 0; i < CALLS; i++) {
        int a = random.nextInt() >> random.nextInt(32);
        int b = random.nextInt() >>> random.nextInt(32);
        one(new Arguments(a, b, number(), number(), number()));
      }
    }

    private void one(Arguments given) {
      Long needed = bytes(given.values());
      String arrived = callback(given);
      check(given, needed, arrived, String.valueOf(needed));
      Long granted = given.s < 0 ? null : needed; // a size_t, which Java rejects by itself
      if (granted == null) {
        boolean bare = random.nextBoolean();
        rejects(given, bare ? MemorySegment.ofAddress(4096) : memory(Long.MAX_VALUE));
      } else {
        accepts(given, random.nextInt(4) == 0 ? MemorySegment.ofAddress(4096) : memory(granted));
        if (granted > 0) {
          rejects(given, memory(granted - 1));
        }
      }
    }

    /// What the declared elements come to, multiplied from the left; `null` where they do not.
    private @Nullable Long bytes(Map<String, BigInteger> values) {
      BigInteger bytes = BigInteger.valueOf(target.bytes);
      BigInteger elements = BigInteger.ONE;
      for (RandomLength axis : axes) {
        BigInteger length = axis.evaluate(values);
        if (length == null || length.signum() < 0) {
          return null;
        }
        elements = elements.multiply(length);
        if (elements.bitLength() > 63) {
          return null;
        }
      }
      bytes = bytes.multiply(elements);
      return bytes.bitLength() < 64 ? bytes.longValueExact() : null;
    }

    private void accepts(Arguments given, MemorySegment x) {
      accepted++;
      check(given, x, String.valueOf(dynamic(given, x)), "7");
      check(given, x, String.valueOf(bound(given, x)), "7");
    }

    /// Rejected by both, in the same words.
    private void rejects(Arguments given, MemorySegment x) {
      rejected++;
      String message = message(() -> dynamic(given, x));
      check(given, x, message.substring(0, Math.min(11, message.length())), "cannot call");
      check(given, x, message(() -> bound(given, x)), message);
    }

    private @Nullable Object dynamic(Arguments g, MemorySegment x) {
      return dynamic.call(g.a, Integer.toUnsignedLong(g.b), g.c, g.d, g.s, x);
    }

    private int bound(Arguments g, MemorySegment x) {
      return (g.a & 1) == 0
          ? bound.f(g.a, g.b, g.c, g.d, g.s, x)
          : wider.f(g.a, Integer.toUnsignedLong(g.b), g.c, g.d, g.s, x);
    }

    private String message(Supplier<@Nullable Object> call) {
      try {
        return "returned " + call.get();
      } catch (IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
      }
    }

    /// The bytes that arrive in the callback, or "null" where it fails.
    private String callback(Arguments g) {
      reached = -1;
      try {
        drive.drive(g.a, g.b, g.c, g.d, g.s, MemorySegment.ofAddress(4096), callback);
      } catch (IllegalArgumentException | ArithmeticException e) {
        return reached < 0 ? "null" : "failed after " + reached;
      }
      return Long.toString(reached);
    }

    private void check(Arguments given, @Nullable Object x, String found, String expected) {
      if (!found.equals(expected)) {
        throw new AssertionError(
            "%s with %s, %s%n  expected %s%n  but found %s"
                .formatted(declared, given.values(), x, expected, found));
      }
    }
  }

  /// Memory that is never touched, of any length. Never a bare pointer, even of 0 bytes.
  private MemorySegment memory(long bytes) {
    return Restricted.segment(4096, bytes, arena);
  }

  private long number() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextLong() >> random.nextInt(64);
      case 2 -> random.nextInt(5) - 1L;
      case 3 -> Long.MIN_VALUE + random.nextInt(3) - 1;
      default -> random.nextInt(1000);
    };
  }

  @Test
  void oracle_knowsWhatIsTooLarge() {
    RandomLength a = new RandomLength("n", "a", 0, List.of());
    RandomLength twice = new RandomLength("*", "", 0, List.of(a, a));

    assertThat(twice.evaluate(Map.of("a", BigInteger.valueOf(-3)))).isEqualTo(9);
    assertThat(twice.evaluate(Map.of("a", BigInteger.ONE.shiftLeft(32)))).isNull();
  }
}
