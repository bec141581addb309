package dev.conv4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor, layer or model was given a shape that it cannot take. When it is thrown inside a model,
 * each enclosing layer adds its name and the shapes on the way there.
 */
public final class ShapeException extends Conv4jException {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final String path;
  private final String[] trail;

  /** See {@link Problem} for the four parts. */
  public ShapeException(String place, String expected, String found, String remedy) {
    this(new Problem(place, expected, found, remedy), null);
  }

  /** An exception that tells {@code problem}, brought about by {@code cause}. */
  public ShapeException(Problem problem, @Nullable Throwable cause) {
    this(problem, cause, problem.place(), "");
  }

  private ShapeException(
      Problem problem, @Nullable Throwable cause, String kind, String path, String... trail) {
    super(problem, cause);
    this.kind = kind;
    this.path = path;
    this.trail = trail;
  }

  /** This exception, thrown by a layer of this kind: {@code Conv2d}. */
  public ShapeException by(String layerKind) {
    return new ShapeException(place(layerKind, path), getCause(), layerKind, path, trail);
  }

  /** This exception, seen from a layer around: it came from the child of this name. */
  public ShapeException inside(String child) {
    String longer = path.isEmpty() ? child : child + "." + path;
    String[] named = trail.clone();
    for (int i = 1; i < named.length; i++) {
      named[i] = child + "." + named[i];
    }
    return new ShapeException(place(kind, longer), getCause(), kind, longer, named);
  }

  /**
   * This exception, with the shapes before it.
   *
   * @param shapes the input of the sequence, then each layer's name and output: {@code 1×28×28},
   *     {@code conv1 10×24×24}
   */
  public ShapeException after(List<String> shapes) {
    List<String> longer = new ArrayList<>(shapes);
    // A trail from inside begins with the shape at which this one ends.
    longer.addAll(Arrays.asList(trail).subList(Math.min(trail.length, 1), trail.length));
    return new ShapeException(problem(), getCause(), kind, path, longer.toArray(String[]::new));
  }

  private Problem place(String layerKind, String layerPath) {
    Problem old = problem();
    String place = layerPath.isEmpty() ? layerKind : layerKind + " '" + layerPath + "'";
    return new Problem(place, old.expected(), old.found(), old.remedy());
  }

  @Override
  public String getMessage() {
    String message = String.valueOf(super.getMessage());
    return trail.length == 0
        ? message
        : message + " Shapes on the way: " + String.join(" → ", trail) + ".";
  }
}
