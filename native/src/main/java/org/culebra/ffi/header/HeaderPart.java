package org.culebra.ffi.header;

import org.jspecify.annotations.Nullable;

/// A selected declaration.
///
/// @param index where it is
/// @param entry its place there
/// @param text the declaration on one line, without a semicolon
record HeaderPart(HeaderIndex index, HeaderIndex.Entry entry, String text) {
  static HeaderPart of(HeaderIndex index, HeaderIndex.Entry entry) {
    return new HeaderPart(index, entry, index.text(entry));
  }

  /// The declaration as a text of its own.
  String source() {
    int pack = entry.pack();
    return pack == 0
        ? text + ";"
        : "#pragma pack(push, " + pack + ")\n" + text + ";\n#pragma pack(pop)\n";
  }

  /// The declaration with an incomplete struct in place of its members; `null` if it has none.
  @Nullable String withoutMembers() {
    int open = text.indexOf('{');
    int close = text.lastIndexOf('}');
    String head = open < 0 ? "" : text.substring(0, open).stripTrailing();
    if (close < open || head.isEmpty() || text.startsWith("enum") || head.endsWith("enum")) {
      return null;
    }
    boolean isUnnamed = head.endsWith("struct") || head.endsWith("union");
    if (isUnnamed && entry.names().isEmpty()) {
      return null;
    }
    String tag = isUnnamed ? " " + entry.names().getFirst() : "";
    return head + tag + " " + text.substring(close + 1) + ";";
  }
}
