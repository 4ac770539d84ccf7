package org.culebra.ffi.internal.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A file of preprocessed text: first the length of the text, then a line with size, time and path
/// of each file that was read, an empty line, the text.
final class PreprocessedFile {
  private PreprocessedFile() {}

  /// The text of the file; `null` if the file is incomplete or a file that was read has changed.
  static byte @Nullable [] read(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    int line = lineEnd(content, 0);
    String length = line(content, 0, line);
    while (line < content.length) {
      int start = line + 1;
      line = lineEnd(content, start);
      String entry = line(content, start, line);
      if (entry.isEmpty()) {
        byte[] text =
            Arrays.copyOfRange(content, Math.min(line + 1, content.length), content.length);
        return length.equals(String.valueOf(text.length)) ? text : null;
      }
      String[] parts = entry.split(" ", 3);
      if (parts.length < 3 || !state(Path.of(parts[2])).equals(entry)) {
        return null;
      }
    }
    return null;
  }

  private static int lineEnd(byte[] content, int from) {
    int end = from;
    while (end < content.length && content[end] != '\n') {
      end++;
    }
    return end;
  }

  private static String line(byte[] content, int from, int to) {
    return from >= to ? "" : new String(content, from, to - from, StandardCharsets.UTF_8);
  }

  /// The content of the file for this text.
  static byte[] content(byte[] text) throws IOException {
    StringBuilder head = new StringBuilder().append(text.length).append('\n');
    for (String path : paths(text)) {
      head.append(state(Path.of(path))).append('\n');
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream(text.length + head.length() + 1);
    content.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    content.writeBytes(text);
    return content.toByteArray();
  }

  /// Size, time of the last change and path of a file; a line that no file has if it is not there.
  static String state(Path path) throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return found.size() + " " + found.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " " + path;
    } catch (NoSuchFileException e) {
      return "missing " + path;
    }
  }

  /// The files that line markers name, `# 1 "/usr/include/zlib.h" 1 3 4`.
  private static Set<String> paths(byte[] text) {
    Set<String> paths = new LinkedHashSet<>();
    for (int at = 0; at < text.length; at = lineEnd(text, at) + 1) {
      boolean marker = text[at] == '#' && at + 2 < text.length && text[at + 1] == ' ';
      if (marker && text[at + 2] >= '0' && text[at + 2] <= '9') {
        String line = line(text, at, lineEnd(text, at));
        int open = line.indexOf('"');
        int close = line.lastIndexOf('"');
        String path =
            close <= open ? "" : line.substring(open + 1, close).replaceAll("\\\\(.)", "$1");
        if (path.startsWith("/") || path.indexOf(':') == 1) { // not <built-in>, not the source
          paths.add(path);
        }
      }
    }
    return paths;
  }
}
