package dev.conv4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.nn.Layer;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is measured: what it is called, how much of it there is, and that it can be done. */
class CaseTest {

  @Test
  void everyCaseHasANameOfItsOwn() {
    assertThat(Cases.all()).extracting(Case::name).doesNotHaveDuplicates();
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
  void pixelsAreNormalisedChannelByChannel() {
    NetworkCase work = resnet(2, NetworkCase.Mode.INFERENCE);
    float[] pixels = work.pixels(0);
    float[] normalized = work.normalized(0);
    int lastOfGreen = 3 * 8 * 8 + 2 * 8 * 8 - 1;
    assertThat(normalized[lastOfGreen])
        .isCloseTo((pixels[lastOfGreen] - 0.456f) / 0.224f, within(1e-6f));
  }

  static List<Case> small() {
    Shape mnist = Shape.of(1, 28, 28);
    Layer.Config lecture = Zoo.network("lecture", mnist, 10).config();
    return List.of(
        new NetworkCase("lecture", lecture, mnist, 3, NetworkCase.Mode.TRAINING_STEP),
        new NetworkCase("lecture", lecture, mnist, 3, NetworkCase.Mode.INFERENCE),
        resnet(2, NetworkCase.Mode.TRAINING_STEP),
        resnet(2, NetworkCase.Mode.INFERENCE),
        new ConvolutionCase(2, 3, 3, 2, 1, 9, 2, true),
        new ConvolutionCase(2, 3, 1, 1, 0, 5, 1, false),
        new ProductCase(17));
  }

  @ParameterizedTest
  @MethodSource("small")
  void everyKindOfCaseRunsAndItsResultsDependOnNoThread(Case work) {
    try (Workload one = Own.prepare(work, 1);
        Workload two = Own.prepare(work, 2)) {
      one.run();
      two.run();
      List<float[]> results = one.results();
      assertThat(two.results()).usingRecursiveComparison().isEqualTo(results);
      assertThat(SideBySide.agree(results, results, 1e-5)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("small")
  void whoeverIsNamedAsAPeerGivesOurResults(Case work) {
    try (Workload ours = Own.prepare(work, 1)) {
      for (Peer peer : ServiceLoader.load(Peer.class)) {
        peer.prepare(work, 1)
            .ifPresent(theirs -> {
              try (theirs) {
                assertThat(SideBySide.distance(ours.results(), theirs.results()))
                    .as(peer.name())
                    .isLessThan(1e-5);
                theirs.run();
              }
            });
      }
    }
  }

  private static NetworkCase resnet(int batch, NetworkCase.Mode mode) {
    Shape image = Shape.of(3, 8, 8);
    return new NetworkCase(
        "ResNet-18", Zoo.network("resnet18", image, 10).config(), image, batch, mode);
  }
}
