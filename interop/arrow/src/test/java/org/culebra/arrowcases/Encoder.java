package org.culebra.arrowcases;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.culebra.arrow.ArrowField;
import org.jspecify.annotations.Nullable;

/// Writes values as the columnar format's text says, with nothing of the library's own writers: a
/// column of any type that Arrow has.
///
/// | type | value |
/// |---|---|
/// | integers, times | a `Number`, of times the stored one |
/// | floats, booleans, texts | a `Number`, a `Boolean`, a `String` |
/// | decimals, binary values | a `BigDecimal`, a `byte[]` |
/// | intervals | a list of their parts |
/// | lists, maps | a list; of a map's entries, which are structs |
/// | structs | a map from names to values |
/// | unions | an [In] |
/// | any other | of its storage, of its dictionary's values, of its runs' |
public final class Encoder {
  /// A value of a union, and which child has it.
  public record In(int child, @Nullable Object value) {}

  private final Arena arena;
  private final int lead;
  private final int more;

  /// @param arena has the memory; exports trust that it outlives them
  /// @param lead how many elements each column has before its first one, which is its offset then
  /// @param more how many elements each child has after the last that is needed
  public Encoder(Arena arena, int lead, int more) {
    this.arena = arena;
    this.lead = lead;
    this.more = more;
  }

  /// Values as a column of a type.
  public Encoded encode(ArrowField field, List<? extends @Nullable Object> values) {
    int offset = values.isEmpty() ? 0 : lead;
    List<@Nullable Object> all = new ArrayList<>(repeated(values, offset));
    all.addAll(values);
    Parts parts = field.dictionary() == null ? parts(field, all) : indices(field, all);
    return new Encoded(
        field, values.size(), offset, parts.buffers, parts.children, parts.dictionary);
  }

  private record Parts(
      List<MemorySegment> buffers, List<Encoded> children, @Nullable Encoded dictionary) {
    Parts(List<MemorySegment> buffers, Encoded... children) {
      this(buffers, List.of(children), null);
    }
  }

  private static List<@Nullable Object> repeated(
      List<? extends @Nullable Object> values, int count) {
    List<@Nullable Object> some = new ArrayList<>();
    for (int i = 0; i < count && !values.isEmpty(); i++) {
      some.add(values.get(i % values.size()));
    }
    return some;
  }

  private Encoded child(ArrowField parent, int index, List<? extends @Nullable Object> values) {
    List<@Nullable Object> all = new ArrayList<>(values);
    all.addAll(repeated(values, more));
    return encode(parent.children().get(index), all);
  }

  private Parts parts(ArrowField field, List<@Nullable Object> all) {
    Bytes bytes = new Bytes(arena);
    String format = field.format();
    return switch (format.split(":", 2)[0]) {
      case "n" -> new Parts(List.of());
      case "b" -> new Parts(List.of(validity(all), bytes.bits(all, value -> (Boolean) value)));
      case "u", "z" -> new Parts(texts(all, Integer.BYTES));
      case "U", "Z" -> new Parts(texts(all, Long.BYTES));
      case "vu", "vz" -> new Parts(new Views(arena).buffers(validity(all), all));
      case "+l", "+m" -> lists(field, all, Integer.BYTES);
      case "+L" -> lists(field, all, Long.BYTES);
      case "+vl" -> listViews(field, all, Integer.BYTES);
      case "+vL" -> listViews(field, all, Long.BYTES);
      case "+w" -> fixedSizeLists(field, all);
      case "+s" -> struct(field, all);
      case "+us", "+ud" -> union(field, all);
      case "+r" -> runs(field, all);
      default -> new Parts(List.of(validity(all), bytes.fixed(format, all)));
    };
  }

  private MemorySegment validity(List<@Nullable Object> all) {
    return all.contains(null) ? new Bytes(arena).bits(all, _ -> true) : MemorySegment.NULL;
  }

  // --- texts and lists

  private List<MemorySegment> texts(List<@Nullable Object> all, int width) {
    Bytes data = new Bytes(arena).put(new byte[more]);
    Bytes offsets = new Bytes(arena).put(data.size(), width);
    for (Object value : all) {
      data.put(value == null ? new byte[0] : Bytes.of(value));
      offsets.put(data.size(), width);
    }
    return List.of(validity(all), offsets.segment(), data.put(new byte[more]).segment());
  }

  private Parts lists(ArrowField field, List<@Nullable Object> all, int width) {
    List<@Nullable Object> items = new ArrayList<>();
    all.forEach(list -> items.addAll(items(list)));
    items.addAll(0, repeated(items, more));
    long end = items.size() - all.stream().mapToLong(list -> items(list).size()).sum();
    Bytes offsets = new Bytes(arena).put(end, width);
    for (Object list : all) {
      end += items(list).size();
      offsets.put(end, width);
    }
    return new Parts(List.of(validity(all), offsets.segment()), child(field, 0, items));
  }

  /// The last list's elements come first.
  private Parts listViews(ArrowField field, List<@Nullable Object> all, int width) {
    List<@Nullable Object> items = new ArrayList<>();
    List<Long> starts = new ArrayList<>();
    for (Object list : all.reversed()) {
      starts.addFirst((long) items.size());
      items.addAll(items(list));
    }
    Bytes offsets = new Bytes(arena);
    Bytes sizes = new Bytes(arena);
    for (int i = 0; i < all.size(); i++) {
      offsets.put(starts.get(i), width);
      sizes.put(items(all.get(i)).size(), width);
    }
    List<MemorySegment> buffers = List.of(validity(all), offsets.segment(), sizes.segment());
    return new Parts(buffers, child(field, 0, items));
  }

  private static List<?> items(@Nullable Object list) {
    return list == null ? List.of() : (List<?>) list;
  }

  private Parts fixedSizeLists(ArrowField field, List<@Nullable Object> all) {
    int size = Integer.parseInt(field.format().substring(3));
    List<?> filler =
        all.stream().filter(Objects::nonNull).findFirst().map(Encoder::items).orElse(null);
    List<@Nullable Object> items = new ArrayList<>();
    for (Object list : all) {
      items.addAll(
          list != null ? items(list) : filler != null ? filler : Collections.nCopies(size, null));
    }
    return new Parts(List.of(validity(all)), child(field, 0, items));
  }

  // --- structs, unions, runs, dictionaries

  private Parts struct(ArrowField field, List<@Nullable Object> all) {
    List<Encoded> children = new ArrayList<>();
    for (int i = 0; i < field.children().size(); i++) {
      String name = field.children().get(i).name();
      children.add(child(field, i, mapped(all, struct -> ((Map<?, ?>) struct).get(name))));
    }
    return new Parts(List.of(validity(all)), children, null);
  }

  /// Where a parent is missing, its child has the value of another one.
  private static List<@Nullable Object> mapped(
      List<@Nullable Object> all, Function<Object, @Nullable Object> part) {
    Object filler =
        all.stream()
            .filter(Objects::nonNull)
            .map(part)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    List<@Nullable Object> values = new ArrayList<>();
    for (Object parent : all) {
      values.add(parent == null ? filler : part.apply(parent));
    }
    return values;
  }

  private Parts union(ArrowField field, List<@Nullable Object> all) {
    String[] ids = field.format().substring(4).split(",", -1);
    boolean dense = field.format().startsWith("+ud");
    List<List<@Nullable Object>> values = new ArrayList<>();
    List<@Nullable Object> fillers = new ArrayList<>();
    for (int k = 0; k < ids.length; k++) {
      int child = k;
      values.add(new ArrayList<>());
      fillers.add(
          mapped(all, in -> ((In) in).child() == child ? ((In) in).value() : null).stream()
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null));
    }
    Bytes types = new Bytes(arena);
    Bytes starts = new Bytes(arena);
    for (Object one : all) {
      In in = (In) Objects.requireNonNull(one, "a union has no missing values of its own");
      types.put(Long.parseLong(ids[in.child()]), 1);
      starts.put(values.get(in.child()).size(), Integer.BYTES);
      for (int k = 0; k < ids.length; k++) {
        if (k == in.child()) {
          values.get(k).add(in.value());
        } else if (!dense) {
          values.get(k).add(fillers.get(k));
        }
      }
    }
    List<Encoded> children = new ArrayList<>();
    for (int k = 0; k < ids.length; k++) {
      children.add(child(field, k, values.get(k)));
    }
    List<MemorySegment> buffers =
        dense ? List.of(types.segment(), starts.segment()) : List.of(types.segment());
    return new Parts(buffers, children, null);
  }

  private Parts runs(ArrowField field, List<@Nullable Object> all) {
    List<@Nullable Object> ends = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i + 1 == all.size() || !Objects.equals(all.get(i), all.get(i + 1))) {
        ends.add(i + 1);
        values.add(all.get(i));
      }
    }
    Encoded runEnds = new Encoder(arena, 0, 0).encode(field.children().getFirst(), ends);
    return new Parts(List.of(), runEnds, child(field, 1, values));
  }

  private Parts indices(ArrowField field, List<@Nullable Object> all) {
    List<@Nullable Object> values = new ArrayList<>(new LinkedHashSet<>(all));
    values.remove(null);
    List<@Nullable Object> indices = new ArrayList<>();
    all.forEach(value -> indices.add(value == null ? null : values.indexOf(value)));
    MemorySegment data = new Bytes(arena).fixed(field.format(), indices);
    Encoded dictionary = encode(Objects.requireNonNull(field.dictionary()), values);
    return new Parts(List.of(validity(all), data), List.of(), dictionary);
  }

  // --- what readers make of it

  /// Values as a reader has them: a union's without their child.
  public static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case In in -> plain(in.value());
      case List<?> list -> {
        List<@Nullable Object> plain = new ArrayList<>();
        list.forEach(item -> plain.add(plain(item)));
        yield plain;
      }
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> plain = new LinkedHashMap<>();
        map.forEach((key, item) -> plain.put(key, plain(item)));
        yield plain;
      }
      case null, default -> value;
    };
  }
}
