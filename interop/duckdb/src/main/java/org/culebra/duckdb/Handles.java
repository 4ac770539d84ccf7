package org.culebra.duckdb;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Java objects for which C has a `void *`: each is a number that is never used again, so one that
/// is out of date is recognized.
final class Handles {
  private static final Map<Long, Object> LIVE = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong(1);

  private Handles() {}

  static long add(Object object) {
    long handle = NEXT.getAndIncrement();
    LIVE.put(handle, object);
    return handle;
  }

  static @Nullable Object get(long handle) {
    return LIVE.get(handle);
  }

  static Object require(long handle) {
    return Objects.requireNonNull(LIVE.get(handle), "an object that DuckDB has destroyed");
  }

  static @Nullable Object remove(long handle) {
    return LIVE.remove(handle);
  }

  static int count() {
    return LIVE.size();
  }
}
