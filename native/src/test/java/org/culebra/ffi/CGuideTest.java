package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.culebra.array.DType;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;

/// The code of docs/c.md, which runs here.
@SuppressWarnings("NullAway") // the code is as users write it, who know what C returns
class CGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "c.md");
  private static final Path SOURCE =
      Path.of("src", "test", "java", "org", "culebra", "ffi", "CGuideTest.java");

  private static void headers() {
    // snippet: call
    CLibrary z = CLibrary.open("z").header("zlib.h");
    NDArray data = NDArray.copyOf("hello".getBytes(StandardCharsets.UTF_8));
    Object sum = z.function("crc32").call(0, data, data.size());
    System.out.println(sum); // 907060870
    // end

    // snippet: bind
    Zlib zlib = z.bind(MethodHandles.lookup(), Zlib.class);
    System.out.println(zlib.crc32(0, data, 5)); // 907060870
    System.out.println(zlib.zError(zlib.Z_DATA_ERROR())); // data error
    // end
  }

  // snippet: interface
  interface Zlib {
    int Z_DATA_ERROR(); // a constant

    long crc32(long crc, NDArray data, int length);

    String zError(int code);
  }

  // end

  private static void contracts() {
    CLibrary z = CLibrary.open("z").header("zlib.h");
    NDArray data = NDArray.copyOf("hello".getBytes(StandardCharsets.UTF_8));
    // snippet: contract
    CFunction crc32 = z.function("uLong crc32(uLong crc, const Bytef buf[len], uInt len)");
    try {
      crc32.call(0, data, 6);
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage().contains("at least len = 6 elements")); // true
    }
    // end
  }

  private static void nullable() {
    // snippet: nullable
    CLibrary sqlite = CLibrary.open("sqlite3").header("sqlite3.h");
    CFunction prepare =
        sqlite.function(
            "int sqlite3_prepare_v2(sqlite3 *db, const char *sql, int bytes,"
                + " sqlite3_stmt **statement, [[nullable]] const char **tail)");
    sqlite.use(prepare); // what interfaces are bound to from now on
    // end
  }

  private static void owners() {
    // snippet: owner
    CLibrary c = CLibrary.process().header("string.h");
    CFunction strdup = c.function("[[owner(free)]] char *strdup(const char *s)");
    System.out.println(strdup.call("copied, then freed")); // copied, then freed
    // end
  }

  private static void kept() {
    // snippet: kept
    CLibrary io = CLibrary.process().header("stdio.h");
    CFunction setvbuf =
        io.function(
            "int setvbuf(FILE *stream, [[keeps(fclose(stream))]] char buffer[size], int mode,"
                + " size_t size)");
    MemorySegment file = (MemorySegment) io.function("tmpfile").call();
    try (ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray buffer = NDArray.zeros(arena, DType.INT8, 4096);
      setvbuf.call(file, buffer, io.constant("_IOFBF"), 4096);
    }
    io.function("fputs").call("only C can use the buffer now", file);
    System.out.println(io.function("fclose").call(file)); // 0
    // end
  }

  private static void outParameters() {
    // snippet: out
    CLibrary m = CLibrary.open("m").header("math.h");
    Ref.OfInt exponent = Ref.ofInt();
    double mantissa = (double) m.function("frexp").call(48.0, exponent);
    System.out.println(mantissa + " * 2^" + exponent.get()); // 0.75 * 2^6
    // end
  }

  private static void strides() {
    CLibrary.open("gslcblas", CLibrary.Visibility.GLOBAL);
    // snippet: strides
    CLibrary gsl = CLibrary.open("gsl").header("gsl/gsl_statistics_double.h");
    NDArray table = NDArray.copyOf(new double[] {1, 10, 2, 20, 3, 30}, 3, 2);
    NDArray column = table.slice(":, 1"); // every second number
    Object mean =
        gsl.function("gsl_stats_mean")
            .call(Strided.of(column), column.elementStride(0), column.size());
    System.out.println(mean); // 20.0
    // end
  }

  private static void fortran() {
    // snippet: fortran
    CFunction ddot =
        CLibrary.open("openblas")
            .function(
                "double ddot_(const int *n, const double *x, const int *incx,"
                    + " const double *y, const int *incy)");
    NDArray x = NDArray.copyOf(new double[] {1, 2, 3, 4});
    System.out.println(ddot.call(2, Strided.of(x.slice("::2")), 2, x, 1)); // 7.0
    // end
  }

  // snippet: compare
  interface Compare {
    int of(DoubleView a, DoubleView b);
  }

  // end

  private static void callbacks() {
    // snippet: callback
    CLibrary c = CLibrary.process().header("stdlib.h");
    CFunction qsort =
        c.function(
            "void qsort(void base[nmemb * size], size_t nmemb, size_t size,"
                + " int (*compar)(const double *a, const double *b))");
    try (Arena arena = Arena.ofConfined()) {
      NDArray x = NDArray.copyOf(arena, new double[] {3, 1, 2});
      Callback descending =
          qsort
              .callback("compar")
              .as(MethodHandles.lookup(), Compare.class)
              .in(arena, (a, b) -> Double.compare(b.get(0), a.get(0)));
      qsort.call(x, 3, 8, descending);
      System.out.println(x); // [3. 2. 1.]
    }
    // end
  }

  // snippet: integrand
  interface Integrand {
    double of(double x, MemorySegment params);
  }

  // end

  private static void structsWithCallbacks() {
    // snippet: gsl
    CLibrary gsl = CLibrary.open("gsl").header("gsl/gsl_integration.h", "gsl/gsl_errno.h");
    gsl.function("gsl_set_error_handler_off").call(); // it would end the process
    try (Arena arena = Arena.ofConfined()) {
      CStruct type = gsl.struct("gsl_function");
      Callback square =
          type.callback("function")
              .as(MethodHandles.lookup(), Integrand.class)
              .in(arena, (x, params) -> x * x);
      CStruct.Value function = type.allocate(arena).set("function", square);
      Ref.OfDouble result = Ref.ofDouble();
      gsl.function("gsl_integration_qng")
          .call(function, 0.0, 3.0, 0.0, 1e-9, result, Ref.ofDouble(), Ref.ofLong());
      System.out.println(Math.round(result.get())); // 9
    }
    // end
  }

  private static void structs() {
    // snippet: struct
    CLibrary c = CLibrary.process().header("time.h");
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value day = c.struct("tm").allocate(arena);
      day.set("tm_year", 2000 - 1900).set("tm_mon", 1).set("tm_mday", 30); // February 30
      c.function("mktime").call(day);
      System.out.println(day.get("tm_mon") + " " + day.get("tm_mday")); // 2 1
    }
    // end
  }

  private static void pointers() {
    // snippet: pointers
    CLibrary lib =
        CLibrary.compile(
            """
            typedef struct { int width, height; unsigned char *data[2]; int line; } frame;
            static unsigned char bytes[12] = {1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0};
            frame *next(void) {
              static frame f = {3, 3, {bytes}, 4};
              return &f;
            }
            """);
    lib.declare(
        "typedef struct { int width, height; unsigned char *data[2]; int line; } frame;"
            + " frame *next(void);");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = (MemorySegment) lib.function("next").call();
      CStruct.Value frame = lib.struct("frame").at(arena, pointer);
      long[] shape = {(int) frame.get("height"), (int) frame.get("width")};
      NDArray picture = frame.pointer("data[0]").asStrided(shape, (int) frame.get("line"), 1);
      System.out.println(picture.sumLong()); // 45
    }
    // end
  }

  private static void variables() {
    // snippet: variable
    CLibrary sqlite = CLibrary.open("sqlite3").header("sqlite3.h");
    String version = sqlite.variable("sqlite3_version").text();
    System.out.println(version.equals(sqlite.stringConstant("SQLITE_VERSION"))); // true
    // end
  }

  private static void casts() {
    // snippet: cast
    CLibrary c = CLibrary.process().header("netdb.h", "netinet/in.h");
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value address = c.struct("sockaddr_in").allocate(arena);
      address.set("sin_family", c.constant("AF_INET")).set("sin_addr.s_addr", 0x0100007f);
      MemorySegment host = arena.allocate(16);
      c.function("getnameinfo")
          .call(
              address.as(c.struct("sockaddr")),
              address.type().byteSize(),
              host,
              host.byteSize(),
              MemorySegment.NULL,
              0,
              c.constant("NI_NUMERICHOST"));
      System.out.println(host.getString(0)); // 127.0.0.1
    }
    // end
  }

  private static void constants() {
    // snippet: constants
    CLibrary c = CLibrary.open("m").header("limits.h", "math.h");
    System.out.println(c.constant("INT_MAX")); // 2147483647
    System.out.println(c.floatingConstant("M_PI")); // 3.141592653589793
    CFunction isNan = c.function("int isnan(double x)"); // a macro: compiled once, and cached
    System.out.println(isNan.call(Double.NaN)); // 1
    // end
  }

  private static void errno() {
    // snippet: errno
    CLibrary c = CLibrary.process().header("stdio.h", "stdlib.h");
    CFunction open = c.function("fopen").withErrno();
    open.call("/nowhere/at/all", "r");
    System.out.println(Errno.last()); // No such file or directory (errno 2)
    CFunction strtol = c.function("strtol").clearingErrno(); // the result does not tell a failure
    strtol.call("99999999999999999999", MemorySegment.NULL, 10);
    System.out.println(Errno.last().number()); // 34
    // end
  }

  private static void unusable() {
    // snippet: unusable
    CLibrary c = CLibrary.process().header("stdio.h");
    try {
      c.function("vprintf");
    } catch (UnsupportedOperationException e) {
      System.out.println(e.getMessage().contains("__builtin_va_list")); // true
    }
    // end
  }

  @Test
  void snippets_areThoseOfThisClass() throws IOException {
    List<String> sources = matches(SOURCE, "// snippet: \\w+\n(.*?)\n *// end\n");
    List<String> snippets = matches(GUIDE, "```java\n(.*?)```");
    assertThat(snippets).hasSize(sources.size());
    for (String snippet : snippets) {
      assertThat(sources).contains(snippet);
    }
  }

  @Test
  void examples_printWhatTheirCommentsSay() throws IOException {
    for (String library : List.of("z", "gsl", "openblas", "sqlite3")) {
      assertThat(Peers.library(library)).exists();
    }
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      headers();
      contracts();
      nullable();
      owners();
      kept();
      outParameters();
      strides();
      fortran();
      callbacks();
      structsWithCallbacks();
      structs();
      pointers();
      variables();
      casts();
      constants();
      errno();
      unusable();
    } finally {
      System.setOut(console);
    }
    List<String> expected = matches(SOURCE, "System\\.out\\.println\\([^\n]*; // ([^\n]*)\n");
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactlyElementsOf(expected);
  }

  private static List<String> matches(Path file, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(file));
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group(1).stripTrailing().stripIndent().strip());
    }
    return found;
  }
}
