package org.culebra.array;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One line `V` of `view_golden.py`: an array, operations on it, a last action.
final class OracleCase {

  private static final int OPERATIONS = 7;
  private static final int STATE = 8;
  private static final int ACTION = 9;
  private static final int OUTCOME = 10;

  private final String[] words;
  private final Arena arena;
  private NDArray a;

  private OracleCase(String[] words, Arena arena) {
    this.words = words;
    this.arena = arena;
    this.a = base(words, 1, arena);
  }

  /// The array on a base: type, shape, order, offset, size and seed.
  ///
  /// @param from where the type stands
  static NDArray base(String[] words, int from, Arena arena) {
    DType type = OracleTypes.parse(words[from]);
    long[] shape = OracleTypes.longs(words[from + 1]);
    int offset = Integer.parseInt(words[from + 3]);
    int size = Integer.parseInt(words[from + 4]);
    byte[] bytes = OracleFiller.fill(Long.parseLong(words[from + 5]), size, offset, type);
    MemorySegment base = arena.allocate(Math.max(1, size), 64).asSlice(0, size);
    base.copyFrom(MemorySegment.ofArray(bytes));
    Order order = Order.valueOf(words[from + 2]);
    long[] strides = Shapes.packedStrides(type.itemSize(), shape, order);
    StridedLayout layout = StridedLayout.of(type.itemSize(), offset, shape, strides);
    return NDArray.of(base, Retention.ARENA, type, layout);
  }

  /// What is different from NumPy, or null.
  static @Nullable String difference(String[] words) {
    try (Arena arena = Arena.ofConfined()) {
      return new OracleCase(words, arena).replay();
    }
  }

  private @Nullable String replay() {
    NDArray first = a;
    for (String word : words[OPERATIONS].split(" ", -1)) {
      String problem = word.isEmpty() ? null : step(word);
      if (problem != null) {
        return problem;
      }
    }
    String state = OracleResult.of(a, false);
    if (!state.equals(words[STATE])) {
      return "expected the view " + words[STATE] + " but found " + state;
    }
    String outcome = outcome(first);
    boolean same = outcome.equals(words[OUTCOME]);
    return same ? null : "expected the outcome " + words[OUTCOME] + " but found " + outcome;
  }

  private @Nullable String step(String word) {
    int mark = word.indexOf('!');
    String expected = mark < 0 ? "" : word.substring(mark);
    String found;
    try {
      a = operate(a, mark < 0 ? word : word.substring(0, mark));
      found = "";
    } catch (RuntimeException e) {
      found = rejection(e);
    }
    return found.equals(expected) ? null : "expected " + word + " but found '" + found + "'";
  }

  /// The mark of a rejection, as the script writes it. Other exceptions are faults.
  private static String rejection(RuntimeException e) {
    return switch (e) {
      case IndexOutOfBoundsException _ -> "!i";
      case IllegalArgumentException _ -> "!a";
      case ArithmeticException _ -> "!o";
      default -> throw e;
    };
  }

  static NDArray operate(NDArray a, String word) {
    int colon = word.indexOf(':');
    String arguments = word.substring(colon + 1);
    return switch (word.substring(0, colon)) {
      case "i" -> a.slice(arguments);
      case "t" -> a.transpose();
      case "p" -> a.permute(OracleTypes.ints(arguments));
      case "b" -> a.broadcastTo(OracleTypes.longs(arguments));
      case "q" -> a.squeeze();
      case "Q" -> a.squeeze(OracleTypes.ints(arguments));
      case "e" -> a.expandDims(Integer.parseInt(arguments));
      case "f" -> a.flip(Integer.parseInt(arguments));
      case "w" -> a.slidingWindow(OracleTypes.longs(arguments));
      case "v" -> a.reinterpret(OracleTypes.parse(arguments));
      case "F" -> a.field(arguments);
      case "re" -> a.real();
      case "im" -> a.imag();
      case "o" -> a.asReadOnly();
      case "c" -> a.copy(Order.valueOf(arguments));
      case "l" -> a.ravel(Order.valueOf(arguments));
      default -> operateOnMany(a, word.substring(0, colon), arguments);
    };
  }

  private static NDArray operateOnMany(NDArray a, String name, String arguments) {
    String[] parts = arguments.split(":", -1);
    if (name.equals("R") || name.equals("r")) {
      Order order = Order.valueOf(parts[0]);
      long[] shape = OracleTypes.longs(parts[1]);
      return name.equals("r") && order == Order.C
          ? a.reshape(shape)
          : a.reshape(name.equals("r") ? CopyPolicy.NEVER : CopyPolicy.IF_NEEDED, order, shape);
    }
    if (name.equals("S")) {
      return a.asStrided(
          Long.parseLong(parts[0]), OracleTypes.longs(parts[1]), OracleTypes.longs(parts[2]));
    }
    int[] numbers = OracleTypes.ints(arguments);
    return switch (name) {
      case "s" -> a.swapAxes(numbers[0], numbers[1]);
      case "m" -> a.moveAxis(numbers[0], numbers[1]);
      case "d" -> a.diagonal(numbers[0], numbers[1], numbers[2]);
      default -> throw new AssertionError("expected an operation but found " + name);
    };
  }

  private String outcome(NDArray first) {
    String action = words[ACTION];
    int colon = action.indexOf(':');
    String arguments = action.substring(colon + 1);
    try {
      return switch (colon < 0 ? action : action.substring(0, colon)) {
        case "none" -> "-";
        case "bytes" -> OracleResult.crc(a.rawBytes(Order.valueOf(arguments)));
        case "copy" -> OracleResult.of(a.copy(Order.valueOf(arguments)), false);
        case "cast" -> cast(arguments.split(":", -1));
        case "move" -> move(arguments.split("\\|", -1), first);
        case "put" -> put(arguments.split(":", -1));
        default -> throw new AssertionError("expected an action but found " + action);
      };
    } catch (RuntimeException e) {
      return rejection(e);
    }
  }

  private String cast(String[] parts) {
    DType type = OracleTypes.parse(parts[1]);
    return OracleResult.of(a.copy(arena, type, Order.valueOf(parts[0])), true);
  }

  private String move(String[] parts, NDArray first) {
    NDArray source = a.slice(parts[1]);
    a.slice(parts[0]).copyFrom(parts[2].equals("t") ? source.transpose() : source);
    boolean open = words[OUTCOME].endsWith("-");
    return OracleResult.crc(a, false) + " " + (open ? "-" : OracleResult.crc(first, false));
  }

  private String put(String[] parts) {
    DType type = OracleTypes.parse(parts[0]);
    NDArray source = NDArray.zeros(arena, type, OracleTypes.longs(parts[1]));
    int size = Math.toIntExact(source.byteSize());
    byte[] bytes = OracleFiller.fill(Long.parseLong(parts[2]), size, 0, type);
    source.segment().asSlice(0, size).copyFrom(MemorySegment.ofArray(bytes));
    a.copyFrom(source);
    return OracleResult.crc(a, true);
  }
}
