package org.culebra.ffi.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.culebra.array.ArrayView;
import org.culebra.array.NDArray;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every kind of C value as every type of a callback's parameter and of its result: the lambda or C
/// sees the value, or the types are rejected when they are bound.
class CallbackTableTest {
  private static final CLibrary LIBRARY = library();
  private static final List<JavaArgument> ARGUMENTS = JavaArgument.all(LIBRARY);

  private static CLibrary library() {
    String globals =
        """
        struct other { double b; int a; };
        static unsigned char seen[64];
        static _Alignas(16) unsigned char memory[64] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        static int twice(int x) { return 2 * x; }
        void *seen_at(void) { return seen; }
        """;
    StringBuilder source =
        new StringBuilder("#include <stddef.h>\n#include <stdint.h>\n#include <string.h>\n")
            .append(CParameter.TYPES)
            .append(globals);
    StringBuilder declared =
        new StringBuilder(CParameter.TYPES)
            .append("struct other { double b; int a; }; void *seen_at(void);\n");
    for (int i = 0; i < CParameter.ALL.size(); i++) {
      CParameter c = CParameter.ALL.get(i);
      String typedef = "typedef " + c.declaration().replaceFirst("\\bx\\b", "type_" + i) + ";\n";
      String give = "void give_%1$d(void (*f)(type_%1$d x))".formatted(i);
      String result = "void result_%1$d(type_%1$d (*f)(void))".formatted(i);
      source
          .append(typedef)
          .append(give)
          .append(" { type_")
          .append(i)
          .append(' ')
          .append(value(c))
          .append(" f(x); }\n");
      source
          .append(result)
          .append(" { type_")
          .append(i)
          .append(" x = f(); memcpy(seen, &x, sizeof x); }\n");
      declared.append(typedef).append(give).append(";\n").append(result).append(";\n");
    }
    return CLibrary.compile(source.toString()).declare(declared.toString());
  }

  /// The definition of `x` in C.
  private static String value(CParameter c) {
    return switch (c.what()) {
      case NUMBER ->
          "x = %s;".formatted(Objects.requireNonNull(c.number()).kind() == 'b' ? "1" : "7");
      case COMPLEX -> "x = 7;";
      case STRUCT -> "x = {7, 8};";
      case FUNCTION -> "x = twice;";
      default -> "x = (void *) memory;";
    };
  }

  /// The types of the rows.
  private static Set<Class<?>> types() {
    Set<Class<?>> types = new LinkedHashSet<>();
    ARGUMENTS.forEach(argument -> types.add(argument.type()));
    return types;
  }

  private static Object proxy(
      Class<?> iface, java.util.function.Function<Object[], @Nullable Object> body) {
    return Proxy.newProxyInstance(
        iface.getClassLoader(),
        new Class<?>[] {iface},
        (self, method, arguments) ->
            method.getDeclaringClass() == Object.class
                ? method.getName().equals("hashCode")
                    ? (Object) System.identityHashCode(self)
                    : iface.getName()
                : body.apply(arguments == null ? new Object[0] : arguments));
  }

  /// Checks what a lambda got; during the call, as memory ends with it.
  private static void assertArrived(CParameter c, Object value, String cell) {
    switch (value) {
      case Boolean b -> assertThat(b).as(cell).isTrue();
      case Number n when !c.isPointer() -> assertThat(n.doubleValue()).as(cell).isEqualTo(7);
      case CComplex z -> assertThat(z).as(cell).isEqualTo(new CComplex(7, 0));
      case Number address -> assertThat(address.longValue()).as(cell).isNotZero();
      case String text -> assertThat(text).as(cell).startsWith("\1\2\3");
      case CStruct.Value struct when c.what() == CParameter.What.STRUCT ->
          assertThat(struct.get("a")).as(cell).isEqualTo(7);
      case CStruct.Value struct -> assertMemory(c, struct.segment(), cell);
      case NDArray array -> assertMemory(c, array.segment().asSlice(array.byteOffset()), cell);
      case ArrayView view -> assertMemory(c, view.segment(), cell);
      case MemorySegment segment -> assertSegment(c, segment, cell);
      default -> throw new AssertionError(cell + ": " + value);
    }
  }

  private static void assertMemory(CParameter c, MemorySegment memory, String cell) {
    assertThat(memory.byteSize()).as(cell).isEqualTo(c.targetSize());
    assertThat(memory.toArray(ValueLayout.JAVA_BYTE))
        .as(cell)
        .isEqualTo(JavaArgument.pattern(c.targetSize()));
    assertThat(memory.isReadOnly()).as(cell).isEqualTo(c.isConst());
  }

  private static void assertSegment(CParameter c, MemorySegment segment, String cell) {
    boolean isSized =
        switch (c.what()) {
          case NUMBERS, PAIRS, STRUCT_POINTER, TEXTS, POINTERS -> true;
          default -> false;
        };
    if (isSized) {
      assertMemory(c, segment, cell);
    } else {
      assertThat(segment.address()).as(cell).isNotZero();
      assertThat(segment.byteSize()).as(cell).isZero();
    }
  }

  private static void assertRejected(
      String cell, org.assertj.core.api.ThrowableAssert.ThrowingCallable bind) {
    assertThat(catchThrowable(bind))
        .as(cell)
        .isInstanceOfAny(IllegalArgumentException.class, UnsupportedOperationException.class)
        .hasMessageMatching("(?s).*expected .* but found.*");
  }

  @Test
  void parameters_ofEveryType_arriveOrAreRejected() {
    int accepted = 0;
    int cells = 0;
    for (int i = 0; i < CParameter.ALL.size(); i++) {
      CParameter c = CParameter.ALL.get(i);
      CFunction give = LIBRARY.function("give_" + i);
      for (Class<?> type : types()) {
        String cell = "callback(%s) for %s".formatted(type.getSimpleName(), c);
        Class<?> iface = Interfaces.with(MethodType.methodType(void.class, type));
        cells++;
        if (!Expected.arrives(c, type)) {
          assertRejected(cell, () -> give.callback("f").as(Interfaces.lookup(), iface));
          continue;
        }
        accepted++;
        List<Object> seen = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
          give.call(
              callback(
                  give,
                  iface,
                  arena,
                  arguments -> {
                    seen.add(arguments[0]);
                    assertArrived(c, arguments[0], cell);
                    return null;
                  }));
        }
        assertThat(seen).as(cell).hasSize(1);
      }
    }
    System.out.printf("parameters of callbacks: %d of %d accepted%n", accepted, cells);
    assertThat(accepted).isBetween(cells / 20, cells / 2);
  }

  private static <T> Callback callback(
      CFunction function,
      Class<T> iface,
      Arena arena,
      java.util.function.Function<Object[], @Nullable Object> body) {
    return function
        .callback("f")
        .as(Interfaces.lookup(), iface)
        .in(arena, iface.cast(proxy(iface, body)));
  }

  /// A row that C accepts, of this type.
  private static @Nullable Object valueOf(CParameter c, Class<?> type) {
    if (type == long.class && c.isPointer()) {
      return JavaArgument.segment(16, 0).address();
    }
    for (JavaArgument argument : ARGUMENTS) {
      Object value = argument.maker().get();
      boolean isZero = value instanceof Number n && n.longValue() == 0;
      if (argument.type() == type && value != null && !isZero && Expected.accepts(c, type, value)) {
        return value;
      }
    }
    throw new AssertionError("no %s for %s".formatted(type, c));
  }

  @Test
  void results_ofEveryType_arriveInCOrAreRejected() {
    int accepted = 0;
    int cells = 0;
    for (int i = 0; i < CParameter.ALL.size(); i++) {
      CParameter c = CParameter.ALL.get(i);
      CFunction result = LIBRARY.function("result_" + i);
      for (Class<?> type : types()) {
        String cell = "%s callback() for %s".formatted(type.getSimpleName(), c);
        Class<?> iface = Interfaces.with(MethodType.methodType(type));
        cells++;
        if (!Expected.returns(c, type)) {
          assertRejected(cell, () -> result.callback("f").as(Interfaces.lookup(), iface));
          continue;
        }
        accepted++;
        Object value = Objects.requireNonNull(valueOf(c, type));
        try (Arena arena = Arena.ofConfined()) {
          result.call(callback(result, iface, arena, _ -> value));
          assertReturned(c, value, cell);
        }
      }
    }
    System.out.printf("results of callbacks: %d of %d accepted%n", accepted, cells);
    assertThat(accepted).isBetween(cells / 20, cells / 2);
  }

  /// Checks what C got.
  private static void assertReturned(CParameter c, Object value, String cell) {
    MemorySegment seen =
        ((MemorySegment) Objects.requireNonNull(LIBRARY.function("seen_at").call()))
            .reinterpret(64);
    switch (c.what()) {
      case NUMBER -> {
        byte[] expected = Expected.bytes(Objects.requireNonNull(c.number()), value);
        assertThat(seen.asSlice(0, expected.length).toArray(ValueLayout.JAVA_BYTE))
            .as(cell)
            .isEqualTo(expected);
      }
      case COMPLEX -> {
        byte[] expected = Expected.bytes(Objects.requireNonNull(c.number()), (CComplex) value);
        assertThat(seen.asSlice(0, expected.length).toArray(ValueLayout.JAVA_BYTE))
            .as(cell)
            .isEqualTo(expected);
      }
      case STRUCT ->
          assertThat(seen.get(ValueLayout.JAVA_INT, 0))
              .as(cell)
              .isEqualTo(((CStruct.Value) value).get("a"));
      default -> {
        long address = seen.get(ValueLayout.JAVA_LONG, 0);
        switch (value) {
          case Long given -> assertThat(address).as(cell).isEqualTo(given);
          case String text ->
              assertThat(seen.get(ValueLayout.ADDRESS, 0).reinterpret(64).getString(0))
                  .as(cell)
                  .isEqualTo(text);
          case Callback callback ->
              assertThat(address).as(cell).isEqualTo(callback.pointer().address());
          case MemorySegment segment -> assertThat(address).as(cell).isEqualTo(segment.address());
          default -> assertThat(address).as(cell).isEqualTo(JavaArgument.memory(value).address());
        }
      }
    }
  }

  @Test
  void tables_haveEveryKind() {
    assertThat(CParameter.ALL).hasSizeGreaterThan(50);
    assertThat(ARGUMENTS).hasSizeGreaterThan(150);
    assertThat(CParameter.ALL.stream().map(CParameter::what).distinct())
        .containsExactlyInAnyOrder(CParameter.What.values());
  }
}
