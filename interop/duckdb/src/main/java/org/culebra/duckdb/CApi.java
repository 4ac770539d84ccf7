package org.culebra.duckdb;

/// The functions of DuckDB's C API that are used here. All handles and pointers are numbers:
/// nothing that they lead to is accessed by Java, except for the memory of vectors.
///
/// The names are C's.
interface CApi {
  /// `DUCKDB_TYPE_BIGINT`.
  int BIGINT = 5;

  /// As in DuckDB's `duckdb.h`, with numbers for the pointers. `idx_t` is a `uint64_t`.
  String DECLARATIONS =
      """
      typedef uint64_t idx_t;
      typedef uintptr_t handle;

      int duckdb_create_config(handle out_config);
      int duckdb_set_config(handle config, const char *name, const char *option);
      void duckdb_destroy_config(handle config);
      int duckdb_open_ext(handle path, handle out_database, handle config, handle out_error);
      int duckdb_connect(handle database, handle out_connection);
      idx_t duckdb_vector_size(void);

      int duckdb_query(handle connection, const char *query, handle out_result);
      int duckdb_prepare(handle connection, const char *query, handle out_statement);
      void duckdb_destroy_prepare(handle statement);
      handle duckdb_prepared_statement_column_name(handle statement, idx_t column);
      handle duckdb_prepared_statement_column_logical_type(handle statement, idx_t column);
      void duckdb_free(handle memory);

      int duckdb_arrow_array_scan(
          handle connection, const char *name, handle schema, handle array, handle out_stream);
      void duckdb_destroy_arrow_stream(handle stream);
      handle duckdb_schema_from_arrow(handle connection, handle schema, handle out_types);
      handle duckdb_data_chunk_from_arrow(
          handle connection, handle array, handle types, handle out_chunk);
      void duckdb_destroy_arrow_converted_schema(handle types);
      const char *duckdb_error_data_message(handle error);
      void duckdb_destroy_error_data(handle error);

      handle duckdb_data_chunk_get_vector(handle chunk, idx_t column);
      idx_t duckdb_data_chunk_get_size(handle chunk);
      void duckdb_data_chunk_set_size(handle chunk, idx_t size);
      void duckdb_destroy_data_chunk(handle chunk);
      handle duckdb_vector_get_data(handle vector);
      handle duckdb_vector_get_validity(handle vector);
      void duckdb_vector_ensure_validity_writable(handle vector);
      void duckdb_vector_reference_vector(handle to, handle from);
      void duckdb_slice_vector(handle vector, handle selection, idx_t length);
      handle duckdb_create_selection_vector(idx_t size);
      handle duckdb_selection_vector_get_data_ptr(handle selection);
      void duckdb_destroy_selection_vector(handle selection);

      handle duckdb_create_logical_type(int type);
      void duckdb_destroy_logical_type(handle type);
      int64_t duckdb_get_int64(handle value);
      void duckdb_destroy_value(handle value);

      handle duckdb_create_table_function(void);
      void duckdb_destroy_table_function(handle function);
      void duckdb_table_function_set_name(handle function, const char *name);
      void duckdb_table_function_add_parameter(handle function, handle type);
      void duckdb_table_function_set_bind(handle function, handle callback);
      void duckdb_table_function_set_init(handle function, handle callback);
      void duckdb_table_function_set_local_init(handle function, handle callback);
      void duckdb_table_function_set_function(handle function, handle callback);
      void duckdb_table_function_supports_projection_pushdown(handle function, bool pushdown);
      handle duckdb_bind_get_parameter(handle info, idx_t index);
      void duckdb_bind_add_result_column(handle info, const char *name, handle type);
      void duckdb_bind_set_bind_data(handle info, handle data, handle destroy);
      void duckdb_bind_set_cardinality(handle info, idx_t rows, bool is_exact);
      void duckdb_bind_set_error(handle info, const char *error);
      handle duckdb_init_get_bind_data(handle info);
      void duckdb_init_set_init_data(handle info, handle data, handle destroy);
      idx_t duckdb_init_get_column_count(handle info);
      idx_t duckdb_init_get_column_index(handle info, idx_t index);
      void duckdb_init_set_max_threads(handle info, idx_t threads);
      void duckdb_init_set_error(handle info, const char *error);
      handle duckdb_function_get_init_data(handle info);
      handle duckdb_function_get_local_init_data(handle info);
      void duckdb_function_set_error(handle info, const char *error);

      handle duckdb_create_scalar_function(void);
      void duckdb_destroy_scalar_function(handle function);
      void duckdb_scalar_function_set_name(handle function, const char *name);
      void duckdb_scalar_function_add_parameter(handle function, handle type);
      void duckdb_scalar_function_set_return_type(handle function, handle type);
      void duckdb_scalar_function_set_volatile(handle function);
      void duckdb_scalar_function_set_bind(handle function, handle callback);
      void duckdb_scalar_function_set_bind_data(handle info, handle data, handle destroy);
      void duckdb_scalar_function_set_bind_data_copy(handle info, handle copy);
      void duckdb_scalar_function_bind_set_error(handle info, const char *error);
      void duckdb_scalar_function_set_extra_info(handle function, handle info, handle destroy);
      void duckdb_scalar_function_set_function(handle function, handle callback);
      handle duckdb_scalar_function_get_extra_info(handle info);
      void duckdb_scalar_function_set_error(handle info, const char *error);
      """;

  int duckdb_create_config(long outConfig);

  int duckdb_set_config(long config, String name, String option);

  void duckdb_destroy_config(long config);

  int duckdb_open_ext(long path, long outDatabase, long config, long outError);

  int duckdb_connect(long database, long outConnection);

  long duckdb_vector_size();

  int duckdb_query(long connection, String query, long outResult);

  int duckdb_prepare(long connection, String query, long outStatement);

  void duckdb_destroy_prepare(long statement);

  long duckdb_prepared_statement_column_name(long statement, long column);

  long duckdb_prepared_statement_column_logical_type(long statement, long column);

  void duckdb_free(long memory);

  int duckdb_arrow_array_scan(
      long connection, String name, long schema, long array, long outStream);

  void duckdb_destroy_arrow_stream(long stream);

  long duckdb_schema_from_arrow(long connection, long schema, long outTypes);

  long duckdb_data_chunk_from_arrow(long connection, long array, long types, long outChunk);

  void duckdb_destroy_arrow_converted_schema(long types);

  String duckdb_error_data_message(long error);

  void duckdb_destroy_error_data(long error);

  long duckdb_data_chunk_get_vector(long chunk, long column);

  long duckdb_data_chunk_get_size(long chunk);

  void duckdb_data_chunk_set_size(long chunk, long size);

  void duckdb_destroy_data_chunk(long chunk);

  long duckdb_vector_get_data(long vector);

  long duckdb_vector_get_validity(long vector);

  void duckdb_vector_ensure_validity_writable(long vector);

  void duckdb_vector_reference_vector(long to, long from);

  void duckdb_slice_vector(long vector, long selection, long length);

  long duckdb_create_selection_vector(long size);

  long duckdb_selection_vector_get_data_ptr(long selection);

  void duckdb_destroy_selection_vector(long selection);

  long duckdb_create_logical_type(int type);

  void duckdb_destroy_logical_type(long type);

  long duckdb_get_int64(long value);

  void duckdb_destroy_value(long value);

  long duckdb_create_table_function();

  void duckdb_destroy_table_function(long function);

  void duckdb_table_function_set_name(long function, String name);

  void duckdb_table_function_add_parameter(long function, long type);

  void duckdb_table_function_set_bind(long function, long callback);

  void duckdb_table_function_set_init(long function, long callback);

  void duckdb_table_function_set_local_init(long function, long callback);

  void duckdb_table_function_set_function(long function, long callback);

  void duckdb_table_function_supports_projection_pushdown(long function, boolean pushdown);

  long duckdb_bind_get_parameter(long info, long index);

  void duckdb_bind_add_result_column(long info, String name, long type);

  void duckdb_bind_set_bind_data(long info, long data, long destroy);

  void duckdb_bind_set_cardinality(long info, long rows, boolean isExact);

  void duckdb_bind_set_error(long info, String error);

  long duckdb_init_get_bind_data(long info);

  void duckdb_init_set_init_data(long info, long data, long destroy);

  long duckdb_init_get_column_count(long info);

  long duckdb_init_get_column_index(long info, long index);

  void duckdb_init_set_max_threads(long info, long threads);

  void duckdb_init_set_error(long info, String error);

  long duckdb_function_get_init_data(long info);

  long duckdb_function_get_local_init_data(long info);

  void duckdb_function_set_error(long info, String error);

  long duckdb_create_scalar_function();

  void duckdb_destroy_scalar_function(long function);

  void duckdb_scalar_function_set_name(long function, String name);

  void duckdb_scalar_function_add_parameter(long function, long type);

  void duckdb_scalar_function_set_return_type(long function, long type);

  void duckdb_scalar_function_set_volatile(long function);

  void duckdb_scalar_function_set_bind(long function, long callback);

  void duckdb_scalar_function_set_bind_data(long info, long data, long destroy);

  void duckdb_scalar_function_set_bind_data_copy(long info, long copy);

  void duckdb_scalar_function_bind_set_error(long info, String error);

  void duckdb_scalar_function_set_extra_info(long function, long info, long destroy);

  void duckdb_scalar_function_set_function(long function, long callback);

  long duckdb_scalar_function_get_extra_info(long info);

  void duckdb_scalar_function_set_error(long info, String error);
}
