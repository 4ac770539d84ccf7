package org.culebra.ffi;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import org.culebra.array.internal.Suggestions;
import org.culebra.ffi.ctype.CPrototype;
import org.culebra.ffi.ctype.CType;
import org.culebra.ffi.ctype.CVariable;
import org.culebra.ffi.ctype.FunctionType;
import org.culebra.ffi.header.HeaderScope;
import org.culebra.ffi.internal.argument.Carriers;
import org.culebra.ffi.internal.call.CFunctionImpl;
import org.culebra.ffi.internal.call.KeptUntil;
import org.culebra.ffi.internal.call.OwnedResult;
import org.culebra.ffi.internal.host.LibrarySearch;
import org.culebra.ffi.internal.host.Loader;
import org.culebra.ffi.internal.memory.EndingFunction;
import org.jspecify.annotations.Nullable;

/// Finds the symbols of libraries, and links prototypes to them.
///
/// Thread-safe.
final class FunctionLinker {
  private final List<LibrarySearch.Found> libraries;
  private final HeaderScope scope;

  /// The functions compiled for macros and inline functions.
  private final Map<String, MemorySegment> wrappers = new ConcurrentHashMap<>();

  /// @param libraries those in which symbols are looked up, in this order
  FunctionLinker(List<LibrarySearch.Found> libraries, HeaderScope scope) {
    this.libraries = List.copyOf(libraries);
    this.scope = scope;
  }

  List<LibrarySearch.Found> libraries() {
    return libraries;
  }

  String libraryName() {
    StringJoiner names = new StringJoiner(", ");
    for (LibrarySearch.Found library : libraries) {
      names.add(library.spelling());
    }
    return names.toString();
  }

  private Optional<MemorySegment> find(String symbol) {
    for (LibrarySearch.Found library : libraries) {
      Optional<MemorySegment> found = library.symbols().find(symbol);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  MemorySegment symbol(String symbol) {
    Optional<MemorySegment> found = find(symbol);
    if (found.isEmpty()) {
      throw new NoSuchElementException(
          "expected a symbol of library %s but found no '%s'%s"
              .formatted(libraryName(), symbol, nearby(symbol)));
    }
    return found.get();
  }

  /// A declared name that the library does have, for a misspelled prototype.
  private String nearby(String symbol) {
    List<String> there =
        scope.functions().stream()
            .filter(declared -> !declared.equals(symbol) && find(declared).isPresent())
            .toList();
    return Suggestions.hint(symbol, there);
  }

  CFunction link(CPrototype prototype) {
    try {
      MemorySegment address = address(prototype);
      return new CFunctionImpl(
          prototype,
          address,
          owned(prototype.type().owner()),
          kept(prototype),
          mayEnd(prototype.type()) ? EndingFunction.at(address.address()) : null);
    } catch (UnsupportedOperationException e) {
      scope.reject(prototype, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private List<KeptUntil> kept(CPrototype prototype) {
    return CFunctionImpl.keeps(prototype.type())
        ? KeptUntil.of(prototype, this::ending)
        : List.of();
  }

  /// Whether a function may end what C keeps: it takes a pointer to data, and optionally a size.
  private static boolean mayEnd(FunctionType type) {
    List<FunctionType.Parameter> parameters = type.parameters();
    return !parameters.isEmpty()
        && parameters.size() <= 2
        && parameters.getFirst().type() instanceof CType.Pointer pointer
        && pointer.function().isEmpty()
        && Adoption.Release.fits(type);
  }

  /// The address of a function that ends what C keeps: of the library, or of the process.
  ///
  /// @param pointer the type of its argument
  private long ending(FunctionType.Keeps keeps, CType.Pointer pointer) {
    String function = keeps.function();
    if (scope.hasVariable(function)) {
      throw new IllegalArgumentException(
          "expected a function for [[%s]] but found '%s'"
              .formatted(keeps, scope.variable(function)));
    }
    if (!scope.hasFunction(function)) {
      return undeclared(function, keeps);
    }
    CPrototype prototype = scope.prototype(function);
    boolean fits =
        mayEnd(prototype.type())
            && CType.difference(
                    prototype.type().parameters().getFirst().type(),
                    pointer,
                    CType.Comparison.VOID_POINTERS)
                .isEmpty();
    if (!fits) {
      throw new IllegalArgumentException(
          "expected a function that takes a '%s', and optionally a size, for [[%s]] but found %s"
              .formatted(pointer, keeps, prototype));
    }
    return address(prototype).address();
  }

  private @Nullable OwnedResult owned(FunctionType.@Nullable Owner owner) {
    return owner == null
        ? null
        : new OwnedResult(release(owner.function()), owner.function(), owner.lengths());
  }

  /// The address of the function that frees a result: of the library, or of the process.
  private long release(String owner) {
    if (scope.hasFunction(owner)) {
      CPrototype prototype = scope.prototype(owner);
      return Adoption.Release.of(new CFunctionImpl(prototype, address(prototype))).function();
    }
    if (scope.hasVariable(owner)) {
      return releaseIn(scope.variable(owner));
    }
    return undeclared(owner, "owner(" + owner + ")");
  }

  /// The address of a function that is known by its name only.
  ///
  /// @param attribute names it
  private long undeclared(String function, Object attribute) {
    return find(function)
        .or(() -> OwnedResult.inProcess(function))
        .orElseThrow(() ->
            new NoSuchElementException(
                "expected a function of %s for [[%s]] but found none"
                    .formatted(orProcess(libraryName()), attribute)))
        .address();
  }

  /// The function that a variable points to now, as libxml2's `xmlFree` does.
  private long releaseIn(CVariable variable) {
    FunctionType type =
        variable.type() instanceof CType.Pointer pointer ? pointer.function().orElse(null) : null;
    if (type == null) {
      throw new IllegalArgumentException(
          "expected a function that frees the result but found '%s' for [[owner(%s)]]"
              .formatted(variable, variable.name()));
    }
    MemorySegment pointer = (MemorySegment) new CGlobal(variable, symbol(variable.symbol())).get();
    CPrototype prototype = new CPrototype(variable.name(), type, 1, 1);
    return Adoption.Release.of(new CFunctionImpl(prototype, pointer)).function();
  }

  private static String orProcess(String library) {
    return library.equals(CLibrary.PROCESS) ? library : library + " or of the process";
  }

  /// The address of a function, or of a wrapper for what exists in a header only.
  private MemorySegment address(CPrototype prototype) {
    String symbol = prototype.symbol();
    Optional<MemorySegment> found =
        symbol.isEmpty() || scope.isMacroOnly(prototype.name()) ? Optional.empty() : find(symbol);
    if (found.isPresent()) {
      return found.get();
    }
    Carriers.checkCallable(prototype.name(), prototype.type()); // compiling takes long
    Path wrapper = scope.wrapper(prototype, paths());
    if (wrapper == null) {
      return symbol(symbol.isEmpty() ? prototype.name() : symbol);
    }
    MemorySegment address =
        LibrarySearch.open(wrapper.toString(), false).symbols().findOrThrow(HeaderScope.WRAPPER);
    wrappers.put(prototype.name(), address);
    return address;
  }

  /// The paths of the libraries; the process itself has none.
  private List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (LibrarySearch.Found library : libraries) {
      String path = Loader.path(library.handle());
      if (path == null || !path.isEmpty()) {
        paths.add(path == null ? library.spelling() : path);
      }
    }
    return paths;
  }

  /// The address that a function of this library has.
  MemorySegment addressOf(String function) {
    MemorySegment wrapper = wrappers.get(function);
    return wrapper != null ? wrapper : symbol(function);
  }
}
