package dev.conv4j.look;

import java.util.List;
import java.util.Optional;

/**
 * What of an explanation is drawn.
 *
 * @param layers whose maps, and filters if they are convolutions
 * @param classIndex the class for which the image is asked what speaks for it
 * @param classLayer whose maps are weighed for that; empty if the model has none to lay over the
 *     image
 * @param unit whose receptive field; empty if none was chosen
 * @param scale which maps share one scale of colours
 * @param most how many maps and filters of a layer at most, 1 or more
 */
public record Choice(
    List<String> layers,
    int classIndex,
    Optional<String> classLayer,
    Optional<LayerUnit> unit,
    Scale scale,
    int most) {

  /** As many maps and filters as can be taken in at a glance. */
  public static final int MOST = 32;

  /** A unit and the layer that it belongs to. */
  public record LayerUnit(String layer, Unit unit) {}

  /** Copies the list. */
  public Choice {
    layers = List.copyOf(layers);
  }

  /**
   * What is worth a first look: the {@linkplain Explanation#tour tour}, the likeliest class, and
   * the strongest unit of the last convolution.
   */
  public static Choice of(Explanation explanation) {
    Optional<String> convolution = explanation.lastConvolution();
    return new Choice(
        explanation.tour(),
        explanation.predicted(),
        explanation.classLayer(),
        convolution.map(layer -> strongest(explanation, layer)),
        Scale.LAYER,
        MOST);
  }

  /**
   * What people should know if the only layer has no maps to lay over the image, so that what
   * speaks for the class is shown for another one; empty if all is as they expect.
   */
  public Optional<String> remark(Explanation explanation) {
    boolean isOther = layers.size() == 1 && !explanation.layer(layers.getFirst()).hasPlaces();
    return classLayer
        .filter(layer -> isOther)
        .map(layer ->
            "%s gives no feature maps to lay over the image; what speaks for the class is shown for %s instead."
                .formatted(layers.getFirst(), layer));
  }

  private static LayerUnit strongest(Explanation explanation, String layer) {
    return new LayerUnit(layer, explanation.maps(layer).strongest());
  }
}
