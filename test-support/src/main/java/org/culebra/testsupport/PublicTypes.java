package org.culebra.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Finds the public API of a module.
public final class PublicTypes {
  private PublicTypes() {}

  /// {@return the public classes, including nested ones, in the same folder or jar as the given
  /// one, in packages that its module exports to everyone, sorted by name}
  ///
  /// Tests are in another folder, so they are not included. Without a named module, packages with
  /// `internal` in their name count as not exported.
  ///
  /// @param anchor one of those classes
  public static List<Class<?>> beside(Class<?> anchor) {
    Path root = CodeRoots.of(anchor);
    try {
      if (Files.isDirectory(root)) {
        return in(root, anchor);
      }
      try (FileSystem jar = FileSystems.newFileSystem(root)) {
        return in(jar.getPath("/"), anchor);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Class<?>> in(Path root, Class<?> anchor) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF"))
          .filter(name -> !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .map(name -> name.replace('/', '.').replace('\\', '.'))
          .sorted()
          .<Class<?>>map(name -> load(name, anchor))
          .filter(PublicTypes::isShown)
          .toList();
    }
  }

  private static boolean isShown(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getDeclaringClass()) {
      if (!Modifier.isPublic(c.getModifiers())) {
        return false;
      }
    }
    return !type.isAnonymousClass() && !type.isLocalClass() && isExported(type);
  }

  private static boolean isExported(Class<?> type) {
    String name = type.getPackageName();
    return type.getModule().isNamed()
        ? type.getModule().isExported(name)
        : !List.of(name.split("\\.", -1)).contains("internal");
  }

  private static Class<?> load(String name, Class<?> anchor) {
    try {
      return Class.forName(name, false, anchor.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no class " + name + " although its file is there", e);
    }
  }
}
