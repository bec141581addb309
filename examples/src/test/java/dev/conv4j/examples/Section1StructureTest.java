package dev.conv4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.examples.Section1Structure.Stage;
import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class Section1StructureTest {
  @Test
  void keepsTheImagesStructureUntilItIsFlattened() {
    List<Stage> stages = Section1Structure.stages();
    List<Stage> features =
        stages.stream().filter(stage -> stage.layer().startsWith("features.")).toList();
    assertThat(features)
        .hasSize(6)
        .allSatisfy(stage -> assertThat(stage.shape().rank()).isEqualTo(3));
    assertThat(features.getLast().shape()).isEqualTo(Shape.of(16, 8, 8));
    assertThat(stages.subList(7, 9))
        .containsExactly(
            new Stage("classifier.flatten", Shape.of(16 * 8 * 8)),
            new Stage("classifier.fc", Shape.of(10)));
  }

  @Test
  void showsTheShapeAfterEachLayer() {
    assertThat(Printed.words(Printed.by(Section1Structure.SECTION)))
        .contains(
            "picture 3×32×32 3 channels of 32×32 pixels",
            "features.pool2 16×8×8 16 channels of 8×8 pixels",
            "classifier.flatten 1024 1024 numbers in a row");
  }
}
