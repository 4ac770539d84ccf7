package org.culebra.ffi.header;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.culebra.ffi.CompileOptions;
import org.culebra.testsupport.Peers;

/// A header of the system's packages, with the headers that it needs before it.
///
/// @param names in the order in which they are included
/// @param packages what `pkg-config` is asked for
record SystemHeader(List<String> names, List<String> packages) {
  private static final boolean LONG = Boolean.getBoolean("culebra.long");

  /// Twelve for every run.
  private static final String USUAL =
      """
      zlib.h
      sqlite3.h
      Python.h pkg:python3-embed
      stdio.h
      stdlib.h
      string.h
      math.h
      gsl/gsl_integration.h
      png.h
      openssl/evp.h
      git2.h
      glib.h pkg:glib-2.0
      """;

  private static final String FURTHER =
      """
      time.h
      unistd.h
      fcntl.h
      sys/mman.h
      sys/stat.h
      dlfcn.h
      errno.h
      signal.h
      pthread.h
      gsl/gsl_blas.h
      gsl/gsl_linalg.h
      gsl/gsl_deriv.h
      cblas.h
      lapacke.h
      fftw3.h
      stdio.h jpeglib.h
      turbojpeg.h
      openssl/ssl.h
      curl/curl.h
      zstd.h
      lz4.h
      lzma.h
      bzlib.h
      hdf5.h pkg:hdf5
      netcdf.h
      uv.h
      libxml/parser.h pkg:libxml-2.0
      SDL2/SDL.h
      expat.h
      archive.h
      """;

  /// Those for this run: twelve, or all 42 with `culebra.long`.
  static List<SystemHeader> all() {
    return Stream.concat(USUAL.lines(), LONG ? FURTHER.lines() : Stream.empty())
        .map(SystemHeader::parse)
        .toList();
  }

  private static SystemHeader parse(String line) {
    List<String> names = new ArrayList<>();
    List<String> packages = new ArrayList<>();
    for (String word : Arrays.asList(line.split(" ", -1))) {
      if (word.startsWith("pkg:")) {
        packages.add(word.substring(4));
      } else {
        names.add(word);
      }
    }
    return new SystemHeader(names, packages);
  }

  CompileOptions options() {
    try {
      return packages.isEmpty()
          ? CompileOptions.defaults()
          : CompileOptions.defaults().withPkgConfig(packages.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      Peers.missing(names.getLast(), String.valueOf(e.getMessage()));
      throw e;
    }
  }

  CHeader read() {
    try {
      return CHeader.read(options(), names.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("No such file")) {
        Peers.missing(names.getLast(), message.lines().findFirst().orElse(""));
      }
      throw e;
    }
  }

  @Override
  public String toString() {
    return names.getLast();
  }
}
