package org.culebra.duckdb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Reports that a connection is closed, which DuckDB itself does not.
///
/// The driver closes a connection's prepared statements together with it, and with a statement
/// DuckDB destroys what its scalar functions have bound. So a statement that calls this function is
/// prepared, and never executed. Of table functions DuckDB keeps nothing in a prepared statement:
/// it binds them again for each execution.
final class AnchorFunction {
  private static final String NAME = ScanFunction.NAME + "_anchor";

  /// What the current thread prepares.
  private static final ThreadLocal<@Nullable Anchor> PREPARED = new ThreadLocal<>();

  private final CApi api;
  private final long bind;
  private final long copy;
  private final long destroy;
  private final long apply;

  AnchorFunction(CApi api) {
    this.api = api;
    this.bind = CCallbacks.ofOne(this::bind);
    this.copy = CCallbacks.ofOneWithResult(AnchorFunction::copy);
    this.destroy = CCallbacks.ofOne(AnchorFunction::destroy);
    this.apply = CCallbacks.ofThree(this::apply);
  }

  /// Creates the function.
  ///
  /// @return a `duckdb_scalar_function`, to be registered and then destroyed
  long create() {
    long function = api.duckdb_create_scalar_function();
    api.duckdb_scalar_function_set_name(function, NAME);
    long type = api.duckdb_create_logical_type(CApi.BIGINT);
    api.duckdb_scalar_function_set_return_type(function, type);
    CCallbacks.destroy(type, api::duckdb_destroy_logical_type);
    api.duckdb_scalar_function_set_volatile(function);
    api.duckdb_scalar_function_set_bind(function, bind);
    api.duckdb_scalar_function_set_function(function, apply);
    return function;
  }

  /// Prepares the statement: when it or the connection is closed, the action runs.
  static PreparedStatement set(Connection connection, Runnable action) throws SQLException {
    Anchor anchor = new Anchor(action);
    PREPARED.set(anchor);
    try {
      PreparedStatement statement = connection.prepareStatement("SELECT " + NAME + "()");
      if (!anchor.set()) {
        statement.close();
        throw new SQLException(
            "expected a driver that prepares a statement at once, as 2.0.0 does, but found"
                + " another");
      }
      return statement;
    } finally {
      PREPARED.remove();
    }
  }

  // --- called by DuckDB

  private void bind(long info) {
    try {
      Anchor anchor = PREPARED.get();
      if (anchor == null) {
        throw new IllegalStateException("this function is for internal use");
      }
      api.duckdb_scalar_function_set_bind_data(info, anchor.bind(), destroy);
      api.duckdb_scalar_function_set_bind_data_copy(info, copy);
    } catch (Throwable e) {
      api.duckdb_scalar_function_bind_set_error(info, ErrorText.of(e));
    }
  }

  private static long copy(long handle) {
    return Handles.get(handle) instanceof Anchor anchor ? anchor.bind() : 0;
  }

  private static void destroy(long handle) {
    if (Handles.remove(handle) instanceof Anchor anchor) {
      anchor.unbind();
    }
  }

  private void apply(long info, long chunk, long vector) {
    api.duckdb_scalar_function_set_error(info, "this function is for internal use");
  }
}
