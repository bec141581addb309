package dev.conv4j.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Choices of steps, and what kind of images they suit. */
class AugmentationsTest {
  private static final Shape GREY = Shape.of(1, 28, 28);
  private static final Shape SMALL = Shape.of(3, 32, 32);
  private static final Shape LARGE = Shape.of(3, 224, 224);

  @Test
  void whatHasARightWayRoundIsNeverMirrored() {
    for (Shape shape : List.of(GREY, SMALL, LARGE)) {
      for (Augmentations preset :
          List.of(
              Augmentations.light(ImageKind.SYMBOLS, shape),
              Augmentations.strong(ImageKind.SYMBOLS, shape))) {
        assertThat(preset.steps()).isNotEmpty().noneMatch(Flip.class::isInstance);
        assertThat(preset.mixes()).isFalse();
      }
    }
  }

  @Test
  void photographsAreMirrored() {
    assertThat(Augmentations.light(ImageKind.PHOTOGRAPHS, SMALL).steps())
        .containsExactly(Flip.horizontal(), new PaddedCrop(4, Border.REFLECT));
    assertThat(Augmentations.light(ImageKind.PHOTOGRAPHS, LARGE).steps())
        .containsExactly(Flip.horizontal(), RandomResizedCrop.atLeast(0.5f));
    assertThat(Augmentations.strong(ImageKind.PHOTOGRAPHS, SMALL).steps())
        .hasSize(4)
        .contains(Flip.horizontal());
  }

  @Test
  void theKindIsToldByColourAndNames() {
    assertThat(ImageKind.of(GREY, List.of("cat", "dog"))).isEqualTo(ImageKind.SYMBOLS);
    assertThat(ImageKind.of(SMALL, List.of("cat", "dog"))).isEqualTo(ImageKind.PHOTOGRAPHS);
    assertThat(ImageKind.of(SMALL, List.of("0", "1", "10"))).isEqualTo(ImageKind.SYMBOLS);
    assertThat(ImageKind.of(SMALL, List.of("a", "é", "木"))).isEqualTo(ImageKind.SYMBOLS);
    assertThat(ImageKind.of(SMALL, List.of("a", "truck"))).isEqualTo(ImageKind.PHOTOGRAPHS);
  }

  @Test
  void peopleReadWhatIsDone() {
    assertThat(Augmentations.light(ImageKind.PHOTOGRAPHS, SMALL).description())
        .isEqualTo("mirrored (half of them); shifted by up to 4 pixels");
    assertThat(Augmentations.strong(ImageKind.PHOTOGRAPHS, LARGE).description())
        .isEqualTo(
            "mirrored (half of them); a part of 25 % to 100 % of the area enlarged; brightness"
                + " changed by up to 30 %, contrast changed by up to 30 %, saturation changed by up"
                + " to 30 %, hues turned by up to 11°; a square of 25 % of the shorter side"
                + " hidden");
    assertThat(Augmentations.strong(ImageKind.SYMBOLS, GREY).description())
        .isEqualTo(
            "turned by up to 12°, shifted by up to 8 % of the size, scaled by 0.85 to 1.15, slanted"
                + " by up to 10°; bent by up to 1 pixel (half of them)");
    assertThat(
            Augmentations.of(new Flip(Flip.Axis.VERTICAL, 0.2f), new PaddedCrop(0, Border.EDGE))
                .with(new Mixup(0.2f, 1))
                .with(new CutMix(1, 0.25f))
                .description())
        .isEqualTo(
            "mirrored top to bottom (20 %); left as they are; laid over another image or a part of"
                + " another image put in (25 %)");
    assertThat(Augmentations.NONE.description()).isEqualTo("none");
    Augmentation own = (image, random) -> {};
    assertThat(Augmentations.of(own).description()).isEqualTo(own.toString());
  }

  @Test
  void whatIsDrawnApartIsWhatIsDone() {
    List<DrawnAugmentation> steps =
        List.of(
            Flip.horizontal(),
            new PaddedCrop(2, Border.REFLECT),
            Flip.vertical(),
            new Cutout(0.4f));
    Augmentations all = Augmentations.of(steps.toArray(Augmentation[]::new));
    assertThat(all.numbers()).isEqualTo(1 + 2 + 1 + 4);
    for (int index = 0; index < 30; index++) {
      Canvas done = Sample.canvas(Sample.COLOUR);
      all.apply(done, Sample.random(index));
      int[] drawn = new int[10];
      all.draw(Sample.random(index), 5, 7, drawn, 2);
      Canvas canvas = Sample.canvas(Sample.COLOUR);
      int at = 2;
      for (DrawnAugmentation step : steps) {
        step.apply(canvas, drawn, at);
        at += step.numbers();
      }
      assertThat(canvas.pixels()).isEqualTo(done.pixels());
    }
    Augmentations others = all.with(new Rotation(5, Border.EDGE));
    assertThat(others.numbers()).isEqualTo(-1);
    assertThatThrownBy(() -> others.draw(Sample.random(0), 5, 7, new int[10], 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("Rotation");
  }

  @Test
  void sayWhatTheyAre() {
    Augmentations some =
        Augmentations.of(Flip.horizontal()).with(new Cutout(0.25f)).with(new Mixup(0.2f, 1));
    assertThat(some)
        .hasToString(
            "Augmentations[steps=[Flip[axis=HORIZONTAL, probability=0.5], Cutout[share=0.25]],"
                + " mixings=[Mixup[alpha=0.2, probability=1.0]]]");
    assertThat(some.mixes()).isTrue();
    assertThat(some.isNone()).isFalse();
    assertThat(Augmentations.NONE.isNone()).isTrue();
  }
}
