package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class Section2ConvolutionTest {
  @Test
  void convolvesOneChannel() {
    Matrix output =
        Section2Convolution.convolve(Section2Convolution.IMAGE, Section2Convolution.KERNEL, 0, 1);
    assertThat(output).hasToString("211 295 262 / 259 282 214 / 251 253 169");
  }

  @Test
  void addsTheProductsOfAllSlices() {
    List<Matrix> each = Section2Convolution.convolveEachChannel();
    assertThat(each).extracting(Matrix::toString).containsExactly("211", "-4", "0");
    assertThat(Section2Convolution.convolveChannels()).hasToString("207");
  }

  @Test
  void hasAWeightOfFourDimensions() {
    Section2Convolution.Sizes sizes = Section2Convolution.sizes();
    assertThat(sizes.input()).isEqualTo(Shape.of(1, 5, 100, 100));
    assertThat(sizes.weight()).isEqualTo(Shape.of(10, 5, 3, 3));
    assertThat(sizes.output()).isEqualTo(Shape.of(1, 10, 98, 98));
  }

  @Test
  void showsEveryStopAndTheShapes() {
    String printed = Printed.by(Section2Convolution.SECTION);
    assertThat(printed)
        .contains(
            "1 of 9: 3·1 + 4·2 + 6·3 + 2·4 + 4·5 + 6·6 + 1·7 + 6·8 + 7·9 = 211",
            "9 of 9: 7·1 + 8·2 + 4·3 + 4·4 + 6·5 + 2·6 + 5·7 + 4·8 + 1·9 = 169",
            "channel 2: 0·0 + 1·1 + 0·0 + 1·1 + 2·(-4) + 1·1 + 0·0 + 1·1 + 0·0 = -4",
            "all three: 207");
    assertThat(Printed.words(printed))
        .contains(
            "input [1, 5, 100, 100] batch",
            "weight [10, 5, 3, 3] kernels",
            "output [1, 10, 98, 98] batch");
  }
}
