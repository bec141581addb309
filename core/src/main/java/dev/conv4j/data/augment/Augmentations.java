package dev.conv4j.data.augment;

import dev.conv4j.DataException;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done to images while a network learns; to none of those it is tested with.
 *
 * <pre>{@code
 * Augmentations.of(Flip.horizontal(), new PaddedCrop(4, Border.REFLECT), new Cutout(0.25f))
 *     .with(new CutMix(1, 0.5f));
 * }</pre>
 *
 * @param steps for each image, in this order
 * @param mixings one of which is drawn for each image and the one beside it in the epoch's order;
 *     none if empty
 */
public record Augmentations(List<Augmentation> steps, List<Mixing> mixings) {
  /** Images as they are. */
  public static final Augmentations NONE = new Augmentations(List.of(), List.of());

  /** From here on a part of a photograph shows enough to know it by. */
  private static final int LARGE_PHOTOGRAPH = 64;

  /** Copies the lists. */
  public Augmentations {
    steps = List.copyOf(steps);
    mixings = List.copyOf(mixings);
  }

  /** These steps, in this order. */
  public static Augmentations of(Augmentation... steps) {
    return new Augmentations(List.of(steps), List.of());
  }

  /**
   * What helps nearly always: shifts by a few pixels; for photographs mirror images, and parts of
   * half of the area and more where they are 64 pixels or larger.
   *
   * @param image {@code [C, H, W]}
   */
  public static Augmentations light(ImageKind kind, Shape image) {
    return switch (kind) {
      case SYMBOLS -> of(new PaddedCrop(part(image, 14), Border.EDGE));
      case PHOTOGRAPHS -> of(Flip.horizontal(), crop(image, 0.5f));
    };
  }

  /**
   * What helps long trainings and small sets: for symbols turns, shifts, sizes, slants and bends;
   * for photographs mirror images, shifts or smaller parts, other colours, and a hidden square.
   *
   * @param image {@code [C, H, W]}
   */
  public static Augmentations strong(ImageKind kind, Shape image) {
    return switch (kind) {
      case SYMBOLS ->
          of(
              new Affine(12, 0.08f, 0.85f, 1.15f, 10, Border.EDGE),
              new Sometimes(0.5f, new Elastic(part(image, 20), part(image, 4), Border.EDGE)));
      case PHOTOGRAPHS ->
          of(
              Flip.horizontal(),
              crop(image, 0.25f),
              new ColourJitter(0.3f, 0.3f, 0.3f, 0.03f),
              new Cutout(0.25f));
    };
  }

  private static Augmentation crop(Shape image, float smallest) {
    return Math.min(image.extent(1), image.extent(2)) >= LARGE_PHOTOGRAPH
        ? RandomResizedCrop.atLeast(smallest)
        : new PaddedCrop(part(image, 8), Border.REFLECT);
  }

  private static int part(Shape image, int of) {
    return Math.max(Math.round((float) Math.min(image.extent(1), image.extent(2)) / of), 1);
  }

  /** These, and one more step after them. */
  public Augmentations with(Augmentation step) {
    List<Augmentation> more = new ArrayList<>(steps);
    more.add(step);
    return new Augmentations(more, mixings);
  }

  /** These, and one more mixture to draw from. */
  public Augmentations with(Mixing mixing) {
    List<Mixing> more = new ArrayList<>(mixings);
    more.add(mixing);
    return new Augmentations(steps, more);
  }

  /** Whether nothing is done to images. */
  public boolean isNone() {
    return steps.isEmpty() && mixings.isEmpty();
  }

  /** Whether images are mixed, so that an image has shares in several classes. */
  public boolean mixes() {
    return !mixings.isEmpty();
  }

  /** What is done, step by step, in phrases for people; {@code none} if nothing is. */
  public String description() {
    List<String> phrases = new ArrayList<>();
    steps.forEach(step -> phrases.add(step.description()));
    List<String> mixed = mixings.stream().map(Mixing::description).toList();
    if (!mixed.isEmpty()) {
      phrases.add(String.join(" or ", mixed));
    }
    return phrases.isEmpty() ? "none" : String.join("; ", phrases);
  }

  /** Does all steps to an image. */
  public void apply(Canvas image, RandomStream random) {
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).apply(image, random);
    }
  }

  /**
   * How many whole numbers describe what is done to one image, or -1 if numbers do not describe all
   * of it. Mixtures are not counted.
   */
  public int numbers() {
    int numbers = 0;
    for (Augmentation step : steps) {
      if (!(step instanceof DrawnAugmentation drawn)) {
        return -1;
      }
      numbers += drawn.numbers();
    }
    return numbers;
  }

  /**
   * Draws what {@link #apply} would do to an image, for those who do it elsewhere: the numbers of
   * each step, one step after the other.
   *
   * @param random as for {@link #apply}
   * @param into receives {@link #numbers} of them from {@code at}
   * @throws DataException if numbers do not describe all steps
   */
  public void draw(RandomStream random, int height, int width, int[] into, int at) {
    int next = at;
    for (Augmentation step : steps) {
      if (!(step instanceof DrawnAugmentation drawn)) {
        throw new DataException(
            "augmentation", "steps that whole numbers describe", step.toString(), "");
      }
      drawn.draw(random, height, width, into, next);
      next += drawn.numbers();
    }
  }

  /** Mixes an image with another by one of the mixtures; see {@link Mixing#mix}. */
  public float mix(
      float[] pixels, int at, float[] others, int othersAt, Shape image, RandomStream random) {
    Mixing mixing = mixings.get(random.nextInt(mixings.size()));
    return mixing.mix(pixels, at, others, othersAt, image, random);
  }
}
