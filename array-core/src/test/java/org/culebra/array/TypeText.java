package org.culebra.array;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Types as `buffer_format.py` writes them: a type string, or `{ itemsize name offset (sub-shape)
/// type ... }`.
public final class TypeText {

  private TypeText() {}

  public static DType parse(String text) {
    return parse(List.of(text.split(" ")).iterator());
  }

  private static DType parse(Iterator<String> words) {
    String word = words.next();
    if (!word.equals("{")) {
      return DType.ofTypestr(word);
    }
    int itemSize = Integer.parseInt(words.next());
    List<Field> fields = new ArrayList<>();
    for (String name = words.next(); !name.equals("}"); name = words.next()) {
      int offset = Integer.parseInt(words.next());
      long[] shape = shape(words.next());
      fields.add(new Field(name, null, parse(words), shape, offset));
    }
    return DType.struct(itemSize, fields);
  }

  private static long[] shape(String text) {
    String inner = text.substring(1, text.length() - 1);
    return inner.isEmpty()
        ? new long[0]
        : Stream.of(inner.split(",")).mapToLong(Long::parseLong).toArray();
  }

  public static String print(DType type) {
    if (type.fields().isEmpty()) {
      return type.typestr();
    }
    return type.fields().stream()
        .map(TypeText::print)
        .collect(Collectors.joining(" ", "{ " + type.itemSize() + " ", " }"));
  }

  private static String print(Field field) {
    String shape =
        LongStream.of(field.shape()).mapToObj(Long::toString).collect(Collectors.joining(","));
    return "%s %d (%s) %s".formatted(field.name(), field.byteOffset(), shape, print(field.dtype()));
  }
}
