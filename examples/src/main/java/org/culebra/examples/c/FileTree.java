package org.culebra.examples.c;

import static java.lang.invoke.MethodHandles.lookup;

import java.lang.foreign.Arena;
import java.util.Map;
import java.util.TreeMap;
import org.culebra.ffi.CFunction;
import org.culebra.ffi.CLibrary;
import org.culebra.ffi.CStruct;
import org.culebra.ffi.Callback;
import org.culebra.ffi.CompileOptions;

/// `nftw` walks a folder and calls Java with the path and the `struct stat` of each file.
final class FileTree {
  private static final CLibrary C =
      CLibrary.process()
          .header(CompileOptions.defaults().withFlags("-D_XOPEN_SOURCE=700"), "ftw.h");

  /// What `nftw` calls.
  interface Visit {
    int entry(String path, CStruct.Value stat, int type, CStruct.Value place);
  }

  /// The files below a folder, and their sizes in bytes.
  static Map<String, Long> sizes(String folder) {
    Map<String, Long> sizes = new TreeMap<>();
    Visit visit =
        (path, stat, type, _) -> {
          if (type == C.constant("FTW_F")) {
            sizes.put(path, (Long) stat.get("st_size"));
          }
          return 0;
        };
    CFunction nftw = C.function("nftw");
    try (Arena arena = Arena.ofConfined()) {
      Callback callback = nftw.callback("__func").as(lookup(), Visit.class).in(arena, visit);
      nftw.call(folder, callback, 16, C.constant("FTW_PHYS"));
    }
    return sizes;
  }

  public static void main(String[] args) {
    System.out.println(sizes(args[0]));
  }
}
