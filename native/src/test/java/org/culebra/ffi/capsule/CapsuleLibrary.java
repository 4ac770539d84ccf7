package org.culebra.ffi.capsule;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.ctype.CDeclarations;
import org.culebra.testsupport.CFixtures;

/// The C side of the tests of capsules: one library makes tables, another calls their slots.
final class CapsuleLibrary {
  static final String NAME = "org.culebra.geometry";

  private static final String TYPES =
      """
      typedef struct { double x, y; } point;
      struct geometry {
        double (*area)(double w, double h);
        unsigned char (*invert)(unsigned char value);
        unsigned short (*grow)(unsigned short value);
        point (*mirror)(point p);
        void *(*image_new)(int width);
        void (*image_free)(void *image);
      };
      """;

  private static final CDeclarations DECLARATIONS = CDeclarations.parse(TYPES);

  static final CapsuleType<CapsuleTable> GEOMETRY =
      CapsuleType.table(DECLARATIONS.struct("geometry"), Map.of("image_new", "image_free"));

  private static final String HEADER =
      """
      #include <stdint.h>
      #include <stdlib.h>
      typedef struct { double x, y; } point;
      """
          + GEOMETRY.header("geometry");

  /// Makes tables.
  static final CLibrary MAKER =
      open(
          "maker",
          HEADER
              + """
              static int released, images;
              double area(double w, double h) { return w * h; }
              static unsigned char invert(unsigned char v) { return 255 - v; }
              static unsigned short grow(unsigned short v) { return v + 1; }
              static point mirror(point p) { point q = {p.y, p.x}; return q; }
              void *image_new(int width) { images++; return malloc(width); }
              void image_free(void *image) { images -= image != 0; free(image); }
              void count_release(void *ctx) { (*(int *) ctx)++; }
              geometry *make_table(int size) {
                geometry table = {0x31415242454C5543ULL, 1, 2, size ? size : sizeof(geometry),
                    &released, count_release, area, invert, grow, mirror, image_new, image_free};
                geometry *copy = malloc(sizeof(geometry)); /* kept: addresses must stay different */
                *copy = table;
                return copy;
              }
              int released_count(void) { return released; }
              int image_count(void) { return images; }
              """,
          """
          double area(double w, double h);
          void *make_table(int size);
          int released_count(void);
          int image_count(void);
          void count_release(void *ctx);
          """);

  /// Calls the slots of a table.
  static final CLibrary USER =
      open(
          "user",
          HEADER
              + """
              static const geometry *kept;
              double sum(const geometry *t, int n) {
                double s = 0;
                for (int i = 0; i < n; i++) s += t->area(i, 2);
                return s;
              }
              int invert(const geometry *t, int v) { return t->invert(v); }
              int grow(const geometry *t, int v) { return t->grow(v); }
              double mirrored(const geometry *t, double x, double y) {
                point p = {x, y};
                point q = t->mirror(p);
                return 10 * q.x + q.y;
              }
              int header(const geometry *t) {
                return t->magic == 0x31415242454C5543ULL && t->size == sizeof(geometry)
                    ? 100 * t->major + t->minor : -1;
              }
              void keep(const geometry *t) { kept = t; }
              double area_of_kept(double w, double h) { return kept->area(w, h); }
              void free_with_kept(void *image) { kept->image_free(image); }
              double call(double (*f)(double, double), double w, double h) { return f(w, h); }
              """,
          """
          double sum(const void *t, int n);
          int invert(const void *t, int v);
          int grow(const void *t, int v);
          double mirrored(const void *t, double x, double y);
          int header(const void *t);
          void keep(const void *t);
          double area_of_kept(double w, double h);
          void free_with_kept(void *image);
          double call(double (*f)(double, double), double w, double h);
          """);

  private CapsuleLibrary() {}

  private static CLibrary open(String name, String source, String declarations) {
    return CLibrary.open(CFixtures.sharedLibrary("capsule-" + name, source).toString())
        .declare(declarations);
  }

  /// A table in C's memory that claims a number of bytes.
  static MemorySegment table(int size) {
    return (MemorySegment) call(MAKER, "make_table", size);
  }

  static Capsule<CapsuleTable> capsule() {
    return Capsule.at(table(0), NAME, 1, GEOMETRY);
  }

  static int released() {
    return (int) call(MAKER, "released_count");
  }

  static Object call(CLibrary library, String function, Object... arguments) {
    Object result = library.function(function).call(arguments);
    return result == null ? "nothing" : result;
  }
}
