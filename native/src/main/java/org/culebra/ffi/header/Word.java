package org.culebra.ffi.header;

import java.util.HashMap;
import java.util.Map;

/// What a word means for the structure of a declaration.
enum Word {
  /// A name, or a keyword of statements and expressions.
  NAME,
  TYPEDEF,
  /// `struct`, `union`, `enum`.
  TAG,
  /// A part of a type's name.
  TYPE,
  /// A type with a group after it, such as `__typeof__(x)`.
  TYPE_GROUP,
  /// A qualifier or another word that names nothing.
  QUALIFIER,
  /// The same with a group after it, such as `__attribute__((pure))`.
  QUALIFIER_GROUP,
  /// A static assertion, which declares nothing.
  ASSERTION;

  private static final Map<String, Word> WORDS = new HashMap<>();

  static {
    add(TYPEDEF, "typedef");
    add(TAG, "struct union enum");
    add(
        TYPE,
        "void char short int long float double signed unsigned _Bool _Complex __complex__"
            + " _Imaginary __signed__ __signed __int128 __int128_t __uint128_t _Float16 _Float32"
            + " _Float64 _Float128 _Float32x _Float64x __float128 __float80 __bf16 __fp16"
            + " _Decimal32 _Decimal64 _Decimal128 __builtin_va_list __auto_type");
    add(TYPE_GROUP, "typeof __typeof __typeof__ typeof_unqual _BitInt _Atomic");
    add(
        QUALIFIER,
        "const __const __const__ volatile __volatile __volatile__ restrict __restrict"
            + " __restrict__ extern static inline __inline __inline__ register _Noreturn"
            + " __extension__ _Thread_local __thread thread_local constexpr __cdecl __stdcall"
            + " __fastcall __vectorcall _Nullable _Nonnull _Null_unspecified");
    add(QUALIFIER_GROUP, "__attribute__ __attribute asm __asm __asm__ __declspec _Alignas alignas");
    add(ASSERTION, "_Static_assert static_assert");
  }

  private static void add(Word meaning, String words) {
    for (String word : words.split(" ", -1)) {
      WORDS.put(word, meaning);
    }
  }

  static Word of(String word) {
    return WORDS.getOrDefault(word, NAME);
  }
}
