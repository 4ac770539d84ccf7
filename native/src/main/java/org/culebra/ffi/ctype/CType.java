package org.culebra.ffi.ctype;

import java.lang.foreign.MemoryLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A type of C, as the platform's ABI lays it out.
///
/// Types are immutable. `typedef` names are seen through, so a type is known by what it is; the
/// names of the standard headers (`intptr_t`, `uint8_t`) are kept for printing only. Two types are
/// compared by [#sameAbi] or [#difference], never by spelling. A [Struct] equals only itself,
/// because it may contain a pointer to itself.
///
/// Sources: C11 (N1570) 6.2.5 types, 6.7 declarations; System V ABI, AMD64 supplement, section
/// 3.1.2 for sizes, alignments and the layout of aggregates. Windows lays out the types accepted
/// here in the same way, with `long` = 4.
@SuppressWarnings("JavaLangClash") // the names of C, always written with their outer class
public sealed interface CType {

  /// How closely two types are compared by [#difference].
  enum Comparison {
    /// Kinds, sizes, signs and layout, through pointers as well; `const` and names do not matter.
    ABI,
    /// As [#ABI], and `const` and `volatile` behind pointers must agree.
    STRICT,
    /// As [#ABI], and `void *` agrees with a pointer to any object, on either side.
    VOID_POINTERS
  }

  /// {@return whether the type has a size: `void`, functions, incomplete structs and arrays of
  /// variable length have none}
  default boolean isSized() {
    return Layouts.isSized(this);
  }

  /// {@return `sizeof` the type, in bytes}
  ///
  /// @throws IllegalStateException if the type has no size, see [#isSized]
  default long byteSize() {
    return Layouts.size(this);
  }

  /// {@return `_Alignof` the type, in bytes}
  ///
  /// @throws IllegalStateException if the type has no size, see [#isSized]
  default long byteAlignment() {
    return Layouts.alignment(this);
  }

  /// {@return the type as a memory layout, made of the linker's canonical layouts; padding is
  /// explicit, fields are named, and pointers have no target layout}
  ///
  /// @throws IllegalStateException if the type has no size, see [#isSized]
  default MemoryLayout layout() {
    return Layouts.layout(this);
  }

  /// {@return a declaration of `name` in C, `double (*name)(int)`}
  ///
  /// @param name what to declare; empty for the type alone
  default String declaration(String name) {
    return CPrinter.declaration(this, Objects.requireNonNull(name, "name"));
  }

  /// {@return the same type without the lengths that name parameters, also later ones, or count the
  /// bytes of a `void *`: what any C compiler reads}
  default CType withoutLengths() {
    return PrototypeTypes.compilable(this, true);
  }

  /// {@return whether a value of one type can stand for one of the other in memory and in calls:
  /// [Comparison#ABI]}
  ///
  /// @param a a type
  /// @param b another
  static boolean sameAbi(CType a, CType b) {
    return difference(a, b, Comparison.ABI).isEmpty();
  }

  /// {@return the first difference between two types, with the way to it, `parameter 2: expected
  /// double * but found float *`; empty if there is none}
  ///
  /// @param expected the type to compare with
  /// @param found the type in question
  /// @param comparison what counts
  static Optional<String> difference(CType expected, CType found, Comparison comparison) {
    return new AbiComparison(comparison).difference(expected, found);
  }

  /// `void`.
  record Void() implements CType {
    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// A number or a truth value.
  ///
  /// @param kind what its bits mean
  /// @param size its bytes: 1, 2, 4 or 8; also its alignment
  /// @param spelling the name to print: `unsigned long`, `size_t`
  record Scalar(Kind kind, int size, String spelling) implements CType {
    /// What the bits of a scalar mean.
    public enum Kind {
      /// `_Bool`, one byte holding 0 or 1.
      BOOL,
      /// An integer in two's complement.
      SIGNED,
      /// An integer without sign.
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

    /// {@return whether this is plain `char`, the type of text, whatever its sign}
    public boolean isChar() {
      return spelling.equals("char");
    }

    /// {@return whether this is an integer (`_Bool` is not)}
    public boolean isInteger() {
      return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
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
    public String toString() {
      return declaration("");
    }
  }

  /// A pointer. A parameter written as an array is one too (C11 6.7.6.3 §7), and keeps the length
  /// that was written.
  ///
  /// @param target what it points to; may be `void`, a function or incomplete
  /// @param targetConst whether the target is `const`: C promises not to write through the pointer
  /// @param targetVolatile whether the target is `volatile`
  /// @param restrict whether the pointer itself is `restrict`: no other pointer of the call
  ///   overlaps with it
  /// @param length the least number of targets at the address, from `T p[N]`, or of bytes, from
  ///   `void p[N]`; null for `T *p` and `T p[]`
  record Pointer(
      CType target,
      boolean targetConst,
      boolean targetVolatile,
      boolean restrict,
      @Nullable CExpression length)
      implements CType {
    /// Checks that there is a target.
    public Pointer {
      Objects.requireNonNull(target, "target");
    }

    /// {@return a plain pointer}
    ///
    /// @param target what it points to
    public static Pointer to(CType target) {
      return new Pointer(target, false, false, false, null);
    }

    /// {@return a pointer to `const target`}
    ///
    /// @param target what it points to
    public static Pointer toConst(CType target) {
      return new Pointer(target, true, false, false, null);
    }

    /// {@return the function that this points to, if it points to one}
    public Optional<Function> function() {
      return target instanceof Function function ? Optional.of(function) : Optional.empty();
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// An array: a field, a variable, or what a pointer points to.
  ///
  /// @param element the type of the elements
  /// @param length the number of elements. It names parameters only behind the pointer of a
  ///   parameter such as `a[n][m]`; the constant 0 is C's array of unknown length, the flexible
  ///   last field of a struct
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
    /// @throws IllegalStateException if it depends on parameters
    public long count() {
      if (length instanceof CExpression.Constant(long count)) {
        return count;
      }
      throw new IllegalStateException("expected a constant length but found [" + length + "]");
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// A struct or a union. It equals only itself; compare with [#sameAbi].
  final class Struct extends StructState implements CType {
    Struct(boolean union, String tag) {
      super(union, tag);
    }

    /// {@return whether this is a union}
    public boolean isUnion() {
      return union();
    }

    /// {@return the tag: `_Img` for `struct _Img`; empty if there is none}
    public String tag() {
      return declaredTag();
    }

    /// {@return the tag, or else the first `typedef` name, or else nothing}
    public String name() {
      return displayName();
    }

    /// {@return whether the fields are known; an incomplete (opaque) struct can only be pointed to}
    public boolean isComplete() {
      return hasBody();
    }

    /// {@return whether it was declared `__attribute__((packed))`: no padding, alignment 1}
    public boolean isPacked() {
      return body().packed();
    }

    /// {@return whether the last field is an array of unknown length, `T x[]`, of size 0}
    public boolean isFlexible() {
      return body().flexible();
    }

    /// {@return the fields in order; an anonymous struct or union inside has the empty name}
    ///
    /// @throws IllegalStateException if the type is incomplete
    public List<Field> fields() {
      return body().fields();
    }

    /// {@return the field of this name} Fields of anonymous members count (C11 6.7.2.1 §13), with
    /// their offset in this struct.
    ///
    /// @param fieldName the name
    /// @throws IllegalArgumentException if there is none; the message lists those that there are
    public Field field(String fieldName) {
      return body().field(this, Objects.requireNonNull(fieldName, "fieldName"));
    }

    /// {@return a table of the fields with type, offset and size, for people}
    ///
    /// @throws IllegalStateException if the type is incomplete
    public String describe() {
      return StructTable.describe(this);
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// One field of a struct or union.
  ///
  /// @param name its name; empty for an anonymous struct or union
  /// @param type its type
  /// @param byteOffset where it starts; 0 in a union
  /// @param isConst whether it was declared `const`
  record Field(String name, CType type, long byteOffset, boolean isConst) {
    /// Checks that nothing is null.
    public Field {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(type, "type");
    }

    /// The declaration in C, without a semicolon.
    @Override
    public String toString() {
      return CPrinter.declaration(type, isConst, name);
    }
  }

  /// An enum: laid out and passed as its underlying type.
  ///
  /// @param name its tag, or else its first `typedef` name, or else nothing
  /// @param tagged whether the name is a tag, printed after `enum`
  /// @param underlying `int`, or `unsigned int` where a member needs it
  record Enum(String name, boolean tagged, Scalar underlying) implements CType {
    /// Checks that nothing is null.
    public Enum {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(underlying, "underlying");
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// A function: what a prototype declares and what a function pointer points to.
  ///
  /// @param returns the type of the result
  /// @param parameters the parameters in order; arrays and functions among them are pointers
  ///   already
  /// @param variadic whether more arguments may follow: `...`
  record Function(CType returns, List<Parameter> parameters, boolean variadic) implements CType {
    /// Checks that the result can be returned and copies the list.
    public Function {
      Objects.requireNonNull(returns, "returns");
      parameters = List.copyOf(parameters);
      if (returns instanceof Array || returns instanceof Function) {
        throw new IllegalArgumentException(
            "expected a type that C can return but found " + returns);
      }
    }

    /// {@return the spelling that SciPy's `LowLevelCallable` compares letter by letter, `double
    /// (int, double *, void *)`, without names and qualifiers}
    public String signature() {
      return CPrinter.signature(this);
    }

    @Override
    public String toString() {
      return declaration("");
    }
  }

  /// One parameter of a function.
  ///
  /// @param name its name; empty if none was written
  /// @param type its type
  record Parameter(String name, CType type) {
    /// Checks that nothing is null.
    public Parameter {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(type, "type");
    }

    /// The declaration in C.
    @Override
    public String toString() {
      return type.declaration(name);
    }
  }
}
