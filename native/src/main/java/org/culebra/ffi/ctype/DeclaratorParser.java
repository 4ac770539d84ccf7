package org.culebra.ffi.ctype;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parses declarators and parameter lists (C11 6.7.6).
final class DeclaratorParser {
  private static final int MAX_PARAMETERS = 255;

  /// Whether a declarator has a name; without one it is an abstract declarator (C11 6.7.7).
  enum Name {
    REQUIRED,
    OPTIONAL,
    NONE
  }

  private final ParseContext context;
  private final TokenStream tokens;

  DeclaratorParser(ParseContext context) {
    this.context = context;
    this.tokens = context.tokens();
  }

  Syntax.Declarator parse(Name kind) {
    tokens.enter();
    Token start = tokens.peek();
    List<Syntax.TypeDerivation> derivations = new ArrayList<>();
    Syntax.Attributes attributes = context.parseAttributes();
    while (tokens.isNext("*")) {
      attributes = attributes.and(pointer(derivations));
    }
    @Nullable Token name = null;
    List<Syntax.TypeDerivation> nested = List.of();
    if (kind != Name.NONE && isName()) {
      name = tokens.next();
    } else if (tokens.isNext("(") && isNested(kind)) {
      tokens.next();
      Syntax.Declarator inner = parse(kind);
      tokens.expect(")");
      name = inner.name();
      nested = inner.derivations();
      attributes = attributes.and(inner.attributes());
    } else if (kind == Name.REQUIRED) {
      context.specifiers().rejectUnsupported(tokens.peek());
      throw tokens.expected("a name");
    }
    attributes = attributes.and(context.parseAttributes());
    attributes = attributes.and(suffixes(derivations));
    derivations.addAll(nested);
    attributes = attributes.and(context.afterDeclarator());
    tokens.leave();
    return new Syntax.Declarator(name, derivations, attributes, start);
  }

  private boolean isName() {
    Token token = tokens.peek();
    return token.kind() == Token.Kind.NAME && !Keywords.isReserved(token.text());
  }

  /// Parses `*` with its qualifiers. Of its attributes, only those of a contract are for the whole
  /// declaration.
  private Syntax.Attributes pointer(List<Syntax.TypeDerivation> derivations) {
    Token star = tokens.next();
    boolean isConst = false;
    boolean isVolatile = false;
    boolean restrict = false;
    boolean isAtomic = false;
    Syntax.Contract contract = Syntax.Contract.NONE;
    while (true) {
      contract = contract.and(context.parseAttributes().contract());
      switch (Keywords.standard(tokens.peek().text())) {
        case "const" -> isConst = true;
        case "volatile" -> isVolatile = true;
        case "restrict" -> restrict = true;
        case "_Atomic" -> isAtomic = true;
        case "_Nonnull", "_Nullable", "_Null_unspecified" -> {}
        default -> {
          context.specifiers().rejectUnsupported(tokens.peek());
          derivations.add(new Syntax.PointerTo(star, isConst, isVolatile, restrict, isAtomic));
          return Syntax.Attributes.of(contract);
        }
      }
      tokens.next();
    }
  }

  /// Whether `(` opens a nested declarator rather than a parameter list (C11 6.7.6.3 §11).
  private boolean isNested(Name kind) {
    boolean attributes = ParseContext.startsAttribute(tokens.peek(1));
    int first = 1 + (attributes ? context.attributes().length(1) : 0);
    Token second = tokens.peek(first);
    boolean standard = second.is("[") && tokens.peek(first + 1).is("[");
    boolean opens = second.is("*") || second.is("(") || second.is("[");
    if (kind == Name.REQUIRED || opens && !standard) {
      return true;
    }
    boolean plain =
        second.kind() == Token.Kind.NAME
            && !Keywords.isReserved(second.text())
            && context.symbols().typedef(second.text()) == null;
    Token third = tokens.peek(first + 1);
    return plain && kind == Name.OPTIONAL && (third.is(")") || third.is("[") || third.is("("));
  }

  /// Parses the arrays and parameter lists after the name, in the order of application: the last
  /// one first.
  private Syntax.Attributes suffixes(List<Syntax.TypeDerivation> derivations) {
    List<Syntax.TypeDerivation> suffixes = new ArrayList<>();
    Syntax.Contract contract = Syntax.Contract.NONE;
    while (true) {
      if (tokens.isStandardAttribute()) {
        contract = contract.and(context.parseAttributes().contract());
      } else if (tokens.isNext("[")) {
        suffixes.add(array());
      } else if (tokens.isNext("(")) {
        suffixes.add(function());
      } else {
        Collections.reverse(suffixes);
        derivations.addAll(suffixes);
        return Syntax.Attributes.of(contract);
      }
    }
  }

  private Syntax.TypeDerivation array() {
    Token open = tokens.next();
    boolean parameterOnly = false;
    boolean restrict = false;
    while (isArrayKeyword(tokens.peek())) {
      parameterOnly = true;
      restrict |= Keywords.standard(tokens.next().text()).equals("restrict");
    }
    @Nullable CExpression length = null;
    if (tokens.isNext("*") && tokens.peek(1).is("]")) {
      parameterOnly = true;
      tokens.next();
    } else if (!tokens.isNext("]")) {
      length = context.expressions().length();
    }
    tokens.expect("]");
    return new Syntax.ArrayOf(open, length, parameterOnly, restrict);
  }

  private static boolean isArrayKeyword(Token token) {
    return switch (Keywords.standard(token.text())) {
      case "static", "const", "volatile", "restrict" -> true;
      default -> false;
    };
  }

  private Syntax.TypeDerivation function() {
    Token open = tokens.next();
    ParameterScope outer = context.scope();
    ParameterScope scope = new ParameterScope(tokens.source());
    context.scope(scope);
    Syntax.TypeDerivation function = parameters(open, scope);
    context.scope(outer);
    tokens.expect(")");
    scope.finish();
    return function;
  }

  private Syntax.TypeDerivation parameters(Token open, ParameterScope scope) {
    List<FunctionType.Parameter> parameters = new ArrayList<>();
    int depth = 0;
    int weight = 0;
    boolean variadic = false;
    boolean more = !tokens.isNext(")");
    while (more && !variadic) {
      QualifiedType type = parameter(parameters, scope);
      if (type.type() instanceof CType.Void) {
        return new Syntax.FunctionReturning(open, List.of(), false, 0, 0);
      }
      depth = Math.max(depth, type.depth());
      weight += type.weight();
      more = tokens.accept(",");
      variadic = more && tokens.accept("...");
    }
    if (!tokens.isNext(")")) {
      throw tokens.expected(variadic ? "')'" : "',' or ')'");
    }
    return new Syntax.FunctionReturning(open, parameters, variadic, depth, weight);
  }

  private QualifiedType parameter(List<FunctionType.Parameter> parameters, ParameterScope scope) {
    if (parameters.size() == MAX_PARAMETERS) {
      throw tokens.expected("at most " + MAX_PARAMETERS + " parameters");
    }
    if (tokens.isNext("...")) {
      throw tokens.expected("a parameter before '...'");
    }
    Syntax.DeclarationSpecifiers specifiers =
        context.specifiers().parse(SpecifierParser.Place.PARAMETER);
    Syntax.Declarator declarator = parse(Name.OPTIONAL);
    QualifiedType type = context.types().parameter(specifiers, declarator);
    Token name = declarator.name();
    if (type.type() instanceof CType.Void) {
      boolean alone = name == null && parameters.isEmpty() && tokens.isNext(")");
      if (!alone) {
        throw tokens.error(
            specifiers.at(), "expected a parameter of a complete type but found void");
      }
      return type;
    }
    if (name != null) {
      scope.declare(name, type.type());
    }
    parameters.add(context.types().parameter(specifiers, declarator, type.type()));
    return type;
  }
}
