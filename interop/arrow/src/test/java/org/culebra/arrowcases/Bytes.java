package org.culebra.arrowcases;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A buffer of a column that grows until it is asked for.
final class Bytes {
  private final Arena arena;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Bytes(Arena arena) {
    this.arena = arena;
  }

  static byte[] of(Object text) {
    return text instanceof byte[] bytes ? bytes : ((String) text).getBytes(StandardCharsets.UTF_8);
  }

  long size() {
    return bytes.size();
  }

  Bytes put(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  /// The low bytes of an integer, in this machine's order.
  Bytes put(long value, int width) {
    ByteBuffer all = ByteBuffer.allocate(width).order(ByteOrder.nativeOrder());
    switch (width) {
      case 1 -> all.put((byte) value);
      case 2 -> all.putShort((short) value);
      case 4 -> all.putInt((int) value);
      default -> all.putLong(value);
    }
    return put(all.array());
  }

  MemorySegment segment() {
    if (bytes.size() == 0) {
      return MemorySegment.NULL;
    }
    return arena.allocate(bytes.size(), 64).copyFrom(MemorySegment.ofArray(bytes.toByteArray()));
  }

  MemorySegment bits(List<? extends @Nullable Object> values, Predicate<Object> bit) {
    byte[] bits = new byte[(values.size() + 7) / 8];
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value != null && bit.test(value)) {
        bits[i / 8] |= (byte) (1 << i % 8);
      }
    }
    return put(bits).segment();
  }

  MemorySegment fixed(String format, List<? extends @Nullable Object> values) {
    for (Object value : values) {
      fixed(format, value == null ? 0 : value);
    }
    return segment();
  }

  private void fixed(String format, Object value) {
    switch (format.charAt(0)) {
      case 'c', 'C' -> put(value instanceof Boolean b ? b ? 1 : 0 : number(value), 1);
      case 's', 'S' -> put(number(value), 2);
      case 'i', 'I' -> put(number(value), 4);
      case 'l', 'L' -> put(number(value), 8);
      case 'e' -> put(Float.floatToFloat16(((Number) value).floatValue()), 2);
      case 'f' -> put(Float.floatToRawIntBits(((Number) value).floatValue()), 4);
      case 'g' -> put(Double.doubleToRawLongBits(((Number) value).doubleValue()), 8);
      case 'w' -> {
        int width = Integer.parseInt(format.substring(2));
        put(value instanceof byte[] all ? all : new byte[width]);
      }
      case 'd' -> decimal(format, value);
      case 't' -> time(format, value);
      default -> throw new IllegalArgumentException("expected a fixed width but found " + format);
    }
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private void decimal(String format, Object value) {
    String[] parts = format.split(",", -1);
    int width = parts.length == 3 ? Integer.parseInt(parts[2]) / 8 : 16;
    BigInteger unscaled = value instanceof BigDecimal d ? d.unscaledValue() : BigInteger.ZERO;
    byte[] big = unscaled.toByteArray();
    byte[] all = new byte[width];
    for (int i = 0; i < width; i++) {
      byte sign = (byte) (unscaled.signum() < 0 ? -1 : 0);
      byte next = i < big.length ? big[big.length - 1 - i] : sign;
      all[ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? i : width - 1 - i] = next;
    }
    put(all);
  }

  private void time(String format, Object value) {
    List<?> parts = value instanceof List<?> list ? list : List.of(value, 0, 0);
    switch (format.substring(0, 3)) {
      case "tdD", "tts", "ttm", "tiM" -> put(number(parts.getFirst()), 4);
      case "tiD" -> put(number(parts.get(0)), 4).put(number(parts.get(1)), 4);
      case "tin" ->
          put(number(parts.get(0)), 4).put(number(parts.get(1)), 4).put(number(parts.get(2)), 8);
      default -> put(number(parts.getFirst()), 8);
    }
  }
}
