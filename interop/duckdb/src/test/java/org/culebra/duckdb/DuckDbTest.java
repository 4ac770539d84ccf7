package org.culebra.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.ArrowField;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.Column;
import org.culebra.arrow.Columns;
import org.culebra.ffi.ExchangeArena;
import org.culebra.ffi.ExportTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DuckDbTest {
  private static final int N = 100_000;

  private final long before = ExportTracker.count();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
    assertThat(ExportTracker.count()).as("live exports").isEqualTo(before);
  }

  private static NDArray counting() {
    NDArray x = NDArray.zeros(DType.FLOAT64, N);
    for (int i = 0; i < N; i++) {
      x.setDouble(i, 0.5 * i);
    }
    return x;
  }

  private String first(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  @Test
  @DisplayName("SQL reads the array where it is: what Java writes after registering is seen")
  void register_sharesMemory() throws SQLException {
    NDArray x = counting();
    try (DuckTable points =
        DuckDb.register(connection, "points", Column.ofBatch(Column.of("x", x)))) {
      assertThat(first("SELECT max(x) FROM points")).isEqualTo("49999.5");
      x.setDouble(7, 1e6);
      points.renew();
      assertThat(first("SELECT max(x) FROM points")).isEqualTo("1000000.0");
    }
  }

  @Test
  @DisplayName("text of fixed width is a BLOB with its padding, or a VARCHAR")
  void fixedWidthText() throws SQLException {
    NDArray cities = NDArray.zeros(DType.bytes(8), 2);
    cities.setString(0, "Basel");
    cities.setString(1, "Chur");
    Column batch =
        Column.ofBatch(Column.of("blob", cities), Columns.strings("text", cities.flip(0)));
    try (DuckTable _ = DuckDb.register(connection, "t", batch)) {
      assertThat(first("SELECT typeof(text) FROM t WHERE text = 'Chur'")).isEqualTo("VARCHAR");
      assertThat(first("SELECT typeof(blob) FROM t")).isEqualTo("BLOB");
      assertThat(first("SELECT count(*) FROM t WHERE blob = 'Chur'::BLOB")).isEqualTo("0");
    }
  }

  @Test
  @DisplayName("a result's columns are arrays, also after everything of DuckDB's has been closed")
  void read_givesArrays() throws SQLException {
    try (Arena arena = Arena.ofConfined()) {
      Column batch;
      NDArray x = counting();
      try (DuckTable points = DuckDb.register(connection, "p", Column.ofBatch(Column.of("x", x)));
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("SELECT x * 2 AS y, x < 3 AS few FROM p")) {
        assertThat(points).isNotNull();
        batch = DuckDb.read(arena, result);
      }
      connection.close();
      assertThat(batch.length()).isEqualTo(N);
      NDArray y = batch.child("y").array();
      for (int i = 0; i < N; i++) {
        assertThat(y.getDouble(i)).isEqualTo(i);
      }
      assertThat(batch.child("few").array(CopyPolicy.IF_NEEDED).sumLong()).isEqualTo(6);
    }
  }

  @Test
  @DisplayName("every type that both have comes through and back")
  void types_comeBack() throws SQLException {
    List<DType> types =
        List.of(
            DType.INT8,
            DType.UINT8,
            DType.INT16,
            DType.UINT16,
            DType.INT32,
            DType.UINT32,
            DType.INT64,
            DType.UINT64,
            DType.FLOAT32,
            DType.FLOAT64,
            DType.datetime64("us"),
            DType.datetime64("ns"));
    for (DType type : types) {
      NDArray values = NDArray.zeros(DType.INT64, 5);
      for (int i = 0; i < 5; i++) {
        values.setLong(i, 17L * i);
      }
      NDArray typed = values.copy(type);
      try (DuckTable t = DuckDb.register(connection, "t", Column.ofBatch(Column.of("v", typed)));
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("SELECT v FROM t");
          Arena arena = Arena.ofConfined()) {
        assertThat(t).isNotNull();
        NDArray back = DuckDb.read(arena, result).child("v").array();
        assertThat(back.dtype()).as(type.name()).isEqualTo(type);
        assertThat(back.contentEquals(typed)).as(type.name()).isTrue();
      }
    }
  }

  @Test
  @DisplayName(
      "booleans, tensors, missing values, parts with an offset and rows: as DuckDB sees them")
  void nested_isReadRight() throws SQLException {
    NDArray flags = NDArray.copyOf(new boolean[] {true, false, true, true});
    NDArray pairs = NDArray.copyOf(new double[] {0, 1, 2, 3, 4, 5, 6, 7}, 4, 2);
    NDArray mask = NDArray.copyOf(new boolean[] {true, true, false, true});
    NDArray window = NDArray.copyOf(new int[] {1, 2, 3, 4, 5, 6}).slidingWindow(3).flip(0);
    Column batch =
        Column.ofBatch(
            Column.of("flag", flags),
            Column.ofBits("bit", flags),
            Column.of("pair", pairs),
            Column.of("maybe", NDArray.copyOf(new long[] {1, 2, 3, 4})).withValidity(mask),
            Column.ofListViews("window", window));
    String all =
        "SELECT string_agg(concat_ws('/', flag, bit, pair, maybe, \"window\"::VARCHAR), ' ') FROM"
            + " t";
    try (DuckTable t = DuckDb.register(connection, "t", batch)) {
      assertThat(t).isNotNull();
      assertThat(first(all))
          .isEqualTo(
              "true/true/[0.0, 1.0]/1/[4, 5, 6] false/false/[2.0, 3.0]/2/[3, 4, 5]"
                  + " true/true/[4.0, 5.0]/[2, 3, 4] true/true/[6.0, 7.0]/4/[1, 2, 3]");
    }
    try (DuckTable t = DuckDb.register(connection, "t", batch.slice(1, 4))) {
      assertThat(t).isNotNull();
      assertThat(first(all))
          .isEqualTo(
              "false/false/[2.0, 3.0]/2/[3, 4, 5] true/true/[4.0, 5.0]/[2, 3, 4]"
                  + " true/true/[6.0, 7.0]/4/[1, 2, 3]");
    }
  }

  @Test
  @DisplayName(
      "a part of a struct in a struct: DuckDB itself would read the rows from the first on")
  void structInAStruct_ofASlice_isReadRight() throws SQLException {
    Column x = Column.of("x", NDArray.copyOf(new int[] {1, 2, 3, 4}));
    Column batch = Column.ofBatch(Column.ofStruct("outer", Column.ofStruct("inner", x)));
    try (DuckTable t = DuckDb.register(connection, "t", batch.slice(2, 4))) {
      assertThat(t).isNotNull();
      assertThat(first("SELECT list(\"outer\".\"inner\".x)::VARCHAR FROM t")).isEqualTo("[3, 4]");
    }
  }

  @Test
  @DisplayName("a result comes in pieces of a size, or none, with the names and types all the same")
  void stream_givesPieces() throws SQLException {
    try (Statement statement = connection.createStatement();
        Arena arena = Arena.ofConfined()) {
      try (ResultSet result = statement.executeQuery("SELECT range AS i FROM range(50000)");
          ArrowStream stream = DuckDb.stream(arena, result, 20_000)) {
        long sum = 0;
        long rows = 0;
        int pieces = 0;
        for (Column piece = stream.next(); piece != null; piece = stream.next()) {
          assertThat(piece.length()).isBetween(1L, 20_480L);
          sum += piece.child("i").array().sumLong();
          rows += piece.length();
          pieces++;
        }
        assertThat(pieces).isGreaterThan(2);
        assertThat(rows).isEqualTo(50_000);
        assertThat(sum).isEqualTo(50_000L * 49_999 / 2);
      }
      try (ResultSet result = statement.executeQuery("SELECT 1.5::DOUBLE AS x WHERE 1 = 2")) {
        Column none = DuckDb.read(arena, result);
        assertThat(none.length()).isZero();
        assertThat(none.child("x").array().dtype()).isEqualTo(DType.FLOAT64);
      }
    }
  }

  @Test
  @DisplayName("the memory outlives its arena until the table is closed, and is then released")
  void register_keepsMemory() throws SQLException {
    DuckTable table;
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray x = NDArray.zeros(arena, DType.INT32, 1000).fill(3);
      table = DuckDb.register(connection, "t", Column.ofBatch(Column.of("x", x)));
    }
    assertThat(ExportTracker.count()).isEqualTo(before + 1);
    assertThat(first("SELECT sum(x) FROM t")).isEqualTo("3000");
    assertThat(ExportTracker.count()).isEqualTo(before + 1);
    table.close();
    assertThat(ExportTracker.count()).isEqualTo(before);
    table.close();
    assertThatThrownBy(table::renew)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("expected an open table but found that \"t\" has been closed");
  }

  @Test
  @DisplayName(
      "whatever becomes of a query, nothing stays held: unread, failed, rejected, connection"
          + " closed")
  void register_releasesOnce() throws SQLException {
    Column batch = Column.ofBatch(Column.of("x", counting()));
    DuckDb.register(connection, "unread \"name\"", batch).close();
    assertThat(ExportTracker.count()).isEqualTo(before);
    try (DuckTable t = DuckDb.register(connection, "t", batch)) {
      assertThatThrownBy(() -> first("SELECT nothing FROM t")).isInstanceOf(SQLException.class);
      assertThat(first("SELECT count(*) FROM t a JOIN t b USING (x)")).isEqualTo("" + N);
      t.renew();
      t.renew();
      assertThat(first("SELECT count(*) FROM t")).isEqualTo("" + N);
    }
    assertThat(ExportTracker.count()).isEqualTo(before);
    Column wide = Column.ofBatch(Column.empty(ArrowField.of("h", "d:60,5,256")));
    assertThatThrownBy(() -> DuckDb.register(connection, "h", wide))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Unsupported");
    assertThat(ExportTracker.count()).isEqualTo(before);
    DuckTable left = DuckDb.register(connection, "left", batch);
    connection.close();
    assertThat(ExportTracker.count()).isEqualTo(before);
    left.close();
  }

  @Test
  @DisplayName(
      "what is no batch, no open connection, no result of DuckDB's: rejected, nothing held")
  void badInput_isRejected() throws SQLException {
    NDArray x = NDArray.zeros(DType.INT8, 1);
    assertThatThrownBy(() -> DuckDb.register(connection, "t", Column.of("x", x)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a batch of columns but found x: int8");
    Connection foreign =
        (Connection)
            java.lang.reflect.Proxy.newProxyInstance(
                DuckDbTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) -> {
                  throw new SQLException("not mine");
                });
    assertThatThrownBy(() -> DuckDb.register(foreign, "t", Column.ofBatch(Column.of("x", x))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected an object of DuckDB's JDBC driver but found a ");
    ResultSet closed;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT 1");
        Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> DuckDb.stream(arena, result, 0))
          .hasMessage("expected at least 1 row per batch but found 0");
      closed = result;
    }
    try (Arena arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> DuckDb.read(arena, closed)).isInstanceOf(SQLException.class);
    }
    connection.close();
    assertThatThrownBy(() -> DuckDb.register(connection, "t", Column.ofBatch(Column.of("x", x))))
        .isInstanceOf(SQLException.class)
        .hasMessage("expected an open connection but found a closed one");
  }
}
