package org.culebra.ffi.ctype;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the type of a declarator from the type in front of it.
final class TypeBuilder {
  private static final int DEEPEST = 100;
  private static final int HEAVIEST = 4096;

  private final Source source;

  TypeBuilder(Source source) {
    this.source = source;
  }

  /// The type of anything but a parameter.
  Qualified apply(Qualified base, Declarator declarator) {
    return apply(base, declarator.layers());
  }

  private Qualified apply(Qualified base, List<Layer> layers) {
    Qualified type = base;
    for (Layer layer : layers) {
      type = checked(layer, apply(type, layer));
    }
    return type;
  }

  private Qualified apply(Qualified type, Layer layer) {
    return switch (layer) {
      case Layer.ToPointer p -> pointer(type, p);
      case Layer.ToArray a -> array(type, a);
      case Layer.ToFunction f -> function(type, f);
    };
  }

  /// The type of a parameter: an array becomes a pointer that keeps the length, a function a
  /// pointer to it (C11 6.7.6.3 §7, §8).
  Qualified parameter(Qualified base, Declarator declarator) {
    List<Layer> layers = declarator.layers();
    if (!layers.isEmpty() && layers.getLast() instanceof Layer.ToArray outermost) {
      Qualified element = apply(base, layers.subList(0, layers.size() - 1));
      checkLength(outermost);
      checkParameter(element.type(), outermost);
      Qualified pointer = decayed(element, outermost.restrict(), outermost.length());
      return checked(outermost, pointer);
    }
    Qualified whole = apply(base, layers);
    return switch (whole.type()) {
      case CType.Array array -> {
        CExpression length = array.count() == 0 ? null : array.length();
        yield decayed(whole.withType(array.element()), false, length);
      }
      case CType.Function function -> Qualified.pointer(whole, CType.Pointer.to(function));
      default -> whole;
    };
  }

  private static Qualified decayed(
      Qualified element, boolean restrict, @Nullable CExpression length) {
    CType pointer =
        new CType.Pointer(
            element.type(), element.isConst(), element.isVolatile(), restrict, length);
    return Qualified.pointer(element, pointer);
  }

  private static Qualified pointer(Qualified target, Layer.ToPointer layer) {
    CType pointer =
        new CType.Pointer(
            target.type(), target.isConst(), target.isVolatile(), layer.restrict(), null);
    return new Qualified(
        pointer, layer.isConst(), layer.isVolatile(), target.depth() + 1, target.weight() + 1);
  }

  private Qualified array(Qualified element, Layer.ToArray layer) {
    checkElement(element.type(), layer);
    checkLength(layer);
    if (layer.parameterOnly()) {
      throw source.error(
          layer.at(),
          "expected only a length in these brackets, which are not a parameter's own, but found more");
    }
    CExpression length = layer.length() == null ? new CExpression.Constant(0) : layer.length();
    CType.Array array = new CType.Array(element.type(), length);
    checkSize(array, layer);
    return new Qualified(
        array, element.isConst(), element.isVolatile(), element.depth() + 1, element.weight() + 1);
  }

  private void checkLength(Layer.ToArray layer) {
    if (layer.length() instanceof CExpression.Constant(long count) && count < 0) {
      throw source.error(layer.at(), "expected a length of at least 0 but found " + count);
    }
  }

  /// `void p[n]`, which C does not know, is a `void *` with a length in bytes.
  private void checkParameter(CType element, Layer.ToArray layer) {
    if (element instanceof CType.Void && layer.length() != null) {
      return;
    }
    checkElement(element, layer);
    if (layer.length() instanceof CExpression.Constant length) {
      checkSize(new CType.Array(element, length), layer);
    }
  }

  private void checkElement(CType element, Layer at) {
    boolean ok =
        switch (element) {
          case CType.Array array -> !(array.isFixed() && array.count() == 0);
          case CType.Struct struct -> struct.isComplete() && !struct.isFlexible();
          case CType.Void _ -> false;
          case CType.Function _ -> false;
          case CType.Scalar _ -> true;
          case CType.Complex _ -> true;
          case CType.Pointer _ -> true;
          case CType.Enum _ -> true;
        };
    if (!ok) {
      throw source.error(
          at.at(), "expected array elements of a known, fixed size but found " + element);
    }
  }

  private void checkSize(CType.Array array, Layer at) {
    try {
      if (array.isSized()) {
        array.byteSize();
      }
    } catch (ArithmeticException e) {
      throw source.error(at.at(), "expected a size below 2^63 bytes but found " + array);
    }
  }

  private Qualified function(Qualified returns, Layer.ToFunction layer) {
    if (returns.type() instanceof CType.Array || returns.type() instanceof CType.Function) {
      throw source.error(
          layer.at(), "expected a type that a function can return but found " + returns.type());
    }
    CType function = new CType.Function(returns.type(), layer.parameters(), layer.variadic());
    int depth = Math.max(returns.depth(), layer.depth()) + 1;
    return new Qualified(function, false, false, depth, returns.weight() + layer.weight() + 1);
  }

  private Qualified checked(Layer layer, Qualified type) {
    if (type.depth() > DEEPEST || type.weight() > HEAVIEST) {
      throw source.error(
          layer.at(),
          "expected a type of at most %d levels and %d parts but found %d levels and %d parts"
              .formatted(DEEPEST, HEAVIEST, type.depth(), type.weight()));
    }
    return type;
  }
}
