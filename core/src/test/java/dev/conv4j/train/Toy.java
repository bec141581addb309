package dev.conv4j.train;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.data.ByteImages;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Images that a tiny network learns in a blink: 6×6 noise with a bright row, one of three. */
final class Toy {
  static final Shape IMAGE = Shape.of(1, 6, 6);
  static final List<String> LABELS = List.of("top", "middle", "bottom");
  static final TrainingOptions OPTIONS =
      TrainingOptions.lecture()
          .epochs(2)
          .batchSize(4)
          .optimizer(Sgd.Config.of(0.1f).momentum(0.5f));

  private Toy() {}

  static Dataset images(int count) {
    RandomStream random = new RandomStream(4, Purpose.SPLIT, 0, count);
    byte[] pixels = new byte[count * 36];
    byte[] classes = new byte[count];
    for (int i = 0; i < count; i++) {
      classes[i] = (byte) (i % 3);
      for (int j = 0; j < 36; j++) {
        boolean bright = j / 12 == i % 3;
        pixels[i * 36 + j] = (byte) (random.nextInt(100) + (bright ? 100 : 0));
      }
    }
    return new ByteImages(IMAGE, LABELS, pixels, classes);
  }

  static Model model(Device device) {
    Sequential network =
        Sequential.builder()
            .add("conv1", new Conv2d(1, 4, 3))
            .add("relu1", new ReLU())
            .add("conv2", new Conv2d(4, 4, 3))
            .add("flatten", new Flatten())
            .add("fc", new Linear(16, 3))
            .build();
    return new Model("toy", network, IMAGE, LABELS, Normalization.none(1)).initialize(device, 7);
  }

  static Map<String, float[]> weights(Model model) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    model.parameters().forEach((path, parameter) -> weights.put(path, parameter.value().toArray()));
    return weights;
  }

  /** Makes one weight of {@code path} not a number. */
  static void plantNaN(Model model, String path) {
    Parameter parameter = Objects.requireNonNull(model.parameters().get(path));
    float[] values = parameter.value().toArray();
    values[values.length / 2] = Float.NaN;
    parameter.value().write(values);
  }
}
