package org.culebra.python.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Objects of Java that Python has, by number. Python's lock guards it on most builds; those
/// without such a lock are why it has one of its own.
final class ObjectTable {
  private static final int FIRST_SIZE = 64;

  private volatile @Nullable Object[] objects = new Object[FIRST_SIZE];
  private int[] free = new int[FIRST_SIZE];
  private int freeCount;
  private int used;
  private int live;

  /// Adds an object.
  ///
  /// @return its number
  synchronized long add(Object object) {
    int number = freeCount > 0 ? free[--freeCount] : used++;
    if (number == objects.length) {
      objects = Arrays.copyOf(objects, 2 * number);
    }
    objects[number] = object;
    live++;
    return number;
  }

  /// The object of a number, which Python still has.
  Object get(long number) {
    Object object = objects[Math.toIntExact(number)];
    if (object == null) {
      throw new IllegalStateException("expected an object of Java but found number " + number);
    }
    return object;
  }

  /// Removes an object.
  ///
  /// @return the object; null if it was removed before
  synchronized @Nullable Object remove(long number) {
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
