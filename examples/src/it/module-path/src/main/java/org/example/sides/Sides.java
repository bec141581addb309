package org.example.sides;

import dev.conv4j.data.ByteImages;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.Random;

/** A tiny network that tells which side of an image is the brighter one. */
public final class Sides {
  private static final int SIDE = 8;
  private static final Shape IMAGE = Shape.of(1, SIDE, SIDE);
  private static final List<String> LABELS = List.of("left", "right");

  private Sides() {}

  /** Noise that is brighter on one side. */
  public static Dataset draw(int count, long seed) {
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] classes = new byte[count];
    Random random = new Random(seed);
    for (int i = 0; i < pixels.length; i++) {
      int image = i / (SIDE * SIDE);
      if (i % (SIDE * SIDE) == 0) {
        classes[image] = (byte) random.nextInt(2);
      }
      boolean right = i % SIDE >= SIDE / 2;
      boolean bright = right == (classes[image] == 1);
      pixels[i] = (byte) (random.nextInt(128) + (bright ? 100 : 0));
    }
    return new ByteImages(IMAGE, LABELS, pixels, classes);
  }

  /** A network with first weights. */
  public static Model model(Device device) {
    Sequential network =
        Sequential.of(
            new ConvBlock(new ConvBlock.Config(1, 4)),
            new MaxPool2d(4),
            new Flatten(),
            new Linear(16, 2));
    return new Model("sides", network, IMAGE, LABELS, Normalization.none(1)).initialize(device, 1);
  }
}
