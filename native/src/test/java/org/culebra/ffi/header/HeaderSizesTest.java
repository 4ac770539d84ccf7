package org.culebra.ffi.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CompileOptions;
import org.culebra.ffi.ctype.CDeclarations;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Long headers, and many errors. The limits of time are generous: quadratic, these take minutes.
class HeaderSizesTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private CompileOptions options;

  @BeforeEach
  void options() throws IOException {
    folder = folder.toRealPath();
    options = CompileOptions.defaults().withFlags("-I" + folder).withCache(folder.resolve("cache"));
  }

  private CLibrary read(String text) throws IOException {
    Files.writeString(folder.resolve("test.h"), text);
    return CLibrary.process().header(options, "test.h");
  }

  /// From the 100th on, the types are nested too deeply.
  @Test
  void chainOfUnusableTypes_takesLinearTime() throws IOException {
    StringBuilder text = new StringBuilder("typedef int t0;\n");
    for (int i = 1; i < 20_000; i++) {
      text.append("typedef t%d *t%d;\n".formatted(i - 1, i));
    }
    CLibrary lib = read(text + "int last(t19999 x);\nint first(t50 x);\n");

    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          assertThatIllegalArgumentException()
              .isThrownBy(() -> lib.function("last"))
              .withMessageContaining("it uses 't100': expected a type of at most 100 levels");
          assertThat(lib.declarations().typedefs()).hasSize(100);
        });
  }

  @Test
  void chainOfStructs_takesLinearTime() throws IOException {
    StringBuilder text = new StringBuilder("struct s0 { int x; };\n");
    for (int i = 1; i < 5_000; i++) {
      text.append("struct s%d { struct s%d in; };\n".formatted(i, i - 1));
    }
    CLibrary lib = read(text + "struct last { struct s4999 *p; struct s50 in; };\n");

    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          assertThat(lib.struct("last").type().byteSize()).isEqualTo(16);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> lib.struct("s4999"))
              .withMessageStartingWith("the struct 's4999' cannot be used: ");
        });
  }

  @Test
  void chainOfUsableTypes_takesLinearTime() throws IOException {
    StringBuilder text = new StringBuilder("typedef struct s0 { int x; } t0;\n");
    for (int i = 1; i < 20_000; i++) {
      text.append("typedef struct s%d { t%d *p; int a%d; } t%d;\n".formatted(i, i - 1, i, i));
    }
    CLibrary lib = read(text.toString());

    assertTimeoutPreemptively(
        LIMIT,
        () -> assertThat(lib.struct("t19999").type().field("a19999").byteOffset()).isEqualTo(8));
    CDeclarations all = lib.declarations();
    assertThat(all.typedefs()).hasSize(20_000);
  }

  /// A compiler that stops after 20 errors, as clang does: of 300 macros, only the last is
  /// constant.
  @Test
  void manyErrorsOfClang_areAllSeen() throws IOException {
    Path clang = folder.resolve("clang");
    Files.writeString(
        clang,
        """
        #!/bin/sh
        limit=-fmax-errors=20
        for word; do
          shift
          case $word in
          -E) expands=yes; set -- "$@" "$word" ;;
          -ferror-limit=0) limit= ;;
          *) set -- "$@" "$word" ;;
          esac
        done
        if [ $expands ]; then echo '#define __clang__ 1'; fi
        exec gcc $limit "$@"
        """);
    Files.setPosixFilePermissions(clang, PosixFilePermissions.fromString("rwx------"));
    options = options.withCompiler(clang.toString());
    List<String> expressions = new ArrayList<>(Collections.nCopies(300, "(1 ? 2 : 3) 4"));
    expressions.add("40 + 2");

    List<CDeclarations.Compiler.Answer> answers = options.evaluate("", expressions);
    assertThat(answers.getLast().problem()).isNull();
    assertThat(answers.getLast().value()).isEqualTo(42);
    assertThat(answers.getFirst().problem()).isNotNull();
  }

  @Test
  void wrapperOfUncallableFunction_isNotCompiled() throws IOException {
    CLibrary lib =
        read(
            """
            typedef float vector __attribute__((vector_size(16)));
            static inline vector twice(vector x) { return x + x; }
            static inline int once(int x) { return x; }
            """);
    long before = cached();

    assertThat(
            catchThrowableOfType(UnsupportedOperationException.class, () -> lib.function("twice")))
        .hasMessageContaining("expected types that java.lang.foreign can pass");
    assertThat(cached()).isEqualTo(before);
    assertThat(lib.function("once").call(5)).isEqualTo(5);
    assertThat(cached()).isGreaterThan(before);
  }

  private long cached() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.count();
    }
  }

  @Test
  void codeInHeadersOfSeveralLibraries_isLinkedWithAll() throws IOException {
    Files.writeString(
        folder.resolve("test.h"),
        """
        int first(void);
        int second(void);
        static inline int both(void) { return first() + second(); }
        #define PRODUCT(x) ((x) * first() * second())
        """);
    Path first = compiled("first", "int first(void) { return 3; }");
    Path second = compiled("second", "int second(void) { return 5; }");
    CLibrary lib =
        CLibrary.open(List.of(first.toString(), second.toString())).header(options, "test.h");

    assertThat(lib.function("both").call()).isEqualTo(8);
    assertThat(lib.function("int PRODUCT(int x)").call(2)).isEqualTo(30);
    assertThat(lib.name()).isEqualTo(first + ", " + second);
  }

  private Path compiled(String name, String source) throws IOException {
    return Path.of(CLibrary.compile(source, options.withFlags("-O1", "-DNAME=" + name)).name());
  }
}
