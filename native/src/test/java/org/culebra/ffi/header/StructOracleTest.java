package org.culebra.ffi.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.culebra.ffi.ctype.StructType;
import org.culebra.testsupport.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every struct and union of the system's headers has gcc's layout: that of its debug information,
/// which lists them all with each field and bit-field, and of `sizeof`, `_Alignof` and `offsetof`.
class StructOracleTest {
  @TempDir private Path folder;

  private Path includes(SystemHeader header, String name, String rest) throws IOException {
    StringBuilder text = new StringBuilder();
    header.names().forEach(each -> text.append("#include <").append(each).append(">\n"));
    return Files.writeString(folder.resolve(name), text.append(rest));
  }

  private static String gcc(SystemHeader header, String... arguments) {
    List<String> command = new ArrayList<>(List.of("gcc", "-w"));
    header.options().flags().stream()
        .filter(flag -> !flag.startsWith("-l") && !flag.startsWith("-O"))
        .forEach(command::add);
    command.addAll(List.of(arguments));
    Command result = Command.run(command);
    assertThat(result.status()).as("%s: %s", header, result.output()).isZero();
    return result.output();
  }

  private Map<String, DebugInfo.Layout> compiled(SystemHeader header) throws IOException {
    Path source = includes(header, "structs.c", "");
    Path object = folder.resolve("structs.o");
    gcc(
        header,
        "-g",
        "-gno-strict-dwarf",
        "-fno-eliminate-unused-debug-types",
        "-c",
        source.toString(),
        "-o",
        object.toString());
    Command readelf =
        Command.run(List.of("readelf", "--debug-dump=info", "--wide", object.toString()));
    assertThat(readelf.status()).as(readelf.output()).isZero();
    return DebugInfo.structs(readelf.output());
  }

  private static DebugInfo.Layout layout(String name, StructType struct) {
    List<String> fields = new ArrayList<>();
    for (StructType.Field field : struct.fields()) {
      long bit = 8 * field.byteOffset() + field.bitOffset();
      String width = field.isBitField() ? " : " + field.bitWidth() : "";
      if (!field.isBitField() || !field.name().isEmpty()) {
        fields.add(field.name() + " at bit " + bit + width);
      }
    }
    return new DebugInfo.Layout(name, struct.byteSize(), fields);
  }

  /// The structs and unions that the header's text defines with a tag.
  private static Set<String> tags(HeaderIndex index) {
    Set<String> tags = new TreeSet<>();
    index.tags.forEach((tag, entry) -> {
      String text = index.text(entry);
      for (String keyword : List.of("struct", "union")) {
        if (text.matches(".*\\b" + keyword + "\\b[^{;]*\\b" + tag + "\\b[^{;,]*\\{.*")) {
          tags.add(keyword + " " + tag);
        }
      }
    });
    return tags;
  }

  /// Assertions about our layout, for the compiler; not about fields whose names are macros by now.
  private static String assertions(String name, StructType struct, Set<String> macros) {
    StringBuilder text = new StringBuilder();
    text.append(
        "_Static_assert(sizeof(%1$s) == %2$d && _Alignof(%1$s) == %3$d, \"%1$s\");%n"
            .formatted(name, struct.byteSize(), struct.byteAlignment()));
    for (StructType.Field field : struct.fields()) {
      if (!field.isBitField() && !field.name().isEmpty() && !macros.contains(field.name())) {
        text.append(
            "_Static_assert(__builtin_offsetof(%1$s, %2$s) == %3$d, \"%1$s.%2$s\");%n"
                .formatted(name, field.name(), field.byteOffset()));
      }
    }
    return text.toString();
  }

  private int compare(SystemHeader header) throws IOException {
    Map<String, DebugInfo.Layout> expected = compiled(header);
    CHeader read = header.read();
    HeaderScope scope = new HeaderScope();
    scope.add(read);
    Map<String, DebugInfo.Layout> found = new TreeMap<>();
    StringBuilder assertions = new StringBuilder();
    for (String name : expected.keySet()) {
      StructType struct = scope.struct(name);
      found.put(name, layout(name, struct));
      assertions.append(assertions(name, struct, read.macros()));
    }

    assertThat(found).as("%s", header).containsExactlyEntriesOf(expected);
    assertThat(expected.keySet()).as("%s", header).containsAll(tags(read.index()));
    gcc(
        header,
        "-fsyntax-only",
        includes(header, "assertions.c", assertions.toString()).toString());
    return expected.size();
  }

  @Test
  void structs_ofHeaders_haveTheCompilersLayout() throws IOException {
    int all = 0;
    List<SystemHeader> headers = SystemHeader.all();
    for (SystemHeader header : headers) {
      int compared = compare(header);
      System.out.printf("%s: %d structs and unions%n", header, compared);
      all += compared;
    }
    assertThat(headers).hasSizeGreaterThanOrEqualTo(10);
    assertThat(all).isGreaterThan(400);
  }
}
