package org.culebra.arrow.internal.column;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.culebra.array.FormatException;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.literal.JsonText;
import org.culebra.array.internal.literal.Literal;
import org.jspecify.annotations.Nullable;

/// The JSON of the types `arrow.fixed_shape_tensor` and `arrow.variable_shape_tensor` of the
/// [canonical extensions](https://arrow.apache.org/docs/format/CanonicalExtensions.html). All lists
/// are in the order of the axes in memory; null stands for a missing key. Unknown keys are ignored.
///
/// @param shape the lengths of a cell's axes; required for a fixed shape, absent for a variable one
/// @param permutation axis i of a cell is axis `permutation[i]` in memory
/// @param dimNames the names of a cell's axes
/// @param uniformShape lengths that all cells have in common, null if they differ
record TensorMetadata(
    @Nullable List<Long> shape,
    @Nullable List<Integer> permutation,
    @Nullable List<String> dimNames,
    @Nullable List<@Nullable Long> uniformShape) {

  /// Parses the parameters of a fixed-shape tensor.
  ///
  /// @throws FormatException if it is not JSON, has no shape, or its lists are inconsistent
  static TensorMetadata ofFixedShape(String json) {
    TensorMetadata read = parse(json);
    if (read.shape == null) {
      throw new FormatException("expected a \"shape\" but found " + Errors.brief(json));
    }
    read.check(read.shape.size());
    return read;
  }

  /// Parses the parameters of a variable-shape tensor, which may be empty.
  ///
  /// @param rank axes of a cell
  /// @throws FormatException if it is not JSON, or its lists have other lengths
  static TensorMetadata ofVariableShape(String json, int rank) {
    TensorMetadata read = json.isEmpty() ? new TensorMetadata(null, null, null, null) : parse(json);
    read.check(rank);
    return read;
  }

  /// Creates the parameters of a fixed shape, for printing.
  static TensorMetadata ofShape(long... shape) {
    return new TensorMetadata(Arrays.stream(shape).boxed().toList(), null, null, null);
  }

  TensorMetadata withPermutation(int... axes) {
    return new TensorMetadata(shape, Arrays.stream(axes).boxed().toList(), dimNames, uniformShape);
  }

  TensorMetadata withDimNames(List<String> names) {
    return new TensorMetadata(shape, permutation, List.copyOf(names), uniformShape);
  }

  /// The axes in memory of a cell's axes; the default is the identity.
  int[] axes(int rank) {
    List<Integer> axes = permutation;
    return axes == null
        ? IntStream.range(0, rank).toArray()
        : axes.stream().mapToInt(Integer::intValue).toArray();
  }

  /// The names in the order of a cell's axes, that is, permuted; empty if there are none.
  List<String> names() {
    List<String> names = dimNames;
    return names == null
        ? List.of()
        : Arrays.stream(axes(names.size())).mapToObj(names::get).toList();
  }

  // --- reading

  private static TensorMetadata parse(String json) {
    Object value = Literal.parse(json);
    if (!(value instanceof Map<?, ?> map)) {
      throw new FormatException("expected a JSON object but found " + Literal.show(value));
    }
    List<Long> permutation = numbers(map, "permutation", StridedLayout.MAX_RANK - 1);
    return new TensorMetadata(
        numbers(map, "shape", Long.MAX_VALUE), // of empty cells one length may be any
        permutation == null ? null : permutation.stream().map(Math::toIntExact).toList(),
        texts(map),
        lengthsOrNulls(map));
  }

  private static @Nullable List<?> list(Map<?, ?> map, String key) {
    Object value = map.get(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof List<?> items)) {
      throw malformed(key, "a list", value);
    }
    if (items.size() > StridedLayout.MAX_RANK) {
      throw malformed(key, "at most " + StridedLayout.MAX_RANK + " axes", value);
    }
    return items;
  }

  private static @Nullable List<Long> numbers(Map<?, ?> map, String key, long most) {
    List<?> items = list(map, key);
    if (items == null) {
      return null;
    }
    List<Long> numbers = new ArrayList<>();
    for (Object item : items) {
      numbers.add(number(key, item, most));
    }
    return List.copyOf(numbers);
  }

  private static Long number(String key, @Nullable Object item, long most) {
    if (item instanceof Long n && n >= 0 && n <= most) {
      return n;
    }
    throw malformed(key, "integers in [0, " + most + "]", item);
  }

  private static @Nullable List<String> texts(Map<?, ?> map) {
    List<?> items = list(map, "dim_names");
    if (items == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof String text)) {
        throw malformed("dim_names", "strings", item);
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  private static @Nullable List<@Nullable Long> lengthsOrNulls(Map<?, ?> map) {
    List<?> items = list(map, "uniform_shape");
    if (items == null) {
      return null;
    }
    List<@Nullable Long> lengths = new ArrayList<>();
    for (Object item : items) {
      lengths.add(item == null ? null : number("uniform_shape", item, Integer.MAX_VALUE));
    }
    return Collections.unmodifiableList(lengths);
  }

  private void check(int rank) {
    checkCount("permutation", permutation, rank);
    checkCount("dim_names", dimNames, rank);
    checkCount("uniform_shape", uniformShape, rank);
    List<Integer> axes = permutation;
    if (axes != null
        && (new HashSet<>(axes).size() != rank || axes.stream().anyMatch(axis -> axis >= rank))) {
      throw malformed("permutation", "each of the axes 0 to " + (rank - 1) + " once", axes);
    }
  }

  private static void checkCount(String key, @Nullable List<?> items, int rank) {
    if (items != null && items.size() != rank) {
      throw malformed(key, "as many items as a cell has axes, " + rank + ",", items);
    }
  }

  private static FormatException malformed(String key, String expected, @Nullable Object found) {
    Object shown = found instanceof List<?> list ? new ArrayList<Object>(list) : found;
    return new FormatException(
        "expected " + expected + " in \"" + key + "\" but found " + Literal.show(shown));
  }

  // --- printing

  /// The JSON; `{}` if there are no parameters.
  String json() {
    List<String> members = new ArrayList<>();
    member(members, "shape", shape);
    member(members, "permutation", permutation);
    member(members, "dim_names", dimNames);
    member(members, "uniform_shape", uniformShape);
    return members.stream().collect(Collectors.joining(",", "{", "}"));
  }

  private static void member(
      List<String> members, String key, @Nullable List<? extends @Nullable Object> items) {
    if (items != null) {
      members.add(
          items.stream()
              .map(item -> item instanceof String text ? quoted(text) : String.valueOf(item))
              .collect(Collectors.joining(",", "\"" + key + "\":[", "]")));
    }
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder();
    JsonText.quote(out, text);
    return out.toString();
  }
}
