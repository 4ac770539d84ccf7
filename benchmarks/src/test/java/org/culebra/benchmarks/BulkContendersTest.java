package org.culebra.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;

/// The contenders of the `Bulk` benchmarks compute the same, on small arrays: a copy of the wrong
/// element, or of the wrong half, would be fast for nothing.
class BulkContendersTest {
  private static final int N = 64;

  @Test
  void contendersOfAKernel_computeTheSame() throws ReflectiveOperationException {
    List<Supplier<BulkArrays>> all =
        List.of(BulkOperations::new, BulkCasts::new, BulkSelections::new, BulkPixels::new);
    for (Supplier<BulkArrays> benchmarks : all) {
      Map<String, Map<String, Double>> results = new TreeMap<>();
      for (Method method : methods(benchmarks.get())) {
        String[] names = method.getName().split("_", 2);
        results
            .computeIfAbsent(names[0], _ -> new TreeMap<>())
            .put(names[1], result(benchmarks.get(), method));
      }
      assertThat(results).isNotEmpty();
      results.forEach((kernel, found) -> {
        double ours = Objects.requireNonNull(found.get("culebra"));
        assertThat(found.values()).as(kernel + found).allMatch(each -> isNear(each, ours));
      });
    }
  }

  /// All but those that are no contenders of each other.
  private static List<Method> methods(BulkArrays benchmarks) {
    return Arrays.stream(benchmarks.getClass().getDeclaredMethods())
        .filter(method -> method.getName().contains("_"))
        .filter(method -> !method.getName().startsWith("transposed_"))
        .toList();
  }

  private static boolean isNear(double found, double expected) {
    return Math.abs(found - expected) <= Math.abs(expected) * 1e-6;
  }

  private static double result(BulkArrays benchmarks, Method method)
      throws ReflectiveOperationException {
    benchmarks.n = N;
    benchmarks.prepare();
    for (Method setup : benchmarks.getClass().getDeclaredMethods()) {
      if (List.of("draw", "view").contains(setup.getName())) {
        setup.invoke(benchmarks);
      }
    }
    benchmarks.reporting = true;
    List<Object> arguments = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      arguments.add(type == BulkArrays.Gcc.class ? new BulkArrays.Gcc() : heap(benchmarks));
    }
    Object returned = method.invoke(benchmarks, arguments.toArray());
    if (returned instanceof Number number) {
      return number.doubleValue();
    }
    if (returned instanceof NDArray array) {
      return Outcome.checksum(array);
    }
    String kernel = method.getName().split("_", 2)[0];
    NDArray result = benchmarks.result(kernel);
    if (!arguments.isEmpty() && arguments.getFirst() instanceof BulkArrays.Heap heap) {
      MemorySegment.copy(heap.result(kernel), 0, result.segment(), 0, result.byteSize());
    }
    return Outcome.checksum(result);
  }

  private static BulkArrays.Heap heap(BulkArrays benchmarks) {
    BulkArrays.Heap heap = new BulkArrays.Heap();
    heap.prepare(benchmarks);
    return heap;
  }
}
