package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.StructType;
import org.culebra.testsupport.CFixtures;
import org.culebra.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/// Random paths through structs, arrays and pointers: the same text is compiled by the C compiler,
/// which says what is there.
class StructPathsOracleTest {
  private static final int PATHS = 300;
  private static final String TYPES =
      """
      typedef struct { int a; double b; short c[3]; union { float f; unsigned char u[4]; }; } leaf;
      typedef struct { leaf l, ls[2], *p, **pp; double *d, dd[2][3]; leaf (*rows)[2]; } mid;
      typedef struct { char tag; mid m, ms[3], *pm, **ppm; } top;
      """;
  private static final String FILL =
      """
      static double next = 1;
      static leaf *leaves(int n) {
        leaf *all = calloc(n, sizeof(leaf));
        for (int i = 0; i < n; i++) {
          all[i].a = next++; all[i].b = next++ + 0.5; all[i].f = next++ + 0.25f;
          for (int k = 0; k < 3; k++) all[i].c[k] = next++;
        }
        return all;
      }
      static mid *mids(int n) {
        mid *all = calloc(n, sizeof(mid));
        for (int i = 0; i < n; i++) {
          all[i].l = *leaves(1); all[i].ls[0] = *leaves(1); all[i].ls[1] = *leaves(1);
          all[i].p = leaves(2); all[i].pp = calloc(2, sizeof(leaf *));
          all[i].pp[0] = leaves(2); all[i].pp[1] = leaves(2);
          all[i].d = calloc(2, sizeof(double)); all[i].d[0] = next++; all[i].d[1] = next++;
          for (int k = 0; k < 6; k++) all[i].dd[k / 3][k % 3] = next++;
          all[i].rows = (leaf (*)[2]) leaves(4);
        }
        return all;
      }
      top *make(void) {
        top *t = calloc(1, sizeof(top));
        t->tag = 7; t->m = *mids(1); t->pm = mids(2); t->ppm = calloc(2, sizeof(mid *));
        for (int i = 0; i < 3; i++) t->ms[i] = *mids(1);
        t->ppm[0] = mids(2); t->ppm[1] = mids(2);
        return t;
      }
      """;

  private final Random random = Seeds.random("StructPathsOracleTest");

  /// A path to a number.
  private String path(CType start) {
    StringBuilder path = new StringBuilder();
    CType type = start;
    while (true) {
      switch (type) {
        case StructType struct -> {
          List<String> names = new ArrayList<>();
          for (StructType.Field field : struct.fields()) {
            names.addAll(field.name().isEmpty() ? List.of("f", "u") : List.of(field.name()));
          }
          String name = names.get(random.nextInt(names.size()));
          path.append(path.isEmpty() || path.toString().endsWith("->") ? "" : ".").append(name);
          type = struct.field(name).type();
        }
        case CType.Array array -> {
          path.append('[').append(random.nextInt((int) array.count())).append(']');
          type = array.element();
        }
        case CType.Pointer pointer -> {
          boolean arrow = pointer.target() instanceof StructType && random.nextBoolean();
          path.append(arrow ? "->" : "[" + random.nextInt(2) + "]");
          type = pointer.target();
        }
        default -> {
          return path.toString();
        }
      }
    }
  }

  @Test
  void pathsOfC_leadToWhatTheCompilerFinds() {
    CStruct top = CLibrary.process().declare(TYPES).struct("top");
    List<String> paths = IntStream.range(0, PATHS).mapToObj(i -> path(top.type())).toList();
    String getters =
        IntStream.range(0, PATHS)
            .mapToObj(i -> "double get_%d(top *t) { return t->%s; }\n".formatted(i, paths.get(i)))
            .collect(Collectors.joining());
    CLibrary lib =
        CLibrary.open(
                CFixtures.sharedLibrary(
                        "struct_paths_oracle", "#include <stdlib.h>\n" + TYPES + FILL + getters)
                    .toString())
            .declare(TYPES + "top *make(void);\n" + getters.replaceAll("\\{.*\\}", ";"));
    try (Arena arena = Arena.ofConfined()) {
      CStruct.Value value =
          lib.struct("top").at(arena, Calls.of(MemorySegment.class, lib.function("make")));
      for (int i = 0; i < PATHS; i++) {
        CFunction get = lib.function("get_" + i);
        String what = paths.get(i);
        assertThat(((Number) value.get(paths.get(i))).doubleValue())
            .as(what)
            .isEqualTo(get.call(value));
        value.set(paths.get(i), i % 100);
        assertThat(get.call(value)).as(what).isEqualTo((double) (i % 100));
      }
    }
  }
}
