package org.culebra.ffi.header;

import java.util.Arrays;
import java.util.List;

/// Declarations as a text for the parser.
///
/// @param text the text
/// @param lines the first line of each declaration, from 1
record HeaderText(String text, int[] lines) {
  static HeaderText of(List<HeaderPart> parts) {
    StringBuilder text = new StringBuilder();
    int[] lines = new int[parts.size()];
    int line = 1;
    for (int i = 0; i < lines.length; i++) {
      lines[i] = line;
      HeaderPart part = parts.get(i);
      int pack = part.entry().pack();
      if (pack > 0) {
        text.append("#pragma pack(push, ").append(pack).append(")\n");
      }
      text.append(part.text()).append(";\n");
      text.append(pack > 0 ? "#pragma pack(pop)\n" : "");
      line += pack > 0 ? 3 : 1;
    }
    return new HeaderText(text.toString(), lines);
  }

  /// The declaration that contains a line.
  int part(int line) {
    int found = Arrays.binarySearch(lines, line);
    return Math.max(0, found >= 0 ? found : -found - 2);
  }
}
