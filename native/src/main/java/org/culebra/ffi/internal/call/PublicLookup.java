package org.culebra.ffi.internal.call;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/// Binds interfaces that everybody may implement, so that no lookup is needed.
public final class PublicLookup {
  private PublicLookup() {}

  /// A lookup of this module, which can see the interface.
  public static MethodHandles.Lookup of(Class<?> iface) {
    String found = problem(iface);
    if (found != null) {
      throw new IllegalArgumentException(
          "expected a public interface in an exported package, or MethodHandles.lookup() as well,"
              + " but found "
              + found);
    }
    Module here = PublicLookup.class.getModule();
    if (!here.canRead(iface.getModule())) {
      here.addReads(iface.getModule());
    }
    return MethodHandles.lookup();
  }

  private static @Nullable String problem(Class<?> iface) {
    for (Class<?> type = iface; type != null; type = type.getEnclosingClass()) {
      if (!Modifier.isPublic(type.getModifiers())) {
        return type.getName() + ", which is not public";
      }
    }
    if (!iface.getModule().isExported(iface.getPackageName(), PublicLookup.class.getModule())) {
      return iface.getName() + ", whose package " + iface.getModule() + " does not export";
    }
    ClassLoader loader = PublicLookup.class.getClassLoader();
    try {
      if (Class.forName(iface.getName(), false, loader) == iface) {
        return null;
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // told below
    }
    return iface.getName() + ", of a class loader that cannot be seen from here";
  }
}
