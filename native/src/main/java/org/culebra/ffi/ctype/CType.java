package org.culebra.ffi.ctype;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A type of C, as the platform's ABI lays it out.
///
/// Types are immutable. `typedef` names are resolved; those of the standard headers (`intptr_t`,
/// `uint8_t`) are kept, but for printing only. Compare types with [#sameAbi] or [#difference], not
/// by spelling. A [StructType] equals only itself, because it may contain a pointer to itself.
///
/// Sources: C11 (N1570) 6.2.5 types, 6.7 declarations; System V ABI, AMD64 supplement, section
/// 3.1.2 for sizes, alignments and the layout of aggregates. Windows lays out the types accepted
/// here in the same way, with `long` = 4.
@SuppressWarnings("JavaLangClash") // the names of C, always written with their outer class
public sealed interface CType
    permits CType.Void,
        CType.Scalar,
        CType.Complex,
        CType.Opaque,
        CType.Pointer,
        CType.Array,
        CType.Enum,
        StructType,
        FunctionType {

  /// How strictly [#difference] compares two types.
  enum Comparison {
    /// Kinds, sizes, signedness and layout, also of pointer targets; `const` and names are ignored.
    ABI,
    /// Like [#ABI], but the `const` and `volatile` of pointer targets must agree.
    STRICT,
    /// Like [#ABI], but `void *` on either side agrees with a pointer to any object type.
    VOID_POINTERS
  }

  /// {@return whether the type has a size; `void`, functions, incomplete structs and arrays of
  /// variable length have none}
  default boolean isSized() {
    return true;
  }

  /// {@return `sizeof` the type, in bytes}
  ///
  /// @throws IllegalStateException if the type has no size, see [#isSized]
  default long byteSize() {
    throw Layouts.unsized(this);
  }

  /// {@return `_Alignof` the type, in bytes}
  ///
  /// @throws IllegalStateException if the type has no size, see [#isSized]
  default long byteAlignment() {
    throw Layouts.unsized(this);
  }

  /// {@return the type as a memory layout made of the linker's canonical layouts, with explicit
  /// padding, named fields, and pointers without a target layout}
  ///
  /// @throws IllegalStateException if the type has no size, see [#isSized]
  default MemoryLayout layout() {
    return Layouts.layout(this, Long.MAX_VALUE);
  }

  /// {@return a declaration of `name` in C, `double (*name)(int)`}
  ///
  /// @param name the name to declare; empty for the type alone
  default String declaration(String name) {
    return TypePrinter.declaration(this, Objects.requireNonNull(name, "name"));
  }

  /// {@return the same type without this library's extensions of C, so that any C compiler accepts
  /// it: without attributes, and without lengths that name later parameters or count the bytes of a
  /// `void *`}
  default CType withoutLengths() {
    return CompilableTypes.compilable(this, true);
  }

  /// {@return whether this is plain `char`, the type of text, signed or not}
  default boolean isChar() {
    return false;
  }

  /// {@return the function type, if this is one or a pointer to one}
  default Optional<FunctionType> asFunction() {
    return Optional.empty();
  }

  /// {@return whether values of the two types are interchangeable in memory and in calls; compares
  /// by [Comparison#ABI]}
  ///
  /// @param a a type
  /// @param b another type
  static boolean sameAbi(CType a, CType b) {
    return difference(a, b, Comparison.ABI).isEmpty();
  }

  /// {@return the first difference between two types with the path to it, such as `parameter 2:
  /// expected double * but found float *`; empty if there is none}
  ///
  /// @param expected the type to compare with
  /// @param found the type to check
  /// @param comparison how strictly to compare
  static Optional<String> difference(CType expected, CType found, Comparison comparison) {
    return new AbiComparison(comparison).difference(expected, found);
  }

  /// `void`.
  record Void() implements CType {
    @Override
    public boolean isSized() {
      return false;
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// A number or a boolean.
  ///
  /// @param kind how its bits are interpreted
  /// @param size its size in bytes, 1, 2, 4 or 8; also its alignment
  /// @param spelling the name to print: `unsigned long`, `size_t`
  record Scalar(Kind kind, int size, String spelling) implements CType {
    /// How the bits of a scalar are interpreted.
    public enum Kind {
      /// `_Bool`, one byte holding 0 or 1.
      BOOL,
      /// An integer in two's complement.
      SIGNED,
      /// An unsigned integer.
      UNSIGNED,
      /// `float` or `double`.
      FLOATING
    }

    /// Checks the size.
    public Scalar {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(spelling, "spelling");
      if (Integer.bitCount(size) != 1 || size > 8) {
        throw new IllegalArgumentException("expected a size of 1, 2, 4 or 8 but found " + size);
      }
    }

    @Override
    public boolean isChar() {
      return spelling.equals("char");
    }

    /// {@return whether libraries have text of this type: `char`, and `unsigned char`, as libxml2,
    /// PCRE2 and SQLite do}
    public boolean isText() {
      return isChar() || (kind == Kind.UNSIGNED && size == 1);
    }

    /// {@return whether this is an integer (`_Bool` is not)}
    public boolean isInteger() {
      return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    @Override
    public long byteSize() {
      return size;
    }

    @Override
    public long byteAlignment() {
      return size;
    }

    @Override
    public ValueLayout layout() {
      if (kind == Kind.BOOL) {
        return ValueLayout.JAVA_BOOLEAN;
      }
      if (!isInteger()) {
        return size == 4 ? ValueLayout.JAVA_FLOAT : ValueLayout.JAVA_DOUBLE;
      }
      return switch (size) {
        case 1 -> ValueLayout.JAVA_BYTE;
        case 2 -> ValueLayout.JAVA_SHORT;
        case 4 -> ValueLayout.JAVA_INT;
        default -> ValueLayout.JAVA_LONG;
      };
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// `float _Complex` or `double _Complex`: real part, then imaginary part (C11 6.2.5 §13).
  ///
  /// @param part `float` or `double`
  record Complex(Scalar part) implements CType {
    /// Checks that the part is a floating type.
    public Complex {
      if (part.kind() != Scalar.Kind.FLOATING) {
        throw new IllegalArgumentException("expected float or double but found " + part);
      }
    }

    @Override
    public long byteSize() {
      return 2L * part.size();
    }

    @Override
    public long byteAlignment() {
      return part.size();
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// A type that has a size but no value in Java: `long double`, `_Float128`, `__int128`,
  /// `va_list`, `_Atomic(int)` or a vector. It may be a field or the target of a pointer;
  /// `java.lang.foreign` cannot pass it by value.
  ///
  /// @param spelling the name to print
  /// @param byteSize its size in bytes
  /// @param byteAlignment its alignment in bytes
  record Opaque(String spelling, long byteSize, long byteAlignment) implements CType {
    /// Checks the size and the alignment.
    public Opaque {
      Objects.requireNonNull(spelling, "spelling");
      if (byteSize < 0 || Long.bitCount(byteAlignment) != 1 || byteAlignment < 0) {
        throw new IllegalArgumentException(
            "expected a size of at least 0 and an alignment that is a power of two but found "
                + byteSize
                + " and "
                + byteAlignment);
      }
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// A pointer. A parameter declared as an array is a pointer too (C11 6.7.6.3 §7), which keeps the
  /// declared length.
  ///
  /// @param target the type that it points to; may be `void`, a function or incomplete
  /// @param targetConst whether the target is `const`: C promises not to write through the pointer
  /// @param targetVolatile whether the target is `volatile`
  /// @param restrict whether the pointer itself is `restrict`: its memory overlaps with that of no
  ///   other pointer of the call
  /// @param length the minimum number of targets at the address, from `T p[N]`, or of bytes, from
  ///   `void p[N]`; null for `T *p` and `T p[]`
  record Pointer(
      CType target,
      boolean targetConst,
      boolean targetVolatile,
      boolean restrict,
      @Nullable CExpression length)
      implements CType {
    /// Checks that the target is not null.
    public Pointer {
      Objects.requireNonNull(target, "target");
    }

    /// {@return an unqualified pointer to `target`}
    ///
    /// @param target the type that it points to
    public static Pointer to(CType target) {
      return new Pointer(target, false, false, false, null);
    }

    /// {@return a pointer to `const target`}
    ///
    /// @param target the type that it points to
    public static Pointer toConst(CType target) {
      return new Pointer(target, true, false, false, null);
    }

    /// {@return the function type that this points to, or empty if it points to something else}
    public Optional<FunctionType> function() {
      return target instanceof FunctionType function ? Optional.of(function) : Optional.empty();
    }

    @Override
    public Optional<FunctionType> asFunction() {
      return function();
    }

    @Override
    public long byteSize() {
      return ValueLayout.ADDRESS.byteSize();
    }

    @Override
    public long byteAlignment() {
      return ValueLayout.ADDRESS.byteAlignment();
    }

    @Override
    public MemoryLayout layout() {
      return ValueLayout.ADDRESS;
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// An array: the type of a field, a variable or a pointer target.
  ///
  /// @param element the type of the elements
  /// @param length the number of elements. It refers to parameters only in the target of a
  ///   parameter such as `a[n][m]`; the constant 0 stands for an array of unknown length, the
  ///   flexible last member of a struct
  record Array(CType element, CExpression length) implements CType {
    /// Checks that nothing is null and that a constant length is not negative.
    public Array {
      Objects.requireNonNull(element, "element");
      Objects.requireNonNull(length, "length");
      if (length instanceof CExpression.Constant(long count) && count < 0) {
        throw new IllegalArgumentException("expected a length of at least 0 but found " + count);
      }
    }

    /// {@return whether the length is a constant}
    public boolean isFixed() {
      return length instanceof CExpression.Constant;
    }

    /// {@return the number of elements}
    ///
    /// @throws IllegalStateException if the length depends on parameters
    public long count() {
      if (length instanceof CExpression.Constant(long count)) {
        return count;
      }
      throw new IllegalStateException("expected a constant length but found [" + length + "]");
    }

    @Override
    public boolean isSized() {
      return isFixed() && element.isSized();
    }

    @Override
    public long byteSize() {
      return Math.multiplyExact(count(), element.byteSize());
    }

    @Override
    public long byteAlignment() {
      return element.byteAlignment();
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// An enum: laid out and passed as its underlying type.
  ///
  /// @param name its tag, otherwise its first `typedef` name, otherwise empty
  /// @param tagged whether the name is a tag, printed after `enum`
  /// @param underlying the declared type, otherwise `int`, or `unsigned int`, `long` or `unsigned
  ///   long` if a member requires it
  /// @param negative whether it has a negative member, or a declared type with a sign: only then
  ///   does a bit-field of this type have a sign
  record Enum(String name, boolean tagged, Scalar underlying, boolean negative) implements CType {
    /// Checks that nothing is null.
    public Enum {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(underlying, "underlying");
    }

    @Override
    public long byteSize() {
      return underlying.size();
    }

    @Override
    public long byteAlignment() {
      return underlying.size();
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }
}
