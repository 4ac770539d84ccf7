package org.culebra.arrowcases;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.jspecify.annotations.Nullable;

/// A type of column and values of it, [Kinds#ROWS] of them.
///
/// @param name for messages
/// @param field the type
/// @param values as [Encoder] has them
/// @param gaps by the name of a consumer, what it says when it rejects the type
public record Kind(
    String name,
    ArrowField field,
    List<? extends @Nullable Object> values,
    Map<String, String> gaps) {

  /// A column and the values that a reader has to find in it.
  ///
  /// @param from which of the kind's values is the first
  /// @param to which is the first that the column does not have
  public record Form(
      String name, Column column, int from, int to, List<? extends @Nullable Object> expected) {

    /// Of a batch, the values of one of its columns.
    public List<@Nullable Object> expected(String column) {
      List<@Nullable Object> values = new ArrayList<>();
      expected.forEach(row -> values.add(((Map<?, ?>) Objects.requireNonNull(row)).get(column)));
      return values;
    }
  }

  /// One of the values, as a reader has it.
  public @Nullable Object plain(int index) {
    return Encoder.plain(values.get(index));
  }

  /// What a consumer says when it rejects the type; null if it takes it.
  public @Nullable String gap(String consumer) {
    return gaps.get(consumer);
  }

  /// The same type as one of two columns of a batch.
  public Kind batch() {
    List<Object> numbers = new ArrayList<>();
    IntStream.range(0, values.size()).forEach(i -> numbers.add((long) i));
    Kind second = new Kind("i", ArrowField.of("i", "l"), numbers, Map.of());
    Kind first = new Kind(name, field.withName("v"), values, gaps);
    return batch("batch of " + name, List.of(first, second), gaps);
  }

  /// Several kinds as the columns of a batch, which are named `v0`, `v1` …
  public static Kind batch(List<Kind> kinds) {
    List<Kind> columns = new ArrayList<>();
    for (Kind kind : kinds) {
      ArrowField named = kind.field().withName("v" + columns.size());
      columns.add(new Kind(kind.name(), named, kind.values(), kind.gaps()));
    }
    return batch("batch", columns, Map.of());
  }

  private static Kind batch(String name, List<Kind> columns, Map<String, String> gaps) {
    List<Object> rows = new ArrayList<>();
    for (int i = 0; i < Kinds.ROWS; i++) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      for (Kind column : columns) {
        row.put(column.field().name(), column.values().get(i));
      }
      rows.add(row);
    }
    ArrowField[] fields = columns.stream().map(Kind::field).toArray(ArrowField[]::new);
    return new Kind(name, ArrowField.of("", "+s", fields), rows, gaps);
  }

  /// The values in all the ways in which a column may have them.
  ///
  /// @param arena has the memory
  public List<Form> forms(Arena arena) {
    Encoded plain = new Encoder(arena, 0, 0).encode(field, values);
    Encoded longer = new Encoder(arena, 0, 3).encode(field, values);
    Encoded behind = new Encoder(arena, 2, 3).encode(field, values);
    Column whole = plain.column();
    List<Form> forms = new ArrayList<>();
    forms.add(form("whole", whole, 0, Kinds.ROWS));
    forms.add(form("sliced at 0", whole.slice(0, 5), 0, 5));
    forms.add(form("sliced behind", whole.slice(3, 11), 3, 11));
    forms.add(form("sliced to its end", whole.slice(8, Kinds.ROWS), 8, Kinds.ROWS));
    forms.add(form("a slice's slice", whole.slice(2, 11).slice(1, 6), 3, 8));
    forms.add(form("empty", Column.empty(field), 0, 0));
    forms.add(form("empty slice", whole.slice(4, 4), 4, 4));
    forms.add(form("empty slice's copy", whole.slice(4, 4).copy(), 4, 4));
    forms.add(form("copied", whole.slice(3, 11).copy(), 3, 11));
    forms.add(form("without offset", whole.slice(3, 11).withoutOffset(), 3, 11));
    addAdopted(forms, arena, "adopted with longer children", longer);
    addAdopted(forms, arena, "adopted with an offset and longer children", behind);
    return forms;
  }

  private void addAdopted(List<Form> forms, Arena arena, String name, Encoded encoded) {
    Column adopted = encoded.adopted(arena);
    forms.add(form(name, adopted, 0, Kinds.ROWS));
    forms.add(form(name + ", sliced at 0", adopted.slice(0, 5), 0, 5));
    forms.add(form(name + ", sliced behind", adopted.slice(3, 11), 3, 11));
    forms.add(form(name + ", copied", adopted.copy(), 0, Kinds.ROWS));
    forms.add(form(name + ", a slice's copy", adopted.slice(3, 11).copy(), 3, 11));
    forms.add(form(name + ", without offset", adopted.withoutOffset(), 0, Kinds.ROWS));
    forms.add(form(name + ", empty slice", adopted.slice(11, 11), 11, 11));
  }

  private Form form(String form, Column column, int from, int to) {
    List<@Nullable Object> expected = new ArrayList<>();
    IntStream.range(from, to).forEach(i -> expected.add(plain(i)));
    return new Form(name + ", " + form, column, from, to, expected);
  }

  @Override
  public String toString() {
    return name;
  }
}
