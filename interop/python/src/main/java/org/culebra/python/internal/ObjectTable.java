package org.culebra.python.internal;

import java.util.Arrays;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// Objects of Java that Python has, by number. Python's lock guards it on most builds; those
/// without such a lock are why it has one of its own.
final class ObjectTable {
  private static final int FIRST_SIZE = 64;

  /// Where an object of Python has its number, in bytes.
  private final long numberAt;

  private volatile @Nullable Object[] objects = new Object[FIRST_SIZE];
  private int[] free = new int[FIRST_SIZE];
  private int freeCount;
  private int used;
  private int live;

  /// Makes a table for objects of Python that have their numbers after the same head.
  ///
  /// @param numberAt where the number is, in bytes
  ObjectTable(long numberAt) {
    this.numberAt = numberAt;
  }

  /// Adds an object, and gives its number to the one of Python.
  void addTo(long self, Object object) {
    CMemory.put(self + numberAt, add(object));
  }

  /// The object of Java for one of Python.
  Object of(long self) {
    return get(CMemory.longAt(self + numberAt));
  }

  /// Removes the object of Java for one of Python.
  ///
  /// @return the object; null if it was removed before
  @Nullable Object removeOf(long self) {
    return remove(CMemory.longAt(self + numberAt));
  }

  /// Adds an object.
  ///
  /// @return its number
  private synchronized long add(Object object) {
    int number = freeCount > 0 ? free[--freeCount] : used++;
    if (number == objects.length) {
      objects = Arrays.copyOf(objects, 2 * number);
    }
    objects[number] = object;
    live++;
    return number;
  }

  /// The object of a number, which Python still has.
  private Object get(long number) {
    Object object = objects[Math.toIntExact(number)];
    if (object == null) {
      throw new IllegalStateException("expected an object of Java but found number " + number);
    }
    return object;
  }

  /// Removes an object.
  ///
  /// @return the object; null if it was removed before
  private synchronized @Nullable Object remove(long number) {
    int index = Math.toIntExact(number);
    Object object = objects[index];
    if (object != null) {
      objects[index] = null;
      live--;
      if (freeCount == free.length) {
        free = Arrays.copyOf(free, 2 * freeCount);
      }
      free[freeCount++] = index;
    }
    return object;
  }

  /// How many there are.
  synchronized int size() {
    return live;
  }
}
