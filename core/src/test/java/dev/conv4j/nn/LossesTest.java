package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Losses with numbers worked out by hand. */
class LossesTest {
  private static final Offset<Float> ROUNDING = within(1e-6f);

  private final Device device = Devices.open("cpu");

  @AfterEach
  void close() {
    device.close();
  }

  private float loss(Loss loss, Tensor prediction, Tensor target) {
    try (Pass pass = Pass.training(device)) {
      return loss.of(prediction, target, pass).item();
    }
  }

  /** Probabilities of ¼ and ¾: the losses are log 4 and log 4/3. */
  private Tensor logits() {
    float third = (float) Math.log(3);
    return Tensor.of(device, Shape.of(2, 2), 0, third, 0, third);
  }

  @Test
  void aWeightedMeanIsDividedByTheLabelsWeights() {
    Tensor labels = Tensor.ofInts(device, Shape.of(2), 0, 1);
    float rare = (float) Math.log(4);
    float usual = (float) Math.log(4 / 3.0);
    CrossEntropyLoss weighted = new CrossEntropyLoss().classWeights(List.of(3f, 1f));
    assertThat(loss(weighted, logits(), labels)).isCloseTo((3 * rare + usual) / 4, ROUNDING);
    assertThat(loss(new CrossEntropyLoss(), logits(), labels))
        .isCloseTo((rare + usual) / 2, ROUNDING);
  }

  /** PyTorch divides 0 by 0 there. */
  @Test
  void imagesThatAllCountNothingCostNothing() {
    Tensor labels = Tensor.ofInts(device, Shape.of(2), 0, 0);
    for (float smoothing : new float[] {0, 0.1f}) {
      CrossEntropyLoss onlyOthers = new CrossEntropyLoss(smoothing).classWeights(List.of(0f, 1f));
      assertThat(loss(onlyOthers, logits(), labels)).isZero();
    }
  }

  @Test
  void softTargetsAreDividedByTheNumberOfImages() {
    Tensor shares = Tensor.of(device, Shape.of(2, 2), 0.5f, 0.5f, 0, 1);
    float rare = (float) Math.log(4);
    float usual = (float) Math.log(4 / 3.0);
    assertThat(loss(new CrossEntropyLoss(), logits(), shares))
        .isCloseTo((0.5f * rare + 1.5f * usual) / 2, ROUNDING);
    CrossEntropyLoss weighted = new CrossEntropyLoss().classWeights(List.of(3f, 1f));
    assertThat(loss(weighted, logits(), shares))
        .isCloseTo((1.5f * rare + 1.5f * usual) / 2, ROUNDING);
  }

  /** Shares that are labels cost what the labels do. */
  @Test
  void labelsAndTheirSharesAgree() {
    Tensor labels = Tensor.ofInts(device, Shape.of(2), 0, 1);
    Tensor shares = Tensor.of(device, Shape.of(2, 2), 1, 0, 0, 1);
    CrossEntropyLoss smooth = new CrossEntropyLoss(0.2f);
    assertThat(loss(smooth, logits(), shares)).isCloseTo(loss(smooth, logits(), labels), ROUNDING);
    assertThat(loss(smooth.classWeights(List.of(1f, 1f)), logits(), labels))
        .isCloseTo(loss(smooth, logits(), labels), ROUNDING);
  }

  @Test
  void yesAndNoCountEachByItself() {
    Tensor logits = Tensor.of(device, Shape.of(1, 2), 0, (float) Math.log(3));
    Tensor targets = Tensor.of(device, Shape.of(1, 2), 0, 1);
    float undecided = (float) Math.log(2);
    float right = (float) Math.log(4 / 3.0);
    assertThat(loss(new BinaryCrossEntropyLoss(), logits, targets))
        .isCloseTo((undecided + right) / 2, ROUNDING);
    assertThat(loss(new BinaryCrossEntropyLoss(List.of(5f, 2f)), logits, targets))
        .isCloseTo((undecided + 2 * right) / 2, ROUNDING);
  }

  @Test
  void absoluteErrorsAreAveraged() {
    Tensor prediction = Tensor.of(device, Shape.of(2, 2), 1, 5, 2, -3);
    Tensor target = Tensor.of(device, Shape.of(2, 2), 2, 2, 2, 1);
    assertThat(loss(new MeanAbsoluteErrorLoss(), prediction, target)).isEqualTo(2);
  }

  /** The heads' losses come on top in training, and their weights learn; in inference neither. */
  @Test
  void auxiliaryHeadsAreHeldToTheSameTargets() {
    Parameter input = new Parameter("input", Shape.of(2, 2), Initializer.constant(0));
    input.set(device, logits().toArray());
    Sequential network =
        Sequential.builder()
            .add("aux", new AuxiliaryHead(Sequential.of(new Linear(2, 2)), 0.5f))
            .add("fc", new Linear(2, 2))
            .build();
    Layers.initialize(network, device, 1);
    Parameter head = parameter(network, "aux.0.weight");
    head.set(device, 1, 0, 0, 1);
    parameter(network, "aux.0.bias").set(device, 0, 0);
    Tensor labels = Tensor.ofInts(device, Shape.of(2), 0, 1);
    float plain;
    try (Pass pass = Pass.inference(device)) {
      Tensor logits = network.forward(input.value(), pass);
      plain = new CrossEntropyLoss().of(logits, labels, pass).item();
    }
    try (Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      Tensor logits = network.forward(pass.use(input), pass);
      Tensor loss = new CrossEntropyLoss().of(logits, labels, pass);
      float ofHead = (float) (Math.log(4) + Math.log(4 / 3.0)) / 2;
      assertThat(loss.item()).isCloseTo(plain + 0.5f * ofHead, ROUNDING);
      assertThat(new CrossEntropyLoss().of(logits, labels, pass).item())
          .as("taken once")
          .isCloseTo(plain, ROUNDING);
      pass.backward(loss, gradients);
      assertThat(gradients.has(head)).isTrue();
    }
  }

  private static Parameter parameter(Layer network, String path) {
    return Objects.requireNonNull(Layers.parameters(network).get(path));
  }

  @Test
  void nonsenseIsRefused() {
    Tensor two = Tensor.of(device, Shape.of(2, 2), 0, 0, 0, 0);
    Tensor three = Tensor.of(device, Shape.of(1, 3), 0, 0, 0);
    Tensor labels = Tensor.ofInts(device, Shape.of(2), 0, 1);
    List<Runnable> nonsense =
        List.of(
            () -> new CrossEntropyLoss(0, List.of(1f, -1f)),
            () -> new CrossEntropyLoss(0, List.of(Float.NaN)),
            () -> new BinaryCrossEntropyLoss(List.of(-1f)),
            () -> new AuxiliaryHead(new Flatten(), 0),
            () -> loss(new CrossEntropyLoss(), two, three),
            () -> loss(new CrossEntropyLoss().classWeights(List.of(1f)), two, labels),
            () -> loss(new BinaryCrossEntropyLoss(), two, three),
            () -> loss(new BinaryCrossEntropyLoss(List.of(1f)), two, two),
            () -> loss(new MeanAbsoluteErrorLoss(), two, three));
    for (Runnable each : nonsense) {
      assertThatThrownBy(each::run).isInstanceOf(ShapeException.class);
    }
  }
}
