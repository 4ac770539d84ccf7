package org.culebra.testsupport;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/// Where class files lie.
public final class CodeRoots {
  private CodeRoots() {}

  /// {@return the folder or jar that a class was read from}
  ///
  /// The code source does not tell: for a test patched into a module it names the module.
  ///
  /// @param type any class of a folder or jar
  public static Path of(Class<?> type) {
    Objects.requireNonNull(type, "type");
    String file = type.getName().replace('.', '/') + ".class";
    URL url = type.getResource("/" + file);
    if (url == null) {
      throw new IllegalStateException("no class file found for " + type.getName());
    }
    try {
      if (url.openConnection() instanceof JarURLConnection jar) {
        return Path.of(jar.getJarFileURL().toURI());
      }
      String text = url.toString();
      return Path.of(URI.create(text.substring(0, text.length() - file.length())));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("no usable place of " + type.getName() + ": " + url, e);
    }
  }
}
