package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.TypeNames;
import org.jspecify.annotations.Nullable;

/// Joins columns of indices. If all have the same dictionary it is copied once; otherwise the
/// result's has the values of the first, then those of the others that it lacks.
final class JoinedDictionaries {
  private final Concatenation all;
  private final FieldType field;
  private final List<ArrayData> parts;

  /// The parts of the dictionaries of which the new one consists.
  private final List<ArrayData> dictionary = new ArrayList<>();

  /// The position of each value in the new dictionary.
  private final Map<@Nullable Object, Long> positions = new HashMap<>();

  private long size;

  JoinedDictionaries(Concatenation all, FieldType field, List<ArrayData> parts) {
    this.all = all;
    this.field = field;
    this.parts = parts;
  }

  ArrayData column() {
    List<long @Nullable []> maps = maps();
    int width = field.parsed().byteWidth();
    MemorySegment indices = all.allocate(Concatenation.bytes(Concatenation.length(parts), width));
    long at = 0;
    for (int k = 0; k < parts.size(); k++) {
      ArrayData part = parts.get(k);
      long[] map = maps.get(k);
      for (long i = 0; i < part.length(); i++, at++) {
        if (!ElementReader.isNull(part, i)) {
          long index = Indirection.sourceIndex(part, i);
          put(indices, width, at, map == null ? index : map[(int) index]);
        }
      }
    }
    FieldType values = Objects.requireNonNull(field.dictionary());
    ArrayData column =
        Concatenation.column(
            field, parts, List.of(all.validity(parts), all.owned(indices)), List.of());
    return new ArrayData(
        field,
        column.length(),
        0,
        column.nullCount(),
        column.buffers(),
        List.of(),
        all.joined(values, dictionary));
  }

  // --- one dictionary of all

  /// For each column its dictionary's indices in the new one, null if they are the same.
  private List<long @Nullable []> maps() {
    List<long @Nullable []> maps = new ArrayList<>();
    ArrayData first = values(parts.getFirst());
    boolean isOne = parts.stream().allMatch(part -> isSame(values(part), first));
    for (int k = 0; k < parts.size(); k++) {
      maps.add(isOne ? null : map(k));
    }
    if (isOne) {
      dictionary.add(first);
    } else {
      requireIndex();
    }
    return maps;
  }

  private static ArrayData values(ArrayData part) {
    return Objects.requireNonNull(part.dictionary());
  }

  /// Whether two dictionaries are the same memory.
  private static boolean isSame(ArrayData a, ArrayData b) {
    if (a == b) {
      return true;
    }
    boolean same =
        a.length() == b.length()
            && a.offset() == b.offset()
            && a.buffers().size() == b.buffers().size()
            && a.dictionary() == b.dictionary();
    for (int i = 0; same && i < a.buffers().size(); i++) {
      same = a.buffer(i).memory().equals(b.buffer(i).memory());
    }
    for (int i = 0; same && i < a.storedChildren().size(); i++) {
      same = isSame(a.storedChildren().get(i), b.storedChildren().get(i));
    }
    return same;
  }

  private long[] map(int column) {
    ArrayData values = values(parts.get(column));
    long[] map = new long[Lists.size(values)];
    boolean isOrdered = true;
    int start = 0; // of the values that are new, up to i
    for (int i = 0; i < map.length; i++) {
      Long known = positions.putIfAbsent(key(values, i), size);
      map[i] = known == null ? size++ : known;
      isOrdered &= (column == 0 || known != null) && (i == 0 || map[i] > map[i - 1]);
      if (known != null) {
        dictionary.add(values.slice(start, i));
        start = i + 1;
      }
    }
    dictionary.add(values.slice(start, map.length));
    if (!isOrdered && (field.flags() & FieldType.DICTIONARY_ORDERED) != 0) {
      throw new IllegalArgumentException(
          "expected one dictionary, since its order is significant, but found other values or another order in column %d; encode all columns by the same dictionary"
              .formatted(column));
    }
    return map;
  }

  /// Equal for elements of equal bytes.
  private static @Nullable Object key(ArrayData column, long index) {
    if (ElementReader.isNull(column, index)) {
      return null;
    }
    ArrayData source = Indirection.source(column, index);
    if (source != null) {
      Object key = key(source, Indirection.sourceIndex(column, index));
      boolean isUnion = column.format().kind().isUnion();
      return isUnion ? Arrays.asList(Indirection.childIndex(column, index), key) : key;
    }
    return switch (column.format().kind()) {
      case BITS -> ValueReader.value(column, index);
      case STRUCT -> {
        List<@Nullable Object> keys = new ArrayList<>();
        column.storedChildren().forEach(child -> keys.add(key(child, column.offset() + index)));
        yield keys;
      }
      case LIST, LARGE_LIST, MAP, LIST_VIEW, LARGE_LIST_VIEW, FIXED_SIZE_LIST ->
          keys(Objects.requireNonNull(ElementReader.list(column, index)));
      default -> ByteBuffer.wrap(Objects.requireNonNull(ElementReader.bytes(column, index)));
    };
  }

  private static List<@Nullable Object> keys(ArrayData column) {
    List<@Nullable Object> keys = new ArrayList<>();
    for (long i = 0; i < column.length(); i++) {
      keys.add(key(column, i));
    }
    return keys;
  }

  // --- indices

  private void requireIndex() {
    long most =
        switch (field.format()) {
          case "c" -> 1L << 7;
          case "C" -> 1L << 8;
          case "s" -> 1L << 15;
          case "S" -> 1L << 16;
          case "i" -> 1L << 31;
          case "I" -> 1L << 32;
          default -> Long.MAX_VALUE;
        };
    if (size > most) {
      throw new IllegalArgumentException(
          "expected at most %d values in the dictionary, as indices of %s can refer to, but found %d; encode the columns with wider indices"
              .formatted(most, TypeNames.of(field.parsed()), size));
    }
  }

  private static void put(MemorySegment memory, int width, long index, long value) {
    switch (width) {
      case Byte.BYTES -> memory.set(JAVA_BYTE, index, (byte) value);
      case Short.BYTES -> memory.setAtIndex(JAVA_SHORT, index, (short) value);
      case Integer.BYTES -> memory.setAtIndex(JAVA_INT, index, (int) value);
      default -> memory.setAtIndex(JAVA_LONG, index, value);
    }
  }
}
