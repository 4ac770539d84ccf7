package org.culebra.duckdb;

import java.lang.foreign.Arena;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.Column;
import org.culebra.testsupport.NullSweep;
import org.culebra.testsupport.Samples;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NullsTest {
  @Test
  @DisplayName("null is rejected by everything public")
  void nulls_areRejected() throws SQLException {
    Column batch = Column.ofBatch(Column.of("x", NDArray.zeros(DType.INT32, 3)));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        DuckTable table = DuckDb.register(connection, "t", batch);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT 1");
        Arena arena = Arena.ofConfined()) {
      Samples samples =
          new Samples()
              .add(Arena.class, () -> arena)
              .add(Column.class, () -> batch)
              .add(Connection.class, () -> connection)
              .add(ResultSet.class, () -> result)
              .add(DuckTable.class, () -> table)
              .add(DType.class, () -> DType.INT32)
              .add(List.class, () -> List.of(DType.INT32))
              .add(DuckFunction.class, () -> rows -> rows.result().fill(1));
      new NullSweep(samples).assertClean(DuckDb.class);
    }
  }
}
