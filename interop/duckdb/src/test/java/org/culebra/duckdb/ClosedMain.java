package org.culebra.duckdb;

import java.lang.foreign.Arena;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.culebra.arrow.ArrowStream;
import org.culebra.arrow.ArrowStreamException;
import org.culebra.arrow.Column;

/// Streams whose connection is closed before they are read, or meanwhile.
final class ClosedMain {
  private ClosedMain() {}

  public static void main(String[] args) throws Exception {
    boolean first = false;
    for (int round = 0; round <= 20; round++) {
      Connection connection = DriverManager.getConnection("jdbc:duckdb:");
      try (Statement statement = connection.createStatement();
          ResultSet result =
              statement.executeQuery("SELECT range AS i, 'x' || range AS t FROM range(1000000)");
          Arena arena = Arena.ofConfined();
          ArrowStream stream = DuckDb.stream(arena, result, 500)) {
        Thread closer = closer(connection, round);
        closer.start();
        if (round == 0) {
          closer.join();
        }
        boolean rejected = isRejected(stream); // later ones may have been quicker than the closer
        first |= round == 0 && rejected;
        closer.join();
      }
    }
    System.out.println(first ? "the first was rejected" : "the first was read");
  }

  private static Thread closer(Connection connection, int millis) {
    return new Thread(() -> {
      try {
        Thread.sleep(millis);
        connection.close();
      } catch (SQLException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static boolean isRejected(ArrowStream stream) {
    try {
      for (Column batch = stream.next(); batch != null; batch = stream.next()) {
        batch.child("i").array().sumLong();
      }
      return false;
    } catch (ArrowStreamException e) {
      return true;
    }
  }
}
