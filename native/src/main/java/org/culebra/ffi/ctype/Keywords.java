package org.culebra.ffi.ctype;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The keywords of C (C11 6.4.1) and of compilers: which of them make up types, and which are
/// rejected, and why.
final class Keywords {
  private static final Set<String> TYPE =
      Set.of(
          "void",
          "char",
          "short",
          "int",
          "long",
          "float",
          "double",
          "signed",
          "unsigned",
          "_Bool",
          "_Complex",
          "_Float32",
          "_Float64",
          "_Float32x",
          "struct",
          "union",
          "enum");
  private static final Map<String, String> ALTERNATIVES =
      Map.ofEntries(
          Map.entry("__const", "const"),
          Map.entry("__const__", "const"),
          Map.entry("__volatile", "volatile"),
          Map.entry("__volatile__", "volatile"),
          Map.entry("__restrict", "restrict"),
          Map.entry("__restrict__", "restrict"),
          Map.entry("__inline", "inline"),
          Map.entry("__inline__", "inline"),
          Map.entry("__signed", "signed"),
          Map.entry("__signed__", "signed"),
          Map.entry("__complex", "_Complex"),
          Map.entry("__complex__", "_Complex"),
          Map.entry("__float128", "_Float128"),
          Map.entry("__attribute", "__attribute__"),
          Map.entry("__alignof", "_Alignof"),
          Map.entry("__alignof__", "_Alignof"),
          Map.entry("alignof", "_Alignof"),
          Map.entry("alignas", "_Alignas"),
          Map.entry("typeof", "__typeof__"),
          Map.entry("__typeof", "__typeof__"),
          Map.entry("asm", "__asm__"),
          Map.entry("__asm", "__asm__"),
          Map.entry("static_assert", "_Static_assert"));

  /// Operators and declarations that look like calls of functions; none of them begins a type.
  private static final Set<String> OPERATORS =
      Set.of("sizeof", "_Alignof", "__builtin_offsetof", "__asm__", "_Static_assert");

  private static final Set<String> OTHER =
      Set.of(
          "const",
          "volatile",
          "restrict",
          "typedef",
          "extern",
          "static",
          "inline",
          "register",
          "_Noreturn",
          "__extension__",
          "__attribute__",
          "__typeof__",
          "_Alignas",
          "_Atomic",
          "_Nonnull",
          "_Nullable",
          "_Null_unspecified",
          "break",
          "case",
          "continue",
          "default",
          "do",
          "else",
          "for",
          "goto",
          "if",
          "return",
          "switch",
          "while");
  private static final Map<String, Rejection> REJECTED = rejected();
  private static final Map<String, String> SCALARS = scalars();

  private Keywords() {}

  /// Why something of C or of a compiler is rejected.
  ///
  /// @param expected what this library supports instead
  /// @param wayOut what its user can do
  record Rejection(String expected, String wayOut) {
    /// Of a calling convention.
    static final Rejection CONVENTION =
        new Rejection(
            "the platform's default calling convention", "call such a function from one in C");

    String message(String found) {
      return "expected " + expected + " but found " + found + "; " + wayOut;
    }
  }

  private static Map<String, Rejection> rejected() {
    Map<String, Rejection> rejected = new TreeMap<>();
    put(
        rejected,
        "_BitInt _Imaginary",
        new Rejection("a number type that Java has", "declare a C function that converts it"));
    put(
        rejected,
        "_Thread_local __thread thread_local",
        new Rejection(
            "a variable that all threads share", "declare a C function that returns its address"));
    put(rejected, "__cdecl __stdcall __fastcall __vectorcall __declspec", Rejection.CONVENTION);
    put(
        rejected,
        "_Generic typeof_unqual __auto_type auto",
        new Rejection(
            "a declaration of a function, type, variable or constant",
            "write the type or the value that it stands for"));
    return rejected;
  }

  /// Rejects each of some words, separated by spaces.
  static void put(Map<String, Rejection> all, String words, Rejection rejection) {
    for (String word : words.split(" ", -1)) {
      all.put(word, rejection);
    }
  }

  private static Map<String, String> scalars() {
    Map<String, String> names = new TreeMap<>();
    String single = "void char float double _Bool int _Float32 _Float64 _Float32x";
    for (String name : single.split(" ", -1)) {
      names.put(name, name);
    }
    for (String name : BuiltinTypes.KEYWORDS) {
      names.put(name, name);
    }
    String complex =
        "float double _Float16 _Float32 _Float64 _Float32x _Float128 _Float64x __float80";
    for (String name : complex.split(" ", -1)) {
      names.put(key(name + " _Complex"), name);
    }
    names.put("_Complex", "double");
    names.put(key("long double"), "long double");
    names.put(key("long double _Complex"), "long double");
    names.put(key("signed __int128"), "__int128");
    names.put(key("unsigned __int128"), "unsigned __int128");
    names.put(key("signed char"), "signed char");
    names.put(key("unsigned char"), "unsigned char");
    names.put("signed", "int");
    names.put(key("signed int"), "int");
    names.put("unsigned", "unsigned int");
    names.put(key("unsigned int"), "unsigned int");
    for (String name : new String[] {"short", "long", "long long"}) {
      for (String end : new String[] {"", " int"}) {
        names.put(key(name + end), name);
        names.put(key("signed " + name + end), name);
        names.put(key("unsigned " + name + end), "unsigned " + name);
      }
    }
    return names;
  }

  private static String key(String keywords) {
    String[] parts = keywords.split(" ", -1);
    Arrays.sort(parts);
    return String.join(" ", parts);
  }

  /// The canonical spelling of a type given by several keywords in any order (C11 6.7.2 §2); null
  /// if they do not name one.
  static @Nullable String scalar(String keywords) {
    return SCALARS.get(key(keywords));
  }

  /// The standard keyword for a compiler's spelling, such as `__inline`; otherwise the word itself.
  static String standard(String word) {
    return ALTERNATIVES.getOrDefault(word, word);
  }

  static boolean isReserved(String word) {
    String standard = standard(word);
    return isType(standard)
        || OTHER.contains(standard)
        || OPERATORS.contains(standard)
        || REJECTED.containsKey(word);
  }

  /// Whether the (standard) keyword is followed by arguments in parentheses and begins no type.
  static boolean isOperator(String word) {
    return OPERATORS.contains(word);
  }

  /// Whether the (standard) keyword is part of a type's name.
  static boolean isType(String word) {
    return TYPE.contains(word) || BuiltinTypes.KEYWORDS.contains(word);
  }

  /// The error message for a keyword that is rejected; null for any other word.
  static @Nullable String rejection(String word) {
    Rejection rejection = REJECTED.get(word);
    return rejection == null ? null : rejection.message("'" + word + "'");
  }
}
