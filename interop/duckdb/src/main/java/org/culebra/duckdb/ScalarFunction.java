package org.culebra.duckdb;

import java.lang.foreign.Arena;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.culebra.array.DType;

/// Java functions in SQL: one pointer for all of them, which finds the function by its handle.
final class ScalarFunction {
  /// DuckDB's numbers of the types whose vectors are arrays of the same elements.
  private static final Map<DType, Integer> TYPES = types();

  private final CApi api;
  private final Set<String> own = ConcurrentHashMap.newKeySet();
  private final long apply;
  private final long destroy;

  /// A function with its types.
  record Target(DuckFunction function, DType result, List<DType> parameters) {}

  ScalarFunction(CApi api) {
    this.api = api;
    this.apply = CCallbacks.ofThree(this::apply);
    this.destroy = CCallbacks.ofOne(Handles::remove);
  }

  private static Map<DType, Integer> types() {
    Map<DType, Integer> types = new LinkedHashMap<>();
    List<DType> inOrder =
        List.of(
            DType.BOOL,
            DType.INT8,
            DType.INT16,
            DType.INT32,
            DType.INT64,
            DType.UINT8,
            DType.UINT16,
            DType.UINT32,
            DType.UINT64,
            DType.FLOAT32,
            DType.FLOAT64,
            DType.datetime64("us"));
    inOrder.forEach(type -> types.put(type, types.size() + 1));
    types.put(DType.datetime64("s"), 20);
    types.put(DType.datetime64("ms"), 21);
    types.put(DType.datetime64("ns"), 22);
    return types;
  }

  static void register(Connection connection, String name, Target target) throws SQLException {
    requireType(target.result());
    target.parameters().forEach(ScalarFunction::requireType);
    if (target.parameters().isEmpty()) {
      throw new IllegalArgumentException(
          "expected at least one parameter but found none: the function would get no rows");
    }
    Driver driver = Driver.of(connection);
    DuckLibrary library = driver.library(connection);
    library.scalars.requireOwn(connection, name);
    long function = library.scalars.create(name, target);
    try {
      driver.registerScalar(connection, function);
    } finally {
      CCallbacks.destroy(function, library.api::duckdb_destroy_scalar_function);
    }
  }

  /// Rejects a name of DuckDB's own: a function of it would be replaced. DuckDB itself does not
  /// distinguish them from those that are added.
  private void requireOwn(Connection connection, String name) throws SQLException {
    String lower = name.toLowerCase(Locale.ROOT);
    if (own.contains(lower)) {
      return;
    }
    String query = "SELECT 1 FROM duckdb_functions() WHERE function_name = ?";
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, lower);
      try (ResultSet result = statement.executeQuery()) {
        if (result.next()) {
          throw new IllegalArgumentException(
              "expected a new name but found that of a function of DuckDB, \"" + name + "\"");
        }
      }
    }
    own.add(lower);
  }

  /// @throws UnsupportedOperationException if vectors of the type are no arrays of it
  private static void requireType(DType type) {
    if (!TYPES.containsKey(type)) {
      throw new UnsupportedOperationException(
          "expected one of the types %s, whose values DuckDB stores as arrays do, but found %s"
              .formatted(TYPES.keySet(), type));
    }
  }

  /// Creates the function.
  ///
  /// @return a `duckdb_scalar_function`, to be registered and then destroyed
  private long create(String name, Target target) {
    long function = api.duckdb_create_scalar_function();
    api.duckdb_scalar_function_set_name(function, name);
    for (DType parameter : target.parameters()) {
      withType(parameter, type -> api.duckdb_scalar_function_add_parameter(function, type));
    }
    withType(target.result(), type -> api.duckdb_scalar_function_set_return_type(function, type));
    api.duckdb_scalar_function_set_extra_info(function, Handles.add(target), destroy);
    api.duckdb_scalar_function_set_function(function, apply);
    return function;
  }

  private void withType(DType dtype, LongConsumer action) {
    long type = api.duckdb_create_logical_type(TYPES.getOrDefault(dtype, 0));
    action.accept(type);
    CCallbacks.destroy(type, api::duckdb_destroy_logical_type);
  }

  private void apply(long info, long chunk, long vector) {
    try (Arena arena = Arena.ofConfined()) {
      Target target = (Target) Handles.require(api.duckdb_scalar_function_get_extra_info(info));
      target
          .function()
          .apply(new DuckRows(arena, api, chunk, target.parameters(), vector, target.result()));
    } catch (Throwable e) {
      api.duckdb_scalar_function_set_error(info, ErrorText.of(e));
    }
  }
}
