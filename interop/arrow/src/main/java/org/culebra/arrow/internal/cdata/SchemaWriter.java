package org.culebra.arrow.internal.cdata;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.culebra.arrow.internal.cdata.CDataStructs.ArrowSchema;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.ffi.internal.host.CMemory;

/// Writes `struct ArrowSchema`. A node contains, after the fields of [StructTree]:
///
/// | | |
/// |---|---|
/// | `children[]`, structs of the children, struct of the dictionary | if there are any |
/// | the format string | unless it has one letter: those are shared |
/// | the metadata | if there is any |
/// | the name | in words of 8 bytes |
///
/// The nodes of the children and of the dictionary follow, each with its own parts.
final class SchemaWriter {
  private static final StructTree TREE = StructTree.SCHEMA;

  /// "c" for each letter c, NUL-terminated.
  private static final long LETTERS = letters();

  private SchemaWriter() {}

  private static long letters() {
    long table = CMemory.malloc(2 * 128);
    for (int letter = 0; letter < 128; letter++) {
      CMemory.ALL.set(ValueLayout.JAVA_BYTE, table + 2L * letter, (byte) letter);
      CMemory.ALL.set(ValueLayout.JAVA_BYTE, table + 2L * letter + 1, (byte) 0);
    }
    return table;
  }

  /// Creates everything that a struct points to, before a consumer's struct is touched, and counts
  /// it.
  ///
  /// @return to be filled in or discarded
  static Node counted(FieldType field) {
    Node node = new Node(field, TREE.root(treeBytes(field, 1), true));
    TREE.prepare(node.address + StructTree.HEADERS, childCount(field), hasDictionary(field));
    try {
      content(field, node.address, node.address);
      return node;
    } catch (Throwable e) {
      node.discard();
      throw e;
    }
  }

  private static int childCount(FieldType field) {
    return field.children().size();
  }

  private static boolean hasDictionary(FieldType field) {
    return field.dictionary() != null;
  }

  // --- sizes and places

  /// The place of the format string, after which come the metadata and the name.
  private static long formatAt(FieldType field) {
    return StructTree.HEADERS + TREE.partBytes(childCount(field), hasDictionary(field));
  }

  private static long formatBytes(FieldType field) {
    return isLetter(field) ? 0 : room(field.format());
  }

  private static boolean isLetter(FieldType field) {
    return field.format().length() == 1;
  }

  /// Aligned, because it consists of words.
  private static long nameAt(FieldType field) {
    long end = formatAt(field) + formatBytes(field) + field.encodedMetadata().length;
    return (end + Long.BYTES - 1) & -Long.BYTES;
  }

  private static long nodeBytes(FieldType field) {
    return nameAt(field) + (long) Long.BYTES * field.encodedName().length;
  }

  /// Enough bytes for UTF-8, which needs at most 3 per char.
  private static long room(String text) {
    return 3L * text.length() + 1;
  }

  /// The size of all nodes of a field and its parts.
  ///
  /// @throws IllegalArgumentException if one of them cannot be written
  private static long treeBytes(FieldType field, int depth) {
    StructTree.requireDepth(depth, "fields");
    requireNoNul(field.format());
    long bytes = nodeBytes(field);
    List<FieldType> children = field.children();
    for (int i = 0; i < children.size(); i++) {
      bytes += treeBytes(children.get(i), depth + 1);
    }
    FieldType dictionary = field.dictionary();
    return dictionary == null ? bytes : bytes + treeBytes(dictionary, depth + 1);
  }

  /// A C string ends at the first NUL.
  private static void requireNoNul(String format) {
    if (format.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "expected a format without NUL but found \"%s\"".formatted(format.replace("\0", "\\0")));
    }
  }

  // --- content

  /// Writes everything that a struct points to.
  ///
  /// @return the end of its node and those of its parts
  private static long content(FieldType field, long node, long root) {
    texts(field, node);
    List<FieldType> children = field.children();
    int count = children.size();
    long parts = node + StructTree.HEADERS;
    long end = node + nodeBytes(field);
    for (int i = 0; i < count; i++) {
      end = part(children.get(i), TREE.part(parts, count, i), end, root);
    }
    FieldType dictionary = field.dictionary();
    return dictionary == null ? end : part(dictionary, TREE.part(parts, count, count), end, root);
  }

  private static long part(FieldType field, long self, long node, long root) {
    StructTree.part(node, root);
    TREE.prepare(node + StructTree.HEADERS, childCount(field), hasDictionary(field));
    fill(field, node, self);
    return content(field, node, root);
  }

  private static void texts(FieldType field, long node) {
    long at = node + formatAt(field);
    if (!isLetter(field)) {
      text(at, field.format());
      at += formatBytes(field);
    }
    byte[] metadata = field.encodedMetadata();
    if (metadata.length > 0) {
      MemorySegment.copy(metadata, 0, CMemory.ALL, ValueLayout.JAVA_BYTE, at, metadata.length);
    }
    long[] name = field.encodedName();
    long nameAt = node + nameAt(field);
    for (int i = 0; i < name.length; i++) {
      CMemory.put(nameAt + (long) Long.BYTES * i, name[i]);
    }
  }

  /// Formats are short, and ASCII text needs no encoder.
  private static void text(long to, String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        CMemory.ALL.setString(to, text);
        return;
      }
      CMemory.ALL.set(ValueLayout.JAVA_BYTE, to + i, (byte) c);
    }
    CMemory.ALL.set(ValueLayout.JAVA_BYTE, to + length, (byte) 0);
  }

  // --- the struct

  private static void fill(FieldType field, long node, long self) {
    long format = node + formatAt(field);
    long metadata = format + formatBytes(field);
    int metadataBytes = field.encodedMetadata().length;
    String text = field.format();
    CMemory.put(
        self + ArrowSchema.FORMAT, isLetter(field) ? LETTERS + 2L * text.charAt(0) : format);
    CMemory.put(self + ArrowSchema.NAME, node + nameAt(field));
    CMemory.put(self + ArrowSchema.METADATA, metadataBytes == 0 ? 0 : metadata);
    CMemory.put(self + ArrowSchema.FLAGS, field.flags());
    long parts = node + StructTree.HEADERS;
    TREE.finish(self, node, parts, childCount(field), hasDictionary(field));
  }

  /// What a consumer's struct is going to point to.
  ///
  /// @param address of the struct's node
  record Node(FieldType field, long address) {
    void fill(long self) {
      SchemaWriter.fill(field, address, self);
    }

    void discard() {
      long parts = address + StructTree.HEADERS;
      TREE.discard(address, true, parts, childCount(field), hasDictionary(field));
    }
  }
}
