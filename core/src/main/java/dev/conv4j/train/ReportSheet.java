package dev.conv4j.train;

import dev.conv4j.data.Dataset;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.data.augment.Canvas;
import dev.conv4j.page.PagePicture;
import dev.conv4j.page.PageText;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** A contact sheet: some images of each class, as they are and as the network saw them. */
final class ReportSheet {
  private static final int MOST_CLASSES = 12;
  private static final int IMAGES = 3;

  private final Dataset images;
  private final Augmentations augmentations;
  private final RandomStream random;
  private final Canvas canvas;

  private ReportSheet(Report.TrainingImages training) {
    this.images = training.images();
    this.augmentations = training.augmentation();
    this.random = new RandomStream(training.seed(), Purpose.AUGMENTATION, 0, 0);
    this.canvas = new Canvas(images.imageShape(), training.mean());
  }

  /** The first images of the first classes. */
  static String html(Report.TrainingImages training) {
    return new ReportSheet(training).html();
  }

  private String html() {
    StringBuilder cards = new StringBuilder();
    int classes = images.labels().size();
    for (int label = 0; label < Math.min(classes, MOST_CLASSES); label++) {
      cards.append(card(label));
    }
    return "%s<ul class=\"sheet\">\n%s</ul>\n".formatted(words(classes), cards);
  }

  private String words(int classes) {
    String some =
        classes > MOST_CLASSES
            ? "Images of %s of the %s classes".formatted(MOST_CLASSES, PageText.count(classes))
            : "Images of each class";
    if (augmentations.isNone()) {
      return "<p>%s, as they are; nothing was done to them.</p>\n".formatted(some);
    }
    String mixed = augmentations.mixes() ? ", before they were mixed with each other" : "";
    return """
    <p>%s: above as they are, below as they were augmented in the first epoch%s.</p>
    <p class="note">What is done: %s.</p>
    """
        .formatted(some, mixed, PageText.escape(augmentations.description()));
  }

  private String card(int label) {
    StringBuilder plain = new StringBuilder();
    StringBuilder augmented = new StringBuilder();
    String name = images.labels().get(label);
    for (int index : first(label)) {
      plain.append(picture(index, false).html("Training image %s: %s".formatted(index, name)));
      if (!augmentations.steps().isEmpty()) {
        augmented.append(
            picture(index, true).html("Training image %s, augmented: %s".formatted(index, name)));
      }
    }
    String below = augmented.isEmpty() ? "" : "<div>%s</div>".formatted(augmented);
    return "<li><div>%s</div>%s<p>%s</p></li>\n".formatted(plain, below, PageText.name(name));
  }

  private List<Integer> first(int label) {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < images.size() && indices.size() < IMAGES; i++) {
      if (images.label(i) == label) {
        indices.add(i);
      }
    }
    return indices;
  }

  private PagePicture picture(int index, boolean augment) {
    Shape shape = images.imageShape();
    images.readImage(index, canvas.pixels(), 0);
    if (augment) {
      random.moveTo(0, index);
      augmentations.apply(canvas, random);
    }
    return PagePicture.thumbnail(
        canvas.pixels(), shape.intExtent(0), shape.intExtent(1), shape.intExtent(2));
  }
}
