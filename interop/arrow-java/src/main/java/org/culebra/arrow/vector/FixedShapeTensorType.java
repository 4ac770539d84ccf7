package org.culebra.arrow.vector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;

/// The extension type `arrow.fixed_shape_tensor`: tensors of one shape, each stored as a list of
/// its elements. arrow-java itself has no type of that name; [CulebraExtensions#register()]
/// registers this one.
public final class FixedShapeTensorType extends ArrowType.ExtensionType {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FixedSizeList storage;
  private final JsonNode parameters;

  private FixedShapeTensorType(FixedSizeList storage, JsonNode parameters) {
    this.storage = storage;
    this.parameters = parameters;
  }

  /// Creates the type of tensors of a shape, in C order.
  ///
  /// @param shape elements per axis of each tensor
  /// @return the type
  /// @throws IllegalArgumentException if a length is negative, or there are more than 2^31-1
  ///   elements
  public static FixedShapeTensorType of(int... shape) {
    return of(JSON.createObjectNode().set("shape", JSON.valueToTree(shape)));
  }

  private static FixedShapeTensorType of(JsonNode parameters) {
    return new FixedShapeTensorType(new FixedSizeList(size(parameters)), parameters);
  }

  /// The product of the shape.
  private static int size(JsonNode parameters) {
    JsonNode shape = parameters.path("shape");
    boolean lengths = shape.isArray();
    long size = 1;
    for (JsonNode length : shape) {
      lengths &= length.canConvertToInt() && length.isIntegralNumber() && length.intValue() >= 0;
      size = Math.multiplyExact(size, length.longValue());
      lengths &= size <= Integer.MAX_VALUE;
    }
    if (!lengths) {
      throw new IllegalArgumentException(
          "expected the shape of a tensor of at most 2^31-1 elements but found " + parameters);
    }
    return (int) size;
  }

  /// Elements per axis of each tensor, in the order of memory.
  ///
  /// @return the lengths
  public int[] shape() {
    return JSON.convertValue(parameters.get("shape"), int[].class);
  }

  @Override
  public ArrowType storageType() {
    return storage;
  }

  @Override
  public String extensionName() {
    return "arrow.fixed_shape_tensor";
  }

  /// Whether shape, axis names and permutation are the same.
  ///
  /// @param other another type
  /// @return true if so
  @Override
  public boolean extensionEquals(ExtensionType other) {
    return other instanceof FixedShapeTensorType that && parameters.equals(that.parameters);
  }

  /// The parameters in Arrow's format, including those unknown to this version.
  ///
  /// @return JSON
  @Override
  public String serialize() {
    return parameters.toString();
  }

  /// Creates the type of a field from its metadata.
  ///
  /// @param list the field's type
  /// @param json the parameters
  /// @return the type
  /// @throws IllegalArgumentException if the parameters do not match the list
  @Override
  public ArrowType deserialize(ArrowType list, String json) {
    FixedShapeTensorType type = of(read(json));
    if (!list.equals(type.storage)) {
      throw new IllegalArgumentException(
          "expected tensors of shape %s to be stored as %s but found %s"
              .formatted(Arrays.toString(type.shape()), type.storage, list));
    }
    return type;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "expected the parameters of arrow.fixed_shape_tensor, which are JSON, but found \""
              + json
              + "\"",
          e);
    }
  }

  @Override
  public FieldVector getNewVector(String name, FieldType type, BufferAllocator allocator) {
    return new FixedShapeTensorVector(name, type, allocator);
  }
}
