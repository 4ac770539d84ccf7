package org.culebra.arrow.vector;

import static org.apache.arrow.vector.types.Types.getMinorTypeForArrowType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/// Works around two bugs of arrow-java's `UnionVector`, the one for sparse unions.
///
/// It looks up its children by the names of their types (`int`, `varchar`): under any other name
/// every element reads as missing. So the vector's children are named like that, and a schema keeps
/// the true names. It also forgets the type ids with which it was created, although its buffer
/// contains them.
final class SparseUnions {
  private SparseUnions() {}

  /// A field for a vector whose elements can be read.
  ///
  /// @throws UnsupportedOperationException if two children would have the same name
  static Field readable(Field field) {
    boolean sparse =
        field.getType() instanceof ArrowType.Union union && union.getMode() == UnionMode.Sparse;
    boolean changed = sparse;
    List<Field> children = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Field child : field.getChildren()) {
      Field readable = readable(child);
      changed |= !readable.equals(child);
      String name = sparse ? name(child) : child.getName();
      if (sparse && !names.add(name)) {
        throw new UnsupportedOperationException(
            "expected a sparse union of different types, which is all that arrow-java can read, but"
                + " found two of \""
                + name
                + "\": "
                + field);
      }
      children.add(
          sparse ? new Field(name, child.getFieldType(), readable.getChildren()) : readable);
    }
    return changed ? new Field(field.getName(), field.getFieldType(), children) : field;
  }

  private static String name(Field field) {
    return getMinorTypeForArrowType(field.getType()).name().toLowerCase(Locale.ROOT);
  }

  /// Rejects a sparse union whose field and buffer disagree on the type ids.
  ///
  /// @throws IllegalArgumentException if an element has another type id
  static void requireTypeIds(UnionVector vector) {
    boolean[] known = new boolean[Byte.MAX_VALUE + 1];
    for (int id : ((ArrowType.Union) vector.getField().getType()).getTypeIds()) {
      known[id] = true;
    }
    ArrowBuf ids = vector.getFieldBuffers().getFirst();
    for (int i = 0; i < vector.getValueCount(); i++) {
      byte id = ids.getByte(i);
      if (id < 0 || !known[id]) {
        throw new IllegalArgumentException(
            ("expected the type ids of %s but found %d in element %d; arrow-java's UnionVector"
                    + " forgets the ids that it was created with: put it into a VectorSchemaRoot, whose"
                    + " schema has them")
                .formatted(vector.getField(), id, i));
      }
    }
  }
}
