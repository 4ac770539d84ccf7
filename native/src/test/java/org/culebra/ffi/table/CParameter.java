package org.culebra.ffi.table;

import java.util.ArrayList;
import java.util.List;
import org.culebra.array.DType;
import org.jspecify.annotations.Nullable;

/// A column of the tables: a parameter type of C.
///
/// @param declaration of the parameter `x`
/// @param what its kind
/// @param number the number that it is or that it leads to; null for others
/// @param isConst whether it is a pointer through which C only reads
record CParameter(String declaration, What what, @Nullable Num number, boolean isConst) {
  /// The kinds of types.
  enum What {
    /// A number, a boolean or an enum by value.
    NUMBER,
    /// A complex number by value.
    COMPLEX,
    /// A struct by value.
    STRUCT,
    /// A pointer to numbers.
    NUMBERS,
    /// `double (*x)[2]`.
    PAIRS,
    /// `void *`.
    ANYTHING,
    /// `const char **`, `char *const *`: strings of which C does not write all.
    TEXTS,
    /// Other pointers to pointers.
    POINTERS,
    /// A pointer to a struct with fields.
    STRUCT_POINTER,
    /// A pointer to a struct without.
    OPAQUE,
    /// A function pointer.
    FUNCTION
  }

  /// A number of C.
  ///
  /// @param c its name
  /// @param kind `s`igned, `u`nsigned, `f`loating, `b`oolean, `c`omplex
  /// @param size in bytes
  /// @param dtype of its arrays
  record Num(String c, char kind, int size, DType dtype) {
    boolean isInteger() {
      return kind == 's' || kind == 'u';
    }

    boolean isChar() {
      return c.equals("char");
    }

    boolean isText() {
      return isChar() || (kind == 'u' && size == 1);
    }

    /// Whether C uses it for any bytes.
    boolean isByte() {
      return isChar() || c.equals("unsigned char");
    }
  }

  /// What C's types of the tables are declared by.
  static final String TYPES =
      """
      enum color { RED, GREEN = 7 };
      struct pair { int a; double b; };
      struct opaque;
      """;

  private static final List<Num> NUMBERS =
      List.of(
          new Num("char", 's', 1, DType.INT8),
          new Num("signed char", 's', 1, DType.INT8),
          new Num("unsigned char", 'u', 1, DType.UINT8),
          new Num("short", 's', 2, DType.INT16),
          new Num("uint16_t", 'u', 2, DType.UINT16),
          new Num("int", 's', 4, DType.INT32),
          new Num("unsigned int", 'u', 4, DType.UINT32),
          new Num("long", 's', 8, DType.INT64),
          new Num("uint64_t", 'u', 8, DType.UINT64),
          new Num("size_t", 'u', 8, DType.UINT64),
          new Num("float", 'f', 4, DType.FLOAT32),
          new Num("double", 'f', 8, DType.FLOAT64),
          new Num("_Bool", 'b', 1, DType.BOOL),
          new Num("enum color", 's', 4, DType.INT32));

  private static final List<Num> COMPLEX =
      List.of(
          new Num("float _Complex", 'c', 8, DType.COMPLEX64),
          new Num("double _Complex", 'c', 16, DType.COMPLEX128));

  /// All columns.
  static final List<CParameter> ALL = all();

  private static List<CParameter> all() {
    List<CParameter> all = new ArrayList<>();
    NUMBERS.forEach(n -> all.add(new CParameter(n.c() + " x", What.NUMBER, n, false)));
    COMPLEX.forEach(n -> all.add(new CParameter(n.c() + " x", What.COMPLEX, n, false)));
    all.add(new CParameter("struct pair x", What.STRUCT, null, false));
    List<Num> targets = new ArrayList<>(NUMBERS);
    targets.addAll(COMPLEX);
    for (Num number : targets) {
      all.add(new CParameter("const " + number.c() + " *x", What.NUMBERS, number, true));
      all.add(new CParameter(number.c() + " *x", What.NUMBERS, number, false));
    }
    Num real = new Num("double", 'f', 8, DType.FLOAT64);
    all.add(new CParameter("const double (*x)[2]", What.PAIRS, real, true));
    all.add(new CParameter("double (*x)[2]", What.PAIRS, real, false));
    all.add(new CParameter("const void *x", What.ANYTHING, null, true));
    all.add(new CParameter("void *x", What.ANYTHING, null, false));
    all.add(new CParameter("const char **x", What.TEXTS, null, false));
    all.add(new CParameter("char *const *x", What.TEXTS, null, true));
    all.add(new CParameter("char **x", What.POINTERS, null, false));
    all.add(new CParameter("void **x", What.POINTERS, null, false));
    all.add(new CParameter("const struct pair *x", What.STRUCT_POINTER, null, true));
    all.add(new CParameter("struct pair *x", What.STRUCT_POINTER, null, false));
    all.add(new CParameter("struct opaque *x", What.OPAQUE, null, false));
    all.add(new CParameter("int (*x)(int)", What.FUNCTION, null, false));
    return List.copyOf(all);
  }

  boolean isPointer() {
    return switch (what) {
      case NUMBER, COMPLEX, STRUCT -> false;
      default -> true;
    };
  }

  /// The type without the name.
  String type() {
    return declaration.replaceFirst("\\bx\\b", "").strip();
  }

  /// The bytes at a pointer that C reads; 0 for a type without a size.
  int targetSize() {
    return switch (what) {
      case NUMBERS -> number().size();
      case PAIRS, STRUCT_POINTER -> 16;
      case ANYTHING -> 1;
      case TEXTS, POINTERS -> 8;
      default -> 0;
    };
  }

  @Override
  public String toString() {
    return declaration;
  }
}
