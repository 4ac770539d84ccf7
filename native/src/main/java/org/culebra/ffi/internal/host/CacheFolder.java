package org.culebra.ffi.internal.host;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.culebra.array.internal.Properties;

/// The folder of compiled libraries. Its content is loaded into the process, so only this user may
/// write to it: it must belong to this user, have mode 0700, and not be a symbolic link. Nor may
/// another user be able to replace the folder: every folder above it must belong to this user or to
/// root, and neither others nor a group of several users may be able to rename what is in it.
public final class CacheFolder {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private CacheFolder() {}

  /// The default: the property `culebra.cache`, otherwise `culebra` in the user's cache folder.
  ///
  /// @return the folder, which may not exist yet
  public static Path usual() {
    String property = System.getProperty(Properties.CACHE);
    if (property != null && !property.isEmpty()) {
      return Path.of(property).toAbsolutePath();
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && xdg.startsWith("/")) {
      return Path.of(xdg, "culebra");
    }
    String home = System.getProperty("user.home", "");
    if (!Path.of(home).isAbsolute()) {
      // the JVM reports '?' for a user without a home folder
      throw new IllegalStateException(
          "cache of compiled libraries: expected a user with a home folder but found '"
              + home
              + "'; name a folder with -D"
              + Properties.CACHE);
    }
    return Path.of(home, ".cache", "culebra");
  }

  /// Creates the folder if it is missing, and rejects one that others could write to.
  ///
  /// @param folder the folder
  /// @return the real path of the folder, which does not depend on links
  /// @throws IOException if it cannot be created
  /// @throws IllegalStateException if it is not private to this user
  public static Path prepare(Path folder) throws IOException {
    Path parent = folder.getParent();
    if (parent != null) {
      Files.createDirectories(parent, attributes());
    }
    try {
      Files.createDirectory(folder, attributes());
    } catch (FileAlreadyExistsException e) {
      // the checks below decide whether it is acceptable
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      String found = Files.isSymbolicLink(folder) ? "a symbolic link" : "a file";
      throw rejected(folder, "a folder of this user alone", found);
    }
    if (Platform.current().isPosix()) {
      checkOwner(folder);
      Set<PosixFilePermission> mode =
          Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
      if (!mode.equals(PRIVATE)) {
        throw rejected(folder, "mode rwx------", PosixFilePermissions.toString(mode));
      }
    }
    Path real = folder.toRealPath();
    if (Platform.current().isPosix()) {
      for (Path above = real.getParent(); above != null; above = above.getParent()) {
        checkAbove(above);
      }
    }
    return real;
  }

  /// Whoever can write to a folder can rename its content, unless its sticky bit is set. A group is
  /// trusted if it is the user's own, since many systems give every user a group of the same name.
  private static void checkAbove(Path above) throws IOException {
    int root = 0;
    int othersWrite = 0002;
    int groupWrite = 0020;
    int sticky = 01000;
    Object owner = Files.getAttribute(above, "unix:uid");
    if (!owner.equals(Loader.effectiveUser()) && !owner.equals(root)) {
      throw rejected(
          above, "owner " + Loader.effectiveUser() + " (this user) or root", "owner " + owner);
    }
    int mode = (int) Files.getAttribute(above, "unix:mode");
    if ((mode & othersWrite) != 0 && (mode & sticky) == 0) {
      throw rejected(
          above,
          "a folder that others cannot write",
          "mode " + Integer.toOctalString(mode & 07777));
    }
    if ((mode & groupWrite) != 0 && (mode & sticky) == 0 && !isOwnGroup(above)) {
      throw rejected(
          above,
          "a folder that no group but the user's own can write",
          "mode %s, group %s".formatted(Integer.toOctalString(mode & 07777), group(above)));
    }
  }

  private static String group(Path folder) throws IOException {
    return Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
  }

  /// Whether a folder's group is this process's, and has the user's name or number.
  private static boolean isOwnGroup(Path folder) throws IOException {
    if (!Files.getAttribute(folder, "unix:gid").equals(Loader.effectiveGroup())) {
      return false;
    }
    PosixFileAttributes found = Files.readAttributes(folder, PosixFileAttributes.class);
    int user = Loader.effectiveUser();
    return Integer.valueOf(user).equals(Files.getAttribute(folder, "unix:gid"))
        || found.group().getName().equals(System.getProperty("user.name"));
  }

  /// Makes a compiled library as private as the folder, whatever the compiler's umask was.
  ///
  /// @param library the file
  /// @throws IOException if that fails
  static void protect(Path library) throws IOException {
    if (Platform.current().isPosix()) {
      Files.setPosixFilePermissions(library, PRIVATE);
    }
  }

  /// Whether a library may be loaded from the folder: a regular file of this user that no one else
  /// can write.
  ///
  /// @param library the file
  /// @return false if there is none
  /// @throws IOException if its attributes cannot be read
  /// @throws IllegalStateException if there is one that is not acceptable
  public static boolean holds(Path library) throws IOException {
    if (!Files.exists(library, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (!Files.isRegularFile(library, LinkOption.NOFOLLOW_LINKS)) {
      String found = Files.isSymbolicLink(library) ? "a symbolic link" : "something else";
      throw rejected(library, "a plain file", found);
    }
    if (Platform.current().isPosix()) {
      checkOwner(library);
      Set<PosixFilePermission> mode =
          Files.getPosixFilePermissions(library, LinkOption.NOFOLLOW_LINKS);
      if (mode.contains(PosixFilePermission.GROUP_WRITE)
          || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw rejected(
            library, "a file only its owner can write", PosixFilePermissions.toString(mode));
      }
    }
    return true;
  }

  private static void checkOwner(Path path) throws IOException {
    Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    int user = Loader.effectiveUser();
    if (!Integer.valueOf(user).equals(owner)) {
      throw rejected(path, "owner " + user + " (this user)", "owner " + owner);
    }
  }

  /// The mode of new files and folders.
  static FileAttribute<?>[] attributes() {
    return Platform.current().isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PRIVATE)}
        : new FileAttribute<?>[0];
  }

  private static IllegalStateException rejected(Path path, String expected, String found) {
    return new IllegalStateException(
        "cache of compiled libraries: expected "
            + expected
            + " but found "
            + found
            + ": "
            + path
            + "; remove it, or name another folder with -D"
            + Properties.CACHE);
  }
}
