package org.culebra.array.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.literal.Descr;
import org.culebra.array.internal.literal.DescrLiteral;
import org.culebra.array.internal.literal.Literal;
import org.culebra.array.internal.literal.Literal.Tuple;
import org.jspecify.annotations.Nullable;

/// Parses the entries of an `__array_interface__` into a validated [ArrayInterface]. Stricter than
/// NumPy where NumPy would read invalid memory; throws only [FormatException].
final class ArrayInterfaceReader {

  private final Map<?, ?> map;
  private final boolean lenient;
  private final boolean lists;

  /// @param lists whether lists stand for tuples
  ArrayInterfaceReader(Map<?, ?> map, boolean lenient, boolean lists) {
    this.map = map;
    this.lenient = lenient;
    this.lists = lists;
  }

  ArrayInterface read() {
    checkVersion();
    if (map.get("mask") != null) {
      throw new FormatException(
          Errors.text(
              "expected 'mask' None but found %s: masked elements would look valid",
              Literal.show(map.get("mask"))));
    }
    DType dtype = dtype();
    try {
      return assemble(dtype);
    } catch (FormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new FormatException(String.valueOf(e.getMessage()));
    }
  }

  private void checkVersion() {
    Object version = map.get("version");
    Long number = integer(version);
    if (number == null || number < ArrayInterface.VERSION) {
      throw new FormatException("expected 'version' 3 or later but found " + Literal.show(version));
    }
  }

  private ArrayInterface assemble(DType dtype) {
    long[] shape = lengths("shape");
    StridedLayout packed = StridedLayout.cOrder(dtype.itemSize(), shape);
    long[] strides = map.get("strides") == null ? packed.strides() : lengths("strides");
    Object data = map.get("data");
    long offset = offset();
    StridedLayout layout = StridedLayout.of(dtype.itemSize(), offset, shape, strides);
    if (data == null) {
      return new ArrayInterface(dtype, layout, OptionalLong.empty(), false);
    }
    List<@Nullable Object> pair = tuple(data);
    if (pair == null || pair.size() != 2) {
      throw new FormatException(
          "expected 'data' as a tuple of address and read-only flag, or None, but found "
              + Literal.show(data));
    }
    return new ArrayInterface(
        dtype, layout, OptionalLong.of(address(pair.get(0))), flag(pair.get(1)));
  }

  // --- the type

  private DType dtype() {
    Object typestr = map.get("typestr");
    if (!(typestr instanceof String text)) {
      throw new FormatException(
          "expected 'typestr' as a string but found " + Literal.show(typestr));
    }
    rejectObjects(text);
    DType type = lenient ? DescrLiteral.lenientType(text) : DType.ofTypestr(text);
    Object descr = map.get("descr");
    if (descr == null) {
      return type;
    }
    Object fields = DescrLiteral.parse(descr, lists);
    rejectObjects(fields);
    DType described = Descr.parse(fields);
    if (described.itemSize() != type.itemSize()) {
      throw new FormatException(
          Errors.text(
              "expected a 'descr' of the %d bytes of '%s' but found %d bytes: %s",
              type.itemSize(), Errors.brief(text), described.itemSize(), Literal.show(descr)));
    }
    // A descr adds information only to raw bytes; for other types it repeats the type string.
    return type.kind() == DType.Kind.RAW ? described : type;
  }

  private static void rejectObjects(Object descr) {
    if (DescrLiteral.hasObjects(descr)) {
      throw new FormatException(
          "expected elements that are data but found Python objects: " + Literal.show(descr));
    }
  }

  // --- numbers

  private long[] lengths(String key) {
    Object value = map.get(key);
    List<@Nullable Object> items = tuple(value);
    if (items == null) {
      throw new FormatException(
          Errors.text(
              "expected '%s' as a tuple of integers but found %s", key, Literal.show(value)));
    }
    long[] lengths = new long[items.size()];
    for (int k = 0; k < lengths.length; k++) {
      Long n = integer(items.get(k));
      if (n == null) {
        throw new FormatException(
            Errors.text(
                "expected '%s' as a tuple of integers below 2^63 but found %s",
                key, Literal.show(value)));
      }
      lengths[k] = n;
    }
    return lengths;
  }

  private long offset() {
    Object value = map.get("offset");
    Long offset = value == null ? Long.valueOf(0) : integer(value);
    if (offset == null) {
      throw new FormatException(
          "expected 'offset' as an integer below 2^63 but found " + Literal.show(value));
    }
    return offset;
  }

  private static long address(@Nullable Object value) {
    Long address = integer(value);
    if (address == null) {
      throw new FormatException(
          "expected an address as an integer in [0, 2^56] but found " + Literal.show(value));
    }
    return address;
  }

  private static boolean flag(@Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    Long number = integer(value);
    if (number == null || (number != 0 && number != 1)) {
      throw new FormatException(
          "expected a read-only flag True, False, 1 or 0 but found " + Literal.show(value));
    }
    return number == 1;
  }

  /// Null if it is not an integer or does not fit; booleans are not integers here.
  private static @Nullable Long integer(@Nullable Object value) {
    return switch (value) {
      case Long n -> n;
      case Integer n -> n.longValue();
      case Short n -> n.longValue();
      case Byte n -> n.longValue();
      case BigInteger n -> n.bitLength() < 64 ? n.longValue() : null;
      case null, default -> null;
    };
  }

  private @Nullable List<@Nullable Object> tuple(@Nullable Object value) {
    if (lists && value instanceof long[] values) {
      return Tuple.of(values).items();
    }
    if (lists && value instanceof int[] values) {
      List<@Nullable Object> items = new ArrayList<>();
      for (int n : values) {
        items.add(n);
      }
      return items;
    }
    return DescrLiteral.items(value, lists);
  }
}
