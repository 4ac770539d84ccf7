package org.culebra.python.internal;

import java.util.Arrays;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// The Java objects of Python objects, by number. Synchronized, because free-threaded builds of
/// Python have no lock.
final class ObjectTable {
  private static final int FIRST_SIZE = 64;

  /// The offset of the number in a Python object, in bytes.
  private final long numberAt;

  private volatile @Nullable Object[] objects = new Object[FIRST_SIZE];
  private int[] free = new int[FIRST_SIZE];
  private int freeCount;
  private int used;
  private int live;

  /// Creates a table for Python objects with their numbers at the same offset.
  ///
  /// @param numberAt the offset of the number in bytes
  ObjectTable(long numberAt) {
    this.numberAt = numberAt;
  }

  /// Adds a Java object and writes its number to the Python object.
  void addTo(long self, Object object) {
    CMemory.put(self + numberAt, add(object));
  }

  /// The Java object of a Python object.
  Object of(long self) {
    return get(CMemory.longAt(self + numberAt));
  }

  /// Removes the Java object of a Python object.
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

  /// The object of a number that is in use.
  private Object get(long number) {
    Object object = objects[Math.toIntExact(number)];
    if (object == null) {
      throw new IllegalStateException("expected the number of a Java object but found " + number);
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

  /// The number of objects in the table.
  synchronized int size() {
    return live;
  }
}
