package org.culebra.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;
import org.culebra.array.NDArray;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;

/// What a contender has computed: `./bench` compares it with Culebra's, and marks the contender as
/// wrong if it is another. It is in the file that the system property `culebra.benchmarks.result`
/// names, or on a line of the output.
final class Outcome {
  private Outcome() {}

  /// Reports a number that is the same on all machines.
  static void report(double result) {
    report(result, 0);
  }

  /// Reports a number that depends on the order of additions.
  ///
  /// @param tolerance the relative error that it may have
  static void report(double result, double tolerance) {
    write(String.format(Locale.ROOT, "result %.17g %.1e%n", result, tolerance));
  }

  /// Reports that something is not on this machine, without which the contender must end.
  ///
  /// @param reason why it was not found
  /// @return an exception to throw
  static IllegalStateException missing(Exception reason) {
    write("missing " + reason + "\n");
    return new IllegalStateException("not on this machine", reason);
  }

  private static void write(String line) {
    String file = System.getProperty("culebra.benchmarks.result");
    if (file == null) {
      System.out.print(line);
      return;
    }
    try {
      Files.writeString(Path.of(file), line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reports all elements of a packed array.
  static void report(NDArray array) {
    report(checksum(array));
  }

  /// A number for all bytes of a packed array, as Python's `zlib.crc32` computes it.
  static double checksum(NDArray array) {
    MemorySegment memory = array.segment().asSlice(array.layout().byteOffset(), array.byteSize());
    CRC32 crc = new CRC32();
    long part = 1 << 30;
    for (long at = 0; at < memory.byteSize(); at += part) {
      crc.update(memory.asSlice(at, Math.min(part, memory.byteSize() - at)).asByteBuffer());
    }
    return crc.getValue();
  }

  /// Calls the benchmark that was measured once more and reports what it returns: a number, or all
  /// elements of an array.
  ///
  /// @param benchmarks the object that was measured
  /// @param tolerance the relative error that a number may have
  /// @param states further ones of the method; others are made
  /// @return whether it returns anything
  static boolean reportResult(
      Object benchmarks, BenchmarkParams params, double tolerance, Object... states) {
    try {
      @Nullable Object result = call(benchmarks, method(benchmarks.getClass(), params), states);
      if (result instanceof NDArray array) {
        report(array);
      } else if (result instanceof Number number) {
        report(number.doubleValue(), tolerance);
      }
      return result != null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no result of " + params.getBenchmark(), e);
    }
  }

  private static @Nullable Object call(Object benchmarks, Method method, Object... states)
      throws ReflectiveOperationException {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      Class<?> type = types[i];
      Object state = Arrays.stream(states).filter(type::isInstance).findFirst().orElse(null);
      arguments[i] = state == null ? made(type) : state;
    }
    return method.invoke(benchmarks, arguments);
  }

  private static Object made(Class<?> type) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor();
    return constructor.newInstance();
  }

  private static Method method(Class<?> type, BenchmarkParams params) {
    String name = name(params);
    return Arrays.stream(type.getMethods())
        .filter(each -> each.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// The name of the method that is measured, such as `multiply_gcc`.
  static String name(BenchmarkParams params) {
    return params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
  }

  /// What is measured, such as `multiply`.
  static String kernel(BenchmarkParams params) {
    return name(params).split("_", 2)[0];
  }

  /// Whether a contender of that name is measured.
  static boolean isContender(BenchmarkParams params, String contender) {
    return name(params).endsWith("_" + contender);
  }
}
