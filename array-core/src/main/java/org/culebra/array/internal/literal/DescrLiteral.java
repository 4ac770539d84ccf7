package org.culebra.array.internal.literal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.internal.literal.Literal.Tuple;
import org.jspecify.annotations.Nullable;

/// A type's description ([Descr]) as a Python literal: a list of fields, each a tuple.
public final class DescrLiteral {

  private DescrLiteral() {}

  /// With tuples where Python uses them.
  public static Object print(Object descr) {
    if (!(descr instanceof List<?> fields)) {
      return descr;
    }
    List<Object> entries = new ArrayList<>();
    for (Object field : fields) {
      List<@Nullable Object> parts = new ArrayList<>((List<?>) field);
      if (parts.get(0) instanceof List<?> titleAndName) {
        parts.set(0, new Tuple(new ArrayList<>(titleAndName)));
      }
      parts.set(1, print(Objects.requireNonNull(parts.get(1))));
      if (parts.size() == 3 && parts.get(2) instanceof List<?> shape) {
        parts.set(2, new Tuple(new ArrayList<>(shape)));
      }
      entries.add(new Tuple(parts));
    }
    return entries;
  }

  /// As for [Descr#parse(Object)]. Lists in place of Python's tuples are rejected unless allowed:
  /// JSON has only lists.
  public static Object parse(@Nullable Object literal, boolean listsToo) {
    return parse(literal, listsToo, 0);
  }

  private static Object parse(@Nullable Object literal, boolean listsToo, int depth) {
    if (literal instanceof String typestr) {
      return typestr;
    }
    if (!(literal instanceof List<?> fields) || depth > Literal.MAX_DEPTH) {
      throw new FormatException(
          "expected a type string or a list of fields but found " + Literal.show(literal));
    }
    List<Object> entries = new ArrayList<>();
    for (Object field : fields) {
      entries.add(field(field, listsToo, depth));
    }
    return entries;
  }

  private static List<Object> field(@Nullable Object field, boolean listsToo, int depth) {
    List<@Nullable Object> parts = items(field, listsToo);
    if (parts == null || parts.size() < 2 || parts.size() > 3) {
      throw new FormatException(
          "expected a field as a tuple of name, type and optionally shape but found "
              + Literal.show(field));
    }
    List<Object> entry = new ArrayList<>();
    entry.add(flat(parts.get(0), field, listsToo));
    entry.add(parse(parts.get(1), listsToo, depth + 1));
    if (parts.size() == 3) {
      entry.add(flat(parts.get(2), field, listsToo));
    }
    return entry;
  }

  /// A name, title and name, a length or lengths.
  private static Object flat(@Nullable Object part, @Nullable Object field, boolean listsToo) {
    if (part instanceof String || part instanceof Long) {
      return part;
    }
    if (part instanceof Integer n) {
      return n.longValue();
    }
    List<@Nullable Object> items = items(part, listsToo);
    List<Object> copy = new ArrayList<>();
    for (Object item : items == null ? List.<@Nullable Object>of() : items) {
      if (item instanceof String || item instanceof Long) {
        copy.add(item);
      } else if (item instanceof Integer n) {
        copy.add(n.longValue());
      } else {
        items = null;
        break;
      }
    }
    if (items == null) {
      throw new FormatException(
          "expected a field as a tuple of name, type and optionally shape but found "
              + Literal.show(field));
    }
    return copy;
  }

  /// The items of a tuple; null if it is not one.
  public static @Nullable List<@Nullable Object> items(@Nullable Object value, boolean listsToo) {
    return switch (value) {
      case Tuple(List<@Nullable Object> items) -> items;
      case List<?> list when listsToo -> new ArrayList<@Nullable Object>(list);
      case null, default -> null;
    };
  }

  /// The type of a type string, more leniently than [DType#ofTypestr(String)]: `|` before types of
  /// several bytes means this machine's order, and `<` or `>` before types without one mean
  /// nothing.
  ///
  /// @throws FormatException if it is not a type string
  public static DType lenientType(String typestr) {
    try {
      return DType.ofTypestr(typestr);
    } catch (FormatException e) {
      return withoutMark(typestr, e);
    }
  }

  private static DType withoutMark(String typestr, FormatException strict) {
    boolean marked = typestr.length() > 1 && "<>|".indexOf(typestr.charAt(0)) >= 0;
    if (!marked || !Character.isLetter(typestr.charAt(1))) {
      throw strict;
    }
    try {
      return DType.ofTypestr(typestr.substring(1));
    } catch (FormatException _) {
      throw strict;
    }
  }

  /// Whether a description contains Python objects, which are pointers into another program.
  public static boolean hasObjects(Object descr) {
    if (descr instanceof String typestr) {
      int at = !typestr.isEmpty() && "<>=|".indexOf(typestr.charAt(0)) >= 0 ? 1 : 0;
      return typestr.startsWith("O", at);
    }
    return descr instanceof List<?> fields
        && fields.stream().anyMatch(f -> hasObjects(((List<?>) f).get(1)));
  }
}
