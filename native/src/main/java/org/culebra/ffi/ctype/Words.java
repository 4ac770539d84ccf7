package org.culebra.ffi.ctype;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The words of C that cannot be names, those of them that make up types, and those that are
/// refused.
final class Words {
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
          Map.entry("__signed__", "signed"),
          Map.entry("__complex__", "_Complex"));
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
          "sizeof",
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
  private static final Map<String, String> REFUSED = refused();
  private static final Map<String, String> SCALARS = scalars();

  private Words() {}

  private static Map<String, String> refused() {
    Map<String, String> reasons = new TreeMap<>();
    String numbers =
        "__int128 __int128_t __uint128_t _BitInt _Float16 _Float32 _Float64 _Float128 __float128"
            + " __float80 __fp16 __bf16 _Decimal32 _Decimal64 _Decimal128 _Imaginary";
    refuse(reasons, numbers, "Java has no such number");
    String lists = "va_list __builtin_va_list __gnuc_va_list";
    refuse(reasons, lists, "only a prototype that ends in '...' takes variable arguments");
    refuse(reasons, "_Alignas alignas _Atomic", "it may change the layout");
    String threads = "_Thread_local __thread thread_local";
    refuse(reasons, threads, "such a variable has one address in each thread");
    String conventions = "__cdecl __stdcall __fastcall __vectorcall __declspec";
    refuse(reasons, conventions, "only the platform's own calling convention is known");
    String others =
        "_Static_assert static_assert _Generic typeof __typeof__ typeof_unqual __auto_type auto"
            + " _Alignof asm __asm __asm__";
    refuse(
        reasons, others, "only declarations of functions, types, variables and constants are read");
    return reasons;
  }

  private static void refuse(Map<String, String> reasons, String words, String reason) {
    for (String word : words.split(" ", -1)) {
      reasons.put(word, reason);
    }
  }

  private static Map<String, String> scalars() {
    Map<String, String> names = new TreeMap<>();
    for (String name : "void char float double _Bool int".split(" ", -1)) {
      names.put(name, name);
    }
    names.put(key("signed char"), "signed char");
    names.put(key("unsigned char"), "unsigned char");
    names.put(key("float _Complex"), "float");
    names.put(key("double _Complex"), "double");
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

  private static String key(String words) {
    String[] parts = words.split(" ", -1);
    Arrays.sort(parts);
    return String.join(" ", parts);
  }

  /// The spelling of a type made of several words in any order; null if they do not make one.
  static @Nullable String scalar(String words) {
    return SCALARS.get(key(words));
  }

  /// The standard word for one of the compilers' own, `__inline`; otherwise the word itself.
  static String standard(String word) {
    return ALTERNATIVES.getOrDefault(word, word);
  }

  static boolean isReserved(String word) {
    String standard = standard(word);
    return TYPE.contains(standard)
        || OTHER.contains(standard)
        || REFUSED.containsKey(word)
        || word.startsWith("__attribute");
  }

  /// Whether the (standard) word is part of a type's name.
  static boolean isType(String word) {
    return TYPE.contains(word);
  }

  /// Why a word is refused, as the end of a message; null if it is not.
  static @Nullable String refusal(String word) {
    String reason = REFUSED.get(word);
    return reason == null ? null : "'" + word + "' is not supported: " + reason;
  }
}
