package org.culebra.array;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Objects;
import org.culebra.array.DType.Kind;
import org.culebra.array.internal.Errors;

/// Elements of struct arrays as Java records: each component is the field of its name.
final class RecordElements {

  private static final ClassValue<RecordElements> KNOWN =
      new ClassValue<>() {
        @Override
        protected RecordElements computeValue(Class<?> type) {
          return new RecordElements(type);
        }
      };

  private final RecordComponent[] components;
  private final Method[] accessors;
  private final Constructor<?> constructor;

  private RecordElements(Class<?> type) {
    components = Objects.requireNonNull(type.getRecordComponents(), "a record");
    accessors =
        Arrays.stream(components)
            .map(component -> opened(component.getAccessor(), type))
            .toArray(Method[]::new);
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      constructor = opened(type.getDeclaredConstructor(types), type);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <M extends AccessibleObject> M opened(M member, Class<?> type) {
    try {
      member.setAccessible(true);
      return member;
    } catch (InaccessibleObjectException e) {
      throw new IllegalArgumentException(
          Errors.text(
              "expected a record in a package that is open to org.culebra.array but found %s:"
                  + " declare 'opens %s to org.culebra.array' in its module",
              type.getName(), type.getPackageName()),
          e);
    }
  }

  static Object get(NDArray element, Class<?> type) {
    requireStruct(element, type);
    RecordElements shape = KNOWN.get(type);
    Object[] values =
        Arrays.stream(shape.components)
            .map(c -> ObjectElements.value(element.field(c.getName()), c.getType()))
            .toArray();
    return call(() -> shape.constructor.newInstance(values));
  }

  /// Fields without a component keep their values.
  static void set(NDArray element, Record value) {
    requireStruct(element, value.getClass());
    RecordElements shape = KNOWN.get(value.getClass());
    for (int i = 0; i < shape.components.length; i++) {
      Method accessor = shape.accessors[i];
      Object part = call(() -> accessor.invoke(value));
      ObjectElements.set(element.field(shape.components[i].getName()), part);
    }
  }

  private static void requireStruct(NDArray element, Class<?> type) {
    if (element.dtype().kind() != Kind.STRUCT) {
      throw Errors.argument(
          "expected a struct for the record %s but found %s",
          type.getSimpleName(), element.dtype());
    }
  }

  /// A call of the record's own code.
  private interface Call {
    Object run() throws ReflectiveOperationException;
  }

  private static Object call(Call call) {
    try {
      return Objects.requireNonNull(call.run(), "a component of the record");
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException own) {
        throw own;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
