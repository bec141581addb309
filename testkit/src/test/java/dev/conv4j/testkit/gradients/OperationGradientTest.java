package dev.conv4j.testkit.gradients;

import dev.conv4j.autograd.AdaptiveAveragePooling;
import dev.conv4j.autograd.Addition;
import dev.conv4j.autograd.AveragePooling;
import dev.conv4j.autograd.BatchNormalization;
import dev.conv4j.autograd.ChannelNormalization;
import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.CrossEntropy;
import dev.conv4j.autograd.LinearMap;
import dev.conv4j.autograd.MaxPooling;
import dev.conv4j.autograd.MeanSquaredError;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.autograd.Reshaping;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PoolGeometry;
import dev.conv4j.testkit.GradientCheck;
import dev.conv4j.testkit.GradientCheck.Input;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation's gradient against finite differences. */
class OperationGradientTest {
  static final List<ConvGeometry> CONVOLUTIONS =
      List.of(
          ConvGeometry.of(3),
          convolution(3, 2, 0, 1, 1),
          convolution(3, 1, 1, 1, 1),
          convolution(2, 3, 0, 1, 1),
          convolution(2, 1, 3, 1, 1),
          convolution(2, 1, 1, 3, 1),
          convolution(3, 2, 2, 2, 1),
          convolution(2, 1, 0, 1, 2),
          convolution(3, 2, 1, 1, 4),
          new ConvGeometry(
              new Size2d(3, 2), new Size2d(1, 2), new Size2d(2, 1), new Size2d(2, 3), 2));

  private static ConvGeometry convolution(
      int kernel, int stride, int padding, int dilation, int groups) {
    return new ConvGeometry(
        Size2d.square(kernel),
        Size2d.square(stride),
        Size2d.square(padding),
        Size2d.square(dilation),
        groups);
  }

  @ParameterizedTest
  @FieldSource("CONVOLUTIONS")
  void convolution(ConvGeometry geometry) {
    Shape x = Shape.of(2, 4, 5, 6);
    Size2d kernel = geometry.kernel();
    Shape w = Shape.of(4, 4 / geometry.groups(), kernel.height(), kernel.width());
    Convolution convolution = new Convolution(geometry);
    GradientCheck.ofOperation(
        (inputs, pass) -> convolution.apply(inputs.get(0), inputs.get(1), inputs.get(2), pass),
        x,
        w,
        Shape.of(4));
    GradientCheck.ofOperation(
        (inputs, pass) -> convolution.apply(inputs.get(0), inputs.get(1), null, pass), x, w);
  }

  static Stream<PoolGeometry> poolings() {
    return Stream.of(
        PoolGeometry.of(2),
        pooling(3, 2, 1),
        pooling(2, 3, 0),
        pooling(3, 1, 1),
        new PoolGeometry(new Size2d(2, 4), new Size2d(3, 1), new Size2d(1, 2)));
  }

  private static PoolGeometry pooling(int window, int stride, int padding) {
    return new PoolGeometry(Size2d.square(window), Size2d.square(stride), Size2d.square(padding));
  }

  @ParameterizedTest
  @MethodSource("poolings")
  void pooling(PoolGeometry geometry) {
    Shape x = Shape.of(2, 2, 5, 6);
    GradientCheck.ofOperation(
        (inputs, pass) -> new MaxPooling(geometry).apply(inputs.getFirst(), pass), x);
    GradientCheck.ofOperation(
        (inputs, pass) -> new AveragePooling(geometry).apply(inputs.getFirst(), pass), x);
  }

  static Stream<Size2d> sizes() {
    return Stream.of(
        Size2d.square(1), new Size2d(2, 4), new Size2d(5, 6), new Size2d(3, 1), Size2d.square(7));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void adaptivePooling(Size2d size) {
    GradientCheck.ofOperation(
        (inputs, pass) -> new AdaptiveAveragePooling(size).apply(inputs.getFirst(), pass),
        Shape.of(2, 2, 5, 6));
  }

  static Stream<Shape> batches() {
    return Stream.of(
        Shape.of(2, 3, 2, 4), Shape.of(4, 2, 1, 1), Shape.of(1, 2, 3, 3), Shape.of(5, 3));
  }

  @ParameterizedTest
  @MethodSource("batches")
  void batchNormalization(Shape x) {
    Shape perChannel = Shape.of(x.extent(1));
    GradientCheck.ofOperation(
        (inputs, pass) ->
            new BatchNormalization(0.01f)
                .apply(inputs.get(0), inputs.get(1), inputs.get(2), pass)
                .y(),
        x,
        perChannel,
        perChannel);
  }

  /** Mean and variance live on a device that the check closes. */
  @ParameterizedTest
  @MethodSource("batches")
  void channelNormalization(Shape x) {
    Shape perChannel = Shape.of(x.extent(1));
    GradientCheck.ofOperation(
        (inputs, pass) -> {
          Tensor mean = Tensor.zeros(pass.device(), perChannel);
          Tensor variance = Tensor.zeros(pass.device(), perChannel);
          pass.kernels().elementwise().fill(mean, 0.3f);
          pass.kernels().elementwise().fill(variance, 0.5f);
          return new ChannelNormalization(0.01f)
              .apply(inputs.get(0), inputs.get(1), inputs.get(2), mean, variance, pass);
        },
        x,
        perChannel,
        perChannel);
  }

  /** Operations that a pass computes together. */
  @ParameterizedTest
  @MethodSource("batches")
  void batchNormalizationAndWhatFollows(Shape x) {
    Shape perChannel = Shape.of(x.extent(1));
    GradientCheck.ofOperation(
        (inputs, pass) -> new Rectification().apply(normalized(inputs, pass), pass),
        x,
        perChannel,
        perChannel);
    GradientCheck.ofOperation(
        (inputs, pass) -> new Addition().apply(normalized(inputs, pass), inputs.get(3), pass),
        x,
        perChannel,
        perChannel,
        x);
    GradientCheck.ofOperation(
        (inputs, pass) ->
            new Rectification()
                .apply(new Addition().apply(normalized(inputs, pass), inputs.get(3), pass), pass),
        x,
        perChannel,
        perChannel,
        x);
    GradientCheck.ofOperation(
        (inputs, pass) ->
            new Rectification()
                .apply(new Addition().apply(normalized(inputs, pass), inputs.get(0), pass), pass),
        x,
        perChannel,
        perChannel);
  }

  private static Tensor normalized(List<Tensor> inputs, Pass pass) {
    return new BatchNormalization(0.01f)
        .apply(inputs.get(0), inputs.get(1), inputs.get(2), pass)
        .y();
  }

  @ParameterizedTest
  @MethodSource("poolings")
  void poolingAndRectification(PoolGeometry geometry) {
    GradientCheck.ofOperation(
        (inputs, pass) ->
            new Rectification()
                .apply(new MaxPooling(geometry).apply(inputs.getFirst(), pass), pass),
        Shape.of(2, 2, 5, 6));
  }

  @Test
  void rectification() {
    GradientCheck.ofOperation(
        (inputs, pass) -> new Rectification().apply(inputs.getFirst(), pass), Shape.of(3, 7));
  }

  @Test
  void linearMap() {
    GradientCheck.ofOperation(
        (inputs, pass) -> new LinearMap().apply(inputs.get(0), inputs.get(1), inputs.get(2), pass),
        Shape.of(3, 5),
        Shape.of(4, 5),
        Shape.of(4));
    GradientCheck.ofOperation(
        (inputs, pass) -> new LinearMap().apply(inputs.get(0), inputs.get(1), null, pass),
        Shape.of(3, 5),
        Shape.of(4, 5));
  }

  @Test
  void reshaping() {
    GradientCheck.ofOperation(
        (inputs, pass) -> new Reshaping(Shape.of(3, 4)).apply(inputs.getFirst(), pass),
        Shape.of(2, 3, 2));
  }

  @Test
  void addition() {
    GradientCheck.ofOperation(
        (inputs, pass) -> new Addition().apply(inputs.get(0), inputs.get(1), pass),
        Shape.of(2, 3),
        Shape.of(2, 3));
  }

  /** Of a device that the check closes, and its tensors with it. */
  private static Tensor crossEntropy(float smoothing, Tensor logits, Pass pass, int... labels) {
    Tensor wanted = Tensor.ofInts(pass.device(), Shape.of(labels.length), labels);
    return new CrossEntropy(smoothing).apply(logits, wanted, pass);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.1f, 1})
  void crossEntropy(float smoothing) {
    GradientCheck.ofOperation(
        (inputs, pass) -> crossEntropy(smoothing, inputs.getFirst(), pass, 2, 0, 4, 2),
        Shape.of(4, 5));
  }

  @Test
  void crossEntropyOfLargeLogits() {
    GradientCheck.ofOperation(
        (inputs, pass) -> crossEntropy(0, inputs.getFirst(), pass, 1, 0),
        List.of(Input.of(Shape.of(2, 3), 30, 28, -5, -40, -41.5, -39)));
  }

  @Test
  void meanSquaredError() {
    GradientCheck.ofOperation(
        (inputs, pass) -> {
          Tensor target = Tensor.of(pass.device(), Shape.of(2, 3), 1, -1, 0, 0.25f, 2, -3);
          return new MeanSquaredError().apply(inputs.getFirst(), target, pass);
        },
        Shape.of(2, 3));
  }
}
