package org.culebra.ffi.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.culebra.array.NDArray;
import org.culebra.ffi.CLibrary;
import org.culebra.testsupport.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The list of classes against those that a first call loads.
public final class FirstCallClassesTest {
  private static final Pattern LOADED =
      Pattern.compile("class,load\\] org\\.culebra\\.(\\S+) source");

  static Stream<String> names() {
    return FirstCallClasses.NAMES.lines();
  }

  @ParameterizedTest
  @MethodSource("names")
  void name_isThatOfAClass(String name) {
    assertThatCode(() -> FirstCallClasses.find(name)).doesNotThrowAnyException();
  }

  /// In a JVM that has one processor, and so loads each class where it is used.
  @Test
  void firstCall_loadsTheseClasses() {
    ChildJvm.Result result =
        ChildJvm.of(FirstCall.class)
            .flags("-XX:ActiveProcessorCount=1", "-Xlog:class+load:stdout")
            .run();
    assertThat(result.exitCode()).as(result.toString()).isZero();
    List<String> loaded =
        LOADED
            .matcher(result.toString())
            .results()
            .map(each -> each.group(1))
            .filter(each -> !each.contains("/0x") && !each.contains("FirstCall"))
            .toList();
    Set<String> listed = names().collect(Collectors.toSet());
    List<String> used =
        loaded.subList(loaded.indexOf("ffi.internal.host.Loader$Posix") + 1, loaded.size());
    assertThat(used).hasSizeGreaterThan(50);
    assertThat(used)
        .filteredOn(each -> !listed.contains(each))
        .as("to be listed")
        .hasSizeLessThan(10);
    assertThat(listed).filteredOn(each -> !loaded.contains(each)).as("not used").isEmpty();
  }

  /// A first call.
  public static final class FirstCall {
    private FirstCall() {}

    /// `crc32` of zlib.
    public interface Crc32 {
      /// Calls it.
      ///
      /// @param crc of the bytes so far
      /// @param bytes the next ones
      /// @param length their number
      /// @return of all
      long of(long crc, NDArray bytes, int length);
    }

    /// Calls it.
    ///
    /// @param args none
    public static void main(String[] args) {
      byte[] text = "123456789".getBytes(StandardCharsets.US_ASCII);
      Crc32 crc32 =
          CLibrary.open("z")
              .function(
                  "unsigned long crc32(unsigned long crc, const unsigned char b[n], unsigned n)")
              .as(MethodHandles.lookup(), Crc32.class);
      long crc = crc32.of(0, NDArray.copyOf(text), text.length);
      if (crc != 0xCBF43926L) {
        throw new IllegalStateException("expected CBF43926 but found " + Long.toHexString(crc));
      }
    }
  }
}
