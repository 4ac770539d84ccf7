package org.culebra.python.internal;

import org.culebra.ffi.internal.host.CMemory;

/// Reads the arguments of a Python method by name or position. Callers usually pass the same tuple
/// of names each time, so the last one is cached.
final class Keywords {
  /// Four bits for each keyword: the position of its value, plus one.
  private static final int BITS = 4;

  private static final int MASK = (1 << BITS) - 1;

  private final Interpreter python;
  private final CPython c;
  private final String method;
  private final int mostPositional;
  private final String[] names;
  private final long[] interned;
  private long lastNames;
  private long lastCount;
  private int lastPlaces;

  /// @param mostPositional the maximum number of positional arguments
  Keywords(Interpreter python, String method, int mostPositional, String... names) {
    this.python = python;
    this.mostPositional = mostPositional;
    this.c = python.c();
    this.method = method;
    this.names = names;
    this.interned = new long[names.length];
    for (int i = 0; i < names.length; i++) {
      interned[i] = python.check(c.PyUnicode_InternFromString(names[i]));
    }
  }

  /// Finds the positions of the values.
  ///
  /// @param count the number of positional values
  /// @param tuple of the names, or 0
  /// @return for [#value]
  int places(long count, long tuple) {
    if (count > mostPositional) {
      throw new PythonRaise(
          python.constants().typeError(),
          "%s() expected at most %d positional arguments but found %d"
              .formatted(method, mostPositional, count));
    }
    int positional = 0;
    for (int i = 0; i < count; i++) {
      positional |= i + 1 << BITS * i;
    }
    return positional | named(count, tuple);
  }

  private int named(long count, long tuple) {
    if (tuple == 0) {
      return 0;
    }
    if (tuple != lastNames || count != lastCount) {
      int places = placesOf(count, tuple);
      c.Py_IncRef(tuple); // another object must not get its address
      c.Py_DecRef(lastNames);
      lastNames = tuple;
      lastCount = count;
      lastPlaces = places;
    }
    return lastPlaces;
  }

  private int placesOf(long count, long tuple) {
    int places = 0;
    long size = c.PyTuple_Size(tuple);
    for (int i = 0; i < size; i++) {
      int index = index(c.PyTuple_GetItem(tuple, i));
      if (index < count) {
        throw new PythonRaise(
            python.constants().typeError(),
            method + "() got multiple values for argument '" + names[index] + "'");
      }
      places |= (int) count + i + 1 << BITS * index;
    }
    return places;
  }

  private int index(long name) {
    for (int i = 0; i < interned.length; i++) {
      if (interned[i] == name) {
        return i;
      }
    }
    String text = python.values().string(name);
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(text)) {
        return i;
      }
    }
    throw new PythonRaise(
        python.constants().typeError(),
        method + "() got an unexpected keyword argument '" + text + "'");
  }

  /// The value of a keyword.
  ///
  /// @param places from [#places]
  /// @param keyword its index
  /// @param args all values
  /// @return a borrowed reference; `None` if it was not given
  long value(int places, int keyword, long args) {
    int place = places >>> BITS * keyword & MASK;
    return place == 0
        ? python.constants().none()
        : CMemory.longAt(args + (long) Long.BYTES * (place - 1));
  }
}
