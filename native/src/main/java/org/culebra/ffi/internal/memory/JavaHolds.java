package org.culebra.ffi.internal.memory;

import org.culebra.array.Lease;
import org.culebra.ffi.internal.host.CMemory;

/// What only Java can give up, each under a number that fits a native header: a lease, or any other
/// object, which is only to stay reachable. Any thread.
///
/// Several lists of places, so that threads seldom meet in one. The first places of each keep their
/// headers (see [NativeBlock]) for the next objects.
final class JavaHolds {
  private static final int LISTS = 8;

  /// How many places of a list keep their headers.
  private static final int SPARES = 32;

  private static final Places[] ALL = new Places[LISTS];

  static {
    for (int i = 0; i < LISTS; i++) {
      ALL[i] = new Places();
    }
  }

  private JavaHolds() {}

  private static int listOfThread() {
    return (int) Thread.currentThread().threadId() & (LISTS - 1);
  }

  private static int number(int place, int list) {
    return place * LISTS + list + 1;
  }

  private static Places list(int number) {
    return ALL[number - 1 & (LISTS - 1)];
  }

  private static int place(int number) {
    return (number - 1) / LISTS;
  }

  /// Keeps a lease.
  ///
  /// @return its number, at least 1
  static int put(Lease lease) {
    int list = listOfThread();
    int place = ALL[list].take();
    ALL[list].put(place, lease);
    return number(place, list);
  }

  /// Gives a lease up, which is the caller's to release.
  static Lease take(int number) {
    Lease lease = (Lease) clear(number);
    list(number).giveBack(place(number));
    return lease;
  }

  private static Object clear(int number) {
    Places places = list(number);
    int place = place(number);
    Object object = places.object(place);
    if (object == null) {
      throw new IllegalStateException("expected a live hold but found one released before");
    }
    places.put(place, null);
    return object;
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
    int place = places.take();
    long header = places.header(place);
    if (header == 0) {
      header = make(places, place, number(place, list));
    }
    CMemory.put(header + NativeBlock.HOLDS, 1); // nobody else has it yet
    places.put(place, object);
    return header;
  }

  private static long make(Places places, int place, int number) {
    try {
      long header = CMemory.malloc(NativeBlock.HEADER_BYTES);
      NativeBlock.fillHeader(header, 0, 0, 0, number, 0, 0);
      CMemory.put(header + NativeBlock.KEPT, 1);
      places.putHeader(place, header);
      return header;
    } catch (Throwable e) {
      places.giveBack(place);
      throw e;
    }
  }

  /// Gives up what a header of [#header] stands for. The header is another's, or gone, afterwards.
  ///
  /// @param header whose last hold has been given up
  static void release(long header) {
    int number = (int) CMemory.longAt(header + NativeBlock.A);
    Object object = clear(number);
    int place = place(number);
    if (place >= SPARES) {
      list(number).putHeader(place, 0);
      CMemory.free(header);
    }
    list(number).giveBack(place);
    if (object instanceof Lease lease) {
      lease.release();
    }
  }
}
