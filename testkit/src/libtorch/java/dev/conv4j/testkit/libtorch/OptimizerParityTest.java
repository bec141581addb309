package dev.conv4j.testkit.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.training.tracker.Tracker;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.optim.Adam;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.RmsProp;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fifty steps of each optimizer towards a target. What DJL defines otherwise than PyTorch, or not,
 * is written with libtorch's arrays as PyTorch's documentation defines it.
 */
class OptimizerParityTest {
  private static final int STEPS = 50;
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
  void stepsOfSgdAreAsLibtorchTakesThem(float momentum, float decay) {
    ai.djl.training.optimizer.Optimizer optimizer =
        ai.djl.training.optimizer.Optimizer.sgd()
            .setLearningRateTracker(Tracker.fixed(RATE))
            .optMomentum(momentum)
            .optWeightDecays(decay)
            .build();
    assertSameSteps(
        Sgd.Config.of(RATE).momentum(momentum).weightDecay(decay),
        (value, gradient) -> optimizer.update("value", value, gradient));
  }

  @Test
  void stepsWithNesterovAreAsDefinedWithArrays() {
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

  @ParameterizedTest(name = "weight decay {0}, decoupled {1}")
  @CsvSource({"0, false", "0.1, false", "0.1, true"})
  void stepsOfAdamAreAsDefinedWithArrays(float decay, boolean decoupled) {
    float rate = 0.05f;
    Adam.Config config = new Adam.Config(rate, 0.8f, 0.95f, 1e-6f, decay, decoupled);
    NDArray[] moments = new NDArray[2];
    int[] steps = new int[1];
    assertSameSteps(
        config,
        (value, gradient) -> {
          steps[0]++;
          NDArray weights = value.stopGradient();
          NDArray g = decoupled ? gradient : gradient.add(weights.mul(decay));
          if (decoupled) {
            weights.subi(weights.mul(rate * decay));
          }
          moments[0] = average(moments[0], g, 0.8f);
          moments[1] = average(moments[1], g.square(), 0.95f);
          NDArray root = moments[1].sqrt().div(Math.sqrt(1 - Math.pow(0.95f, steps[0]))).add(1e-6f);
          weights.subi(moments[0].div(root).mul(rate / (1 - Math.pow(0.8f, steps[0]))));
          gradient.muli(0);
        });
  }

  @ParameterizedTest(name = "momentum {0}, centred {1}, weight decay {2}")
  @CsvSource({"0, false, 0", "0.7, false, 0.1", "0, true, 0.1", "0.7, true, 0"})
  void stepsOfRmsPropAreAsDefinedWithArrays(float momentum, boolean centred, float decay) {
    float rate = 0.01f;
    RmsProp.Config config = new RmsProp.Config(rate, 0.9f, 1e-3f, momentum, centred, decay);
    NDArray[] memory = new NDArray[3];
    assertSameSteps(
        config,
        (value, gradient) -> {
          NDArray weights = value.stopGradient();
          NDArray g = gradient.add(weights.mul(decay));
          memory[0] = average(memory[0], g.square(), 0.9f);
          memory[1] = average(memory[1], g, 0.9f);
          NDArray squares = centred ? memory[0].sub(memory[1].square()) : memory[0];
          NDArray step = g.div(squares.sqrt().add(1e-3f));
          memory[2] = memory[2] == null ? step : memory[2].mul(momentum).add(step);
          weights.subi(memory[2].mul(rate));
          gradient.muli(0);
        });
  }

  private static NDArray average(@Nullable NDArray before, NDArray now, float stays) {
    NDArray added = now.mul(1 - stays);
    return before == null ? added : before.mul(stays).add(added);
  }

  /** Changes a value in place by its gradient, and sets the gradient to zero. */
  private interface Step {
    void apply(NDArray value, NDArray gradient);
  }

  private void assertSameSteps(Optimizer.Config config, Step peerStep) {
    Parameter value = normal(1);
    Parameter target = normal(2);
    NDArray peerValue = torch.variable(value.value());
    NDArray peerTarget = torch.constant(target.value());
    try (Optimizer optimizer = config.create(Map.of("value", value));
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
