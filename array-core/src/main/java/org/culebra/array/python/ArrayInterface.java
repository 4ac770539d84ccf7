package org.culebra.array.python;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.MemoryOwner;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.Segments;
import org.culebra.array.internal.literal.Descr;
import org.culebra.array.internal.literal.DescrLiteral;
import org.culebra.array.internal.literal.Literal;
import org.culebra.array.internal.literal.Literal.Tuple;
import org.jspecify.annotations.Nullable;

/// The array description with which Python libraries share memory: `__array_interface__`, version
/// 3.
///
/// It states where the elements are and what they mean; it keeps neither the memory nor its owner
/// alive. The address is that of element `(0, …, 0)`, which is not the lowest byte if an axis is
/// reversed. [#over(MemorySegment)] applies the description to memory that the caller has; nothing
/// in this module trusts the address itself.
///
/// Every description is validated when it is created: shape, strides and address with exact
/// arithmetic, and no elements at address 0. Strides without meaning (of axes of length 1, and of
/// arrays without elements) are replaced by those of a packed array, so that two descriptions of
/// the same elements are equal.
///
/// ```java
/// String text = ArrayInterface.of(array).toString(); // hand it to Python: eval, then wrap
/// NDArray same = ArrayInterface.parse(text).over(array.segment());
/// ```
///
/// @param dtype the type of the elements
/// @param layout shape and strides; relative to the address or, without one, to the beginning of
///   the memory passed to [#over(MemorySegment)]
/// @param address the address of element `(0, …, 0)`; empty if the description came with the memory
///   itself (`data` absent, None or a buffer) and `offset` is the position of element `(0, …, 0)`
///   in it
/// @param readOnly whether the elements must not be written
public record ArrayInterface(
    DType dtype, StridedLayout layout, OptionalLong address, boolean readOnly) {

  /// The version of the protocol that is written.
  public static final int VERSION = 3;

  /// Beyond the user address space of every 64-bit processor.
  private static final long MAX_ADDRESS = 1L << 56;

  /// How strictly a description must follow the protocol.
  public enum Strictness {
    /// Exactly as the protocol specifies.
    STRICT,
    /// Also accepts `|` before types of several bytes, meaning this machine's byte order; `<` or
    /// `>` before types that have none; and lists for tuples, since JSON has only lists.
    LENIENT
  }

  /// Checks that the components are consistent.
  ///
  /// @throws IllegalArgumentException if the item sizes of type and layout differ, a layout with an
  ///   address has a byte offset, an element would be at a negative address or above 2^56, or there
  ///   are elements at address 0
  public ArrayInterface {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(address, "address");
    layout = canonical(layout);
    if (layout.itemSize() != dtype.itemSize()) {
      throw Errors.argument(
          "expected a layout with the %d bytes of %s but found %d",
          dtype.itemSize(), dtype, layout.itemSize());
    }
    if (address.isPresent()) {
      checkAddress(address.getAsLong(), layout, dtype);
    } else if (layout.lowByte() < 0) {
      throw Errors.argument(
          "expected elements from byte 0 of their memory on but found byte %d: %s, offset %d",
          layout.lowByte(),
          Errors.describe(dtype, layout.shape(), layout.strides()),
          layout.byteOffset());
    }
  }

  private static void checkAddress(long address, StridedLayout layout, DType dtype) {
    if (layout.byteOffset() != 0) {
      throw Errors.argument(
          "expected offset 0 beside an address but found %d", layout.byteOffset());
    }
    if (address < 0 || address > MAX_ADDRESS) {
      throw Errors.argument("expected an address in [0, 2^56] but found %d", address);
    }
    boolean empty = layout.size() == 0;
    if (address == 0 && !empty) {
      throw Errors.argument(
          "expected memory for %d bytes but found address 0: %s",
          layout.byteSize(), Errors.describe(dtype, layout.shape(), layout.strides()));
    }
    // Neither side overflows: the address is below 2^57.
    if (!empty && (layout.lowByte() < -address || layout.highByte() > MAX_ADDRESS - address)) {
      throw Errors.argument(
          "expected elements at addresses in [0, 2^56] but found bytes [%d, %d) from address %d on:"
              + " %s",
          layout.lowByte(),
          layout.highByte(),
          address,
          Errors.describe(dtype, layout.shape(), layout.strides()));
    }
  }

  /// The same elements, with the strides of a packed array where strides have no meaning.
  static StridedLayout canonical(StridedLayout layout) {
    int itemSize = layout.itemSize();
    long[] shape = layout.shape();
    boolean fortran = layout.isFContiguous() && !layout.isCContiguous();
    StridedLayout inOrder =
        fortran ? StridedLayout.fOrder(itemSize, shape) : StridedLayout.cOrder(itemSize, shape);
    long[] packed = inOrder.strides();
    long[] strides = layout.isCContiguous() || fortran ? packed : layout.strides();
    for (int k = 0; k < shape.length; k++) {
      strides[k] = shape[k] == 1 ? packed[k] : strides[k];
    }
    return StridedLayout.of(itemSize, layout.byteOffset(), shape, strides);
  }

  /// Describes an array. The description is valid while the array's memory is; the caller keeps it
  /// alive, see [NDArray#owner()].
  ///
  /// @param array the array
  /// @return its description, with its address
  /// @throws UnsupportedOperationException if the type has no type string: `bfloat16` and the 8-bit
  ///   floats, which can be shared as [DType#raw(int)]
  /// @throws IllegalArgumentException if the type is a struct whose fields overlap or are out of
  ///   order
  public static ArrayInterface of(NDArray array) {
    Descr.of(array.dtype()); // rejects here rather than when it is printed
    StridedLayout at0 = StridedLayout.of(array.itemSize(), 0, array.shape(), array.strides());
    return new ArrayInterface(
        array.dtype(), at0, OptionalLong.of(array.address()), array.isReadOnly());
  }

  /// Parses the text of a Python dict, as printed by `repr(a.__array_interface__)`.
  ///
  /// @param text the text
  /// @return the description
  /// @throws FormatException if it is not a literal, or not a valid description
  public static ArrayInterface parse(String text) {
    return parse(text, Strictness.STRICT);
  }

  /// Parses the text of a Python dict or of a JSON object.
  ///
  /// @param text the text
  /// @param strictness how strictly it must follow the protocol
  /// @return the description
  /// @throws FormatException if it is not a literal, or not a valid description
  public static ArrayInterface parse(String text, Strictness strictness) {
    Objects.requireNonNull(strictness, "strictness");
    Object value = Literal.parse(text);
    if (!(value instanceof Map<?, ?> map)) {
      throw new FormatException("expected a dict but found " + Literal.show(value));
    }
    boolean lenient = strictness == Strictness.LENIENT;
    return new ArrayInterfaceReader(map, lenient, lenient).read();
  }

  /// Reads the entries of the dict. Java and JSON have no tuples, so lists, `long[]` and `int[]`
  /// stand for them.
  ///
  /// @param map the entries by their names in the protocol; others are ignored, null is Python's
  ///   None
  /// @return the description
  /// @throws FormatException if it is not a valid description
  public static ArrayInterface fromMap(Map<String, ? extends @Nullable Object> map) {
    return fromMap(map, Strictness.STRICT);
  }

  /// Reads the entries of the dict, see [#fromMap(Map)].
  ///
  /// @param map the entries by their names in the protocol; others are ignored, null is Python's
  ///   None
  /// @param strictness how strictly they must follow the protocol
  /// @return the description
  /// @throws FormatException if it is not a valid description
  public static ArrayInterface fromMap(
      Map<String, ? extends @Nullable Object> map, Strictness strictness) {
    Objects.requireNonNull(map, "map");
    Objects.requireNonNull(strictness, "strictness");
    return new ArrayInterfaceReader(map, strictness == Strictness.LENIENT, true).read();
  }

  /// Applies the description to memory that holds the elements. The array borrows the memory; it is
  /// read-only if the description is, or if elements overlap. The owner of the memory is unknown,
  /// so the array cannot be exported without a copy.
  ///
  /// @param extent all memory that may be accessed, native or mapped; if the description has no
  ///   address, elements are counted from the first byte
  /// @return a view
  /// @throws IllegalArgumentException if an element lies outside the extent
  public NDArray over(MemorySegment extent) {
    return over(extent, Retention.ARENA);
  }

  /// Applies the description to memory that holds the elements and has an owner; read-only as with
  /// [#over(MemorySegment)].
  ///
  /// @param extent all memory that may be accessed, native or mapped; if the description has no
  ///   address, elements are counted from the first byte
  /// @param owner keeps the memory alive when the array is exported
  /// @return a view
  /// @throws IllegalArgumentException if an element lies outside the extent
  public NDArray over(MemorySegment extent, MemoryOwner owner) {
    MemorySegment memory = Segments.requireNative(extent);
    return NDArray.of(readOnly ? memory.asReadOnly() : memory, owner, dtype, placed(memory));
  }

  private StridedLayout placed(MemorySegment extent) {
    if (address.isEmpty()) {
      return layout;
    }
    long offset = address.getAsLong() - extent.address();
    if (layout.size() == 0 && (offset < 0 || offset > extent.byteSize())) {
      // Nothing will be read, so any address is valid, including NULL.
      offset = 0;
    }
    return StridedLayout.of(layout.itemSize(), offset, layout.shape(), layout.strides());
  }

  /// The lengths of the axes.
  ///
  /// @return a new array, in elements
  public long[] shape() {
    return layout.shape();
  }

  /// The strides in the protocol's form.
  ///
  /// @return a new array, in bytes; null exactly if the elements are packed in C order
  public long @Nullable [] strides() {
    return layout.isCContiguous() ? null : layout.strides();
  }

  /// The description as a map that JSON can represent: strings, [Long], [Boolean], null, and lists
  /// of these.
  ///
  /// @return an unmodifiable map, in NumPy's printing order
  @SuppressWarnings("unchecked")
  public Map<String, @Nullable Object> toMap() {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(Literal.withoutTuples(literal()));
  }

  private Map<String, @Nullable Object> literal() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    long[] strides = strides();
    Object descr = DescrLiteral.print(Descr.of(dtype));
    map.put("data", address.isPresent() ? Tuple.of(address.getAsLong(), readOnly) : null);
    if (address.isEmpty()) {
      map.put("offset", layout.byteOffset());
    }
    map.put("strides", strides == null ? null : Tuple.of(strides));
    map.put("descr", descr instanceof String type ? List.of(Tuple.of("", type)) : descr);
    map.put("typestr", dtype.typestr());
    map.put("shape", Tuple.of(shape()));
    map.put("version", (long) VERSION);
    return map;
  }

  /// The description as NumPy prints it: the literal of a Python dict. Without an address the
  /// read-only flag is lost, because the protocol has no place for it.
  ///
  /// @return the text, which [#parse(String)] parses
  @Override
  public String toString() {
    return Literal.print(literal());
  }
}
