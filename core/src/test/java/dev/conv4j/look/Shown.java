package dev.conv4j.look;

import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** A small model on a device, shown an image; everything is closed with it. */
final class Shown implements AutoCloseable {
  final Device device = Devices.open("cpu");
  final Model model;
  final Explanation explanation;

  /** Draws first weights and shows the image. */
  Shown(Layer network, Shape input, int classes, float... pixels) {
    model =
        new Model("tiny", network, input, labels(classes), Normalization.none(input.intExtent(0)));
    model.initialize(device, 1);
    explanation = Explanation.of(model, pixels);
  }

  static List<String> labels(int classes) {
    return IntStream.range(0, classes).mapToObj(i -> "c" + i).toList();
  }

  /** An image that has no two equal pixels. */
  static float[] image(Shape shape) {
    float[] pixels = new float[shape.intCount()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (0.5 + 0.5 * Math.sin(i * 0.7 + 0.3 * i * i % 11));
    }
    return pixels;
  }

  @Override
  public void close() {
    explanation.close();
    model.close();
    device.close();
  }
}
