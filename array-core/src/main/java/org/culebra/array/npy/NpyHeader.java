package org.culebra.array.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.NDArray;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.file.ChannelBytes;
import org.culebra.array.internal.literal.Descr;
import org.culebra.array.internal.literal.DescrLiteral;
import org.culebra.array.internal.literal.Literal;
import org.jspecify.annotations.Nullable;

/// The part of a `.npy` file before the elements: magic bytes, format version, the header's length
/// and the header, a Python dict of type, order and shape.
///
/// @param dtype the type of the elements
/// @param layout their layout, relative to the first element
/// @param byteSize the bytes before the first element
record NpyHeader(DType dtype, StridedLayout layout, int byteSize) {

  /// The longest header that is read or written, in bytes; NumPy reads 10000 by default.
  static final int MAX_LENGTH = 1 << 20;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;

  /// NumPy reserves space for the length of the growing axis, so that appending can rewrite it in
  /// place.
  private static final int ROOM_FOR_LENGTH = 21;

  /// What NumPy writes for this one type of `ml_dtypes`, and cannot read; the others are raw bytes.
  private static final String E5M2 = "<f1";

  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

  // --- reading

  /// Reads up to the first element and not a byte further.
  static NpyHeader read(ReadableByteChannel channel) throws IOException {
    byte[] start = ChannelBytes.take(channel, MAGIC.length + 2);
    checkMagic(start);
    int major = start[6];
    if (major < 1 || major > 3 || start[7] != 0) {
      throw new FormatException(
          Errors.text(
              "expected .npy version 1.0, 2.0 or 3.0 but found %d.%d",
              major & 0xff, start[7] & 0xff));
    }
    int lengthBytes = major == 1 ? 2 : 4;
    byte[] length =
        require(ChannelBytes.take(channel, lengthBytes), lengthBytes, "the header's length");
    ByteBuffer number = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN);
    long bytes = major == 1 ? number.getShort() & 0xffff : number.getInt() & 0xffff_ffffL;
    if (bytes > MAX_LENGTH) {
      throw new FormatException(
          Errors.text("expected a header of at most %d bytes but found %d", MAX_LENGTH, bytes));
    }
    byte[] header = require(ChannelBytes.take(channel, (int) bytes), (int) bytes, "the header");
    int byteSize = start.length + lengthBytes + header.length;
    return parse(
        ChannelBytes.text(header, major == 3 ? UTF_8 : ISO_8859_1, "a header"),
        major < 3,
        byteSize);
  }

  private static void checkMagic(byte[] start) {
    int n = Math.min(start.length, MAGIC.length);
    if (n == MAGIC.length && Arrays.equals(start, 0, n, MAGIC, 0, n)) {
      require(start, MAGIC.length + 2, "the version");
      return;
    }
    String hint = "";
    if (n > 1 && start[0] == 'P' && start[1] == 'K') {
      hint = ", a zip archive: read it with Npz";
    } else if (n > 1 && start[0] == (byte) 0x80 && start[1] < 6) {
      hint = ", a pickle, which is never read";
    }
    throw new FormatException(
        Errors.text(
            "expected the bytes 93 4e 55 4d 50 59 (.npy) but found %s%s",
            n == 0 ? "nothing" : HexFormat.ofDelimiter(" ").formatHex(start, 0, n), hint));
  }

  private static byte[] require(byte[] bytes, int count, String what) {
    if (bytes.length < count) {
      throw new FormatException(
          Errors.text(
              "expected %d bytes up to the end of %s but found %d", count, what, bytes.length));
    }
    return bytes;
  }

  /// Parses the text of the dict.
  static NpyHeader parse(String text, boolean python2, int byteSize) {
    Object value = python2 ? Literal.parsePython2(text) : Literal.parse(text);
    if (!(value instanceof Map<?, ?> map)) {
      throw new FormatException("expected a dict as header but found " + Literal.show(value));
    }
    if (!map.keySet().equals(KEYS)) {
      throw new FormatException(
          "expected the keys 'descr', 'fortran_order' and 'shape' but found "
              + Literal.show(List.copyOf(map.keySet())));
    }
    if (!(map.get("fortran_order") instanceof Boolean fortran)) {
      throw new FormatException(
          "expected 'fortran_order' True or False but found "
              + Literal.show(map.get("fortran_order")));
    }
    DType dtype = dtype(map.get("descr"));
    return new NpyHeader(dtype, layout(dtype, fortran, shape(map.get("shape"))), byteSize);
  }

  private static DType dtype(@Nullable Object literal) {
    Object descr = DescrLiteral.parse(literal, false);
    if (DescrLiteral.hasObjects(descr)) {
      throw new FormatException(
          "expected elements that are data but found pickled objects, which are never"
              + " read: 'descr' "
              + Literal.show(literal));
    }
    return Descr.parse(descr, NpyHeader::type);
  }

  /// As leniently as NumPy: its `ml_dtypes` and some C++ writers mark types that have no byte order
  /// with the machine's, `<V2` and `<u1`.
  private static DType type(String typestr) {
    return typestr.equals(E5M2) ? DType.FLOAT8_E5M2 : DescrLiteral.lenientType(typestr);
  }

  private static long[] shape(@Nullable Object literal) {
    List<@Nullable Object> items = DescrLiteral.items(literal, false);
    long[] shape = new long[items == null ? 0 : items.size()];
    boolean integers = items != null;
    for (int k = 0; items != null && integers && k < shape.length; k++) {
      integers = items.get(k) instanceof Long;
      shape[k] = integers ? (Long) items.get(k) : 0;
    }
    if (!integers) {
      throw new FormatException(
          "expected 'shape' as a tuple of integers below 2^63 but found " + Literal.show(literal));
    }
    return shape;
  }

  private static StridedLayout layout(DType dtype, boolean fortran, long[] shape) {
    try {
      return fortran
          ? StridedLayout.fOrder(dtype.itemSize(), shape)
          : StridedLayout.cOrder(dtype.itemSize(), shape);
    } catch (IllegalArgumentException e) {
      throw new FormatException(String.valueOf(e.getMessage()));
    }
  }

  // --- writing

  /// Whether the elements are written in Fortran order: only if they are in Fortran and not also in
  /// C order.
  static boolean inFortranOrder(NDArray array) {
    return array.isFContiguous() && !array.isCContiguous();
  }

  /// The description of a type, a literal.
  static Object descr(DType dtype, boolean mlDtypes) {
    return DescrLiteral.print(
        Descr.of(dtype, mlDtypes ? NpyHeader::typestrOfMlDtypes : DType::typestr));
  }

  private static String typestrOfMlDtypes(DType dtype) {
    return switch (dtype.kind()) {
      case BFLOAT, FLOAT8 -> "<V" + dtype.itemSize();
      default -> dtype.typestr();
    };
  }

  /// All bytes before the first element, identical to NumPy's: the oldest format version that can
  /// hold the header, padded so that the elements begin at a multiple of 64 bytes.
  static byte[] encode(DType dtype, boolean fortran, long... shape) {
    return encodeDescr(descr(dtype, false), fortran, shape);
  }

  /// The same for a type's description.
  static byte[] encodeDescr(Object descr, boolean fortran, long... shape) {
    String text = text(descr, fortran, shape);
    boolean latin = ISO_8859_1.newEncoder().canEncode(text);
    byte[] header = text.getBytes(latin ? ISO_8859_1 : UTF_8);
    int major = !latin ? 3 : paddedLength(header, 10) <= 0xffff ? 1 : 2;
    int prefix = major == 1 ? 10 : 12;
    int length = paddedLength(header, prefix);
    if (length > MAX_LENGTH) {
      throw Errors.argument(
          "expected a header of at most %d bytes but found %d: the type has too many fields",
          MAX_LENGTH, length);
    }
    ByteBuffer out = ByteBuffer.allocate(prefix + length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) major).put((byte) 0);
    if (major == 1) {
      out.putShort((short) length);
    } else {
      out.putInt(length);
    }
    out.put(header);
    while (out.remaining() > 1) {
      out.put((byte) ' ');
    }
    return out.put((byte) '\n').array();
  }

  private static String text(Object descr, boolean fortran, long[] shape) {
    String order = Literal.print(fortran);
    String text =
        Errors.text(
            "{'descr': %s, 'fortran_order': %s, 'shape': %s, }",
            Literal.print(descr), order, Errors.tuple(shape));
    if (shape.length == 0) {
      return text;
    }
    long growing = shape[fortran ? shape.length - 1 : 0];
    return text + " ".repeat(ROOM_FOR_LENGTH - Long.toString(growing).length());
  }

  /// With the final newline and, like NumPy, at least one space before it.
  private static int paddedLength(byte[] header, int prefix) {
    int length = header.length + 1;
    return length + ALIGNMENT - (prefix + length) % ALIGNMENT;
  }
}
