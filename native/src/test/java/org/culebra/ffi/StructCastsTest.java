package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Structs for pointers to other structs: those that they begin with, and casts.
class StructCastsTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String TYPES =
      """
      struct base { int kind; double weight; };
      struct inherited { struct base base; int extra; };
      struct deep { struct inherited inner; char *text; };
      struct same_members { int kind; double weight; long more; };
      union any { int number; struct base base; struct inherited inherited; };
      struct other_names { int type; double mass; long more; };
      struct other_types { int kind; float weight; long more; };
      struct other_order { double weight; int kind; long more; };
      struct other_place { long more; struct base base; };
      struct shorter { int kind; };
      struct holder { struct base *first; };
      struct named { struct base base; const char *name; };
      struct address { unsigned short family; char data[14]; };
      struct address_in { unsigned short in_family; unsigned short port; unsigned char rest[12]; };
      struct hidden;
      """;
  private static final CLibrary LIB =
      CLibrary.open(
              CFixtures.sharedLibrary(
                      "struct_casts",
                      "#include <string.h>\n"
                          + TYPES
                          + """
                          double weight(const struct base *b) { return b->kind * b->weight; }
                          double by_value(struct base b) { return b.weight; }
                          void double_weight(struct base *b) { b->weight *= 2; }
                          double held(const struct holder *h) { return weight(h->first); }
                          int length(const struct base *b) {
                            return strlen(((const struct named *) b)->name);
                          }
                          int port(const struct address *a) {
                            return ((const struct address_in *) a)->port;
                          }
                          int hide(struct hidden *h) { return *(int *) h; }
                          """)
                  .toString())
          .declare(
              TYPES
                  + """
                  double weight(const struct base *b);
                  double by_value(struct base b);
                  void double_weight(struct base *b);
                  double held(const struct holder *h);
                  int length(const struct base *b);
                  int port(const struct address *a);
                  int hide(struct hidden *h);
                  """);

  interface Weight {
    double of(CStruct.Value struct);
  }

  private static CStruct.Value allocate(String struct) {
    return LIB.struct(struct).allocate(Arena.ofAuto());
  }

  @ParameterizedTest
  @CsvSource({
    "base, ''",
    "inherited, base.",
    "deep, inner.base.",
    "same_members, ''",
    "any, base.",
    "named, base."
  })
  void structThatBeginsWithAnother_isPassedAsThatOne(String struct, String path) {
    CStruct.Value value = allocate(struct).set(path + "kind", 3).set(path + "weight", 1.5);
    CFunction weight = LIB.function("weight");

    assertThat(weight.call(value)).isEqualTo(4.5);
    assertThat(weight.as(LOOKUP, Weight.class).of(value)).isEqualTo(4.5);
    LIB.function("double_weight").call(value);
    assertThat(value.get(path + "weight")).isEqualTo(3.0);
    assertThat(LIB.function("held").call(allocate("holder").set("first", value))).isEqualTo(9.0);
    assertThat(weight.call(value.as(LIB.struct("base")))).isEqualTo(9.0);
  }

  @ParameterizedTest
  @CsvSource({"other_names", "other_types", "other_order", "other_place", "address"})
  void otherStruct_isRejected_withTheCast(String struct) {
    String hint = "; pass value.as(struct) if C casts the pointer";
    CStruct.Value value = allocate(struct);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("weight").call(value))
        .withMessageEndingWith(
            "expected a struct base or a MemorySegment but found struct " + struct + hint);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("weight").as(LOOKUP, Weight.class).of(value))
        .withMessageEndingWith(hint);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> allocate("holder").set("first", value))
        .withMessageEndingWith(hint);
    assertThat(LIB.function("weight").call(value.as(LIB.struct("base")))).isEqualTo(0.0);
  }

  @Test
  void smallerStruct_isRejected_alsoByTheCast() {
    CStruct.Value value = allocate("shorter");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("weight").call(value))
        .withMessageEndingWith("but found struct shorter, 4 bytes instead of 16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> value.as(LIB.struct("base")))
        .withMessage(
            "expected memory of at least 16 bytes for struct base but found struct shorter of 4"
                + " bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> allocate("base").as(LIB.struct("shorter")).as(LIB.struct("base")))
        .withMessageContaining("found struct shorter of 4 bytes");
  }

  @Test
  void valueAndMember_takeOnlyTheirType() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("by_value").call(allocate("inherited")))
        .withMessageContaining("expected a struct base but found struct inherited");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> allocate("inherited").set("base", allocate("same_members")))
        .withMessageContaining("expected a struct base but found struct same_members");
    assertThat(LIB.function("by_value").call(allocate("inherited").as(LIB.struct("base"))))
        .isEqualTo(0.0);
  }

  @Test
  void pointerToHiddenStruct_takesTheSegment() {
    CStruct.Value value = allocate("shorter").set("kind", 5);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIB.function("hide").call(value))
        .withMessageEndingWith(
            "but found struct shorter; pass its segment() if C casts the pointer");
    assertThat(LIB.function("hide").call(value.segment())).isEqualTo(5);
  }

  @Test
  void cast_isAViewOfTheSameMemory() {
    CStruct.Value in = allocate("address_in").set("port", 8080);
    CStruct.Value address = in.as(LIB.struct("address"));

    assertThat(LIB.function("port").call(address)).isEqualTo(8080);
    address.set("family", 2);
    assertThat(in.get("in_family")).isEqualTo(2);
    assertThat(address.as(LIB.struct("address_in")).get("port")).isEqualTo(8080);
    assertThat(address.segment().address()).isEqualTo(in.segment().address());
    assertThat(address)
        .hasToString("struct address at 0x" + Long.toHexString(in.segment().address()));
  }

  /// C reaches the members that the type after the cast does not have.
  @Test
  void closedMemoryBehindAMember_isFound_alsoAfterACast() {
    CStruct.Value named = allocate("named");
    CStruct.Value cast = named.as(LIB.struct("base"));
    CFunction length = LIB.function("length");
    try (Arena arena = Arena.ofConfined()) {
      named.set("name", arena.allocateFrom("abc"));

      assertThat(length.call(named)).isEqualTo(3);
      assertThat(length.call(cast)).isEqualTo(3);
    }

    assertThatIllegalStateException().isThrownBy(() -> length.call(named));
    assertThatIllegalStateException().isThrownBy(() -> length.call(cast));
    cast.as(LIB.struct("shorter")).set("kind", 1);
    assertThatIllegalStateException()
        .isThrownBy(() -> length.call(cast.as(LIB.struct("base")).as(LIB.struct("base"))));
    named.set("name", "abcd");
    assertThat(length.call(cast)).isEqualTo(4);
  }

  interface OnTimer {
    void call(CStruct.Value timer);
  }

  @Test
  void libuv_takesATimerAsAHandle() {
    Peers.library("uv");
    CLibrary uv = CLibrary.open("uv").header("uv.h");
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value loop = uv.struct("uv_loop_t").allocate(arena);
      CStruct.Value timer = uv.struct("uv_timer_t").allocate(arena);
      Callback close =
          uv.callback("uv_timer_cb")
              .as(LOOKUP, OnTimer.class)
              .in(arena, expired -> uv.function("uv_close").call(expired, null));

      assertThat(uv.function("uv_loop_init").call(loop)).isEqualTo(0);
      assertThat(uv.function("uv_timer_init").call(loop, timer)).isEqualTo(0);
      assertThat(uv.function("uv_timer_start").call(timer, close, 1, 0)).isEqualTo(0);
      assertThat(uv.function("uv_is_active").call(timer)).isEqualTo(1);
      assertThat(uv.function("uv_run").call(loop, uv.constant("UV_RUN_DEFAULT"))).isEqualTo(0);
      assertThat(uv.function("uv_is_closing").call(timer)).isEqualTo(1);
      assertThat(uv.function("uv_loop_close").call(loop)).isEqualTo(0);
    }
  }

  @Test
  void libuv_takesAnAddressOfAKind_byACast() {
    Peers.library("uv");
    CLibrary uv = CLibrary.open("uv").header("uv.h");
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value address = uv.struct("sockaddr_in6").allocate(arena);
      MemorySegment name = arena.allocate(64);
      CFunction print =
          uv.function("int uv_ip_name(const struct sockaddr *s, char d[n], size_t n)");

      assertThat(uv.function("uv_ip6_addr").call("::1", 80, address)).isEqualTo(0);
      assertThat(print.call(address.as(uv.struct("sockaddr")), name, 64)).isEqualTo(0);
      assertThat(name.getString(0)).isEqualTo("::1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> print.call(address, name, 64))
          .withMessageEndingWith("; pass value.as(struct) if C casts the pointer");
    }
  }
}
