package org.culebra.examples.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.culebra.array.DType;
import org.culebra.array.NDArray;
import org.culebra.array.NDArrays;
import org.culebra.array.Reductions;

/// Pictures become one array of shape (pictures, height, width), which is projected to one picture.
final class ImageStack {

  static NDArray read(Path... files) throws IOException {
    NDArray[] images = new NDArray[files.length];
    for (int i = 0; i < files.length; i++) {
      BufferedImage picture = ImageIO.read(files[i].toFile());
      int height = picture.getHeight();
      int width = picture.getWidth();
      int[] gray = picture.getRaster().getSamples(0, 0, width, height, 0, (int[]) null);
      images[i] = NDArray.copyOf(gray, DType.UINT8, height, width);
    }
    return NDArrays.stack(0, images);
  }

  static void write(NDArray image, Path file) throws IOException {
    int height = image.intShape(0);
    int width = image.intShape(1);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, width, height, image.contiguous().toByteArray());
    ImageIO.write(picture, "png", file.toFile());
  }

  /// The brightest pixels of two pictures, turned upside down, in a third.
  public static void main(String[] args) throws IOException {
    NDArray stack = read(Path.of(args[0]), Path.of(args[1]));
    write(Reductions.max(stack, 0).flip(0), Path.of(args[2]));
  }
}
