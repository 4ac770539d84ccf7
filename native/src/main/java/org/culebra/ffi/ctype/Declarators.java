package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads declarators (C11 6.7.6) and parameter lists.
final class Declarators {
  private static final int MOST_PARAMETERS = 255;

  /// Whether a declarator has a name.
  enum Name {
    REQUIRED,
    OPTIONAL,
    NONE
  }

  private final Parser parser;
  private final Tokens tokens;

  Declarators(Parser parser) {
    this.parser = parser;
    this.tokens = parser.tokens();
  }

  Declarator read(Name kind) {
    tokens.enter();
    Token start = tokens.peek();
    List<Layer> layers = new ArrayList<>();
    while (tokens.isNext("*")) {
      layers.add(pointer());
    }
    @Nullable Token name = null;
    List<Layer> nested = List.of();
    if (kind != Name.NONE && isName()) {
      name = tokens.next();
    } else if (tokens.isNext("(") && isNested(kind)) {
      tokens.next();
      Declarator inner = read(kind);
      tokens.expect(")");
      name = inner.name();
      nested = inner.layers();
    } else if (kind == Name.REQUIRED) {
      parser.specifiers().refuse(tokens.peek());
      throw tokens.expected("a name");
    }
    layers.addAll(suffixes());
    layers.addAll(nested);
    tokens.leave();
    return new Declarator(name, layers, start);
  }

  private boolean isName() {
    Token token = tokens.peek();
    return token.kind() == Token.Kind.NAME && !Words.isReserved(token.text());
  }

  private Layer pointer() {
    Token star = tokens.next();
    boolean isConst = false;
    boolean isVolatile = false;
    boolean restrict = false;
    while (true) {
      switch (Words.standard(tokens.peek().text())) {
        case "const" -> isConst = true;
        case "volatile" -> isVolatile = true;
        case "restrict" -> restrict = true;
        default -> {
          parser.specifiers().refuse(tokens.peek());
          return new Layer.ToPointer(star, isConst, isVolatile, restrict);
        }
      }
      tokens.next();
    }
  }

  /// Whether `(` opens a nested declarator rather than a parameter list (C11 6.7.6.3 §11).
  private boolean isNested(Name kind) {
    Token behind = tokens.peek(1);
    if (kind == Name.REQUIRED || behind.is("*") || behind.is("(") || behind.is("[")) {
      return true;
    }
    boolean plain =
        behind.kind() == Token.Kind.NAME
            && !Words.isReserved(behind.text())
            && parser.symbols().typedef(behind.text()) == null;
    Token third = tokens.peek(2);
    return plain && kind == Name.OPTIONAL && (third.is(")") || third.is("[") || third.is("("));
  }

  /// What stands behind the name, in the order of application: the last one first.
  private List<Layer> suffixes() {
    List<Layer> layers = new ArrayList<>();
    while (true) {
      if (tokens.isNext("[")) {
        layers.add(array());
      } else if (tokens.isNext("(")) {
        layers.add(function());
      } else {
        Collections.reverse(layers);
        return layers;
      }
    }
  }

  private Layer array() {
    Token open = tokens.next();
    if (tokens.isNext("[")) {
      throw tokens.error(open, "attributes in '[[' are not supported");
    }
    boolean parameterOnly = false;
    boolean restrict = false;
    while (isArrayWord(tokens.peek())) {
      parameterOnly = true;
      restrict |= Words.standard(tokens.next().text()).equals("restrict");
    }
    @Nullable CExpression length = null;
    if (tokens.isNext("*") && tokens.peek(1).is("]")) {
      parameterOnly = true;
      tokens.next();
    } else if (!tokens.isNext("]")) {
      length = parser.expressions().length();
    }
    tokens.expect("]");
    return new Layer.ToArray(open, length, parameterOnly, restrict);
  }

  private static boolean isArrayWord(Token token) {
    return switch (Words.standard(token.text())) {
      case "static", "const", "volatile", "restrict" -> true;
      default -> false;
    };
  }

  private Layer function() {
    Token open = tokens.next();
    ParameterScope outer = parser.scope();
    ParameterScope scope = new ParameterScope(tokens.source());
    parser.scope(scope);
    Layer layer = parameters(open, scope);
    parser.scope(outer);
    tokens.expect(")");
    scope.finish();
    return layer;
  }

  private Layer parameters(Token open, ParameterScope scope) {
    List<CType.Parameter> parameters = new ArrayList<>();
    int depth = 0;
    int weight = 0;
    boolean variadic = false;
    boolean more = !tokens.isNext(")");
    while (more && !variadic) {
      Qualified type = parameter(parameters, scope);
      if (type.type() instanceof CType.Void) {
        return new Layer.ToFunction(open, List.of(), false, 0, 0);
      }
      depth = Math.max(depth, type.depth());
      weight += type.weight();
      more = tokens.accept(",");
      variadic = more && tokens.accept("...");
    }
    if (!tokens.isNext(")")) {
      throw tokens.expected(variadic ? "')'" : "',' or ')'");
    }
    return new Layer.ToFunction(open, parameters, variadic, depth, weight);
  }

  private Qualified parameter(List<CType.Parameter> parameters, ParameterScope scope) {
    if (parameters.size() == MOST_PARAMETERS) {
      throw tokens.expected("at most " + MOST_PARAMETERS + " parameters");
    }
    if (tokens.isNext("...")) {
      throw tokens.expected("a parameter in front of '...'");
    }
    Specified specified = parser.specifiers().read(Specifiers.Place.PARAMETER);
    Declarator declarator = read(Name.OPTIONAL);
    Qualified type = parser.types().parameter(specified.type(), declarator);
    Token name = declarator.name();
    if (type.type() instanceof CType.Void) {
      boolean alone = name == null && parameters.isEmpty() && tokens.isNext(")");
      if (!alone) {
        throw tokens.error(specified.at(), "expected a parameter with a value but found void");
      }
      return type;
    }
    if (name != null) {
      scope.declare(name, type.type());
    }
    parameters.add(new CType.Parameter(name == null ? "" : name.text(), type.type()));
    return type;
  }
}
