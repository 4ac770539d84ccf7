package org.culebra.array.internal.file;

import java.util.List;

/// Names that a file contains, of its parts or of other files.
public final class FileNames {

  private static final int MAX_LENGTH = 4096;

  private FileNames() {}

  /// Whether a name, as a relative path, stays inside its folder on every system.
  ///
  /// @param name the name
  /// @return false if it is empty or long, begins with a slash, has an empty, `.` or `..` part, a
  ///   backslash, a colon or a NUL
  public static boolean staysInFolder(String name) {
    boolean plain = name.length() <= MAX_LENGTH;
    plain &= name.chars().noneMatch(c -> c == '\\' || c == ':' || c == 0);
    for (String part : List.of(name.split("/", -1))) {
      plain &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }
    return plain;
  }
}
