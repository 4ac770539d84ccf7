package org.culebra.benchmarks.report;

import java.util.Locale;

/// A picture that follows the reader's light or dark theme.
final class Svg {
  static final int WIDTH = 860;
  static final int MARGIN = 14;

  /// The width of a character at 13 pixels, on average.
  static final double CHARACTER = 7;

  /// The number of colors of series.
  static final int COLORS = 8;

  /// Classes: h heading, q question, n note, s slower, f faster, c0 to c7 series.
  private static final String STYLE =
      """
      text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:#1f2328}
      .h{font-size:17px;font-weight:600}.q{font-weight:600}.n{fill:#59636e}.back{fill:#ffffff}
      .s{fill:#2f6f9f}.f{fill:#c4581a}.one,.worst{stroke:#1f2328;stroke-width:1.5}.tick{stroke:#d8dee4}
      .link{stroke:#8c959f}polyline{fill:none;stroke-width:2}.range{stroke-opacity:.45}
      %s
      @media (prefers-color-scheme:dark){
      text{fill:#e6edf3}.n{fill:#9198a1}.back{fill:#0d1117}
      .s{fill:#4f9fd6}.f{fill:#f0883e}.one,.worst{stroke:#e6edf3}.tick{stroke:#2a3038}.link{stroke:#6e7681}
      %s
      }
      """
          .formatted(
              colors(
                  "#0969da", "#bc4c00", "#1a7f37", "#8250df", "#bf3989", "#7d4e00", "#006b75",
                  "#57606a"),
              colors(
                  "#58a6ff", "#f0883e", "#56d364", "#bc8cff", "#f778ba", "#d4a72c", "#39c5cf",
                  "#a0a8b0"));

  private final StringBuilder text = new StringBuilder();

  Svg(String title, int height) {
    text.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img">
        <title>%3$s</title><style>
        %4$s</style>
        <rect class="back" width="%1$d" height="%2$d"/>
        """
            .formatted(WIDTH, height, escaped(title), STYLE));
  }

  private static String colors(String... colors) {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < colors.length; i++) {
      rules.append(".c%d{stroke:%s}circle.c%d{fill:%s}".formatted(i, colors[i], i, colors[i]));
    }
    return rules.toString();
  }

  void text(double x, double y, String kind, String words) {
    text(x, y, kind, "start", words);
  }

  void end(double x, double y, String kind, String words) {
    text(x, y, kind, "end", words);
  }

  void middle(double x, double y, String kind, String words) {
    text(x, y, kind, "middle", words);
  }

  private void text(double x, double y, String kind, String anchor, String words) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        kind, x, y, anchor, escaped(words));
  }

  void line(String kind, double x, double y, double toX, double toY) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        kind, x, y, toX, toY);
  }

  void bar(String kind, double x, double y, double width, double height) {
    add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
        kind, x, y, Math.max(1, width), height);
  }

  /// A line from a value to the worst one, with a cap.
  void whisker(double x, double worst, double y) {
    if (Math.abs(worst - x) >= 1) {
      line("worst", x, y, worst, y);
      line("worst", worst, y - 3, worst, y + 3);
    }
  }

  void dot(String kind, double x, double y) {
    add("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>", kind, x, y);
  }

  /// @param points x and y in turn
  void curve(String kind, double... points) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < points.length; i += 2) {
      list.append(String.format(Locale.ROOT, "%.1f,%.1f ", points[i], points[i + 1]));
    }
    add("<polyline class=\"%s\" points=\"%s\"/>", kind, list.toString().strip());
  }

  private void add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  String finish() {
    return text + "</svg>\n";
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  static String fileName(String topic) {
    return topic.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
  }
}
