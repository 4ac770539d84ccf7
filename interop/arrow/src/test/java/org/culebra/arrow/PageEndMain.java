package org.culebra.arrow;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import org.culebra.ffi.CLibrary;

/// A child JVM that reads schemas whose format and name end with a page, before one that cannot be
/// read. Argument: the library.
final class PageEndMain {
  static final String SOURCE =
      """
      #include <stdint.h>
      #include <string.h>
      #include <sys/mman.h>
      struct ArrowSchema {
        const char *format, *name, *metadata;
        int64_t flags, n_children;
        struct ArrowSchema **children, *dictionary;
        void (*release)(struct ArrowSchema *);
        void *private_data;
      };
      static void release(struct ArrowSchema *s) { s->release = NULL; }
      /* a copy that ends so many bytes before a page that cannot be read */
      static char *at_end(const char *text, int before) {
        size_t size = 1 << 16, bytes = strlen(text) + 1;
        char *p = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED || mprotect(p + size, size, PROT_NONE) != 0) return NULL;
        memset(p, 'x', size);
        return memcpy(p + size - bytes - before, text, bytes);
      }
      struct ArrowSchema *schema(const char *format, const char *name, int before) {
        static struct ArrowSchema s;
        memset(&s, 0, sizeof s);
        s.format = at_end(format, before);
        s.name = at_end(name, before);
        s.release = release;
        return &s;
      }
      """;

  interface Fixture {
    MemorySegment schema(String format, String name, int before);
  }

  private PageEndMain() {}

  public static void main(String[] arguments) {
    Fixture c =
        CLibrary.open(arguments[0])
            .declare("void *schema(const char *format, const char *name, int before);")
            .bind(MethodHandles.lookup(), Fixture.class);
    int read = 0;
    for (String format : new String[] {"g", "tsn:Europe/Paris", "d:19,10", "w:42"}) {
      for (int length = 0; length < 10; length++) {
        for (int before = 0; before < 8; before++) {
          String name = "abcdefghi".substring(0, length);
          ArrowField field = Arrow.adoptSchema(c.schema(format, name, before));
          if (!field.name().equals(name) || !field.format().equals(format)) {
            throw new AssertionError(format + ", " + name + " but found " + field);
          }
          read++;
        }
      }
    }
    System.out.println(read + " schemas");
  }
}
