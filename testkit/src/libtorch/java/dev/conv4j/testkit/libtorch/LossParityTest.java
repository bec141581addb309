package dev.conv4j.testkit.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.BinaryCrossEntropyLoss;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Loss;
import dev.conv4j.nn.MeanAbsoluteErrorLoss;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Losses with weights and soft targets, and those of single answers: their values and gradients.
 * What DJL's losses cannot express is written as PyTorch's documentation defines it, with
 * libtorch's log-softmax and softplus.
 */
class LossParityTest {
  private static final int ROWS = 9;
  private static final int CLASSES = 7;
  private static final int[] LABELS = {0, 6, 3, 3, 1, 2, 5, 4, 0};
  private static final List<Float> WEIGHTS = List.of(0.5f, 1f, 2f, 0.25f, 3f, 0f, 1.5f);

  private final Device device = Devices.open("cpu");
  private final Torch torch = new Torch();

  @AfterEach
  void close() {
    torch.close();
    device.close();
  }

  private void requireParity(Loss loss, Tensor target, Function<NDArray, NDArray> peer) {
    Parameter prediction = new Parameter("prediction", Shape.of(ROWS, CLASSES), unset());
    prediction.initialize(device, new RandomStream(4, Purpose.INITIALIZATION, 0, 0));
    NDArray peerPrediction = torch.variable(prediction.value());
    NDArray peerLoss = torch.backward(() -> peer.apply(peerPrediction));
    try (Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      Tensor ours = loss.of(pass.use(prediction), target, pass);
      pass.backward(ours, gradients);
      Parity.assertClose("loss", ours, peerLoss, Parity.FORWARD);
      Parity.assertClose(
          "gradient", gradients.of(prediction), peerPrediction.getGradient(), Parity.GRADIENT);
    }
  }

  private static Initializer unset() {
    return Initializer.normal(2);
  }

  private NDArray row(List<Float> values) {
    float[] each = new float[values.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = values.get(i);
    }
    return torch.constant(Tensor.of(device, Shape.of(1, each.length), each));
  }

  private NDArray number(float value) {
    return torch.constant(Tensor.of(device, Shape.SCALAR, value));
  }

  /** {@code (1 - e) * targets + e / classes}. */
  private NDArray smoothed(NDArray targets, float smoothing) {
    return targets.mul(1 - smoothing).add(smoothing / CLASSES);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.1f, 1})
  void weightedLabelsAreAsPyTorchDefinesThem(float smoothing) {
    NDArray oneHot = torch.labels(LABELS).oneHot(CLASSES).toType(DataType.FLOAT32, false);
    NDArray weights = row(WEIGHTS);
    // Label smoothing weighs each class's term by its own weight, and divides by the labels'.
    NDArray wanted = smoothed(oneHot, smoothing).mul(weights);
    NDArray divisor = oneHot.mul(weights).sum();
    requireParity(
        new CrossEntropyLoss(smoothing, WEIGHTS),
        Tensor.ofInts(device, Shape.of(ROWS), LABELS),
        logits -> logits.logSoftmax(1).mul(wanted).sum().neg().div(divisor));
  }

  @ParameterizedTest
  @CsvSource({"0, false", "0.1, false", "0, true", "0.1, true"})
  void softTargetsAreAsPyTorchDefinesThem(float smoothing, boolean weighted) {
    float[] shares = new float[ROWS * CLASSES];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = i % CLASSES == LABELS[i / CLASSES] ? 0.7f : i % CLASSES == 2 ? 0.3f : 0;
    }
    Tensor targets = Tensor.of(device, Shape.of(ROWS, CLASSES), shares);
    NDArray table = smoothed(torch.constant(targets), smoothing);
    NDArray wanted = weighted ? table.mul(row(WEIGHTS)) : table;
    NDArray rows = number(ROWS);
    requireParity(
        new CrossEntropyLoss(smoothing, weighted ? WEIGHTS : List.of()),
        targets,
        logits -> logits.logSoftmax(1).mul(wanted).sum().neg().div(rows));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void binaryCrossEntropyIsAsPyTorchDefinesIt(boolean weighted) {
    float[] answers = new float[ROWS * CLASSES];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = i % 3 == 2 ? 0.25f : i % 3;
    }
    Tensor targets = Tensor.of(device, Shape.of(ROWS, CLASSES), answers);
    NDArray yes = torch.constant(targets);
    NDArray no = yes.onesLike().sub(yes);
    NDArray wanted = weighted ? yes.mul(row(WEIGHTS)) : yes;
    requireParity(
        new BinaryCrossEntropyLoss(weighted ? WEIGHTS : List.of()),
        targets,
        logits -> wanted.mul(softplus(logits.neg())).add(no.mul(softplus(logits))).mean());
  }

  private static NDArray softplus(NDArray x) {
    return Activation.softPlus(x);
  }

  @Test
  void absoluteErrorIsAsLibtorchComputesIt() {
    Parameter target = new Parameter("target", Shape.of(ROWS, CLASSES), unset());
    target.initialize(device, new RandomStream(5, Purpose.INITIALIZATION, 0, 0));
    NDArray peer = torch.constant(target.value());
    requireParity(
        new MeanAbsoluteErrorLoss(),
        target.value(),
        prediction -> prediction.sub(peer).abs().mean());
  }
}
