package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.culebra.array.NDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Text of `unsigned char`, as in libxml2, PCRE2 and SQLite.
class UnsignedTextTest {
  private static final CLibrary LIB =
      CLibrary.compile(
          """
          #include <stdint.h>
          #include <string.h>
          typedef unsigned char xchar;
          struct node { const xchar *name; };
          int length(const xchar *s) { return strlen((const char *) s); }
          int length8(const uint8_t *s) { return strlen((const char *) s); }
          int lengths(const xchar **s) { return length(s[0]) + length(s[1]); }
          const xchar *name(void) { return (const xchar *) "gr\\303\\274n"; }
          xchar *copy(const xchar *s) { return (xchar *) strdup((const char *) s); }
          void visit(void (*f)(const xchar *s)) { f(name()); }
          int name_length(const struct node *n) { return length(n->name); }
          """);

  private static CLibrary library() {
    return LIB.declare(
        """
        typedef unsigned char xchar;
        struct node { const xchar *name; };
        int length(const xchar *s);
        int length8(const uint8_t *s);
        int lengths(const xchar **s);
        const xchar *name(void);
        void visit(void (*f)(const xchar *s));
        int name_length(const struct node *n);
        """);
  }

  interface Functions {
    int length(String s);

    int length8(String s);

    int lengths(String[] s);

    String name();
  }

  interface Length {
    int of(String s);
  }

  interface Visitor {
    void of(String s);
  }

  @Test
  void interfaces_haveStrings() {
    Functions f = library().bind(MethodHandles.lookup(), Functions.class);
    assertThat(f.length("grün")).isEqualTo(5);
    assertThat(f.length8("grün")).isEqualTo(5);
    assertThat(f.lengths(new String[] {"grün", "ab"})).isEqualTo(7);
    assertThat(f.name()).isEqualTo("grün");
  }

  @Test
  void calls_takeStrings_asWellAsBytes() {
    CFunction length = library().function("length");
    assertThat(length.call("grün")).isEqualTo(5);
    assertThat(length.call(NDArray.copyOf("grün\0".getBytes(StandardCharsets.UTF_8)))).isEqualTo(5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> length.call("a\0b"))
        .withMessageContaining("expected text without NUL but found one at index 1");
  }

  @Test
  void writableMemory_takesNoString() {
    CFunction copy = LIB.function("void copy(unsigned char *s)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> copy.call("text"))
        .withMessageContaining("expected a dtype of 1 byte");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            LIB.function("int length(signed char *s)").as(MethodHandles.lookup(), Length.class))
        .withMessageContaining(
            "expected byte[], NDArray, ByteView or MemorySegment but found String");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[owner(free)]] char *xmlStrdup(const char *s)",
        "[[owner(free)]] char *xmlStrdup(const unsigned char *s)"
      })
  void contract_namesText(String prototype) {
    CLibrary xml =
        CLibrary.open("xml2")
            .header(CompileOptions.defaults().withPkgConfig("libxml-2.0"), "libxml/xmlstring.h");
    assertThat(xml.function(prototype).call("grün")).isEqualTo("grün");
  }

  @Test
  void callback_getsText() {
    AtomicReference<String> seen = new AtomicReference<>();
    CFunction visit = library().function("visit");
    try (Arena arena = Arena.ofConfined()) {
      visit.call(
          visit.callback("f").as(MethodHandles.lookup(), Visitor.class).in(arena, seen::set));
    }
    assertThat(seen.get()).isEqualTo("grün");
  }

  @Test
  void field_isText() {
    CLibrary lib = library();
    CStruct.Value node = lib.struct("node").allocate(Arena.ofAuto()).set("name", "grün");
    assertThat(node.text("name")).isEqualTo("grün");
    assertThat(lib.function("name_length").call(node)).isEqualTo(5);
  }
}
