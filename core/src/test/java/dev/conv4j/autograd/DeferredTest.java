package dev.conv4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations that a training pass leaves to the one behind them. */
class DeferredTest {
  private static final Shape IMAGES = Shape.of(3, 5, 6, 18);
  private static final Shape PER_CHANNEL = Shape.of(5);

  private final Device device = Devices.open("cpu", new DeviceOptions(2));
  private final Parameter weight = drawn("weight", IMAGES, 1);
  private final Parameter gamma = drawn("gamma", PER_CHANNEL, 2);
  private final Parameter beta = drawn("beta", PER_CHANNEL, 3);
  private final Parameter other = drawn("other", IMAGES, 4);
  private final Tensor target = Tensor.zeros(device, IMAGES);
  private final Gradients gradients = new Gradients(device);

  @AfterEach
  void close() {
    device.close();
  }

  private Parameter drawn(String name, Shape shape, long seed) {
    Parameter parameter = new Parameter(name, shape, Initializer.constant(0));
    float[] values = new float[shape.intCount()];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    parameter.set(device, values);
    return parameter;
  }

  private Tensor normalized(Pass pass) {
    return new BatchNormalization(1e-5f)
        .apply(pass.use(weight), pass.use(gamma), pass.use(beta), pass)
        .y();
  }

  /** Everything that comes out of a step, as lists of numbers. */
  private List<float[]> step(boolean isReadBetween) {
    gradients.clear();
    try (Pass pass = Pass.training(device)) {
      Tensor normal = normalized(pass);
      Tensor first = new Rectification().apply(read(normal, isReadBetween), pass);
      Tensor sum = new Addition().apply(read(normalized(pass), isReadBetween), first, pass);
      Tensor second = new Rectification().apply(read(sum, isReadBetween), pass);
      Tensor straight = new Addition().apply(normalized(pass), pass.use(other), pass);
      Tensor all = new Addition().apply(second, straight, pass);
      Tensor loss = new MeanSquaredError().apply(all, target, pass);
      pass.backward(loss, gradients);
      List<float[]> results = new ArrayList<>();
      results.add(all.toArray());
      for (Parameter parameter : List.of(weight, gamma, beta, other)) {
        results.add(gradients.of(parameter).toArray());
      }
      return results;
    }
  }

  private static Tensor read(Tensor tensor, boolean isRead) {
    if (isRead) {
      tensor.toArray();
    }
    return tensor;
  }

  @Test
  void theBitsAreTheSameWhetherOrNotWhatIsBetweenWasRead() {
    List<float[]> joined = step(false);
    List<float[]> single = step(true);
    for (int i = 0; i < joined.size(); i++) {
      assertThat(joined.get(i)).as("result %d", i).isEqualTo(single.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void poolingHasTheSameBitsToo(boolean isReadBetween) {
    gradients.clear();
    try (Pass pass = Pass.training(device);
        Tensor zeros = Tensor.zeros(device, Shape.of(3, 5, 3, 9))) {
      Tensor pooled = new MaxPooling(PoolGeometry.of(2)).apply(pass.use(weight), pass);
      assertThat(pooled.isPending()).isTrue();
      read(pooled, isReadBetween);
      Tensor y = new Rectification().apply(pooled, pass);
      assertThat(pooled.isPending()).isNotEqualTo(isReadBetween);
      pass.backward(new MeanSquaredError().apply(y, zeros, pass), gradients);
      assertThat(y.toArray()).isEqualTo(rectifiedMaxima());
      assertThat(nonZero(gradients.of(weight).toArray())).isEqualTo(nonZero(y.toArray()));
    }
  }

  private float[] rectifiedMaxima() {
    try (Pass pass = Pass.inference(device)) {
      Tensor pooled = new MaxPooling(PoolGeometry.of(2)).apply(weight.value(), pass);
      return new Rectification().apply(pooled, pass).toArray();
    }
  }

  private static long nonZero(float... values) {
    long count = 0;
    for (float value : values) {
      count += value == 0 ? 0 : 1;
    }
    return count;
  }

  @Test
  void whatIsReadLateIsWhatTheOperationGives() {
    try (Pass pass = Pass.training(device)) {
      Tensor normal = normalized(pass);
      Tensor y = new Rectification().apply(normal, pass);
      assertThat(normal.isPending()).isTrue();
      float[] rectified = normal.toArray();
      for (int i = 0; i < rectified.length; i++) {
        rectified[i] = Math.max(rectified[i], 0);
      }
      assertThat(y.toArray()).isEqualTo(rectified);
    }
  }

  @Test
  void whatNobodyReadTakesNoMemory() {
    try (Pass pass = Pass.training(device)) {
      Tensor normal = normalized(pass);
      Pass.Accounting before = pass.accounting();
      new Rectification().apply(normal, pass);
      Pass.Accounting after = pass.accounting();
      assertThat(after.bytes() - before.bytes()).isEqualTo(4 * IMAGES.count());
      assertThat(after.tensors() - before.tensors()).isEqualTo(1);
    }
  }

  @Test
  void theTraceShowsTheSingleOperations() {
    try (Pass pass = Pass.training(device)) {
      Tensor sum = new Addition().apply(normalized(pass), pass.use(other), pass);
      new Rectification().apply(sum, pass);
      assertThat(pass.trace().steps())
          .extracting(step -> step.operation().kind())
          .containsExactly("BatchNormalization", "Addition", "Rectification");
    }
  }

  /** Afterwards parameters change, and it would be computed with others. */
  @Test
  void afterTheWayBackItIsTooLateToRead() {
    try (Pass pass = Pass.training(device)) {
      Tensor forgotten = normalized(pass);
      Tensor kept = normalized(pass).keep();
      Tensor y =
          new Addition()
              .apply(
                  new Rectification().apply(forgotten, pass),
                  new Rectification().apply(kept, pass),
                  pass);
      pass.backward(new MeanSquaredError().apply(y, target, pass), gradients);
      assertThatThrownBy(forgotten::toArray)
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("Read it before");
      assertThat(kept.toArray()).hasSize(IMAGES.intCount());
      kept.close();
    }
  }

  /** A tensor that was used by two is computed for each, and its gradient is that of both. */
  @Test
  void twoReadersGiveTheGradientOfBoth() {
    float[] twice = gradientOfWeight(true);
    float[] once = gradientOfWeight(false);
    assertThat(Arrays.hashCode(twice)).isEqualTo(Arrays.hashCode(once));
  }

  /** Of {@code 2 y}, as a sum of two rectifiers' outputs or of one taken twice. */
  private float[] gradientOfWeight(boolean isTwice) {
    gradients.clear();
    try (Pass pass = Pass.training(device)) {
      Tensor normal = normalized(pass);
      Tensor a = new Rectification().apply(normal, pass);
      Tensor b = isTwice ? new Rectification().apply(normal, pass) : a;
      Tensor sum = new Addition().apply(a, b, pass);
      pass.backward(new MeanSquaredError().apply(sum, target, pass), gradients);
      return gradients.of(weight).toArray();
    }
  }
}
