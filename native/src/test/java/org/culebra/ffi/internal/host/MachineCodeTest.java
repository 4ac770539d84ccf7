package org.culebra.ffi.internal.host;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.culebra.ffi.CLibrary;
import org.culebra.testsupport.CFixtures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MachineCodeTest {
  private static final CLibrary LIB =
      CLibrary.open(
          CFixtures.sharedLibrary(
                  "recorder",
                  """
                  long a, b, calls;
                  void record(long x, long y) { a = x; b = y; calls++; }
                  long aligned(void) { return ((unsigned long) __builtin_frame_address(0)) % 16; }
                  void report(long x, long y, long z) { a = x; b = y; calls = z; }
                  long one(void) { return 1; }
                  long two(void) { return 2; }
                  """)
              .toString());

  @BeforeEach
  void machineCode_isThere() {
    assumeTrue(MachineCode.nothing() != 0, "no machine code on this host");
  }

  private static long call(long function) throws Throwable {
    MethodHandle handle =
        Restricted.downcall(
            MemorySegment.ofAddress(function), FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    return (long) handle.invokeExact(17L);
  }

  private static long variable(String name) {
    return CMemory.longAt(LIB.symbol(name).address());
  }

  @Test
  void failing_callsTheFunctionWithTwoWords_andReturnsNullOrMinusOne() throws Throwable {
    MachineCode.failWith(LIB.symbol("record").address(), 1234567890123L, -5, -6);

    assertThat(call(MachineCode.failing(false))).isZero();
    assertThat(variable("a")).isEqualTo(1234567890123L);
    assertThat(variable("b")).isEqualTo(-5);
    assertThat(call(MachineCode.failing(true))).isEqualTo(-1);
    assertThat(variable("calls")).isEqualTo(2);
  }

  @Test
  void failing_keepsTheStackAligned() throws Throwable {
    MachineCode.failWith(LIB.symbol("aligned").address(), 0, 0, 0);

    assertThat(call(MachineCode.failing(false))).isZero();
  }

  @Test
  void reporting_callsItsFourthArgument_andReturnsMinusOne() throws Throwable {
    MachineCode.failWith(LIB.symbol("record").address(), 1, -5, -6);
    MachineCode.reportWith(1234567890123L);
    MethodHandle reporting =
        Restricted.downcall(
            MemorySegment.ofAddress(MachineCode.reporting()),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    assertThat((long) reporting.invokeExact(1L, 2L, 77L, LIB.symbol("report").address()))
        .isEqualTo(-1);
    assertThat(variable("a")).isEqualTo(77);
    assertThat(variable("b")).isEqualTo(1234567890123L);
    assertThat(variable("calls")).isEqualTo(-5);
  }

  @Test
  void nothing_returns() throws Throwable {
    call(MachineCode.nothing());
  }

  @Test
  void gate_goesToItsTarget_untilItIsDiverted() throws Throwable {
    MachineCode.Gate gate = MachineCode.Gate.to(LIB.symbol("one").address());

    assertThat(call(gate.address())).isEqualTo(1);
    assertThat(gate.divert(LIB.symbol("two").address())).isTrue();
    assertThat(call(gate.address())).isEqualTo(2);
  }

  /// As a child process does after a fork; here within this one, and then undone.
  @Test
  void forChild_leadsGatesElsewhere() throws Throwable {
    MachineCode.Gate gate = MachineCode.Gate.to(LIB.symbol("one").address());
    gate.divertInChild(LIB.symbol("two").address());
    MachineCode.ForChild child = MachineCode.forChild();
    long index = gate.word() - child.to();

    assertThat(index).isBetween(0L, child.bytes() - 8);
    assertThat(CMemory.longAt(child.to() + index)).isEqualTo(LIB.symbol("one").address());
    assertThat(CMemory.longAt(child.from() + index)).isEqualTo(LIB.symbol("two").address());
  }
}
