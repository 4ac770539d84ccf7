package org.culebra.array;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads the types of `view_golden.py`: type strings, and
/// `{layout,itemsize;name,offset,shape,type;...}` for structs.
final class OracleTypes {

  private final String text;
  private int at;

  private OracleTypes(String text) {
    this.text = text;
  }

  static DType parse(String text) {
    OracleTypes reader = new OracleTypes(text);
    DType type = reader.type();
    assertThat(reader.at).as("all of %s", text).isEqualTo(text.length());
    return type;
  }

  /// Numbers with commas, or another mark, between them; none in an empty text.
  static long[] longs(String text, String mark) {
    return text.isEmpty()
        ? new long[0]
        : Arrays.stream(text.split(mark, -1)).mapToLong(Long::parseLong).toArray();
  }

  static long[] longs(String text) {
    return longs(text, ",");
  }

  static int[] ints(String text) {
    return Arrays.stream(longs(text)).mapToInt(Math::toIntExact).toArray();
  }

  private String until(String marks) {
    int from = at;
    while (at < text.length() && marks.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private DType type() {
    return text.charAt(at) == '{' ? struct() : DType.ofTypestr(until(";}"));
  }

  private DType struct() {
    at++;
    String layout = until(",");
    at++;
    int itemSize = Integer.parseInt(until(";"));
    List<Field> fields = new ArrayList<>();
    while (text.charAt(at) == ';') {
      at++;
      String name = until(",");
      at++;
      int offset = Integer.parseInt(until(","));
      at++;
      long[] shape = longs(until(","), "x");
      at++;
      fields.add(new Field(name, null, type(), shape, offset));
    }
    at++;
    DType any = DType.struct(itemSize, fields);
    DType built =
        switch (layout) {
          case "P" -> DType.packed(fields.toArray(Field[]::new));
          case "A" -> DType.aligned(fields.toArray(Field[]::new));
          default -> any;
        };
    assertThat(built).as("NumPy's offsets").isEqualTo(any);
    return built;
  }
}
