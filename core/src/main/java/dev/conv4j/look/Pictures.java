package dev.conv4j.look;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.page.PagePicture;

/**
 * Draws what an {@link Explanation} says, as PNG files. Small images and maps are enlarged so that
 * their pixels are seen as squares. Needs no display and no fonts; the same numbers give the same
 * bytes.
 */
public final class Pictures {
  private final Explanation explanation;
  private final ShownImage image;

  /** Pictures of what an explanation says, which must stay open. */
  public Pictures(Explanation explanation) {
    this.explanation = explanation;
    this.image = new ShownImage(explanation.pixels(), explanation.model().input());
  }

  /**
   * The maps of a layer side by side, with a scale of colours: from blue over white to orange if
   * there are negative values, else from black over red to yellow.
   *
   * @param most how many maps at most, 1 or more; the strongest
   */
  public byte[] features(FeatureMaps maps, Scale scale, int most) {
    return featureSheet(maps, scale, most).png();
  }

  /**
   * The filters of a convolution side by side.
   *
   * @param most how many filters at most, 1 or more; the first
   */
  public byte[] filters(Filters filters, int most) {
    return filterSheet(filters, most).png();
  }

  /** The image, what speaks for a class in it, and both in one. */
  public byte[] activation(ClassActivation activation) {
    return activationPicture(activation).png();
  }

  /** The image with what a unit sees, and how much each pixel bears on the unit. */
  public byte[] receptiveField(ReceptiveField field) {
    return fieldPicture(field).png();
  }

  private static void requireSome(int most) {
    if (most < 1) {
      throw new Conv4jException(
          new Problem("pictures", "1 map or filter or more", Integer.toString(most), ""));
    }
  }

  PagePicture image() {
    return image.picture();
  }

  PagePicture featureSheet(FeatureMaps maps, Scale scale, int most) {
    requireSome(most);
    return FeatureSheet.draw(maps, scale, most);
  }

  PagePicture filterSheet(Filters filters, int most) {
    requireSome(most);
    return FilterSheet.draw(filters, most);
  }

  PagePicture activationPicture(ClassActivation activation) {
    return ActivationPicture.draw(activation, image);
  }

  PagePicture fieldPicture(ReceptiveField field) {
    return FieldPicture.draw(field, explanation.influence(field.layer(), field.unit()), image);
  }
}
