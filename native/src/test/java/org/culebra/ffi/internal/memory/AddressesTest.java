package org.culebra.ffi.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What can be a caller's pointer, and the words for what cannot.
class AddressesTest {
  private static final String EXPECTED = "expected the address of a thing";

  private static MemorySegment closed(long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      return arena.allocate(bytes, 8);
    }
  }

  private static void rejected(MemorySegment pointer, String message) {
    assertThatThrownBy(() -> Addresses.ofStruct(pointer, "a thing", 80)).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0, but found NULL",
    "-8, but found 0xfffffffffffffff8",
    "4097, ', a multiple of 8, but found 0x1001'",
    "4, ', a multiple of 8, but found 0x4'",
    "0x7fffffffffffffff, but found 0x7fffffffffffffff",
    "0x1000000000000, but found 0x1000000000000",
  })
  void noAddressOfAStruct_isRejected(long address, String found) {
    String text = found.startsWith(",") ? found : " " + found;
    rejected(MemorySegment.ofAddress(address), EXPECTED + text);
  }

  @Test
  void structsOfABareAddressOrWithAllTheirBytes_areAccepted() {
    for (long address : new long[] {8, 4096, Addresses.LIMIT - 80}) {
      MemorySegment bare = MemorySegment.ofAddress(address);
      assertThat(Addresses.ofStruct(bare, "a thing", 80)).isEqualTo(address);
    }
    rejected(
        MemorySegment.ofAddress(Addresses.LIMIT - 72),
        EXPECTED + " but found 0x" + Long.toHexString(Addresses.LIMIT - 72));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(88, 8);
      for (long bytes : new long[] {0, 80, 88}) {
        assertThat(Addresses.ofStruct(memory.asSlice(0, bytes), "a thing", 80))
            .isEqualTo(memory.address());
      }
      rejected(memory.asSlice(0, 79), "expected 80 bytes for a thing but found 79");
    }
  }

  @Test
  void heapAndClosedArenas_areRejected() {
    rejected(
        MemorySegment.ofArray(new long[10]),
        EXPECTED + " but found a MemorySegment on the heap of 80 bytes");
    String closed = "expected a thing in live memory but found that its arena has been closed";
    rejected(closed(80), closed);
    rejected(closed(80).asSlice(0, 0), closed);
    assertThatThrownBy(() -> Addresses.of(closed(8), "a thing"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(closed);
    assertThatThrownBy(() -> Addresses.orNull(closed(8), "a thing"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(closed);
    assertThatThrownBy(() -> Addresses.orNull(MemorySegment.ofArray(new byte[3]), "a thing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(EXPECTED + " but found a MemorySegment on the heap of 3 bytes");
  }

  @Test
  void functionsAndTexts_mayLieAnywhere_butNotAtNull() {
    assertThat(Addresses.of(MemorySegment.ofAddress(4097), "a thing")).isEqualTo(4097);
    assertThat(Addresses.orNull(MemorySegment.NULL, "a thing")).isZero();
    assertThat(Addresses.orNull(MemorySegment.ofAddress(-1), "a thing")).isEqualTo(-1);
    for (long address : new long[] {0, -1, Addresses.LIMIT}) {
      assertThatThrownBy(() -> Addresses.of(MemorySegment.ofAddress(address), "a thing"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              EXPECTED
                  + " but found "
                  + (address == 0 ? "NULL" : "0x" + Long.toHexString(address)));
    }
  }
}
