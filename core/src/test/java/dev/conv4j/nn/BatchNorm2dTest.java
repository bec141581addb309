package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What batch normalisation remembers, and when. The batch has the mean 3 and the variance 3.5. */
class BatchNorm2dTest {
  private static final Shape BATCH = Shape.of(2, 1, 1, 2);

  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  private final BatchNorm2d layer = new BatchNorm2d(1);
  private final Tensor x = Tensor.of(device, BATCH, 1, 2, 3, 6);

  BatchNorm2dTest() {
    Layers.initialize(layer, device, 1);
  }

  @AfterEach
  void close() {
    device.close();
  }

  private float runningMean() {
    return layer.runningMean().value().item();
  }

  private float runningVariance() {
    return layer.runningVariance().value().item();
  }

  private void train(Tensor images) {
    try (Pass pass = Pass.training(device)) {
      layer.forward(images, pass);
      pass.commit();
    }
  }

  @Test
  void trainingNormalisesWithTheBatch() {
    try (Pass pass = Pass.training(device)) {
      float[] y = layer.forward(x, pass).toArray();
      double deviation = Math.sqrt(3.5 + 1e-5);
      float[] values = {1, 2, 3, 6};
      for (int i = 0; i < y.length; i++) {
        assertThat(y[i]).isCloseTo((float) ((values[i] - 3) / deviation), within(1e-6f));
      }
    }
  }

  @Test
  void inferenceNormalisesWithWhatWasSeen() {
    layer.runningMean().set(device, 2);
    layer.runningVariance().set(device, 4 - 1e-5f);
    layer.weight().set(device, 3);
    layer.bias().set(device, 1);
    for (Pass pass : List.of(Pass.inference(device), Pass.traced(device))) {
      try (pass) {
        assertThat(layer.forward(x, pass).toArray()).containsExactly(-0.5f, 1, 2.5f, 7);
      }
    }
  }

  /** By a tenth; the variance observed is that of a sample, 3.5 · 4 / 3. */
  @Test
  void theStatisticsMoveByTheMomentum() {
    train(x);
    assertThat(runningMean()).isCloseTo(0.3f, within(1e-6f));
    assertThat(runningVariance()).isCloseTo(0.9f + 0.1f * 14 / 3, within(1e-6f));
    train(x);
    assertThat(runningMean()).isCloseTo(0.57f, within(1e-6f));
  }

  @Test
  void theyStayUntilThePassIsCommittedAndMoveOnce() {
    try (Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      Tensor y = layer.forward(x, pass);
      pass.backward(new MeanSquaredErrorLoss().of(y, x, pass), gradients);
      assertThat(runningMean()).isZero();
      assertThat(runningVariance()).isEqualTo(1);
      pass.commit();
      float once = runningMean();
      assertThat(once).isPositive();
      pass.commit();
      assertThat(runningMean()).isEqualTo(once);
    }
  }

  @Test
  void aPassThatIsNotCommittedLeavesThem() {
    try (Pass pass = Pass.training(device)) {
      layer.forward(x, pass);
    }
    assertThat(runningMean()).isZero();
    assertThat(runningVariance()).isEqualTo(1);
  }

  @Test
  void inferenceLeavesThem() {
    try (Pass pass = Pass.inference(device)) {
      layer.forward(x, pass);
      pass.commit();
    }
    assertThat(runningMean()).isZero();
    assertThat(runningVariance()).isEqualTo(1);
  }

  /** As two passes would. */
  @Test
  void aLayerUsedTwiceInAPassObservesBoth() {
    try (Pass pass = Pass.training(device)) {
      layer.forward(x, pass);
      layer.forward(x, pass);
      pass.commit();
    }
    assertThat(runningMean()).isCloseTo(0.57f, within(1e-6f));
  }

  @Test
  void aSinglePixelHasAMeanButNoVariance() {
    try (Tensor pixel = Tensor.of(device, Shape.of(1, 1, 1, 1), 5);
        Pass pass = Pass.training(device)) {
      assertThat(layer.forward(pixel, pass).toArray()).containsExactly(0);
      pass.commit();
    }
    assertThat(runningMean()).isEqualTo(0.5f);
    assertThat(runningVariance()).isEqualTo(1);
  }

  @Test
  void anEmptyBatchTellsNothing() {
    try (Tensor none = Tensor.zeros(device, Shape.of(0, 1, 2, 2))) {
      train(none);
    }
    assertThat(runningMean()).isZero();
    assertThat(runningVariance()).isEqualTo(1);
  }

  @Test
  void frozenItStillObserves() {
    layer.weight().setTrainable(false);
    layer.bias().setTrainable(false);
    train(x);
    assertThat(runningMean()).isPositive();
  }

  @Test
  void statisticsAreParametersThatAreNotLearned() {
    Map<String, Parameter> parameters = Layers.parameters(layer);
    assertThat(parameters.keySet())
        .containsExactly("weight", "bias", "running_mean", "running_var");
    assertThat(parameters.values()).filteredOn(Parameter::isLearned).hasSize(2);
    layer.runningMean().setTrainable(true);
    assertThat(layer.runningMean().isTrainable()).isFalse();
    layer.weight().setTrainable(false);
    assertThat(layer.weight().isTrainable()).isFalse();
    assertThat(layer.weight().isLearned()).isTrue();
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    for (Runnable nonsense :
        List.<Runnable>of(
            () -> BatchNorm2d.Config.of(0),
            () -> BatchNorm2d.Config.of(1).epsilon(0),
            () -> BatchNorm2d.Config.of(1).epsilon(Float.NaN),
            () -> BatchNorm2d.Config.of(1).momentum(-0.1f),
            () -> BatchNorm2d.Config.of(1).momentum(1.1f),
            () -> new AdaptiveAvgPool2d(0, 1),
            () -> new AdaptiveAvgPool2d(65_536, 65_536))) {
      assertThatThrownBy(nonsense::run)
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("expected");
    }
  }
}
