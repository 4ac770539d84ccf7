package org.culebra.arrowcases;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.culebra.arrow.Arrow;
import org.culebra.arrow.Column;

/// The structs of a producer that gives what it has as it is: children longer than their parent,
/// offsets that do not begin at 0.
final class Foreign {
  private static final int ARRAY_BYTES = 80;
  private static final int WORD = Long.BYTES;

  /// A function of C to which it does not matter what it is called with: all memory is the arena's.
  private static final long RELEASE =
      Linker.nativeLinker().defaultLookup().findOrThrow("abs").address();

  private Foreign() {}

  /// A column of an encoder, adopted from structs of C.
  ///
  /// @param arena has the structs, and ends the column
  static Column adopt(Arena arena, Encoded encoded) {
    MemorySegment schema = Arrow.newSchema(arena);
    Arrow.exportSchema(encoded.field(), schema);
    return Arrow.adopt(arena, schema, array(arena, encoded));
  }

  private static MemorySegment array(Arena arena, Encoded encoded) {
    boolean view = encoded.field().format().startsWith("v");
    List<MemorySegment> buffers = encoded.buffers();
    MemorySegment array = arena.allocate(ARRAY_BYTES, WORD);
    MemorySegment pointers = arena.allocate(WORD * (buffers.size() + 1L), WORD);
    for (int i = 0; i < buffers.size(); i++) {
      pointers.setAtIndex(JAVA_LONG, i, buffers.get(i).address());
    }
    if (view) {
      pointers.setAtIndex(JAVA_LONG, buffers.size(), sizes(arena, buffers).address());
    }
    Encoded dictionary = encoded.dictionary();
    long[] words = {
      encoded.length(),
      encoded.nullCount(),
      encoded.offset(),
      buffers.size() + (view ? 1 : 0),
      encoded.children().size(),
      pointers.address(),
      structs(arena, encoded.children()).address(),
      dictionary == null ? 0 : array(arena, dictionary).address(),
      RELEASE,
      0
    };
    return array.copyFrom(MemorySegment.ofArray(words));
  }

  private static MemorySegment sizes(Arena arena, List<MemorySegment> buffers) {
    MemorySegment sizes = arena.allocate(WORD * (long) buffers.size(), WORD);
    for (int i = 2; i < buffers.size(); i++) {
      sizes.setAtIndex(JAVA_LONG, i - 2, buffers.get(i).byteSize());
    }
    return sizes;
  }

  private static MemorySegment structs(Arena arena, List<Encoded> children) {
    MemorySegment structs = arena.allocate(WORD * (children.size() + 1L), WORD);
    for (int i = 0; i < children.size(); i++) {
      structs.setAtIndex(JAVA_LONG, i, array(arena, children.get(i)).address());
    }
    return structs;
  }
}
