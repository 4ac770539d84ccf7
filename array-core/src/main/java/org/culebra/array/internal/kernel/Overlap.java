package org.culebra.array.internal.kernel;

import org.culebra.array.internal.kernel.Diophantine.Answer;

/// Whether two arrays share bytes.
public final class Overlap {

  private Overlap() {}

  /// False only if no byte belongs to both.
  public static boolean mayShare(Operand a, Operand b) {
    return share(a, b, Diophantine.MAX_WORK) != Answer.NO;
  }

  public static Answer share(Operand a, Operand b, long maxWork) {
    if (a.size() == 0 || b.size() == 0) {
      return Answer.NO;
    }
    long lowA = a.segment().address() + a.lowByte();
    long lowB = b.segment().address() + b.lowByte();
    long highA = a.segment().address() + a.highByte();
    long highB = b.segment().address() + b.highByte();
    if (lowA >= highB || lowB >= highA) {
      return Answer.NO;
    }
    // With all strides turned positive: lowA + X == lowB + Y. Counting Y down from its end leaves
    // one sum.
    long distance = Math.min(highB - 1 - lowA, highA - 1 - lowB);
    long[][] terms = new long[a.rank() + b.rank() + 2][];
    addTerms(terms, 0, a);
    addTerms(terms, a.rank() + 1, b);
    return Diophantine.solve(terms, distance, maxWork);
  }

  private static void addTerms(long[][] terms, int from, Operand operand) {
    for (int k = 0; k < operand.rank(); k++) {
      terms[from + k] = new long[] {Math.abs(operand.stride(k)), operand.shape(k) - 1};
    }
    terms[from + operand.rank()] = new long[] {1, operand.itemSize() - 1};
  }
}
