package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.data.Dataset;
import dev.conv4j.data.DatasetBuilder;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.data.augment.Flip;
import dev.conv4j.data.augment.Mixup;
import dev.conv4j.page.ParsedPage;
import dev.conv4j.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** What the page says of the images that the network learned from. */
class ReportDataTest {

  /** Images that are white on their left, five dogs and two cats. */
  private static Dataset images() {
    DatasetBuilder builder = new DatasetBuilder(Shape.of(1, 3, 3)).labels(List.of("dog", "cat"));
    for (int i = 0; i < 7; i++) {
      builder.add(new byte[] {-1, 0, 0, -1, 0, 0, -1, 0, (byte) i}, i < 5 ? "dog" : "cat");
    }
    return builder.build();
  }

  private static ParsedPage page(Augmentations augmentations) {
    ReportSample sample = new ReportSample();
    sample.training = new Report.TrainingImages(images(), augmentations, 5, List.of(0f));
    return sample.page();
  }

  @Test
  void tellsTheBalanceOfTheClasses() {
    ParsedPage page = page(Augmentations.NONE);
    assertThat(page.text("//section[@id='data']/p"))
        .isEqualTo("7 training images of 2 classes, 2 to 5 of each.");
    assertThat(page.texts("//table[@class='balance']/tbody/tr")).containsExactly("dog54", "cat24");
    List<Element> bars = page.elements("//table[@class='balance']//i");
    assertThat(bars.getFirst().getAttribute("style")).isEqualTo("width:100.0%");
    assertThat(bars.getLast().getAttribute("style")).isEqualTo("width:40.0%");
  }

  @Test
  void showsImagesOfEachClassAsTheyAreAndAugmented() throws IOException {
    Augmentations always =
        Augmentations.of(new Flip(Flip.Axis.HORIZONTAL, 1)).with(new Mixup(1, 1));
    ParsedPage page = page(always);
    assertThat(page.text("//section[@id='data']/p[2]"))
        .isEqualTo(
            "Images of each class: above as they are, below as they were augmented in the first"
                + " epoch, before they were mixed with each other.");
    assertThat(page.text("//section[@id='data']/p[3]"))
        .isEqualTo("What is done: mirrored; laid over another image.");
    assertThat(page.elements("//ul[@class='sheet']/li")).hasSize(2);
    assertThat(page.elements("//ul[@class='sheet']/li[1]//img")).hasSize(6);
    assertThat(page.elements("//ul[@class='sheet']/li[2]//img")).hasSize(4);
    String plain = page.source("//ul[@class='sheet']/li[1]/div[1]/img[1]");
    String augmented = page.source("//ul[@class='sheet']/li[1]/div[2]/img[1]");
    assertThat(ParsedPage.picture(plain).getRGB(0, 1) & 0xFF).isEqualTo(255);
    assertThat(ParsedPage.picture(augmented).getRGB(0, 1) & 0xFF).isZero();
    assertThat(ParsedPage.picture(augmented).getRGB(2, 1) & 0xFF).isEqualTo(255);
  }

  @Test
  void showsNothingAugmentedIfNothingWas() {
    ParsedPage page = page(Augmentations.NONE);
    assertThat(page.text("//section[@id='data']/p[2]")).endsWith("nothing was done to them.");
    assertThat(page.elements("//ul[@class='sheet']/li[1]//img")).hasSize(3);
  }

  @Test
  void picturesThatWereLeftOutAreNamed() {
    ReportSample sample = new ReportSample();
    sample.training = leftOut(List.of("cat/<1>.png (an empty file)"));
    ParsedPage one = sample.page();
    assertThat(one.text("//details[@class='left-out']/summary"))
        .isEqualTo("1 picture was left out, for it cannot be read");
    assertThat(one.texts("//details[@class='left-out']//li"))
        .containsExactly("cat/<1>.png (an empty file)");
    ReportSample many = new ReportSample();
    many.training = leftOut(IntStream.range(0, 1060).mapToObj(i -> i + ".png (why)").toList());
    ParsedPage more = many.page();
    assertThat(more.text("//details[@class='left-out']/summary")).startsWith("1,060 pictures were");
    assertThat(more.texts("//details[@class='left-out']//li"))
        .hasSize(51)
        .contains("49.png (why)")
        .endsWith("and 1,010 more");
    assertThat(page(Augmentations.NONE).elements("//details[@class='left-out']")).isEmpty();
  }

  private static Report.TrainingImages leftOut(List<String> pictures) {
    return new Report.TrainingImages(images(), Augmentations.NONE, 5, List.of(0f), pictures);
  }

  @Test
  void manyClassesAreFoldedUp() {
    ReportSample sample = new ReportSample(1, 2);
    DatasetBuilder builder = new DatasetBuilder(Shape.of(1, 3, 3));
    IntStream.range(0, 40).forEach(i -> builder.add(new byte[9], "class " + i));
    sample.training =
        new Report.TrainingImages(builder.build(), Augmentations.NONE, 5, List.of(0f));
    ParsedPage page = sample.page();
    assertThat(page.elements("//details/div/table[@class='balance']/tbody/tr")).hasSize(40);
    assertThat(page.elements("//ul[@class='sheet']/li")).hasSize(12);
    assertThat(page.text("//section[@id='data']/p[2]"))
        .startsWith("Images of 12 of the 40 classes");
  }
}
