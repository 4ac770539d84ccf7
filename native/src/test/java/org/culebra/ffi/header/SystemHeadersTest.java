package org.culebra.ffi.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.internal.call.CallPlan;
import org.culebra.testsupport.Command;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Headers of the system as they are: what they declare can be called, unless a type has no value
/// in Java.
class SystemHeadersTest {
  private static final boolean LONG = Boolean.getBoolean("culebra.long");
  private static final int COMPARED = LONG ? 500 : 60;

  /// The reasons that are accepted: a type that C passes in a way for which `java.lang.foreign` has
  /// no layout.
  private static final Pattern REASON =
      Pattern.compile(
          "(?:types that java.lang.foreign can pass but found (?:\\S+ with )?'?|expected a type but"
              + " found the combination ')(__builtin_va_list|_Float64x|_Float128"
              + " _Complex|_Float128|_Float16 _Complex|_Float16|long double _Complex|long"
              + " double|unsigned __int128|__int128|[\\w ]+"
              + " __attribute__\\(\\(vector_size\\(\\d+\\)\\)\\))");

  @TempDir private Path folder;

  static List<SystemHeader> headers() {
    return SystemHeader.all();
  }

  @ParameterizedTest
  @MethodSource("headers")
  void functions_canBeCalledUnlessATypeHasNoValue(SystemHeader header) {
    CHeader read = header.read();
    HeaderScope scope = new HeaderScope();
    scope.add(read);
    int usable = 0;
    Map<String, Integer> reasons = new TreeMap<>();
    List<String> others = new ArrayList<>();

    for (String function : read.functions()) {
      try {
        CallPlan.of(function, scope.prototype(function).type());
        usable++;
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        Matcher reason = REASON.matcher(String.valueOf(e.getMessage()));
        if (reason.find()) {
          String type = reason.group(1).replaceFirst("[\\w ]+ __attr.*", "vector");
          reasons.merge(type, 1, Integer::sum);
        } else {
          others.add(String.valueOf(e.getMessage()));
        }
      }
    }

    System.out.printf(
        "%s: %d of %d functions, %d macros, unusable %s%n",
        header, usable, read.functions().size(), read.macros().size(), reasons);
    assertThat(others.stream().limit(5)).isEmpty();
    assertThat(usable).isPositive();
  }

  /// The prototypes as they were read against those that gcc reads.
  @Test
  void randomFunctions_haveTheCompilersTypes() throws IOException {
    Random random = Seeds.random("SystemHeadersTest.randomFunctions");
    Map<SystemHeader, List<CPrototype>> chosen = new LinkedHashMap<>();
    List<SystemHeader> headers = headers();
    Map<SystemHeader, HeaderScope> scopes = new LinkedHashMap<>();
    for (int i = 0; i < COMPARED; i++) {
      SystemHeader header = headers.get(random.nextInt(headers.size()));
      HeaderScope scope = scopes.computeIfAbsent(header, SystemHeadersTest::scope);
      List<String> names = List.copyOf(header.read().functions());
      String name = names.get(random.nextInt(names.size()));
      chosen.computeIfAbsent(header, _ -> new ArrayList<>()).add(scope.prototype(name));
    }

    for (Map.Entry<SystemHeader, List<CPrototype>> entry : chosen.entrySet()) {
      assertSameTypes(entry.getKey(), entry.getValue());
    }
  }

  private static HeaderScope scope(SystemHeader header) {
    HeaderScope scope = new HeaderScope();
    scope.add(header.read());
    return scope;
  }

  private void assertSameTypes(SystemHeader header, List<CPrototype> prototypes)
      throws IOException {
    StringBuilder text = new StringBuilder();
    header.names().forEach(name -> text.append("#include <").append(name).append(">\n"));
    for (int i = 0; i < prototypes.size(); i++) {
      CPrototype prototype = prototypes.get(i);
      String own = "culebra_" + i;
      text.append("extern ").append(unnamed(prototype.type()).declaration(own)).append(";\n");
      text.append(
          "_Static_assert(__builtin_types_compatible_p(__typeof__(%1$s), __typeof__(%2$s)), \"%1$s\");%n"
              .formatted(prototype.name(), own));
    }
    Path source = Files.writeString(folder.resolve("types.c"), text);
    List<String> command = new ArrayList<>(List.of("gcc", "-fsyntax-only", "-w"));
    header.options().flags().stream().filter(flag -> !flag.startsWith("-l")).forEach(command::add);
    command.add(source.toString());

    Command result = Command.run(command);

    assertThat(result.output()).as("%s: %s", header, prototypes).isEmpty();
    assertThat(result.status()).isZero();
  }

  /// Without the names of parameters, which may be macros.
  private static CType unnamed(FunctionType type) {
    List<FunctionType.Parameter> parameters =
        type.parameters().stream()
            .map(parameter -> new FunctionType.Parameter("", parameter.type().withoutLengths()))
            .toList();
    return new FunctionType(type.returns(), parameters, type.variadic());
  }
}
