package org.culebra.arrow.internal.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A column as used by the rest of this module: a type, lengths, buffers with their owners, and
/// other columns. [Column][org.culebra.arrow.Column] is its public type. Immutable, except for a
/// count that is computed on demand.
public final class ArrayData {
  private static final long UNKNOWN = -1;

  private final FieldType field;
  private final long length;

  /// In elements, from the physical start of each buffer; also applies to the children of structs
  /// and fixed-size lists.
  private final long offset;

  /// -1 until it is requested.
  private volatile long nullCount;

  private final List<Buffer> buffers;
  private final List<ArrayData> children;
  private final @Nullable ArrayData dictionary;

  /// Trusts its arguments: buffers hold `offset + length` elements, children likewise.
  public ArrayData(
      FieldType field,
      long length,
      long offset,
      long nullCount,
      List<Buffer> buffers,
      List<ArrayData> children,
      @Nullable ArrayData dictionary) {
    this.field = field;
    this.length = length;
    this.offset = length == 0 ? 0 : offset; // where nothing begins does not matter
    this.nullCount = nullCount;
    this.buffers = buffers;
    this.children = children;
    this.dictionary = dictionary;
  }

  /// A column without elements.
  public static ArrayData empty(FieldType field) {
    FieldType values = field.dictionary();
    return new ArrayData(
        field,
        0,
        0,
        0,
        Collections.nCopies(field.parsed().kind().parts().size(), Buffer.ABSENT),
        field.children().stream().map(ArrayData::empty).toList(),
        values == null ? null : empty(values));
  }

  public FieldType field() {
    return field;
  }

  public String name() {
    return field.name();
  }

  public FormatString format() {
    return field.parsed();
  }

  public long length() {
    return length;
  }

  public long offset() {
    return offset;
  }

  /// By the column's own bitmap; counted at the first call if it is unknown.
  public long nullCount() {
    long count = nullCount;
    if (count == UNKNOWN) {
      count = count();
      nullCount = count;
    }
    return count;
  }

  private long count() {
    if (format().kind() == FormatString.Kind.NULL) {
      return length;
    }
    if (!format().kind().hasValidity() || buffer(0).isAbsent()) {
      return 0;
    }
    return length - Bitmaps.count(buffer(0).memory(), offset, length);
  }

  /// -1 if it has not been counted.
  public long knownNullCount() {
    return nullCount;
  }

  /// In Arrow's order.
  public List<Buffer> buffers() {
    return buffers;
  }

  public Buffer buffer(int index) {
    return buffers.get(index);
  }

  public @Nullable ArrayData dictionary() {
    return dictionary;
  }

  /// The children as they are in memory: this column's offset is not applied.
  public List<ArrayData> storedChildren() {
    return children;
  }

  /// The children: those of structs and fixed-size lists are the part that belongs to this column's
  /// elements.
  public List<ArrayData> children() {
    List<ArrayData> parts = new ArrayList<>(children.size());
    for (int i = 0; i < children.size(); i++) {
      parts.add(child(i));
    }
    return Collections.unmodifiableList(parts);
  }

  /// One of [#children()].
  public ArrayData child(int index) {
    ArrayData child = children.get(index);
    return switch (format().kind()) {
      case STRUCT, SPARSE_UNION -> child.slice(offset, offset + length);
      case FIXED_SIZE_LIST -> {
        long size = format().listSize();
        yield child.slice(offset * size, (offset + length) * size);
      }
      default -> child;
    };
  }

  /// The first of [#children()] that has a name.
  ///
  /// @throws IllegalArgumentException if there is none
  public ArrayData child(String name) {
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i).name().equals(name)) {
        return child(i);
      }
    }
    throw new IllegalArgumentException(
        "expected one of the columns %s but found \"%s\""
            .formatted(children.stream().map(ArrayData::name).toList(), name));
  }

  /// A part of the column, over the same memory.
  ///
  /// @throws IndexOutOfBoundsException if the bounds are not in order, or not in the column
  public ArrayData slice(long start, long end) {
    Objects.checkFromToIndex(start, end, length);
    if (end - start == length) {
      return this;
    }
    long nulls = nullCount == 0 ? 0 : UNKNOWN;
    return new ArrayData(field, end - start, offset + start, nulls, buffers, children, dictionary);
  }

  /// The same memory under another field.
  public ArrayData withField(FieldType changed) {
    return new ArrayData(changed, length, offset, nullCount, buffers, children, dictionary);
  }

  public ArrayData withName(String name) {
    return withField(field.withName(name));
  }

  /// The column in messages.
  public String describe() {
    return "column \"%s\" of type %s".formatted(name(), TypeNames.of(field));
  }

  @Override
  public String toString() {
    long missing = nullCount;
    String nulls = missing > 0 ? ", " + missing + " missing" : "";
    return "Column[" + length + " of " + field + nulls + "]";
  }
}
