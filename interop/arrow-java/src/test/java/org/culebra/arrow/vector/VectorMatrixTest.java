package org.culebra.arrow.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.util.ValueVectorUtility;
import org.culebra.arrow.Column;
import org.culebra.arrowcases.Kind;
import org.culebra.arrowcases.Kinds;
import org.culebra.arrowcases.Texts;
import org.culebra.arrowcases.UnsupportedTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of column in every form as a vector: valid by arrow-java's own visitors, and with the
/// same values by its getters; then as a column again.
class VectorMatrixTest {
  /// What arrow-java's validator knows nothing of, or says the same of an empty vector; with nulls
  /// or without.
  private static final Set<String> NOT_VALIDATED =
      Set.of(
          "complex",
          "fixed-shape tensor",
          "fixed-size list",
          "fixed-size list of structs",
          "fixed-size list of texts",
          "float16",
          "large list view of texts",
          "list of fixed-size lists",
          "list of runs",
          "list of structs of lists",
          "list view",
          "list view of structs",
          "map",
          "runs",
          "runs of lists",
          "runs of structs",
          "runs of texts",
          "struct of runs",
          "variable-shape tensor");

  private static final String UNKNOWN = "it does not know the type";

  private final Arena arena = Arena.ofShared();
  private final BufferAllocator allocator = new RootAllocator();

  @AfterEach
  void close() {
    allocator.close();
    arena.close();
  }

  static List<Kind> kinds() {
    return Kinds.all();
  }

  private static boolean isValidated(Kind kind) {
    return !NOT_VALIDATED.contains(kind.name().replaceFirst(" with nulls$", ""));
  }

  @Test
  void mostKinds_areValidated() {
    assertThat(
            kinds().stream()
                .filter(kind -> kind.gap(UnsupportedTypes.VECTORS) == null && isValidated(kind)))
        .hasSize(132);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void kindInEveryForm_isAValidVectorOfTheSameValues(Kind kind) {
    String gap = kind.gap(UnsupportedTypes.VECTORS);
    for (Kind.Form form : kind.forms(arena)) {
      if (gap == null) {
        assertVector(kind, form);
      } else {
        assertThatThrownBy(() -> Vectors.vector(form.column(), allocator))
            .isInstanceOf(UnsupportedOperationException.class)
            .hasMessageContaining(gap);
      }
    }
    if (gap == null) {
      kind.batch().forms(arena).forEach(form -> assertRoot(kind, form));
    }
  }

  private void assertVector(Kind kind, Kind.Form form) {
    try (MapDictionaryProvider dictionaries = new MapDictionaryProvider();
        FieldVector vector = Vectors.vector(form.column(), allocator, dictionaries)) {
      assertValid(kind, form, vector);
      assertValues(form, form.expected(), dictionaries, vector);
    }
  }

  private void assertRoot(Kind kind, Kind.Form form) {
    try (MapDictionaryProvider dictionaries = new MapDictionaryProvider();
        VectorSchemaRoot root = Vectors.root(form.column(), allocator, dictionaries);
        Arena back = Arena.ofConfined()) {
      assertThat(root.getRowCount()).as(form.name()).isEqualTo(form.expected().size());
      assertValid(kind, form, root.getVector(0));
      assertValues(form, form.expected("v"), dictionaries, root.getVector(0));
      Column batch = Vectors.batch(back, root, dictionaries);
      try (MapDictionaryProvider again = new MapDictionaryProvider();
          VectorSchemaRoot second = Vectors.root(batch, allocator, again)) {
        assertValues(form, form.expected("v"), again, second.getVector(0));
        assertValues(form, form.expected("i"), again, second.getVector(1));
      }
    }
  }

  private static void assertValues(
      Kind.Form form, List<?> expected, MapDictionaryProvider dictionaries, FieldVector vector) {
    assertThat(Texts.of(new VectorValues(dictionaries).of(vector)))
        .as(form.name())
        .isEqualTo(Texts.of(expected));
  }

  /// That the validator is content, and has looked: in every form with values of every kind that it
  /// knows, and of no other.
  private void assertValid(Kind kind, Kind.Form form, FieldVector vector) {
    String fault = fault(vector);
    if (fault != null && !fault.equals(UNKNOWN)) {
      try (FieldVector own = vector.getField().createVector(allocator)) {
        own.setValueCount(0);
        assertThat(fault(own))
            .as("%s: %s, which arrow-java does not say of an empty vector", form.name(), fault)
            .isEqualTo(fault);
      }
    }
    if (form.from() < form.to()) {
      assertThat(fault == null).as(form.name() + ", is validated").isEqualTo(isValidated(kind));
    }
  }

  /// The verdict of arrow-java's validator; for types that it does not check, it reports so for any
  /// vector.
  private static @Nullable String fault(FieldVector vector) {
    try {
      ValueVectorUtility.validateFull(vector);
      return null;
    } catch (UnsupportedOperationException e) {
      return UNKNOWN; // or it asks a vector for a buffer that its type has not
    } catch (RuntimeException e) {
      return e.toString();
    }
  }
}
