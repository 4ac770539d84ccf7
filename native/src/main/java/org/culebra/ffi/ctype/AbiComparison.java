package org.culebra.ffi.ctype;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the first difference between two types.
///
/// Types can be cyclic and can share parts many times over, so the comparison keeps a worklist of
/// pairs and never visits a pair of structs or functions twice: two types are the same unless a
/// difference is found.
@SuppressWarnings("ReferenceEquality") // identical objects need no comparison
final class AbiComparison {
  private final CType.Comparison comparison;
  private final boolean names;
  private final Deque<Pair> open = new ArrayDeque<>();
  private final Set<Seen> seen = new HashSet<>();

  AbiComparison(CType.Comparison comparison) {
    this(comparison, false);
  }

  /// @param names whether the names of tags and fields must agree too
  AbiComparison(CType.Comparison comparison, boolean names) {
    this.comparison = Objects.requireNonNull(comparison, "comparison");
    this.names = names;
  }

  /// Two types that must agree.
  ///
  /// @param shown what a message shows for the two sides: the whole pointers if their targets
  ///   differ
  /// @param path the path to this pair; null at the root
  private record Pair(CType a, CType b, @Nullable Pair shown, @Nullable Path path) {
    String message() {
      Pair pair = shown == null ? this : shown;
      String problem = "expected " + pair.a + " but found " + pair.b;
      return path == null ? problem : path.text() + ": " + problem;
    }

    Pair target(CType x, CType y) {
      return new Pair(x, y, shown == null ? this : shown, path);
    }

    Pair step(CType x, CType y, String name) {
      return new Pair(x, y, null, new Path(path, name, path == null ? 1 : path.length + 1));
    }
  }

  private record Path(@Nullable Path before, String step, int length) {
    private static final int SHOWN = 20;

    String text() {
      Deque<String> steps = new ArrayDeque<>();
      Path at = this;
      while (at != null && steps.size() < SHOWN) {
        steps.addFirst(at.step);
        at = at.before;
      }
      return (at == null ? "" : "...: ") + String.join(": ", steps);
    }
  }

  /// A pair by identity.
  private record Seen(CType a, CType b) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Seen(CType x, CType y) && x == a && y == b;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(a) + System.identityHashCode(b);
    }
  }

  Optional<String> difference(CType expected, CType found) {
    Objects.requireNonNull(expected, "expected");
    Objects.requireNonNull(found, "found");
    open.push(new Pair(expected, found, null, null));
    while (!open.isEmpty()) {
      Pair pair = open.pop();
      Optional<String> problem = pair.a == pair.b ? Optional.empty() : compare(pair);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  /// Whether two fields are at the same place, and of the same type.
  boolean sameField(StructType.Field expected, StructType.Field found) {
    return samePlace(expected, found)
        && (!names || sameDeclaration(expected, found))
        && difference(expected.type(), found.type()).isEmpty();
  }

  private Optional<String> compare(Pair pair) {
    CType a = pair.a;
    CType b = pair.b;
    return switch (a) {
      case CType.Void v when b instanceof CType.Void -> Optional.empty();
      case CType.Scalar x when b instanceof CType.Scalar y ->
          check(pair, x.kind() == y.kind() && x.size() == y.size());
      case CType.Scalar x when b instanceof CType.Enum y -> check(pair, sameInteger(x, y));
      case CType.Enum x when b instanceof CType.Scalar y -> check(pair, sameInteger(y, x));
      case CType.Enum x when b instanceof CType.Enum y -> check(pair, enums(x, y));
      case CType.Complex x when b instanceof CType.Complex y ->
          check(pair, x.part().size() == y.part().size());
      case CType.Opaque x when b instanceof CType.Opaque y -> check(pair, x.equals(y));
      case CType.Pointer x when b instanceof CType.Pointer y -> pointers(pair, x, y);
      case CType.Array x when b instanceof CType.Array y -> arrays(pair, x, y);
      case StructType x when b instanceof StructType y -> structs(pair, x, y);
      case FunctionType x when b instanceof FunctionType y -> functions(pair, x, y);
      default -> Optional.of(pair.message());
    };
  }

  private static Optional<String> check(Pair pair, boolean same) {
    return same ? Optional.empty() : Optional.of(pair.message());
  }

  /// Whether an enum is signed is up to the compiler (C11 6.7.2.2 §4), so only the size counts.
  private static boolean sameInteger(CType.Scalar scalar, CType.Enum e) {
    return scalar.isInteger() && scalar.size() == e.underlying().size();
  }

  private boolean enums(CType.Enum x, CType.Enum y) {
    return x.underlying().size() == y.underlying().size() && (!names || x.name().equals(y.name()));
  }

  private Optional<String> pointers(Pair pair, CType.Pointer x, CType.Pointer y) {
    boolean strict = comparison == CType.Comparison.STRICT;
    if (strict
        && (x.targetConst() != y.targetConst() || x.targetVolatile() != y.targetVolatile())) {
      return Optional.of(pair.message());
    }
    if (comparison == CType.Comparison.VOID_POINTERS && (anyObject(x, y) || anyObject(y, x))) {
      return Optional.empty();
    }
    CType a = strict ? x.target() : withoutArrays(x.target());
    CType b = strict ? y.target() : withoutArrays(y.target());
    open.push(pair.target(a, b));
    return Optional.empty();
  }

  private static boolean anyObject(CType.Pointer any, CType.Pointer other) {
    return any.target() instanceof CType.Void && !(other.target() instanceof FunctionType);
  }

  /// `a[n][m]` is passed as the address of its first element, as `*a` is.
  private static CType withoutArrays(CType target) {
    CType type = target;
    while (type instanceof CType.Array array) {
      type = array.element();
    }
    return type;
  }

  private Optional<String> arrays(Pair pair, CType.Array x, CType.Array y) {
    if (x.isFixed() && y.isFixed() && x.count() != y.count()) {
      return Optional.of(pair.message());
    }
    open.push(pair.target(x.element(), y.element()));
    return Optional.empty();
  }

  private Optional<String> functions(Pair pair, FunctionType x, FunctionType y) {
    if (!seen.add(new Seen(x, y))) {
      return Optional.empty();
    }
    List<FunctionType.Parameter> expected = x.parameters();
    List<FunctionType.Parameter> found = y.parameters();
    if (x.variadic() != y.variadic() || expected.size() != found.size()) {
      return Optional.of(pair.message());
    }
    for (int i = expected.size() - 1; i >= 0; i--) {
      open.push(pair.step(expected.get(i).type(), found.get(i).type(), "parameter " + (i + 1)));
    }
    open.push(pair.step(x.returns(), y.returns(), "return type"));
    return Optional.empty();
  }

  private Optional<String> structs(Pair pair, StructType x, StructType y) {
    boolean sameName = x.name().equals(y.name());
    if (x.isUnion() != y.isUnion() || (names && !sameName)) {
      return Optional.of(pair.message());
    }
    if (!x.isComplete() || !y.isComplete()) {
      return check(pair, sameName);
    }
    if (!seen.add(new Seen(x, y))) {
      return Optional.empty();
    }
    return fields(pair, x, y);
  }

  private Optional<String> fields(Pair pair, StructType x, StructType y) {
    List<StructType.Field> expected = x.fields();
    List<StructType.Field> found = y.fields();
    int common = Math.min(expected.size(), found.size());
    for (int i = 0; i < common; i++) {
      StructType.Field a = expected.get(i);
      StructType.Field b = found.get(i);
      if (!samePlace(a, b) || (names && !sameDeclaration(a, b))) {
        return Optional.of(fieldMessage(pair, a + at(a), b + at(b)));
      }
    }
    if (expected.size() != found.size()) {
      return Optional.of(fieldMessage(pair, expected.size() + " fields", found.size() + " fields"));
    }
    if (x.byteSize() != y.byteSize() || x.byteAlignment() != y.byteAlignment()) {
      return Optional.of(fieldMessage(pair, extent(x), extent(y)));
    }
    for (int i = common - 1; i >= 0; i--) {
      String step = "field '" + expected.get(i).name() + "'";
      open.push(pair.step(expected.get(i).type(), found.get(i).type(), step));
    }
    return Optional.empty();
  }

  private static boolean samePlace(StructType.Field a, StructType.Field b) {
    return a.byteOffset() == b.byteOffset()
        && a.bitOffset() == b.bitOffset()
        && a.bitWidth() == b.bitWidth();
  }

  private static boolean sameDeclaration(StructType.Field a, StructType.Field b) {
    return a.name().equals(b.name()) && a.isConst() == b.isConst();
  }

  private static String fieldMessage(Pair pair, String expected, String found) {
    String where = pair.path == null ? "" : pair.path.text() + ": ";
    return where + pair.a + ": expected " + expected + " but found " + found;
  }

  private static String at(StructType.Field field) {
    String offset = " at offset " + field.byteOffset();
    return field.isBitField() ? offset + ":" + field.bitOffset() : offset;
  }

  private static String extent(StructType struct) {
    return struct.byteSize() + " bytes, alignment " + struct.byteAlignment();
  }
}
