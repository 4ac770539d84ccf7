package org.culebra.arrow.internal.print;

import java.util.ArrayList;
import java.util.List;
import org.culebra.arrow.internal.model.ArrayData;
import org.culebra.arrow.internal.model.BoundedText;
import org.culebra.arrow.internal.model.FormatString.Kind;
import org.culebra.arrow.internal.model.TypeNames;

/// Prints a column, or the columns of a batch, as a table: names, types, elements, and how many
/// there are. Of many rows or columns only those at either end are read and shown.
public final class TablePrinter {
  private static final String DOTS = "...";

  private TablePrinter() {}

  /// Which of a number of rows or columns are shown.
  ///
  /// @param count of all
  /// @param limit of those that are all shown
  private record Shown(long count, int limit) {
    /// The number at either end of more.
    private static final int EDGE = 5;

    boolean isCut() {
      return count > limit;
    }

    int size() {
      return isCut() ? 2 * EDGE : (int) count;
    }

    /// The index of the one that is shown at a position.
    long index(int position) {
      return isCut() && position >= EDGE ? count - 2 * EDGE + position : position;
    }

    /// Whether dots come before the one at a position.
    boolean isGap(int position) {
      return isCut() && position == EDGE;
    }
  }

  /// The table; the description of a column that cannot be read.
  public static String print(ArrayData column) {
    try {
      return table(column);
    } catch (RuntimeException | InternalError unreadable) {
      // InternalError is what the JDK makes of a fault in mapped memory.
      String message = unreadable.getMessage();
      return column + ": " + (message == null ? unreadable.getClass().getSimpleName() : message);
    }
  }

  private static String table(ArrayData column) {
    Shown rows = new Shown(column.length(), 20);
    if (!isBatch(column)) {
      return lines(List.of(cells(column, rows))) + counted(column.length(), "element");
    }
    int count = column.storedChildren().size();
    String counts = counted(column.length(), "row") + ", " + counted(count, "column");
    Shown columns = new Shown(count, 10);
    List<List<String>> table = new ArrayList<>();
    for (int k = 0; k < columns.size(); k++) {
      if (columns.isGap(k)) {
        table.add(gap(table.getFirst().size()));
      }
      table.add(cells(column.child((int) columns.index(k)), rows));
    }
    return (table.isEmpty() ? "" : lines(table)) + counts;
  }

  private static boolean isBatch(ArrayData column) {
    return column.format().kind() == Kind.STRUCT
        && !column.field().isNullable()
        && column.buffer(0).isAbsent();
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private static List<String> gap(int size) {
    List<String> cells = new ArrayList<>(List.of(DOTS, "   ", "---"));
    while (cells.size() < size) {
      cells.add(DOTS);
    }
    return cells;
  }

  /// Name, type, rule and elements, of one width.
  private static List<String> cells(ArrayData column, Shown rows) {
    BoundedText name = new BoundedText(CellText.LIMIT).append(column.name());
    BoundedText type = new BoundedText(CellText.LIMIT);
    TypeNames.append(type, column.field());
    List<String> cells = new ArrayList<>(List.of(name.toString(), type.toString(), ""));
    for (int i = 0; i < rows.size(); i++) {
      if (rows.isGap(i)) {
        cells.add(DOTS);
      }
      cells.add(CellText.of(column, rows.index(i)));
    }
    int width = cells.stream().mapToInt(TablePrinter::width).max().orElse(0);
    cells.set(2, "-".repeat(width));
    boolean right = CellText.isNumber(column);
    cells.replaceAll(cell -> {
      String blanks = " ".repeat(width - width(cell));
      return right ? blanks + cell : cell + blanks;
    });
    return cells;
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static String lines(List<List<String>> columns) {
    StringBuilder lines = new StringBuilder();
    boolean isNamed = columns.stream().anyMatch(cells -> !cells.getFirst().isBlank());
    for (int i = isNamed ? 0 : 1; i < columns.getFirst().size(); i++) {
      int row = i;
      String line = String.join("  ", columns.stream().map(cells -> cells.get(row)).toList());
      lines.append(line.stripTrailing()).append('\n');
    }
    return lines.toString();
  }
}
