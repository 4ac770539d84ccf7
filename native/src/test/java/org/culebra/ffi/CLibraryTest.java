package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.culebra.ffi.ctype.CDeclarationException;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CLibraryTest {
  private static final CLibrary LIB = TestLibrary.open();

  interface Api {
    boolean negate(boolean value);

    int sum_small(int a, int b, long c);

    default boolean same(boolean value) {
      return negate(negate(value));
    }
  }

  interface WrongApi {
    int negate(int value);

    void nowhere();
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "libm.so.6", "c"})
  void open_byName_findsTheLibrary(String name) {
    CLibrary lib = CLibrary.open(name).declare("double hypot(double x, double y); int abs(int);");

    assertThat(lib.function(name.equals("c") ? "abs" : "hypot")).isNotNull();
  }

  @Test
  void open_global_serves() {
    CLibrary lib = CLibrary.open("m", CLibrary.Visibility.GLOBAL);

    assertThat(lib.function("double cos(double)").call(0.0)).isEqualTo(1.0);
  }

  @Test
  void open_missing_listsWhatWasTried() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.open("nonesuch"))
        .withMessage(
            """
            cannot open library 'nonesuch'; tried
              libnonesuch.so: libnonesuch.so: cannot open shared object file: No such file or directory
              nonesuch: nonesuch: cannot open shared object file: No such file or directory\
            """);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.open("/no/such/place.so"))
        .withMessageContaining("/no/such/place.so: cannot open shared object file");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.open(" "))
        .withMessage("expected the name or path of a library but found ' '");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.open("m\0x"))
        .withMessage("expected the name or path of a library but found 'm\\0x'");
  }

  @Test
  void function_unknownName_suggestsANearOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("runs_in_d"))
        .withMessage(
            "expected a declared function but found 'runs_in_d'; did you mean 'runs_in_c'?");
  }

  @Test
  void function_missingSymbol_namesTheLibrary() {
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> LIB.function("not_there"))
        .withMessage("expected a symbol of library " + LIB.name() + " but found no 'not_there'");
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> LIB.function("int negat(int)"))
        .withMessageEndingWith("but found no 'negat'; did you mean 'negate'?");
  }

  @Test
  void function_malformedPrototype_showsThePlace() {
    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> LIB.function("int f(int x;"))
        .withMessageStartingWith("line 1, column 12: ");
  }

  @Test
  void declare_whatIsNotUnderstood_addsNothing() {
    CLibrary lib = CLibrary.open("m").declare("double sin(double);");

    assertThatExceptionOfType(CDeclarationException.class)
        .isThrownBy(() -> lib.declare("double cos(double); double tan(;"));

    assertThat(lib.declarations().prototypes()).containsOnlyKeys("sin");
  }

  @Test
  void bind_everyMethodCallsItsFunction() {
    Api api = LIB.bind(MethodHandles.lookup(), Api.class);

    assertThat(api.negate(true)).isFalse();
    assertThat(api.same(true)).isTrue();
    assertThat(api.sum_small(1, 2, 4)).isEqualTo(5);
  }

  @Test
  void bind_wrongMethods_areReportedTogether() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.bind(MethodHandles.lookup(), WrongApi.class))
        .withMessageContaining("parameter 1 'b': expected boolean but found int")
        .withMessageContaining("result: expected boolean but found int")
        .withMessageContaining("expected a declared function but found 'nowhere'");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void withoutNativeAccess_theFlagIsNamedEveryTime(int first) {
    flagIsNamed(ChildJvm.of(OpenMain.class), "--enable-native-access=ALL-UNNAMED", first);
  }

  static IntStream ways() {
    return IntStream.range(0, OpenMain.WAYS);
  }

  @Test
  void withoutNativeAccess_onTheModulePath_theModuleIsNamed() {
    if (OpenMain.class.getModule().isNamed()) {
      ChildJvm child = ChildJvm.of(OpenMain.class).onModulePath();
      flagIsNamed(child, "--enable-native-access=org.culebra.ffi", 0);
    }
  }

  private static void flagIsNamed(ChildJvm child, String flag, int first) {
    String library = CFixtures.sharedLibrary("denied", "int f(void) { return 1; }").toString();

    ChildJvm.Result result =
        child
            .flags("--illegal-native-access=deny")
            .arguments(library, Integer.toString(first))
            .run();

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout().lines())
        .hasSize(2 * OpenMain.WAYS)
        .allSatisfy(
            line -> assertThat(line).matches("[a-zA-Z ]+: Illegal native access.*").endsWith(flag));
  }

  @Test
  void symbolWithANul_isRejected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.process().symbol("free\0x"))
        .withMessage("expected the name of a symbol but found 'free\\0x'");
  }

  @Test
  void functionOfAnotherLibrary_isNotUsed() {
    CLibrary one =
        CLibrary.open(CFixtures.sharedLibrary("one", "int f(void) { return 1; }").toString());
    CLibrary two =
        CLibrary.open(CFixtures.sharedLibrary("two", "int f(void) { return 2; }").toString());
    CFunction f = two.function("int f(void)");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> one.use(f))
        .withMessageStartingWith("expected the function at 0x");
    assertThat(two.use(f).function("f").call()).isEqualTo(2);
  }

  @Test
  void severalLibraries_haveOneSetOfDeclarations() {
    CLibrary both = CLibrary.open(List.of("z", "sqlite3", "m"));
    both.declare(
        """
        typedef const char *text;
        text zlibVersion(void);
        text sqlite3_libversion(void);
        extern const char sqlite3_version[];
        double hypot(double x, double y);
        """);
    String version =
        CText.read(Calls.of(MemorySegment.class, both.function("sqlite3_libversion")), 99);
    assertThat(version).isEqualTo(both.variable("sqlite3_version").text());
    assertThat(CText.read(Calls.of(MemorySegment.class, both.function("zlibVersion")), 99))
        .startsWith("1.");
    assertThat(both.function("hypot").call(3, 4)).isEqualTo(5.0);
    assertThat(both.name()).contains("z").contains(", ").contains("sqlite3");
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> both.function("int no_such_function(void)"))
        .withMessageContaining("but found no 'no_such_function'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.open(List.of()))
        .withMessage("expected the names of libraries but found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CLibrary.open(List.of("z", "no_such_library")))
        .withMessageContaining("no_such_library");
  }
}
