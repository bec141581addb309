package dev.conv4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.DeviceException;
import dev.conv4j.ShapeException;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pass that predicts and is asked for gradients by any of its values. */
class ExplainingPassTest {
  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  private final Parameter weight = new Parameter("weight", Shape.of(2, 3), Initializer.constant(0));

  ExplainingPassTest() {
    weight.set(device, 1, 2, 3, -4, 5, -6);
  }

  @AfterEach
  void close() {
    device.close();
  }

  private Tensor row(float... values) {
    return Tensor.of(device, Shape.of(1, values.length), values);
  }

  @Test
  void givesTheGradientOfOneOutputByInputValuesAndParameters() {
    try (Tensor x = row(1, -1, 2);
        Pass pass = Pass.explaining(device)) {
      Tensor hidden = new Rectification().apply(x, pass);
      Tensor y = new LinearMap().apply(hidden, pass.use(weight), null, pass);
      assertThat(y.toArray()).containsExactly(7, -16);

      List<Tensor> second =
          pass.gradients(y, new float[] {0, 1}, List.of(x, hidden, weight.value(), y));
      assertThat(second.get(0).toArray()).containsExactly(-4, 0, -6);
      assertThat(second.get(1).toArray()).containsExactly(-4, 5, -6);
      assertThat(second.get(2).toArray()).containsExactly(0, 0, 0, 1, 0, 2);
      assertThat(second.get(3).toArray()).containsExactly(0, 1);

      List<Tensor> both = pass.gradients(y, new float[] {1, 0.5f}, List.of(hidden, hidden));
      assertThat(both.get(0).toArray()).containsExactly(-1, 4.5f, 0);
      assertThat(both.get(1).toArray()).containsExactly(-1, 4.5f, 0);
    }
  }

  @Test
  void addsUpWhatComesBackOnSeveralWays() {
    try (Tensor x = row(1, 2);
        Pass pass = Pass.explaining(device)) {
      Tensor a = new Rectification().apply(x, pass);
      Tensor b = new Addition().apply(a, x, pass);
      Tensor c = new Addition().apply(b, b, pass);
      List<Tensor> gradients = pass.gradients(c, new float[] {1, 3}, List.of(x, a, b));
      assertThat(gradients.get(0).toArray()).containsExactly(4, 12);
      assertThat(gradients.get(1).toArray()).containsExactly(2, 6);
      assertThat(gradients.get(2).toArray()).containsExactly(2, 6);
    }
  }

  @Test
  void whatDoesNotCountHasTheGradientZero() {
    try (Tensor x = row(1, 2);
        Pass pass = Pass.explaining(device)) {
      Tensor first = new Rectification().apply(x, pass);
      Tensor beside = new Rectification().apply(first, pass);
      assertThat(pass.gradients(first, new float[] {1, 1}, List.of(beside)).getFirst().toArray())
          .containsExactly(0, 0);
    }
  }

  @Test
  void predictsTheBitsOfAnInferencePassAndGivesAllMemoryBack() {
    Sequential network =
        Sequential.of(
            new Conv2d(2, 6, 3),
            new BatchNorm2d(6),
            new Residual(new Conv2d(Conv2d.Config.of(6, 6, 3).padding(1))),
            new ReLU(),
            new MaxPool2d(2),
            new AvgPool2d(2),
            new Flatten(),
            new Linear(24, 3));
    Layers.initialize(network, device, 1);
    float[] pixels = new float[200];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i);
    }
    try (Tensor image = Tensor.of(device, Shape.of(1, 2, 10, 10), pixels)) {
      float[] expected;
      try (Pass pass = Pass.inference(device)) {
        expected = network.forward(image, pass).toArray();
      }
      long before = device.memory().use().bytesInUse();
      try (Pass pass = Pass.explaining(device)) {
        Tensor logits = network.forward(image, pass);
        assertThat(logits.toArray()).containsExactly(expected);
        for (int i = 0; i < 3; i++) {
          float[] weights = new float[3];
          weights[i] = 1;
          float[] gradient = pass.gradients(logits, weights, List.of(image)).getFirst().toArray();
          assertThat(gradient).isNotEqualTo(new float[200]);
        }
        assertThat(pass.trace().steps().get(1).output().toArray()).hasSize(384);
      }
      assertThat(device.memory().use().bytesInUse()).isEqualTo(before);
    }
  }

  @Test
  void saysWhatItCannotAnswer() {
    try (Tensor x = row(1, 2);
        Pass pass = Pass.explaining(device)) {
      Tensor y = new Rectification().apply(x, pass);
      assertThatThrownBy(() -> pass.gradients(x, new float[2], List.of(y)))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("comes from elsewhere");
      assertThatThrownBy(() -> pass.gradients(y, new float[1], List.of(x)))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("2 values");
      assertThatThrownBy(() -> pass.backward(y, new Gradients(device)))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("records no gradients");
      try (Pass traced = Pass.traced(device)) {
        Tensor z = new Rectification().apply(x, traced);
        assertThatThrownBy(() -> traced.gradients(z, new float[2], List.of(x)))
            .isInstanceOf(Conv4jException.class)
            .hasMessageContaining("Pass.explaining");
      }
      long held = device.memory().use().bytesInUse();
      assertThatThrownBy(() -> pass.gradients(y, new float[3], List.of()))
          .isInstanceOf(ShapeException.class);
      assertThat(device.memory().use().bytesInUse()).isEqualTo(held);
    }
    Pass closed = Pass.explaining(device);
    closed.close();
    try (Tensor x = row(1)) {
      assertThatThrownBy(() -> closed.gradients(x, new float[1], List.of()))
          .isInstanceOf(DeviceException.class);
    }
  }
}
