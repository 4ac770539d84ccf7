package org.culebra.duckdb;

import java.sql.SQLException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.culebra.duckdb.ArrowTable.TableColumn;
import org.jspecify.annotations.Nullable;

/// The table function that scans an [ArrowTable]: `FROM culebra_scan_…(handle)`. DuckDB keeps a
/// function in the database and cannot drop it, so all tables share one.
///
/// DuckDB calls it on any of its threads. Exceptions become errors of the query.
final class ScanFunction {
  /// Different from that of another class loader, or of another JVM's view in a file.
  static final String NAME =
      "culebra_scan_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

  private final CApi api;
  private final long bind;
  private final long begin;
  private final long beginWorker;
  private final long fill;
  private final long destroy;

  ScanFunction(CApi api) {
    this.api = api;
    this.bind = CCallbacks.ofOne(this::bind);
    this.begin = CCallbacks.ofOne(this::begin);
    this.beginWorker = CCallbacks.ofOne(this::beginWorker);
    this.fill = CCallbacks.ofTwo(this::fill);
    this.destroy = CCallbacks.ofOne(ScanFunction::destroy);
  }

  /// Creates the function.
  ///
  /// @return a `duckdb_table_function`, to be registered and then destroyed
  long create() {
    long function = api.duckdb_create_table_function();
    api.duckdb_table_function_set_name(function, NAME);
    long type = api.duckdb_create_logical_type(CApi.BIGINT);
    api.duckdb_table_function_add_parameter(function, type);
    CCallbacks.destroy(type, api::duckdb_destroy_logical_type);
    api.duckdb_table_function_set_bind(function, bind);
    api.duckdb_table_function_set_init(function, begin);
    api.duckdb_table_function_set_local_init(function, beginWorker);
    api.duckdb_table_function_set_function(function, fill);
    api.duckdb_table_function_supports_projection_pushdown(function, true);
    return function;
  }

  // --- called by DuckDB

  private void bind(long info) {
    try {
      Object target = Handles.get(argument(info));
      if (target instanceof ArrowTable table && table.retain()) {
        try {
          describe(info, table);
        } finally {
          table.release();
        }
      } else {
        throw new SQLException(
            "expected an open table but found that the table of this view has been closed");
      }
    } catch (Throwable e) {
      api.duckdb_bind_set_error(info, ErrorText.of(e));
    }
  }

  private long argument(long info) {
    long value = api.duckdb_bind_get_parameter(info, 0);
    try {
      return api.duckdb_get_int64(value);
    } finally {
      CCallbacks.destroy(value, api::duckdb_destroy_value);
    }
  }

  private void describe(long info, ArrowTable table) {
    for (TableColumn column : table.columns) {
      api.duckdb_bind_add_result_column(info, column.name(), column.type());
    }
    api.duckdb_bind_set_cardinality(info, table.rows, true);
    api.duckdb_bind_set_bind_data(info, table.handle(), 0);
  }

  private void begin(long info) {
    try {
      if (!(Handles.get(api.duckdb_init_get_bind_data(info)) instanceof ArrowTable table)) {
        throw new SQLException(
            "expected an open table but found that the table of this statement has been closed");
      }
      long[] indices = new long[(int) api.duckdb_init_get_column_count(info)];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = api.duckdb_init_get_column_index(info, i);
      }
      Scan scan = Scan.begin(table, indices);
      api.duckdb_init_set_init_data(info, Handles.add(scan), destroy);
      api.duckdb_init_set_max_threads(info, scan.workers());
    } catch (Throwable e) {
      api.duckdb_init_set_error(info, ErrorText.of(e));
    }
  }

  /// The state of one thread in a scan, which DuckDB asks for before it names the scan.
  private static final class Local {
    @Nullable ScanWorker worker;
  }

  private void beginWorker(long info) {
    try {
      api.duckdb_init_set_init_data(info, Handles.add(new Local()), destroy);
    } catch (Throwable e) {
      api.duckdb_init_set_error(info, ErrorText.of(e));
    }
  }

  private void fill(long info, long chunk) {
    try {
      worker(info).fill(chunk);
    } catch (Throwable e) {
      api.duckdb_function_set_error(info, ErrorText.of(e));
    }
  }

  private ScanWorker worker(long info) {
    Local local = (Local) Handles.require(api.duckdb_function_get_local_init_data(info));
    ScanWorker worker = local.worker;
    if (worker == null) {
      worker = new ScanWorker((Scan) Handles.require(api.duckdb_function_get_init_data(info)));
      local.worker = worker;
    }
    return worker;
  }

  private static void destroy(long handle) {
    switch (Handles.remove(handle)) {
      case Scan scan -> scan.end();
      case Local local when local.worker != null -> local.worker.end();
      case null, default -> {}
    }
  }
}
