package org.culebra.duckdb;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Wrapper;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.culebra.arrow.Arrow;
import org.jspecify.annotations.Nullable;

/// The internal functions of DuckDB's driver, looked up by name on first use: those that its public
/// methods call only together with Arrow's own library, or only for functions whose values are set
/// one by one.
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
  private final MethodHandle stream;
  private final MethodHandle registerTable;
  private final MethodHandle registerScalar;

  private @Nullable DuckLibrary library;

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
      stream =
          ofFunctions.findStatic(
              functions,
              "duckdb_jdbc_arrow_stream",
              MethodType.methodType(long.class, ByteBuffer.class, ByteBuffer.class, long.class));
      Class<?> bindings = Class.forName(PACKAGE + "DuckDBBindings", true, loader);
      MethodHandles.Lookup ofBindings = MethodHandles.privateLookupIn(bindings, lookup);
      MethodType register = MethodType.methodType(int.class, ByteBuffer.class, ByteBuffer.class);
      registerTable = ofBindings.findStatic(bindings, "duckdb_register_table_function", register);
      registerScalar = ofBindings.findStatic(bindings, "duckdb_register_scalar_function", register);
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

  /// The library that the driver has loaded, opened on first use.
  synchronized DuckLibrary library(Connection connection) throws SQLException {
    DuckLibrary found = library;
    if (found == null) {
      found = DuckLibrary.at(code(connection));
      library = found;
    }
    return found;
  }

  /// The address of a function of the driver's library: the first of a stream.
  private static long code(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT 1")) {
      MemorySegment stream = MemorySegment.ofAddress(stream(result, 1));
      try {
        return CData.words(stream.address(), 1)[0];
      } finally {
        Arrow.releaseStream(stream);
      }
    }
  }

  /// Registers a table function in the connection's database, in the current transaction if there
  /// is one.
  ///
  /// @param function a `duckdb_table_function`
  void registerTable(Connection connection, long function) throws SQLException {
    register(registerTable, connection, function);
  }

  /// Registers a scalar function, as above.
  ///
  /// @param function a `duckdb_scalar_function`
  void registerScalar(Connection connection, long function) throws SQLException {
    register(registerScalar, connection, function);
  }

  private synchronized void register(MethodHandle register, Connection connection, long function)
      throws SQLException {
    ReentrantLock lock = (ReentrantLock) connectionLock.get(connection);
    lock.lock();
    try {
      ByteBuffer handle = MemorySegment.ofAddress(function).asByteBuffer();
      int state = (int) register.invoke(reference(connection), handle);
      if (state != 0) {
        throw new SQLException(
            "DuckDB could not register a function; another transaction may have registered it"
                + " meanwhile: end one of the two");
      }
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
              "expected a result of which no row has been read but found one that has been read"
                  + " from");
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
