package org.culebra.ffi.shm;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.culebra.array.DType;
import org.culebra.array.FormatException;
import org.culebra.array.StridedLayout;
import org.culebra.array.internal.Errors;
import org.culebra.array.internal.literal.JsonText;
import org.culebra.array.internal.literal.Literal;
import org.culebra.array.python.TypeDescription;
import org.jspecify.annotations.Nullable;

/// The location of an array in shared memory: a message to another process, which owns nothing and
/// copies nothing.
///
/// [#toJson()] is one line with everything that NumPy needs, and [Appose](https://apposed.org)
/// reads it as its `NDArray` if that can describe the array:
///
/// ```json
/// {"appose_type":"ndarray","dtype":"float64","shape":[2,3],
///  "shm":{"appose_type":"shm","name":"culebra_71_…","rsize":48},
///  "version":1,"descr":"'<f8'","offset":0,"strides":[24,8],"order":"C"}
/// ```
///
/// In Python:
///
/// ```python
/// m = json.loads(line)
/// shm = SharedMemory(m["shm"]["name"])  # Python 3.13: track=False
/// a = np.ndarray(m["shape"], ast.literal_eval(m["descr"]), shm.buf, m["offset"], m["strides"])
/// ```
///
/// `descr` is the type's text in the array interface ([TypeDescription]), absent for `bfloat16` and
/// the 8-bit floats, which `dtype` names. `appose_type` is present only if the array is packed in C
/// order, begins at byte 0 and has a type that Appose supports: Appose would misread others.
///
/// @param name of the shared memory, without a slash
/// @param byteSize the minimal size of the shared memory in bytes
/// @param dtype the type of the elements
/// @param layout shape, strides and offset in bytes, relative to the memory's first byte
public record SharedArray(String name, long byteSize, DType dtype, StridedLayout layout) {

  private static final long VERSION = 1;

  /// Appose's type names, which are NumPy's.
  private static final Set<String> APPOSE_TYPES =
      Set.of(
          "int8",
          "int16",
          "int32",
          "int64",
          "uint8",
          "uint16",
          "uint32",
          "uint64",
          "float32",
          "float64",
          "complex64",
          "complex128",
          "bool");

  /// Checks that all elements are in the memory.
  ///
  /// @throws IllegalArgumentException if the name is invalid, or an element is outside the memory
  public SharedArray {
    name = SharedName.checked(Objects.requireNonNull(name, "name"));
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(layout, "layout");
    if (layout.itemSize() != dtype.itemSize()) {
      throw new IllegalArgumentException(
          "expected a layout of items of %d bytes, as %s has, but found %d"
              .formatted(dtype.itemSize(), dtype, layout.itemSize()));
    }
    requireInside(byteSize, layout, "\"" + name + "\"");
  }

  static void requireInside(long byteSize, StridedLayout layout, String what) {
    boolean inside = layout.lowByte() >= 0 && layout.highByte() <= byteSize;
    if (!inside && layout.size() > 0) {
      throw new IllegalArgumentException(
          "expected elements inside the %d bytes of shared memory %s but found bytes [%d, %d)"
              .formatted(byteSize, what, layout.lowByte(), layout.highByte()));
    }
  }

  /// The message.
  ///
  /// @return one line of JSON in ASCII
  /// @throws IllegalArgumentException if the type cannot be described: `bfloat16` in the other byte
  ///   order, or a struct that a description cannot express, see [TypeDescription]
  public String toJson() {
    boolean packed = layout.byteOffset() == 0 && layout.isCContiguous();
    StringBuilder out = new StringBuilder(256).append('{');
    if (packed && dtype.isNativeOrder() && APPOSE_TYPES.contains(dtype.name())) {
      out.append("\"appose_type\":\"ndarray\",");
    }
    out.append("\"dtype\":").append(quoted(dtype.name()));
    out.append(",\"shape\":").append(compact(layout.shape()));
    out.append(",\"shm\":{\"appose_type\":\"shm\",\"name\":").append(quoted(name));
    out.append(",\"rsize\":").append(byteSize).append("},\"version\":").append(VERSION);
    if (!isNamed(dtype.kind())) {
      out.append(",\"descr\":").append(quoted(TypeDescription.print(dtype)));
    } else if (!dtype.isNativeOrder()) {
      throw new IllegalArgumentException(
          "expected %s in this machine's byte order, which is the only one with a name, but found %s"
              .formatted(dtype.name(), dtype));
    }
    out.append(",\"offset\":").append(layout.byteOffset());
    out.append(",\"strides\":").append(compact(layout.strides()));
    return out.append(",\"order\":\"").append(order()).append("\"}").toString();
  }

  /// `C`, `F`, or `A` if only the strides determine it.
  private String order() {
    return layout.isCContiguous() ? "C" : layout.isFContiguous() ? "F" : "A";
  }

  private static boolean isNamed(DType.Kind kind) {
    return kind == DType.Kind.BFLOAT || kind == DType.Kind.FLOAT8;
  }

  // Loops, since the first stream or lambda of a process costs more than the rest of a message.

  private static StringBuilder compact(long[] values) {
    StringBuilder out = new StringBuilder().append('[');
    for (int i = 0; i < values.length; i++) {
      out.append(i == 0 ? "" : ",").append(values[i]);
    }
    return out.append(']');
  }

  private static StringBuilder quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    JsonText.quoteAscii(out, text);
    return out;
  }

  /// Parses a message of this library or of Appose. Unknown keys are ignored; keys that Appose
  /// omits have defaults: offset 0, C order, a type by name.
  ///
  /// @param json one object
  /// @return the location of the array
  /// @throws FormatException if it is not such a message, or of a later version
  /// @throws IllegalArgumentException if an element is outside the memory
  public static SharedArray parse(String json) {
    Map<?, ?> message = map(Literal.parse(Objects.requireNonNull(json, "json")), "a JSON object");
    Object version = message.get("version");
    if (version != null && integer(version, "version") > VERSION) {
      throw new FormatException(
          "expected version %d of the message or an earlier one but found %s"
              .formatted(VERSION, version));
    }
    Map<?, ?> shm = map(message.get("shm"), "an object \"shm\"");
    DType dtype = dtype(message.get("dtype"), message.get("descr"));
    long[] shape = integers(message.get("shape"), "shape");
    return new SharedArray(
        text(shm.get("name"), "name"),
        integer(shm.get("rsize"), "rsize"),
        dtype,
        layout(dtype, shape, message.get("offset"), message.get("strides")));
  }

  private static StridedLayout layout(
      DType dtype, long[] shape, @Nullable Object offset, @Nullable Object strides) {
    StridedLayout packed = StridedLayout.cOrder(dtype.itemSize(), shape);
    return StridedLayout.of(
        dtype.itemSize(),
        offset == null ? 0 : integer(offset, "offset"),
        shape,
        strides == null ? packed.strides() : integers(strides, "strides"));
  }

  private static DType dtype(@Nullable Object name, @Nullable Object descr) {
    if (descr != null) {
      return TypeDescription.parse(text(descr, "descr"));
    }
    String plain = text(name, "dtype");
    return plain.startsWith("float8_") ? DType.ofName(plain) : number(plain);
  }

  /// The other types that a name describes have a description in every message.
  private static DType number(String name) {
    try {
      DType type = DType.ofName(name);
      if (type.isNumeric()) {
        return type;
      }
    } catch (FormatException e) {
      // in the words of this message, below
    }
    throw new FormatException(
        "expected the name of a type, such as \"float64\", or a \"descr\" but found \""
            + Errors.brief(name)
            + "\"");
  }

  private static Map<?, ?> map(@Nullable Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw unexpected(what, value);
  }

  private static String text(@Nullable Object value, String key) {
    if (value instanceof String text) {
      return text;
    }
    throw unexpected("a string \"" + key + "\"", value);
  }

  private static long integer(@Nullable Object value, String key) {
    if (value instanceof Long number) {
      return number;
    }
    throw unexpected("an integer \"" + key + "\"", value);
  }

  private static long[] integers(@Nullable Object value, String key) {
    if (value instanceof List<?> list) {
      return list.stream().mapToLong(item -> integer(item, key)).toArray();
    }
    throw unexpected("a list of integers \"" + key + "\"", value);
  }

  private static FormatException unexpected(String what, @Nullable Object value) {
    return new FormatException("expected %s but found %s".formatted(what, Literal.show(value)));
  }
}
