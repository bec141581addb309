package dev.conv4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured: what it is called, how much of it there is, and that it can be done. */
class CaseTest {

  @Test
  void everyCaseHasANameOfItsOwn() {
    assertThat(Cases.all(1)).extracting(Case::name).doesNotHaveDuplicates();
  }

  @Test
  void aConvolutionCountsTheMultiplicationsAndAdditionsOfItsDefinition() {
    ConvolutionCase forward = new ConvolutionCase(3, 64, 7, 2, 3, 224, 8, false);
    assertThat(forward.name())
        .isEqualTo("convolution 7×7 stride 2, 3→64 at 224², batch 8, forward");
    assertThat(forward.output()).isEqualTo(Shape.of(8, 64, 112, 112));
    assertThat(forward.amount()).isCloseTo(2 * 8 * 64 * 112 * 112 * 147 / 1e9, within(1e-12));
    ConvolutionCase all = new ConvolutionCase(3, 64, 7, 2, 3, 224, 8, true);
    assertThat(all.amount()).isCloseTo(3 * forward.amount(), within(1e-12));
  }

  @Test
  void depthwiseEachFilterSeesOneChannel() {
    ConvolutionCase work = new ConvolutionCase(128, 128, 3, 1, 1, 128, 56, 8, false);
    assertThat(work.name())
        .isEqualTo("convolution 3×3 depthwise, 128→128 at 56², batch 8, forward");
    assertThat(work.weight()).isEqualTo(Shape.of(128, 1, 3, 3));
    assertThat(work.amount()).isCloseTo(2 * 8 * 128 * 56 * 56 * 9 / 1e9, within(1e-12));
  }

  @Test
  void everyCaseIsFoundByItsName() {
    assertThat(Cases.all(7))
        .allSatisfy(work -> assertThat(Cases.named(work.name(), 7).name()).isEqualTo(work.name()));
    assertThat(Cases.named("peak of multiply-adds, 1 thread", 7)).isEqualTo(new PeakCase(1));
    assertThatThrownBy(() -> Cases.named("no such case", 7)).hasMessageContaining("no such case");
  }

  @Test
  void pixelsAreNormalisedChannelByChannel() {
    NetworkCase work = SmallCases.resnet(NetworkCase.Mode.INFERENCE);
    float[] pixels = work.pixels(0);
    float[] normalized = work.normalized(0);
    int lastOfGreen = 2 * work.image().intExtent(1) * work.image().intExtent(2) - 1;
    assertThat(normalized[lastOfGreen])
        .isCloseTo((pixels[lastOfGreen] - 0.456f) / 0.224f, within(1e-6f));
  }

  @ParameterizedTest
  @MethodSource("dev.conv4j.benchmarks.SmallCases#all")
  void everyKindOfCaseRunsAndItsResultsDependOnNoThread(Case work) {
    try (Workload one = Own.workload(work, 1);
        Workload two = Own.workload(work, 2)) {
      one.run();
      two.run();
      List<float[]> results = one.results();
      assertThat(two.results()).usingRecursiveComparison().isEqualTo(results);
      assertThat(Agreement.agree(results, results, 1e-5)).isTrue();
    }
  }
}
