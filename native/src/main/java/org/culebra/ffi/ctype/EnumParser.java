package org.culebra.ffi.ctype;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses enums (C11 6.7.2.2; C23 6.7.3.3 for a given type). As in GCC, an enum is as large as
/// `int` unless a member needs more.
final class EnumParser {
  private final ParseContext context;
  private final TokenStream tokens;
  private final TaggedTypeParser tags;

  EnumParser(ParseContext context, TaggedTypeParser tags) {
    this.context = context;
    this.tokens = context.tokens();
    this.tags = tags;
  }

  /// Parses what follows the keyword `enum`.
  TaggedTypeParser.Result parse(Token keyword) {
    Syntax.Attributes before = context.attributes().parse();
    Token tag = tags.tag(keyword);
    CType.@Nullable Scalar given = givenType();
    if (tokens.isNext("{")) {
      return new TaggedTypeParser.Result(define(keyword, tag, given, before), true, false);
    }
    context.specifiers().rejectUnsupported(tokens.peek());
    if (tag == null) {
      throw tokens.expected("a tag or '{' after 'enum'");
    }
    return new TaggedTypeParser.Result(reference(keyword, tag, given), true, false);
  }

  /// Parses `: type`, unless the colon begins the width of a bit-field.
  private CType.@Nullable Scalar givenType() {
    if (!tokens.isNext(":") || !context.specifiers().startsType(tokens.peek(1))) {
      return null;
    }
    tokens.next();
    Token at = tokens.peek();
    tokens.enter();
    CType type = context.specifiers().parse(SpecifierParser.Place.TYPE_NAME).type().type();
    tokens.leave();
    boolean integer =
        type instanceof CType.Scalar scalar && scalar.kind() != CType.Scalar.Kind.FLOATING;
    if (!integer) {
      throw tokens.error(at, "expected an integer type for this enum but found " + type);
    }
    return (CType.Scalar) type;
  }

  /// An enum by its tag. One that is not defined yet is as large as `int`, as in GCC.
  private CType reference(Token keyword, Token tag, CType.@Nullable Scalar given) {
    String key = TaggedTypeParser.key(keyword, tag);
    CType known = context.symbols().tag(key);
    if (known != null) {
      return known;
    }
    CType.Scalar underlying = given == null ? scalar(4, "") : given;
    CType.Enum type = new CType.Enum(tag.text(), true, underlying, isSigned(given));
    context.symbols().putTag(key, type);
    return type;
  }

  private CType define(
      Token keyword, @Nullable Token tag, CType.@Nullable Scalar given, Syntax.Attributes before) {
    tokens.expect("{");
    tokens.enter();
    List<BigInteger> values = new ArrayList<>();
    do {
      if (tokens.isNext("}") && !values.isEmpty()) {
        break;
      }
      enumerator(values);
    } while (tokens.accept(","));
    if (!tokens.isNext("}")) {
      throw tokens.expected("',' or '}' after an enum member");
    }
    Token close = tokens.next();
    tokens.leave();
    boolean packed = before.and(context.attributes().parse()).packed();
    CType.Scalar underlying = given == null ? underlying(values, close, packed) : given;
    String name = tag == null ? "" : tag.text();
    boolean negative =
        given == null ? values.stream().anyMatch(v -> v.signum() < 0) : isSigned(given);
    CType.Enum type = new CType.Enum(name, tag != null, underlying, negative);
    return tag == null ? type : registered(tag, type, keyword);
  }

  private static boolean isSigned(CType.@Nullable Scalar given) {
    return given != null && given.kind() == CType.Scalar.Kind.SIGNED;
  }

  private CType registered(Token tag, CType.Enum type, Token keyword) {
    String key = TaggedTypeParser.key(keyword, tag);
    if (context.symbols().tag(key) instanceof CType.Enum known
        && known.underlying().size() != type.underlying().size()) {
      throw tokens.error(
          tag,
          "expected the earlier definition of %s, with members of type %s, but found members of type %s"
              .formatted(known, known.underlying(), type.underlying()));
    }
    context.symbols().putTag(key, type);
    return type;
  }

  /// Parses a member and adds its value.
  private void enumerator(List<BigInteger> values) {
    Token name = tokens.peek();
    if (name.kind() != Token.Kind.NAME || Keywords.isReserved(name.text())) {
      throw tokens.expected("the name of an enum member");
    }
    tokens.next();
    context.attributes().parse();
    BigInteger value = values.isEmpty() ? BigInteger.ZERO : values.getLast().add(BigInteger.ONE);
    Token at = name;
    if (tokens.accept("=")) {
      at = tokens.peek();
      @Nullable ParameterScope outer = context.scope();
      context.scope(null);
      value = context.expressions().constant().value();
      context.scope(outer);
    }
    if (value.bitLength() > 64) {
      throw tokens.error(
          at,
          "expected a value of at most 64 bits for the enum member '%s' but found %s"
              .formatted(name.text(), value));
    }
    values.add(value);
    context.definitions().constant(name, value.longValue(), smallest(value, value, 4));
  }

  private CType.Scalar underlying(List<BigInteger> values, Token close, boolean packed) {
    BigInteger least = Collections.min(values);
    BigInteger most = Collections.max(values);
    if (least.signum() < 0 && most.bitLength() > 63) {
      throw tokens.error(
          close,
          "expected members that fit one 64-bit type but found both negative values and values"
              + " above 9223372036854775807");
    }
    return smallest(least, most, packed ? 1 : 4);
  }

  /// The smallest integer type of at least some size that has both values; signed if it can be,
  /// unless it is smaller than `int`, as in GCC.
  private CType.Scalar smallest(BigInteger least, BigInteger most, int atLeast) {
    for (int size = atLeast; size < 8; size *= 2) {
      boolean signed = most.bitLength() < 8 * size && least.bitLength() < 8 * size;
      boolean unsigned = least.signum() >= 0 && most.bitLength() <= 8 * size;
      if (signed && (size >= 4 || least.signum() < 0)) {
        return scalar(size, "");
      }
      if (unsigned) {
        return scalar(size, "unsigned ");
      }
    }
    return scalar(8, most.bitLength() > 63 ? "unsigned " : "");
  }

  private CType.Scalar scalar(int size, String sign) {
    DataModel model = context.symbols().model();
    String name =
        switch (size) {
          case 1 -> "char";
          case 2 -> "short";
          case 4 -> "int";
          default -> model.longSize() == 8 ? "long" : "long long";
        };
    boolean plainChar = size == 1 && sign.isEmpty();
    return BuiltinTypes.scalar((plainChar ? "signed " : sign) + name, model);
  }
}
