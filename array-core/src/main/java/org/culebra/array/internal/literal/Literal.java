package org.culebra.array.internal.literal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// Plain values in the syntax of Python literals and JSON: used for the array interface, the
/// headers of `.npy` files and the metadata of tensors in Arrow.
///
/// | text | value |
/// |---|---|
/// | `{…}` | [Map] in the order of the text; keys are strings, none twice |
/// | `[…]` | [List] |
/// | `(…)` | [Tuple]; `(x)` is `x` |
/// | `'…'`, `"…"` | [String], with the escapes of both languages |
/// | `b'…'` | `byte[]` |
/// | `12`, `0xff` | [Long], or [java.math.BigInteger] from 2^63 to 2^64-1 |
/// | `1.5`, `1e3` | [Double], finite |
/// | `True`, `true` | [Boolean] |
/// | `None`, `null` | null |
///
/// Tuples and lists are distinguished, because the array interface distinguishes them. Nothing is
/// evaluated: no sums, no names, no calls.
public final class Literal {

  /// The maximal length of a text, in characters.
  public static final int MAX_LENGTH = 1 << 20;

  /// The maximal nesting depth of values.
  public static final int MAX_DEPTH = 64;

  private Literal() {}

  /// A Python tuple.
  ///
  /// @param items its items, copied
  public record Tuple(List<@Nullable Object> items) {

    /// Copies the items.
    public Tuple {
      items = Collections.unmodifiableList(new ArrayList<>(items));
    }

    /// A tuple of any values.
    ///
    /// @param items its items
    /// @return the tuple
    public static Tuple of(@Nullable Object... items) {
      List<@Nullable Object> list = new ArrayList<>(items.length);
      Collections.addAll(list, items);
      return new Tuple(list);
    }

    /// A tuple of integers.
    ///
    /// @param values its items
    /// @return the tuple
    public static Tuple of(long[] values) {
      List<@Nullable Object> list = new ArrayList<>(values.length);
      for (long value : values) {
        list.add(value);
      }
      return new Tuple(list);
    }

    @Override
    public String toString() {
      return print(this);
    }
  }

  /// Parses one value.
  ///
  /// @param text the text
  /// @return the value
  /// @throws FormatException with the position, on anything else
  public static @Nullable Object parse(String text) {
    return new LiteralReader(text, false).read();
  }

  /// The same, with an `L` allowed after integers: Python 2 wrote it in `.npy` headers.
  ///
  /// @param text the text
  /// @return the value
  /// @throws FormatException with the position, on anything else
  public static @Nullable Object parsePython2(String text) {
    return new LiteralReader(text, true).read();
  }

  /// The value as printed by Python's `repr`.
  ///
  /// @param value the value
  /// @return its text
  /// @throws IllegalArgumentException if it is not such a value
  public static String print(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    new LiteralWriter(out).write(value);
    return out.toString();
  }

  /// The value for a message: any value, truncated if it is long.
  ///
  /// @param value any
  /// @return its text
  public static String show(@Nullable Object value) {
    String text;
    try {
      StringBuilder out = new StringBuilder();
      new LiteralWriter(out, Errors.MAX_SHOWN).write(value);
      text = out.toString();
    } catch (IllegalArgumentException notOurs) {
      text = value == null ? "None" : "a " + value.getClass().getName();
    }
    return Errors.brief(text);
  }

  /// The same value with lists instead of tuples, for JSON.
  ///
  /// @param value the value
  /// @return the changed copy
  public static @Nullable Object withoutTuples(@Nullable Object value) {
    return switch (value) {
      case Tuple tuple -> withoutTuples(tuple.items());
      case List<?> list -> listWithoutTuples(list);
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put((String) key, withoutTuples(item)));
        yield Collections.unmodifiableMap(copy);
      }
      case null, default -> value;
    };
  }

  private static List<@Nullable Object> listWithoutTuples(List<?> list) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    for (Object item : list) {
      copy.add(withoutTuples(item));
    }
    return Collections.unmodifiableList(copy);
  }
}
