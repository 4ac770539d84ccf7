package org.culebra.ffi.internal;

import java.util.Arrays;
import org.culebra.array.Lease;
import org.jspecify.annotations.Nullable;

/// What only Java can give up, each under a number that fits a native header: a lease, or any other
/// object, which is only to stay reachable. Any thread.
///
/// Several lists, so that threads seldom wait for each other. Each list keeps some headers (see
/// [NativeBlock]) that have come back for the next objects.
final class JavaHolds {
  private static final int LISTS = 8;

  /// How many headers a list keeps that nobody has.
  private static final int SPARES = 32;

  private static final Places[] ALL = new Places[LISTS];

  static {
    for (int i = 0; i < LISTS; i++) {
      ALL[i] = new Places();
    }
  }

  private JavaHolds() {}

  /// A list and its lock.
  private static final class Places extends SpinLock {
    @Nullable Object[] objects = new Object[16];

    /// The free places, `freeCount` of them; a place that was never used is not among them.
    int[] free = new int[16];

    int freeCount;
    int used;

    /// Headers that are kept.
    final long[] spare = new long[SPARES];

    int spares;

    /// A place for an object, with the list locked. Nothing has changed if this throws.
    int take(Object object) {
      if (freeCount == 0 && used == objects.length) {
        @Nullable Object[] more = Arrays.copyOf(objects, 2 * used);
        free = Arrays.copyOf(free, 2 * used);
        objects = more;
      }
      int place = freeCount > 0 ? free[--freeCount] : used++;
      objects[place] = object;
      return place;
    }

    /// What was in a place, with the list locked.
    Object clear(int place) {
      Object object = objects[place];
      if (object == null) {
        throw new IllegalStateException("expected a live hold but found one released before");
      }
      objects[place] = null;
      free[freeCount++] = place;
      return object;
    }
  }

  private static int listOfThread() {
    return (int) Thread.currentThread().threadId() & (LISTS - 1);
  }

  private static int number(int place, int list) {
    return place * LISTS + list + 1;
  }

  /// Keeps a lease.
  ///
  /// @return its number, at least 1
  static int put(Lease lease) {
    return put((Object) lease);
  }

  private static int put(Object object) {
    int list = listOfThread();
    Places places = ALL[list];
    places.lock();
    try {
      return number(places.take(object), list);
    } finally {
      places.unlock();
    }
  }

  /// Gives a lease up, which is the caller's to release.
  static Lease take(int number) {
    Places places = ALL[number - 1 & (LISTS - 1)];
    places.lock();
    try {
      return (Lease) places.clear((number - 1) / LISTS);
    } finally {
      places.unlock();
    }
  }

  /// Keeps an object, under a header with one hold.
  ///
  /// @param object a lease becomes the header's, and is released by [#release]; it stays the
  ///   caller's if this throws
  /// @return the header's address
  /// @throws OutOfMemoryError if there is no memory
  static long header(Object object) {
    int list = listOfThread();
    Places places = ALL[list];
    places.lock();
    try {
      if (places.spares > 0) {
        long header = places.spare[places.spares - 1];
        hold(header, number(places.take(object), list));
        places.spares--;
        return header;
      }
    } finally {
      places.unlock();
    }
    long header = CMemory.malloc(NativeBlock.HEADER_BYTES);
    NativeBlock.fillHeader(header, 0, 0, 0, 0, 0, 0);
    CMemory.put(header + NativeBlock.KEPT, 1);
    hold(header, putOrFree(object, header));
    return header;
  }

  private static int putOrFree(Object object, long header) {
    try {
      return put(object);
    } catch (Throwable e) {
      CMemory.free(header);
      throw e;
    }
  }

  private static void hold(long header, int number) {
    CMemory.put(header + NativeBlock.A, number);
    CMemory.put(header + NativeBlock.HOLDS, 1); // nobody else has it yet
  }

  /// Gives up what a header of [#header] stands for. The header is another's, or gone, afterwards.
  ///
  /// @param header whose last hold has been given up
  static void release(long header) {
    int number = (int) CMemory.longAt(header + NativeBlock.A);
    Places places = ALL[number - 1 & (LISTS - 1)];
    Object object;
    boolean kept;
    places.lock();
    try {
      object = places.clear((number - 1) / LISTS);
      kept = places.spares < SPARES;
      if (kept) {
        places.spare[places.spares++] = header;
      }
    } finally {
      places.unlock();
    }
    if (!kept) {
      CMemory.free(header);
    }
    if (object instanceof Lease lease) {
      lease.release();
    }
  }
}
