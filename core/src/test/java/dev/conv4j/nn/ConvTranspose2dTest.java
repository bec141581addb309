package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConvTranspose2dTest {
  private static final Shape TWO = Shape.of(1, 1, 1, 2);

  private final Device device = Devices.open("cpu");

  @AfterEach
  void close() {
    device.close();
  }

  /** What becomes of the pixels 1 and 10 by filters of 1, 2, 3 and so on, and a bias of 100. */
  private float[] enlarged(ConvTranspose2d.Config config) {
    ConvTranspose2d layer = config.build();
    float[] filter = new float[layer.weight().shape().intCount()];
    for (int i = 0; i < filter.length; i++) {
      filter[i] = i + 1;
    }
    layer.weight().set(device, filter);
    Parameter bias = layer.bias();
    if (bias != null) {
      bias.set(device, 100);
    }
    try (Tensor x = Tensor.of(device, TWO, 1, 10);
        Pass pass = Pass.inference(device)) {
      return layer.forward(x, pass).toArray();
    }
  }

  /** Where filters overlap, they add up. */
  @Test
  void eachPixelLaysItsFilterOverTheOutput() {
    ConvTranspose2d.Config row = ConvTranspose2d.Config.of(1, 1, 1).kernel(1, 3).withoutBias();
    assertThat(enlarged(row)).containsExactly(1, 12, 23, 30);
    assertThat(enlarged(row.stride(1, 2))).containsExactly(1, 2, 13, 20, 30);
    assertThat(enlarged(row.stride(1, 2).padding(0, 1))).containsExactly(2, 13, 20);
    assertThat(enlarged(row.stride(1, 2).outputPadding(0, 1))).containsExactly(1, 2, 13, 20, 30, 0);
    assertThat(enlarged(row.dilation(2))).containsExactly(1, 10, 2, 20, 3, 30);
  }

  /** The padding cuts off the last column, and the output padding gives it back. */
  @Test
  void anOutputPaddingOfAStrideIsTakenWhereTheDilationIsLarger() {
    ConvTranspose2d.Config row =
        ConvTranspose2d.Config.of(1, 1, 1).kernel(1, 3).dilation(2).padding(0, 1);
    assertThat(enlarged(row)).containsExactly(110, 102, 120, 103);
    assertThat(enlarged(row.outputPadding(0, 1))).containsExactly(110, 102, 120, 103, 130);
  }

  @Test
  void sizesAreThoseOfTheFormula() {
    ConvTranspose2d layer =
        ConvTranspose2d.Config.of(2, 4, 3).stride(2).padding(1).outputPadding(1).build();
    assertThat(layer.outputShape(Shape.of(5, 2, 7, 9))).isEqualTo(Shape.of(5, 4, 14, 18));
  }

  @Test
  void nonsenseIsRefused() {
    ConvTranspose2d nothingLeft = ConvTranspose2d.Config.of(1, 1, 2).padding(1).build();
    List<Runnable> nonsense =
        List.of(
            () -> ConvTranspose2d.Config.of(1, 1, 3).outputPadding(1),
            () -> ConvTranspose2d.Config.of(1, 1, 3).stride(2).outputPadding(-1),
            () -> ConvTranspose2d.Config.of(3, 4, 3).groups(2),
            () -> ConvTranspose2d.Config.of(0, 4, 3),
            () -> new ConvTranspose2d(1, 1, 3).outputShape(Shape.of(1, 2, 3, 3)),
            () -> nothingLeft.outputShape(Shape.of(1, 1, 1, 1)));
    for (Runnable each : nonsense) {
      assertThatThrownBy(each::run)
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("ConvTranspose2d");
    }
  }
}
