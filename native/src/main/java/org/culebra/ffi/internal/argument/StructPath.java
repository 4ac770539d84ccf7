package org.culebra.ffi.internal.argument;

import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.jspecify.annotations.Nullable;

/// Finds what a path leads to within the memory of a type: `name`, `.name` in a struct, `[i]` in an
/// array. A path may continue behind a pointer, in other memory: `->name`, or `[i]` of a pointer.
public final class StructPath {
  /// What a path leads to.
  ///
  /// @param where for messages: `field 'width'`
  /// @param type its type
  /// @param byteOffset from the start of the memory
  /// @param rest of the path, behind the pointer that this is; empty at the end of the path
  /// @param bits the bit-field that it is, otherwise null
  public record Field(
      String where, CType type, long byteOffset, String rest, StructType.@Nullable Field bits) {

    Field(String where, CType type, long byteOffset, String rest) {
      this(where, type, byteOffset, rest, null);
    }

    /// Whether it is in the same memory.
    boolean isDirect() {
      return rest.isEmpty();
    }
  }

  private final String path;
  private final CType outermost;
  private CType type;
  private long offset;
  private int at;
  private StructType.@Nullable Field bits;

  private StructPath(CType type, String path, int at) {
    this.outermost = type;
    this.path = path;
    this.type = type;
    this.at = at;
  }

  /// A field of a struct.
  static Field find(StructType struct, String path) {
    StructPath walk = new StructPath(struct, path, 0);
    walk.name();
    return walk.toEnd();
  }

  /// What the rest of a path leads to, which begins with `.`, `->` or `[`, or is empty.
  static Field find(CType type, String path, String rest) {
    return new StructPath(type, path, path.length() - rest.length()).toEnd();
  }

  private Field toEnd() {
    while (at < path.length() && !isAtPointer()) {
      switch (path.charAt(at)) {
        case '.' -> {
          at++;
          name();
        }
        case '[' -> element();
        default -> throw rejected("'" + path.substring(at) + "' comes after " + type);
      }
    }
    return new Field(where(path), type, offset, path.substring(at), bits);
  }

  private boolean isAtPointer() {
    return type instanceof CType.Pointer && (path.startsWith("->", at) || path.charAt(at) == '[');
  }

  private void name() {
    int end = at;
    while (end < path.length() && Character.isJavaIdentifierPart(path.charAt(end))) {
      end++;
    }
    String name = path.substring(at, end);
    if (!(type instanceof StructType owner)) {
      throw rejected("'" + name + "' comes after " + type);
    }
    StructType.Field field = owner.field(name);
    type = field.type();
    offset += field.byteOffset();
    bits = field.isBitField() ? field : null;
    at = end;
  }

  private void element() {
    if (!(type instanceof CType.Array array)) {
      throw rejected("'" + path.substring(at) + "' comes after " + type);
    }
    long index = index(path, at);
    if (index >= array.count()) {
      throw rejected("index " + index + " is not in " + array);
    }
    type = array.element();
    offset += index * type.byteSize();
    at = path.indexOf(']', at) + 1;
  }

  /// The index in brackets at a position of a path.
  static long index(String path, int at) {
    int end = path.indexOf(']', at);
    String digits = end < 0 ? path.substring(at + 1) : path.substring(at + 1, end);
    if (end < 0 || digits.isEmpty() || digits.length() > 9 || !isNumber(digits)) {
      throw new IllegalArgumentException(
          "expected an index such as [3] but found '%s' in '%s'"
              .formatted(path.substring(at), path));
    }
    return Long.parseLong(digits);
  }

  private static boolean isNumber(String digits) {
    return digits.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  static String where(String path) {
    return "field '" + path + "'";
  }

  private IllegalArgumentException rejected(String reason) {
    return new IllegalArgumentException(
        "expected a field of %s but found '%s': %s".formatted(outermost, path, reason));
  }
}
