package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a newcomer tries first with the headers of real libraries: it works, or the error has the
/// way out.
@SuppressWarnings("NullAway") // as newcomers write it
class NewcomerTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  interface Deflate {
    int deflateInit(CStruct.Value stream, int level);

    int deflateEnd(CStruct.Value stream);
  }

  interface Environment {
    String getenv(String name);
  }

  interface Column {
    String sqlite3_column_text(MemorySegment statement, int column);
  }

  private static CLibrary zlib() {
    Peers.library("z");
    return CLibrary.open("z").header("zlib.h");
  }

  @Test
  void macroWithoutPrototype_isReportedWithTheWayOut_whichWorks() {
    CLibrary z = zlib();
    String message =
        "expected a declared function but found 'deflateInit', a macro of <zlib.h>, which has no"
            + " types: state its prototype, by function(\"int deflateInit(...)\") or, also for"
            + " interfaces, by declare(\"int deflateInit(...);\"), with its types";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> z.function("deflateInit"))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> z.bind(LOOKUP, Deflate.class))
        .withMessageContaining(message);
    z.declare("int deflateInit(z_streamp strm, int level);");
    Deflate bound = z.bind(LOOKUP, Deflate.class);
    CStruct.Value stream = z.struct("z_stream").allocate(Arena.ofAuto());
    assertThat(bound.deflateInit(stream, 9)).isZero();
    assertThat(bound.deflateEnd(stream)).isZero();
  }

  @Test
  void prototypeOfAMacro_withOtherPointers_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> zlib().function("int inflateInit2(const char *strm, int windowBits)"))
        .withMessageContaining("incompatible pointer type");
  }

  @Test
  void text_behindCharOfC_isReportedWithTheWayOut_whichWorks() {
    CLibrary c = CLibrary.process().header("stdlib.h");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> c.bind(LOOKUP, Environment.class))
        .withMessageContaining(
            "but found String; if C keeps the text, use(function(\"const char *getenv(const char"
                + " *__name)\"))");
    c.use(c.function("const char *getenv(const char *__name)"));
    assertThat(c.bind(LOOKUP, Environment.class).getenv("PATH")).isEqualTo(System.getenv("PATH"));
  }

  @Test
  void text_ofUnsignedChars_arrivesAsAString() {
    Peers.library("sqlite3");
    CLibrary sqlite = CLibrary.open("sqlite3").header("sqlite3.h");
    Ref.OfPointer database = Ref.ofPointer();
    Ref.OfPointer statement = Ref.ofPointer();
    MemorySegment none = MemorySegment.NULL;
    assertThat(sqlite.function("sqlite3_open").call(":memory:", database)).isEqualTo(0);
    CFunction prepare = sqlite.function("sqlite3_prepare_v2");
    String select = "select 'h\u00e9', null";
    assertThat(prepare.call(database.get(), select, -1, statement, none)).isEqualTo(0);
    assertThat(sqlite.function("sqlite3_step").call(statement.get())).isEqualTo(100);
    Column column = sqlite.bind(LOOKUP, Column.class);
    assertThat(column.sqlite3_column_text(statement.get(), 0)).isEqualTo("h\u00e9");
    assertThat(column.sqlite3_column_text(statement.get(), 1)).isNull();
    assertThat(sqlite.function("sqlite3_finalize").call(statement.get())).isEqualTo(0);
    assertThat(sqlite.function("sqlite3_close").call(database.get())).isEqualTo(0);
  }

  @Test
  void null_whereItIsRejected_isReportedWithTheWayOut_whichWorks() {
    CLibrary c = CLibrary.process().header("time.h");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> c.function("time").call((Object) null))
        .withMessageEndingWith("but found null; declare the parameter [[nullable]] to pass NULL");
    assertThat((long) c.function("time").call(MemorySegment.NULL)).isPositive();
    assertThat((long) c.function("time_t time([[nullable]] time_t *t)").call((Object) null))
        .isPositive();
  }

  @Test
  void lambda_isReportedWithTheWayOut() {
    CLibrary c = CLibrary.process().header("stdlib.h");
    Runnable lambda = () -> {};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> c.function("qsort").call(new int[2], 2, 4, lambda))
        .withMessageContaining(
            "argument 4 '__compar': expected a callback 'int (const void *, const void *)' but"
                + " found a ")
        .withMessageEndingWith(
            "; create one with callback(...).as(lookup, interface).in(arena, it)");
  }

  interface Row {
    int row(MemorySegment data, int n, String[] values, String[] names);
  }

  @Test
  void texts_withoutALength_areReportedWithTheWayOut() {
    CLibrary sqlite = CLibrary.open("sqlite3").header("sqlite3.h");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sqlite.callback("sqlite3_callback").as(LOOKUP, Row.class))
        .withMessageContaining(
            "parameter 3: expected MemorySegment or long, or String[] if declared char *x[n], but"
                + " found String[]");
  }

  @Test
  void callbackWithFewerParameters_isReportedWithBothNumbers() {
    CLibrary c = CLibrary.process().header("stdlib.h");
    CFunction abs = c.function("abs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> c.function("qsort").call(new int[2], 2, 4, abs))
        .withMessageEndingWith("expected 2 parameters but found 1");
  }

  @Test
  void expression_isReportedWithTheWayOut() {
    CLibrary c = CLibrary.process().header("errno.h");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> c.constant("errno"))
        .withMessageEndingWith(
            "\nAn expression is evaluated by a function, with the type of its value:"
                + " function(\"int errno(void)\")");
  }

  @Test
  void freeFunctionThatIsMissing_isNamed() {
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(
            () -> CLibrary.process().function("[[owner(no_free)]] char *strdup(const char *s)"))
        .withMessage("expected a function of the process for [[owner(no_free)]] but found none");
  }

  interface Property {
    String xmlGetProp(MemorySegment node, String name);
  }

  private static CLibrary xml() {
    Peers.library("xml2");
    CompileOptions options = CompileOptions.defaults().withPkgConfig("libxml-2.0");
    return CLibrary.open("xml2").header(options, "libxml/parser.h", "libxml/tree.h");
  }

  /// `xmlFree` is a variable that points to a function; its address is not code.
  @Test
  void freeFunctionInAVariable_isCalled() {
    CLibrary xml = xml();
    String text = "<root id='5'/>";
    MemorySegment document =
        (MemorySegment)
            xml.function("xmlReadMemory").call(text, text.length(), "", MemorySegment.NULL, 0);
    MemorySegment root = (MemorySegment) xml.function("xmlDocGetRootElement").call(document);
    String owned = "[[owner(xmlFree)]] char *xmlGetProp(const xmlNode *node, const char *name)";
    xml.use(xml.function(owned));
    Property property = xml.bind(LOOKUP, Property.class);
    for (int i = 0; i < 1000; i++) {
      assertThat(property.xmlGetProp(root, "id")).isEqualTo("5");
    }
    assertThat(property.xmlGetProp(root, "none")).isNull();
    xml.function("xmlFreeDoc").call(document);
  }

  @Test
  void freeFunction_thatIsAnotherVariable_isRejected() {
    CLibrary sqlite = CLibrary.open("sqlite3").header("sqlite3.h");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sqlite.function("[[owner(sqlite3_version)]] char *strdup(const char *s)"))
        .withMessage(
            "expected a function that frees the result but found 'extern const char"
                + " sqlite3_version[]' for [[owner(sqlite3_version)]]");
  }

  /// libxml2 has a variable of this name, whose bytes would be run as code.
  @Test
  void macroForAVariable_isEvaluated() {
    CLibrary xml = xml();
    assertThat(xml.function("int xmlIndentTreeOutput(void)").call()).isEqualTo(1);
  }

  @Test
  void nullNames_areNamed() {
    CLibrary c = CLibrary.process();
    assertThatNullPointerException()
        .isThrownBy(() -> c.function(null))
        .withMessage("nameOrPrototype");
    assertThatNullPointerException()
        .isThrownBy(() -> c.header((String) null))
        .withMessage("header");
  }

  /// As in glib.h, whose constants could not be read.
  @Test
  void constants_besideMacrosThatThePreprocessorRejects_areRead(@TempDir Path folder)
      throws IOException {
    Path header = folder.resolve("checks.h");
    Files.writeString(
        header,
        """
        #define FIRST (20 + 1)
        #define has_attribute __has_attribute
        #define SECOND (20 + 2)
        #define has_builtin __has_builtin
        #define call_has_builtin has_builtin
        #define THIRD (20 + 3)
        """);
    CLibrary c = CLibrary.process().header(header.toString());
    assertThat(c.constant("FIRST")).isEqualTo(21);
    assertThat(c.constant("SECOND")).isEqualTo(22);
    assertThat(c.constant("THIRD")).isEqualTo(23);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> c.constant("has_attribute"))
        .withMessageContaining("#define has_attribute __has_attribute");
  }

  @Test
  void constantsOfGlib_areRead() {
    Peers.library("glib-2.0");
    CompileOptions options = CompileOptions.defaults().withPkgConfig("glib-2.0");
    CLibrary glib = CLibrary.open("glib-2.0").header(options, "glib.h");
    assertThat(glib.constant("G_MAXINT")).isEqualTo(Integer.MAX_VALUE);
    assertThat(glib.floatingConstant("G_PI")).isEqualTo(Math.PI);
  }
}
