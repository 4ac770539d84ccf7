package org.culebra.array;

import java.util.Objects;
import org.culebra.array.internal.Errors;
import org.jspecify.annotations.Nullable;

/// Applies the entries of a multi-dimensional index one after the other; each is a small step from
/// layout to layout.
///
/// Up to four entries are handled without a loop: if they are created in place, as in
/// `x.slice(range(1, 5), all())`, C2 then knows the type of each and allocates neither the entries
/// nor their array nor the intermediate layouts.
final class Indexing {

  private Indexing() {}

  static StridedLayout slice(StridedLayout layout, Index... index) {
    int count = index.length;
    if (count > 4) {
      return inLoop(layout, index.clone());
    }
    Index a = count > 0 ? Objects.requireNonNull(index[0]) : null;
    Index b = count > 1 ? Objects.requireNonNull(index[1]) : null;
    Index c = count > 2 ? Objects.requireNonNull(index[2]) : null;
    Index d = count > 3 ? Objects.requireNonNull(index[3]) : null;
    int used = used(a, 0) + used(b, 0) + used(c, 0) + used(d, 0);
    int made = made(a, 0) + made(b, 0) + made(c, 0) + made(d, 0);
    int left = axesLeftOver(layout, used, made, dots(a) + dots(b) + dots(c) + dots(d));
    StridedLayout view = step(layout, a, 0, 0);
    int axis = made(a, left);
    int source = used(a, left);
    view = step(view, b, axis, source);
    axis += made(b, left);
    source += used(b, left);
    view = step(view, c, axis, source);
    return step(view, d, axis + made(c, left), source + used(c, left));
  }

  private static StridedLayout inLoop(StridedLayout layout, Index[] index) {
    int used = 0;
    int made = 0;
    int dots = 0;
    for (Index entry : index) {
      used += used(Objects.requireNonNull(entry), 0);
      made += made(entry, 0);
      dots += dots(entry);
    }
    int left = axesLeftOver(layout, used, made, dots);
    StridedLayout view = layout;
    int axis = 0;
    int source = 0;
    for (Index entry : index) {
      view = step(view, entry, axis, source);
      axis += made(entry, left);
      source += used(entry, left);
    }
    return view;
  }

  private static StridedLayout step(
      StridedLayout view, @Nullable Index entry, int axis, int source) {
    if (entry instanceof Index.Range range) {
      return view.sliced(axis, range.start(), range.stop(), range.step());
    }
    if (entry instanceof Index.At at) {
      return view.selected(axis, at.index(), source);
    }
    return entry instanceof Index.NewAxis ? view.withInserted(axis, 1, 0) : view;
  }

  /// The number of axes of the array that an entry consumes.
  private static int used(@Nullable Index entry, int left) {
    if (entry instanceof Index.Ellipsis) {
      return left;
    }
    return entry instanceof Index.Range || entry instanceof Index.At ? 1 : 0;
  }

  /// The number of axes of the result that an entry produces.
  private static int made(@Nullable Index entry, int left) {
    if (entry instanceof Index.Ellipsis) {
      return left;
    }
    return entry instanceof Index.Range || entry instanceof Index.NewAxis ? 1 : 0;
  }

  private static int dots(@Nullable Index entry) {
    return entry instanceof Index.Ellipsis ? 1 : 0;
  }

  /// The axes that an ellipsis stands for, or that stay whole at the end.
  private static int axesLeftOver(StridedLayout layout, int used, int made, int dots) {
    if (dots > 1) {
      throw Errors.argument("expected at most one '...' in an index but found %d", dots);
    }
    int rank = layout.rank();
    if (used > rank) {
      throw Errors.argument(
          "expected at most %d indices for shape %s but found %d",
          rank, Errors.tuple(layout.shape()), used);
    }
    Shapes.checkRank(rank - used + made);
    return rank - used;
  }
}
