package org.culebra.duckdb;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Wrapper;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// The internal functions of DuckDB's driver that its public methods call only together with
/// Arrow's own library. They are looked up by name on first use.
final class Driver {
  private static final String PACKAGE = "org.duckdb.";

  /// By the driver's class, of which several class loaders may each have one.
  private static final ClassValue<Driver> DRIVERS =
      new ClassValue<>() {
        @Override
        protected Driver computeValue(Class<?> connection) {
          return new Driver(connection);
        }
      };

  private final Class<?> resultSet;
  private final VarHandle connectionRef;
  private final VarHandle connectionLock;
  private final VarHandle resultRef;
  private final VarHandle resultLock;
  private final VarHandle resultRow;
  private final MethodHandle register;
  private final MethodHandle stream;

  private Driver(Class<?> connection) {
    try {
      Driver.class.getModule().addReads(connection.getModule());
      ClassLoader loader = connection.getClassLoader();
      resultSet = Class.forName(PACKAGE + "DuckDBResultSet", false, loader);
      Class<?> functions = Class.forName(PACKAGE + "DuckDBNative", true, loader);
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodHandles.Lookup ofConnection = MethodHandles.privateLookupIn(connection, lookup);
      connectionRef = ofConnection.findVarHandle(connection, "connRef", ByteBuffer.class);
      connectionLock = ofConnection.findVarHandle(connection, "connRefLock", ReentrantLock.class);
      MethodHandles.Lookup ofResult = MethodHandles.privateLookupIn(resultSet, lookup);
      resultRef = ofResult.findVarHandle(resultSet, "resultRef", ByteBuffer.class);
      resultLock = ofResult.findVarHandle(resultSet, "resultRefLock", Lock.class);
      resultRow = ofResult.findVarHandle(resultSet, "chunkIdx", int.class);
      MethodHandles.Lookup ofFunctions = MethodHandles.privateLookupIn(functions, lookup);
      register =
          ofFunctions.findStatic(
              functions,
              "duckdb_jdbc_arrow_register",
              MethodType.methodType(void.class, ByteBuffer.class, long.class, byte[].class));
      stream =
          ofFunctions.findStatic(
              functions,
              "duckdb_jdbc_arrow_stream",
              MethodType.methodType(long.class, ByteBuffer.class, ByteBuffer.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedOperationException(
          "expected DuckDB's JDBC driver as of version 2.0 but found one without " + e.getMessage(),
          e);
    }
  }

  static Driver of(Connection connection) {
    return DRIVERS.get(connection.getClass());
  }

  /// The driver's own object, unwrapped from that of a connection pool.
  static Connection own(Connection connection) throws SQLException {
    return (Connection) own(connection, "DuckDBConnection");
  }

  private static Object own(Wrapper wrapper, String name) throws SQLException {
    if (wrapper.getClass().getName().equals(PACKAGE + name)) {
      return wrapper;
    }
    try {
      return wrapper.unwrap(find(PACKAGE + name));
    } catch (ClassNotFoundException | SQLException e) {
      throw new IllegalArgumentException(
          "expected an object of DuckDB's JDBC driver but found a " + wrapper.getClass().getName(),
          e);
    }
  }

  private static Class<?> find(String name) throws ClassNotFoundException {
    try {
      return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      return Class.forName(name, false, Driver.class.getClassLoader());
    }
  }

  /// Registers a stream as a view of the connection.
  void register(Connection connection, long stream, String name) throws SQLException {
    ReentrantLock lock = (ReentrantLock) connectionLock.get(connection);
    lock.lock();
    try {
      register.invoke(reference(connection), stream, name.getBytes(StandardCharsets.UTF_8));
    } catch (SQLException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new SQLException(e);
    } finally {
      lock.unlock();
    }
  }

  private ByteBuffer reference(Connection connection) throws SQLException {
    requireOpen(connection);
    ByteBuffer reference = (ByteBuffer) connectionRef.get(connection);
    if (reference == null) {
      throw closed();
    }
    return reference;
  }

  static void requireOpen(Connection connection) throws SQLException {
    if (connection.isClosed()) {
      throw closed();
    }
  }

  private static SQLException closed() {
    return new SQLException("expected an open connection but found a closed one");
  }

  /// Exports a result as a stream.
  ///
  /// @return the address of an `ArrowArrayStream`, which the caller owns
  static long stream(ResultSet result, long rows) throws SQLException {
    Connection connection = own(result.getStatement().getConnection());
    return of(connection).stream(connection, own(result, "DuckDBResultSet"), rows);
  }

  private long stream(Connection connection, Object result, long rows) throws SQLException {
    ReentrantLock lock = (ReentrantLock) connectionLock.get(connection);
    lock.lock();
    try {
      ByteBuffer reference = reference(connection);
      Lock inner = (Lock) resultLock.get(result);
      inner.lock();
      try {
        // its next() fetches many rows at once, which a stream would then miss
        if ((int) resultRow.get(result) != 0) {
          throw new IllegalStateException(
              "expected a result of which no row has been read but found one that has been read from");
        }
        return (long) stream.invoke((ByteBuffer) resultRef.get(result), reference, rows);
      } finally {
        inner.unlock();
      }
    } catch (SQLException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new SQLException(e);
    } finally {
      lock.unlock();
    }
  }
}
