package org.culebra.array.safetensors;

import java.util.Arrays;
import org.culebra.array.FormatException;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.literal.JsonReader;
import org.culebra.array.internal.literal.Literal;
import org.jspecify.annotations.Nullable;

/// What a header states about a tensor.
///
/// @param name its name
/// @param type the type of its elements
/// @param shape elements per axis, in C order
/// @param begin the first byte, counted from the header's end
/// @param end the first byte after it
record TensorInfo(String name, TensorType type, long[] shape, long begin, long end) {

  /// The maximal number of axes of an array.
  private static final int MAX_RANK = 64;

  /// Reads the object of a tensor.
  ///
  /// @throws FormatException if a key is missing or unknown, the type is unknown, or the bytes are
  ///   not those of the type and shape
  static TensorInfo read(String name, JsonReader json) {
    try {
      Parts parts = new Parts();
      json.object(key -> parts.read(key, json));
      return parts.tensor(name);
    } catch (FormatException e) {
      throw Errors.located(Literal.show(name), e);
    }
  }

  /// The members of the object, in any order.
  private static final class Parts {

    private @Nullable TensorType type;
    private long @Nullable [] shape;
    private long @Nullable [] offsets;

    void read(String key, JsonReader json) {
      switch (key) {
        case "dtype" -> type = TensorType.parse(json.string());
        case "shape" -> shape = naturals(json, MAX_RANK, "a shape");
        case "data_offsets" -> offsets = naturals(json, 2, "offsets");
        default ->
            throw new FormatException(
                "expected the keys \"dtype\", \"shape\" and \"data_offsets\" but found "
                    + Literal.show(key));
      }
    }

    private static long[] naturals(JsonReader json, int most, String what) {
      long[] values = new long[most];
      int[] count = {0};
      json.list(() -> {
        if (count[0] == most) {
          throw json.expected(Errors.text("%s of at most %d numbers", what, most));
        }
        values[count[0]++] = json.natural();
      });
      return Arrays.copyOf(values, count[0]);
    }

    TensorInfo tensor(String name) {
      TensorType someType = require(type, "dtype");
      long[] someShape = require(shape, "shape");
      long[] some = require(offsets, "data_offsets");
      if (some.length != 2 || some[0] > some[1]) {
        throw new FormatException(
            Errors.text(
                "expected \"data_offsets\" of a begin and an end after it but found %s",
                Errors.tuple(some)));
      }
      long bytes = byteSize(someType, someShape);
      if (some[1] - some[0] != bytes) {
        throw new FormatException(
            Errors.text(
                "expected %d bytes (%s of shape %s) but found %d, %s",
                bytes, someType, Errors.tuple(someShape), some[1] - some[0], Errors.tuple(some)));
      }
      return new TensorInfo(name, someType, someShape, some[0], some[1]);
    }

    private static <T> T require(@Nullable T part, String key) {
      if (part == null) {
        throw new FormatException("expected the key \"" + key + "\" but found none");
      }
      return part;
    }
  }

  /// As for arrays, lengths beside a 0 count too.
  private static long byteSize(TensorType type, long[] shape) {
    long bits = type.bits();
    boolean empty = false;
    for (long length : shape) {
      empty |= length == 0;
      long high = Math.multiplyHigh(bits, Math.max(1, length));
      bits *= Math.max(1, length);
      if (high != 0 || bits < 0) {
        throw new FormatException(
            Errors.text(
                "expected a shape of less than 2^63 bits but found %s of shape %s",
                type, Errors.tuple(shape)));
      }
    }
    if (empty) {
      return 0;
    }
    if (bits % 8 != 0) {
      throw new FormatException(
          Errors.text(
              "expected a whole number of bytes but found %d bits (%s of shape %s)",
              bits, type, Errors.tuple(shape)));
    }
    return bits / 8;
  }

  long byteSize() {
    return end - begin;
  }
}
