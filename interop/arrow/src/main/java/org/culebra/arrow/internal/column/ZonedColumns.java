package org.culebra.arrow.internal.column;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.culebra.array.CopyPolicy;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.FieldType;
import org.culebra.arrow.internal.model.FormatString;
import org.jspecify.annotations.Nullable;

/// Columns of timestamps with a time zone: instants, counted in UTC, and the zone in which they are
/// shown.
public final class ZonedColumns {
  private static final Set<String> UNITS = Set.of("s", "ms", "us", "ns");

  private ZonedColumns() {}

  /// `Columns.timestamps` of an array, without a copy.
  public static ArrayData of(String name, NDArray times, ZoneId zone) {
    Objects.requireNonNull(name, "name");
    String zoneName = name(zone);
    if (times.dtype().kind() != DType.Kind.DATETIME || times.rank() != 1) {
      throw new IllegalArgumentException(
          "expected datetime64 along one axis but found " + ContiguousBuffer.describe(times));
    }
    if (!UNITS.contains(times.dtype().unit())) {
      throw new IllegalArgumentException(
          "expected times in s, ms, us or ns but found %s; copy(DType) converts them"
              .formatted(times.dtype().name()));
    }
    ArrayData plain = TimeColumns.of(name, times, CopyPolicy.NEVER);
    FieldType field = plain.field();
    FormatString format = FormatString.of(field.format() + zoneName);
    return plain.withField(
        new FieldType(name, format, field.flags(), field.metadata(), List.of(), null));
  }

  /// `Columns.timestamps` of Java's instants.
  public static ArrayData of(
      String name, List<? extends @Nullable Instant> instants, String unit, ZoneId zone) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(zone, "zone");
    List<@Nullable Instant> all = Lists.snapshot(instants);
    DType type = DType.datetime64(Objects.requireNonNull(unit, "unit"));
    NDArray times = ContiguousBuffer.zeros(type, all.size());
    for (int i = 0; i < all.size(); i++) {
      Instant instant = all.get(i);
      if (instant != null) {
        times.set(i, instant);
      }
    }
    return Validity.marked(of(name, times, zone), all);
  }

  /// The zone's name in Arrow, which has the time zone database and offsets of hours and minutes:
  /// Java's `Z` is `UTC`, `GMT+2` is `+02:00`.
  static String name(ZoneId zone) {
    String id = zone.getId();
    if (ZoneId.getAvailableZoneIds().contains(id)) {
      return id;
    }
    if (!(zone.normalized() instanceof ZoneOffset offset)) {
      return id; // of another provider of zones
    }
    if (offset.getTotalSeconds() % 60 != 0) {
      throw new IllegalArgumentException(
          "expected an offset of hours and minutes, as Arrow has, but found " + offset);
    }
    return offset.equals(ZoneOffset.UTC) ? "UTC" : offset.getId();
  }
}
