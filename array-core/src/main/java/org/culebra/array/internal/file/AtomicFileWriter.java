package org.culebra.array.internal.file;

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

/// Replaces files atomically: the content is written to a new file in the same folder, which is
/// moved over the old one when it is complete. If anything fails before that, the old file is
/// unchanged and no other file is left; who has the old file mapped or open keeps its content.
public final class AtomicFileWriter {

  /// The number of chained links that Linux follows.
  private static final int MAX_LINKS = 40;

  private AtomicFileWriter() {}

  /// The content of a file.
  public interface Content<T extends @Nullable Object> {

    /// Writes to a new file, open for reading and writing, or directly to a device or pipe, open
    /// for writing only.
    T writeTo(FileChannel channel) throws IOException;
  }

  /// Replaces the content of a file. Symbolic links are followed: their target is replaced.
  public static <T extends @Nullable Object> T write(Path file, Content<T> content)
      throws IOException {
    Path target = target(file.toAbsolutePath());
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      try (FileChannel channel = FileChannel.open(target, CREATE, TRUNCATE_EXISTING, WRITE)) {
        return content.writeTo(channel);
      }
    }
    if (Files.exists(target) && !Files.isWritable(target)) {
      // Moving another file over it would succeed.
      throw new AccessDeniedException(file.toString());
    }
    Set<PosixFilePermission> permissions = permissions(target);
    Path temporary = target.resolveSibling(name());
    try {
      T result;
      try (FileChannel channel = openFor(file, temporary, permissions)) {
        result = content.writeTo(channel);
      }
      move(temporary, target);
      return result;
    } catch (Throwable e) {
      remove(temporary, e);
      throw e;
    }
  }

  /// The target of a chain of links, which need not exist.
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

  /// A name in the same folder, so that moving needs no copy; short, because the target's name may
  /// have the maximal length already.
  private static String name() {
    return ".culebra-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  /// The permissions of the file to be replaced; null if there is no file or no such permissions.
  private static @Nullable Set<PosixFilePermission> permissions(Path target) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(target, PosixFileAttributeView.class);
    return view == null || !Files.exists(target) ? null : view.readAttributes().permissions();
  }

  /// Opens the temporary file; errors name the file that the caller knows.
  private static FileChannel openFor(
      Path file, Path temporary, @Nullable Set<PosixFilePermission> permissions)
      throws IOException {
    try {
      return open(temporary, permissions);
    } catch (NoSuchFileException e) {
      throw because(e, new NoSuchFileException(file.toString()));
    } catch (AccessDeniedException e) {
      String reason = "expected a writable folder, because the new file is first created in it";
      throw because(e, new AccessDeniedException(file.toString(), null, reason));
    }
  }

  private static FileChannel open(Path temporary, @Nullable Set<PosixFilePermission> permissions)
      throws IOException {
    Set<StandardOpenOption> options = Set.of(CREATE_NEW, READ, WRITE);
    if (permissions == null) {
      return FileChannel.open(temporary, options);
    }
    // Set at creation, so that the file is never more accessible than the old one, and again,
    // because the umask may have removed some.
    FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(permissions);
    FileChannel channel = FileChannel.open(temporary, options, attribute);
    try {
      Files.setPosixFilePermissions(temporary, permissions);
      return channel;
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static IOException because(IOException cause, IOException e) {
    e.initCause(cause);
    return e;
  }

  private static void remove(Path temporary, Throwable reason) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
