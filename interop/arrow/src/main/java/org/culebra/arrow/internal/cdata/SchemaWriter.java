package org.culebra.arrow.internal.cdata;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.ffi.internal.host.CMemory;
import org.jspecify.annotations.Nullable;

/// Writes `struct ArrowSchema`. A node contains, after the fields of [StructTree]:
///
/// | | |
/// |---|---|
/// | `children[]`, structs of the children, struct of the dictionary | if there are any |
/// | the format string | unless it has one letter: those are shared |
/// | the metadata | if there is any |
/// | the name | unless it is empty |
final class SchemaWriter {
  private static final StructTree TREE = StructTree.SCHEMA;

  /// "c" for each letter c, NUL-terminated.
  private static final long LETTERS = letters();

  private static final long EMPTY = LETTERS + 2 * 128;

  private SchemaWriter() {}

  private static long letters() {
    long table = CMemory.malloc(2 * 129);
    for (int letter = 0; letter <= 128; letter++) {
      byte text = letter < 128 ? (byte) letter : 0;
      CMemory.ALL.set(ValueLayout.JAVA_BYTE, table + 2L * letter, text);
      CMemory.ALL.set(ValueLayout.JAVA_BYTE, table + 2L * letter + 1, (byte) 0);
    }
    return table;
  }

  /// Creates everything that a struct points to, before a consumer's struct is touched, and counts
  /// it.
  ///
  /// @return to be filled in or discarded
  static Node counted(FieldType field) {
    Node node = new Node(field, true);
    try {
      parts(node, 1);
      return node;
    } catch (Throwable e) {
      node.discard();
      throw e;
    }
  }

  private static void parts(Node node, int depth) {
    List<FieldType> children = node.field.children();
    for (int i = 0; i < node.childrenCount; i++) {
      part(children.get(i), node.part(i), depth + 1);
    }
    FieldType dictionary = node.field.dictionary();
    if (dictionary != null) {
      part(dictionary, node.part(node.childrenCount), depth + 1);
    }
  }

  /// Attached before it has content, so that discarding the whole finds it, whatever fails below
  /// it.
  private static void part(FieldType field, long self, int depth) {
    StructTree.requireDepth(depth, "fields");
    Node node = new Node(field, false);
    node.fill(self);
    parts(node, depth);
  }

  /// The content of one struct; the struct itself is written last.
  static final class Node {
    private final FieldType field;
    private final int childrenCount;
    private final boolean hasDictionary;
    private final long address;
    private final long parts;
    private final long format;
    private final long metadata;
    private final long name;
    private final boolean counted;

    private Node(FieldType field, boolean counted) {
      this.field = field;
      this.counted = counted;
      this.childrenCount = field.children().size();
      this.hasDictionary = field.dictionary() != null;
      String formatText = requireText("format", field.format());
      String nameText = requireText("name", field.name());
      byte @Nullable [] pairs = field.metadata().isEmpty() ? null : field.metadata().encode();
      long texts = StructTree.HEADERS + TREE.partBytes(childrenCount, hasDictionary);
      boolean letter = formatText.length() == 1;
      long toMetadata = texts + (letter ? 0 : room(formatText));
      long toName = toMetadata + (pairs == null ? 0 : pairs.length);
      this.address = TREE.node(toName + room(nameText), counted);
      this.parts = address + StructTree.HEADERS;
      this.format = letter ? LETTERS + 2L * formatText.charAt(0) : text(texts, formatText);
      this.metadata = pairs == null ? 0 : bytes(toMetadata, pairs);
      this.name = nameText.isEmpty() ? EMPTY : text(toName, nameText);
      TREE.prepare(parts, childrenCount, hasDictionary);
    }

    /// A C string ends at the first NUL.
    private static String requireText(String what, String text) {
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "expected a %s without NUL but found \"%s\""
                .formatted(what, text.replace("\0", "\\0")));
      }
      return text;
    }

    /// Enough bytes for UTF-8, which needs at most 3 per char.
    private static long room(String text) {
      return 3L * text.length() + 1;
    }

    /// Names are short, and ASCII text needs no encoder.
    private long text(long offset, String text) {
      long to = address + offset;
      int length = text.length();
      for (int i = 0; i < length; i++) {
        char c = text.charAt(i);
        if (c >= 0x80) {
          CMemory.ALL.setString(to, text);
          return to;
        }
        CMemory.ALL.set(ValueLayout.JAVA_BYTE, to + i, (byte) c);
      }
      CMemory.ALL.set(ValueLayout.JAVA_BYTE, to + length, (byte) 0);
      return to;
    }

    private long bytes(long offset, byte[] bytes) {
      MemorySegment.copy(
          bytes, 0, CMemory.ALL, ValueLayout.JAVA_BYTE, address + offset, bytes.length);
      return address + offset;
    }

    long part(int index) {
      return TREE.part(parts, childrenCount, index);
    }

    void fill(long self) {
      CMemory.put(self + ArrowSchema.FORMAT, format);
      CMemory.put(self + ArrowSchema.NAME, name);
      CMemory.put(self + ArrowSchema.METADATA, metadata);
      CMemory.put(self + ArrowSchema.FLAGS, field.flags());
      TREE.finish(self, address, parts, childrenCount, hasDictionary);
    }

    void discard() {
      TREE.discard(address, counted, parts, childrenCount, hasDictionary);
    }
  }
}
