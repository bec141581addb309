package dev.conv4j.testkit.libtorch;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.AuxiliaryHead;
import dev.conv4j.nn.BinaryCrossEntropyLoss;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Loss;
import dev.conv4j.nn.MeanAbsoluteErrorLoss;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each loss with every option: its value and gradient, for likely predictions and wild ones. */
class LossParityTest {
  private static final int ROWS = 9;
  private static final int CLASSES = 7;
  private static final Shape SHAPE = Shape.of(ROWS, CLASSES);
  private static final int[] LABELS = {0, 6, 3, 3, 1, 2, 5, 4, 0};
  private static final List<Float> WEIGHTS = List.of(0.5f, 1f, 2f, 0.25f, 3f, 0f, 1.5f);

  /** libtorch's number for the mean over the batch. */
  private static final int MEAN = 1;

  /** No label is passed over; conv4j has no such option. */
  private static final int NONE_IGNORED = -100;

  @AutoClose private final LayerParity parity = new LayerParity();

  @ParameterizedTest(name = "smoothing {0}, weighted {1}, deviation {2}")
  @CsvSource({
    "0, false, 2",
    "0.1, false, 2",
    "1, false, 2",
    "0, true, 2",
    "0.1, true, 2",
    "1, true, 2",
    "0, false, 40",
    "0.3, true, 40",
  })
  void crossEntropyOfLabelsIsAsLibtorchComputesIt(
      float smoothing, boolean weighted, float deviation) {
    List<Float> weights = weighted ? WEIGHTS : List.of();
    requireParity(
        new CrossEntropyLoss(smoothing, weights),
        parity.drawn("logits", SHAPE, deviation),
        Tensor.ofInts(parity.device(), Shape.of(ROWS), LABELS),
        crossEntropy(Torch.labels(LABELS), smoothing, weights));
  }

  @ParameterizedTest(name = "smoothing {0}, weighted {1}, deviation {2}")
  @CsvSource({
    "0, false, 2",
    "0.1, false, 2",
    "1, false, 2",
    "0, true, 2",
    "0.1, true, 2",
    "0.3, true, 40",
  })
  void crossEntropyOfSharesIsAsLibtorchComputesIt(
      float smoothing, boolean weighted, float deviation) {
    float[] shares = new float[ROWS * CLASSES];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = i % CLASSES == LABELS[i / CLASSES] ? 0.7f : i % CLASSES == 2 ? 0.3f : 0;
    }
    Tensor targets = Tensor.of(parity.device(), SHAPE, shares);
    List<Float> weights = weighted ? WEIGHTS : List.of();
    requireParity(
        new CrossEntropyLoss(smoothing, weights),
        parity.drawn("logits", SHAPE, deviation),
        targets,
        crossEntropy(Torch.constant(targets), smoothing, weights));
  }

  private static Torch.Function crossEntropy(
      org.bytedeco.pytorch.Tensor targets, float smoothing, List<Float> weights) {
    return logits ->
        torch.cross_entropy_loss(
            logits, targets, Torch.optional(weights), MEAN, NONE_IGNORED, smoothing);
  }

  @ParameterizedTest(name = "weighted {0}, deviation {1}")
  @CsvSource({"false, 2", "true, 2", "false, 40", "true, 40"})
  void binaryCrossEntropyIsAsLibtorchComputesIt(boolean weighted, float deviation) {
    float[] answers = new float[ROWS * CLASSES];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = i % 3 == 2 ? 0.25f : i % 3;
    }
    Tensor targets = Tensor.of(parity.device(), SHAPE, answers);
    List<Float> weights = weighted ? WEIGHTS : List.of();
    requireParity(
        new BinaryCrossEntropyLoss(weights),
        parity.drawn("logits", SHAPE, deviation),
        targets,
        logits ->
            torch.binary_cross_entropy_with_logits(
                logits,
                Torch.constant(targets),
                new TensorOptional(),
                Torch.optional(weights),
                MEAN));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 1000})
  void errorsAreAsLibtorchComputesThem(int rows) {
    Shape shape = Shape.of(rows, 3);
    Tensor target = parity.drawn("target", shape).value();
    requireParity(
        new MeanSquaredErrorLoss(),
        parity.drawn("prediction", shape),
        target,
        prediction -> torch.mse_loss(prediction, Torch.constant(target)));
    requireParity(
        new MeanAbsoluteErrorLoss(),
        parity.drawn("prediction", shape),
        target,
        prediction -> torch.l1_loss(prediction, Torch.constant(target)));
  }

  /** A network with a classifier in the middle, whose loss counts three tenths. */
  @Test
  void auxiliaryLossesAreAddedAsPyTorchUsersDo() {
    Layer stem = Linear.Config.of(5, 6).build();
    Layer head = Linear.Config.of(6, CLASSES).build();
    Layer last = Linear.Config.of(6, CLASSES).build();
    Layer network = Sequential.of(stem, new AuxiliaryHead(head, 0.3f), last);
    parity.draw(network);
    TorchNetwork peerStem = new TorchNetwork(stem);
    TorchNetwork peerHead = new TorchNetwork(head);
    TorchNetwork peerLast = new TorchNetwork(last);
    Tensor input = parity.drawn("input", Shape.of(ROWS, 5)).value();
    Torch.Function loss = crossEntropy(Torch.labels(LABELS), 0.1f, List.of());
    org.bytedeco.pytorch.Tensor middle = peerStem.forward(Torch.constant(input));
    org.bytedeco.pytorch.Tensor peerLoss =
        loss.apply(peerLast.forward(middle))
            .add(loss.apply(peerHead.forward(middle)), new Scalar(0.3));
    peerLoss.backward();

    try (Pass pass = Pass.training(parity.device());
        Gradients gradients = new Gradients(parity.device())) {
      Tensor labels = Tensor.ofInts(parity.device(), Shape.of(ROWS), LABELS);
      Tensor ours = new CrossEntropyLoss(0.1f).of(network.forward(input, pass), labels, pass);
      pass.backward(ours, gradients);
      Parity.assertClose("loss", ours, peerLoss, Parity.FORWARD);
      parity.requireParameters(stem, gradients, peerStem);
      parity.requireParameters(head, gradients, peerHead);
      parity.requireParameters(last, gradients, peerLast);
    }
  }

  private void requireParity(Loss loss, Parameter prediction, Tensor target, Torch.Function peer) {
    org.bytedeco.pytorch.Tensor peerPrediction = Torch.variable(prediction.value());
    org.bytedeco.pytorch.Tensor peerLoss = peer.apply(peerPrediction);
    peerLoss.backward();
    try (Pass pass = Pass.training(parity.device());
        Gradients gradients = new Gradients(parity.device())) {
      Tensor ours = loss.of(pass.use(prediction), target, pass);
      pass.backward(ours, gradients);
      Parity.assertClose("loss", ours, peerLoss, Parity.FORWARD);
      Parity.assertClose(
          "gradient", gradients.of(prediction), peerPrediction.grad(), Parity.GRADIENT);
    }
  }
}
