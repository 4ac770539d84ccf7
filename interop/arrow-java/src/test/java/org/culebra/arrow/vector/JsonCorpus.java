package org.culebra.arrow.vector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.culebra.testsupport.Seeds;

/// Files in the JSON format of Arrow's integration tests, for every type that arrow-java's reader
/// of them knows. Dictionaries are numbered depth first from 0, as the bridge numbers them.
record JsonCorpus(String name, Schema schema, int... counts) {
  private static final int[] BATCHES = {7, 0, 17};

  static Stream<JsonCorpus> files() {
    return Stream.of(
        new JsonCorpus("primitive", schema(primitives()), BATCHES),
        new JsonCorpus("primitive_zerolength", schema(primitives()), 0, 0),
        new JsonCorpus("primitive_no_batches", schema(primitives())),
        new JsonCorpus("decimal128", schema(decimals(128, 1, 38)), BATCHES),
        new JsonCorpus("decimal256", schema(decimals(256, 39, 76)), BATCHES),
        new JsonCorpus("datetime", schema(times()), BATCHES),
        new JsonCorpus("duration", schema(durations()), BATCHES),
        new JsonCorpus("interval", schema(intervals()), BATCHES),
        new JsonCorpus("binary", schema(binaries()), BATCHES),
        new JsonCorpus("binary_view", schema(views()), BATCHES),
        new JsonCorpus("null", schema(of("n", ArrowType.Null.INSTANCE), i32("i")), BATCHES),
        new JsonCorpus("nested", schema(nested()), BATCHES),
        new JsonCorpus("recursive_nested", schema(recursive()), BATCHES),
        new JsonCorpus("list_view", schema(listViews()), BATCHES),
        new JsonCorpus("map", schema(map("sorted", true), map("unsorted", false)), BATCHES),
        new JsonCorpus("union", schema(unions()), BATCHES),
        new JsonCorpus("run_end_encoded", schema(runs()), BATCHES),
        new JsonCorpus("dictionary", schema(dictionaries()), BATCHES),
        new JsonCorpus("dictionary_nested", schema(nestedDictionaries()), BATCHES),
        new JsonCorpus("custom_metadata", metadata(), BATCHES),
        new JsonCorpus("duplicate_fieldnames", schema(duplicates()), BATCHES),
        new JsonCorpus("extension", schema(extensions()), BATCHES));
  }

  @Override
  public String toString() {
    return name;
  }

  /// Writes the file.
  ///
  /// @return its path
  Path write(Path folder) throws IOException {
    JsonColumns columns = new JsonColumns(Seeds.random("JsonCorpus." + name));
    ObjectNode file = JsonColumns.JSON.createObjectNode();
    file.set("schema", JsonColumns.JSON.readTree(schema.toJson()));
    List<Field> encoded = new ArrayList<>();
    schema.getFields().forEach(field -> addEncoded(field, encoded));
    if (!encoded.isEmpty()) {
      ArrayNode dictionaries = file.putArray("dictionaries");
      for (Field field : encoded) {
        long id = field.getDictionary().getId();
        ObjectNode data = dictionaries.addObject().put("id", id).putObject("data");
        data.put("count", JsonColumns.DICTIONARY);
        data.putArray("columns").add(columns.values("DICT" + id, field, JsonColumns.DICTIONARY));
      }
    }
    ArrayNode batches = file.putArray("batches");
    for (int count : counts) {
      ArrayNode batch = batches.addObject().put("count", count).putArray("columns");
      schema.getFields().forEach(field -> batch.add(columns.column(field, count)));
    }
    return Files.writeString(folder.resolve(name + ".json"), file.toPrettyString());
  }

  private static void addEncoded(Field field, List<Field> encoded) {
    field.getChildren().forEach(child -> addEncoded(child, encoded));
    if (field.getDictionary() != null) {
      encoded.add(field);
    }
  }

  // --- fields

  private static Schema schema(Field... fields) {
    return new Schema(List.of(fields));
  }

  private static Field of(String name, ArrowType type, Field... children) {
    return new Field(name, FieldType.nullable(type), List.of(children));
  }

  private static Field required(String name, ArrowType type, Field... children) {
    return new Field(name, FieldType.notNullable(type), List.of(children));
  }

  private static ArrowType integer(int bits, boolean signed) {
    return new ArrowType.Int(bits, signed);
  }

  private static Field i32(String name) {
    return of(name, integer(32, true));
  }

  private static Field text(String name) {
    return of(name, ArrowType.Utf8.INSTANCE);
  }

  private static Field[] primitives() {
    List<Field> fields = new ArrayList<>();
    List<ArrowType> types = new ArrayList<>(List.of(ArrowType.Bool.INSTANCE));
    for (int bits = 8; bits <= 64; bits *= 2) {
      types.add(integer(bits, true));
      types.add(integer(bits, false));
    }
    types.add(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
    types.add(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
    for (ArrowType type : types) {
      fields.add(of(type + "?", type));
      fields.add(required(type.toString(), type));
    }
    return fields.toArray(Field[]::new);
  }

  private static Field[] decimals(int bits, int from, int to) {
    List<Field> fields = new ArrayList<>();
    for (int precision = from; precision <= to; precision += 6) {
      int scale = precision / 3;
      fields.add(of("d" + precision, new ArrowType.Decimal(precision, scale, bits)));
    }
    return fields.toArray(Field[]::new);
  }

  private static Field[] times() {
    List<Field> fields = new ArrayList<>();
    for (DateUnit unit : DateUnit.values()) {
      fields.add(of("date_" + unit, new ArrowType.Date(unit)));
    }
    for (TimeUnit unit : TimeUnit.values()) {
      int bits = unit == TimeUnit.SECOND || unit == TimeUnit.MILLISECOND ? 32 : 64;
      fields.add(of("time_" + unit, new ArrowType.Time(unit, bits)));
      fields.add(of("stamp_" + unit, new ArrowType.Timestamp(unit, null)));
      fields.add(of("zoned_" + unit, new ArrowType.Timestamp(unit, "Europe/Paris")));
    }
    fields.add(required("utc", new ArrowType.Timestamp(TimeUnit.SECOND, "UTC")));
    return fields.toArray(Field[]::new);
  }

  private static Field[] durations() {
    return Stream.of(TimeUnit.values())
        .map(unit -> of("duration_" + unit, new ArrowType.Duration(unit)))
        .toArray(Field[]::new);
  }

  private static Field[] intervals() {
    return Stream.of(IntervalUnit.values())
        .map(unit -> of("interval_" + unit, new ArrowType.Interval(unit)))
        .toArray(Field[]::new);
  }

  private static Field[] binaries() {
    return new Field[] {
      text("utf8"),
      required("utf8!", ArrowType.Utf8.INSTANCE),
      of("binary", ArrowType.Binary.INSTANCE),
      of("large_utf8", ArrowType.LargeUtf8.INSTANCE),
      of("large_binary", ArrowType.LargeBinary.INSTANCE),
      of("fixed_19", new ArrowType.FixedSizeBinary(19)),
      required("fixed_120", new ArrowType.FixedSizeBinary(120))
    };
  }

  private static Field[] views() {
    return new Field[] {
      of("utf8_view", ArrowType.Utf8View.INSTANCE),
      of("binary_view", ArrowType.BinaryView.INSTANCE),
      required("utf8_view!", ArrowType.Utf8View.INSTANCE)
    };
  }

  private static Field[] nested() {
    return new Field[] {
      of("list", ArrowType.List.INSTANCE, i32("item")),
      of("large_list", ArrowType.LargeList.INSTANCE, text("item")),
      of("fixed_list", new ArrowType.FixedSizeList(3), i32("item")),
      required("fixed_list!", new ArrowType.FixedSizeList(2), required("item", integer(8, true))),
      of(
          "struct",
          ArrowType.Struct.INSTANCE,
          i32("f1"),
          text("f2"),
          of("f3", ArrowType.Bool.INSTANCE))
    };
  }

  private static Field[] recursive() {
    Field lists = of("item", ArrowType.List.INSTANCE, i32("item"));
    Field struct =
        of(
            "item",
            ArrowType.Struct.INSTANCE,
            text("a"),
            of("b", new ArrowType.FixedSizeList(2), i32("item")));
    return new Field[] {
      of("list_of_lists", ArrowType.List.INSTANCE, lists),
      of("list_of_structs", ArrowType.List.INSTANCE, struct),
      of(
          "struct_of_lists",
          ArrowType.Struct.INSTANCE,
          of("c", ArrowType.LargeList.INSTANCE, lists)),
      of("fixed_of_structs", new ArrowType.FixedSizeList(2), struct)
    };
  }

  private static Field[] listViews() {
    return new Field[] {
      of("list_view", ArrowType.ListView.INSTANCE, i32("item")),
      of("large_list_view", ArrowType.LargeListView.INSTANCE, required("item", integer(64, true)))
    };
  }

  private static Field map(String name, boolean sorted) {
    Field entries =
        required(
            "entries",
            ArrowType.Struct.INSTANCE,
            required("key", ArrowType.Utf8.INSTANCE),
            i32("value"));
    return of(name, new ArrowType.Map(sorted), entries);
  }

  /// The names are those that arrow-java's reader of sparse unions needs to find its values.
  private static Field[] unions() {
    Field[] children = {
      i32("int"),
      text("varchar"),
      of("float8", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE))
    };
    int[] ids = {5, 7, 100};
    return new Field[] {
      of("sparse", new ArrowType.Union(UnionMode.Sparse, ids), children),
      of("dense", new ArrowType.Union(UnionMode.Dense, new int[] {0, 1, 2}), children)
    };
  }

  private static Field[] runs() {
    return Stream.of(16, 32, 64)
        .map(bits ->
            of(
                "runs_" + bits,
                ArrowType.RunEndEncoded.INSTANCE,
                required("run_ends", integer(bits, true)),
                text("values")))
        .toArray(Field[]::new);
  }

  private static Field encoded(
      long id, String name, ArrowType index, boolean ordered, ArrowType values, Field... children) {
    DictionaryEncoding encoding = new DictionaryEncoding(id, ordered, (ArrowType.Int) index);
    return new Field(name, new FieldType(true, values, encoding), List.of(children));
  }

  private static Field[] dictionaries() {
    return new Field[] {
      encoded(0, "texts", integer(8, true), false, ArrowType.Utf8.INSTANCE),
      encoded(1, "ordered", integer(32, true), true, ArrowType.Utf8.INSTANCE),
      encoded(2, "numbers", integer(64, true), false, integer(64, true)),
      encoded(3, "lists", integer(16, true), false, ArrowType.List.INSTANCE, i32("item"))
    };
  }

  private static Field[] nestedDictionaries() {
    Field inner = encoded(0, "item", integer(16, true), false, ArrowType.Utf8.INSTANCE);
    Field second = encoded(1, "f", integer(32, true), false, ArrowType.Utf8.INSTANCE);
    return new Field[] {
      of("list_of_encoded", ArrowType.List.INSTANCE, inner),
      of("struct_of_encoded", ArrowType.Struct.INSTANCE, second, i32("plain"))
    };
  }

  private static Schema metadata() {
    FieldType type =
        new FieldType(true, integer(32, true), null, Map.of("field_key", "field_välue"));
    Field child =
        new Field("item", new FieldType(true, integer(8, true), null, Map.of("k", "")), null);
    List<Field> fields =
        List.of(new Field("i", type, null), of("list", ArrowType.List.INSTANCE, child));
    return new Schema(fields, Map.of("schema_key", "schema_value", "empty", ""));
  }

  private static Field[] duplicates() {
    return new Field[] {
      i32("same"),
      of("same", integer(64, true)),
      of("struct", ArrowType.Struct.INSTANCE, i32("same"), text("same"))
    };
  }

  /// One is unknown, the others are known after [CulebraExtensions#register()].
  private static Field[] extensions() {
    return new Field[] {
      extension("unknown", ArrowType.Utf8.INSTANCE, "test.unknown", "{\"a\":1}"),
      extension("bool8", integer(8, true), "arrow.bool8", ""),
      extension(
          "tensor",
          new ArrowType.FixedSizeList(6),
          "arrow.fixed_shape_tensor",
          "{\"shape\":[2,3]}",
          i32("item"))
    };
  }

  private static Field extension(
      String name, ArrowType storage, String extension, String parameters, Field... children) {
    Map<String, String> metadata =
        Map.of("ARROW:extension:name", extension, "ARROW:extension:metadata", parameters);
    return new Field(name, new FieldType(true, storage, null, metadata), List.of(children));
  }
}
