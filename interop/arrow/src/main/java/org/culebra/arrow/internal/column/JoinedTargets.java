package org.culebra.arrow.internal.column;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.ArrowValidator;
import org.culebra.arrow.internal.model.Buffer;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.FormatString;

/// Joins columns whose offsets lead anywhere in their children: list-views and dense unions. Of
/// each child, the part from the first element in use to the last is copied.
final class JoinedTargets {
  private final Concatenation all;
  private final FieldType field;
  private final FormatString format;
  private final List<ArrayData> parts;

  JoinedTargets(Concatenation all, FieldType field, List<ArrayData> parts) {
    this.all = all;
    this.field = field;
    this.format = field.parsed();
    this.parts = parts;
  }

  /// The part of a child that is in use.
  private static final class Span {
    private long low = Long.MAX_VALUE;
    private long high;

    void add(long from, long to) {
      low = Math.min(low, from);
      high = Math.max(high, to);
    }

    ArrayData of(ArrayData child) {
      return low > high ? child.slice(0, 0) : child.slice(low, high);
    }

    long length() {
      return low > high ? 0 : high - low;
    }
  }

  // --- list-views

  ArrayData listViews() {
    boolean wide = ArrowValidator.isWide(format.kind());
    long bytes = Concatenation.bytes(Concatenation.length(parts), wide ? 8 : 4);
    MemorySegment starts = all.allocate(bytes);
    MemorySegment sizes = all.allocate(bytes);
    List<ArrayData> values = new ArrayList<>();
    long at = 0;
    long end = 0;
    for (int k = 0; k < parts.size(); k++) {
      ArrayData part = parts.get(k);
      Span span = lists(part);
      Offsets.requireReach(format, end + span.length(), "up to column " + k);
      for (long i = 0; i < part.length(); i++, at++) {
        long[] bounds = bounds(part, i);
        if (bounds[0] < bounds[1]) { // others are left as 0
          Offsets.set(starts, wide, at, end + bounds[0] - span.low);
          Offsets.set(sizes, wide, at, bounds[1] - bounds[0]);
        }
      }
      values.add(span.of(part.storedChildren().getFirst()));
      end += span.length();
    }
    List<Buffer> buffers = List.of(all.validity(parts), all.owned(starts), all.owned(sizes));
    List<ArrayData> child = List.of(all.joined(field.children().getFirst(), values));
    return Concatenation.column(field, parts, buffers, child);
  }

  private static Span lists(ArrayData part) {
    Span span = new Span();
    for (long i = 0; i < part.length(); i++) {
      long[] bounds = bounds(part, i);
      if (bounds[0] < bounds[1]) {
        span.add(bounds[0], bounds[1]);
      }
    }
    return span;
  }

  private static long[] bounds(ArrayData part, long index) {
    return ElementReader.isNull(part, index)
        ? new long[2]
        : ElementReader.bounds(part, index, part.storedChildren().getFirst().length());
  }

  // --- dense unions

  ArrayData denseUnion() {
    int count = field.children().size();
    MemorySegment typeIds = all.allocate(Concatenation.length(parts));
    MemorySegment starts = all.allocate(Concatenation.bytes(Concatenation.length(parts), 4));
    List<List<ArrayData>> children = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      children.add(new ArrayList<>());
    }
    long[] ends = new long[count];
    long at = 0;
    for (int k = 0; k < parts.size(); k++) {
      ArrayData part = parts.get(k);
      Span[] spans = spans(part, count);
      for (long i = 0; i < part.length(); i++, at++) {
        int child = Indirection.childIndex(part, i);
        long start = ends[child] + Indirection.start(part, i) - spans[child].low;
        Offsets.requireReach(format, start, "in column " + k);
        typeIds.set(JAVA_BYTE, at, format.typeIds().get(child).byteValue());
        starts.setAtIndex(JAVA_INT, at, (int) start);
      }
      for (int c = 0; c < count; c++) {
        children.get(c).add(spans[c].of(part.storedChildren().get(c)));
        ends[c] += spans[c].length();
      }
    }
    List<ArrayData> joined = new ArrayList<>();
    for (int c = 0; c < count; c++) {
      joined.add(all.joined(field.children().get(c), children.get(c)));
    }
    return Concatenation.column(
        field, parts, List.of(all.owned(typeIds), all.owned(starts)), List.copyOf(joined));
  }

  private static Span[] spans(ArrayData part, int count) {
    Span[] spans = new Span[count];
    Arrays.setAll(spans, _ -> new Span());
    for (long i = 0; i < part.length(); i++) {
      long start = Indirection.start(part, i);
      spans[Indirection.childIndex(part, i)].add(start, start + 1);
    }
    return spans;
  }
}
