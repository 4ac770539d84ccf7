package org.culebra.ffi.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.Ref;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Interfaces for headers compile, bind and call C.
class InterfaceWriterTest {
  @TempDir private Path folder;

  private String shapes() throws Exception {
    Path header = folder.resolve("shapes.h");
    return Files.writeString(header, ShapesLibrary.resource("shapes.h")).toString();
  }

  /// The source for `shapes.h`, without the paths of this run, and the line break that they need.
  private static String golden(String source, String header) {
    return source
        .replace(header, "shapes.h")
        .replace(ShapesLibrary.PATH.toString(), "libshapes.so")
        .replaceAll("\\.header\\(\\s+", ".header(");
  }

  @Test
  void source_ofAHeader_isTheGoldenFile() throws Exception {
    String header = shapes();
    String library = ShapesLibrary.PATH.toString();

    Generated.Run run =
        Generated.run(header, "-l", library, "--constants", "*", "--package", "org.example");

    assertThat(run.err()).isEmpty();
    assertThat(golden(run.out(), header)).isEqualTo(ShapesLibrary.resource("Shapes.java.txt"));
  }

  @Test
  void shapes_areBoundAndCalled() throws Exception {
    Generated shapes =
        Generated.of(folder, "Shapes", shapes(), "-l", ShapesLibrary.PATH.toString(), "-c", "*");

    NDArray x = NDArray.copyOf(new double[] {0, 2, 2, 0});
    NDArray y = NDArray.copyOf(new double[] {0, 0, 3, 3});
    assertThat(shapes.call("shapes_area", x, y, 4L)).isEqualTo(6.0);
    Ref.OfInt count = Ref.ofInt();
    assertThat(shapes.call("shapes_count", shapes.call("shapes_open", "a", 0L), count))
        .isEqualTo(0);
    assertThat(count.getUnsigned()).isEqualTo(4_000_000_000L);
    Ref.OfDouble whole = Ref.ofDouble();
    assertThat(shapes.call("shapes_split", 2.5, whole)).isEqualTo(1);
    assertThat(whole.get()).isEqualTo(2.0);
    assertThat(shapes.call("shapes_names", new String[] {"a", "b"}, 2)).isEqualTo(1);
    assertThat(shapes.call("shapes_log", 0, "x")).isEqualTo(200);
    assertThat(shapes.call("shapes_twice", 21)).isEqualTo(42);
    assertThat(shapes.type().getField("SHAPES_CIRCLE").get(null)).isEqualTo(-7);
    assertThat(shapes.type().getField("SHAPES_ALL").get(null))
        .isEqualTo(MemorySegment.ofAddress(-1));
    assertThat(shapes.type().getField("SHAPES_NONE").get(null)).isEqualTo(MemorySegment.NULL);
    assertThat(shapes.type().getField("SHAPES_VERSION").get(null)).isEqualTo("1.2");
  }

  @Test
  void structThatJavaCreates_isWrittenAsAValue_orAsThePointerThatCReturns() throws Exception {
    Generated shapes =
        Generated.of(folder, "Shapes", shapes(), "-l", ShapesLibrary.PATH.toString());
    CLibrary library = (CLibrary) shapes.type().getMethod("library").invoke(null);
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value id = library.struct("shapes_id").allocate(arena);

      assertThat(shapes.call("shapes_parse", id, "7")).isEqualTo(0);
      Object ofC = shapes.call("shapes_id", MemorySegment.NULL);
      assertThat(shapes.call("shapes_same", id.segment(), ofC)).isEqualTo(1);
    }
  }

  interface Row {
    int call(MemorySegment data, int n, String[] values, String[] names);
  }

  @Test
  void hintForTexts_isASignatureThatWorks() throws Exception {
    Generated shapes =
        Generated.of(folder, "Shapes", shapes(), "-l", ShapesLibrary.PATH.toString());
    CLibrary library = (CLibrary) shapes.type().getMethod("library").invoke(null);
    String source = shapes.source();
    int start = source.indexOf("callback(\"int (void *p1") + "callback(\"".length();
    String signature = source.substring(start, source.indexOf('"', start));
    try (Arena arena = Arena.ofConfined()) {
      Callback row =
          library
              .callback(signature)
              .as(MethodHandles.lookup(), Row.class)
              .in(
                  arena,
                  (data, n, values, names) ->
                      String.join("", values).equals("12") && String.join("", names).equals("ab")
                          ? n
                          : -1);

      assertThat(shapes.call("shapes_rows", row, MemorySegment.NULL)).isEqualTo(2);
    }
  }

  @Test
  void attributesOfAHeader_determineTheTypes() throws Exception {
    Path header = folder.resolve("owned.h");
    Files.writeString(
        header,
        """
        struct pair { int a, b; };
        [[owner(free)]] char *text([[keeps]] const char *from);
        void *over([[keeps(free(return))]] const double *x, int n);
        [[owner(free), length(n)]] double *squares(int n);
        [[owner(free)]] struct pair *pair(int a);
        """);
    String library =
        CLibrary.compile(
                """
                #include <stdlib.h>
                #include <string.h>
                struct pair { int a, b; };
                char *text(const char *from) { return strdup(from); }
                void *over(const double *x, int n) { return malloc(n); }
                double *squares(int n) {
                  double *x = malloc(8 * n);
                  for (int i = 0; i < n; i++) x[i] = i * i;
                  return x;
                }
                struct pair *pair(int a) { return calloc(a, sizeof(struct pair)); }
                """)
            .name();

    Generated owned = Generated.of(folder, "Owned", header.toString(), "-l", library);

    assertThat(owned.source())
        .contains("String text(MemorySegment from);")
        .contains("@param from C keeps it until the process ends")
        .contains("@param x only read; C keeps it until `free(return)`")
        .contains("NDArray squares(int n);")
        .contains("MemorySegment pair(int a);");
    assertThat(owned.call("squares", 3)).hasToString("[0. 1. 4.]");
    assertThat(owned.call("text", Arena.global().allocateFrom("abc"))).isEqualTo("abc");
  }

  @Test
  void zlib_hasItsCommentsAndIsCalled() throws Exception {
    Peers.library("z");
    Generated zlib = Generated.of(folder, "Zlib", "zlib.h", "--library", "z", "--constants", "Z_*");

    NDArray data = NDArray.copyOf("hello hello hello".getBytes(StandardCharsets.UTF_8));
    NDArray packed = NDArray.copyOf(new byte[100]);
    NDArray back = NDArray.copyOf(new byte[100]);
    Ref.OfLong length = Ref.ofLong().set(100);
    assertThat(zlib.call("crc32", 0L, NDArray.copyOf("hello".getBytes(StandardCharsets.UTF_8)), 5L))
        .isEqualTo(907060870L);
    assertThat(zlib.call("compress2", packed, length, data, data.size(), 9)).isEqualTo(0);
    Ref.OfLong backLength = Ref.ofLong().set(100);
    assertThat(zlib.call("uncompress", back, backLength, packed, length.get())).isEqualTo(0);
    assertThat(back.slice("0:" + backLength.get()).contentEquals(data)).isTrue();
    assertThat(zlib.call("zError", -3)).isEqualTo("data error");
    assertThat(zlib.type().getField("Z_DATA_ERROR").get(null)).isEqualTo(-3);
    assertThat(zlib.source())
        .contains("Update a running CRC-32 with the bytes buf\\[0..len-1\\] and return the")
        .contains("/// Combine two CRC-32 check values into one.") // its comment has the prototype
        .contains("long crc32(long crc, NDArray buf, long len);")
        .contains("//   gzvprintf: expected types that java.lang.foreign can pass");
  }

  @Test
  void guide_showsACommandAndWhatItWrites_whichCompiles() throws Exception {
    Peers.library("z");
    String guide = Files.readString(Path.of("..", "docs", "c.md"));
    int start = guide.indexOf("~~~java\n") + "~~~java\n".length();
    String shown = guide.substring(start, guide.indexOf("~~~", start));

    String command =
        guide.substring(guide.indexOf("--module org.culebra.ffi ")).replaceFirst("\\\\\n *", "");
    String arguments =
        command.substring("--module org.culebra.ffi ".length(), command.indexOf('\n'));
    assertThat(arguments).endsWith(" --package org.example --output Zlib.java");
    String chosen = arguments.substring(0, arguments.indexOf(" --package")).replace("'", "");

    Generated written = Generated.of(folder, "Zlib", chosen.split(" ", -1));

    assertThat(shown).contains("int compress2(");
    assertThat(written.source()).contains(shown);
  }

  @Test
  void sqlite_hasItsCommentsAndIsCalled() throws Exception {
    Peers.library("sqlite3");
    Generated sqlite = Generated.of(folder, "Sqlite3", "sqlite3.h", "-l", "sqlite3");

    String version = CLibrary.open("sqlite3").header("sqlite3.h").stringConstant("SQLITE_VERSION");
    assertThat(sqlite.call("sqlite3_libversion")).isEqualTo(version);
    Ref.OfPointer database = Ref.ofPointer();
    assertThat(sqlite.call("sqlite3_open", ":memory:", database)).isEqualTo(0);
    assertThat(sqlite.call("sqlite3_close", database.get())).isEqualTo(0);
    assertThat(sqlite.source())
        .contains("/// CAPI3REF: Run-Time Library Version Numbers")
        .contains("interface Sqlite3ExecCallback {")
        .contains("int call(MemorySegment p1, int p2, MemorySegment p3, MemorySegment p4);")
        .contains("char *p3[p2], char *p4[p2])");
  }

  @Test
  void fftwAndGsl_areBound() throws Exception {
    Peers.library("fftw3");
    Peers.library("gsl");
    Generated fftw = Generated.of(folder, "Fftw3", "fftw3.h", "-l", "fftw3");
    Generated gsl = Generated.of(folder, "Integration", "gsl/gsl_integration.h", "-l", "gsl");

    assertThat(fftw.call("fftw_alignment_of", NDArray.copyOf(new double[4])))
        .isInstanceOf(Integer.class);
    Object workspace = gsl.call("gsl_integration_workspace_alloc", 100L);
    gsl.call("gsl_integration_workspace_free", workspace);
  }

  /// Headers with their libraries; all of them with `culebra.long`.
  static List<String> headers() {
    List<String> headers =
        """
        png.h -l png16
        lzma.h -l lzma
        curl/curl.h -l curl -f curl_*
        git2.h -l git2
        archive.h -l archive
        SDL2/SDL.h -l SDL2-2.0 -f SDL_*
        zstd.h -l zstd
        lz4.h -l lz4
        bzlib.h -l bz2
        uv.h -l uv
        libxml/parser.h -l xml2 --pkg-config libxml-2.0
        expat.h -l expat
        turbojpeg.h -l turbojpeg
        openssl/evp.h -l crypto
        openssl/ssl.h -l ssl
        hdf5.h -l hdf5_serial --pkg-config hdf5 -f H5*
        netcdf.h -l netcdf
        glib.h -l glib-2.0 --pkg-config glib-2.0 -f g_*
        cblas.h -l openblas
        lapacke.h -l lapacke -f LAPACKE_d*
        Python.h -l python3.11 --pkg-config python3-embed -f Py*
        stdio.h
        stdlib.h
        math.h -l m -f *
        unistd.h
        time.h -c *
        """
            .lines()
            .toList();
    return Boolean.getBoolean("culebra.long") ? headers : headers.subList(0, 2);
  }

  @ParameterizedTest
  @MethodSource("headers")
  void header_ofTheSystem_isBound(String line) throws Exception {
    Peers.library(line.contains(" -l ") ? line.split(" ", -1)[2] : "c");
    Generated written = Generated.of(folder, "Written", line.split(" ", -1));

    System.out.printf(
        "%s: %d methods, %d lines of comments%n",
        line,
        written.type().getMethods().length,
        written.source().lines().filter(each -> each.strip().startsWith("///")).count());
    assertThat(written.type().getMethods()).isNotEmpty();
  }
}
