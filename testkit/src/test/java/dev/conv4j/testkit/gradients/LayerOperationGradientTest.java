package dev.conv4j.testkit.gradients;

import dev.conv4j.autograd.AbsoluteError;
import dev.conv4j.autograd.BinaryCrossEntropy;
import dev.conv4j.autograd.ChannelPadding;
import dev.conv4j.autograd.Concatenation;
import dev.conv4j.autograd.GroupNormalization;
import dev.conv4j.autograd.LayerNormalization;
import dev.conv4j.autograd.Multiplication;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Scaling;
import dev.conv4j.autograd.TransposedConvolution;
import dev.conv4j.autograd.WeightedCrossEntropy;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.testkit.GradientCheck;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of operations on channels and groups, and of losses, against finite differences. */
class LayerOperationGradientTest {

  @Test
  void concatenation() {
    GradientCheck.ofOperation(
        (inputs, pass) -> new Concatenation().apply(inputs, pass),
        Shape.of(2, 3, 2, 2),
        Shape.of(2, 1, 2, 2),
        Shape.of(2, 2, 2, 2));
    GradientCheck.ofOperation(
        (inputs, pass) ->
            new Concatenation().apply(List.of(inputs.get(1), inputs.get(0), inputs.get(1)), pass),
        Shape.of(2, 3),
        Shape.of(2, 2));
  }

  @Test
  void channelPadding() {
    GradientCheck.ofOperation(
        (inputs, pass) -> new ChannelPadding(1, 2).apply(inputs.getFirst(), pass),
        Shape.of(2, 3, 2, 2));
  }

  static Stream<Arguments> factors() {
    return Stream.of(
        Arguments.of(Shape.of(2, 3, 2, 4), Shape.of(2, 3, 1, 1)),
        Arguments.of(Shape.of(2, 3, 2, 4), Shape.of(2)),
        Arguments.of(Shape.of(2, 3, 1, 1), Shape.of(2, 3, 1, 1)),
        Arguments.of(Shape.of(3, 4), Shape.of(3, 1)));
  }

  @ParameterizedTest
  @MethodSource("factors")
  void scaling(Shape x, Shape factors) {
    GradientCheck.ofOperation(
        (inputs, pass) -> new Scaling().apply(inputs.get(0), inputs.get(1), pass), x, factors);
  }

  @Test
  void multiplication() {
    GradientCheck.ofOperation(
        (inputs, pass) -> new Multiplication(-0.75f).apply(inputs.getFirst(), pass),
        Shape.of(2, 3));
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 4", "4, 4", "3, 1", "2, 2"})
  void groupNormalization(int groups, int pixels) {
    GroupNormalization normalization = new GroupNormalization(groups, 0.01f);
    Shape x = Shape.of(2, 12, pixels);
    Shape each = Shape.of(x.extent(1));
    GradientCheck.ofOperation(
        (inputs, pass) -> normalization.apply(inputs.get(0), inputs.get(1), inputs.get(2), pass),
        x,
        each,
        each);
    GradientCheck.ofOperation(
        (inputs, pass) -> normalization.apply(inputs.get(0), null, null, pass), x);
  }

  @Test
  void layerNormalization() {
    Shape over = Shape.of(3, 2);
    LayerNormalization normalization = new LayerNormalization(over, 0.01f);
    Shape x = Shape.of(2, 2, 3, 2);
    GradientCheck.ofOperation(
        (inputs, pass) -> normalization.apply(inputs.get(0), inputs.get(1), inputs.get(2), pass),
        x,
        over,
        over);
    GradientCheck.ofOperation(
        (inputs, pass) -> normalization.apply(inputs.get(0), inputs.get(1), null, pass), x, over);
  }

  static Stream<TransposedConvolution> transposed() {
    return Stream.of(
        transposed(ConvGeometry.of(3), 0),
        transposed(geometry(3, 2, 1, 1, 1), 1),
        transposed(geometry(2, 3, 0, 1, 2), 2),
        transposed(geometry(3, 2, 2, 2, 4), 0),
        transposed(geometry(1, 2, 0, 1, 1), 1),
        new TransposedConvolution(
            new ConvGeometry(
                new Size2d(3, 2), new Size2d(1, 3), new Size2d(2, 1), new Size2d(2, 1), 2),
            new Size2d(0, 2)));
  }

  private static ConvGeometry geometry(
      int kernel, int stride, int padding, int dilation, int groups) {
    return new ConvGeometry(
        Size2d.square(kernel),
        Size2d.square(stride),
        Size2d.square(padding),
        Size2d.square(dilation),
        groups);
  }

  private static TransposedConvolution transposed(ConvGeometry geometry, int extra) {
    return new TransposedConvolution(geometry, Size2d.square(extra));
  }

  @ParameterizedTest
  @MethodSource("transposed")
  void transposedConvolution(TransposedConvolution operation) {
    ConvGeometry geometry = operation.geometry();
    Shape x = Shape.of(2, 4, 3, 4);
    Size2d kernel = geometry.kernel();
    Shape w = Shape.of(4, 8 / geometry.groups(), kernel.height(), kernel.width());
    GradientCheck.ofOperation(
        (inputs, pass) -> operation.apply(inputs.get(0), inputs.get(1), inputs.get(2), pass),
        x,
        w,
        Shape.of(8));
    GradientCheck.ofOperation(
        (inputs, pass) -> operation.apply(inputs.get(0), inputs.get(1), null, pass), x, w);
  }

  private static final float[] SHARES = {
    1, 0, 0, 0.5f, 0.25f, 0.25f, 0, 0, 0.125f, 0.875f, 0.5f, 0
  };

  /** Of a device that the check closes, and its tensors with it. */
  private static Tensor crossEntropy(
      float smoothing, boolean soft, boolean weighted, Tensor logits, Pass pass) {
    Tensor targets =
        soft
            ? Tensor.of(pass.device(), Shape.of(4, 3), SHARES)
            : Tensor.ofInts(pass.device(), Shape.of(4), 2, 0, 1, 2);
    return new WeightedCrossEntropy(smoothing)
        .apply(logits, targets, weights(weighted, pass), pass);
  }

  private static @Nullable Tensor weights(boolean weighted, Pass pass) {
    return weighted ? Tensor.of(pass.device(), Shape.of(3), 0.5f, 2, 0.25f) : null;
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, false",
    "0, false, true",
    "0.1, false, true",
    "1, false, true",
    "0, true, false",
    "0.1, true, false",
    "0.1, true, true"
  })
  void weightedCrossEntropy(float smoothing, boolean soft, boolean weighted) {
    GradientCheck.ofOperation(
        (inputs, pass) -> crossEntropy(smoothing, soft, weighted, inputs.getFirst(), pass),
        Shape.of(4, 3));
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void binaryCrossEntropy(boolean weighted) {
    GradientCheck.ofOperation(
        (inputs, pass) ->
            new BinaryCrossEntropy()
                .apply(
                    inputs.getFirst(),
                    Tensor.of(pass.device(), Shape.of(4, 3), SHARES),
                    weights(weighted, pass),
                    pass),
        Shape.of(4, 3));
  }

  @Test
  void absoluteError() {
    GradientCheck.ofOperation(
        (inputs, pass) -> {
          Tensor target = Tensor.of(pass.device(), Shape.of(2, 3), 1, -1, 0, 0.25f, 2, -3);
          return new AbsoluteError().apply(inputs.getFirst(), target, pass);
        },
        Shape.of(2, 3));
  }
}
