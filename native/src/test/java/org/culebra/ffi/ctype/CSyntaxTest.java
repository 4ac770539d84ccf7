package org.culebra.ffi.ctype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Syntax of GCC and C23 as it stands in headers.
class CSyntaxTest {
  private static CDeclarations lp64(String text) {
    return CDeclarations.parse(text, CDeclarations.empty(DataModel.LP64));
  }

  private static String shown(Object declaration, String name, String symbol) {
    return symbol.equals(name) ? declaration.toString() : declaration + " = \"" + symbol + "\"";
  }

  private static String printed(CDeclarations table) {
    Stream<String> functions =
        table.prototypes().values().stream().map(f -> shown(f, f.name(), f.symbol()));
    Stream<String> variables =
        table.variables().values().stream().map(v -> shown(v, v.name(), v.symbol()));
    return Stream.concat(variables, functions).collect(Collectors.joining("; "));
  }

  /// Every line of the file is a text and what it declares: variables, then functions.
  @ParameterizedTest
  @CsvFileSource(
      resources = "accepted.csv",
      delimiter = '|',
      quoteCharacter = '`',
      commentCharacter = '$',
      numLinesToSkip = 1)
  void parse_whatCompilersAdd_isReadOverOrUnderstood(String text, String declared) {
    assertThat(printed(lp64(text))).isEqualTo(declared);
  }

  /// Attributes of GCC and Clang that are close to those with a meaning, and others.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "abi_tag access alias alloc_align alloc_size always_inline artificial assume_aligned cold",
        "const constructor copy deprecated designated_init destructor diagnose_if error"
            + " externally_visible",
        "fallthrough flatten format format_arg gnu_inline hot ifunc leaf malloc may_alias naked"
            + " no_icf",
        "no_instrument_function no_reorder no_sanitize noclone noinit noinline nonnull nonstring",
        "noplt noreturn nothrow optimize patchable_function_entry persistent pure retain"
            + " returns_nonnull",
        "returns_twice section sentinel simd stack_protect symver target target_clones"
            + " tainted_args",
        "tls_model unavailable uninitialized unused used vector visibility warn_if_not_aligned"
            + " warning",
        "warn_unused_result weak weakref zero_call_used_regs counted_by enum_extensibility",
        "flag_enum overloadable swift_name availability objc_root_class cleanup"
            + " type_tag_for_datatype",
        "unaligned no_stack_protector noescape nomerge pass_object_size"
            + " require_constant_initialization"
      })
  void parse_attributesWithoutMeaning_areNotTakenForMisspelledOnes(String names) {
    for (String name : names.split(" ", -1)) {
      String text = "int f(int *x) __attribute__((%1$s, __%1$s__(1)));".formatted(name);
      assertThatCode(() -> lp64(text)).as(name).doesNotThrowAnyException();
    }
  }

  @Test
  void parse_preprocessedText_readsMarkersAndPragmas() {
    CDeclarations table =
        lp64(
            """
            # 0 "x.h"
            # 1 "/usr/include/x.h" 1 3 4
            #pragma GCC visibility push(default)
            #pragma
            #line
            # 28 "/usr/include/x.h" 3 4
            int f(int a,
            # 30 "/usr/include/x.h"
             int b) { return
            #pragma omp parallel
            # 31 "/usr/include/x.h"
             a; }
            #line 7 "y.h"
            #pragma STDC FP_CONTRACT ON
            int g(void);
            # 9 "last.h\
            """
                + "\"");

    assertThat(printed(table)).isEqualTo("int f(int a, int b); int g(void)");
  }

  @Test
  void parse_pragmaPack_isAStack() {
    CDeclarations table =
        lp64(
            """
            #pragma pack(push, 2)
            struct a { char c; double d; };
            #pragma pack(push, name, 1)
            struct b { char c; double d; };
            #pragma pack(4)
            #pragma pack(push)
            #pragma pack()
            struct c { char c; double d; };
            #pragma pack(pop)
            struct d { char c; double d; };
            #pragma pack(pop, name)
            struct e { char c; double d; };
            #pragma pack(pop)
            #pragma pack(pop)
            #pragma pack(pop, nobody)
            struct f { char c; double d; };
            """);

    assertThat(table.tags().values())
        .extracting(CType::byteSize)
        .containsExactly(10L, 9L, 16L, 12L, 10L, 16L);
    assertThat(table.struct("f").hasNaturalLayout()).isTrue();
    assertThat(table.struct("e").hasNaturalLayout()).isFalse();
  }

  @Test
  void describe_bitFields_showsTheirFirstBit() {
    StructType s =
        lp64("struct s { char c; unsigned a : 3, : 5, b : 17; const long d : 40; int : 0; };")
            .struct("s");

    assertThat(s.describe())
        .isEqualTo(
            """
            struct s: 16 bytes, alignment 8
              offset    size  field
                   0       1  char c
                 1:0          unsigned int a : 3
                 1:3          unsigned int : 5
                   2       2  (padding)
                 4:0          unsigned int b : 17
                   7       1  (padding)
                 8:0          const long d : 40
                  13       3  (padding)
                16:0          int : 0\
            """);
    assertThat(s.field("b"))
        .isEqualTo(new StructType.Field("b", s.field("a").type(), 4, false, 0, 17));
    assertThat(s.field("b").isBitField()).isTrue();
  }

  @Test
  void difference_bitFields_comparesTheirBits() {
    StructType a = lp64("struct s { int a : 3, b : 5; };").struct("s");
    StructType same = lp64("struct s { int x : 3, y : 5; };").struct("s");
    StructType other = lp64("struct s { int a : 4, b : 4; };").struct("s");
    StructType plain = lp64("struct s { int a, b; };").struct("s");

    assertThat(CType.sameAbi(a, same)).isTrue();
    assertThat(CType.difference(a, other, CType.Comparison.ABI))
        .contains("struct s: expected int a : 3 at offset 0:0 but found int a : 4 at offset 0:0");
    assertThat(CType.sameAbi(a, plain)).isFalse();
    assertThat(CType.sameAbi(lp64("").type("long double"), lp64("").type("_Float64x"))).isFalse();
  }

  @Test
  void parse_bitFieldsForWindows_areRejected() {
    assertThatCode(() ->
            CDeclarations.parse("struct s { int a : 3; };", CDeclarations.empty(DataModel.LLP64)))
        .isInstanceOf(CDeclarationException.class)
        .hasMessageContaining(
            "expected no bit-fields, which Windows lays out in its own way, but found int a : 3;"
                + " declare an integer of their size");
  }

  /// `long double` and `va_list` by platform.
  @Test
  void byteSize_ofOpaqueTypes_dependsOnThePlatform() {
    String text = "struct s { long double a; va_list b; }; double f(long double x);";
    for (DataModel model : DataModel.values()) {
      CDeclarations table = CDeclarations.parse(text, CDeclarations.empty(model));
      StructType s = table.struct("s");

      assertThat(s.field("a").type().byteSize()).isEqualTo(model.longDoubleSize());
      assertThat(s.field("b").type().byteSize()).isEqualTo(model.vaListSize());
      assertThat(s.field("a").type() instanceof CType.Scalar)
          .isEqualTo(model.longDoubleSize() == 8);
      assertThat(table.prototype("f")).hasToString("double f(long double x)");
    }
  }

  @Test
  void constants_ofLargeEnums_haveTheirTypes() {
    CDeclarations table =
        lp64(
            """
            enum large { A = -1, B = 0xFFFFFFFF };
            enum huge { C = 0xFFFFFFFFFFFFFFFF, D = 1 };
            enum __attribute__((packed)) small { E = 255 };
            enum tiny { F = -128 } __attribute__((__packed__));
            enum given : short { G = 3 };
            enum flag { H = 1 << 31, I = 1u << 31 };
            """);

    assertThat(table.tags().values())
        .extracting(type -> ((CType.Enum) type).underlying().toString())
        .containsExactly("long", "unsigned long", "unsigned char", "signed char", "short", "long");
    assertThat(table.constant("B")).isEqualTo(0xFFFFFFFFL);
    assertThat(table.constants().get("C")).hasToString("C = 18446744073709551615");
    assertThat(table.constant("H")).isEqualTo(Integer.MIN_VALUE);
  }
}
