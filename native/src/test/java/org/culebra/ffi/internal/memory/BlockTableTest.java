package org.culebra.ffi.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.culebra.testsupport.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Blocks of an arena are found by any of their parts, however many there are, and released once.
class BlockTableTest {
  private final BlockTable table = new BlockTable();
  private final AtomicInteger released = new AtomicInteger();

  private NativeBlock block(long address, long byteSize) {
    return NativeBlock.adopt(address, byteSize, released::incrementAndGet);
  }

  private @Nullable NativeBlock find(long address, long byteSize) {
    return table.find(MemorySegment.ofAddress(address).reinterpret(byteSize));
  }

  @Test
  void parts_areFound_betweenGaps() {
    Random random = Seeds.random("BlockTableTest");
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      places.add(i);
    }
    Collections.shuffle(places, random);
    List<NativeBlock> blocks = new ArrayList<>();
    for (int place : places) {
      NativeBlock block = block(0x10000 + 256L * place, 1 + random.nextInt(200));
      assertThat(table.add(block)).isTrue();
      blocks.add(block);
      NativeBlock any = blocks.get(random.nextInt(blocks.size()));
      long from = random.nextLong(any.byteSize() + 1);
      long part = random.nextLong(any.byteSize() - from + 1);
      assertThat(find(any.address() + from, part)).isSameAs(any);
      assertThat(find(any.address() + from, any.byteSize() - from + 1)).isNull();
      assertThat(find(any.address() + any.byteSize() + 1, 1)).isNull();
      assertThat(find(0xff00, 8)).isNull();
      assertThat(find(0x10000 + 256 * 200, 1)).isNull();
    }
    table.releaseAll();
    assertThat(released).hasValue(200);
    assertThat(find(blocks.getFirst().address(), 1)).isNull();
    assertThat(table.add(blocks.getFirst())).isFalse();
    table.releaseAll();
    assertThat(released).hasValue(200);
  }
}
