package org.culebra.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowArray;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// A column to be produced by [Producers]: what its structs will say, true or not. Buffers are
/// copied into C's memory, from an odd address on if it says [#unaligned()].
final class ProducedArray {
  /// Zeros after each buffer, for lengths that are slightly too large.
  static final int SPARE = 8192;

  private final String format;
  private final long length;
  private final long offset;
  private long nulls;
  private @Nullable String name = "x";
  private byte @Nullable [] metadata;
  private boolean odd;
  private final List<byte @Nullable []> buffers = new ArrayList<>();
  private final List<ProducedArray> children = new ArrayList<>();
  private @Nullable ProducedArray dictionary;

  /// Set when the structs are made.
  private long schema;

  private long array;

  private ProducedArray(String format, long length, long offset) {
    this.format = format;
    this.length = length;
    this.offset = offset;
  }

  static ProducedArray of(String format, long length, long offset) {
    return new ProducedArray(format, length, offset);
  }

  static ProducedArray of(String format, long length) {
    return new ProducedArray(format, length, 0);
  }

  /// Doubles 0, 1, 2 …, the offset's included.
  static ProducedArray doubles(int length, int offset) {
    double[] values = new double[length + offset];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return of("g", length, offset).absent().doubles(values);
  }

  ProducedArray nulls(long count) {
    nulls = count;
    return this;
  }

  ProducedArray name(@Nullable String newName) {
    name = newName;
    return this;
  }

  ProducedArray unaligned() {
    odd = true;
    return this;
  }

  ProducedArray metadata(byte[] encoded) {
    metadata = encoded;
    return this;
  }

  ProducedArray extension(String extension, String parameters) {
    return metadata(
        Metadata.of(Metadata.EXTENSION_NAME, extension, Metadata.EXTENSION_METADATA, parameters)
            .encode());
  }

  ProducedArray absent() {
    buffers.add(null);
    return this;
  }

  ProducedArray bytes(byte... values) {
    buffers.add(values);
    return this;
  }

  ProducedArray text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// "1101": the first is bit 0.
  ProducedArray bits(String bits) {
    byte[] packed = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) {
      packed[i / 8] |= (byte) (bits.charAt(i) == '1' ? 1 << i % 8 : 0);
    }
    return bytes(packed);
  }

  ProducedArray shorts(int... values) {
    byte[] all = new byte[2 * values.length];
    ByteBuffer to = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder());
    for (int value : values) {
      to.putShort((short) value);
    }
    return bytes(all);
  }

  ProducedArray ints(int... values) {
    byte[] all = new byte[4 * values.length];
    ByteBuffer to = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder());
    for (int value : values) {
      to.putInt(value);
    }
    return bytes(all);
  }

  ProducedArray longs(long... values) {
    byte[] all = new byte[8 * values.length];
    ByteBuffer to = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder());
    for (long value : values) {
      to.putLong(value);
    }
    return bytes(all);
  }

  ProducedArray floats(float... values) {
    byte[] all = new byte[4 * values.length];
    ByteBuffer to = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder());
    for (float value : values) {
      to.putFloat(value);
    }
    return bytes(all);
  }

  ProducedArray doubles(double... values) {
    byte[] all = new byte[8 * values.length];
    ByteBuffer to = ByteBuffer.wrap(all).order(ByteOrder.nativeOrder());
    for (double value : values) {
      to.putDouble(value);
    }
    return bytes(all);
  }

  ProducedArray child(ProducedArray... more) {
    children.addAll(List.of(more));
    return this;
  }

  ProducedArray dictionary(ProducedArray values) {
    dictionary = values;
    return this;
  }

  // --- the structs

  MemorySegment schema() {
    if (schema == 0) {
      schema = makeSchema();
    }
    return MemorySegment.ofAddress(schema);
  }

  MemorySegment array() {
    if (array == 0) {
      array = makeArray();
    }
    return MemorySegment.ofAddress(array);
  }

  /// The addresses of all structs of one tree, the base first.
  List<Long> schemas() {
    schema();
    List<Long> all = new ArrayList<>(List.of(schema));
    children.forEach(child -> all.addAll(child.schemas()));
    if (dictionary != null) {
      all.addAll(dictionary.schemas());
    }
    return all;
  }

  List<Long> arrays() {
    array();
    List<Long> all = new ArrayList<>(List.of(array));
    children.forEach(child -> all.addAll(child.arrays()));
    if (dictionary != null) {
      all.addAll(dictionary.arrays());
    }
    return all;
  }

  /// Whether a column has no more bytes than were allocated for it.
  boolean backs(Column column) {
    for (int i = 0; i < column.buffers().size(); i++) {
      byte[] bytes = buffers.get(i);
      long claimed = column.buffers().get(i).byteSize();
      if (claimed > (bytes == null ? 0 : bytes.length + SPARE)) {
        return false;
      }
    }
    for (int i = 0; i < children.size(); i++) {
      if (!children.get(i).backs(TestColumns.storedChildren(column).get(i))) {
        return false;
      }
    }
    Column values = column.dictionary();
    return values == null || dictionary != null && dictionary.backs(values);
  }

  ProducedArray child(int index) {
    return children.get(index);
  }

  Column adopt(Arena arena) {
    return Arrow.adopt(arena, schema(), array());
  }

  private long makeSchema() {
    long self = Producers.C.new_schema(children.size());
    put(self + ArrowSchema.FORMAT, text(self, format));
    put(self + ArrowSchema.NAME, name == null ? 0 : text(self, name));
    if (metadata != null) {
      put(
          self + ArrowSchema.METADATA,
          write(Producers.C.schema_bytes(self, metadata.length + 1) + 1, metadata));
    }
    for (int i = 0; i < children.size(); i++) {
      put(longAt(self + ArrowSchema.CHILDREN) + 8L * i, children.get(i).schema().address());
    }
    put(self + ArrowSchema.DICTIONARY, dictionary == null ? 0 : dictionary.schema().address());
    return self;
  }

  private static long text(long schema, String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    return write(Producers.C.schema_bytes(schema, bytes.length), bytes);
  }

  private long makeArray() {
    long self = Producers.C.new_array(buffers.size(), children.size());
    put(self + ArrowArray.LENGTH, length);
    put(self + ArrowArray.OFFSET, offset);
    put(self + ArrowArray.NULL_COUNT, nulls);
    long pointers = longAt(self + ArrowArray.BUFFERS);
    for (int i = 0; i < buffers.size(); i++) {
      byte[] bytes = buffers.get(i);
      int shift = odd ? 1 : 0;
      put(
          pointers + 8L * i,
          bytes == null
              ? 0
              : write(Producers.C.array_bytes(self, bytes.length + shift + SPARE) + shift, bytes));
    }
    for (int i = 0; i < children.size(); i++) {
      put(longAt(self + ArrowArray.CHILDREN) + 8L * i, children.get(i).array().address());
    }
    if (dictionary != null) {
      Producers.C.array_dictionary(self, dictionary.array().address());
    }
    return self;
  }

  private static long write(long address, byte[] bytes) {
    MemorySegment.copy(bytes, 0, CMemory.ALL, JAVA_BYTE, address, bytes.length);
    return address;
  }

  static void put(long address, long value) {
    CMemory.ALL.set(JAVA_LONG_UNALIGNED, address, value);
  }

  static long longAt(long address) {
    return CMemory.ALL.get(JAVA_LONG_UNALIGNED, address);
  }
}
