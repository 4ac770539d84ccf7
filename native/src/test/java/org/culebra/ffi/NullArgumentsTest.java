package org.culebra.ffi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.culebra.array.DoubleView;
import org.culebra.array.NDArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// `null` for a pointer, in each Java type that an interface may have for it: NULL where the
/// prototype says `[[nullable]]`, otherwise rejected with the way out.
class NullArgumentsTest {
  private static final CLibrary LIB =
      CLibrary.compile(
              """
              struct point { double x, y; };
              int is_null(const void *p) { return p == 0; }
              """)
          .declare("struct point { double x, y; };");

  interface OfArray {
    int of(@Nullable NDArray x);
  }

  interface OfView {
    int of(@Nullable DoubleView x);
  }

  interface OfStrided {
    int of(@Nullable Strided x);
  }

  interface OfSegment {
    int of(@Nullable MemorySegment x);
  }

  interface OfDoubles {
    int of(double @Nullable [] x);
  }

  interface OfBytes {
    int of(byte @Nullable [] x);
  }

  interface OfBuffer {
    int of(@Nullable ByteBuffer x);
  }

  interface OfRef {
    int of(Ref.@Nullable OfDouble x);
  }

  interface OfPointer {
    int of(Ref.@Nullable OfPointer x);
  }

  interface OfText {
    int of(@Nullable String x);
  }

  interface OfTexts {
    int of(String @Nullable [] x);
  }

  interface OfStruct {
    int of(CStruct.@Nullable Value x);
  }

  /// A C parameter, a Java type for it, and the call with `null`.
  record Row<T>(String parameter, Class<T> type, Function<T, Integer> call) {
    int run(String attribute) {
      String prototype = "int is_null(" + attribute + parameter + ")";
      return call.apply(LIB.function(prototype).as(MethodHandles.lookup(), type));
    }

    @Override
    public String toString() {
      return parameter + " as " + type.getSimpleName();
    }
  }

  @SuppressWarnings("UnusedVariable") // JUnit reads it
  private static final List<Row<?>> ROWS =
      List.of(
          new Row<>("double *x", OfArray.class, f -> f.of(null)),
          new Row<>("const double x[3]", OfArray.class, f -> f.of(null)),
          new Row<>("double *x", OfView.class, f -> f.of(null)),
          new Row<>("const double *x", OfStrided.class, f -> f.of(null)),
          new Row<>("double x[2]", OfSegment.class, f -> f.of(null)),
          new Row<>("double *x", OfDoubles.class, f -> f.of(null)),
          new Row<>("const double *x", OfDoubles.class, f -> f.of(null)),
          new Row<>("char *x", OfBytes.class, f -> f.of(null)),
          new Row<>("unsigned char *x", OfBuffer.class, f -> f.of(null)),
          new Row<>("double *x", OfRef.class, f -> f.of(null)),
          new Row<>("void **x", OfPointer.class, f -> f.of(null)),
          new Row<>("const char *x", OfText.class, f -> f.of(null)),
          new Row<>("const char x[4]", OfText.class, f -> f.of(null)),
          new Row<>("const unsigned char *x", OfText.class, f -> f.of(null)),
          new Row<>("const char **x", OfTexts.class, f -> f.of(null)),
          new Row<>("const char *x[2]", OfTexts.class, f -> f.of(null)),
          new Row<>("struct point *x", OfStruct.class, f -> f.of(null)));

  @ParameterizedTest
  @FieldSource("ROWS")
  void nullable_isNull(Row<?> row) {
    assertThat(row.run("[[nullable]] ")).isEqualTo(1);
  }

  @ParameterizedTest
  @FieldSource("ROWS")
  void otherwise_isRejected(Row<?> row) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> row.run(""))
        .withMessageContaining("but found null; declare the parameter [[nullable]] to pass NULL");
  }
}
