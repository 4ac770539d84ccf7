package org.culebra.ffi.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.CompileOptions;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Headers of the system and of a folder of the test.
class CHeaderTest {
  @TempDir private Path folder;
  private CompileOptions options;

  @BeforeEach
  void options() throws IOException {
    folder = folder.toRealPath();
    options = CompileOptions.defaults().withFlags("-I" + folder).withCache(folder.resolve("cache"));
  }

  private static CLibrary zlib() {
    return CLibrary.open(Peers.library("z").toString()).header("zlib.h");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private CHeader read(String text) throws IOException {
    write("test.h", text);
    return CHeader.read(options, "test.h");
  }

  private static NDArray bytes(String text) {
    return NDArray.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void functionsOfZlib_areCalledByName() {
    CLibrary z = zlib();

    assertThat(z.function("crc32").call(0L, bytes("123456789"), 9)).isEqualTo(0xcbf43926L);
    assertThat(z.function("zlibCompileFlags").toString())
        .isEqualTo("unsigned long zlibCompileFlags(void)");
  }

  @Test
  void structsOfZlib_areLaidOut() {
    CStruct stream = zlib().struct("z_stream");

    assertThat(stream.type().byteSize()).isEqualTo(112);
    assertThat(stream.type().field("avail_out").byteOffset()).isEqualTo(32);
  }

  @Test
  void prototypeWithLengths_usesTheTypesOfTheHeader() {
    CLibrary z = zlib();

    Object sum =
        z.function("uLong adler32(uLong adler, const Bytef buf[len], uInt len)")
            .call(1L, bytes("Wikipedia"));

    assertThat(sum).isEqualTo(0x11e60398L);
  }

  @Test
  void prototypeThatContradictsTheHeader_isRejected() {
    CLibrary z = zlib();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> z.function("uLong crc32(uLong crc, const Bytef buf[len], unsigned char len)"))
        .withMessage(
            """
            the prototype contradicts the header: parameter 3: expected unsigned int but found unsigned char
              expected unsigned long crc32(unsigned long crc, const unsigned char *buf, unsigned int len)
              but found unsigned long crc32(unsigned long crc, const unsigned char buf[len], unsigned char len)\
            """);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> z.function("uLong crc32(uLong crc, Bytef *buf, uInt len)"))
        .withMessageStartingWith(
            "the prototype contradicts the header: parameter 2: expected const unsigned char *");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> z.declare("int crc32(int);"))
        .withMessageStartingWith("the prototype contradicts the header: ");
  }

  @Test
  void unknownFunction_isRejectedWithASimilarName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> zlib().function("infalteEnd"))
        .withMessage(
            "expected a declared function but found 'infalteEnd', which is not in <zlib.h>; did you"
                + " mean 'inflateEnd'?");
  }

  @Test
  void functionWithoutSymbol_isRejected() throws IOException {
    CHeader header = read("int crc33(int x);");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> zlib().header(header).function("crc34"))
        .withMessageContaining("expected a declared function but found 'crc34'");
  }

  @Test
  void declarationThatCannotBeUsed_affectsNoOther() throws IOException {
    CHeader header =
        read(
            """
            typedef _BitInt(300) list;
            struct odd { list l; };
            typedef struct { list l; } odder;
            int good(int x);
            int bad(list l);
            int alsoGood(struct odd *o, odder *p);
            """);

    assertThat(header.declarations("good").prototype("good").toString())
        .isEqualTo("int good(int x)");
    assertThat(header.declarations("alsoGood").prototype("alsoGood").toString())
        .isEqualTo("int alsoGood(struct odd *o, struct odder *p)");
    assertThat(header.functions()).containsExactly("good", "bad", "alsoGood");
  }

  @Test
  void namesOfAllKinds_areFound() throws IOException {
    CHeader header =
        read(
            """
            enum color { RED, GREEN = 5, BLUE };
            typedef struct point { double x, y; struct inner { int a[GREEN]; } z; } point, *points;
            typedef void (*callback)(int, void *);
            extern int counter, *pointer;
            void (*handler(int sig, void (*f)(int)))(int);
            int (parenthesized)(point p);
            static inline int twice(int x) { if (x) { return 2 * x; } return 0; }
            _Static_assert(sizeof(int) == 4, "no function(int)");
            struct { int z; } unnamed;
            int first(int a), second(callback c);
            int (*variable)(int);
            """);

    assertThat(header.functions())
        .containsExactly("handler", "parenthesized", "twice", "first", "second");
    assertThat(header.declarations("second").prototype("second").toString())
        .isEqualTo("int second(void (*c)(int, void *))");
    assertThat(header.declarations("handler").prototype("handler").toString())
        .isEqualTo("void (*handler(int sig, void (*f)(int)))(int)");
    assertThat(header.declarations("parenthesized").struct("point").byteSize()).isEqualTo(40);
    assertThat(header.declarations("inner").struct("inner").byteSize()).isEqualTo(20);
    assertThat(header.declarations("BLUE").constant("BLUE")).isEqualTo(6);
    assertThat(header.declarations("pointer").variable("pointer").toString())
        .isEqualTo("extern int *pointer");
    assertThat(header.declarations("first").prototypes()).containsOnlyKeys("first");
  }

  @Test
  void headerOfSeveralLibraries_isReadOnce() throws IOException {
    CHeader header = read("#include <zlib.h>\nint twice(int x);\n");

    CLibrary z = CLibrary.open(Peers.library("z").toString()).header(header);
    CLibrary own = CLibrary.compile("int twice(int x) { return 2 * x; }").header(header);

    assertThat(z.function("crc32").call(0L, bytes("123456789"), 9)).isEqualTo(0xcbf43926L);
    assertThat(own.function("twice").call(21)).isEqualTo(42);
  }

  @Test
  void outputOfThePreprocessor_isCachedUntilAFileChanges() throws IOException {
    Path file = write("test.h", "int f(int x);");
    assertThat(CHeader.read(options, "test.h").functions()).containsExactly("f");
    long files = cached();

    assertThat(CHeader.read(options, "test.h").functions()).containsExactly("f");
    assertThat(cached()).isEqualTo(files);
    FileTime time = Files.getLastModifiedTime(file);
    write("test.h", "int g(int x);");
    Files.setLastModifiedTime(file, time);
    assertThat(CHeader.read(options, "test.h").functions()).as("same size and time").hasSize(1);
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() - 5000));

    assertThat(CHeader.read(options, "test.h").functions()).containsExactly("g");
  }

  @Test
  void cachedOutputCutShort_isNotUsed() throws IOException {
    assertThat(read("int f(int x);").functions()).containsExactly("f");
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      for (Path file : files.toList()) {
        byte[] content = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(content, content.length - 3));
      }
    }

    assertThat(CHeader.read(options, "test.h").functions()).containsExactly("f");
  }

  private long cached() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.count();
    }
  }

  @Test
  void missingHeader_isReportedWithTheFolders() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CHeader.read(options, "no_such_header.h"))
        .withMessageContainingAll(
            "the preprocessor rejected (status 1)\n  #include <no_such_header.h>",
            "no_such_header.h: No such file or directory",
            "folders searched\n  " + folder,
            "/usr/include");
  }

  @Test
  void headerOfAnotherPlatform_isRejectedWithItsError() throws IOException {
    write("other.h", "#error \"only for VMS\"\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CHeader.read(options, "other.h"))
        .withMessageContaining("#error \"only for VMS\"");
  }

  @Test
  void cyclicIncludes_areRejectedBriefly() throws IOException {
    write("a.h", "#include <b.h>\n");
    write("b.h", "#include <a.h>\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CHeader.read(options, "a.h"))
        .satisfies(e -> assertThat(e).message().hasSizeLessThan(3000))
        .withMessageContaining("nested");
  }

  @Test
  void hugeOutput_isRejected() throws IOException {
    write(
        "line.h",
        "int f(int x, double y, const char *some_parameter_with_a_long_name);\n".repeat(1500));
    write("more.h", "#include <line.h>\n".repeat(40));
    write("huge.h", "#include <more.h>\n".repeat(40));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CHeader.read(options, "huge.h"))
        .withMessage(
            "expected at most 64 MiB of preprocessed C but found more, in\n  #include <huge.h>");
  }

  @Test
  void noCompiler_isReported() {
    assertThatIllegalStateException()
        .isThrownBy(() -> CHeader.read(options.withCompiler("no-such-cc"), "zlib.h"))
        .withMessageStartingWith("expected a C compiler but found no program 'no-such-cc' on PATH");
  }

  @Test
  void invalidNames_areRejected() {
    assertThatIllegalArgumentException().isThrownBy(() -> CHeader.read(options));
    for (String name : List.of("", " ", "a\nb", "a\0b")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> CHeader.read(options, name))
          .withMessageStartingWith("expected the name of a header");
    }
  }

  @Test
  void packageFlags_areAdded() {
    assertThat(CompileOptions.defaults().withPkgConfig("gsl").flags())
        .contains("-O2", "-lgsl", "-lm");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CompileOptions.defaults().withPkgConfig("no-such-package"))
        .withMessageContaining("no-such-package");
  }

  @Test
  void text_isIndexedWhateverItIs() throws IOException {
    for (String text :
        List.of(
            ")", "}", "int f(", "struct {", "enum { A,", "\"", "typedef", "a b c d", "(((", "[[")) {
      assertThat(read(text + "\n").headers()).containsExactly("test.h");
    }
  }

  /// Constants of all kinds, bound as methods.
  interface ZlibConstants {
    int Z_BEST_SPEED();

    long Z_BEST_COMPRESSION();

    String ZLIB_VERSION();

    double ZLIB_VERNUM();

    long crc32(long crc, NDArray bytes, int length);
  }

  @Test
  void macrosOfZlib_haveTheirValues() {
    CLibrary z = zlib();

    assertThat(z.constant("Z_BEST_SPEED")).isEqualTo(1);
    assertThat(z.constant("Z_DEFAULT_COMPRESSION")).isEqualTo(-1);
    assertThat(z.stringConstant("ZLIB_VERSION")).matches("1\\.[0-9.]+");
    ZlibConstants bound = z.bind(MethodHandles.lookup(), ZlibConstants.class);
    assertThat(bound.Z_BEST_SPEED()).isEqualTo(1);
    assertThat(bound.Z_BEST_COMPRESSION()).isEqualTo(9);
    assertThat(bound.ZLIB_VERSION()).isEqualTo(z.stringConstant("ZLIB_VERSION"));
    assertThat(bound.ZLIB_VERNUM()).isEqualTo((double) z.constant("ZLIB_VERNUM"));
    assertThat(bound.crc32(0, bytes("123456789"), 9)).isEqualTo(0xcbf43926L);
  }

  interface PointerConstants {
    MemorySegment NONE();

    MemorySegment ALL();
  }

  @Test
  void macrosOfAllKinds_haveTheirValues() throws IOException {
    CLibrary lib =
        CLibrary.process()
            .header(
                read(
                    """
                    #include <limits.h>
                    enum { SEVEN = 7 };
                    enum { LARGEST = 0xFFFFFFFFFFFFFFFF };
                    #define SHIFTED (1u << 31)
                    #define BIG 0xFFFFFFFFFFFFFFFFULL
                    #define ABOVE_HALF 0x8000000000000401ULL
                    #define NEGATIVE (-5L)
                    #define OCTAL 010
                    #define ENUMERATED (SEVEN + 1)
                    #define LETTER 'A'
                    #define PI 3.14159265358979323846
                    #define LONG_PI 3.14159265358979323846L
                    #define SINGLE 0.1f
                    #define TEXT "a\\tb\\n" "c"
                    #define SIZE sizeof(struct pair { int a; double b; })
                    #define NONE ((void *)0)
                    #define ALL ((void *)-1)
                    #define ARGUMENTS(x) (x)
                    #define EMPTY
                    #define BROKEN )
                    #define BRACE }
                    #define TYPE unsigned int
                    #define STATEMENT do { } while (0)
                    #define OPEN (5
                    #define CLOSE 5)
                    #define CALL called(3)
                    #define UNKNOWN (no_such_name + 1)
                    #define STRING_OF_UNKNOWN "x" no_such_name
                    #define __HIDDEN (SHIFTED >> 1)
                    int called(int x);
                    """));

    assertThat(lib.constant("SHIFTED")).isEqualTo(1L << 31);
    assertThat(lib.constant("BIG")).isEqualTo(-1);
    assertThat(lib.floatingConstant("BIG")).isEqualTo(0x1p64);
    assertThat(lib.floatingConstant("ABOVE_HALF")).isEqualTo(0x1.0000000000001p63);
    assertThat(lib.constant("LARGEST")).isEqualTo(-1);
    assertThat(lib.floatingConstant("LARGEST")).isEqualTo(0x1p64);
    assertThat(lib.constant("NEGATIVE")).isEqualTo(-5);
    assertThat(lib.constant("OCTAL")).isEqualTo(8);
    assertThat(lib.constant("SEVEN")).isEqualTo(7);
    assertThat(lib.constant("ENUMERATED")).isEqualTo(8);
    assertThat(lib.constant("LETTER")).isEqualTo('A');
    assertThat(lib.constant("INT_MIN")).isEqualTo(Integer.MIN_VALUE);
    assertThat(lib.floatingConstant("PI")).isEqualTo(Math.PI);
    assertThat(lib.floatingConstant("LONG_PI")).isEqualTo(Math.PI);
    assertThat(lib.floatingConstant("SINGLE")).isEqualTo(0.1f);
    assertThat(lib.stringConstant("TEXT")).isEqualTo("a\tb\nc");
    assertThat(lib.constant("NONE")).isEqualTo(0);
    assertThat(lib.constant("ALL")).isEqualTo(-1);
    assertThat(lib.constant("__HIDDEN")).isEqualTo(1L << 30);
    assertThat(lib.pointerConstant("NONE")).isEqualTo(MemorySegment.NULL);
    assertThat(lib.pointerConstant("ALL")).isEqualTo(MemorySegment.ofAddress(-1));
    PointerConstants bound = lib.bind(MethodHandles.lookup(), PointerConstants.class);
    assertThat(bound.NONE()).isEqualTo(MemorySegment.NULL);
    assertThat(bound.ALL()).isEqualTo(MemorySegment.ofAddress(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.pointerConstant("OCTAL"))
        .withMessage("expected a number as a pointer but found the integer 8: #define OCTAL 010");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.pointerConstant("SEVEN"))
        .withMessage("expected a number as a pointer but found the integer SEVEN = 7");
    for (String name :
        "EMPTY BROKEN BRACE TYPE STATEMENT OPEN CLOSE CALL UNKNOWN STRING_OF_UNKNOWN"
            .split(" ", -1)) {
      assertThatIllegalArgumentException()
          .as(name)
          .isThrownBy(() -> lib.constant(name))
          .withMessageStartingWith("expected an integer but found no constant: ")
          .withMessageContaining(": #define " + name);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.constant("ARGUMENTS"))
        .withMessageStartingWith(
            "expected a constant but found the macro 'ARGUMENTS' with parameters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.constant("PI"))
        .withMessage(
            "expected an integer but found the number 3.141592653589793: #define PI"
                + " 3.14159265358979323846");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.constant("SHIFTEDD"))
        .withMessageContaining("did you mean 'SHIFTED'?");
  }

  @Test
  void macrosThatHaveNoValueInJava_affectNoOther() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            #pragma pack(99999999999)
            extern int variable;
            extern const char text[];
            #define FIVE (4 + 1)
            #define ONE_AS_TEXT ((char *)1)
            #define NULL_AS_TEXT ((char *)0)
            #define ADDRESS (&variable)
            #define EXTERN_TEXT text
            #define WIDE (((__int128)1) << 100)
            """);
    text.append("#define LINES \"x\u2028y\" \"z\"\n");
    for (int i = 0; i < 30; i++) { // GCC reports one at a time
      text.append("#define MEMBER_").append(i).append(" (member + 1)\n");
    }
    CLibrary lib = CLibrary.process().header(read(text.toString()));

    assertThat(lib.constant("FIVE")).isEqualTo(5);
    assertThat(lib.constant("ONE_AS_TEXT")).isEqualTo(1);
    assertThat(lib.constant("NULL_AS_TEXT")).isZero();
    assertThat(lib.stringConstant("LINES")).isEqualTo("x\u2028yz");
    for (String name : List.of("ADDRESS", "EXTERN_TEXT", "WIDE", "MEMBER_0", "MEMBER_29")) {
      assertThatIllegalArgumentException()
          .as(name)
          .isThrownBy(() -> lib.constant(name))
          .withMessageStartingWith("expected an integer but found ");
    }
    assertThat(lib.pointerConstant("ONE_AS_TEXT")).isEqualTo(MemorySegment.ofAddress(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.pointerConstant("ADDRESS"))
        .withMessageStartingWith(
            "expected a number as a pointer but found a pointer to a symbol: #define ADDRESS");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.stringConstant("ONE_AS_TEXT"))
        .withMessageContaining("a pointer");
  }

  @Test
  void deeplyNestedStruct_affectsNoOther() throws IOException {
    int deep = 100_000;
    CLibrary lib =
        CLibrary.process()
            .header(
                read(
                    "struct deep { "
                        + "struct { ".repeat(deep)
                        + "int x;"
                        + " } a;".repeat(deep)
                        + " };\nextern struct deep variable;\nint abs(int x);"));

    assertThat(lib.function("abs").call(-3)).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.struct("deep"))
        .withMessageStartingWith("the struct 'deep' cannot be used: ");
  }

  @Test
  void variableOfUnusableType_isRejectedWithTheReason() throws IOException {
    CLibrary lib =
        CLibrary.process().header(read("extern int " + "*".repeat(100_000) + "variable;"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.variable("variable"))
        .withMessageStartingWith("'variable' cannot be used: ");
  }

  @Test
  void constantOfUnusableEnum_isRejectedWithTheReason() throws IOException {
    CLibrary lib = CLibrary.process().header(read("enum { ZEROTH = 1 / 0 };"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.constant("ZEROTH"))
        .withMessage("'ZEROTH' cannot be used: expected a divisor other than 0 but found 0");
  }

  @Test
  void macrosThatStandForEachOther_areNoFunctions() throws IOException {
    CLibrary lib =
        CLibrary.process()
            .header(
                read(
                    """
                    struct first { int x; };
                    struct second { int x; };
                    #define first second
                    #define second first
                    """));

    assertThatIllegalArgumentException().isThrownBy(() -> lib.function("first"));
  }

  @Test
  void macroOfZlib_isAFunction() {
    CLibrary z = zlib();
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value stream = z.struct("z_stream").allocate(arena);
      NDArray text = bytes("abc".repeat(1000));
      NDArray packed = NDArray.zeros(DType.UINT8, 1000);
      assertThat(z.function("int deflateInit(z_streamp strm, int level)").call(stream, 9))
          .isEqualTo(0);
      stream.set("next_in", text.segment());
      stream.set("avail_in", 3000);
      stream.set("next_out", packed.segment());
      stream.set("avail_out", 1000);

      assertThat(z.function("deflate").call(stream, (int) z.constant("Z_FINISH")))
          .isEqualTo((int) z.constant("Z_STREAM_END"));
      assertThat(z.function("deflateEnd").call(stream)).isEqualTo(0);

      NDArray unpacked = NDArray.zeros(DType.UINT8, 3000);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, 3000);
      z.function("uncompress").call(unpacked, length, packed, stream.get("total_out"));
      assertThat(unpacked.segment().mismatch(text.segment())).isEqualTo(-1);
    }
  }

  @Test
  void codeInHeaders_isCompiled() throws IOException {
    write(
        "test.h",
        """
        static inline int twice(int x) { return 2 * x; }
        inline double half(double x) { return x / 2; }
        #define ADD(a, b) ((a) + (b) + base())
        #define VALUE (base() + 1)
        #define ALIAS base
        struct pair { int a, b; };
        static struct pair swap(struct pair p) { struct pair q = {p.b, p.a}; return q; }
        static int first(const int *x) { return *x; }
        static int both(int n, ...) { return n; }
        int base(void);
        """);
    CLibrary lib =
        CLibrary.compile("int base(void) { return 100; }", options).header(options, "test.h");

    assertThat(lib.function("twice").call(21)).isEqualTo(42);
    assertThat(lib.function("half").call(3.0)).isEqualTo(1.5);
    assertThat(lib.function("int ADD(int a, int b)").call(1, 2)).isEqualTo(103);
    assertThat(lib.function("double ADD(double a, int b)").call(1.5, 2)).isEqualTo(103.5);
    assertThat(lib.function("int VALUE(void)").call()).isEqualTo(101);
    assertThat(lib.function("ALIAS").call()).isEqualTo(100);
    assertThat(lib.function("int first(const int x[3])").call(NDArray.copyOf(new int[] {7, 8, 9})))
        .isEqualTo(7);
    CStruct.Value pair = lib.struct("pair").allocate(Arena.ofAuto());
    pair.set("a", 1);
    assertThat(lib.function("swap").call(pair))
        .isInstanceOfSatisfying(
            CStruct.Value.class, swapped -> assertThat(swapped.get("b")).isEqualTo(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.function("both"))
        .withMessage(
            "expected a prototype without '...', for a macro or an inline function, but found int"
                + " both(int n, ...)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lib.function("int ADD(int a)"))
        .withMessageContaining("macro \"ADD\" requires 2 arguments, but only 1 given");
    assertThat(lib.use(lib.function("twice").critical()).function("twice").call(4)).isEqualTo(8);
  }

  @Test
  void description_hasWhatWasUsed() throws IOException {
    write(
        "test.h",
        """
        typedef _BitInt(300) odd;
        typedef struct point { double x, y; } point;
        struct unused { int a; };
        double length(const point *p);
        int bad(odd x);
        int list(const char *format, __builtin_va_list arguments);
        int sum(int n, const int *x);
        """);
    CLibrary lib =
        CLibrary.compile(
                """
                #include <stdarg.h>
                double length(void *p) { return 0; }
                int list(const char *format, va_list arguments) { return 0; }
                int sum(int n, const int *x) { return 0; }
                """,
                options)
            .header(options, "test.h")
            .declare("enum mine { ONE = 1 };");
    lib.function("length");
    lib.function("int sum(int n, const int x[n])");
    assertThatIllegalArgumentException().isThrownBy(() -> lib.function("bad"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> lib.function("list"));

    assertThat(lib.describe().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("/* <test.h> */"),
            line -> assertThat(line).isEqualTo("enum mine { ONE = 1 };"),
            line -> assertThat(line).isEqualTo("typedef struct point { double x, y; } point;"),
            line -> assertThat(line).startsWith("/* typedef _BitInt(300) odd; cannot be used: "),
            line -> assertThat(line).isEqualTo("double length(const struct point *p);"),
            line -> assertThat(line).isEqualTo("int sum(int n, const int x[n]);"),
            line -> assertThat(line).startsWith("/* int bad(odd x); cannot be used: it uses 'odd'"),
            line -> assertThat(line).contains("int list(const char *format", "cannot be used: "));
  }

  @Test
  void variablesAndCallbacks_areFoundInHeaders() {
    CLibrary sqlite = CLibrary.open("sqlite3").header("sqlite3.h");
    assertThat(sqlite.variable("sqlite3_version").text())
        .isEqualTo(sqlite.stringConstant("SQLITE_VERSION"));
    assertThat(sqlite.callback("sqlite3_callback"))
        .hasToString(sqlite.function("sqlite3_exec").callback("callback").toString());
    assertThat(sqlite.struct("sqlite3_vfs").callback("xDelete"))
        .hasToString(
            "Callback.Builder[int (struct sqlite3_vfs *, const char *zName, int syncDir)]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sqlite.variable("sqlite3_versoin"))
        .withMessageContaining("expected a declared variable but found 'sqlite3_versoin'")
        .withMessageContaining("did you mean 'sqlite3_version'?");
  }
}
