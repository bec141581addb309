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

  private static LayerUnit strongest(Explanation explanation, String layer) {
    return new LayerUnit(layer, explanation.maps(layer).strongest());
  }
}
