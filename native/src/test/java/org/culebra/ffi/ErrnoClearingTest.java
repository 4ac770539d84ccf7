package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Functions whose failure only `errno` shows, which they do not set to 0.
class ErrnoClearingTest {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final CLibrary LIBC = CLibrary.process();
  private static final int ERANGE = 34;
  private static final String TOO_LARGE = "99999999999999999999";
  private static final String STRTOL = "long strtol(const char *text, char **end, int base)";

  interface Strtol {
    long of(String text, Ref.OfPointer end, int base);
  }

  @Test
  void strtol_tellsItsLargestNumberFromAnOverflow() {
    CFunction stale = LIBC.function(STRTOL).withErrno();
    CFunction strtol = LIBC.function(STRTOL).clearingErrno();
    Ref.OfPointer end = Ref.ofPointer();

    assertThat(stale.call(TOO_LARGE, end, 10)).isEqualTo(Long.MAX_VALUE);
    assertThat(Errno.last().number()).isEqualTo(ERANGE);
    assertThat(strtol.call(Long.toString(Long.MAX_VALUE), end, 10)).isEqualTo(Long.MAX_VALUE);
    assertThat(Errno.last().number()).isZero();
    assertThat(strtol.call(TOO_LARGE, end, 10)).isEqualTo(Long.MAX_VALUE);
    assertThat(Errno.last().number()).isEqualTo(ERANGE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void boundFunctions_clearItBeforeEachCall(boolean critical) {
    CFunction function = LIBC.function(STRTOL).clearingErrno();
    Strtol strtol = (critical ? function.critical() : function).as(LOOKUP, Strtol.class);
    Ref.OfPointer end = Ref.ofPointer();

    for (int i = 0; i < 20_000; i++) {
      assertThat(strtol.of("12x", end, 10)).isEqualTo(12);
      assertThat(Errno.last().number()).isZero();
      assertThat(strtol.of(TOO_LARGE, end, 10)).isEqualTo(Long.MAX_VALUE);
      assertThat(Errno.last().number()).isEqualTo(ERANGE);
    }
    assertThat(function.withErrno().critical().clearingErrno()).hasToString(STRTOL);
  }

  @Test
  void readdir_tellsTheEndFromAFailure(@TempDir Path folder) throws Exception {
    for (String name : new String[] {"a", "b"}) {
      Files.writeString(folder.resolve(name), name);
    }
    CLibrary libc = CLibrary.process().declare("struct __dirstream; struct dirent;");
    MemorySegment stream =
        (MemorySegment)
            libc.function("struct __dirstream *opendir(const char *name)").call(folder.toString());
    CFunction readdir =
        libc.function("struct dirent *readdir(struct __dirstream *stream)").clearingErrno();
    LIBC.function(STRTOL).call(TOO_LARGE, Ref.ofPointer(), 10);

    Set<Long> entries = new HashSet<>();
    MemorySegment entry = (MemorySegment) readdir.call(stream);
    while (entry != null && entry.address() != 0) {
      entries.add(entry.address());
      entry = (MemorySegment) readdir.call(stream);
    }
    assertThat(entries).hasSize(4);
    assertThat(Errno.last().number()).isZero();
    assertThat(libc.function("int closedir(struct __dirstream *stream)").call(stream)).isEqualTo(0);
  }
}
