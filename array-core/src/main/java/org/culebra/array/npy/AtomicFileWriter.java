package org.culebra.array.npy;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Writes files that take the place of others as a whole: the content goes into a file beside,
/// which is moved over the old one when it is complete. Whatever goes wrong before leaves the old
/// file and nothing else, and whoever has the old one mapped or open keeps it.
final class AtomicFileWriter {

  /// As many links to links as Linux follows.
  private static final int MAX_LINKS = 40;

  private AtomicFileWriter() {}

  /// What is written.
  interface Content<T extends @Nullable Object> {

    /// Writes to a new file, open for reading and writing; to the file itself, for writing only,
    /// where that is a device or a pipe.
    T writeTo(FileChannel channel) throws IOException;
  }

  /// Writes a file, in place of what it held. Links stay, what they point to is written.
  static <T extends @Nullable Object> T write(Path file, Content<T> content) throws IOException {
    Path target = target(file.toAbsolutePath());
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      try (FileChannel channel = FileChannel.open(target, CREATE, TRUNCATE_EXISTING, WRITE)) {
        return content.writeTo(channel);
      }
    }
    if (Files.exists(target) && !Files.isWritable(target)) {
      // Moving another file over it would be allowed.
      throw new AccessDeniedException(file.toString());
    }
    Set<PosixFilePermission> permissions = permissions(target);
    Path aside = target.resolveSibling(name());
    try {
      T result;
      try (FileChannel channel = openFor(file, aside, permissions)) {
        result = content.writeTo(channel);
      }
      move(aside, target);
      return result;
    } catch (Throwable e) {
      remove(aside, e);
      throw e;
    }
  }

  /// Where links lead, also if nothing is there yet.
  private static Path target(Path file) throws IOException {
    Path target = file;
    for (int k = 0; k < MAX_LINKS; k++) {
      if (!Files.isSymbolicLink(target)) {
        return target;
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    throw new FileSystemLoopException(file.toString());
  }

  /// In the same folder, so that it can be moved without being copied; short, for the target's name
  /// may have the greatest length already.
  private static String name() {
    return ".culebra-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /// Those of the file that is to be replaced; null where there is none, or no such thing.
  private static @Nullable Set<PosixFilePermission> permissions(Path target) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(target, PosixFileAttributeView.class);
    return view == null || !Files.exists(target) ? null : view.readAttributes().permissions();
  }

  /// Speaks of the file that the caller knows.
  private static FileChannel openFor(
      Path file, Path aside, @Nullable Set<PosixFilePermission> permissions) throws IOException {
    try {
      return open(aside, permissions);
    } catch (NoSuchFileException e) {
      throw because(e, new NoSuchFileException(file.toString()));
    } catch (AccessDeniedException e) {
      String reason = "expected a folder that may be written, for the new file is made beside";
      throw because(e, new AccessDeniedException(file.toString(), null, reason));
    }
  }

  private static FileChannel open(Path aside, @Nullable Set<PosixFilePermission> permissions)
      throws IOException {
    Set<StandardOpenOption> options = Set.of(CREATE_NEW, READ, WRITE);
    if (permissions == null) {
      return FileChannel.open(aside, options);
    }
    // At once, so that nobody can open it who could not open the old one; and again, for what the
    // process's mask took away.
    FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(permissions);
    FileChannel channel = FileChannel.open(aside, options, attribute);
    try {
      Files.setPosixFilePermissions(aside, permissions);
      return channel;
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private static void move(Path aside, Path target) throws IOException {
    try {
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static IOException because(IOException cause, IOException e) {
    e.initCause(cause);
    return e;
  }

  private static void remove(Path aside, Throwable reason) {
    try {
      Files.deleteIfExists(aside);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
