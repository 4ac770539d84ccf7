package org.culebra.ffi.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.culebra.ffi.CComplex;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every kind of argument for every kind of parameter, by `call` and through an interface: C sees
/// the value, or the call is rejected before C runs.
class ArgumentTableTest {
  private static final byte WRITTEN = 0x41;

  private static final String GLOBALS =
      "unsigned char seen[64]; int calls, was_null, texts; struct other { double b; int a; };";

  private static final CLibrary LIBRARY = library();
  private static final List<JavaArgument> ARGUMENTS = JavaArgument.all(LIBRARY);

  private static CLibrary library() {
    String types = CParameter.TYPES + GLOBALS;
    StringBuilder source =
        new StringBuilder("#include <stddef.h>\n#include <stdint.h>\n#include <string.h>\n")
            .append(types);
    StringBuilder prototypes = new StringBuilder();
    for (int i = 0; i < CParameter.ALL.size(); i++) {
      CParameter c = CParameter.ALL.get(i);
      String prototype = "void take_%d(%s)".formatted(i, c.declaration());
      source.append(prototype).append(" {\n").append(body(c)).append("}\n");
      prototypes.append(prototype).append(";\n");
    }
    String declared = types.replace("unsigned char seen", "extern unsigned char seen");
    return CLibrary.compile(source.toString())
        .declare(declared.replace("int calls", "extern int calls") + prototypes);
  }

  /// Stores what C sees, and writes where it may.
  private static String body(CParameter c) {
    String head = "  calls++; memset(seen, 0, sizeof seen);\n";
    if (!c.isPointer()) {
      return head + "  memcpy(seen, &x, sizeof x);\n";
    }
    String at =
        "  was_null = !x;\n  if (x) memcpy(seen, (const void *) x, %d);\n"
            .formatted(c.targetSize());
    return switch (c.what()) {
      case TEXTS ->
          head + at + "  if (x && texts) { seen[0] = 0; if (*x) strcpy((char *) seen, *x); }\n";
      case POINTERS -> head + at;
      case OPAQUE, FUNCTION -> head + "  was_null = !x;\n  memcpy(seen, &x, sizeof x);\n";
      default ->
          head
              + at
              + (c.isConst()
                  ? ""
                  : "  if (x) memset(x, %d, %d);\n".formatted(WRITTEN, c.targetSize()));
    };
  }

  private static byte[] seen(int length) {
    return LIBRARY.variable("seen").segment().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private static int calls() {
    return (int) LIBRARY.variable("calls").get();
  }

  private static byte[] first(Object value, int length) {
    MemorySegment memory = JavaArgument.memory(value);
    return memory.asSlice(0, Math.min(length, memory.byteSize())).toArray(ValueLayout.JAVA_BYTE);
  }

  /// What C sees of an accepted value.
  private static void assertSeen(CParameter c, @Nullable Object value, byte[] before, String cell) {
    boolean isNull = value == null || value instanceof MemorySegment s && s.address() == 0;
    if (c.isPointer()) {
      assertThat(LIBRARY.variable("was_null").get()).as(cell).isEqualTo(isNull ? 1 : 0);
    }
    if (isNull) {
      return;
    }
    byte[] expected = expected(c, value, before);
    assertThat(seen(expected.length)).as(cell).isEqualTo(expected);
    boolean isWritten =
        switch (c.what()) {
          case NUMBERS, PAIRS, ANYTHING, STRUCT_POINTER -> !c.isConst();
          default -> false;
        };
    if (before.length > 0 && !(value instanceof Callback)) {
      byte[] after = before.clone();
      if (isWritten) {
        Arrays.fill(after, 0, Math.min(after.length, c.targetSize()), WRITTEN);
      }
      assertThat(first(value, before.length)).as(cell).isEqualTo(after);
    }
  }

  private static byte[] expected(CParameter c, Object value, byte[] before) {
    return switch (value) {
      case CComplex z -> Expected.bytes(Objects.requireNonNull(c.number()), z);
      case Number n -> Expected.bytes(Objects.requireNonNull(c.number()), n);
      case Boolean b -> Expected.bytes(Objects.requireNonNull(c.number()), b);
      case Character n -> Expected.bytes(Objects.requireNonNull(c.number()), n);
      case String text -> Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), 1);
      case String[] texts ->
          texts.length == 0 ? new byte[1] : (texts[0] + "\0").getBytes(StandardCharsets.UTF_8);
      case Callback callback -> address(c, callback.pointer());
      case MemorySegment segment when c.targetSize() == 0 -> address(c, segment);
      default -> before;
    };
  }

  /// The address itself, where C takes one for more than its first byte.
  private static byte[] address(CParameter c, MemorySegment pointer) {
    return c.what() == CParameter.What.ANYTHING
        ? new byte[0]
        : Expected.bytes(
            new CParameter.Num("long", 's', 8, org.culebra.array.DType.INT64), pointer.address());
  }

  /// The bytes at a pointer before the call.
  private static byte[] before(CParameter c, @Nullable Object value) {
    boolean isMemory =
        value != null
            && !(value instanceof MemorySegment s && s.address() == 0)
            && !(value instanceof Callback)
            && !(value instanceof String || value instanceof String[])
            && !(value instanceof Number || value instanceof Boolean || value instanceof Character)
            && !(value instanceof CComplex);
    int length = c.what() == CParameter.What.STRUCT ? 16 : c.targetSize();
    return isMemory && value != null ? first(value, length) : new byte[0];
  }

  private interface Invocation {
    void run(@Nullable Object value) throws Throwable;
  }

  private static void check(
      CParameter c, JavaArgument argument, String cell, boolean isAccepted, Invocation call) {
    Object value = argument.maker().get();
    byte[] before = isAccepted ? before(c, value) : new byte[0];
    LIBRARY.variable("texts").set(value instanceof String[] ? 1 : 0);
    int calls = calls();

    Throwable thrown = catchThrowable(() -> call.run(value));

    if (isAccepted) {
      assertThat(thrown).as(cell).isNull();
      assertThat(calls()).as(cell).isEqualTo(calls + 1);
      assertSeen(c, value, before, cell);
    } else {
      assertThat(thrown)
          .as(cell)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot call void take_")
          .hasMessageMatching("(?s).*argument 1 'x': (element 0: )?expected .* but found .*");
      assertThat(calls()).as(cell).isEqualTo(calls);
    }
  }

  @Test
  void call_withEveryArgument_passesOrRejectsIt() {
    int accepted = 0;
    for (int i = 0; i < CParameter.ALL.size(); i++) {
      CParameter c = CParameter.ALL.get(i);
      CFunction function = LIBRARY.function("take_" + i);
      for (JavaArgument argument : ARGUMENTS) {
        boolean isAccepted = Expected.accepts(c, argument.maker().get());
        accepted += isAccepted ? 1 : 0;
        String cell = "call(%s) for %s".formatted(argument, c);
        check(
            c, argument, cell, isAccepted, value -> function.call(new @Nullable Object[] {value}));
      }
    }
    int cells = CParameter.ALL.size() * ARGUMENTS.size();
    System.out.printf("arguments by call: %d of %d accepted%n", accepted, cells);
    assertThat(accepted).isBetween(cells / 10, cells / 2);
  }

  @Test
  void interfaces_withEveryArgument_passOrRejectIt() throws Throwable {
    int accepted = 0;
    int bound = 0;
    for (int i = 0; i < CParameter.ALL.size(); i++) {
      CParameter c = CParameter.ALL.get(i);
      CFunction function = LIBRARY.function("take_" + i);
      Map<Class<?>, @Nullable MethodHandle> known = new HashMap<>();
      for (JavaArgument argument : ARGUMENTS) {
        if (!known.containsKey(argument.type())) {
          known.put(argument.type(), bind(c, function, argument.type()));
        }
        MethodHandle handle = known.get(argument.type());
        if (handle != null) {
          bound++;
          boolean isAccepted = Expected.accepts(c, argument.type(), argument.maker().get());
          accepted += isAccepted ? 1 : 0;
          String cell = "of(%s %s) for %s".formatted(argument.type().getSimpleName(), argument, c);
          check(c, argument, cell, isAccepted, value -> handle.invoke(value));
        }
      }
    }
    int cells = CParameter.ALL.size() * ARGUMENTS.size();
    System.out.printf(
        "arguments of interfaces: %d bound, %d of %d accepted%n", bound, accepted, cells);
    assertThat(accepted).isBetween(cells / 20, cells / 2);
  }

  /// A handle that takes an `Object`; null if the type is rejected, as expected.
  private static @Nullable MethodHandle bind(CParameter c, CFunction function, Class<?> type)
      throws ReflectiveOperationException {
    Class<?> iface = Interfaces.with(MethodType.methodType(void.class, type));
    String cell = "of(%s) for %s".formatted(type.getSimpleName(), c);
    if (!Expected.binds(c, type)) {
      assertThat(catchThrowable(() -> function.as(Interfaces.lookup(), iface)))
          .as(cell)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot bind void of(")
          .hasMessageMatching("(?s).*parameter 1 'x': expected .* but found .*");
      return null;
    }
    Object implementation = function.as(Interfaces.lookup(), iface);
    Method method = iface.getMethod("of", type);
    return Interfaces.lookup()
        .unreflect(method)
        .bindTo(implementation)
        .asType(MethodType.methodType(void.class, Object.class));
  }
}
