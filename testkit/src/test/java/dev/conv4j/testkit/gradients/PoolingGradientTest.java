package dev.conv4j.testkit.gradients;

import dev.conv4j.autograd.AdaptiveMaxPooling;
import dev.conv4j.autograd.AveragePooling;
import dev.conv4j.autograd.MaxPooling;
import dev.conv4j.autograd.Padding;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.PadGeometry;
import dev.conv4j.tensor.spi.PoolGeometry;
import dev.conv4j.testkit.GradientCheck;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of pooling with every option, and of padding, against finite differences. */
class PoolingGradientTest {
  private static final Shape IMAGES = Shape.of(2, 2, 5, 6);
  private static final Size2d ONE = Size2d.square(1);

  static Stream<PoolGeometry> maxima() {
    return Stream.of(
        new PoolGeometry(Size2d.square(2), Size2d.square(2), Size2d.square(0), ONE, true, true),
        new PoolGeometry(Size2d.square(3), Size2d.square(2), ONE, ONE, true, true),
        new PoolGeometry(Size2d.square(2), ONE, ONE, Size2d.square(2), false, true),
        new PoolGeometry(new Size2d(3, 2), new Size2d(1, 2), ONE, new Size2d(2, 3), true, true));
  }

  @ParameterizedTest
  @MethodSource("maxima")
  void ofMaxima(PoolGeometry geometry) {
    GradientCheck.ofOperation(
        (inputs, pass) -> new MaxPooling(geometry).apply(inputs.getFirst(), pass), IMAGES);
    GradientCheck.ofOperation(
        (inputs, pass) ->
            new Rectification()
                .apply(new MaxPooling(geometry).apply(inputs.getFirst(), pass), pass),
        IMAGES);
  }

  static Stream<PoolGeometry> means() {
    return Stream.of(true, false)
        .flatMap(counts ->
            Stream.of(
                new PoolGeometry(Size2d.square(3), ONE, ONE, ONE, false, counts),
                new PoolGeometry(Size2d.square(3), Size2d.square(2), ONE, ONE, true, counts),
                new PoolGeometry(
                    new Size2d(2, 4), new Size2d(3, 5), new Size2d(1, 2), ONE, true, counts)));
  }

  @ParameterizedTest
  @MethodSource("means")
  void ofMeans(PoolGeometry geometry) {
    GradientCheck.ofOperation(
        (inputs, pass) -> new AveragePooling(geometry).apply(inputs.getFirst(), pass), IMAGES);
  }

  static Stream<Size2d> sizes() {
    return Stream.of(ONE, new Size2d(2, 4), new Size2d(5, 6), Size2d.square(7));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void ofAdaptiveMaxima(Size2d size) {
    GradientCheck.ofOperation(
        (inputs, pass) -> new AdaptiveMaxPooling(size).apply(inputs.getFirst(), pass), IMAGES);
  }

  @ParameterizedTest
  @EnumSource(PaddingMode.class)
  void ofPadding(PaddingMode mode) {
    PadGeometry geometry = new PadGeometry(3, 1, 0, 4, mode);
    GradientCheck.ofOperation(
        (inputs, pass) -> new Padding(geometry).apply(inputs.getFirst(), pass), IMAGES);
  }
}
