package org.culebra.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.ffi.ExchangeArena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Arrays of more than 4 GiB, both ways.
@EnabledIfSystemProperty(named = "culebra.long", matches = "true")
class BigArraysTest {
  private static final long SIZE = (5L << 30) + 3;

  private final Python python = TestPython.with("numpy", "torch");

  @Test
  void arrayOfJava_isSharedWhole() {
    try (PythonScope py = python.open();
        ExchangeArena arena = ExchangeArena.ofConfined()) {
      NDArray array = NDArray.zeros(arena, DType.UINT8, SIZE);
      py.importModule("__main__").setAttribute("x", array);
      py.run("import numpy as np, torch, gc");
      for (String way :
          new String[] {
            "np.asarray(x)", "np.from_dlpack(x)", "memoryview(x)", "torch.from_dlpack(x)"
          }) {
        py.run("v = " + way + "; v[-1] = v[-1] + 1; v[2**32 + 1] = 7; n = len(v)");
        assertThat(py.evaluate("n").asLong()).as(way).isEqualTo(SIZE);
      }
      assertThat(array.getLong(SIZE - 1)).isEqualTo(4);
      assertThat(array.getLong((1L << 32) + 1)).isEqualTo(7);
      assertThat(array.sumLong()).isEqualTo(11);
      py.run("x = v = None");
    }
  }

  @Test
  void arrayOfPython_isSharedWhole() {
    try (PythonScope py = python.open()) {
      py.run("import numpy as np, torch");
      for (String expression :
          new String[] {
            "np.zeros(%d, np.uint8)", "torch.zeros(%d, dtype=torch.uint8)", "bytearray(%d)"
          }) {
        py.run("v = " + expression.formatted(SIZE));
        try (Arena arena = Arena.ofConfined()) {
          NDArray array = py.array(arena, py.importModule("__main__").attribute("v"));
          assertThat(array.size()).isEqualTo(SIZE);
          array.setLong(SIZE - 1, 9);
          array.setLong((1L << 32) + 1, 8);
          assertThat(py.evaluate("int(v[-1]) + int(v[2**32 + 1])").asInt()).isEqualTo(17);
          py.run("v[2**32 + 2] = 5");
          assertThat(array.getLong((1L << 32) + 2)).isEqualTo(5);
        }
        py.run("v = None");
      }
    }
  }
}
