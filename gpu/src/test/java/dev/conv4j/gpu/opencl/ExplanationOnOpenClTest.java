package dev.conv4j.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.look.Explanation;
import dev.conv4j.look.Unit;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a network sees is the same on an OpenCL device as on the CPU, to rounding. */
class ExplanationOnOpenClTest {
  private static final Shape INPUT = Shape.of(3, 12, 12);

  @BeforeAll
  static void requireDevice() {
    OpenClHere.require();
  }

  private static Layer network() {
    return Sequential.builder()
        .add("conv", new Conv2d(Conv2d.Config.of(3, 8, 3).padding(1)))
        .add("norm", new BatchNorm2d(8))
        .add("relu", new ReLU())
        .add("pool", new MaxPool2d(2))
        .add("block", new Residual(new Conv2d(Conv2d.Config.of(8, 8, 3).padding(1))))
        .add("flatten", new Flatten())
        .add("fc", new Linear(288, 4))
        .build();
  }

  /** Maps, heat and influence of a model that is the same everywhere. */
  private static List<float[]> seen(String device) {
    float[] pixels = new float[INPUT.intCount()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (0.5 + 0.5 * Math.sin(0.37 * i));
    }
    try (Device opened = Devices.open(device);
        Model model =
            new Model(
                "tiny", network(), INPUT, List.of("a", "b", "c", "d"), Normalization.none(3))) {
      model.initialize(opened, 4);
      try (Explanation explanation = Explanation.of(model, pixels)) {
        return List.of(
            explanation.maps("pool").map(3),
            explanation.gradCam(2, "block").heat().values(),
            explanation.influence("block", new Unit(5, 2, 3)).values());
      }
    }
  }

  @Test
  void isTheSameAsOnTheCpu() {
    List<float[]> cpu = seen("cpu");
    List<float[]> opencl = seen(OpenClHere.NAME);
    for (int i = 0; i < cpu.size(); i++) {
      float most = 0;
      for (float value : cpu.get(i)) {
        most = Math.max(most, Math.abs(value));
      }
      assertThat(most).isPositive();
      assertThat(opencl.get(i)).containsExactly(cpu.get(i), within(1e-5f * most));
    }
  }
}
