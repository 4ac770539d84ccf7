package org.culebra.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

@DisplayName("The charts of ./bench")
class ChartTest {

  /// Where a text stands, roughly: fonts differ.
  private record Box(String words, double left, double right, double y) {
    boolean overlaps(Box other) {
      return Math.abs(y - other.y) < 11 && left < other.right && other.left < right;
    }
  }

  private static Document parsed(String svg)
      throws IOException, SAXException, ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Box> boxes(Document svg) {
    NodeList texts = svg.getElementsByTagName("text");
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < texts.getLength(); i++) {
      Element text = (Element) texts.item(i);
      double x = Double.parseDouble(text.getAttribute("x"));
      double size = text.getAttribute("class").equals("h") ? 9 : Svg.CHARACTER * 0.9;
      double width = text.getTextContent().length() * size;
      double left =
          switch (text.getAttribute("text-anchor")) {
            case "end" -> x - width;
            case "middle" -> x - width / 2;
            default -> x;
          };
      double y = Double.parseDouble(text.getAttribute("y"));
      boxes.add(new Box(text.getTextContent(), left, left + width, y));
    }
    return boxes;
  }

  /// Well-formed, inside the picture, and no text over another.
  private static void assertReadable(String svg)
      throws IOException, SAXException, ParserConfigurationException {
    Document document = parsed(svg);
    String[] view = document.getDocumentElement().getAttribute("viewBox").split(" ", -1);
    double height = Double.parseDouble(view[3]);
    List<Box> boxes = boxes(document);
    assertThat(boxes).isNotEmpty();
    for (Box box : boxes) {
      assertThat(box.left()).as(box.words()).isNotNegative();
      assertThat(box.right()).as(box.words()).isLessThanOrEqualTo(Svg.WIDTH);
      assertThat(box.y()).as(box.words()).isBetween(10.0, height);
      assertThat(boxes.stream().filter(other -> !other.equals(box) && other.overlaps(box)))
          .as(box.words())
          .isEmpty();
    }
    assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void noTextIsOverAnother() throws IOException, SAXException, ParserConfigurationException {
    for (int i = 0; i < 20; i++) {
      long seed = new Random().nextLong();
      System.out.println("ChartTest: seed " + seed);
      Report report = Synthetic.random(seed);
      for (String topic : report.topics()) {
        assertReadable(new Chart(topic, report.rows(topic), _ -> false).svg());
      }
      for (String axis : report.growth().axes()) {
        assertReadable(new CurveChart(axis, report.growth().of(axis)).svg());
      }
      assertReadable(new StartChart(report.start().times()).svg());
    }
  }

  @Test
  void fixedReport_isReadable() throws IOException, SAXException, ParserConfigurationException {
    Report report = Synthetic.fixed(11, 12, 13);
    String calls = new Chart("Calls", report.rows("Calls"), row -> true).svg();
    assertReadable(calls);
    assertThat(calls)
        .contains(">0.83x<", ">16.7x<", ">wrong result<", ">Culebra: 12 ns, unstable<")
        .contains("prefers-color-scheme:dark");
    String copies = new Chart("Copies", report.rows("Copies"), _ -> false).svg();
    assertReadable(copies);
    assertThat(copies).contains("a copy, n &lt; 5 &amp; more");
    assertReadable(new CurveChart("bytes", report.growth().curves()).svg());
    assertReadable(new StartChart(report.start().times()).svg());
  }

  @Test
  void ticks_areApart() {
    for (double greatest : new double[] {2, 10, 300, 1e5, 1e9}) {
      LogScale scale = new LogScale(0.5, greatest, 100, 800);
      List<Double> ticks = scale.ticks(44);
      assertThat(ticks).as("up to %s", greatest).hasSizeGreaterThanOrEqualTo(2).isSorted();
      for (int i = 1; i < ticks.size(); i++) {
        assertThat(scale.at(ticks.get(i)) - scale.at(ticks.get(i - 1)))
            .as(String.format(Locale.ROOT, "up to %.0f", greatest))
            .isGreaterThanOrEqualTo(44);
      }
    }
  }
}
