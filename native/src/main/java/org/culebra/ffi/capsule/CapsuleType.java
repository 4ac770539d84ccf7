package org.culebra.ffi.capsule;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.culebra.array.Experimental;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.ffi.internal.argument.Describe;

/// The C type of a [Capsule]'s pointer: one function, a table of functions, or anything else.
///
/// Producer and consumer each state the type from their own header; the two are compared as the ABI
/// sees them, so spelling, `typedef`s and parameter names do not matter. Immutable.
///
/// @param <T> what a consumer gets: a [CFunction], a [CapsuleTable] or a bare pointer
@Experimental
public abstract sealed class CapsuleType<T> {
  private CapsuleType() {}

  /// One function.
  ///
  /// @param signature its type in C: `double (int n, double *x, void *c)`
  /// @return the type
  /// @throws CDeclarationException if the signature cannot be parsed
  public static CapsuleType<CFunction> function(String signature) {
    return function(CDeclarations.callback(signature));
  }

  /// One function whose type is declared elsewhere.
  ///
  /// @param type its type
  /// @return the type
  public static CapsuleType<CFunction> function(FunctionType type) {
    return new OfFunction(Objects.requireNonNull(type, "type"));
  }

  /// A table: a struct of pointers to functions, which are its slots. A slot may also point to
  /// data. Later minor versions add slots at the end.
  ///
  /// @param declaration C text that declares one struct: `struct geometry { double (*area)(double
  ///   w, double h); };`
  /// @return the type
  /// @throws CDeclarationException if the text cannot be parsed
  /// @throws IllegalArgumentException if a field is anything but a pointer
  public static CapsuleType<CapsuleTable> table(String declaration) {
    return table(CStruct.of(declaration).type(), Map.of());
  }

  /// A table whose results must be returned: [CapsuleMode#DEBUG] then lists those that were not,
  /// and rejects the return of anything else. Each use has its own list, so what was acquired
  /// through one cannot be returned through another.
  ///
  /// @param struct the struct of pointers
  /// @param givenBackBy for a slot that returns a pointer, the slot that takes it back as its first
  ///   pointer: `Map.of("image_new", "image_free")`
  /// @return the type
  /// @throws IllegalArgumentException if a field is anything but a pointer, or a named slot has the
  ///   wrong type
  public static CapsuleType<CapsuleTable> table(
      StructType struct, Map<String, String> givenBackBy) {
    return new OfTable(struct, Map.copyOf(givenBackBy));
  }

  /// A pointer that is only passed on, as `dltensor` is.
  ///
  /// @param target what it points to
  /// @return the type
  public static CapsuleType<MemorySegment> pointer(CType target) {
    return new OfPointer(Objects.requireNonNull(target, "target"));
  }

  /// The type as a name for the capsule: for a function in SciPy's spelling, `double (int, double
  /// *, void *)`, which its `LowLevelCallable` compares character by character.
  ///
  /// @return C text
  public abstract String signature();

  /// The native form in C, for a header: the type that [Capsule#pointer()] of a table points to. It
  /// needs `<stdint.h>` and the types that the slots name.
  ///
  /// @param structName the name of the struct
  /// @return C text that declares the struct
  /// @throws UnsupportedOperationException if this is not a table
  /// @throws IllegalArgumentException if a slot has the name of one of the header's fields, such as
  ///   `size`
  public String header(String structName) {
    throw new UnsupportedOperationException(
        "expected a table but found " + signature() + ", which has no header");
  }

  abstract List<CapsuleSlot> slots();

  /// Why a capsule of the found type does not have this type.
  abstract Optional<String> difference(CapsuleType<?> found);

  abstract T content(CapsuleView view);

  boolean isTable() {
    return false;
  }

  /// For a slot that takes pointers back, the slots that created them.
  Map<String, String> givenBackBy() {
    return Map.of();
  }

  /// The type in C.
  @Override
  public String toString() {
    return signature();
  }

  private static Optional<String> otherKind(CapsuleType<?> expected, CapsuleType<?> found) {
    return Optional.of("expected %s but found %s".formatted(expected.kind(), found.kind()));
  }

  abstract String kind();

  private static final class OfFunction extends CapsuleType<CFunction> {
    private final FunctionType function;

    OfFunction(FunctionType function) {
      this.function = function;
    }

    @Override
    public String signature() {
      return function.signature();
    }

    @Override
    List<CapsuleSlot> slots() {
      return List.of(new CapsuleSlot("function", CType.Pointer.to(function), 0));
    }

    @Override
    Optional<String> difference(CapsuleType<?> found) {
      return found instanceof OfFunction other
          ? CType.difference(function, other.function, CType.Comparison.ABI)
          : otherKind(this, found);
    }

    @Override
    CFunction content(CapsuleView view) {
      return view.function(slots().getFirst());
    }

    @Override
    String kind() {
      return "the function " + signature();
    }
  }

  private static final class OfPointer extends CapsuleType<MemorySegment> {
    private final CType target;

    OfPointer(CType target) {
      this.target = target;
    }

    @Override
    public String signature() {
      return CType.Pointer.to(target).toString();
    }

    @Override
    List<CapsuleSlot> slots() {
      return List.of();
    }

    @Override
    Optional<String> difference(CapsuleType<?> found) {
      return found instanceof OfPointer other
          ? CType.difference(target, other.target, CType.Comparison.ABI)
          : otherKind(this, found);
    }

    @Override
    MemorySegment content(CapsuleView view) {
      return view.pointer();
    }

    @Override
    String kind() {
      return "a " + signature();
    }
  }

  private static final class OfTable extends CapsuleType<CapsuleTable> {
    private final StructType struct;
    private final List<CapsuleSlot> slots;
    private final Map<String, String> givenBackBy;

    OfTable(StructType struct, Map<String, String> givenBackBy) {
      this.struct = struct;
      this.slots = read(struct);
      this.givenBackBy = givenBackBy;
      givenBackBy.forEach(this::checkPair);
    }

    private static List<CapsuleSlot> read(StructType struct) {
      if (struct.isUnion() || !struct.isComplete() || struct.fields().isEmpty()) {
        throw new IllegalArgumentException(
            "expected a struct of pointers to functions but found " + struct);
      }
      List<CapsuleSlot> slots = new ArrayList<>();
      List<String> problems = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (StructType.Field field : struct.fields()) {
        if (field.type() instanceof CType.Pointer pointer && names.add(field.name())) {
          slots.add(new CapsuleSlot(field.name(), pointer, slots.size()));
        } else {
          problems.add("slot '%s': expected a pointer but found %s".formatted(field.name(), field));
        }
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(
            Describe.list("cannot make a table of " + struct, problems));
      }
      return List.copyOf(slots);
    }

    private void checkPair(String maker, String taker) {
      boolean makes =
          slot(maker).type().target() instanceof FunctionType function
              && function.returns() instanceof CType.Pointer;
      boolean takes =
          slot(taker).type().target() instanceof FunctionType function
              && ResultWatch.pointerParameter(function) >= 0;
      if (!makes || !takes) {
        throw new IllegalArgumentException(
            "expected a slot that returns a pointer and one that takes one but found '%s' and '%s'"
                .formatted(slot(maker), slot(taker)));
      }
    }

    private CapsuleSlot slot(String name) {
      return slots.get(struct.fields().indexOf(struct.field(name)));
    }

    @Override
    public String signature() {
      return struct.toString();
    }

    @Override
    public String header(String structName) {
      return CapsuleHeader.declaration(Objects.requireNonNull(structName, "structName"), slots);
    }

    @Override
    List<CapsuleSlot> slots() {
      return slots;
    }

    @Override
    boolean isTable() {
      return true;
    }

    @Override
    Map<String, String> givenBackBy() {
      return givenBackBy;
    }

    @Override
    Optional<String> difference(CapsuleType<?> found) {
      if (!(found instanceof OfTable other)) {
        return otherKind(this, found);
      }
      int common = Math.min(slots.size(), other.slots.size());
      for (int i = 0; i < common; i++) {
        CapsuleSlot mine = slots.get(i);
        CapsuleSlot theirs = other.slots.get(i);
        Optional<String> difference =
            mine.name().equals(theirs.name())
                ? CType.difference(mine.type(), theirs.type(), CType.Comparison.ABI)
                : Optional.of("expected '%s' but found '%s'".formatted(mine, theirs));
        if (difference.isPresent()) {
          return Optional.of("slot %d '%s': %s".formatted(i, mine.name(), difference.get()));
        }
      }
      return Optional.empty();
    }

    @Override
    CapsuleTable content(CapsuleView view) {
      return new CapsuleTable(view);
    }

    @Override
    String kind() {
      return "the table " + signature();
    }
  }
}
