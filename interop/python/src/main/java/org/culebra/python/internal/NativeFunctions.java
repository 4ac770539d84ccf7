package org.culebra.python.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.host.CMemory;
import org.culebra.ffi.internal.host.Restricted;
import org.jspecify.annotations.Nullable;

/// Reads function pointers of Python libraries: capsules named by a signature (Cython's
/// `__pyx_capi__`, Pythran's exports, SciPy's), and those of ctypes, cffi and Numba.
public final class NativeFunctions {
  /// Type names of Pythran and NumPy.
  private static final String TYPES =
      """
      typedef float float32; typedef double float64;
      typedef int8_t int8; typedef int16_t int16; typedef int32_t int32; typedef int64_t int64;
      typedef uint8_t uint8; typedef uint16_t uint16; typedef uint32_t uint32; typedef uint64_t uint64;
      """;

  private final Interpreter python;
  private final CPython c;

  /// @param python the interpreter
  public NativeFunctions(Interpreter python) {
    this.python = python;
    this.c = python.c();
  }

  /// A function's address, and what its object states about it.
  ///
  /// @param declared its type; null if the object does not state it
  private record Found(long address, @Nullable String declared, String kind) {}

  /// Creates a function from an object.
  ///
  /// @param arena releases the object
  /// @param object borrowed: a capsule, or a pointer of ctypes, cffi or Numba
  /// @param prototype the C declaration
  /// @return calls it
  /// @throws IllegalArgumentException if the object is none of these, or states another type; the
  ///   message has both types
  public CFunction function(Arena arena, long object, String prototype) {
    Found found = find(object);
    FunctionType expected = type(prototype);
    if (found.declared() != null) {
      requireSame(expected, prototype, found);
    }
    return CFunction.of(kept(arena, object, found.address()), prototype);
  }

  private static FunctionType type(String prototype) {
    return CDeclarations.function(prototype).type();
  }

  private static void requireSame(FunctionType expected, String prototype, Found found) {
    FunctionType declared = declared(found);
    Optional<String> difference = CType.difference(expected, declared, CType.Comparison.ABI);
    if (difference.isPresent()) {
      throw new IllegalArgumentException(
          "expected %s but found %s of type %s: %s"
              .formatted(prototype, found.kind(), found.declared(), difference.get()));
    }
  }

  private static FunctionType declared(Found found) {
    String text = String.valueOf(found.declared());
    int parenthesis = text.indexOf('(');
    try {
      if (parenthesis < 0) {
        throw new IllegalArgumentException(
            "expected a signature such as \"double (int, double *)\" but found \"" + text + "\"");
      }
      String named = text.substring(0, parenthesis) + " f" + text.substring(parenthesis) + ";";
      return CDeclarations.parse(TYPES + named).prototype("f").type();
    } catch (CDeclarationException e) {
      throw new IllegalArgumentException(
          "expected %s with a signature in C but found \"%s\": %s\nCFunction.of(address, prototype) trusts another one"
              .formatted(found.kind(), text, e.getMessage()),
          e);
    }
  }

  private Found find(long object) {
    long triple = python.glue().call("native_function", object);
    try {
      if (triple == python.constants().none()) {
        throw new IllegalArgumentException(
            "expected a capsule, or a function pointer of ctypes, cffi or Numba, but found a "
                + python.values().typeName(object));
      }
      long address = c.PyTuple_GetItem(triple, 0);
      long declared = c.PyTuple_GetItem(triple, 1);
      String kind = python.values().string(c.PyTuple_GetItem(triple, 2));
      String text = declared == python.constants().none() ? null : python.values().string(declared);
      long pointer = python.values().integer(address).longValue();
      if (pointer == 0) {
        throw new IllegalArgumentException(
            "expected the address of a function but found NULL in " + kind);
      }
      return new Found(pointer, text, kind);
    } finally {
      c.Py_DecRef(triple);
    }
  }

  /// Creates a function from a table that a capsule points to.
  ///
  /// @param arena releases the capsule
  /// @param capsule borrowed; points to the table
  /// @param name the capsule's required name; null for NULL
  /// @param index the function's index, trusted
  /// @param prototype trusted
  /// @return calls it
  public CFunction ofTable(
      Arena arena, long capsule, @Nullable String name, int index, String prototype) {
    if (index < 0) {
      throw new IllegalArgumentException(
          "expected an index into a table, 0 or more, but found " + index);
    }
    long function = CMemory.longAt(pointer(capsule, name) + (long) Long.BYTES * index);
    if (function == 0) {
      throw new IllegalArgumentException(
          "expected the address of a function but found NULL at index " + index);
    }
    return CFunction.of(kept(arena, capsule, function), prototype);
  }

  /// A pointer that retains an object until the arena is closed.
  private MemorySegment kept(Arena arena, long object, long address) {
    c.Py_IncRef(object);
    try {
      return Restricted.segment(address, 0, arena, _ -> python.references().release(object));
    } catch (Throwable e) {
      c.Py_DecRef(object);
      throw e;
    }
  }

  /// The pointer of a capsule.
  ///
  /// @param capsule borrowed
  /// @param name the required name; null for NULL
  /// @return the address
  /// @throws IllegalArgumentException if it is not a capsule, or has another name; the message has
  ///   both names
  public long pointer(long capsule, @Nullable String name) {
    try (Arena arena = Arena.ofConfined()) {
      long text = name == null ? 0 : arena.allocateFrom(name).address();
      if (c.PyCapsule_IsValid(capsule, text) != 1) {
        throw new IllegalArgumentException(
            "expected a capsule named %s but found %s"
                .formatted(
                    name == null ? "NULL" : '"' + name + '"', python.values().repr(capsule)));
      }
      return c.PyCapsule_GetPointer(capsule, text);
    }
  }
}
