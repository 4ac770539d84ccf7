package org.culebra.examples;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.culebra.array.NDArray;

/// Writes an image of step counts as a PNG in color, and reads it back. The bytes of the image are
/// indices into the palette, so nothing is lost.
final class Picture {

  /// From outside to inside, as red, green, blue; the set itself is black.
  private static final int[][] COLORS = {
    {8, 12, 60}, {25, 90, 180}, {200, 235, 250}, {255, 190, 40}, {170, 40, 10}, {60, 5, 30}
  };

  /// The index of white, which no image has.
  static final int PAPER = 255;

  private Picture() {}

  static void write(NDArray image, Path file) throws IOException {
    int height = image.intShape(0);
    int width = image.intShape(1);
    BufferedImage picture =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette());
    picture.getRaster().setDataElements(0, 0, width, height, image.toByteArray());
    if (!ImageIO.write(picture, "png", file.toFile())) {
      throw new IOException("this JDK cannot write PNG files");
    }
  }

  static byte[] read(Path file) throws IOException {
    BufferedImage picture = ImageIO.read(file.toFile());
    Object pixels =
        picture.getRaster().getDataElements(0, 0, picture.getWidth(), picture.getHeight(), null);
    return (byte[]) pixels;
  }

  private static IndexColorModel palette() {
    byte[][] rgb = new byte[3][256];
    for (int i = 0; i < Fractal.ITERATIONS; i++) {
      // The counts are dense near 0, which is most of the picture.
      double place = Math.sqrt((double) i / (Fractal.ITERATIONS - 1)) * (COLORS.length - 1);
      int from = Math.min((int) place, COLORS.length - 2);
      for (int channel = 0; channel < 3; channel++) {
        int a = COLORS[from][channel];
        int b = COLORS[from + 1][channel];
        rgb[channel][i] = (byte) Math.round(a + (place - from) * (b - a));
      }
    }
    for (int channel = 0; channel < 3; channel++) {
      rgb[channel][PAPER] = (byte) 255;
    }
    return new IndexColorModel(8, 256, rgb[0], rgb[1], rgb[2]);
  }
}
