package org.culebra.array.internal;

import java.util.List;

/// The units of `datetime64` and `timedelta64`: `ns`, `D`, or a multiple such as `25s`.
public final class TimeUnits {

  private static final List<String> UNITS =
      List.of("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as");

  private TimeUnits() {}

  public static boolean isUnit(String name) {
    return UNITS.contains(name);
  }

  /// The unit without a multiple: `s` of `25s`.
  public static String base(String unit) {
    return unit.substring(digits(unit));
  }

  /// The number of base units in a count of 1: 25 for `25s`.
  public static int multiple(String unit) {
    int digits = digits(unit);
    return digits == 0 ? 1 : Integer.parseInt(unit.substring(0, digits));
  }

  /// The unit as written, with a multiple of 1 omitted; rejects anything that is not a unit.
  public static String canonical(String unit) {
    int digits = digits(unit);
    boolean counted = digits > 0 && digits < 10 && unit.charAt(0) != '0';
    if (!isUnit(unit.substring(digits)) || digits > 0 && !counted) {
      throw Errors.argument(
          "expected a time unit (%s), or a multiple such as 25s, but found '%s'",
          String.join(", ", UNITS), unit);
    }
    return multiple(unit) == 1 ? base(unit) : unit;
  }

  private static int digits(String unit) {
    int n = 0;
    while (n < unit.length() && unit.charAt(n) >= '0' && unit.charAt(n) <= '9') {
      n++;
    }
    return n;
  }
}
