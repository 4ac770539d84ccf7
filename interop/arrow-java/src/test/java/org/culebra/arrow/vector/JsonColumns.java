package org.culebra.arrow.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/// Random columns in the JSON format of Arrow's integration tests: buffer by buffer, numbers of 64
/// bits as text.
final class JsonColumns {
  static final ObjectMapper JSON = new ObjectMapper();

  /// Entries of every dictionary.
  static final int DICTIONARY = 6;

  private static final int INLINE = 12;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz_äß漢😀";

  private final Random random;

  JsonColumns(Random random) {
    this.random = random;
  }

  /// @param field as in a schema message: with the type of a dictionary's values
  ObjectNode column(Field field, int count) {
    ObjectNode column = JSON.createObjectNode();
    column.put("name", field.getName()).put("count", count);
    if (field.getDictionary() != null) {
      boolean wide = field.getDictionary().getIndexType().getBitWidth() == 64;
      validity(column, field, count);
      data(column, count, _ -> number(random.nextInt(DICTIONARY), wide));
      return column;
    }
    return values(column, field, count);
  }

  /// The same without regard to a dictionary: what the dictionary holds.
  ObjectNode values(String name, Field field, int count) {
    ObjectNode column = JSON.createObjectNode();
    return values(column.put("name", name).put("count", count), field, count);
  }

  private ObjectNode values(ObjectNode column, Field field, int count) {
    ArrowType type = field.getType();
    if (type instanceof ArrowType.Union union) {
      return union(column, union, field, count);
    }
    if (type instanceof ArrowType.RunEndEncoded) {
      return runs(column, field, count);
    }
    if (!(type instanceof ArrowType.Null)) {
      boolean[] valid = validity(column, field, count);
      fill(column, field, count, valid);
    }
    return column;
  }

  private boolean[] validity(ObjectNode column, Field field, int count) {
    boolean[] valid = new boolean[count];
    ArrayNode bits = column.putArray("VALIDITY");
    for (int i = 0; i < count; i++) {
      valid[i] = !field.isNullable() || random.nextInt(3) > 0;
      bits.add(valid[i] ? 1 : 0);
    }
    return valid;
  }

  private void data(ObjectNode column, int count, IntFunction<JsonNode> value) {
    ArrayNode data = column.putArray("DATA");
    IntStream.range(0, count).mapToObj(value).forEach(data::add);
  }

  private void fill(ObjectNode column, Field field, int count, boolean[] valid) {
    switch (field.getType()) {
      case ArrowType.Utf8 _ -> texts(column, count, valid, false, false);
      case ArrowType.LargeUtf8 _ -> texts(column, count, valid, true, false);
      case ArrowType.Binary _ -> texts(column, count, valid, false, true);
      case ArrowType.LargeBinary _ -> texts(column, count, valid, true, true);
      case ArrowType.Utf8View _ -> views(column, count, valid, false);
      case ArrowType.BinaryView _ -> views(column, count, valid, true);
      case ArrowType.List _ -> lists(column, field, count, valid, false);
      case ArrowType.Map _ -> lists(column, field, count, valid, false);
      case ArrowType.LargeList _ -> lists(column, field, count, valid, true);
      case ArrowType.ListView _ -> listViews(column, field, count, false);
      case ArrowType.LargeListView _ -> listViews(column, field, count, true);
      case ArrowType.FixedSizeList list -> children(column, field, count * list.getListSize());
      case ArrowType.Struct _ -> children(column, field, count);
      default -> data(column, count, _ -> flat(field.getType()));
    }
  }

  private JsonNode flat(ArrowType type) {
    return switch (type) {
      case ArrowType.Bool _ -> JSON.getNodeFactory().numberNode(random.nextInt(2));
      case ArrowType.Int number -> integer(number.getBitWidth(), number.getIsSigned());
      case ArrowType.FloatingPoint _ -> JSON.getNodeFactory().numberNode(random.nextInt() / 256.0f);
      case ArrowType.Decimal decimal -> {
        int bits = Math.min(decimal.getPrecision() * 3, decimal.getBitWidth() - 2);
        BigInteger unscaled = new BigInteger(bits, random);
        yield text((random.nextBoolean() ? unscaled : unscaled.negate()).toString());
      }
      case ArrowType.FixedSizeBinary bytes -> text(hex(bytes(bytes.getByteWidth())));
      case ArrowType.Date date -> number(random.nextInt(40_000) * days(date), days(date) > 1);
      case ArrowType.Time time -> number(random.nextInt(86_400), time.getBitWidth() == 64);
      case ArrowType.Interval interval -> interval(interval);
      default -> number(random.nextLong(1L << 50), true); // timestamps and durations
    };
  }

  private static long days(ArrowType.Date date) {
    return switch (date.getUnit()) {
      case DAY -> 1;
      case MILLISECOND -> 86_400_000L;
    };
  }

  private JsonNode interval(ArrowType.Interval interval) {
    ObjectNode parts = JSON.createObjectNode();
    return switch (interval.getUnit()) {
      case YEAR_MONTH -> JSON.getNodeFactory().numberNode(random.nextInt(1000));
      case DAY_TIME ->
          parts.put("days", random.nextInt(1000)).put("milliseconds", random.nextInt(1000));
      case MONTH_DAY_NANO ->
          parts
              .put("months", random.nextInt(100))
              .put("days", random.nextInt(100))
              .put("nanoseconds", random.nextLong(1L << 40));
    };
  }

  private JsonNode integer(int bits, boolean signed) {
    BigInteger value = new BigInteger(bits, random);
    if (signed) {
      value = value.subtract(BigInteger.ONE.shiftLeft(bits - 1));
    }
    return bits == 64
        ? text(value.toString())
        : JSON.getNodeFactory().numberNode(value.longValue());
  }

  private static JsonNode number(long value, boolean wide) {
    return wide
        ? text(Long.toString(value))
        : JSON.getNodeFactory().numberNode(Math.toIntExact(value));
  }

  private static JsonNode text(String text) {
    return JSON.getNodeFactory().textNode(text);
  }

  // --- texts and bytes

  private String letters(int length) {
    int[] points = LETTERS.codePoints().toArray();
    int[] drawn = random.ints(length, 0, points.length).map(i -> points[i]).toArray();
    return new String(drawn, 0, length);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  private void texts(ObjectNode column, int count, boolean[] valid, boolean wide, boolean binary) {
    ArrayNode offsets = column.putArray("OFFSET");
    ArrayNode data = JSON.createArrayNode();
    long end = 0;
    offsets.add(number(end, wide));
    for (int i = 0; i < count; i++) {
      int length = valid[i] ? random.nextInt(9) : 0;
      String letters = letters(length);
      data.add(binary ? hex(bytes(length)) : letters);
      end += binary ? length : letters.getBytes(StandardCharsets.UTF_8).length;
      offsets.add(number(end, wide));
    }
    column.set("DATA", data);
  }

  /// Long values go to one buffer, or, those of the second half, to another.
  private void views(ObjectNode column, int count, boolean[] valid, boolean binary) {
    ArrayNode views = column.putArray("VIEWS");
    StringBuilder[] buffers = {new StringBuilder(), new StringBuilder()};
    int used = 0;
    for (int i = 0; i < count; i++) {
      byte[] value = valid[i] ? value(binary) : new byte[0];
      ObjectNode view = views.addObject().put("SIZE", value.length);
      if (value.length <= INLINE) {
        view.put("INLINED", binary ? hex(value) : new String(value, StandardCharsets.UTF_8));
        continue;
      }
      int buffer = i < count / 2 || used == 0 ? 0 : 1;
      used = Math.max(used, buffer + 1);
      view.put("PREFIX_HEX", hex(Arrays.copyOf(value, 4))).put("BUFFER_INDEX", buffer);
      view.put("OFFSET", buffers[buffer].length() / 2);
      buffers[buffer].append(hex(value));
    }
    ArrayNode data = column.putArray("VARIADIC_DATA_BUFFERS");
    for (int i = 0; i < used; i++) {
      data.add(buffers[i].toString());
    }
  }

  private byte[] value(boolean binary) {
    int length = random.nextInt(20);
    return binary ? bytes(length) : letters(length).getBytes(StandardCharsets.UTF_8);
  }

  // --- nested

  private void children(ObjectNode column, Field field, int... counts) {
    ArrayNode children = column.putArray("children");
    List<Field> fields = field.getChildren();
    for (int i = 0; i < fields.size(); i++) {
      children.add(column(fields.get(i), counts[Math.min(i, counts.length - 1)]));
    }
  }

  private void lists(ObjectNode column, Field field, int count, boolean[] valid, boolean wide) {
    ArrayNode offsets = column.putArray("OFFSET");
    int end = 0;
    offsets.add(number(end, wide));
    for (int i = 0; i < count; i++) {
      end += valid[i] ? random.nextInt(4) : 0;
      offsets.add(number(end, wide));
    }
    children(column, field, end);
  }

  /// Lists in any order, which may overlap.
  private void listViews(ObjectNode column, Field field, int count, boolean wide) {
    int elements = count + 5;
    ArrayNode offsets = column.putArray("OFFSET");
    ArrayNode sizes = JSON.createArrayNode();
    for (int i = 0; i < count; i++) {
      int start = random.nextInt(elements);
      offsets.add(number(start, wide));
      sizes.add(number(random.nextInt(Math.min(4, elements - start + 1)), wide));
    }
    column.set("SIZE", sizes);
    children(column, field, elements);
  }

  private ObjectNode union(ObjectNode column, ArrowType.Union union, Field field, int count) {
    int[] counts = new int[field.getChildren().size()];
    ArrayNode ids = column.putArray("TYPE_ID");
    ArrayNode offsets = JSON.createArrayNode();
    for (int i = 0; i < count; i++) {
      int child = random.nextInt(counts.length);
      ids.add(union.getTypeIds()[child]);
      offsets.add(counts[child]++);
    }
    if (union.getMode() == UnionMode.Dense) {
      column.set("OFFSET", offsets);
      children(column, field, counts);
    } else {
      children(column, field, count);
    }
    return column;
  }

  private ObjectNode runs(ObjectNode column, Field field, int count) {
    boolean wide = ((ArrowType.Int) field.getChildren().getFirst().getType()).getBitWidth() == 64;
    ObjectNode ends = JSON.createObjectNode();
    ArrayNode valid = JSON.createArrayNode();
    ArrayNode data = JSON.createArrayNode();
    int end = 0;
    while (end < count) {
      end = Math.min(count, end + 1 + random.nextInt(3));
      valid.add(1);
      data.add(number(end, wide));
    }
    ends.put("name", field.getChildren().getFirst().getName()).put("count", data.size());
    ends.set("VALIDITY", valid);
    ends.set("DATA", data);
    ArrayNode children = column.putArray("children");
    children.add(ends);
    children.add(column(field.getChildren().getLast(), data.size()));
    return column;
  }
}
