package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.Retention;
import org.culebra.array.StridedLayout;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.ffi.internal.memory.ArenaRegistry;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the pointers in a struct keep, and for how long.
class StructPointersTest {
  private static final CStruct OUTER =
      CStruct.of("struct outer { struct { const double *p; int n; } in; int k; };");

  private static final CStruct.Value BOX = box();

  private static CStruct.Value box() {
    return OUTER.allocate(Arena.ofAuto());
  }

  @Test
  void callbacks_cannotTakeAwayWhatCReads() {
    ChildJvm.Result result =
        ChildJvm.of(StructPointersMain.class)
            .flags("--enable-native-access=ALL-UNNAMED")
            .arguments(OwnersLibrary.build())
            .run();

    assertThat(result.stdout())
        .as(result.toString())
        .isEqualTo(
            """
            closed, array: 1048576.0
            closed, view: 1048576.0
            closed, segment: 1048576.0
            closed, shared view: 1048576.0
            replaced: 1048576.0, exports 1
            own arena closed: 1048576.0, exports 0
            inner: 1048576.0
            inner, late: 0.0
            self copy: rejected
            then a call: rejected
            at the stack's end: exports 1, then 0
            at the stack's end: exports 1, then 0
            at the stack's end: exports 1, then 0
            exports 0
            """);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  @Test
  void rejectedCopy_changesNothing() {
    try (Arena arena = Arena.ofConfined();
        ExchangeArena exchange = ExchangeArena.ofConfined()) {
      NDArray array = NDArray.zeros(exchange, DType.FLOAT64, 3);
      CStruct.Value from = OUTER.allocate(arena).set("in.p", array).set("in.n", 3);
      MemorySegment memory = arena.allocate(OUTER.layout());
      CStruct.Value to = OUTER.over(memory);
      long exports = ExportTracker.count();

      assertThatIllegalStateException().isThrownBy(() -> to.set("in", from.get("in")));

      assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
      assertThat(ExportTracker.count()).isEqualTo(exports);
    }
  }

  @Test
  void selfCopy_keepsTheLease() {
    long exports = ExportTracker.count();
    try (Arena arena = Arena.ofConfined()) {
      ExchangeArena exchange = ExchangeArena.ofConfined();
      NDArray array = NDArray.zeros(exchange, DType.FLOAT64, 3);
      CStruct.Value value = OUTER.allocate(arena).set("in.p", array).set("in.n", 3);

      value.set("in", value.get("in"));
      assertThat(ExportTracker.count()).isEqualTo(exports + 1);
      exchange.close();
      assertThatIllegalStateException().isThrownBy(() -> value.set("in", value.get("in")));
      assertThat(ExportTracker.count()).isEqualTo(exports + 1);
      value.set("in", BOX.get("in"));
      assertThat(ExportTracker.count()).isEqualTo(exports);
    }
  }

  @Test
  void pointerInClosedStruct_leavesNoLease() {
    long exports = ExportTracker.count();
    Arena arena = Arena.ofConfined();
    CStruct.Value value = OUTER.allocate(arena);
    CStruct.Value used = OUTER.allocate(arena);
    try (ExchangeArena exchange = ExchangeArena.ofConfined()) {
      NDArray array = NDArray.zeros(exchange, DType.FLOAT64, 3);
      used.set("in.p", array);
      CStruct.Value from = OUTER.allocate(exchange).set("in.p", array);
      arena.close();

      assertThatIllegalStateException().isThrownBy(() -> value.set("in.p", array));
      assertThatIllegalStateException().isThrownBy(() -> used.set("in.p", array));
      assertThatIllegalStateException().isThrownBy(() -> used.set("in", from.get("in")));
      assertThat(ExportTracker.count()).isEqualTo(exports + 1);
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  void pointerInReadOnlyStruct_leavesNoLease() {
    long exports = ExportTracker.count();
    try (Arena arena = Arena.ofConfined();
        ExchangeArena exchange = ExchangeArena.ofConfined()) {
      NDArray array = NDArray.zeros(exchange, DType.FLOAT64, 3);
      CStruct.Value value = OUTER.over(arena.allocate(OUTER.layout()).asReadOnly());

      assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> value.set("in.p", array));
      assertThat(ExportTracker.count()).isEqualTo(exports);
    }
  }

  @Test
  void viewsAndSegments_areLeasedWithTheirBlock() {
    long exports = ExportTracker.count();
    try (Arena arena = Arena.ofConfined();
        ExchangeArena exchange = ExchangeArena.ofShared()) {
      NDArray array = NDArray.zeros(exchange, DType.FLOAT64, 3);
      CStruct.Value value = OUTER.allocate(arena);

      for (Object pointer : new Object[] {array.asDoubles(), array.segment(), array}) {
        value.set("in.p", pointer);
        assertThat(ArenaRegistry.count(exchange, array.segment())).as("%s", pointer).isEqualTo(2);
      }
      value.set("in.p", null);
      assertThat(ArenaRegistry.count(exchange, array.segment())).isEqualTo(1);
    }
    assertThat(ExportTracker.count()).isEqualTo(exports);
  }

  @Test
  void sharedMemoryUnderAPromise_isStillRejected() {
    try (Arena arena = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      NDArray array =
          NDArray.of(
              shared.allocate(24, 8),
              Retention.GC_MANAGED,
              DType.FLOAT64,
              StridedLayout.cOrder(8, 3));
      CStruct.Value value = OUTER.allocate(arena);

      assertThatIllegalStateException()
          .isThrownBy(() -> value.set("in.p", array))
          .withMessageContaining("expected memory that no other thread can close");
    }
  }

  /// Arrays, views, segments, structs: what C would take for impossible does not get into a struct.
  @Test
  void misalignedPointers_areRejected_withBothSides() {
    CDeclarations declarations =
        CDeclarations.parse(
            "struct inner { double d; }; struct holder { double *p; struct inner *s; };");
    CStruct inner = CStruct.of(declarations.struct("inner"));
    CStruct holder = CStruct.of(declarations.struct("holder"));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment odd = arena.allocate(32, 8).asSlice(1, 24);
      NDArray array = NDArray.of(odd.asSlice(0, 16), DType.FLOAT64, 2);
      CStruct.Value value = holder.allocate(arena);
      String problem =
          "expected an address that is a multiple of 8 but found 0x"
              + Long.toHexString(odd.address());
      for (Object given : new Object[] {array, array.asDoubles(), odd}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> value.set("p", given))
            .withMessageStartingWith("field 'p'")
            .withMessageEndingWith(problem);
      }
      for (Object given : new Object[] {inner.over(odd.asSlice(0, 8)), odd.asSlice(0, 8)}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> value.set("s", given))
            .withMessageStartingWith("field 's'")
            .withMessageEndingWith(problem);
      }
      assertThat(value.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
      MemorySegment none = odd.asSlice(0, 0);
      assertThat(value.set("p", NDArray.of(none, DType.FLOAT64, 0))).isSameAs(value);
    }
  }

  /// Quadratic work takes an hour for as many.
  @Test
  @Timeout(20)
  void longList_isBuiltAndPassed_inLinearTime() {
    CLibrary list =
        CLibrary.open(
                CFixtures.sharedLibrary(
                        "list",
                        """
                        struct node { int value; struct node *next; };
                        long sum(const struct node *n) {
                            long s = 0;
                            for (; n; n = n->next) s += n->value;
                            return s;
                        }
                        """)
                    .toString())
            .declare(
                "struct node { int value; struct node *next; }; long sum(const struct node *n);");
    try (Arena arena = Arena.ofConfined()) {
      CStruct node = list.struct("node");
      CStruct.Value first = node.allocate(arena).set("value", 0);
      for (int i = 1; i < 200_000; i++) {
        first = node.allocate(arena).set("value", 1).set("next", first);
      }
      assertThat(list.function("sum").call(first)).isEqualTo(199_999L);
    }
  }
}
