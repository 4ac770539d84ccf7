package org.culebra.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.Column;
import org.culebra.arrowcases.Kind;
import org.culebra.arrowcases.Kinds;
import org.culebra.arrowcases.UnsupportedTypes;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kind of column in every form, read by DuckDB.
class DuckMatrixTest {
  private final Arena arena = Arena.ofShared();
  private final long before = ExportTracker.count();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
    }
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(before);
    arena.close();
  }

  @Test
  void everyKindInEveryForm_isReadRight() throws SQLException {
    List<Kind> kinds =
        Kinds.all().stream().filter(kind -> kind.gap(UnsupportedTypes.DUCKDB) == null).toList();
    assertThat(kinds).hasSizeGreaterThan(90);
    List<String> faults = new ArrayList<>();
    for (Kind.Form form : Kind.batch(kinds).forms(arena)) {
      List<List<String>> found = texts(form.column());
      for (int i = 0; i < kinds.size(); i++) {
        List<String> expected = expected(kinds.get(i), form);
        if (!expected.equals(found.get(i))) {
          faults.add(
              "%s, %s: expected %s but found %s"
                  .formatted(kinds.get(i), form.name(), expected, found.get(i)));
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static List<String> expected(Kind kind, Kind.Form form) {
    List<String> texts = new ArrayList<>();
    IntStream.range(form.from(), form.to())
        .forEach(i -> texts.add(DuckText.of(kind.field(), kind.plain(i))));
    return texts;
  }

  /// By column.
  private List<List<String>> texts(Column batch) throws SQLException {
    List<ArrowField> fields = batch.field().children();
    String columns =
        fields.stream().map(field -> field.name() + "::VARCHAR").collect(Collectors.joining(", "));
    List<List<String>> texts = new ArrayList<>();
    fields.forEach(_ -> texts.add(new ArrayList<>()));
    try (DuckTable table = DuckDb.register(connection, "t", batch);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT " + columns + " FROM t")) {
      assertThat(table).isNotNull();
      while (result.next()) {
        for (int i = 0; i < fields.size(); i++) {
          texts.get(i).add(result.getString(i + 1));
        }
      }
    }
    return texts;
  }

  static List<Kind> gaps() {
    return Kinds.all().stream().filter(kind -> kind.gap(UnsupportedTypes.DUCKDB) != null).toList();
  }

  @ParameterizedTest
  @MethodSource("gaps")
  void kindThatDuckDbDoesNotTake_isRejectedClearly(Kind kind) {
    String text = Objects.requireNonNull(kind.gap(UnsupportedTypes.DUCKDB));
    for (Kind.Form form : kind.batch().forms(arena).subList(0, 3)) {
      assertThatThrownBy(() -> texts(form.column()))
          .as(form.name())
          .isInstanceOfAny(SQLException.class, UnsupportedOperationException.class)
          .hasMessageContaining(text);
      assertThat(ExportTracker.count()).as("live exports").isEqualTo(before);
    }
  }
}
