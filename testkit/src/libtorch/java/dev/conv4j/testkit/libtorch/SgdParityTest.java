package dev.conv4j.testkit.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Twenty steps of SGD towards a target. */
class SgdParityTest {
  private static final int STEPS = 20;
  private static final Shape SHAPE = Shape.of(37);
  private static final float RATE = 0.5f;

  private final Device device = Devices.open("cpu");
  private final Torch torch = new Torch();

  @AfterEach
  void close() {
    torch.close();
    device.close();
  }

  @ParameterizedTest(name = "momentum {0}, weight decay {1}")
  @CsvSource({"0, 0", "0.9, 0", "0, 0.1", "0.9, 0.1"})
  void stepsAreAsLibtorchTakesThem(float momentum, float decay) {
    Optimizer optimizer =
        Optimizer.sgd()
            .setLearningRateTracker(Tracker.fixed(RATE))
            .optMomentum(momentum)
            .optWeightDecays(decay)
            .build();
    assertSameSteps(
        Sgd.Config.of(RATE).momentum(momentum).weightDecay(decay),
        (value, gradient) -> optimizer.update("value", value, gradient));
  }

  @Test
  void nesterovStepsAreAsDefinedWithArrays() {
    float momentum = 0.8f;
    float decay = 0.05f;
    NDArray[] velocity = new NDArray[1];
    assertSameSteps(
        Sgd.Config.of(RATE).momentum(momentum).withNesterov().weightDecay(decay),
        (value, gradient) -> {
          NDArray decayed = gradient.add(value.stopGradient().mul(decay));
          velocity[0] = velocity[0] == null ? decayed : velocity[0].mul(momentum).add(decayed);
          value.stopGradient().subi(decayed.add(velocity[0].mul(momentum)).mul(RATE));
          gradient.muli(0);
        });
  }

  /** Changes a value in place by its gradient, and sets the gradient to zero. */
  private interface Step {
    void apply(NDArray value, NDArray gradient);
  }

  private void assertSameSteps(Sgd.Config config, Step peerStep) {
    Parameter value = normal(1);
    Parameter target = normal(2);
    NDArray peerValue = torch.variable(value.value());
    NDArray peerTarget = torch.constant(target.value());
    try (Sgd optimizer = config.create(Map.of("value", value));
        Gradients gradients = new Gradients(device)) {
      for (int step = 0; step < STEPS; step++) {
        gradients.clear();
        try (Pass pass = Pass.training(device)) {
          Tensor loss = new MeanSquaredErrorLoss().of(pass.use(value), target.value(), pass);
          pass.backward(loss, gradients);
        }
        optimizer.step(gradients);
        torch.backward(() -> Torch.meanSquaredError(peerValue, peerTarget));
        peerStep.apply(peerValue, peerValue.getGradient());
      }
    }
    Parity.assertClose("value", value.value(), peerValue, Parity.FORWARD);
  }

  private Parameter normal(long seed) {
    Parameter parameter = new Parameter("value", SHAPE, Initializer.normal(1));
    parameter.initialize(device, new RandomStream(seed, Purpose.INITIALIZATION, 0, 0));
    return parameter;
  }
}
